/**
 * The live side of the log: one topic per followed invocation and process, fed by this process's own commits and by
 * pub/sub. Messages are hints; the log is the truth, and a slow poll is the floor.
 */

import { channelOf, type EventSubject, INLINE_EVENT_BYTES, type InvocationEvent } from "../invocations/invocation.js";
import type { Clock } from "../kernel/clock.js";
import { tryParseJson } from "../kernel/json.js";
import type { Log } from "../kernel/log.js";
import type { PubSub } from "../pubsub/pubsub.js";
import type { Activity } from "./activity.js";
import { FEED_PAGE, Follower, readPatiently } from "./follower.js";
import { createHeadCheck, type Doubtful } from "./head-check.js";

export interface Feed {
  /** Committed events of one invocation, in order. Call only after the commit. Without its subject nobody but its followers hears. */
  publish(events: readonly InvocationEvent[], subject?: EventSubject): void;
  /** Everything after the sequence, then live; completes behind the final event. Ends early only by return(). */
  follow(invocationId: string, after: number): AsyncIterableIterator<InvocationEvent>;
  /** The next `FEED_PAGE` events of the log. Waits a while for a database that is away; @throws AppError SERVICE_UNAVAILABLE after that. */
  read(invocationId: string, after: number, signal: AbortSignal): Promise<InvocationEvent[]>;
  /** Resolves when this process has committed the final event, or after `ms`, whatever comes first. */
  untilFinished(invocationId: string, ms: number): Promise<void>;
  readonly topics: number;
  close(): void;
}

export interface FeedDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly pubsub: PubSub;
  /** Hears of everything, too. */
  readonly activity?: Pick<Activity, "publish">;
  readonly read: (invocationId: string, after: number, limit: number) => Promise<InvocationEvent[]>;
  /** Sequence of the newest event of each; an invocation that is gone is missing. */
  readonly heads: (invocationIds: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  /** Longest time an event can stay unseen when every message is lost, in milliseconds. */
  readonly pollMs: number;
}

interface Topic extends Doubtful {
  readonly followers: Set<Follower>;
  leave: () => void;
}

/** Travels instead of an event that is too large to be inline. */
interface EventPointer {
  readonly sequence: number;
  readonly pointer: true;
}

export const createFeed = (deps: FeedDeps): Feed => {
  const topics = createTopics(deps);
  const waiters = new Map<string, Set<() => void>>();

  const read = (invocationId: string, after: number, signal: AbortSignal): Promise<InvocationEvent[]> =>
    readPatiently(deps.clock, () => deps.read(invocationId, after, FEED_PAGE), signal);

  const follow = (invocationId: string, after: number): AsyncIterableIterator<InvocationEvent> => {
    const topic = topics.get(invocationId) ?? topics.open(invocationId);
    const follower = new Follower({
      after,
      clock: deps.clock,
      read: (from, signal) => read(invocationId, from, signal),
      onEnd: (ended) => {
        topic.followers.delete(ended);
        if (topic.followers.size === 0) topic.leave();
      },
    });
    topic.followers.add(follower);
    return follower;
  };

  return {
    ...{ follow, read },
    publish(events, subject) {
      const first = events[0];
      if (!first) return;
      const topic = topics.get(first.invocationId);
      if (topic) for (const follower of topic.followers) follower.deliver(events);
      if (events.at(-1)?.body.type === "finished") for (const wake of waiters.get(first.invocationId) ?? []) wake();
      deps.pubsub.publish(channelOf(first.invocationId), encodeEvents(events));
      if (subject) deps.activity?.publish(events, subject);
    },
    untilFinished: (invocationId, ms) =>
      new Promise((resolve) => {
        const waiting = waiters.get(invocationId) ?? new Set();
        waiters.set(invocationId, waiting);
        const done = () => {
          cancel();
          waiting.delete(done);
          if (waiting.size === 0) waiters.delete(invocationId);
          resolve();
        };
        const cancel = deps.clock.after(ms, done);
        waiting.add(done);
      }),
    get topics() {
      return topics.size;
    },
    close() {
      for (const topic of topics.all()) for (const follower of [...topic.followers]) void follower.return();
    },
  };
};

interface Topics {
  get(invocationId: string): Topic | undefined;
  open(invocationId: string): Topic;
  all(): Topic[];
  readonly size: number;
}

/** All topics are looked at with one timer, as long as there are any. */
const createTopics = (deps: FeedDeps): Topics => {
  const topics = new Map<string, Topic>();
  const check = createHeadCheck(deps.heads, deps.log);
  let cancelPoll: (() => void) | undefined;
  const poll = () => {
    for (const topic of topics.values()) check.doubt(topic);
    cancelPoll = deps.clock.after(deps.pollMs, poll);
  };
  return {
    get: (invocationId) => topics.get(invocationId),
    open(invocationId) {
      const topic = createTopic(deps, invocationId, {
        doubt: () => check.doubt(topic),
        onLeave: () => {
          topics.delete(invocationId);
          check.forget(topic);
          if (topics.size > 0) return;
          cancelPoll?.();
          cancelPoll = undefined;
        },
      });
      topics.set(invocationId, topic);
      cancelPoll ??= deps.clock.after(deps.pollMs, poll);
      return topic;
    },
    all: () => [...topics.values()],
    get size() {
      return topics.size;
    },
  };
};

const createTopic = (deps: FeedDeps, invocationId: string, { doubt, onLeave }: { doubt: () => void; onLeave: () => void }): Topic => {
  let left = false;
  let unsubscribe: (() => void) | undefined;
  const topic: Topic = {
    invocationId,
    followers: new Set(),
    catchUp(lastSeq) {
      for (const follower of topic.followers) if (lastSeq === undefined || lastSeq > follower.newest) follower.catchUp();
    },
    leave: () => {
      left = true;
      onLeave();
      unsubscribe?.();
    },
  };
  const onMessage = (message: string): void => {
    const events = decodeEvents(message, invocationId);
    if (!events) return void topic.catchUp(undefined);
    for (const follower of topic.followers) follower.deliver(events);
  };
  deps.pubsub
    .subscribe(channelOf(invocationId), { onMessage, onGap: doubt })
    .then((stop) => {
      if (left) return stop();
      unsubscribe = stop;
      // What was committed elsewhere before the subscription was in force reached nobody here.
      doubt();
    })
    .catch((error: unknown) => deps.log.warn({ err: error, invocationId }, "live messages are not available; polling the log"));
  return topic;
};

const encodeEvents = (events: readonly InvocationEvent[]): string => {
  const text = JSON.stringify(events);
  if (Buffer.byteLength(text) <= INLINE_EVENT_BYTES) return text;
  const pointers: EventPointer[] = events.map(({ sequence }) => ({ sequence, pointer: true }));
  return JSON.stringify(pointers);
};

/** @returns nothing when the log has to be read: pointers, or a message of a newer version. */
const decodeEvents = (message: string, invocationId: string): InvocationEvent[] | undefined => {
  const parsed = tryParseJson(message);
  if (!Array.isArray(parsed)) return undefined;
  const events = parsed as (InvocationEvent | EventPointer | null)[];
  const complete = events.every(
    (event) => typeof event === "object" && event !== null && "body" in event && event.invocationId === invocationId,
  );
  return complete ? (events as InvocationEvent[]) : undefined;
};
