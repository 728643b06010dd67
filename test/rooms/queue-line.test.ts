/** The short line before Redis: who waits here for a moment, and who goes on to where others can take it. */
import { afterEach, expect, test } from "vitest";
import { systemClock } from "../../src/kernel/clock.js";
import { createBullMqQueue } from "../../src/queue/bullmq.js";
import { Gate } from "../../src/queue/gate.js";
import { createInProcessQueue } from "../../src/queue/in-process.js";
import { createLocalFirst } from "../../src/queue/local-first.js";
import type { InvocationJob } from "../../src/queue/queue.js";
import { describeWithServers } from "../support/database-matrix.js";
import { createManualClock } from "../support/manual-clock.js";
import { createRecordingLog } from "../support/recording-log.js";
import { randomRedisPrefix, sharedRedisUrl } from "../support/services.js";
import { until } from "../support/until.js";

describeWithServers("the line before Redis", () => {
  const opened: { stop(graceMs: number): Promise<unknown> }[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.stop(0)));
  });

  /** A process with one place, taken by `busy`; its line's time stands still. */
  const open = async () => {
    const lineClock = createManualClock();
    const parts = { clock: systemClock, log: createRecordingLog().log };
    const gate = new Gate(parts);
    const local = createInProcessQueue({ ...parts, gate });
    const inRedis: string[] = [];
    const bull = createBullMqQueue({ ...parts, gate, url: await sharedRedisUrl(), prefix: randomRedisPrefix().replace(":", "") });
    const shared = Object.assign(Object.create(bull) as typeof bull, {
      enqueue: (job: InvocationJob) => void inRedis.push(job.invocationId),
      start: (...args: Parameters<typeof bull.start>) => bull.start(...args),
      stop: (graceMs: number) => bull.stop(graceMs),
    });
    const queue = createLocalFirst({ clock: lineClock, gate, local, shared });
    opened.push(queue);
    const ran: string[] = [];
    const ends = new Map<string, () => void>();
    queue.start(
      ({ invocationId }) =>
        new Promise<void>((resolve) => {
          ran.push(invocationId);
          ends.set(invocationId, resolve);
        }),
      1,
    );
    await until(() => bull.reachable && bull.foundNothing);
    const offer = (...ids: string[]) => {
      for (const invocationId of ids) queue.enqueue({ invocationId, sequence: 1 });
    };
    offer("busy");
    await until(() => ran.length === 1);
    return { lineClock, queue, offer, ran, inRedis, end: (id: string) => ends.get(id)?.() };
  };

  test("who finds no room waits here for a moment, and runs in order when there is room", async () => {
    const { offer, ran, inRedis, end } = await open();
    offer("first", "second");
    end("busy");
    await until(() => ran.length === 2);
    end("first");
    await until(() => ran.length === 3);
    expect([ran, inRedis]).toEqual([["busy", "first", "second"], []]);
    end("second");
  });

  test("who has waited too long goes to Redis, and does not run here as well", async () => {
    const { lineClock, queue, offer, ran, inRedis, end } = await open();
    offer("early");
    await lineClock.advance(60);
    offer("late");
    await lineClock.advance(50);
    expect(inRedis).toEqual(["early"]);
    await lineClock.advance(60);
    expect([inRedis, queue.depth]).toEqual([["early", "late"], 0]);
    end("busy");
    await until(() => queue.depth === 0);
    expect(ran).toEqual(["busy"]);
  });

  test("who finds the line full goes to Redis at once", async () => {
    const { offer, inRedis } = await open();
    offer(...Array.from({ length: 64 }, (_, index) => `waiting-${index}`), "one too many");
    expect(inRedis).toEqual(["one too many"]);
  });
});
