/** What happens to one attempt, as facts for its journal. Pure: times are passed in. */
import type { Clock } from "../kernel/clock.js";
import { AppError } from "../kernel/errors.js";
import type { JsonValue } from "../kernel/json.js";
import type { ProviderEvent } from "../providers/provider.js";
import type { LogPatch } from "./append-batch.js";
import { durationOf, failureOf, type Invocation } from "./invocation.js";
import type { Fact } from "./journal.js";

/** The worker takes the row with it, and the lease. */
export const startFact = (
  invocation: Invocation,
  { clock, workerId, leaseMs }: { clock: Clock; workerId: string; leaseMs: number },
): Fact => {
  const now = clock.now();
  return {
    event: "started",
    body: { type: "state", from: "QUEUED", to: "RUNNING" },
    patch: { attempt: invocation.attempt + 1, startedAt: invocation.startedAt ?? now, workerId, leaseUntil: now + leaseMs },
  };
};

/** Text goes through the delta buffer and is no fact by itself. */
export type WrittenEvent = Exclude<ProviderEvent, { type: "output" }>;

/**
 * Bytes of JSON. A result is stored as one value, which escaping may double, and MariaDB takes no more than 16 MiB in a
 * statement unless told otherwise.
 */
export const MAX_OUTPUT_BYTES = 7 * 1024 * 1024;

const requireStorable = (output: JsonValue): void => {
  if (Buffer.byteLength(JSON.stringify(output)) <= MAX_OUTPUT_BYTES) return;
  throw new AppError("ENGINE_RESULT_TOO_LARGE", { params: { limit: `${MAX_OUTPUT_BYTES} bytes` } });
};

/**
 * @throws AppError QUESTION_NOT_ANSWERABLE: a question ends the run until it can be answered here.
 * ENGINE_RESULT_TOO_LARGE
 */
export const factOf = (event: WrittenEvent, invocation: Invocation, now: number): Fact => {
  switch (event.type) {
    case "remote": {
      const { executeId, spaceId, logId } = event;
      return { event: "remote", patch: { executeId, ...(spaceId && { spaceId }), ...(logId && { engineLogId: logId }) } };
    }
    case "progress": {
      const { nodeId, nodeTitle, finished } = event;
      return { event: "progress", body: { type: "progress", nodeId, nodeTitle, finished } };
    }
    case "usage": {
      const { type: _, ...usage } = event;
      return { event: "usage", patch: { usage } };
    }
    case "interrupted":
      throw new AppError("QUESTION_NOT_ANSWERABLE", { params: { question: event.question.prompt } });
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

/** Certainly not accepted by the engine, and there is time for another attempt. */
export const ATTEMPT_FAILED: Fact = { event: "attemptFailed", body: { type: "state", from: "RUNNING", to: "QUEUED" } };

export const endFact = (invocation: Invocation, error: AppError, now: number): Fact => {
  const { executeId, logId } = error.upstream ?? {};
  const handles = { ...(executeId !== undefined && { executeId }), ...(logId !== undefined && { engineLogId: logId }) };
  return {
    event: "failed",
    body: { type: "finished", status: "FAILED" },
    patch: { ...finishPatch(invocation, now), failure: failureOf(error), ...handles },
  };
};

export const expiryFact = (invocation: Invocation, now: number): Fact => ({
  event: "deadline",
  body: { type: "finished", status: "EXPIRED" },
  patch: { ...finishPatch(invocation, now), failure: failureOf(new AppError("DEADLINE_EXCEEDED")) },
});

const finishPatch = (invocation: Invocation, now: number): LogPatch => ({
  finishedAt: now,
  durationMs: durationOf(invocation.createdAt, now),
});
