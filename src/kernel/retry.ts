/**
 * Whether to try again, as a decision that is returned and acted on by someone else. Pure: no clock, no I/O.
 * Only what an engine certainly did not accept is repeated: Coze has no idempotency key
 * (`reference/coze-api.md` §10.3).
 */
import type { AppError } from "./errors.js";

export interface RetryPolicy {
  /** Attempts in all, the first included. */
  readonly maxAttempts: number;
  readonly firstDelayMs: number;
  readonly factor: number;
  readonly maxDelayMs: number;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = { maxAttempts: 4, firstDelayMs: 250, factor: 3, maxDelayMs: 10_000 };

export type RetryDecision =
  | { readonly kind: "retry"; readonly afterMs: number }
  | { readonly kind: "give-up"; readonly why: "not-safe" | "attempts-used" | "no-time-left" };

export interface RetryFacts {
  /** Attempts made so far, the failed one included. */
  readonly attempt: number;
  /** Milliseconds until the deadline. */
  readonly timeLeftMs: number;
  /** 0 ≤ random < 1; spreads callers that failed together. */
  readonly random: number;
}

export const decideRetry = (error: AppError, facts: RetryFacts, policy: RetryPolicy = DEFAULT_RETRY_POLICY): RetryDecision => {
  if (!error.notAccepted || !error.facts.retryable) return { kind: "give-up", why: "not-safe" };
  if (facts.attempt >= policy.maxAttempts) return { kind: "give-up", why: "attempts-used" };
  const backoff = Math.min(policy.firstDelayMs * policy.factor ** (facts.attempt - 1), policy.maxDelayMs);
  const afterMs = Math.round(Math.max(backoff * (0.5 + facts.random / 2), error.retryAfterMs ?? 0));
  return afterMs < facts.timeLeftMs ? { kind: "retry", afterMs } : { kind: "give-up", why: "no-time-left" };
};
