/**
 * Abilities done by Coze chatflows: workflows that converse, always as a stream (`reference/coze-api.md` §8.1). The next
 * message of a conversation that waits for an answer is that answer.
 */
import type { CozeChatflowRequest } from "../coze/chat-calls.js";
import type { CozeClient } from "../coze/client.js";
import type { CozeRunState } from "../coze/run-history.js";
import { AppError } from "../kernel/errors.js";
import { chatFailure, type HeardChat, isOver, listen, questionIn, startListening } from "./chat-listening.js";
import { asLines, checkSpoken, spokenOf } from "./chat-parameters.js";
import { type CozeProviderDeps, checkTarget, clientFor, clientOfRun, linksOf } from "./coze-connections.js";
import { describesChatflows } from "./coze-describe.js";
import { pollUntil } from "./polling.js";
import type { Provider, ProviderEvent, ProviderRequest, RemoteHandle, ResumeRequest } from "./provider.js";
import { followRun, LOST, remoteOfFailure, usageOf } from "./run-events.js";

export const createCozeChatflowProvider = (deps: CozeProviderDeps): Provider => {
  const traits = { kind: "COZE_CHATFLOW", modes: ["STREAM"], cancellation: "DETACH_ONLY" } as const;
  return {
    ...traits,
    // A conversation that waits takes the next message, whosever it is, for the answer (`reference/coze-api.md` §8.1).
    repeatable: false,
    async *execute(request, signal) {
      const { message, others } = spokenOf(request.parameters);
      yield* converse(deps, { request, signal, message, parameters: others, handle: {} });
    },
    resume: (request, signal) => resume(deps, request, signal),
    canAttach: ({ executeId }) => executeId !== undefined,
    async *attach(request, signal) {
      yield* followRun(deps, { client: clientOfRun(deps, request.connection), request, signal });
    },
    cancel: async () => false,
    check: (target) => checkTarget(deps, traits, target) ?? checkSpoken(target),
    links: (run) => linksOf(deps, run),
    ...describesChatflows(deps),
  };
};

interface Saying {
  readonly request: ProviderRequest;
  readonly signal: AbortSignal;
  readonly message: string;
  readonly parameters: CozeChatflowRequest["parameters"];
  /** Of the run that is answered; empty for a new one. */
  readonly handle: RemoteHandle;
}

async function* converse(deps: CozeProviderDeps, saying: Saying): AsyncGenerator<ProviderEvent, void> {
  const { request, signal, message, parameters } = saying;
  const client = clientFor(deps, request.connection);
  const until = deps.clock.now() + request.timeoutMs;
  const heard = startListening(saying.handle);
  const { workflowId, callerId: userId, timeoutMs, beginBefore } = request;
  const chat = { workflowId, userId, message, parameters, conversation: conversationOf(saying), timeoutMs, beginBefore, signal };
  try {
    yield* listen(client.chatflow(chat), heard, deps.clock);
  } catch (error) {
    const mayGoOn = error instanceof AppError && LOST.has(error.code) && heard.handle.executeId !== undefined && !signal.aborted;
    if (!mayGoOn) {
      yield* remoteOfFailure(error);
      throw error;
    }
  }
  if (isOver(heard)) yield* endOf(heard);
  // A stream that broke costs the pieces and not the result: the run has a name, so its history is asked.
  else yield* followRun(deps, { client, signal, until, since: "answered", request: { ...request, handle: heard.handle } });
}

/** Without a conversation of its caller an invocation has one of its own. */
const conversationOf = ({ request, handle }: Saying): CozeChatflowRequest["conversation"] => {
  const id = handle.conversationId ?? request.conversation?.id;
  return id === undefined ? { name: request.conversation?.name ?? request.invocationId } : { id };
};

function* endOf(heard: HeardChat): Generator<ProviderEvent, void> {
  const { chat, text, handle } = heard;
  if (chat?.status === "completed") {
    yield* usageOf(chat.usage);
    yield { type: "done", output: text.output() };
  } else if (chat?.status === "requires_action") {
    // A chatflow names no event: the conversation waits, and this chat is what it waits in.
    yield { type: "interrupted", eventId: handle.chatId ?? handle.executeId ?? "", ...questionIn(heard) };
  } else throw chat === undefined ? new AppError("ENGINE_STREAM_CUT") : chatFailure(chat, handle);
}

/**
 * To a conversation that waits no longer, an answer would be the first message of a new run: so the history is asked
 * first, and a run that has moved on with an earlier answer of ours is followed instead.
 */
async function* resume(deps: CozeProviderDeps, request: ResumeRequest, signal: AbortSignal): AsyncGenerator<ProviderEvent, void> {
  const client = clientFor(deps, request.connection);
  const state = await stateBefore(deps, { client, request, signal });
  if (state.status === "unclear" || state.status === "absent") {
    yield* converse(deps, { request, signal, message: asLines(request.answer), parameters: {}, handle: request.handle });
  } else yield* followRun(deps, { client, request, signal });
}

interface Asking {
  readonly client: CozeClient;
  readonly request: ResumeRequest;
  readonly signal: AbortSignal;
}

/** @throws AppError as `pollUntil` does; nothing was said yet. */
const stateBefore = async (deps: CozeProviderDeps, { client, request, signal }: Asking): Promise<CozeRunState> => {
  const { executeId } = request.handle;
  if (executeId === undefined) return { status: "absent" };
  const polling = { ...deps, signal, until: deps.clock.now() + request.timeoutMs, askAtOnce: true };
  return pollUntil(polling, (timeoutMs) => client.runState({ workflowId: request.workflowId, executeId, timeoutMs, signal }));
};
