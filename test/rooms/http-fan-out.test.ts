import "reflect-metadata";
/** Shared execution of subscriptions: everybody exactly 1 to n, once executed, and nobody held up by a slow one. */
import fc from "fast-check";
import { GraphQLInt, GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from "graphql";
import { describe, expect, test } from "vitest";
import { createFeed } from "../../src/feed/feed.js";
import { type FeedItem, feedSource } from "../../src/feed/feed-items.js";
import { createFanOut, type Listener, type Outgoing } from "../../src/http/fan-out.js";
import type { InvocationEvent } from "../../src/invocations/invocation.js";
import { AppError } from "../../src/kernel/errors.js";
import { createInProcessPubSub } from "../../src/pubsub/in-process.js";
import { invocationOf } from "../support/invocations.js";
import { createManualClock } from "../support/manual-clock.js";
import { createRecordingLog } from "../support/recording-log.js";
import { until } from "../support/until.js";

const INVOCATION = invocationOf({ status: "RUNNING", lastSeq: 0 });
const settle = () => new Promise((resolve) => setImmediate(resolve));
const upTo = (count: number, from = 1): number[] => Array.from({ length: Math.max(count - from + 1, 0) }, (_, index) => index + from);

const sequenceOf = (item: FeedItem): number =>
  item.kind === "event" ? item.event.sequence : item.kind === "gap" ? -1 : item.invocation.lastSeq;
const SCHEMA = new GraphQLSchema({
  query: new GraphQLObjectType({ name: "Query", fields: { nothing: { type: GraphQLString } } }),
  subscription: new GraphQLObjectType({
    name: "Subscription",
    fields: {
      event: {
        type: GraphQLString,
        args: { after: { type: GraphQLInt }, snapshot: { type: GraphQLString }, word: { type: GraphQLString } },
        resolve: (item: FeedItem, { word }: { word?: string }) => `${sequenceOf(item)}${word ?? ""}`,
      },
    },
  }),
});
const PLAIN = parse("subscription { event }");

/** A peer that takes everything at once, or nothing until it is released. */
class Peer implements Listener {
  readonly seen: Outgoing[] = [];
  slow = false;
  over: "done" | "failed" | undefined;
  error: unknown;
  private readonly held: (() => void)[] = [];

  send(result: Outgoing): Promise<void> | undefined {
    this.seen.push(result);
    if (!this.slow) return undefined;
    return new Promise((resolve) => this.held.push(resolve));
  }

  release(): void {
    for (const resolve of this.held.splice(0)) resolve();
  }

  get positions(): number[] {
    return this.seen.map(({ position }) => position);
  }

  get data(): string[] {
    return this.seen.map(({ json }) => JSON.parse(json).data.event as string);
  }
}

interface Joining {
  readonly after?: number;
  readonly snapshot?: boolean;
  readonly scope?: string;
  readonly document?: typeof PLAIN;
  readonly variables?: Record<string, unknown>;
}

const createWorld = () => {
  const log: InvocationEvent[] = [];
  const clock = createManualClock();
  const quiet = createRecordingLog().log;
  const world = { reads: 0, failing: false, executions: 0 };
  const feed = createFeed({
    ...{ clock, log: quiet, pubsub: createInProcessPubSub({ log: quiet }), pollMs: 5_000 },
    heads: async (ids) => new Map(ids.map((id) => [id, log.length])),
    async read(_, after, limit) {
      world.reads++;
      const page = log.filter(({ sequence }) => sequence > after).slice(0, limit);
      await settle();
      if (world.failing) throw new AppError("SERVICE_UNAVAILABLE", { params: { part: "database" } });
      return page;
    },
  });
  const fanOut = createFanOut({
    log: quiet,
    createLoaders: () => {
      world.executions++;
      return {};
    },
  });
  const commit = (count: number, last = false): void => {
    const from = log.length + 1;
    const events = upTo(from + count - 1, from).map((sequence): InvocationEvent => {
      const end = last && sequence === from + count - 1;
      const body: InvocationEvent["body"] = end ? { type: "finished", status: "SUCCEEDED" } : { type: "output", nodeId: "n", text: "x" };
      return { invocationId: INVOCATION.id, sequence, at: 0, body };
    });
    log.push(...events);
    feed.publish(events);
  };
  const ctx = { principal: undefined, requestId: "r", language: "en" as const, log: quiet, signal: new AbortController().signal };
  const join = ({ after = 0, snapshot = false, scope = "", document = PLAIN, variables = {} }: Joining = {}, peer = new Peer()) => {
    const last = log.at(-1);
    const status = last?.body.type === "finished" ? ("SUCCEEDED" as const) : ("RUNNING" as const);
    const invocation = { ...INVOCATION, status, lastSeq: log.length };
    const source = feedSource({ feed, invocation, after: snapshot ? undefined : after, snapshot, scope, at: 0 });
    const args = { schema: SCHEMA, document, variableValues: variables };
    const iterator = fanOut.subscribe({ args, context: { ctx, loaders: {} }, source, listener: peer });
    iterator.next().then(
      () => (peer.over = "done"),
      (error: unknown) => {
        peer.over = "failed";
        peer.error = error;
      },
    );
    return { peer, after, leave: () => void iterator.return?.() };
  };
  return { world, log, clock, feed, fanOut, commit, join };
};

type Step =
  | { readonly do: "commit"; readonly count: number }
  | { readonly do: "join"; readonly back: number; readonly snapshot: boolean }
  | { readonly do: "slow" | "release" | "leave"; readonly who: number }
  | { readonly do: "turn" };

const who = fc.nat({ max: 5 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("commit" as const), count: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(250)) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("join" as const), back: fc.nat({ max: 400 }), snapshot: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom("slow" as const, "release" as const, "leave" as const), who }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("turn" as const) }) },
);

describe("the seam between own and shared", () => {
  test("everybody gets exactly what follows, in order, over any interleaving of commits, joins, slow peers and leaves", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (script) => {
        const { commit, join, log, feed, fanOut, clock } = createWorld();
        const joined: (ReturnType<typeof join> & { first: number; left: boolean })[] = [];
        for (const one of script) {
          if (one.do === "commit") commit(one.count);
          else if (one.do === "turn") await settle();
          else if (one.do === "join") {
            const after = Math.max(log.length - one.back, 0);
            // A snapshot stands for everything up to now and takes the place of its last event.
            const first = one.snapshot ? log.length : after + 1;
            joined.push({ ...join({ after, snapshot: one.snapshot }), first, left: false });
          } else {
            const member = joined[one.who];
            if (!member) continue;
            if (one.do === "slow") member.peer.slow = true;
            if (one.do === "release") member.peer.release();
            if (one.do === "leave") {
              member.leave();
              member.left = true;
            }
          }
        }
        commit(1, true);
        for (const { peer } of joined) peer.slow = false;
        for (let turn = 0; turn < 300 && joined.some(({ peer }) => !peer.over); turn++) {
          for (const { peer } of joined) peer.release();
          await settle();
        }
        for (const { peer, first, left } of joined) {
          const expected = upTo(log.length, first);
          expect(peer.positions).toEqual(left ? expected.slice(0, peer.positions.length) : expected);
          expect(peer.data).toEqual(peer.positions.map(String));
          expect(peer.over).toBe("done");
        }
        await settle();
        expect([fanOut.groups, feed.topics, clock.pending]).toEqual([0, 0, 0]);
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  test("a long replay is served apart, so that whoever is level hears of the next event at once", async () => {
    const { world, commit, join } = createWorld();
    commit(1_000);
    const [late, level] = [join({ after: 0 }), join({ after: 1_000 })];
    commit(1);
    await until(() => level.peer.positions.includes(1_001));
    await until(() => late.peer.positions.length === 1_001);
    expect(world.executions).toBeLessThan(1_001 + 10);
    for (const { leave } of [late, level]) leave();
  });

  test("what has ended is completed behind its last event, also for those who come late", async () => {
    const { commit, join, fanOut } = createWorld();
    commit(3, true);
    const peers = [join({ after: 0 }), join({ after: 2 }), join({ after: 3 }), join({ snapshot: true })].map(({ peer }) => peer);
    await until(() => peers.every(({ over }) => over === "done"));
    expect(peers.map(({ positions }) => positions)).toEqual([[1, 2, 3], [3], [], [3]]);
    expect(fanOut.groups).toBe(0);
  });
});

describe("sharing", () => {
  test("an event is executed once for all who are level, whatever cursor they came with", async () => {
    const { world, commit, join } = createWorld();
    commit(5);
    const document = parse("subscription ($from: Int) { event(after: $from) }");
    const members = [0, 1, 2, 3, 4, 5].map((after) => join({ after, document, variables: { from: after } }));
    await until(() => members.every(({ peer, after }) => peer.positions.length === 5 - after));
    await settle();
    const before = world.executions;
    commit(1);
    await until(() => members.every(({ peer }) => peer.positions.at(-1) === 6));
    expect(world.executions - before).toBe(1);
    expect(new Set(members.map(({ peer }) => peer.seen.at(-1))).size).toBe(1);
    for (const { leave } of members) leave();
  });

  test.each([
    ["another document", { document: parse('subscription { event(word: "!") }') }, "1!"],
    ["another variable", { document: parse("subscription ($word: String) { event(word: $word) }"), variables: { word: "?" } }, "1?"],
    ["another view", { scope: "operator" }, "1"],
  ] as [string, Joining, string][])("%s is executed by itself", async (...[, other, expected]) => {
    const { world, commit, join, fanOut } = createWorld();
    const members = [join(), join(other), join({ ...other, variables: { ...other.variables, unused: 1 } })];
    await settle();
    await until(() => fanOut.groups === 2);
    commit(1);
    await until(() => members.every(({ peer }) => peer.data.length === 1));
    expect(members.map(({ peer }) => peer.data[0])).toEqual(["1", expected, expected]);
    expect(world.executions).toBe(2);
    for (const { leave } of members) leave();
    await until(() => fanOut.groups === 0);
  });

  test("a variable that stands for the start and for something else tells apart", async () => {
    const { commit, join, fanOut } = createWorld();
    const document = parse("subscription ($x: String) { event(snapshot: $x, word: $x) }");
    const members = ["a", "b"].map((x) => join({ document, variables: { x } }));
    await until(() => fanOut.groups === 2);
    commit(1);
    await until(() => members.every(({ peer }) => peer.data.length === 1));
    expect(members.map(({ peer }) => peer.data[0])).toEqual(["1a", "1b"]);
    for (const { leave } of members) leave();
  });
});

describe("trouble", () => {
  test("a peer that takes nothing holds nobody up, and gets everything from the log when it reads again", async () => {
    const { commit, join } = createWorld();
    const [slow, quick] = [join(), join()];
    slow.peer.slow = true;
    for (let round = 0; round < 50; round++) {
      commit(20);
      await settle();
    }
    await until(() => quick.peer.positions.length === 1_000);
    expect(slow.peer.positions.length).toBeLessThan(5);
    commit(1, true);
    slow.peer.slow = false;
    await until(() => {
      slow.peer.release();
      return slow.peer.over;
    });
    expect([slow.peer.positions, quick.peer.positions]).toEqual([upTo(1_001), upTo(1_001)]);
  });

  test("a database away for long ends every subscription of the group with its code", async () => {
    const { world, commit, join, clock, fanOut, feed } = createWorld();
    const members = [join(), join()];
    await until(() => fanOut.groups === 1);
    world.failing = true;
    commit(500);
    for (let turn = 0; turn < 10; turn++) await clock.advance(10_000);
    await until(() => members.every(({ peer }) => peer.over === "failed"));
    for (const { peer } of members) expect(peer.error).toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    expect([fanOut.groups, feed.topics, clock.pending]).toEqual([0, 0, 0]);
  });

  test("whoever leaves before it began, or founded the group, takes nobody along", async () => {
    const { commit, join, fanOut } = createWorld();
    const founder = join();
    const other = join();
    await until(() => fanOut.groups === 1);
    founder.leave();
    join().leave();
    commit(1, true);
    await until(() => other.peer.over);
    expect(other.peer.positions).toEqual([1]);
    expect(founder.peer.positions).toEqual([]);
    await until(() => fanOut.groups === 0);
  });
});
