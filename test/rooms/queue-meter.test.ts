/** What a scrape says of the queue: jobs here and in Redis, and nothing stale or slow while Redis is away. */
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/kernel/clock.js";
import { createMetrics } from "../../src/kernel/metrics.js";
import { createBullMqQueue } from "../../src/queue/bullmq.js";
import { createQueue } from "../../src/queue/create-queue.js";
import type { InvocationQueue } from "../../src/queue/queue.js";
import { meterQueue } from "../../src/queue/queue-meter.js";
import { describeWithServers } from "../support/database-matrix.js";
import { type PrivateServer, startPrivateRedis } from "../support/private-servers.js";
import { createRecordingLog } from "../support/recording-log.js";
import { until } from "../support/until.js";

const job = (invocationId: string) => ({ invocationId, sequence: 1 });

/** Reads `queue_jobs` as Prometheus does: figures by place and state. */
const meterOf = (queue: InvocationQueue, options: { answerWithinMs?: number } = {}) => {
  const metrics = createMetrics({ processMetrics: false });
  meterQueue(queue, { metrics, clock: systemClock, ...options });
  return async (): Promise<Record<string, number>> => {
    const lines = (await metrics.registry.metrics()).split("\n").filter((line) => line.startsWith("ability_gateway_queue_jobs{"));
    return Object.fromEntries(
      lines.map((line) => {
        const [, place, state, count] = /place="(\w+)",state="(\w+)"\} (\d+)/.exec(line) ?? [];
        return [`${place} ${state}`, Number(count)];
      }),
    );
  };
};

test("without Redis there is what waits in this process, and nothing else", async () => {
  const queue = createQueue({ redis: null, runs: true }, { clock: systemClock, log: createRecordingLog().log });
  const scrape = meterOf(queue);
  for (const id of ["one", "two"]) queue.enqueue(job(id));
  queue.enqueue(job("later"), { delayMs: 60_000 });
  expect(await scrape()).toEqual({ "process waiting": 3 });
  await queue.stop(0);
});

test("a backend that does not answer holds no scrape up", async () => {
  const queue = createQueue({ redis: null, runs: true }, { clock: systemClock, log: createRecordingLog().log });
  queue.enqueue(job("one"));
  const deaf: InvocationQueue = Object.assign(Object.create(queue), { sharedDepth: () => new Promise(() => undefined) });
  expect(await meterOf(deaf, { answerWithinMs: 10 })()).toEqual({ "process waiting": 1 });
  await queue.stop(0);
});

describeWithServers("figures of a shared queue", () => {
  let redis: PrivateServer;

  beforeAll(async () => {
    redis = await startPrivateRedis();
  });
  afterAll(() => redis.stop());

  test("every process tells what waits in Redis; while it is frozen or gone that is missing, and the scrape goes on", async () => {
    const open = (): InvocationQueue => {
      const queue = createBullMqQueue({ url: redis.url, prefix: "meter", clock: systemClock, log: createRecordingLog().log });
      onTestFinished(() => queue.stop(0));
      return queue;
    };
    const [one, other] = [open(), open()];
    const [scrape, scrapeOther] = [meterOf(one, { answerWithinMs: 200 }), meterOf(other)];
    for (const id of ["one", "two"]) one.enqueue(job(id));
    one.enqueue(job("later"), { delayMs: 600_000 });
    const full = { "process waiting": 0, "redis waiting": 0, "redis prioritized": 2, "redis delayed": 1 };
    await until(async () => (await scrapeOther())["redis delayed"] === 1, { timeoutMs: 60_000 });
    expect(await scrapeOther()).toEqual(full);
    await until(async () => (await scrape())["redis delayed"] === 1, { timeoutMs: 60_000 });

    redis.pause();
    // Not yet noticed: the command is sent, and never answered.
    expect(await scrape()).toEqual({ "process waiting": 0 });
    redis.resume();
    await until(async () => (await scrape())["redis delayed"] === 1, { timeoutMs: 60_000 });

    await redis.kill();
    await until(async () => !("redis delayed" in (await scrape())), { timeoutMs: 60_000 });
    one.enqueue(job("three"));
    expect(await scrape()).toEqual({ "process waiting": 1 });
  }, 180_000);
});
