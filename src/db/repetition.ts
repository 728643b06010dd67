/** When an attempt at the database is made again: conflicts a few times with jitter, a dropped connection once. */
import { setTimeout as sleep } from "node:timers/promises";
import { isConflict, isDropped, toDatabaseError } from "./database-errors.js";

/** Attempts in all when other transactions are in the way. */
const CONFLICT_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 400;

/**
 * Pauses are real time, not the app's clock: they only spread callers that collided.
 * @throws AppError SERVICE_UNAVAILABLE when the database is away or stays contended; any other error as it is.
 */
export const repeatWhereSafe = async <T>(attempt: () => Promise<T>): Promise<T> => {
  let conflicts = 0;
  let drops = 0;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const again = isConflict(error) ? ++conflicts < CONFLICT_ATTEMPTS : isDropped(error) && ++drops === 1;
      if (!again) throw toDatabaseError(error);
      if (conflicts > 0) await sleep(pauseMs(conflicts));
    }
  }
};

const pauseMs = (conflicts: number): number => Math.min(FIRST_PAUSE_MS * 2 ** conflicts, LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2);
