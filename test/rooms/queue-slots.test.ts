/** How many runs of an ability there may be at once, in one process and over several. */
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../src/kernel/clock.js";
import { createInProcessSlots } from "../../src/queue/in-process-slots.js";
import type { AbilitySlots } from "../../src/queue/queue.js";
import { createRedisSlots, type RedisSlotsOptions } from "../../src/queue/redis-slots.js";
import { describeWithServers } from "../support/database-matrix.js";
import { type PrivateServer, startPrivateRedis } from "../support/private-servers.js";
import { createRecordingLog } from "../support/recording-log.js";
import { until } from "../support/until.js";

const slot = (invocationId: string, abilityId = "abl_1", limit = 2) => ({ abilityId, invocationId, limit });

describe("slots in one process", () => {
  test("are taken up to the limit, twice is once, and are free again when given back", async () => {
    const slots = createInProcessSlots();
    expect(await slots.take(slot("a"))).toBe(true);
    expect(await slots.take(slot("a"))).toBe(true);
    expect(await slots.take(slot("b"))).toBe(true);
    expect(await slots.take(slot("c"))).toBe(false);
    expect(await slots.take(slot("c", "abl_2"))).toBe(true);
    // Held by itself, whatever the limit has become.
    expect(await slots.take(slot("a", "abl_1", 1))).toBe(true);
    slots.release(slot("unknown"));
    slots.release(slot("b"));
    expect(await slots.take(slot("c"))).toBe(true);
    await slots.close();
  });
});

describeWithServers("slots on Redis", () => {
  let redis: PrivateServer;
  let inspector: Redis;
  const opened: AbilitySlots[] = [];

  beforeAll(async () => {
    redis = await startPrivateRedis();
    inspector = new Redis(redis.url);
    inspector.on("error", () => undefined);
  });
  beforeEach(() => until(() => inspector.flushall()));
  afterEach(async () => {
    redis.resume();
    await Promise.all(opened.splice(0).map((slots) => slots.close()));
  });
  afterAll(async () => {
    inspector.disconnect();
    await redis.stop();
  });

  /** Another process, as far as Redis can tell. */
  const open = async (overrides: Partial<RedisSlotsOptions> = {}) => {
    const { log, lines } = createRecordingLog();
    // A busy machine is no reason to count Redis as away.
    const slots = createRedisSlots({ url: redis.url, prefix: "slots", clock: systemClock, log, answerWithinMs: 15_000, ...overrides });
    opened.push(slots);
    await connected(slots);
    return Object.assign(slots, { lines });
  };
  /** What it takes is counted in Redis from now on. */
  const connected = (slots: AbilitySlots) =>
    until(
      async () => {
        const probe = slot("probe", `probe-${Math.random()}`);
        await slots.take(probe);
        const known = await inspector.zscore(`slots:slots:${probe.abilityId}`, "probe");
        slots.release(probe);
        return known !== null;
      },
      { timeoutMs: 30_000 },
    );
  const holders = () => inspector.zrange("slots:slots:abl_1", 0, -1);

  test("bound all processes together", async () => {
    const [one, other] = [await open(), await open()];
    expect(await one.take(slot("a"))).toBe(true);
    expect(await other.take(slot("b"))).toBe(true);
    expect(await one.take(slot("c"))).toBe(false);
    expect(await other.take(slot("c"))).toBe(false);
    expect(await other.take(slot("c", "abl_2"))).toBe(true);
    one.release(slot("a"));
    await until(async () => await other.take(slot("c")));
    expect((await holders()).sort()).toEqual(["b", "c"]);
  });

  test("a hundred takers at once get exactly as many as there are", async () => {
    const processes = [await open(), await open(), await open()];
    const takers = Array.from({ length: 100 }, (_, number) => processes[number % 3]?.take(slot(`inv_${number}`, "abl_1", 7)));
    expect((await Promise.all(takers)).filter(Boolean)).toHaveLength(7);
    expect(await holders()).toHaveLength(7);
  });

  test("a refusal leaves nothing behind in the process that was refused", async () => {
    const [one, other] = [await open(), await open()];
    await one.take(slot("a", "abl_1", 1));
    expect(await other.take(slot("b", "abl_1", 1))).toBe(false);
    one.release(slot("a"));
    await until(async () => (await holders()).length === 0);
    expect(await other.take(slot("c", "abl_1", 1))).toBe(true);
    expect(await holders()).toEqual(["c"]);
  });

  test("a holder whose process vanished is forgotten after a while, one that lives is not", { timeout: 60_000 }, async () => {
    const holdMs = 4_000;
    const living = await open({ holdMs });
    await living.take(slot("alive"));
    // As a process leaves it behind that was killed.
    const [seconds = "0"] = await inspector.time();
    await inspector.zadd("slots:slots:abl_1", Number(seconds) * 1_000 + 6_000, "dead");
    expect(await living.take(slot("next"))).toBe(false);
    await until(() => living.take(slot("next")), { timeoutMs: 50_000, everyMs: 100 });
    await until(async () => (await holders()).sort().join() === "alive,next");
  });

  test("while Redis is away each process keeps to the limit by itself; its holders are counted again when it is back", {
    timeout: 60_000,
  }, async () => {
    const [one, other] = [await open(), await open()];
    await one.take(slot("a"));
    await redis.kill();
    await until(() => one.lines.length > 0 && other.lines.length > 0);
    expect(await one.take(slot("b"))).toBe(true);
    expect(await one.take(slot("c"))).toBe(false);
    expect(await other.take(slot("d"))).toBe(true);
    await redis.restart();
    // It came back empty, and learns of all who run, though they are more than the limit allows.
    await until(async () => (await holders()).length === 3, { timeoutMs: 30_000 });
    expect(await other.take(slot("e"))).toBe(false);
    one.release(slot("a"));
    one.release(slot("b"));
    await until(() => other.take(slot("e")));
    expect((await holders()).sort()).toEqual(["d", "e"]);
  });

  test("nobody waits for a Redis that is frozen, nor does the end", { timeout: 60_000 }, async () => {
    const slots = await open({ answerWithinMs: 500 });
    redis.pause();
    expect(await slots.take(slot("a"))).toBe(true);
    expect(await slots.take(slot("b"))).toBe(true);
    expect(await slots.take(slot("c"))).toBe(false);
    slots.release(slot("a"));
    await slots.close();
  });
});
