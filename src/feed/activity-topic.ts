/** The activity of one tenant as this process hears it: from messages to invocations with their events, in order. */

import { INLINE_EVENT_BYTES, type Invocation, type InvocationEvent } from "../invocations/invocation.js";
import { isJsonObject, tryParseJson } from "../kernel/json.js";
import type { Log } from "../kernel/log.js";
import type { PubSub } from "../pubsub/pubsub.js";
import type { ActivityFollower } from "./activity-follower.js";

/** What travels: small events whole, others by number. */
export interface ActivityMessage {
  readonly abilityId: string;
  readonly invocationId: string;
  readonly events?: readonly InvocationEvent[];
  readonly sequences?: readonly number[];
}

export interface ActivityTopicDeps {
  readonly log: Log;
  readonly pubsub: PubSub;
  readonly byIds: (ids: readonly string[]) => Promise<ReadonlyMap<string, Invocation>>;
  readonly read: (invocationId: string, after: number, limit: number) => Promise<InvocationEvent[]>;
}

/** Messages that may wait for the database; more are a gap. */
const MAX_WAITING = 1_000;
/** Invocations read at once. */
const BATCH = 100;

export class ActivityTopic {
  readonly #deps: ActivityTopicDeps;
  readonly #followers = new Set<ActivityFollower>();
  #waiting: ActivityMessage[] = [];
  #delivering = false;
  /** The subscription was in force at least once. */
  #inForce = false;
  #left = false;
  #unsubscribe: (() => void) | undefined;

  constructor(channel: string, deps: ActivityTopicDeps) {
    this.#deps = deps;
    deps.pubsub
      .subscribe(channel, { onMessage: (text) => this.#receive(text), onGap: () => this.#gap() })
      .then((stop) => this.#begin(stop))
      .catch((error: unknown) => deps.log.warn({ err: error }, "live activity is not available"));
  }

  enter(follower: ActivityFollower): void {
    this.#followers.add(follower);
    if (this.#inForce) follower.start();
  }

  /** @returns how many are left. */
  leave(follower: ActivityFollower): number {
    this.#followers.delete(follower);
    return this.#followers.size;
  }

  get followers(): readonly ActivityFollower[] {
    return [...this.#followers];
  }

  close(): void {
    this.#left = true;
    this.#unsubscribe?.();
  }

  #begin(stop: () => void): void {
    if (this.#left) return void stop();
    this.#unsubscribe = stop;
    this.#inForce = true;
    for (const follower of this.#followers) follower.start();
  }

  #receive(text: string): void {
    const message = decodeActivity(text);
    if (!message || this.#waiting.length >= MAX_WAITING) return void this.#gap();
    if (!this.followers.some((follower) => follower.wants(message.abilityId))) return;
    this.#waiting.push(message);
    if (!this.#delivering) void this.#deliverAll();
  }

  /** What still waits is older than the gap and would come behind it: the list that is read then has it. */
  #gap(): void {
    this.#waiting = [];
    for (const follower of this.#followers) follower.gap("MESSAGES_LOST");
  }

  async #deliverAll(): Promise<void> {
    this.#delivering = true;
    while (this.#waiting.length > 0 && !this.#left) {
      try {
        await this.#deliver(this.#waiting.splice(0, BATCH));
      } catch (error) {
        this.#deps.log.warn({ err: error }, "activity cannot be shown: the invocations cannot be read");
        this.#gap();
      }
    }
    this.#delivering = false;
  }

  async #deliver(messages: readonly ActivityMessage[]): Promise<void> {
    const invocations = await this.#deps.byIds([...new Set(messages.map(({ invocationId }) => invocationId))]);
    for (const message of messages) {
      const invocation = invocations.get(message.invocationId);
      if (!invocation) continue;
      for (const event of message.events ?? (await this.#eventsOf(message))) {
        for (const follower of this.#followers)
          if (follower.wants(message.abilityId)) follower.offer({ kind: "activity", invocation, event });
      }
    }
  }

  async #eventsOf({ invocationId, sequences = [] }: ActivityMessage): Promise<InvocationEvent[]> {
    const events = await Promise.all(sequences.map((sequence) => this.#deps.read(invocationId, sequence - 1, 1)));
    return events.flat();
  }
}

/** The result does not travel: whoever wants it reads it. */
export const encodeActivity = (message: Required<Pick<ActivityMessage, "abilityId" | "invocationId" | "events">>): string => {
  const { abilityId, invocationId, events } = message;
  const text = JSON.stringify({ abilityId, invocationId, events: events.map(withoutOutput) });
  if (Buffer.byteLength(text) <= INLINE_EVENT_BYTES) return text;
  return JSON.stringify({ abilityId, invocationId, sequences: events.map(({ sequence }) => sequence) });
};

const withoutOutput = (event: InvocationEvent): InvocationEvent => {
  if (event.body.type !== "finished") return event;
  const { output: _, ...body } = event.body;
  return { ...event, body };
};

/** @returns nothing for a message of another version. */
const decodeActivity = (text: string): ActivityMessage | undefined => {
  const message = tryParseJson(text);
  if (!isJsonObject(message) || typeof message.abilityId !== "string" || typeof message.invocationId !== "string") return undefined;
  return Array.isArray(message.events) || Array.isArray(message.sequences) ? (message as unknown as ActivityMessage) : undefined;
};
