import "reflect-metadata";
/** Followers of an invocation: exactly 1, 2, 3 … n, whatever happens to messages, reads and connections on the way. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFeed } from "../../src/feed/feed.js";
import type { InvocationEvent } from "../../src/invocations/invocation.js";
import { AppError } from "../../src/kernel/errors.js";
import type { PubSub, PubSubListener } from "../../src/pubsub/pubsub.js";
import { createManualClock } from "../support/manual-clock.js";
import { createRecordingLog } from "../support/recording-log.js";
import { until } from "../support/until.js";

const ID = "inv_1";
const POLL_MS = 5_000;
const settle = () => new Promise((resolve) => setImmediate(resolve));

const eventOf = (sequence: number, body: InvocationEvent["body"]): InvocationEvent => ({ invocationId: ID, sequence, at: sequence, body });
const piece = (sequence: number, text = "x") => eventOf(sequence, { type: "output", nodeId: "n", text });
const end = (sequence: number) => eventOf(sequence, { type: "finished", status: "SUCCEEDED" });
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Messages and reads wait until a test lets them through; a read answers with what was there when it was asked. */
const createWorld = (options: { held: boolean } = { held: false }) => {
  const log: InvocationEvent[] = [];
  const listeners = new Set<PubSubListener>();
  const messages: string[] = [];
  const reads: (() => void)[] = [];
  const clock = createManualClock();
  const world = {
    ...{ log, listeners, messages, clock },
    fails: 0,
    looks: 0,
    reads: 0,
    subscribing: Promise.resolve(),
    async heads(ids: readonly string[]) {
      world.looks++;
      const head = log.length;
      if (options.held) await new Promise<void>((resolve) => reads.push(resolve));
      return new Map(ids.map((id) => [id, head]));
    },
    releaseReads: () => {
      for (const release of reads.splice(0)) release();
    },
  };
  const pubsub: PubSub = {
    publish: (_, message) => void messages.push(message),
    async subscribe(_, listener) {
      await world.subscribing;
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    ping: async () => undefined,
    close: async () => undefined,
  };
  const deps = {
    ...{ clock, pubsub, log: createRecordingLog().log, pollMs: POLL_MS },
    async read(_: string, after: number, limit: number) {
      world.reads++;
      const page = log.filter(({ sequence }) => sequence > after).slice(0, limit);
      if (options.held) await new Promise<void>((resolve) => reads.push(resolve));
      if (world.fails > 0) {
        world.fails--;
        throw new AppError("SERVICE_UNAVAILABLE", { params: { part: "database" } });
      }
      return page;
    },
  };
  const withHeads = { ...deps, heads: async (ids: readonly string[]) => world.heads(ids) };
  return { ...world, world, feed: createFeed(withHeads), other: createFeed(withHeads) };
};

/** Reads to the end in the background. */
const readAll = (iterator: AsyncIterableIterator<InvocationEvent>, seen: number[]): Promise<void> =>
  (async () => {
    for await (const { sequence } of iterator) seen.push(sequence);
  })();

type Step =
  | { readonly do: "commit"; readonly count: number; readonly here: boolean; readonly large: boolean }
  | { readonly do: "message"; readonly which: number; readonly fate: "delivered" | "lost" | "doubled" }
  | { readonly do: "gap" | "reads" | "turn" | "poll" | "reconnect" };

const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("commit" as const),
        count: fc.integer({ min: 1, max: 4 }),
        here: fc.boolean(),
        large: fc.boolean(),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant("message" as const),
        which: fc.nat(),
        fate: fc.constantFrom("delivered" as const, "lost" as const, "doubled" as const),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constantFrom(
          "gap" as const,
          "reads" as const,
          "turn" as const,
          "reads" as const,
          "turn" as const,
          "poll" as const,
          "reconnect" as const,
        ),
      }),
    },
  ),
  { minLength: 1, maxLength: 40 },
);

describe("the feed", () => {
  test("gives exactly 1 to n, in order, over any interleaving of commits, messages, reads, gaps and reconnects", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (script: readonly Step[]) => {
        const { feed, other, log, listeners, messages, clock, releaseReads } = createWorld({ held: true });
        const seen: number[] = [];
        let iterator = feed.follow(ID, 0);
        let reading = readAll(iterator, seen);
        const hear = (tell: (listener: PubSubListener) => void) => [...listeners].forEach(tell);
        const commit = (events: readonly InvocationEvent[], here: boolean) => {
          log.push(...events);
          (here ? feed : other).publish(events);
        };
        for (const step of script) {
          if (step.do === "commit") {
            const text = step.large ? "x".repeat(9_000) : "x";
            commit(
              upTo(step.count).map((count) => piece(log.length + count, text)),
              step.here,
            );
          } else if (step.do === "message") {
            const [message] = messages.splice(step.which % Math.max(messages.length, 1), 1);
            const times = { delivered: 1, lost: 0, doubled: 2 }[step.fate];
            if (message) for (let time = 0; time < times; time++) hear((listener) => listener.onMessage(message));
          } else if (step.do === "gap") hear((listener) => listener.onGap());
          else if (step.do === "reads") releaseReads();
          else if (step.do === "turn") await settle();
          else if (step.do === "poll") await clock.advance(POLL_MS);
          else {
            await iterator.return?.();
            releaseReads();
            await reading;
            iterator = feed.follow(ID, seen.at(-1) ?? 0);
            reading = readAll(iterator, seen);
          }
        }
        // Every message about the end is lost, too: only the slow poll is left.
        commit([end(log.length + 1)], false);
        let over = false;
        void reading.then(() => (over = true));
        for (let turn = 0; turn < 20 && !over; turn++) {
          await clock.advance(POLL_MS);
          releaseReads();
          await settle();
        }
        expect(over).toBe(true);
        expect(seen).toEqual(upTo(log.length));
        expect(feed.topics).toBe(0);
        expect(clock.pending).toBe(0);
        expect(listeners.size).toBe(0);
      }),
      { numRuns: 400 },
    );
  });

  test("what this process commits arrives without pub/sub or poll, and the stream completes behind the end", async () => {
    const { feed, log, clock } = createWorld();
    const seen: number[] = [];
    const reading = readAll(feed.follow(ID, 0), seen);
    await settle();
    for (const event of [piece(1), piece(2), end(3)]) {
      log.push(event);
      feed.publish([event]);
      await until(() => seen.includes(event.sequence));
    }
    await reading;
    expect(seen).toEqual([1, 2, 3]);
    expect(clock.pending).toBe(0);
  });

  test("events too large to travel go as pointers, and are read", async () => {
    const { feed, other, log, listeners, messages } = createWorld();
    const iterator = feed.follow(ID, 0);
    const first = iterator.next();
    await settle();
    const large = piece(1, "字".repeat(5_000));
    log.push(large);
    other.publish([large]);
    expect(messages).toHaveLength(1);
    expect(messages[0]?.length).toBeLessThan(200);
    for (const listener of listeners) listener.onMessage(messages[0] as string);
    expect((await first).value).toEqual(large);
    await iterator.return?.();
  });

  test.each(["nonsense", "null", "{}", "[null]", "[1]", '[{"sequence":2}]', '[{"body":{},"invocationId":"inv_2"}]'])(
    "a message nobody understands means: read the log (%s)",
    async (message) => {
      const { feed, log, listeners } = createWorld();
      const iterator = feed.follow(ID, 0);
      const first = iterator.next();
      await until(() => listeners.size === 1);
      await settle();
      log.push(piece(1));
      for (const listener of listeners) listener.onMessage(message);
      expect((await first).value).toEqual(piece(1));
      await iterator.return?.();
    },
  );

  test("a listener who leaves before asking, or while waiting, leaves nothing behind", async () => {
    const { feed, listeners, clock } = createWorld();
    const unasked = feed.follow(ID, 0);
    await unasked.return?.();
    expect(await unasked.next()).toEqual({ value: undefined, done: true });
    const waiting = feed.follow(ID, 0);
    const next = waiting.next();
    await settle();
    await waiting.return?.();
    expect(await next).toEqual({ value: undefined, done: true });
    await settle();
    expect([feed.topics, listeners.size, clock.pending]).toEqual([0, 0, 0]);
  });

  test("a subscription that comes into force after its last listener left is given up again", async () => {
    const { world, feed, listeners } = createWorld();
    let confirm: () => void = () => undefined;
    world.subscribing = new Promise((resolve) => (confirm = resolve));
    await feed.follow(ID, 0).return?.();
    confirm();
    await settle();
    expect(listeners.size).toBe(0);
  });

  test("what was committed elsewhere before the subscription came into force is read then", async () => {
    const { world, feed, log } = createWorld();
    let confirm: () => void = () => undefined;
    world.subscribing = new Promise((resolve) => (confirm = resolve));
    const iterator = feed.follow(ID, 0);
    const first = iterator.next();
    await settle();
    log.push(piece(1));
    confirm();
    expect((await first).value).toEqual(piece(1));
    await iterator.return?.();
  });

  test("a slow listener gets everything, from the log where memory would grow", async () => {
    const { feed, log } = createWorld();
    const iterator = feed.follow(ID, 0);
    const first = iterator.next();
    await settle();
    for (const sequence of upTo(5_000)) {
      log.push(piece(sequence));
      feed.publish([piece(sequence)]);
    }
    log.push(end(5_001));
    feed.publish([end(5_001)]);
    const seen = [(await first).value?.sequence];
    for await (const { sequence } of iterator) seen.push(sequence);
    expect(seen).toEqual(upTo(5_001));
  });

  test("a database away for a while delays, one away for long ends the subscription with its code", async () => {
    const { world, feed, log, clock } = createWorld();
    log.push(piece(1), end(2));
    world.fails = 5;
    const seen: number[] = [];
    const reading = readAll(feed.follow(ID, 0), seen);
    await clock.advance(5_000);
    await reading;
    expect(seen).toEqual([1, 2]);
    world.fails = 1_000;
    const lost = expect(readAll(feed.follow(ID, 0), [])).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    await clock.advance(60_000);
    await lost;
    expect([feed.topics, clock.pending]).toEqual([0, 0]);
  });

  test("closing completes every stream", async () => {
    const { feed, clock } = createWorld();
    const reading = [readAll(feed.follow(ID, 0), []), readAll(feed.follow(ID, 0), []), readAll(feed.follow("inv_2", 0), [])];
    await settle();
    feed.close();
    await Promise.all(reading);
    expect([feed.topics, clock.pending]).toEqual([0, 0]);
  });

  test("a thousand idle topics cost two statements per look, and none of them a read", async () => {
    const { world, feed, clock } = createWorld();
    const iterators = upTo(1_000).map((number) => feed.follow(`inv_${number}`, 0));
    for (const iterator of iterators) void iterator.next();
    await settle();
    await clock.advance(1);
    const [looks, reads] = [world.looks, world.reads];
    await clock.advance(POLL_MS);
    expect(world.looks - looks).toBe(2);
    expect(world.reads).toBe(reads);
    for (const iterator of iterators) void iterator.return?.();
    expect([feed.topics, clock.pending]).toEqual([0, 0]);
  });

  test("whoever waits for the end is woken by it, or by time, and forgotten", async () => {
    const { feed, clock } = createWorld();
    const woken = feed.untilFinished(ID, 1_000);
    feed.publish([piece(1)]);
    feed.publish([end(2)]);
    await woken;
    expect(clock.pending).toBe(0);
    const timed = feed.untilFinished(ID, 1_000);
    await clock.advance(1_000);
    await timed;
    expect(clock.pending).toBe(0);
  });
});
