/**
 * Abilities done by Coze workflows: the published workflow, streamed, in one answer, or in the background and asked
 * about. Coze cannot stop a run it was asked for by API (`reference/coze-api.md` §6.5).
 */
import { type Assembler, createAssembler } from "../coze/assemble.js";
import { executeIdInEventId } from "../coze/links.js";
import { questionOf } from "../coze/question.js";
import type { CozeStreamEvent } from "../coze/stream.js";
import type { CozeMessage } from "../coze/stream-events.js";
import type { TokenUsage } from "../coze/wire.js";
import { AppError, isAppError } from "../kernel/errors.js";
import { type CozeProviderDeps, checkTarget, clientFor, clientOfRun, linksOf } from "./coze-connections.js";
import { describesWorkflows } from "./coze-describe.js";
import type { Provider, ProviderEvent, ProviderRequest, ResumeRequest } from "./provider.js";
import { followRun, LOST, remoteOf, remoteOfFailure, usageOf } from "./run-events.js";

export const createCozeWorkflowProvider = (deps: CozeProviderDeps): Provider => {
  const traits = { kind: "COZE_WORKFLOW", modes: ["STREAM", "SYNC", "ASYNC"], cancellation: "DETACH_ONLY" } as const;
  return {
    ...traits,
    repeatable: true,
    execute: (request, signal) => EXECUTE[request.mode](deps, request, signal),
    resume: (request, signal) => resume(deps, request, signal),
    canAttach: ({ executeId }) => executeId !== undefined,
    async *attach(request, signal) {
      yield* followRun(deps, { client: clientOfRun(deps, request.connection), request, signal });
    },
    cancel: async () => false,
    check: (target) => checkTarget(deps, traits, target),
    links: (run) => linksOf(deps, run),
    ...describesWorkflows(deps),
  };
};

type Execute = (deps: CozeProviderDeps, request: ProviderRequest, signal: AbortSignal) => AsyncGenerator<ProviderEvent, void>;

async function* executeStream(deps: CozeProviderDeps, request: ProviderRequest, signal: AbortSignal): AsyncGenerator<ProviderEvent, void> {
  try {
    yield* eventsIn(clientFor(deps, request.connection).streamRun({ ...runOf(request), signal }));
  } catch (error) {
    yield* remoteOfFailure(error);
    throw error;
  }
}

async function* executeSync(deps: CozeProviderDeps, request: ProviderRequest, signal: AbortSignal): AsyncGenerator<ProviderEvent, void> {
  try {
    const { executeId, spaceId, logId, usage, output } = await clientFor(deps, request.connection).run({ ...runOf(request), signal });
    yield* remoteOf({ executeId, spaceId, logId });
    yield* usageOf(usage);
    yield { type: "done", output };
  } catch (error) {
    yield* remoteOfFailure(error);
    throw error;
  }
}

async function* executeAsync(deps: CozeProviderDeps, request: ProviderRequest, signal: AbortSignal): AsyncGenerator<ProviderEvent, void> {
  const client = clientFor(deps, request.connection);
  const until = deps.clock.now() + request.timeoutMs;
  const handle = await client.runAsync({ ...runOf(request), signal });
  yield* remoteOf(handle);
  yield* followRun(deps, { client, signal, until, since: "begun", request: { ...request, handle } });
}

const EXECUTE: Readonly<Record<ProviderRequest["mode"], Execute>> = { STREAM: executeStream, SYNC: executeSync, ASYNC: executeAsync };

/**
 * Answers over the stream. A stream that breaks costs the pieces and not the result: the run has a name, so its history
 * is asked. So it is when the answer is refused, as for an event id that an earlier attempt of ours has used up.
 */
async function* resume(deps: CozeProviderDeps, request: ResumeRequest, signal: AbortSignal): AsyncGenerator<ProviderEvent, void> {
  const client = clientFor(deps, request.connection);
  const until = deps.clock.now() + request.timeoutMs;
  const executeId = executeIdInEventId(request.eventId) ?? request.handle.executeId;
  const heard = { anything: false };
  try {
    const { workflowId, eventId, interruptType, callerId: userId, timeoutMs, beginBefore } = request;
    const answer = textOf(request.answer);
    yield* eventsIn(client.streamResume({ workflowId, eventId, interruptType, answer, userId, timeoutMs, beginBefore, signal }), heard);
  } catch (error) {
    const following = { client, signal, until, request: { ...request, handle: { ...request.handle, executeId } } };
    if (executeId === undefined || signal.aborted || !(error instanceof AppError) || error.notAccepted) throw error;
    if (LOST.has(error.code)) yield* followRun(deps, { ...following, since: "answered" });
    else if (!heard.anything && error.code === "ENGINE_FAILED") yield* followUnlessWaiting(deps, { ...following, refusal: error });
    else {
      yield* remoteOfFailure(error);
      throw error;
    }
  }
}

type Refused = Parameters<typeof followRun>[1] & { readonly refusal: AppError };

/** A run that still waits did not take this answer; any other state means that it has moved on with an earlier one. */
async function* followUnlessWaiting(deps: CozeProviderDeps, { refusal, ...following }: Refused): AsyncGenerator<ProviderEvent, void> {
  try {
    yield* followRun(deps, following);
  } catch (error) {
    throw isAppError(error, "OUTCOME_UNKNOWN") || isAppError(error, "QUESTION_NOT_ANSWERABLE") ? refusal : error;
  }
}

/** An Input node reads the JSON text of an object, everything else plain text (`reference/coze-api.md` §11.3). */
const textOf = (answer: ResumeRequest["answer"]): string => (typeof answer === "string" ? answer : JSON.stringify(answer));

async function* eventsIn(source: AsyncIterable<CozeStreamEvent>, heard = { anything: false }): AsyncGenerator<ProviderEvent, void> {
  const assembler = createAssembler();
  let logId: string | undefined;
  let usage: TokenUsage | undefined;
  for await (const event of source) {
    switch (event.type) {
      case "opened":
        logId = event.logId;
        break;
      case "message":
        usage = event.usage ?? usage;
        // With the first piece and not before it: alone it would cost a write. It is all that a lost run leaves behind.
        if (!heard.anything) yield* remoteOf({ logId });
        for (const shown of shownOf(event, assembler)) yield shown;
        break;
      case "interrupt":
        yield* remoteOf({ executeId: event.executeId, spaceId: event.spaceId, logId });
        yield* usageOf(usage);
        yield {
          type: "interrupted",
          eventId: event.eventId,
          interruptType: event.interruptType,
          question: questionOf(event.data, assembler.lastText()),
        };
        break;
      case "done":
        yield* remoteOf({ executeId: event.executeId, spaceId: event.spaceId, logId });
        yield* usageOf(usage);
        yield { type: "done", output: assembler.output() };
    }
    heard.anything ||= event.type !== "opened";
  }
}

const runOf = (request: ProviderRequest) => ({
  workflowId: request.workflowId,
  parameters: request.parameters,
  userId: request.callerId,
  timeoutMs: request.timeoutMs,
  beginBefore: request.beginBefore,
});

/** Their texts are questions to the user, which the interrupt carries, and not output (`reference/coze-api.md` §11.2). */
const ASKING_NODES = new Set(["Question", "Input"]);

function* shownOf(message: CozeMessage, assembler: Assembler): Generator<ProviderEvent, void> {
  const { nodeKey: nodeId, nodeTitle } = message;
  const piece = assembler.push(message);
  if (piece.first) yield { type: "progress", nodeId, nodeTitle, finished: false };
  if (piece.text !== "" && !ASKING_NODES.has(message.nodeType ?? "")) yield { type: "output", nodeId, text: piece.text };
  if (message.finished) yield { type: "progress", nodeId, nodeTitle, finished: true };
}
