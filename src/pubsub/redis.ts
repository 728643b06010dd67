/**
 * Pub/sub between gateway processes over Redis (5 or newer, Valkey too), with one connection to publish and one to
 * listen. Redis being away is survived: publishers never wait or throw, listeners learn of a gap afterwards.
 */
import { AppError } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";
import type { Metrics } from "../kernel/metrics.js";
import type { PubSub, PubSubListener } from "./pubsub.js";
import { Outage } from "./redis-connection.js";
import { RedisPublisher } from "./redis-publisher.js";
import { RedisSubscriber } from "./redis-subscriber.js";

export interface RedisPubSubOptions {
  /** `redis://[user:password@]host[:port][/db]`, or `rediss://` for TLS. */
  readonly url: string;
  /** Begins every channel name, so that several gateways can share one Redis; for example `ability-gateway:`. */
  readonly prefix: string;
  readonly log: Log;
  readonly metrics?: Metrics;
  /** Messages that may wait while Redis is away; the oldest are dropped and counted. Default 5,000. */
  readonly backlogLimit?: number;
  /** A connection that does not answer for one to two times this long is replaced. Default 10,000 ms. */
  readonly heartbeatMs?: number;
}

const DEFAULT_BACKLOG_LIMIT = 5_000;
const DEFAULT_HEARTBEAT_MS = 10_000;
const PING_WITHIN_MS = 2_000;

/** Returns at once and connects in the background; `ping()` tells whether it has. */
export const createRedisPubSub = (options: RedisPubSubOptions): PubSub => new RedisPubSub(options);

class RedisPubSub implements PubSub {
  private readonly publisher: RedisPublisher;
  private readonly subscriber: RedisSubscriber;
  private readonly channelPrefix: string;

  constructor({ url, prefix, log, metrics, backlogLimit = DEFAULT_BACKLOG_LIMIT, heartbeatMs = DEFAULT_HEARTBEAT_MS }: RedisPubSubOptions) {
    // Two different beginnings, so that no channel can be named like the one for gaps.
    this.channelPrefix = `${prefix}channel:`;
    const gapChannel = `${prefix}gap`;
    const lost = metrics?.counter("pubsub_messages_lost_total", "Pub/sub messages that were dropped or not acknowledged");
    const connection = { url, heartbeatMs, outage: new Outage(log) };
    this.publisher = new RedisPublisher({
      connection: { ...connection, name: "ability-gateway-publish" },
      gapChannel,
      backlogLimit,
      log,
      onMessagesLost: (count) => lost?.inc(count),
    });
    this.subscriber = new RedisSubscriber({ connection: { ...connection, name: "ability-gateway-listen" }, gapChannel, log });
  }

  publish(channel: string, message: string): void {
    this.publisher.publish(this.channelPrefix + channel, message);
  }

  subscribe(channel: string, listener: PubSubListener): Promise<() => void> {
    return this.subscriber.subscribe(this.channelPrefix + channel, listener);
  }

  /** @throws AppError SERVICE_UNAVAILABLE when one of the connections does not answer within two seconds. */
  async ping(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${PING_WITHIN_MS} ms`)), PING_WITHIN_MS);
    });
    try {
      const pings = [this.publisher, this.subscriber].map(({ connection }) => connection.redis.ping());
      await Promise.race([Promise.all(pings), tooLate]);
    } catch (error) {
      throw new AppError("SERVICE_UNAVAILABLE", { params: { part: { en: "message bus (Redis)", zh: "消息总线（Redis）" } }, cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.publisher.close(), this.subscriber.close()]);
  }
}
