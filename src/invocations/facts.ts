/** What happens to a run, as facts for its journal. Pure: times are passed in. */
import { AppError } from "../kernel/errors.js";
import type { JsonObject, JsonValue } from "../kernel/json.js";
import type { ProviderEvent, RemoteHandle } from "../providers/provider.js";
import type { Interrupt } from "./interrupt.js";
import { type CancelOutcome, durationOf, failureOf, type Invocation } from "./invocation.js";
import type { Fact } from "./journal.js";
import type { LogPatch } from "./log-patch.js";
import { turnKeyOf } from "./turn.js";

/** Which process holds a row, and until when it may be silent. */
export interface Hold {
  /** `null` = none: the row waits in a queue that all processes share. */
  readonly workerId: string | null;
  readonly leaseUntil: number;
}

/** The worker takes the row with it. `answered`: the question whose answer the engine is about to be given. */
export const startFact = (invocation: Invocation, run: { now: number; hold: Hold; answered?: Interrupt | undefined }): Fact => ({
  event: "started",
  body: {
    ...{ type: "state", from: "QUEUED", to: "RUNNING", attempt: invocation.attempt + 1 },
    ...(invocation.attempt > 0 && !run.answered && { restarted: true }),
  },
  patch: { attempt: invocation.attempt + 1, startedAt: invocation.startedAt ?? run.now, dueAt: null, ...run.hold },
  ...(run.answered && { interrupts: [{ kind: "move", id: run.answered.id, to: "RESUMED" }] }),
});

/** Writes an event, so that the worker before this one cannot go on writing. */
export const reattachFact = ({ status, attempt }: Invocation, hold: Hold): Fact => ({
  event: "reattached",
  body: { type: "state", from: status, to: status, attempt },
  patch: { ...hold },
});

/** Text goes through the delta buffer and is no fact by itself; a question needs its ability's rules. */
export type WrittenEvent = Exclude<ProviderEvent, { type: "output" | "interrupted" }>;

/**
 * Bytes of JSON. A result is stored as one value, which escaping may double, and MariaDB takes no more than 16 MiB in a
 * statement unless told otherwise.
 */
export const MAX_OUTPUT_BYTES = 7 * 1024 * 1024;

export const isStorable = (output: JsonValue): boolean => Buffer.byteLength(JSON.stringify(output)) <= MAX_OUTPUT_BYTES;

/** @throws AppError ENGINE_RESULT_TOO_LARGE */
export const requireStorable = (output: JsonValue): void => {
  if (isStorable(output)) return;
  throw new AppError("ENGINE_RESULT_TOO_LARGE", { params: { limit: `${MAX_OUTPUT_BYTES} bytes` } });
};

/** @throws AppError ENGINE_RESULT_TOO_LARGE */
export const factOf = (event: WrittenEvent, invocation: Invocation, now: number): Fact => {
  switch (event.type) {
    case "remote":
      return { event: "remote", patch: handlePatch(event) };
    case "progress": {
      const { nodeId, nodeTitle, finished } = event;
      return { event: "progress", body: { type: "progress", nodeId, nodeTitle, finished } };
    }
    case "usage": {
      const { type: _, ...usage } = event;
      return { event: "usage", patch: { usage } };
    }
    case "done":
      requireStorable(event.output);
      return {
        event: "done",
        body: { type: "finished", status: "SUCCEEDED", output: event.output },
        patch: finishPatch(invocation, now),
        output: event.output,
      };
  }
};

const handlePatch = ({ executeId, spaceId, logId, conversationId, chatId }: RemoteHandle): LogPatch => ({
  ...(executeId !== undefined && { executeId }),
  ...(spaceId !== undefined && { spaceId }),
  ...(logId !== undefined && { engineLogId: logId }),
  ...((conversationId !== undefined || chatId !== undefined) && {
    remote: { ...(conversationId !== undefined && { conversationId }), ...(chatId !== undefined && { chatId }) },
  }),
});

/** A person is asked. Nobody holds the row meanwhile, and its deadline is the question's. */
export const interruptFact = (interrupt: Interrupt): Fact => ({
  event: "interrupted",
  body: {
    type: "interrupt",
    interruptId: interrupt.id,
    question: interrupt.question,
    answerers: interrupt.answerers,
    expiresAt: interrupt.expiresAt,
  },
  patch: { deadlineAt: interrupt.expiresAt, workerId: null, leaseUntil: null },
  interrupts: [{ kind: "raise", interrupt }],
  unlessCancelled: true,
});

/** The run gets back the time it had left, and waits for a worker. `answerId` is of this attempt to answer and no other. */
export const resumedFact = (
  interrupt: Interrupt,
  given: { answer: string | JsonObject; answerId: string; answererId: string; now: number; hold: Hold },
): Fact => {
  const { answer, answerId, answererId, now, hold } = given;
  return {
    event: "resumed",
    body: { type: "state", from: "WAITING", to: "QUEUED", answerId },
    patch: { deadlineAt: now + interrupt.runTimeLeftMs, dueAt: null, ...hold },
    interrupts: [{ kind: "answer", id: interrupt.id, answer, answererId, at: now }],
  };
};

/** Certainly not accepted by the engine, and there is time for another attempt; an answer is good for that one too. */
export const attemptFailedFact = (next: { dueAt: number; hold: Hold; answered?: Interrupt | undefined }): Fact => ({
  event: "attemptFailed",
  body: { type: "state", from: "RUNNING", to: "QUEUED" },
  patch: { dueAt: next.dueAt, ...next.hold },
  ...(next.answered && { interrupts: [{ kind: "move", id: next.answered.id, to: "ANSWERED" }] }),
});

/** The worker is gone, and the ability is safe to repeat. */
export const rerunFact = (hold: Hold): Fact => ({
  event: "rerun",
  body: { type: "state", from: "RUNNING", to: "QUEUED" },
  patch: { dueAt: null, ...hold },
});

export const cancelRequestedFact = (): Fact => ({ event: "cancelRequested", body: { type: "state", from: "RUNNING", to: "CANCELLING" } });

/** `askAt`: when the engine is asked what became of the run; `null` = never. */
export interface Ending {
  readonly now: number;
  readonly askAt: number | null;
}

export const cancelledFact = (
  invocation: Invocation,
  { now, askAt, ...cancel }: Ending & { outcome: CancelOutcome; requestedAt?: number; interruptId?: string | undefined },
): Fact => ({
  event: "cancelled",
  body: { type: "finished", status: "CANCELLED" },
  patch: {
    ...finishPatch(invocation, now),
    leaseUntil: askAt,
    cancel: { outcome: cancel.outcome, ...(cancel.requestedAt !== undefined && { requestedAt: cancel.requestedAt }) },
  },
  ...(cancel.interruptId && { interrupts: [{ kind: "move", id: cancel.interruptId, to: "CANCELLED" }] }),
});

/** `rawOutput`: what the engine gave, where the ability cannot use it. */
export const endFact = (
  invocation: Invocation,
  error: AppError,
  { now, askAt, rawOutput }: Ending & { readonly rawOutput?: JsonValue | undefined },
): Fact => ({
  event: error.code === "OUTCOME_UNKNOWN" ? "leaseLost" : "failed",
  body: { type: "finished", status: "FAILED" },
  patch: {
    ...finishPatch(invocation, now),
    leaseUntil: askAt,
    failure: failureOf(error, invocation),
    ...handlePatch(error.upstream ?? {}),
  },
  ...(rawOutput !== undefined && { rawOutput }),
});

/** It never began, or nobody answered in time. */
export const expiryFact = (invocation: Invocation, now: number): Fact => ({
  event: "deadline",
  body: { type: "finished", status: "EXPIRED" },
  patch: { ...finishPatch(invocation, now), failure: failureOf(new AppError("DEADLINE_EXCEEDED"), invocation) },
});

export const interruptExpiryFact = (invocation: Invocation, interruptId: string, now: number): Fact => ({
  event: "deadline",
  body: { type: "interruptExpired", interruptId },
  more: [{ type: "finished", status: "EXPIRED" }],
  patch: { ...finishPatch(invocation, now), failure: failureOf(new AppError("INTERRUPT_EXPIRED"), invocation) },
  interrupts: [{ kind: "move", id: interruptId, to: "EXPIRED" }],
});

const finishPatch = (invocation: Invocation, now: number): LogPatch => ({
  finishedAt: now,
  durationMs: durationOf(invocation.createdAt, now),
  leaseUntil: null,
  // Only where there is one: rows that end together are written by one statement if they change the same columns.
  ...(turnKeyOf(invocation) !== null && { turnOver: true }),
});
