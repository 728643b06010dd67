/** "Run this invocation" jobs. A job carries an id only: the row decides what is to be done. */
export interface InvocationJob {
  readonly invocationId: string;
}

export interface InvocationQueue {
  /** Not before `delayMs` from now. A job may be lost with its process; the sweeper finds the row again. */
  enqueue(job: InvocationJob, delayMs?: number): void;
  /** Begins handing out jobs, at most `concurrency` at a time. A handler that throws is logged, never repeated. */
  start(handler: (job: InvocationJob) => Promise<void>, concurrency: number): void;
  /** Jobs waiting to be handed out. */
  readonly depth: number;
  /** Hands out no more and waits for running handlers, at most `graceMs`. */
  stop(graceMs: number): Promise<void>;
}
