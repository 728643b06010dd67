/** What the client hands out, in the words of the schema. */
import type { ClientFollowSubscription, ClientInvokeMutation, InvocationStatus, InvokeAbilityInput } from "../generated/graphql.js";

export type { InvocationStatus, InvokeAbilityInput };

/** An event; `__typename` tells which. More kinds may join: pass over those you do not know. */
export type InvocationEvent = ClientFollowSubscription["invocationEvents"];

export type SnapshotEvent = Extract<InvocationEvent, { __typename: "SnapshotEvent" }>;
export type Finished = Extract<InvocationEvent, { __typename: "Finished" }>;

/** What `invokeAbility` answers: `InvocationAccepted`, or why not. `__typename` tells which. */
export type InvokeResult = ClientInvokeMutation["invokeAbility"];

export type InvocationAccepted = Extract<InvokeResult, { __typename: "InvocationAccepted" }>;
export type InvokeRefusal = Exclude<InvokeResult, InvocationAccepted>;

/** An invocation as answers and snapshots show it. */
export type Invocation = InvocationAccepted["invocation"];

/** How a run ended. A run that failed is an outcome, not an exception. */
export interface Outcome {
  readonly invocationId: string;
  /** `SUCCEEDED`, `FAILED`, `CANCELLED` or `EXPIRED`. */
  readonly status: InvocationStatus;
  /** Text, or an object of the workflow's variables; null unless it succeeded. */
  readonly output: unknown;
  readonly failure: Finished["failure"];
}

const FINAL: ReadonlySet<InvocationStatus> = new Set(["SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED"]);

export const isFinal = (status: InvocationStatus): boolean => FINAL.has(status);

/** Nothing can follow behind it. */
export const isLast = (event: InvocationEvent): boolean =>
  event.__typename === "Finished" || (event.__typename === "SnapshotEvent" && isFinal(event.invocation.status));

/** The outcome that a last event tells, nothing of others. */
export const outcomeOf = (invocationId: string, event: InvocationEvent): Outcome | undefined => {
  if (!isLast(event)) return undefined;
  const end = event.__typename === "SnapshotEvent" ? event.invocation : (event as Finished);
  return { invocationId, status: end.status, output: end.output, failure: end.failure };
};
