/**
 * Invocation jobs in Redis, by BullMQ, for any number of processes. Redis being away is survived: offers never wait or
 * throw, and the worker goes on by itself when it is back, even if it lost its data. Then, and when offers had to be
 * dropped, the sweeper finds the rows again.
 */
import type { Clock } from "../kernel/clock.js";
import { BullMq, type BullMqOptions } from "./bullmq-connection.js";
import { BullMqConsumer } from "./bullmq-consumer.js";
import { BullMqProducer, bullJobId, type Offer } from "./bullmq-producer.js";
import { Gate, type JobHandler } from "./gate.js";
import type { InvocationJob, InvocationQueue, JobOptions, SharedDepth } from "./queue.js";

export interface BullMqQueueOptions extends BullMqOptions {
  readonly clock: Clock;
  /** Shared with another queue of this process. Default: one of its own. */
  readonly gate?: Gate;
  /** Jobs that may wait here for Redis. Default 10,000. */
  readonly backlogLimit?: number;
  /** Takes over what Redis did not get. Default: dropped, and said once until Redis is back. */
  readonly undelivered?: (job: InvocationJob, options: JobOptions) => void;
}

export interface SharedQueue extends InvocationQueue {
  /** Whether Redis can be asked at this moment, as far as is known. */
  readonly reachable: boolean;
  /** Whether nothing waited in Redis when this process last looked, so that a new job overtakes nobody. */
  readonly foundNothing: boolean;
  /** The same, but not forgotten while there is no room to look again. */
  readonly lastFoundNothing: boolean;
}

const DEFAULT_BACKLOG_LIMIT = 10_000;

/** Returns at once and connects in the background. */
export const createBullMqQueue = (options: BullMqQueueOptions): SharedQueue => new BullMqQueue(options);

class BullMqQueue implements SharedQueue {
  private readonly bull: BullMq;
  private readonly gate: Gate;
  private readonly producer: BullMqProducer;
  private readonly consumer: BullMqConsumer;
  private dropping = false;
  private stopped = false;

  constructor(private readonly options: BullMqQueueOptions) {
    this.gate = options.gate ?? new Gate(options);
    this.bull = new BullMq(options, { onReady: () => this.becomeReady(), onLost: () => undefined });
    this.producer = new BullMqProducer(this.bull, {
      backlogLimit: options.backlogLimit ?? DEFAULT_BACKLOG_LIMIT,
      undelivered: (offer, reason) => this.giveUp(offer, reason),
    });
    this.consumer = new BullMqConsumer(this.bull, this.gate, options.clock);
  }

  get reachable(): boolean {
    return this.bull.connection.isReady;
  }

  get foundNothing(): boolean {
    return this.consumer.foundNothing;
  }

  get lastFoundNothing(): boolean {
    return this.consumer.lastFoundNothing;
  }

  get depth(): number {
    return this.producer.depth;
  }

  async sharedDepth(): Promise<SharedDepth | undefined> {
    if (!this.reachable) return undefined;
    try {
      const [waiting = 0, prioritized = 0, delayed = 0] = await this.bull.producer
        .getBackend()
        .getCounts(["wait", "prioritized", "delayed"]);
      return { waiting, prioritized, delayed };
    } catch (error) {
      this.bull.tell(error as Error);
      return undefined;
    }
  }

  /** While the same standing waits in Redis, another offer of it changes nothing: neither time nor priority. */
  enqueue(job: InvocationJob, options: JobOptions = {}): void {
    if (this.stopped || this.consumer.comesAgain(bullJobId(job), options)) return;
    if (!options.delayMs) this.consumer.expectMore();
    this.producer.offer(job, options);
  }

  start(handler: JobHandler, concurrency: number): void {
    this.consumer.start();
    this.gate.open(handler, concurrency);
  }

  async stop(graceMs: number): Promise<void> {
    const noMore = this.consumer.stop();
    await this.gate.close(graceMs);
    this.stopped = true;
    await noMore;
    await this.consumer.finished();
    await this.bull.close();
  }

  private becomeReady(): void {
    this.dropping = false;
    this.producer.send();
    this.consumer.tryAgain();
  }

  private giveUp({ job, priority, dueAt }: Offer, reason: string): void {
    const { undelivered, log } = this.options;
    undelivered?.(job, { priority, delayMs: Math.max(dueAt - Date.now(), 0) });
    if (undelivered || this.dropping || this.stopped) return;
    this.dropping = true;
    log.warn({ reason }, "jobs cannot be handed to Redis; the sweeper will find their invocations");
  }
}
