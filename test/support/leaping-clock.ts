/**
 * Time that passes only while somebody waits for it, and then at once: what is slept is counted and costs nothing.
 * Waits under half a second are real and not counted: they are for what is about to arrive anyway.
 */
import type { Clock } from "../../src/kernel/clock.js";

export interface LeapingClock extends Clock {
  /** Every wait that was begun, in milliseconds. */
  readonly slept: readonly number[];
}

const REAL_BELOW_MS = 500;

export const createLeapingClock = (startAt = Date.UTC(2026, 0, 1)): LeapingClock => {
  let now = startAt;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    after(ms, callback) {
      const pass = () => {
        now += Math.max(ms, 0);
        callback();
      };
      if (ms > 0 && ms < REAL_BELOW_MS) {
        const timer = setTimeout(pass, ms);
        return () => clearTimeout(timer);
      }
      slept.push(ms);
      const leap = setImmediate(pass);
      return () => clearImmediate(leap);
    },
  };
};
