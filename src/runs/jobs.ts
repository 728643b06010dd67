/** What a job of the queue stands for. The row decides what is to be done; what was just written need not be read again. */

import type { Invocation } from "../invocations/invocation.js";
import { isAppError } from "../kernel/errors.js";
import type { JsonObject } from "../kernel/json.js";
import type { Log } from "../kernel/log.js";
import type { KeptSecrets, PayloadProblem } from "../payloads/sealed-payload.js";
import type { InvocationJob, InvocationQueue } from "../queue/queue.js";
import type { RunStore } from "./run.store.js";

export interface Job {
  readonly invocation: Invocation;
  readonly parameters: JsonObject;
  /** What of them nobody may read. */
  readonly secrets?: KeptSecrets;
  /** What the engine is to be given stands in the row no longer: `parameters` are empty. */
  readonly unreadable?: PayloadProblem;
  /** No worker holds the row. */
  readonly unheld: boolean;
  /** Not before, in epoch milliseconds. */
  readonly dueAt?: number;
}

export interface Jobs {
  /** Keeps at hand what was just committed, for the case that it runs here soon. */
  keep(job: Job): void;
  /** Nothing when there is no such row, or when the database is away: then the job comes back later. */
  take(job: InvocationJob): Promise<Job | undefined>;
  /** A row may or may not stand: its commit was not answered. Nobody else would run it while this process lives. */
  lookLater(invocationId: string): void;
}

/** Jobs kept with their parameters, which may be large. The oldest make room: many run elsewhere, or later. */
const MAX_KEPT = 256;
const LOOK_LATER_MS = 1_000;

export const createJobs = (read: RunStore["job"], { queue, log }: { queue: InvocationQueue; log: Log }): Jobs => {
  const kept = new Map<string, Job>();
  const lookLater = (invocationId: string): void => queue.enqueue({ invocationId, sequence: 0 }, { delayMs: LOOK_LATER_MS });
  return {
    lookLater,
    keep(job) {
      kept.set(job.invocation.id, job);
      const [oldest] = kept.keys();
      if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
    },
    async take(job) {
      const known = kept.get(job.invocationId);
      kept.delete(job.invocationId);
      if (known?.invocation.lastSeq === job.sequence) return known;
      try {
        return await read(job.invocationId);
      } catch (error) {
        if (!isAppError(error, "SERVICE_UNAVAILABLE")) throw error;
        log.warn({ err: error, invocationId: job.invocationId }, "a queued invocation cannot be read; trying again");
        queue.enqueue(job, { delayMs: LOOK_LATER_MS });
        return undefined;
      }
    },
  };
};
