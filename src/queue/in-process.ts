/**
 * Invocation jobs in the memory of one process: what waits here when it ends is found again by the sweeper. Jobs that
 * are due go by priority, and in the order in which they fell due.
 */
import type { Clock } from "../kernel/clock.js";
import type { Log } from "../kernel/log.js";
import { Gate, type JobHandler } from "./gate.js";
import { Lanes } from "./lanes.js";
import type { InvocationJob, InvocationQueue, JobOptions } from "./queue.js";

export interface InProcessQueueOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Shared with another queue of this process. Default: one of its own. */
  readonly gate?: Gate;
}

export interface InProcessInvocationQueue extends InvocationQueue {
  /** Takes back a job that is in line. @returns false when it is not, or not any more. */
  withdraw(invocationId: string): boolean;
}

export const createInProcessQueue = (options: InProcessQueueOptions): InProcessInvocationQueue => new InProcessQueue(options);

/**
 * `delayed`: not due yet. `due`: in line. `held`: due, but its invocation is still running here.
 * An id waits once, whatever its sequence: the row is read when the job runs, and says what has become of it.
 */
interface Waiting {
  readonly job: InvocationJob;
  readonly priority: number;
  readonly state: "delayed" | "due" | "held";
  readonly dueAt: number;
  readonly cancel?: () => void;
}

class InProcessQueue implements InProcessInvocationQueue {
  private readonly gate: Gate;
  private readonly waiting = new Map<string, Waiting>();
  private readonly due = new Lanes<string>();
  private stopped = false;

  constructor(private readonly options: InProcessQueueOptions) {
    this.gate = options.gate ?? new Gate(options);
    this.gate.onRoom((endedId) => {
      const held = endedId === undefined ? undefined : this.waiting.get(endedId);
      if (held?.state === "held") this.fallDue(held);
      this.handOut();
    });
  }

  get depth(): number {
    return this.waiting.size;
  }

  async sharedDepth(): Promise<undefined> {
    return undefined;
  }

  /** Another offer of a waiting id changes nothing, except that the earlier time and the newer sequence win. */
  enqueue(job: InvocationJob, { delayMs = 0, priority = 0 }: JobOptions = {}): void {
    if (this.stopped) return;
    const earlier = this.waiting.get(job.invocationId);
    const dueAt = this.options.clock.now() + Math.max(delayMs, 0);
    if (earlier && (earlier.state !== "delayed" || earlier.dueAt <= dueAt)) {
      if (earlier.job.sequence < job.sequence) this.waiting.set(job.invocationId, { ...earlier, job });
      return;
    }
    earlier?.cancel?.();
    const sequence = Math.max(job.sequence, earlier?.job.sequence ?? 0);
    const waiting: Waiting = { job: { ...job, sequence }, priority, state: "delayed", dueAt };
    if (delayMs <= 0) this.fallDue(waiting);
    else this.wait(waiting, delayMs);
  }

  withdraw(invocationId: string): boolean {
    return this.waiting.get(invocationId)?.state === "due" && this.waiting.delete(invocationId);
  }

  start(handler: JobHandler, concurrency: number): void {
    this.gate.open(handler, concurrency);
  }

  async stop(graceMs: number): Promise<void> {
    this.stopped = true;
    for (const { cancel } of this.waiting.values()) cancel?.();
    this.waiting.clear();
    this.due.clear();
    await this.gate.close(graceMs);
  }

  private wait(waiting: Waiting, delayMs: number): void {
    const { invocationId } = waiting.job;
    const cancel = this.options.clock.after(delayMs, () => {
      const due = this.waiting.get(invocationId);
      if (due) this.fallDue(due);
    });
    this.waiting.set(invocationId, { ...waiting, cancel });
  }

  private fallDue(waiting: Waiting): void {
    const { invocationId } = waiting.job;
    const state = this.gate.isRunning(invocationId) ? "held" : "due";
    this.waiting.set(invocationId, { ...waiting, state });
    if (state === "held") return;
    this.due.push(invocationId, waiting.priority);
    this.handOut();
  }

  private handOut(): void {
    while (!this.stopped && this.gate.hasRoom) {
      const invocationId = this.due.shift();
      if (invocationId === undefined) return;
      const next = this.waiting.get(invocationId);
      // Withdrawn, or handed out by an earlier place in line.
      if (next?.state !== "due") continue;
      // Another queue of this process may have begun it in the meantime.
      if (this.gate.isRunning(next.job.invocationId)) {
        this.waiting.set(next.job.invocationId, { ...next, state: "held" });
        continue;
      }
      this.waiting.delete(next.job.invocationId);
      void this.gate.run(next.job);
    }
  }
}
