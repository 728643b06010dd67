/**
 * Takes jobs from Redis one at a time and only while there is room, so that none is held by a process that cannot run
 * it, and finishes them there. Whatever goes wrong with Redis in between, BullMQ hands the job out again, and the row
 * says whether there is anything left to do.
 */
import { randomUUID } from "node:crypto";
import type { Job } from "bullmq";
import { type Clock, delay } from "../kernel/clock.js";
import type { BullMq, JobWorker } from "./bullmq-connection.js";
import type { Gate } from "./gate.js";
import type { InvocationJob, JobOptions } from "./queue.js";

type BullJob = Job<InvocationJob, void>;

const RENEWALS_PER_LOCK = 3;
/** After a failure, unless the connection comes back earlier. */
const TRY_AGAIN_MS = 1_000;
/** For a job whose invocation is still running here. */
const LOOK_AGAIN_MS = 100;
/** How long the end waits for Redis to hear of finished jobs. */
const LAST_ANSWERS_MS = 1_000;

export class BullMqConsumer {
  /** Jobs of this process, with the token that proves it to Redis. */
  private readonly taken = new Map<string, string>();
  /** Offered once more while they ran: BullMQ would ignore an id that it knows. */
  private readonly again = new Map<string, JobOptions>();
  private readonly finishing = new Set<Promise<unknown>>();
  private readonly name = randomUUID();
  private readonly stopping = new AbortController();
  private readonly over = new AbortController();
  private worker: JobWorker | undefined;
  private loop: Promise<void> = Promise.resolve();
  private wake: () => void = () => undefined;
  private tokens = 0;
  private empty = false;
  private last: "none" | "some" = "some";

  constructor(
    private readonly bull: BullMq,
    private readonly gate: Gate,
    private readonly clock: Clock,
  ) {
    gate.onRoom(() => this.wake());
  }

  /** When it last asked, nothing waited in Redis. False before the first answer and while there is no room. */
  get foundNothing(): boolean {
    return this.empty;
  }

  /** The same, but not forgotten while there is no room to ask again. */
  get lastFoundNothing(): boolean {
    return this.last === "none";
  }

  start(): void {
    if (this.worker || this.stopping.signal.aborted) return;
    this.worker = this.bull.startWorker();
    this.loop = this.fetch(this.worker);
    void this.renewLocks(this.worker);
  }

  /** @returns whether the job is one that runs here; it then comes back when that run has ended. */
  comesAgain(jobId: string, options: JobOptions): boolean {
    if (!this.taken.has(jobId)) return false;
    this.again.set(jobId, options);
    return true;
  }

  /** This process has put a job into Redis. */
  expectMore(): void {
    this.empty = false;
    this.last = "some";
  }

  /** Redis is back. */
  tryAgain(): void {
    this.wake();
  }

  /** Takes no more jobs from now on; resolves when none can arrive any more. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.bull.stopWorker();
    await this.atMost(LAST_ANSWERS_MS, this.loop);
  }

  /** Resolves when Redis has heard of every job that was finished, or after a second. */
  async finished(): Promise<void> {
    await this.atMost(LAST_ANSWERS_MS, Promise.all(this.finishing));
    this.over.abort();
  }

  private async fetch(worker: JobWorker): Promise<void> {
    while (!this.stopping.signal.aborted) {
      if (!this.gate.hasRoom) {
        this.empty = false;
        await this.woken();
        continue;
      }
      try {
        const token = `${this.name}-${this.tokens++}`;
        // Waits some seconds when there is nothing.
        const job = await worker.getNextJob(token);
        this.empty = !job;
        this.last = job ? "some" : "none";
        if (job) this.take(worker, job as BullJob, token);
      } catch (error) {
        this.bull.tell(error as Error);
        await this.woken(TRY_AGAIN_MS);
      }
    }
  }

  private take(worker: JobWorker, job: BullJob, token: string): void {
    const { invocationId, sequence } = job.data;
    // The room may be gone, and the end may have come, since the question was asked.
    if (!this.gate.hasRoom) {
      this.track(this.giveBack(worker, job, token));
      return;
    }
    if (this.gate.isRunning(invocationId)) {
      this.track(job.moveToDelayed(Date.now() + LOOK_AGAIN_MS, token));
      return;
    }
    this.taken.set(String(job.id), token);
    void this.gate.run({ invocationId, sequence }).then(() => this.track(this.finish(worker, job, token)));
  }

  /** To the head of its line. BullMQ leaves it to chance when another worker hears of that: the marker is what they wait for. */
  private async giveBack(worker: JobWorker, job: BullJob, token: string): Promise<void> {
    await job.moveToWait(token);
    await this.bull.connection.redis.zadd(worker.toKey("marker"), 0, "0");
  }

  private async finish(worker: JobWorker, job: BullJob, token: string): Promise<void> {
    const jobId = String(job.id);
    const again = this.again.get(jobId);
    this.again.delete(jobId);
    this.taken.delete(jobId);
    if (again) await job.moveToDelayed(Date.now() + (again.delayMs ?? 0), token);
    // Not by the job itself, which waits for the other connection too: that one is closed first.
    else await worker.getBackend().moveToCompleted(job, undefined, true, token, false);
  }

  private track(work: Promise<unknown>): void {
    const done = work.catch((error: Error) => this.bull.tell(error));
    this.finishing.add(done);
    void done.finally(() => this.finishing.delete(done));
  }

  private async renewLocks(worker: JobWorker): Promise<void> {
    while (!this.over.signal.aborted) {
      await delay(this.clock, this.bull.lockMs / RENEWALS_PER_LOCK, this.over.signal);
      if (this.taken.size === 0 || this.over.signal.aborted) continue;
      await worker
        .extendJobLocks([...this.taken.keys()], [...this.taken.values()], this.bull.lockMs)
        .catch((error: Error) => this.bull.tell(error));
    }
  }

  private async woken(atMostMs?: number): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const woken = new AbortController();
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      if (atMostMs !== undefined) void delay(this.clock, atMostMs, woken.signal).then(resolve);
    });
    woken.abort();
    this.wake = () => undefined;
  }

  private async atMost(ms: number, work: Promise<unknown>): Promise<void> {
    const over = new AbortController();
    await Promise.race([work.finally(() => over.abort()), delay(this.clock, ms, over.signal)]);
  }
}
