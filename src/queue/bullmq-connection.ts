/**
 * BullMQ over two connections that are ours, so that they can be watched, and closed even while Redis is away: one for
 * commands, which fail at once then, and one on which a worker waits for jobs, which comes back by itself.
 */
import { type BackendFactory, RedisConnection as BullConnection, Queue, QueueKeys, RedisQueueBackend, Worker } from "bullmq";
import { Redis } from "ioredis";
import type { Log } from "../kernel/log.js";
import { backoffMs, disconnected, Outage, RedisConnection } from "../pubsub/redis-connection.js";
import type { InvocationJob } from "./queue.js";

export interface BullMqOptions {
  /** `redis://[user:password@]host[:port][/db]`, or `rediss://` for TLS. */
  readonly url: string;
  /** Begins every key, so that several gateways can share one Redis; for example `ability-gateway`. */
  readonly prefix: string;
  readonly log: Log;
  /**
   * A worker renews the lock of a job three times within so many milliseconds, so two renewals may fail. When they all
   * do, the job is handed out again: to no harm, because the row says that it runs. Only a job whose worker died before
   * it wrote to the row is really begun by that. Default 30,000, the time that the lease of a row gives a dead worker.
   */
  readonly lockMs?: number;
}

export interface BullMqEvents {
  /** Commands get through from now on. */
  onReady(): void;
  onLost(): void;
}

export type JobProducer = Queue<InvocationJob>;
export type JobWorker = Worker<InvocationJob, void>;

/** A connection broke, or could not be made, or a command was lost with it. */
const isOfConnection = (error: Error): boolean =>
  "syscall" in error || ["MaxRetriesPerRequestError", "AbortError"].includes(error.name) || /connection|writeable/i.test(error.message);

/** Keys are `<prefix>:invocations:…`. */
const QUEUE_NAME = "invocations";
/** A command that is not answered for one to two times this long has no Redis to answer it: its job goes elsewhere. */
const HEARTBEAT_MS = 3_000;
const READY_WITHIN_MS = 5_000;
/** BullMQ writes a log of what happens to jobs into Redis. Nobody here reads it. */
const KEPT_BULL_EVENTS = 100;

const DEFAULT_LOCK_MS = 30_000;
/** Looks for lost locks in the time of one. Each takes a command, from one worker of all. */
const STALLED_LOOKS = 2;
/** As often as it happens: a job that BullMQ gave up would wait for the sweeper instead. */
const MAX_STALLS = 1_000_000;

export class BullMq {
  readonly connection: RedisConnection;
  private readonly outage: Outage;
  readonly producer: JobProducer;
  readonly lockMs: number;
  private worker: JobWorker | undefined;
  private waiting: Redis | undefined;
  private closing = false;

  constructor(
    private readonly options: BullMqOptions,
    events: BullMqEvents,
  ) {
    const { url, log, lockMs = DEFAULT_LOCK_MS } = options;
    this.lockMs = lockMs;
    this.outage = new Outage(log);
    const name = "ability-gateway-jobs";
    const onReady = (): void => {
      this.producer
        .getBackend()
        .setQueueMeta({ "opts.maxLenEvents": KEPT_BULL_EVENTS })
        .catch((error: Error) => this.tell(error));
      events.onReady();
    };
    this.connection = new RedisConnection({ url, name, heartbeatMs: HEARTBEAT_MS, outage: this.outage, ...events, onReady });
    const { redis: connection } = this.connection;
    this.producer = new Queue(QUEUE_NAME, { ...this.keys, connection, skipMetasUpdate: true }, this.backend());
    this.producer.on("error", (error) => this.tell(error));
  }

  /** Hands out jobs when asked, and makes those of dead workers available again. */
  startWorker(): JobWorker {
    const waiting = this.openWaiting();
    const { redis: connection } = this.connection;
    const times = { lockDuration: this.lockMs, stalledInterval: this.lockMs / STALLED_LOOKS, maxStalledCount: MAX_STALLS };
    const worker: JobWorker = new Worker(QUEUE_NAME, null, { ...this.keys, connection, ...times }, this.backend(waiting));
    worker.on("error", (error) => this.tell(error));
    void worker.startStalledCheckTimer();
    this.waiting = waiting;
    this.worker = worker;
    return worker;
  }

  /** The worker is given no more jobs; those it has can still be finished. */
  async stopWorker(): Promise<void> {
    this.closing = true;
    // Forced, so that it waits for nothing; and first, or it would come back when its connection ends.
    const closed = this.worker?.close(true);
    if (this.waiting) await disconnected(this.waiting);
    await closed;
  }

  /** Afterwards no socket is left, whether Redis is there or not. */
  async close(): Promise<void> {
    await this.stopWorker();
    await this.producer.close();
    await this.connection.close();
  }

  /** Whatever else BullMQ complains of; that Redis is away is told by the outage already. */
  tell(error: Error): void {
    if (this.closing || isOfConnection(error)) return;
    this.options.log.warn({ reason: error.message }, "a queue command failed");
  }

  private get keys(): { prefix: string } {
    return { prefix: this.options.prefix };
  }

  private openWaiting(): Redis {
    const connectionName = "ability-gateway-jobs-wait";
    const redis = new Redis(this.options.url, {
      connectionName,
      maxRetriesPerRequest: null,
      connectTimeout: READY_WITHIN_MS,
      disconnectTimeout: 200,
      disableClientInfo: true,
      retryStrategy: backoffMs,
    });
    redis.on("error", (error: Error) => this.closing || this.outage.begin(connectionName, error));
    redis.on("close", () => this.closing || this.outage.begin(connectionName));
    redis.on("connect", () => {
      // BullMQ may have been about to connect it again when it was closed.
      if (this.closing) redis.disconnect();
      // A host that froze may take a connection and never say anything on it.
      setTimeout(() => redis.status === "connect" && redis.disconnect(true), READY_WITHIN_MS).unref();
    });
    redis.on("ready", () => this.outage.end(connectionName));
    return redis;
  }

  /** Shared: BullMQ closes neither. The command connection need not be there to begin with. */
  private backend(waiting?: Redis): BackendFactory<RedisQueueBackend> {
    return (name, options) => {
      const keys = new QueueKeys(this.options.prefix);
      const commands = new BullConnection(this.connection.redis, {
        ...{ shared: true, blocking: false, skipVersionCheck: true, skipWaitingForReady: true },
      });
      const blocking = waiting && new BullConnection(waiting, { shared: true, blocking: true });
      return new RedisQueueBackend(commands, name, keys.getKeys(name), (type) => keys.toKey(name, type), options, blocking);
    };
  }
}
