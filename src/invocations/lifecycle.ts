/**
 * The states of an invocation and every change between them, as one table. Pure. What is not listed is refused,
 * and final is final: a retry is a new invocation.
 */
import { AppError } from "../kernel/errors.js";

export const INVOCATION_STATUSES = ["QUEUED", "RUNNING", "WAITING", "CANCELLING", "SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED"] as const;
export type InvocationStatus = (typeof INVOCATION_STATUSES)[number];
export type FinalStatus = "SUCCEEDED" | "FAILED" | "CANCELLED" | "EXPIRED";

export type LifecycleEvent =
  | "started"
  | "output"
  | "progress"
  | "usage"
  | "remote"
  | "interrupted"
  | "attemptFailed"
  | "resumed"
  | "cancelRequested"
  | "cancelled"
  | "done"
  | "failed"
  | "deadline"
  /** The worker is gone; another one follows the same run at the engine. */
  | "reattached"
  /** The worker is gone, and the call may be repeated: it was not accepted, or repeating it is harmless. */
  | "rerun"
  /** The worker is gone and nothing allows a second run: the outcome stays unknown. */
  | "leaseLost";

const TABLE: Readonly<Record<InvocationStatus, Partial<Record<LifecycleEvent, InvocationStatus>>>> = {
  QUEUED: { started: "RUNNING", cancelled: "CANCELLED", deadline: "EXPIRED" },
  RUNNING: {
    output: "RUNNING",
    progress: "RUNNING",
    usage: "RUNNING",
    remote: "RUNNING",
    interrupted: "WAITING",
    attemptFailed: "QUEUED",
    done: "SUCCEEDED",
    failed: "FAILED",
    cancelRequested: "CANCELLING",
    reattached: "RUNNING",
    rerun: "QUEUED",
    leaseLost: "FAILED",
  },
  WAITING: { resumed: "QUEUED", cancelled: "CANCELLED", deadline: "EXPIRED" },
  CANCELLING: {
    // The engine may go on for a while, and a result that lands first wins.
    output: "CANCELLING",
    progress: "CANCELLING",
    usage: "CANCELLING",
    remote: "CANCELLING",
    reattached: "CANCELLING",
    cancelled: "CANCELLED",
    done: "SUCCEEDED",
    failed: "FAILED",
  },
  SUCCEEDED: {},
  FAILED: {},
  CANCELLED: {},
  EXPIRED: {},
};

/** @throws AppError TRANSITION_REFUSED naming state and event. */
export const nextStatus = (from: InvocationStatus, event: LifecycleEvent): InvocationStatus => {
  const to = TABLE[from][event];
  if (!to) throw new AppError("TRANSITION_REFUSED", { params: { from, event } });
  return to;
};

export const isFinal = (status: InvocationStatus): status is FinalStatus => Object.keys(TABLE[status]).length === 0;

export const UNFINISHED_STATUSES: readonly InvocationStatus[] = INVOCATION_STATUSES.filter((status) => !isFinal(status));

export const INVOCATION_ACTIONS = ["FOLLOW", "CANCEL", "ANSWER", "RETRY"] as const;
export type InvocationAction = (typeof INVOCATION_ACTIONS)[number];

const ACTIONS: Readonly<Record<InvocationStatus, readonly InvocationAction[]>> = {
  QUEUED: ["FOLLOW", "CANCEL"],
  RUNNING: ["FOLLOW", "CANCEL"],
  WAITING: ["FOLLOW", "CANCEL", "ANSWER"],
  CANCELLING: ["FOLLOW"],
  SUCCEEDED: ["RETRY"],
  FAILED: ["RETRY"],
  CANCELLED: ["RETRY"],
  EXPIRED: ["RETRY"],
};

/** What the state allows, whoever asks; `access.ts` says what of it the caller may. */
export const allowedActions = (status: InvocationStatus): readonly InvocationAction[] => ACTIONS[status];
