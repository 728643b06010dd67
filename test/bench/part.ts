/** What every part of the bench shares: rows of the table, what is undone at the end, and loads with a warm-up. */
import { type LoadResult, load, steadyLoad } from "./load.js";
import type { Running } from "./processes.js";

export interface Row {
  readonly measure: string;
  readonly value: number;
  readonly unit: string;
  /** The limit, or what it is compared with. */
  readonly beside: string;
}

export interface Bench {
  readonly seconds: number;
  readonly folder: string;
  /** Log rows of the large table. */
  readonly historyRows: number;
  readonly rows: Row[];
  readonly raw: Record<string, unknown>;
  /** Undone in reverse order at the end. */
  readonly undo: (() => unknown)[];
}

export const keep = async (bench: Bench, starting: Promise<Running>): Promise<Running> => {
  const running = await starting;
  bench.undo.push(() => running.stop());
  return running;
};

export interface Measured extends Omit<Parameters<typeof load>[0], "seconds"> {
  /** Requests per second, evenly spaced; absent = as fast as answers come. */
  readonly rate?: number;
}

export const measured = async (bench: Bench, name: string, { rate, ...options }: Measured): Promise<LoadResult> => {
  // At the rate of the measurement: calls that are only accepted would otherwise leave a backlog that runs into it.
  const run = (seconds: number) => (rate === undefined ? load({ ...options, seconds }) : steadyLoad({ ...options, seconds, rate }));
  await run(Math.max(2, bench.seconds / 2));
  const result = await run(bench.seconds);
  const bad = result.bad > 0 ? `, ${result.bad} BAD ANSWERS` : "";
  say(`  ${name}: ${round(result.perSecond)}/s, median ${round(result.median)} ms, p99 ${round(result.p99)} ms${bad}`);
  bench.raw[name] = result;
  return result;
};

export const quantile = (values: readonly number[], q: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
};

/** `12.30 ms`, `p99 40.1`. */
export const spread = (values: readonly number[]): string => `${round(quantile(values, 0.5))} ms, p99 ${round(quantile(values, 0.99))} ms`;
export const ratio = (measure: string, value: number, beside: string): Row => ({ measure, value, unit: "x", beside });
export const inMs = (measure: string, value: number, beside: string): Row => ({ measure, value, unit: "ms", beside });
export const round = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2));
export const say = (line: string): void => void process.stderr.write(`${line}\n`);
