/** For what must be read or written though the database is away just now, and nobody waits for an answer. */
import { type Clock, delay } from "../kernel/clock.js";
import { isAppError } from "../kernel/errors.js";

const PAUSE_MS = 500;

/**
 * Repeats `work` while the database is away.
 * @throws what `work` throws; SERVICE_UNAVAILABLE only once the signal has aborted.
 */
export const persistently = async <T>(clock: Clock, signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isAppError(error, "SERVICE_UNAVAILABLE") || signal.aborted) throw error;
      await delay(clock, PAUSE_MS, signal);
    }
  }
};
