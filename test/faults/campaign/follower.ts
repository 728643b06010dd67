/** A subscriber that wants every event of one invocation exactly once, and goes on by cursor on whatever instance answers. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Data, GraphqlProblem } from "../../support/client.js";
import { digestOfItem } from "./event-digest.js";
import type { FollowerRecord } from "./evidence.js";
import { overEventStream, overSocket } from "./feed-wire.js";
import { type Calling, EXPECTED_ERRORS } from "./patience.js";
import type { FollowerPlan } from "./plan.js";
import { type Chance, chanceOf } from "./random.js";
import { bearerOf } from "./wire.js";

export interface Following {
  readonly invocationId: string;
  readonly person: string;
  readonly plan: FollowerPlan;
}

const FOLLOW = `subscription($id: ID!, $after: Cursor, $snapshot: Boolean!) {
  invocationEvents(invocationId: $id, after: $after, snapshot: $snapshot) { __typename cursor sequence
    ... on StateChanged { from to } ... on NodeProgress { nodeId finished } ... on OutputDelta { nodeId text }
    ... on InterruptRaised { interrupt { id } } ... on InterruptExpired { interruptId }
    ... on GapEvent { fromSequence toSequence } ... on SnapshotEvent { invocation { id status } } ... on Finished { status } }
}`;

/** Longer than any fault and any run of a campaign; the rest is silence. */
const PATIENCE_MS = 240_000;
/** Close codes that say: it is your fault, or ours. The others say: come again. */
const BAD_CLOSES = new Set([4400, 4403, 4406, 4409, 4429, 4500]);

export const startFollower = (calling: Calling, following: Following): void => {
  const { evidence } = calling;
  const { invocationId, plan } = following;
  const record: FollowerRecord = { invocationId, plan, events: [], connections: 0, completed: false };
  const number = evidence.followers.push(record);
  void new Follower(calling, { ...following, record, chance: chanceOf(`${calling.seed}/follower/${number}`) }).run();
};

class Follower {
  #after: string | undefined;
  #lastDoor = -1;

  constructor(
    private readonly calling: Calling,
    private readonly mine: Following & { record: FollowerRecord; chance: Chance },
  ) {}

  async run(): Promise<void> {
    const { record, plan, chance } = this.mine;
    const giveUpAt = performance.now() + PATIENCE_MS;
    await sleep(plan.afterMs);
    while (!record.completed && record.gaveUp === undefined) {
      record.connections++;
      await this.#connectOnce();
      if (performance.now() > giveUpAt) record.gaveUp ??= "out of patience";
      if (!record.completed) await sleep(50 + chance.int(0, 300));
    }
  }

  /** One subscription on one instance. Resolves when it is over, however it ends. */
  async #connectOnce(): Promise<void> {
    const { invocationId, person, plan, record, chance } = this.mine;
    const isStream = this.calling.stage.can.eventStreams && chance.yes(0.3);
    const after = this.#after;
    const variables = { id: invocationId, after: isStream ? undefined : after, snapshot: after === undefined && plan.snapshot };
    const subscription = { url: this.#nextDoor(), token: await bearerOf(person), query: FOLLOW, variables };
    let received = 0;
    try {
      const feed = isStream
        ? overEventStream({ ...subscription, ...(after !== undefined && { lastEventId: after }) })
        : overSocket(subscription);
      for await (const { data, errors } of feed) {
        if (errors) {
          this.#refused(errors);
          return;
        }
        this.#accept(data?.invocationEvents);
        if (plan.leavesBehind !== undefined && record.connections === 1 && ++received >= plan.leavesBehind) return;
      }
      // The server says complete behind the end, and nowhere else.
      if (record.events.at(-1)?.digest.startsWith("finished") || this.#snapshotWasFinal) record.completed = true;
      else this.#violate("a stream completes behind its last event", "completed early");
    } catch (reason) {
      this.#broken(reason);
    }
  }

  #snapshotWasFinal = false;

  #accept(item: Data): void {
    const { record, invocationId } = this.mine;
    if (item.__typename === "GapEvent") this.#violate("no gap", `${item.fromSequence} to ${item.toSequence} cannot be shown`);
    else if (item.__typename === "SnapshotEvent") {
      if (record.events.length > 0) this.#violate("a resumed stream has no snapshot", `at ${item.sequence}`);
      record.snapshotAt = item.sequence;
      this.calling.evidence.tell(invocationId, item.invocation.status);
      this.#snapshotWasFinal = ["SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED"].includes(item.invocation.status);
    } else {
      const expected = (record.events.at(-1)?.sequence ?? record.snapshotAt ?? 0) + 1;
      if (item.sequence !== expected) this.#violate("1..n exactly once, in order", `got ${item.sequence} where ${expected} was due`);
      record.events.push({ sequence: item.sequence, digest: digestOfItem(item) });
      if (item.__typename === "Finished") this.calling.evidence.tell(invocationId, item.status);
    }
    this.#after = item.cursor;
  }

  #refused(errors: readonly GraphqlProblem[]): void {
    for (const { extensions, message } of errors) {
      const code = extensions?.code ?? "?";
      this.calling.evidence.count("codes", code);
      if (EXPECTED_ERRORS.has(code)) continue;
      this.mine.record.gaveUp = `${code}: ${message}`;
      this.#violate("no internal errors", `a subscription ended with ${code}: ${message}`);
    }
  }

  #broken(reason: unknown): void {
    if (Array.isArray(reason)) {
      this.#refused(reason as GraphqlProblem[]);
      return;
    }
    const { code } = reason as { code?: number };
    this.calling.evidence.count("codes", `close ${code ?? "-"}`);
    if (code !== undefined && BAD_CLOSES.has(code)) this.#violate("sockets close for good reasons", `closed with ${code}`);
  }

  #violate(invariant: string, detail: string): void {
    const { invocationId, record } = this.mine;
    this.calling.evidence.violate(invariant, `${detail} (connection ${record.connections} of a follower)`, invocationId);
  }

  /** Another one than the last, where there is a choice. */
  #nextDoor(): string {
    const { doors } = this.calling.stage;
    const others = doors.filter(({ index }) => index !== this.#lastDoor);
    const door = this.mine.chance.pick(others.length > 0 ? others : doors);
    this.#lastDoor = door.index;
    return door.url;
  }
}
