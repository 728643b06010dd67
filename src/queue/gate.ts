/**
 * How many invocations this process runs at once, and which, whatever queue their jobs come from. An invocation never
 * has two handlers here: the second would find the row taken, and give its job up.
 */
import { type Clock, delay } from "../kernel/clock.js";
import type { Log } from "../kernel/log.js";
import type { InvocationJob } from "./queue.js";

export type JobHandler = (job: InvocationJob) => Promise<void>;

export class Gate {
  private readonly running = new Map<string, Promise<void>>();
  private readonly listeners: ((endedId: string | undefined) => void)[] = [];
  private handler: JobHandler | undefined;
  private limit = 0;
  private closed: Promise<void> | undefined;

  constructor(private readonly options: { readonly clock: Clock; readonly log: Log }) {}

  /** Until then there is no room. Opening it again, with the same, changes nothing. */
  open(handler: JobHandler, limit: number): void {
    if (this.closed || this.handler) return;
    this.handler = handler;
    this.limit = limit;
    this.tell(undefined);
  }

  get hasRoom(): boolean {
    return this.running.size < this.limit;
  }

  isRunning(invocationId: string): boolean {
    return this.running.has(invocationId);
  }

  /** Called whenever there may be room: with the id whose handler ended, or without one. */
  onRoom(listener: (endedId: string | undefined) => void): void {
    this.listeners.push(listener);
  }

  /** Only with room, and for an id that is not running. Resolves when the handler has ended; never rejects. */
  run(job: InvocationJob): Promise<void> {
    const ended = this.handle(job);
    this.running.set(job.invocationId, ended);
    return ended;
  }

  /** No room any more; resolves when no handler is left, at most after `graceMs`. Every caller gets the first one's answer. */
  close(graceMs: number): Promise<void> {
    this.limit = 0;
    this.closed ??= this.idle(graceMs);
    return this.closed;
  }

  private async idle(graceMs: number): Promise<void> {
    const graceIsOver = new AbortController();
    const ended = Promise.all(this.running.values()).then(() => graceIsOver.abort());
    await Promise.race([ended, delay(this.options.clock, graceMs, graceIsOver.signal)]);
    if (this.running.size > 0) this.options.log.warn({ running: this.running.size, graceMs }, "stopped with handlers still running");
  }

  private async handle(job: InvocationJob): Promise<void> {
    const { invocationId } = job;
    // Leaves the caller of enqueue() first: a commit hook must not carry a handler on its stack.
    await Promise.resolve();
    try {
      await this.handler?.(job);
    } catch (error) {
      this.options.log.error({ err: error, invocationId }, "an invocation job failed");
    }
    this.running.delete(invocationId);
    this.tell(invocationId);
  }

  private tell(endedId: string | undefined): void {
    for (const listener of this.listeners) listener(endedId);
  }
}
