/** A set of invocations that are run again together: its facts and the pure rules about them. */

import type { RetryVersion, Selection } from "../invocations/invocation.js";
import type { ErrorCode } from "../kernel/error-codes.js";

/**
 * RUNNING: repetitions are begun, or have yet to end. ABORTING: no more are to be begun, which a worker has to notice.
 * ABORTED: none will be begun any more; those that were go on. FINISHED: all were begun and have ended.
 */
export const REPLAY_STATES = ["RUNNING", "ABORTING", "ABORTED", "FINISHED"] as const;
export type ReplayState = (typeof REPLAY_STATES)[number];

/** Times are epoch milliseconds. */
export interface Replay {
  readonly id: string;
  readonly tenant: string;
  /** Who asked for it, and so the caller of every repetition. */
  readonly ownerId: string;
  readonly requestId: string;
  readonly selection: Selection;
  readonly version: RetryVersion;
  readonly includeSideEffecting: boolean;
  readonly state: ReplayState;
  /** Invocations that were selected when it was asked for. */
  readonly total: number;
  /** How many could not be repeated, by reason. */
  readonly refusals: Refusals;
  /** The last original that was dealt with. */
  readonly cursorId: string | null;
  /** Somebody began a step and has not said that it is done. */
  readonly stepOpen: boolean;
  readonly createdAt: number;
  readonly finishedAt: number | null;
}

export type Refusals = Readonly<Partial<Record<ErrorCode, number>>>;

export const refusedIn = (refusals: Refusals): number => Object.values(refusals).reduce((sum, count) => sum + count, 0);

export const withRefusals = (refusals: Refusals, codes: readonly ErrorCode[]): Refusals => {
  const sums: Partial<Record<ErrorCode, number>> = { ...refusals };
  for (const code of codes) sums[code] = (sums[code] ?? 0) + 1;
  return sums;
};

/** Names that say nothing: absent, `null`. An empty list says something: it matches nothing. */
export const isEmptyFilter = (filter: object): boolean => Object.values(filter).every((value) => value == null);

/** The key of one repetition: however often it is tried, there is one. */
export const itemKey = (replayId: string, originalId: string): string => `replay:${replayId}:${originalId}`;
