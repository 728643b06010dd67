/** The calls that concern workflows: run, run in the background, stream, answer an interrupt, ask how a run stands. */
import type { JsonObject } from "../kernel/json.js";
import { withPayload } from "../kernel/payload-text.js";
import type { CozeAnswer } from "./answer.js";
import type { BoundedCall } from "./bounded-call.js";
import { type Call, type CallLimits, callOnce, callStream, type StreamReader, type Wiring, waitFor } from "./calls.js";
import { type CozeRunState, decodeRunState, historyPath } from "./run-history.js";
import { requireWorkflowId } from "./settings.js";
import { type CozeStreamEvent, readStream } from "./stream.js";
import { type CozeRunResult, type CozeStarted, decodeRunResult, decodeStarted } from "./wire.js";

export interface CozeRunRequest extends CallLimits {
  readonly workflowId: string;
  readonly parameters: JsonObject;
  /** Opaque id of the end user, passed on as `ext.user_id`. */
  readonly userId: string;
}

export interface CozeResumeRequest extends CallLimits {
  readonly workflowId: string;
  /** As the interrupt named it; good for one answer. */
  readonly eventId: string;
  /** As the interrupt named it; hosted wants it back. */
  readonly interruptType: number;
  /** Text; for an Input node the JSON text of an object (`reference/coze-api.md` §11.3). */
  readonly answer: string;
  readonly userId: string;
}

export interface CozeRunQuestion extends CallLimits {
  readonly workflowId: string;
  readonly executeId: string;
}

export const run = async (wiring: Wiring, request: CozeRunRequest): Promise<CozeRunResult> => {
  const body = bodyOf(request);
  return callOnce(wiring, { operation: "run", method: "POST", path: "/v1/workflow/run", body, limits: request }, decodeRunResult);
};

export const runAsync = async (wiring: Wiring, request: CozeRunRequest): Promise<CozeStarted> => {
  const body = bodyOf(request, { is_async: true });
  return callOnce(wiring, { operation: "run_async", method: "POST", path: "/v1/workflow/run", body, limits: request }, decodeStarted);
};

export const streamRun = (wiring: Wiring, request: CozeRunRequest): AsyncIterable<CozeStreamEvent> => {
  const prepare = (): Call => {
    const body = bodyOf(request);
    return { operation: "stream_run", method: "POST", path: "/v1/workflow/stream_run", body, limits: request };
  };
  return callStream(wiring, prepare, workflowReader(wiring));
};

export const streamResume = (wiring: Wiring, request: CozeResumeRequest): AsyncIterable<CozeStreamEvent> => {
  const prepare = (): Call => {
    const body = JSON.stringify({
      workflow_id: requireWorkflowId(request.workflowId),
      event_id: request.eventId,
      resume_data: request.answer,
      interrupt_type: request.interruptType,
      ext: { user_id: request.userId },
    });
    return { operation: "stream_resume", method: "POST", path: "/v1/workflow/stream_resume", body, limits: request };
  };
  return callStream(wiring, prepare, workflowReader(wiring));
};

export const runState = async (wiring: Wiring, question: CozeRunQuestion): Promise<CozeRunState> => {
  const flavour = await waitFor(wiring, question, wiring.flavours.find());
  const path = historyPath(flavour, requireWorkflowId(question.workflowId), question.executeId);
  return callOnce(wiring, { operation: "run_history", method: "GET", path, limits: question }, (text, facts) =>
    decodeRunState(text, facts, question.executeId),
  );
};

const workflowReader = ({ flavours }: Wiring): StreamReader<CozeStreamEvent> => ({
  read: (answer: CozeAnswer, call: BoundedCall) => readStream(answer, call, flavours.sawEvent),
  endedBy: ({ type }) => (type === "done" ? "ok" : type === "interrupt" ? "interrupted" : undefined),
});

/** `parameters` as an object and `ext` with text only: both families take that (`reference/coze-api.md` §4.1). */
const bodyOf = (request: CozeRunRequest, more: JsonObject = {}): string =>
  withPayload({ workflow_id: requireWorkflowId(request.workflowId), ext: { user_id: request.userId }, ...more }, request.parameters);
