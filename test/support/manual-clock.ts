/** Time that stands still until a test moves it. */
import type { Clock } from "../../src/kernel/clock.js";

export interface ManualClock extends Clock {
  /** Moves time forward and calls what falls due on the way, in order; lets promises settle after each call. */
  advance(ms: number): Promise<void>;
  /** Timers that are set and neither fired nor cancelled. */
  readonly pending: number;
}

interface Timer {
  readonly dueAt: number;
  readonly callback: () => void;
}

/** Starts at the given epoch milliseconds; default 1 January 2026. */
export const createManualClock = (startAt = Date.UTC(2026, 0, 1)): ManualClock => {
  let now = startAt;
  const timers = new Set<Timer>();
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const earliest = (until: number): Timer | undefined =>
    [...timers].filter((timer) => timer.dueAt <= until).sort((one, other) => one.dueAt - other.dueAt)[0];
  return {
    now: () => now,
    after(ms, callback) {
      const timer = { dueAt: now + Math.max(ms, 0), callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const until = now + ms;
      await settle();
      for (let timer = earliest(until); timer; timer = earliest(until)) {
        now = timer.dueAt;
        timers.delete(timer);
        timer.callback();
        await settle();
      }
      now = until;
    },
    get pending() {
      return timers.size;
    },
  };
};
