/**
 * Invocation jobs of a gateway that is one process, in memory: what waits here when the process ends is found again by
 * the sweeper. Jobs are handed out in the order in which they fell due.
 */
import { type Clock, delay } from "../kernel/clock.js";
import { Fifo } from "../kernel/fifo.js";
import type { Log } from "../kernel/log.js";
import type { InvocationJob, InvocationQueue, JobOptions } from "./queue.js";

export interface InProcessQueueOptions {
  readonly clock: Clock;
  readonly log: Log;
}

export const createInProcessQueue = (options: InProcessQueueOptions): InvocationQueue => new InProcessQueue(options);

type Handler = (job: InvocationJob) => Promise<void>;

/** A job that is not due yet. */
interface Delayed {
  readonly dueAt: number;
  readonly cancel: () => void;
}

/**
 * An id waits in at most one of `due`, `delayed` and `again`: another request for a waiting id changes nothing, except
 * that the earlier time wins. An id that is running may wait once more; it is held back until that run has ended,
 * because a second handler would find the invocation leased and give the job up.
 */
class InProcessQueue implements InvocationQueue {
  private readonly due = new Fifo<string>();
  private readonly dueIds = new Set<string>();
  private readonly delayed = new Map<string, Delayed>();
  private readonly again = new Set<string>();
  private readonly running = new Map<string, Promise<void>>();
  private readonly sequences = new Map<string, number>();
  private handler: Handler | undefined;
  private concurrency = 0;
  private stopped = false;

  constructor(private readonly options: InProcessQueueOptions) {}

  /** Due and delayed jobs together. */
  get depth(): number {
    return this.dueIds.size + this.delayed.size + this.again.size;
  }

  enqueue({ invocationId, sequence }: InvocationJob, { delayMs = 0 }: JobOptions = {}): void {
    if (this.stopped) return;
    this.sequences.set(invocationId, sequence);
    if (this.dueIds.has(invocationId) || this.again.has(invocationId)) return;
    const dueAt = this.options.clock.now() + delayMs;
    const delayed = this.delayed.get(invocationId);
    if (delayed && delayed.dueAt <= dueAt) return;
    delayed?.cancel();
    this.delayed.delete(invocationId);
    if (delayMs <= 0) {
      this.fallDue(invocationId);
      return;
    }
    const cancel = this.options.clock.after(delayMs, () => {
      this.delayed.delete(invocationId);
      this.fallDue(invocationId);
    });
    this.delayed.set(invocationId, { dueAt, cancel });
  }

  start(handler: Handler, concurrency: number): void {
    this.handler = handler;
    this.concurrency = concurrency;
    this.handOut();
  }

  async stop(graceMs: number): Promise<void> {
    this.stopped = true;
    for (const { cancel } of this.delayed.values()) cancel();
    this.delayed.clear();
    this.due.clear();
    this.dueIds.clear();
    this.again.clear();
    const graceIsOver = new AbortController();
    const ended = Promise.all(this.running.values()).then(() => graceIsOver.abort());
    await Promise.race([ended, delay(this.options.clock, graceMs, graceIsOver.signal)]);
    if (this.running.size > 0) this.options.log.warn({ running: this.running.size, graceMs }, "stopped with handlers still running");
  }

  private fallDue(invocationId: string): void {
    if (this.running.has(invocationId)) {
      this.again.add(invocationId);
      return;
    }
    this.due.push(invocationId);
    this.dueIds.add(invocationId);
    this.handOut();
  }

  private handOut(): void {
    while (this.handler && !this.stopped && this.running.size < this.concurrency) {
      const invocationId = this.due.shift();
      if (invocationId === undefined) return;
      this.dueIds.delete(invocationId);
      this.running.set(invocationId, this.run(this.handler, invocationId));
    }
  }

  private async run(handler: Handler, invocationId: string): Promise<void> {
    // Leaves the caller of enqueue() first: a commit hook must not carry a handler on its stack.
    await Promise.resolve();
    try {
      const sequence = this.sequences.get(invocationId) ?? 0;
      this.sequences.delete(invocationId);
      await handler({ invocationId, sequence });
    } catch (error) {
      this.options.log.error({ err: error, invocationId }, "an invocation job failed");
    }
    this.running.delete(invocationId);
    if (this.again.delete(invocationId)) this.fallDue(invocationId);
    this.handOut();
  }
}
