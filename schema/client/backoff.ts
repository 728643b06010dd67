/** How long to wait before the next try: exponential, with full jitter, so that thousands of clients do not return at once. */

export interface BackoffOptions {
  /** Milliseconds the first wait may take at most; doubles with every try. Default 250. */
  readonly firstMs?: number;
  /** Milliseconds no wait exceeds, but for a longer one the gateway asks for. Default 15,000. */
  readonly maxMs?: number;
}

export class Backoff {
  #tries = 0;

  constructor(private readonly options: BackoffOptions = {}) {}

  /** @param hintMs what the gateway asks for: then not earlier, and spread over as much again, a second at most. */
  next(hintMs?: number): number {
    const { firstMs = 250, maxMs = 15_000 } = this.options;
    const ceiling = Math.min(maxMs, firstMs * 2 ** this.#tries);
    // Above 2^30 the ceiling stands anyway.
    this.#tries = Math.min(this.#tries + 1, 30);
    return hintMs === undefined ? Math.random() * ceiling : hintMs + Math.random() * Math.min(hintMs, 1_000);
  }

  /** Something worked: the next wait is short again. */
  reset(): void {
    this.#tries = 0;
  }
}

/** Resolves after `ms`, or as soon as the signal aborts; leaves no timer behind. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
