/** Waiting for something that happens elsewhere, without guessing how long it takes. */
import { setTimeout as sleep } from "node:timers/promises";

export interface UntilOptions {
  /** Milliseconds after which it is given up; default 10,000. */
  readonly timeoutMs?: number;
  /** Milliseconds between two looks; default 10. */
  readonly everyMs?: number;
  /** What is waited for, for the error message. */
  readonly what?: string;
}

/**
 * Looks again and again until `probe` answers something truthy, and returns it. A probe that throws counts as "not
 * yet"; its last error becomes the cause when time runs out.
 * @throws Error after `timeoutMs`.
 */
export const until = async <T>(probe: () => T | Promise<T>, options: UntilOptions = {}): Promise<NonNullable<T>> => {
  const { timeoutMs = 10_000, everyMs = 10, what = probe.toString() } = options;
  const giveUpAt = performance.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    try {
      const seen = await probe();
      if (seen) return seen;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() >= giveUpAt) throw new Error(`waited ${timeoutMs} ms in vain for: ${what}`, { cause: lastError });
    await sleep(everyMs);
  }
};
