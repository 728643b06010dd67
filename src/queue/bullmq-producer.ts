/**
 * Hands jobs over to Redis. What cannot be handed over now waits in a bounded backlog, and what gets lost with the
 * connection or does not fit is given back: nobody else would hear of it soon.
 */
import { Fifo } from "../kernel/fifo.js";
import type { BullMq } from "./bullmq-connection.js";
import type { InvocationJob, JobOptions } from "./queue.js";

/** Epoch milliseconds. */
export interface Offer {
  readonly job: InvocationJob;
  readonly priority: number;
  readonly dueAt: number;
}

export interface BullMqProducerOptions {
  readonly backlogLimit: number;
  readonly undelivered: (offer: Offer, reason: string) => void;
}

/** Commands sent but not yet answered; with a frozen server more would pile up in memory without bound. */
const MAX_UNANSWERED = 1_000;

/** BullMQ takes 1 as the highest and hands jobs without any out first, so each gets one: 100 becomes 1, -100 becomes 201. */
const bullPriority = (priority: number): number => 101 - Math.min(Math.max(Math.round(priority), -100), 100);

/** The same standing is one job, because BullMQ ignores an id that it knows. It forbids ids with a colon. */
export const bullJobId = ({ invocationId, sequence }: InvocationJob): string => `${invocationId}-${sequence}`;

export class BullMqProducer {
  private readonly backlog = new Fifo<Offer>();
  private unanswered = 0;

  constructor(
    private readonly bull: BullMq,
    private readonly options: BullMqProducerOptions,
  ) {}

  /** Not yet in Redis, as far as is known. */
  get depth(): number {
    return this.backlog.size + this.unanswered;
  }

  offer(job: InvocationJob, { delayMs = 0, priority = 0 }: JobOptions): void {
    const offer: Offer = { job, priority, dueAt: Date.now() + Math.max(delayMs, 0) };
    if (this.backlog.size >= this.options.backlogLimit) {
      this.options.undelivered(offer, "too many jobs wait for Redis");
      return;
    }
    this.backlog.push(offer);
    this.send();
  }

  /** Sends what waits, as far as there is a connection. */
  send(): void {
    while (this.bull.connection.isReady && this.unanswered < MAX_UNANSWERED) {
      const offer = this.backlog.shift();
      if (!offer) return;
      this.handOver(offer);
    }
  }

  private handOver(offer: Offer): void {
    const { job, priority, dueAt } = offer;
    const delay = Math.max(dueAt - Date.now(), 0);
    this.unanswered++;
    this.bull.producer
      .add("run", job, { jobId: bullJobId(job), priority: bullPriority(priority), delay, removeOnComplete: true, removeOnFail: true })
      .catch((error: Error) => this.options.undelivered(offer, error.message))
      .finally(() => {
        this.unanswered--;
        this.send();
      });
  }
}
