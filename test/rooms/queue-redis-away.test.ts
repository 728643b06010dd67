/** Redis is killed, loses its data, freezes, or was never there: no call waits for it, and nothing hangs. */
import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { systemClock } from "../../src/kernel/clock.js";
import { type BullMqQueueOptions, createBullMqQueue, type SharedQueue } from "../../src/queue/bullmq.js";
import { createQueue } from "../../src/queue/create-queue.js";
import type { InvocationJob, InvocationQueue } from "../../src/queue/queue.js";
import { describeWithServers } from "../support/database-matrix.js";
import { type PrivateServer, startPrivateRedis } from "../support/private-servers.js";
import type { CleanUp } from "../support/process-lives.js";
import { createRecordingLog, type LogLine } from "../support/recording-log.js";
import { freePort } from "../support/server-process.js";
import { until } from "../support/until.js";

describeWithServers("queues while Redis is away", () => {
  let count = 0;
  const PATIENT = { timeoutMs: 60_000 };

  /** A Redis that nobody else uses, and queues on it that end before it does. */
  const setScene = async (cleanUp: CleanUp) => {
    const redis = await startPrivateRedis();
    cleanUp(() => redis.stop());
    const opened: InvocationQueue[] = [];
    cleanUp(async () => {
      redis.resume();
      await Promise.all(opened.map((queue) => queue.stop(0)));
    });
    const track = <Q extends InvocationQueue>(queue: Q): Q => {
      opened.push(queue);
      return queue;
    };
    return {
      redis,
      open(overrides: Partial<BullMqQueueOptions> = {}) {
        const { log, lines } = createRecordingLog();
        const queue: SharedQueue = track(createBullMqQueue({ url: redis.url, prefix: "away", clock: systemClock, log, ...overrides }));
        return { queue, lines };
      },
      openWorker(url = redis.url) {
        const { log, lines } = createRecordingLog();
        return { queue: track(createQueue({ redis: { url, prefix: "away" }, runs: true }, { clock: systemClock, log })), lines };
      },
    };
  };
  const job = (invocationId = `inv_${count++}`): InvocationJob => ({ invocationId, sequence: 1 });
  const recordingHandler = () => {
    const handled: string[] = [];
    const handle = async ({ invocationId }: InvocationJob) => {
      handled.push(invocationId);
    };
    return { handled, handle };
  };
  const hold = () => {
    const started: string[] = [];
    const ends: (() => void)[] = [];
    const handle = ({ invocationId }: InvocationJob) =>
      new Promise<void>((resolve) => {
        started.push(invocationId);
        ends.push(resolve);
      });
    return { started, handle, release: () => ends.forEach((end) => void end()) };
  };
  const said = (lines: readonly LogLine[]) => lines.map(({ level, msg }) => `${level}: ${msg}`);
  /** By name, those that have come through. */
  const connections = async ({ url }: PrivateServer) => {
    const inspector = new Redis(url);
    const list = String(await inspector.client("LIST"));
    inspector.disconnect();
    return list.split("\n").map((line) => /name=(\S*)/.exec(line)?.[1]);
  };
  /** New jobs until one gets through, as the sweeper would offer them. */
  const getsThrough = (queue: InvocationQueue, handled: readonly string[]) => {
    const before = handled.length;
    return until(
      () => {
        queue.enqueue(job());
        return handled.length > before;
      },
      { ...PATIENT, everyMs: 100 },
    );
  };

  test.concurrent("a worker goes on by itself after Redis was killed and came back empty", { timeout: 90_000 }, async ({
    onTestFinished,
  }) => {
    const { redis, open } = await setScene(onTestFinished);
    const { queue, lines } = open();
    const { handled, handle } = recordingHandler();
    queue.start(handle, 4);
    queue.enqueue(job());
    await until(() => handled.length === 1);
    await redis.kill();
    await until(() => lines.length > 0);
    await redis.restart();
    await getsThrough(queue, handled);
    // One outage is two lines, however many attempts it took.
    await until(() => lines.length >= 2);
    expect(said(lines)).toEqual(["warn: Redis is out of reach; trying until it is back", "info: Redis is back"]);
  });

  test.concurrent("a job that runs while Redis loses it ends in peace, and may be offered again", { timeout: 90_000 }, async ({
    onTestFinished,
  }) => {
    const { redis, open } = await setScene(onTestFinished);
    const { queue } = open();
    const held = hold();
    queue.start(held.handle, 1);
    const long = job();
    queue.enqueue(long);
    await until(() => held.started.length === 1);
    await redis.kill();
    await redis.restart();
    await until(() => queue.reachable, PATIENT);
    held.release();
    await until(
      () => {
        queue.enqueue(long);
        return held.started.length === 2;
      },
      { ...PATIENT, everyMs: 100 },
    );
    expect(held.started).toEqual([long.invocationId, long.invocationId]);
    held.release();
  });

  test.concurrent("what was offered while Redis was frozen is not lost and not waited for", { timeout: 90_000 }, async ({
    onTestFinished,
  }) => {
    const { redis, open } = await setScene(onTestFinished);
    const { queue } = open();
    const { handled, handle } = recordingHandler();
    queue.start(handle, 4);
    queue.enqueue(job());
    await until(() => handled.length === 1);
    redis.pause();
    await until(() => !queue.reachable, PATIENT);
    const during = job();
    queue.enqueue(during);
    expect(queue.depth).toBeGreaterThan(0);
    redis.resume();
    await until(() => handled.includes(during.invocationId), PATIENT);
  });

  test.concurrent("offers that wait for Redis are bounded, dropped with one line, and handed over when it is back", {
    timeout: 90_000,
  }, async ({ onTestFinished }) => {
    const { redis, open } = await setScene(onTestFinished);
    const { queue, lines } = open({ backlogLimit: 10 });
    await until(() => queue.reachable);
    await redis.kill();
    await until(() => !queue.reachable);
    const jobs = Array.from({ length: 1_000 }, () => job());
    for (const offered of jobs) queue.enqueue(offered);
    expect(queue.depth).toBe(10);
    expect(said(lines).filter((line) => line.includes("cannot be handed"))).toHaveLength(1);
    await redis.restart();
    await until(() => queue.depth === 0, PATIENT);
    const { handled, handle } = recordingHandler();
    const worker = open().queue;
    worker.start(handle, 1);
    await until(() => handled.length === 10, PATIENT);
    expect(handled).toEqual(jobs.slice(0, 10).map(({ invocationId }) => invocationId));
  });

  test.concurrent.for([
    ["killed", (redis: PrivateServer) => redis.kill()],
    ["frozen", async (redis: PrivateServer) => redis.pause()],
  ] as const)(
    "a process that runs invocations runs all of its own while Redis is %s",
    { timeout: 90_000 },
    async ([, takeAway], { onTestFinished }) => {
      const { redis, openWorker } = await setScene(onTestFinished);
      const { queue, lines } = openWorker();
      const { handled, handle } = recordingHandler();
      queue.start(handle, 2);
      await getsThrough(queue, handled);
      await takeAway(redis);
      await until(() => lines.length > 0, PATIENT);
      const before = handled.length;
      const jobs = Array.from({ length: 50 }, () => job());
      for (const offered of jobs) queue.enqueue(offered);
      await until(() => jobs.every(({ invocationId }) => handled.includes(invocationId)), PATIENT);
      expect(handled.slice(before).filter((id) => jobs.some(({ invocationId }) => invocationId === id))).toHaveLength(50);
    },
  );

  test.concurrent("what was on its way into Redis when it froze comes back and runs here", { timeout: 90_000 }, async ({
    onTestFinished,
  }) => {
    const { redis, openWorker } = await setScene(onTestFinished);
    const { queue, lines } = openWorker();
    const held = hold();
    queue.start(held.handle, 1);
    queue.enqueue(job("first"));
    await until(() => held.started.length > 0);
    await until(async () => (await connections(redis)).includes("ability-gateway-jobs"));
    redis.pause();
    // There is no room, so it goes to Redis, which does not answer.
    const overflow = job();
    queue.enqueue(overflow);
    held.release();
    await until(() => held.started.includes(overflow.invocationId), PATIENT);
    expect(said(lines)).toContain("warn: Redis is out of reach; trying until it is back");
    held.release();
  });

  test.concurrent.for([
    ["killed", (redis: PrivateServer) => redis.kill()],
    ["frozen", async (redis: PrivateServer) => redis.pause()],
    ["there", async () => undefined],
  ] as const)("stop waits for what runs and then ends, with Redis %s", { timeout: 90_000 }, async ([, takeAway], { onTestFinished }) => {
    const { redis, openWorker } = await setScene(onTestFinished);
    const { queue, lines } = openWorker();
    const held = hold();
    queue.start(held.handle, 2);
    await until(() => {
      queue.enqueue(job("only"));
      return held.started.length > 0;
    });
    await takeAway(redis);
    let stopped = false;
    const stopping = queue.stop(60_000).then(() => {
      stopped = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(stopped).toBe(false);
    held.release();
    await stopping;
    expect(lines.filter(({ level }) => level === "error")).toEqual([]);
  });

  test.concurrent("stop ends where Redis never was", { timeout: 60_000 }, async ({ onTestFinished }) => {
    const { openWorker } = await setScene(onTestFinished);
    const { queue } = openWorker(`redis://127.0.0.1:${await freePort()}`);
    const { handled, handle } = recordingHandler();
    queue.start(handle, 2);
    queue.enqueue(job("here"));
    await until(() => handled.length === 1);
    await queue.stop(60_000);
  });
});
