/**
 * The bound on an ability's runs at once, over all processes that share a Redis. Each of them counts its own holders as
 * well, so that while Redis is away the bound still holds per process: calls do not wait for Redis to come back.
 */
import { type Clock, delay } from "../kernel/clock.js";
import type { Log } from "../kernel/log.js";
import { Outage, RedisConnection } from "../pubsub/redis-connection.js";
import { SlotCount } from "./in-process-slots.js";
import type { AbilitySlots } from "./queue.js";

export interface RedisSlotsOptions {
  readonly url: string;
  /** Begins every key; for example `ability-gateway`. */
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
  /** A holder that is not heard of for so long has none any more. Default 30,000 ms; renewed three times within it. */
  readonly holdMs?: number;
  /** Redis that takes longer counts as away. Default 1,000 ms. */
  readonly answerWithinMs?: number;
}

const DEFAULT_HOLD_MS = 30_000;
const RENEWALS_PER_HOLD = 3;
const HEARTBEAT_MS = 3_000;
const DEFAULT_ANSWER_WITHIN_MS = 1_000;

/** Members by the time at which they expire, by Redis' own clock: those of the processes may differ. */
const NOW = "local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000)";

/** Key of the ability; member, limit, hold in ms. Answers 1, or 0 when there are `limit` other members. */
const TAKE = `${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`;

/** Key of the ability; hold in ms, members. They run, so they are counted, even where Redis forgot them and took others. */
const RENEW = `${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1`;

/** Connects in the background. Holders are renewed until they are released. */
export const createRedisSlots = (options: RedisSlotsOptions): AbilitySlots => new RedisSlots(options);

class RedisSlots implements AbilitySlots {
  private readonly connection: RedisConnection;
  private readonly count = new SlotCount();
  private readonly closed = new AbortController();
  private readonly holdMs: number;

  constructor(private readonly options: RedisSlotsOptions) {
    const { url, log, holdMs = DEFAULT_HOLD_MS } = options;
    this.holdMs = holdMs;
    this.connection = new RedisConnection({
      ...{ url, name: "ability-gateway-slots", heartbeatMs: HEARTBEAT_MS, outage: new Outage(log) },
      onReady: () => this.renew(),
      onLost: () => undefined,
    });
    void this.renewAgainAndAgain();
  }

  async take({ abilityId, invocationId, limit }: { abilityId: string; invocationId: string; limit: number }): Promise<boolean> {
    const held = this.count.holds(abilityId, invocationId);
    if (!this.count.take(abilityId, invocationId, limit)) return false;
    if (held || (await this.ask(abilityId, invocationId, limit))) return true;
    this.count.release(abilityId, invocationId);
    return false;
  }

  release({ abilityId, invocationId }: { abilityId: string; invocationId: string }): void {
    this.count.release(abilityId, invocationId);
    if (!this.connection.isReady) return;
    // What does not arrive expires.
    this.connection.redis.zrem(this.keyOf(abilityId), invocationId).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.closed.abort();
    await this.connection.close();
  }

  /** @returns true as well when Redis cannot say. */
  private async ask(abilityId: string, invocationId: string, limit: number): Promise<boolean> {
    if (!this.connection.isReady) return true;
    const answered = new AbortController();
    const answer = this.connection.redis.eval(TAKE, 1, this.keyOf(abilityId), invocationId, limit, this.holdMs).then(
      (taken) => taken === 1,
      (error: Error) => {
        if (this.connection.isReady) this.options.log.warn({ reason: error.message, abilityId }, "Redis did not count an ability's slot");
        return true;
      },
    );
    const { clock, answerWithinMs = DEFAULT_ANSWER_WITHIN_MS } = this.options;
    const late = delay(clock, answerWithinMs, answered.signal).then(() => true);
    return Promise.race([answer, late]).finally(() => answered.abort());
  }

  private async renewAgainAndAgain(): Promise<void> {
    while (!this.closed.signal.aborted) {
      await delay(this.options.clock, this.holdMs / RENEWALS_PER_HOLD, this.closed.signal);
      this.renew();
    }
  }

  private renew(): void {
    if (!this.connection.isReady) return;
    for (const [abilityId, holders] of this.count.entries()) {
      this.connection.redis.eval(RENEW, 1, this.keyOf(abilityId), this.holdMs, ...holders).catch(() => undefined);
    }
  }

  private keyOf(abilityId: string): string {
    return `${this.options.prefix}:slots:${abilityId}`;
  }
}
