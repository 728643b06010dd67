/** What a job of the queue stands for. The row decides what is to be done; what was just written need not be read again. */
import { isAppError } from "../kernel/errors.js";
import type { JsonObject } from "../kernel/json.js";
import type { Log } from "../kernel/log.js";
import type { InvocationQueue } from "../queue/queue.js";
import type { Invocation } from "./invocation.js";
import type { InvocationStore } from "./invocation.store.js";

export interface Job {
  readonly invocation: Invocation;
  readonly parameters: JsonObject;
}

export interface Jobs {
  offer(job: Job): void;
  /** Nothing when there is no such row, or when the database is away: then the job comes back later. */
  take(invocationId: string): Promise<Job | undefined>;
  /** A row may or may not stand: its commit was not answered. Nobody else would run it while this process lives. */
  lookLater(invocationId: string): void;
}

/** Jobs kept with their parameters, which may be large. The ones behind them wait long enough to be read again. */
const MAX_KEPT = 256;
const LOOK_LATER_MS = 1_000;

export const createJobs = (store: InvocationStore, { queue, log }: { queue: InvocationQueue; log: Log }): Jobs => {
  const kept = new Map<string, Job>();
  const lookLater = (invocationId: string): void => queue.enqueue({ invocationId, sequence: 0 }, { delayMs: LOOK_LATER_MS });
  return {
    lookLater,
    offer(job) {
      if (kept.size < MAX_KEPT) kept.set(job.invocation.id, job);
    },
    async take(invocationId) {
      const known = kept.get(invocationId);
      kept.delete(invocationId);
      if (known) return known;
      try {
        return await read(store, invocationId);
      } catch (error) {
        if (!isAppError(error, "SERVICE_UNAVAILABLE")) throw error;
        log.warn({ err: error, invocationId }, "a queued invocation cannot be read; trying again");
        lookLater(invocationId);
        return undefined;
      }
    },
  };
};

const read = async (store: InvocationStore, invocationId: string): Promise<Job | undefined> => {
  const [rows, payloads] = await Promise.all([store.byIds([invocationId]), store.payloads([invocationId])]);
  const invocation = rows.get(invocationId);
  const payload = payloads.get(invocationId);
  return invocation && payload && { invocation, parameters: payload.parameters };
};
