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
  "reattached",
  "rerun",
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
  "RUNNING reattached": "RUNNING",
  "RUNNING rerun": "QUEUED",
  "WAITING resumed": "QUEUED",
  "WAITING cancelled": "CANCELLED",
  "WAITING deadline": "EXPIRED",
  "CANCELLING output": "CANCELLING",
  "CANCELLING progress": "CANCELLING",
  "CANCELLING usage": "CANCELLING",
  "CANCELLING remote": "CANCELLING",
  "CANCELLING reattached": "CANCELLING",
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
    for (const status of INVOCATION_STATUSES) expect(allowedActions(status).includes("FOLLOW")).toBe(!isFinal(status));
  });

  test("whoever asks, only what the state can take is offered", () => {
    for (const status of INVOCATION_STATUSES) {
      const actions = allowedActions(status);
      expect(actions.includes("RETRY")).toBe(isFinal(status));
      expect(actions.includes("ANSWER")).toBe(next(status, "resumed") !== "refused");
      expect(actions.includes("CANCEL")).toBe(next(status, "cancelled") !== "refused" ? status !== "CANCELLING" : status === "RUNNING");
    }
  });
});
