/** BullMQ between several workers: who gets what, and what becomes of the jobs of those that vanish. */
import { Redis } from "ioredis";
import { afterEach, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../src/kernel/clock.js";
import { type BullMqQueueOptions, createBullMqQueue, type SharedQueue } from "../../src/queue/bullmq.js";
import { createQueue } from "../../src/queue/create-queue.js";
import { Gate } from "../../src/queue/gate.js";
import { createInProcessQueue } from "../../src/queue/in-process.js";
import { createLocalFirst } from "../../src/queue/local-first.js";
import type { InvocationJob, InvocationQueue } from "../../src/queue/queue.js";
import { describeWithServers } from "../support/database-matrix.js";
import { createRecordingLog } from "../support/recording-log.js";
import { randomRedisPrefix, sharedRedisUrl } from "../support/services.js";
import { startTcpProxy } from "../support/tcp-proxy.js";
import { until } from "../support/until.js";

describeWithServers("workers that share a Redis", () => {
  let url: string;
  let prefix: string;
  const opened: { stop(): Promise<unknown> }[] = [];

  beforeAll(async () => {
    url = await sharedRedisUrl();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.stop()));
  });

  const installation = () => {
    prefix = randomRedisPrefix().replace(":", "");
  };
  const track = <Q extends InvocationQueue>(queue: Q): Q => {
    opened.push({ stop: () => queue.stop(0) });
    return queue;
  };
  const open = (overrides: Partial<BullMqQueueOptions> = {}): SharedQueue =>
    track(createBullMqQueue({ url, prefix, clock: systemClock, log: createRecordingLog().log, ...overrides }));
  const openWorker = (): InvocationQueue =>
    track(createQueue({ redis: { url, prefix }, runs: true }, { clock: systemClock, log: createRecordingLog().log }));
  const job = (invocationId: string, sequence = 1): InvocationJob => ({ invocationId, sequence });
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `inv_${index}`);
  const keysOfJobs = async () => {
    const redis = new Redis(url);
    const keys = await redis.keys(`${prefix}:invocations:*-*`);
    redis.disconnect();
    return keys;
  };
  /** Whoever runs `held` waits for `release`. */
  const hold = () => {
    const started: string[] = [];
    const ends: (() => void)[] = [];
    return {
      started,
      handle: ({ invocationId }: InvocationJob) =>
        new Promise<void>((resolve) => {
          started.push(invocationId);
          ends.push(resolve);
        }),
      release: () => {
        for (const end of ends) end();
      },
    };
  };

  test("each takes what it has room for, every job goes to one of them, and nothing is left in Redis", async () => {
    installation();
    const workers = [hold(), hold()];
    for (const { handle } of workers) open().start(handle, 1);
    const api = open();
    for (const id of ids(200)) api.enqueue(job(id));
    // The second can only be with the other: the first has no more room.
    await until(() => workers.every(({ started }) => started.length === 1));
    const started = () => workers.flatMap((worker) => worker.started);
    await until(() => {
      for (const { release } of workers) release();
      return started().length === 200;
    });
    for (const { release } of workers) release();
    expect(started().sort()).toEqual(ids(200).sort());
    await until(async () => (await keysOfJobs()).length === 0, { what: "finished jobs to be removed" });
  });

  test("none takes a job that it has no room for, when another has", async () => {
    installation();
    const busy = hold();
    const full = open();
    full.start(busy.handle, 1);
    full.enqueue(job("long"));
    await until(() => busy.started.length === 1);
    const handled: string[] = [];
    open().start(async ({ invocationId }) => {
      handled.push(invocationId);
    }, 2);
    for (const id of ids(20)) full.enqueue(job(id));
    await until(() => handled.length === 20);
    expect(busy.started).toEqual(["long"]);
    busy.release();
  });

  test("what one offers twice, and two offer each, runs once", async () => {
    installation();
    const [one, other] = [open(), open()];
    for (const queue of [one, other, one]) queue.enqueue(job("same", 7));
    await until(() => one.depth + other.depth === 0);
    const handled: InvocationJob[] = [];
    const worker = open();
    worker.start(async (next) => {
      handled.push(next);
    }, 1);
    worker.enqueue(job("last"), { priority: -100 });
    await until(() => handled.some(({ invocationId }) => invocationId === "last"));
    expect(handled).toEqual([job("same", 7), job("last")]);
  });

  test("gateways with different prefixes hear nothing of each other", async () => {
    installation();
    const here = open();
    installation();
    const handled: string[] = [];
    const there = open();
    there.start(async ({ invocationId }) => {
      handled.push(invocationId);
    }, 4);
    here.enqueue(job("mine"));
    await until(() => here.depth === 0 && here.reachable);
    there.enqueue(job("theirs"));
    await until(() => handled.length > 0);
    expect(handled).toEqual(["theirs"]);
  });

  test("the jobs of a worker that vanishes are handed out again", { timeout: 60_000 }, async () => {
    installation();
    const proxy = await startTcpProxy(Number(new URL(url).port));
    const lost = hold();
    const vanishing = open({ url: `redis://127.0.0.1:${proxy.port}`, lockMs: 3_000 });
    vanishing.start(lost.handle, 1);
    vanishing.enqueue(job("orphan"));
    await until(() => lost.started.length === 1);
    // Neither finishes the job nor renews its lock from now on, as if it had been killed.
    proxy.cut();
    const handled: string[] = [];
    open({ lockMs: 3_000 }).start(async ({ invocationId }) => {
      handled.push(invocationId);
    }, 1);
    await until(() => handled.length > 0, { timeoutMs: 50_000, everyMs: 50 });
    expect(handled).toEqual(["orphan"]);
    lost.release();
    await vanishing.stop(0);
    await proxy.close();
  });

  test("a worker that lives renews the locks of its jobs", async () => {
    installation();
    const lockMs = 6_000;
    const long = hold();
    const worker = open({ lockMs });
    worker.start(long.handle, 1);
    worker.enqueue(job("long"));
    await until(() => long.started.length === 1);
    const redis = new Redis(url);
    opened.push({ stop: async () => redis.disconnect() });
    const left = () => redis.pttl(`${prefix}:invocations:long-1:lock`);
    await until(async () => (await left()) < lockMs * 0.8, { what: "the lock to grow old" });
    await until(async () => (await left()) > lockMs * 0.9, { what: "the lock to be renewed" });
    long.release();
    await until(async () => (await keysOfJobs()).length === 0);
  });

  /** What `createQueue` makes of them, with its parts at hand. */
  const openLocalFirst = () => {
    const parts = { clock: systemClock, log: createRecordingLog().log };
    const gate = new Gate(parts);
    const shared = open({ gate });
    return { gate, shared, queue: createLocalFirst({ clock: systemClock, gate, shared, local: createInProcessQueue({ ...parts, gate }) }) };
  };

  test("a process with room runs its own calls itself, and hands what it has no room for to others", async () => {
    installation();
    const [here, there] = [hold(), hold()];
    const { queue, shared } = openLocalFirst();
    queue.start(here.handle, 2);
    await until(() => shared.reachable && shared.foundNothing);
    for (const id of ["first", "second", "third"]) queue.enqueue(job(id));
    await until(() => here.started.length === 2 && queue.depth === 0);
    expect(here.started).toEqual(["first", "second"]);
    expect(await keysOfJobs()).toEqual([`${prefix}:invocations:third-1`]);
    openWorker().start(there.handle, 2);
    await until(() => there.started.length === 1);
    expect(there.started).toEqual(["third"]);
    here.release();
    there.release();
  });

  test("who comes later does not overtake those who wait in Redis", async () => {
    installation();
    const running = hold();
    const { queue, gate, shared } = openLocalFirst();
    queue.start(running.handle, 1);
    await until(() => shared.reachable && shared.foundNothing);
    queue.enqueue(job("running"));
    await until(() => running.started.length === 1);
    for (const id of ids(5)) queue.enqueue(job(id));
    await until(() => queue.depth === 0);
    // In the very moment in which there is room, before anybody can have asked Redis.
    gate.onRoom((endedId) => void (endedId === "running" && queue.enqueue(job("late"))));
    for (let count = 2; count <= 7; count++) {
      running.release();
      await until(() => running.started.length === count);
    }
    expect(running.started).toEqual(["running", ...ids(5), "late"]);
    running.release();
  });

  test("a process that only accepts hands everything over, in order of priority", async () => {
    installation();
    const { log } = createRecordingLog();
    const api = track(createQueue({ redis: { url, prefix }, runs: false }, { clock: systemClock, log }));
    for (const [id, priority] of [
      ["low", -5],
      ["high", 5],
    ] as const) {
      api.enqueue(job(id), { priority });
    }
    await until(() => api.depth === 0);
    const handled: string[] = [];
    openWorker().start(async ({ invocationId }) => {
      handled.push(invocationId);
    }, 1);
    await until(() => handled.length === 2);
    expect(handled).toEqual(["high", "low"]);
  });
});
