/** "Run this invocation" jobs. A job carries ids only: the row decides what is to be done. */
export interface InvocationJob {
  readonly invocationId: string;
  /** Newest event of the row when the job was offered: two offers of the same standing are one job. */
  readonly sequence: number;
}

export interface JobOptions {
  /** Not before this many milliseconds from now. Default 0. */
  readonly delayMs?: number;
  /** -100 to 100; higher goes first among the jobs that are due. Default 0. */
  readonly priority?: number;
}

/** Jobs in the backend that processes share: in line without and with a priority, and not due yet. */
export interface SharedDepth {
  readonly waiting: number;
  readonly prioritized: number;
  readonly delayed: number;
}

export interface InvocationQueue {
  /** Returns at once and never throws. A job may be lost with its process or with Redis; the sweeper finds the row again. */
  enqueue(job: InvocationJob, options?: JobOptions): void;
  /** Begins handing out jobs, at most `concurrency` at a time. A handler that throws is logged, never repeated. */
  start(handler: (job: InvocationJob) => Promise<void>, concurrency: number): void;
  /** Jobs waiting in this process to be handed out or handed over. */
  readonly depth: number;
  /** Nothing when there is no such backend, or when it cannot be asked. May take as long as the backend does; never rejects. */
  sharedDepth(): Promise<SharedDepth | undefined>;
  /** Hands out no more and waits for running handlers, at most `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/** Bounds how many invocations of one ability, or of whatever else `abilityId` names, run at once, over all processes that share the backend. */
export interface AbilitySlots {
  /** @returns false when the ability has `limit` holders already. Holding twice is holding once. */
  take(slot: { abilityId: string; invocationId: string; limit: number }): Promise<boolean>;
  release(slot: { abilityId: string; invocationId: string }): void;
  close(): Promise<void>;
}
