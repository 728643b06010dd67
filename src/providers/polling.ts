/** Asking again and again how a run stands, until there is an answer, the time is up or nobody wants to know. */
import { type Clock, delay } from "../kernel/clock.js";
import type { ErrorCode } from "../kernel/error-codes.js";
import { AppError } from "../kernel/errors.js";

/** `reference/coze-api.md` §6.4. */
const FIRST_PAUSE_MS = 1_000;
const PAUSE_FACTOR = 1.5;
const LONGEST_PAUSE_MS = 10_000;
/** One question that hangs must not cost the whole run. */
const LONGEST_QUESTION_MS = 10_000;

export interface Polling {
  readonly clock: Clock;
  readonly random?: (() => number) | undefined;
  readonly signal: AbortSignal;
  /** Epoch milliseconds: nobody asks after this. */
  readonly until: number;
  /** True: the run may have ended long ago, so the first question comes at once. */
  readonly askAtOnce: boolean;
}

/**
 * Says what went wrong while the run itself may be well: worth another question. A token or an address that is refused
 * is not among them: asking more often would not help.
 */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "ENGINE_UNREACHABLE",
  "ENGINE_CIRCUIT_OPEN",
  "ENGINE_TIMEOUT",
  "ENGINE_RATE_LIMITED",
  "ENGINE_BAD_RESPONSE",
  "ENGINE_STREAM_CUT",
  "TOO_MANY_INVOCATIONS",
]);

/**
 * @param ask gives `undefined` while there is no answer yet; it gets the milliseconds it may take.
 * @throws AppError ENGINE_TIMEOUT when the time is up, OUTCOME_UNKNOWN when the signal aborts or no question can be answered.
 */
export const pollUntil = async <T>(polling: Polling, ask: (timeoutMs: number) => Promise<T | undefined>): Promise<T> => {
  const { clock, signal, until, askAtOnce, random = Math.random } = polling;
  let pauseMs = askAtOnce ? 0 : FIRST_PAUSE_MS;
  let lastError: AppError | undefined;
  for (;;) {
    const waitMs = Math.max(spread(pauseMs, random), lastError?.retryAfterMs ?? 0);
    await delay(clock, Math.min(waitMs, Math.max(until - clock.now(), 0)), signal);
    if (signal.aborted) throw new AppError("OUTCOME_UNKNOWN");
    const leftMs = until - clock.now();
    if (leftMs <= 0) throw new AppError("ENGINE_TIMEOUT", { cause: lastError });
    try {
      const answer = await ask(Math.min(leftMs, LONGEST_QUESTION_MS));
      if (answer !== undefined) return answer;
      lastError = undefined;
    } catch (error) {
      lastError = passing(error, signal);
    }
    pauseMs = Math.min(Math.max(pauseMs * PAUSE_FACTOR, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
  }
};

/** @throws AppError OUTCOME_UNKNOWN: the run may well go on, but nobody here will learn how it ends. */
const passing = (error: unknown, signal: AbortSignal): AppError => {
  if (!(error instanceof AppError)) throw error;
  if (PASSING.has(error.code) && !signal.aborted) return error;
  if (error.code === "OUTCOME_UNKNOWN") throw error;
  throw new AppError("OUTCOME_UNKNOWN", { cause: error, ...(error.upstream && { upstream: error.upstream }) });
};

/** Between three quarters of the pause and all of it. */
const spread = (pauseMs: number, random: () => number): number => Math.round(pauseMs * (0.75 + random() / 4));
