/**
 * What it may cost to check the values of one form. Counted, not timed: the same values get the same answer on any
 * machine, however busy it is. Only patterns that may look at a text for long are measured, in time of the processor.
 */

/** About 15 nanoseconds each. */
const UNITS = 8_000_000;
const UNITS_PER_MICROSECOND = 65;

/** Inside of this folder only: `CompiledForm` answers with a problem instead. */
export class TooMuchWork extends Error {}

export interface FormMeter {
  /** A new budget. */
  begin(): void;
  /** @throws TooMuchWork */
  spend(units: number): void;
  /** Does something whose cost nobody knows before. @throws TooMuchWork */
  timed<Result>(work: () => Result): Result;
}

export const createMeter = (units = UNITS): FormMeter => {
  let left = units;
  const spend = (cost: number): void => {
    left -= cost;
    if (left < 0) throw new TooMuchWork();
  };
  return {
    begin() {
      left = units;
    },
    spend,
    timed(work) {
      const before = process.cpuUsage();
      const result = work();
      spend(process.cpuUsage(before).user * UNITS_PER_MICROSECOND);
      return result;
    },
  };
};
