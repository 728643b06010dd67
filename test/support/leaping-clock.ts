/** Time that passes only while somebody waits for it, and then at once: what is slept is counted and costs nothing. */
import type { Clock } from "../../src/kernel/clock.js";

export interface LeapingClock extends Clock {
  /** Every wait that was begun, in milliseconds. */
  readonly slept: readonly number[];
}

export const createLeapingClock = (startAt = Date.UTC(2026, 0, 1)): LeapingClock => {
  let now = startAt;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    after(ms, callback) {
      slept.push(ms);
      const leap = setImmediate(() => {
        now += Math.max(ms, 0);
        callback();
      });
      return () => clearImmediate(leap);
    },
  };
};
