/** Work that is done again and again while the process lives. */
import type { Clock } from "../kernel/clock.js";
import { isAppError } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";

export interface Repetition {
  /** Resolves after the first time; never rejects. */
  start(): Promise<void>;
  /** Resolves when the work under way has ended. */
  stop(): Promise<void>;
}

/** The next time is counted from the end of the last; a failure is logged and changes nothing. */
export const createRepetition = (
  { clock, log }: { clock: Clock; log: Log },
  { work, everyMs }: { work: () => Promise<void>; everyMs: number },
): Repetition => {
  let cancelNext: (() => void) | undefined;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  const tick = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log[isAppError(error, "SERVICE_UNAVAILABLE") ? "warn" : "error"]({ err: error }, "recovery sweep failed; trying again");
    }
    if (!stopped) cancelNext = clock.after(everyMs, () => (running = tick()));
  };
  return {
    start: () => (running = tick()),
    async stop() {
      stopped = true;
      cancelNext?.();
      await running;
    },
  };
};
