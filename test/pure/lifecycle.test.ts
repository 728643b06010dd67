import "reflect-metadata";
/** Every state with every event: the table of the design, and nothing beside it. */
import { describe, expect, test } from "vitest";
import {
  allowedActions,
  INVOCATION_STATUSES,
  type InvocationStatus,
  isFinal,
  type LifecycleEvent,
  nextStatus,
  UNFINISHED_STATUSES,
} from "../../src/invocations/lifecycle.js";
import { isAppError } from "../../src/kernel/errors.js";

const EVENTS: readonly LifecycleEvent[] = [
  "started",
  "output",
  "progress",
  "usage",
  "remote",
  "interrupted",
  "attemptFailed",
  "resumed",
  "cancelRequested",
  "cancelled",
  "done",
  "failed",
  "deadline",
  "leaseLost",
];

const ALLOWED: Readonly<Record<string, InvocationStatus>> = {
  "QUEUED started": "RUNNING",
  "QUEUED cancelled": "CANCELLED",
  "QUEUED deadline": "EXPIRED",
  "RUNNING output": "RUNNING",
  "RUNNING progress": "RUNNING",
  "RUNNING usage": "RUNNING",
  "RUNNING remote": "RUNNING",
  "RUNNING interrupted": "WAITING",
  "RUNNING attemptFailed": "QUEUED",
  "RUNNING done": "SUCCEEDED",
  "RUNNING failed": "FAILED",
  "RUNNING cancelRequested": "CANCELLING",
  "RUNNING leaseLost": "FAILED",
  "WAITING resumed": "QUEUED",
  "WAITING cancelled": "CANCELLED",
  "WAITING deadline": "EXPIRED",
  "CANCELLING cancelled": "CANCELLED",
  "CANCELLING done": "SUCCEEDED",
  "CANCELLING failed": "FAILED",
};

const CASES = INVOCATION_STATUSES.flatMap((from) => EVENTS.map((event) => ({ from, event, to: ALLOWED[`${from} ${event}`] ?? "refused" })));

const next = (from: InvocationStatus, event: LifecycleEvent): string => {
  try {
    return nextStatus(from, event);
  } catch (error) {
    if (isAppError(error, "TRANSITION_REFUSED") && error.params.from === from && error.params.event === event) return "refused";
    throw error;
  }
};

describe("the lifecycle of an invocation", () => {
  test.each(CASES)("$from, $event → $to", ({ from, event, to }) => {
    expect(next(from, event)).toBe(to);
  });

  test("four states are final, and only an unfinished invocation can be followed", () => {
    expect(INVOCATION_STATUSES.filter(isFinal)).toEqual(["SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED"]);
    expect(UNFINISHED_STATUSES).toEqual(["QUEUED", "RUNNING", "WAITING", "CANCELLING"]);
    for (const status of INVOCATION_STATUSES) expect(allowedActions(status)).toEqual(isFinal(status) ? [] : ["FOLLOW"]);
  });
});
