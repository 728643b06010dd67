/**
 * One connection to Redis that comes back for ever, never repeats a command by itself, notices a peer that hangs, and
 * writes one log line per outage. The two connections of a pub/sub share the outage.
 */
import { Redis } from "ioredis";
import type { Log } from "../kernel/log.js";

export interface RedisConnectionOptions {
  readonly url: string;
  /** Shown by `CLIENT LIST` and in the log. */
  readonly name: string;
  /** Milliseconds between two heartbeats; a peer that leaves one unanswered until the next is given up. */
  readonly heartbeatMs: number;
  readonly outage: Outage;
  /** What one turn of the event loop sends leaves with one write: for many small commands. Default false. */
  readonly pipelined?: boolean;
  onReady(): void;
  onLost(): void;
}

const MAX_BACKOFF_MS = 2_000;
const CLOSE_WITHIN_MS = 1_000;

/** Doubles from 50 ms; half of it is random, so that many gateways do not come back in step. */
export const backoffMs = (attempt: number): number => Math.min(25 * 2 ** attempt, MAX_BACKOFF_MS) * (0.5 + Math.random() / 2);

export class RedisConnection {
  readonly redis: Redis;
  private readonly heartbeat: NodeJS.Timeout;
  /** When the answer that is being waited for was asked for. */
  private askedAt: number | undefined;
  private ready = false;
  private closing = false;

  constructor(private readonly options: RedisConnectionOptions) {
    this.redis = new Redis(options.url, {
      connectionName: options.name,
      lazyConnect: true,
      enableOfflineQueue: false,
      enableAutoPipelining: options.pipelined ?? false,
      autoResubscribe: false,
      // Commands under way fail with their connection: sent again, a message could be delivered twice. The option
      // autoResendUnfulfilledCommands would leave their promises unsettled.
      maxRetriesPerRequest: 0,
      connectTimeout: 5_000,
      disconnectTimeout: 200,
      disableClientInfo: true,
      retryStrategy: backoffMs,
    });
    this.redis.on("connect", () => this.ask());
    this.redis.on("ready", () => this.becomeReady());
    this.redis.on("error", (error: Error) => this.options.outage.begin(options.name, error));
    this.redis.on("close", () => this.becomeLost());
    this.heartbeat = setInterval(() => this.beat(), options.heartbeatMs);
    this.heartbeat.unref();
    // A refused first attempt is reported by the error event and followed by the next one.
    this.redis.connect().catch(() => undefined);
  }

  get isReady(): boolean {
    return this.ready && this.redis.status === "ready";
  }

  /** Waits for answers under way, at most a second; afterwards no socket and no timer is left. */
  async close(): Promise<void> {
    this.closing = true;
    clearInterval(this.heartbeat);
    const giveUp = new AbortController();
    if (this.isReady) await Promise.race([this.redis.quit().catch(() => undefined), sleep(CLOSE_WITHIN_MS, giveUp.signal)]);
    giveUp.abort();
    await disconnected(this.redis);
  }

  private becomeReady(): void {
    this.askedAt = undefined;
    this.ready = true;
    this.options.outage.end(this.options.name);
    this.options.onReady();
  }

  private becomeLost(): void {
    this.askedAt = undefined;
    this.ready = false;
    if (this.closing) return;
    this.options.outage.begin(this.options.name);
    this.options.onLost();
  }

  private ask(): void {
    this.askedAt = performance.now();
  }

  /** A host that vanished or froze never closes its sockets: only a missing answer tells. */
  private beat(): void {
    const askedAt = this.askedAt;
    if (askedAt !== undefined) {
      // When this process itself was held up, the answer may lie unread in the socket: it is read before the immediate.
      if (performance.now() - askedAt > this.options.heartbeatMs / 2) setImmediate(() => this.giveUpUnlessAnswered(askedAt));
      return;
    }
    if (!this.isReady) return;
    this.ask();
    this.redis.ping().then(
      () => {
        this.askedAt = undefined;
      },
      () => undefined,
    );
  }

  private giveUpUnlessAnswered(askedAt: number): void {
    if (this.askedAt !== askedAt || this.closing) return;
    this.options.outage.begin(this.options.name, new Error("no answer to a heartbeat"));
    this.redis.disconnect(true);
  }
}

/** Ends a connection, whatever its state. In others than these there is no socket whose end could be waited for, only a timer. */
export const disconnected = async (redis: Redis): Promise<void> => {
  if (redis.status === "end") return;
  const hasSocket = ["connecting", "connect", "ready"].includes(redis.status);
  const ended = hasSocket ? new Promise((resolve) => redis.once("end", resolve)) : undefined;
  redis.disconnect();
  await ended;
};

const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  });

/** Redis is out of reach while at least one connection is; begin and end are logged, the attempts between are not. */
export class Outage {
  private readonly lost = new Set<string>();
  private since = 0;

  constructor(private readonly log: Log) {}

  begin(connection: string, error?: Error): void {
    if (this.lost.size === 0) {
      this.since = performance.now();
      // Never the error itself: a refused AUTH carries the command with the password in it.
      this.log.warn({ connection, reason: error?.message ?? "connection closed" }, "Redis is out of reach; trying until it is back");
    }
    this.lost.add(connection);
  }

  end(connection: string): void {
    if (!this.lost.delete(connection) || this.lost.size > 0) return;
    this.log.info({ downMs: Math.round(performance.now() - this.since) }, "Redis is back");
  }
}
