/**
 * Abilities done by Coze agents: one chat per invocation, streamed or polled, in a conversation that may go on. The one
 * kind of Coze run that can be stopped (`reference/coze-api.md` §8.2).
 */
import type { CozeChatReference } from "../coze/chat-calls.js";
import type { CozeChat } from "../coze/chat-events.js";
import { isChatOver } from "../coze/chat-stream.js";
import { answerIn } from "../coze/chat-text.js";
import type { CozeClient } from "../coze/client.js";
import { agentLinks } from "../coze/links.js";
import { AppError } from "../kernel/errors.js";
import { chatFailure, type HeardChat, isOver, listen, questionIn, startListening } from "./chat-listening.js";
import { asVariables, checkSpoken, spokenOf } from "./chat-parameters.js";
import { type CozeProviderDeps, checkTarget, clientFor, clientOfRun } from "./coze-connections.js";
import { type Polling, pollUntil } from "./polling.js";
import type { Provider, ProviderEvent, ProviderRequest, RemoteHandle, RemoteRequest } from "./provider.js";
import { LOST, usageOf } from "./run-events.js";

export const createCozeAgentProvider = (deps: CozeProviderDeps): Provider => {
  const traits = { kind: "COZE_AGENT", modes: ["STREAM", "ASYNC"], cancellation: "ENGINE" } as const;
  return {
    ...traits,
    repeatable: true,
    execute: (request, signal) => execute(deps, request, signal),
    // biome-ignore lint/correctness/useYield: refuses before the first event
    async *resume({ answer }) {
      throw notAnswerable(typeof answer === "string" ? answer : JSON.stringify(answer));
    },
    canAttach: (handle) => isNamed(handle),
    async *attach(request, signal) {
      const polling = { ...deps, signal, until: deps.clock.now() + request.timeoutMs, askAtOnce: true };
      yield* followChat(clientOfRun(deps, request.connection), request.handle, polling);
    },
    cancel: (request, signal) => cancel(deps, request, signal),
    check: (target) => checkTarget(deps, traits, target) ?? checkSpoken(target),
    links({ connection, workflowId, spaceId }) {
      const client = deps.connections.get(connection);
      return client === undefined ? {} : agentLinks(client.settings, { botId: workflowId, spaceId });
    },
  };
};

async function* execute(deps: CozeProviderDeps, request: ProviderRequest, signal: AbortSignal): AsyncGenerator<ProviderEvent, void> {
  const client = clientFor(deps, request.connection);
  const { message, others } = spokenOf(request.parameters);
  const polling = { ...deps, signal, until: deps.clock.now() + request.timeoutMs, askAtOnce: false };
  const heard = startListening();
  const chat = client.chat({
    botId: request.workflowId,
    userId: request.callerId,
    message,
    customVariables: asVariables(others),
    conversationId: request.conversation?.id,
    stream: request.mode === "STREAM",
    timeoutMs: request.timeoutMs,
    beginBefore: request.beginBefore,
    signal,
  });
  try {
    yield* listen(chat, heard, deps.clock);
  } catch (error) {
    const mayGoOn = error instanceof AppError && LOST.has(error.code) && isNamed(heard.handle) && !signal.aborted;
    if (!mayGoOn) throw error;
  }
  if (isOver(heard)) yield* endOf(heard);
  else yield* followChat(client, heard.handle, polling);
}

function* endOf(heard: HeardChat): Generator<ProviderEvent, void> {
  const { chat, text, handle } = heard;
  if (chat?.status === "completed") {
    yield* usageOf(chat.usage);
    yield { type: "done", output: text.text() };
  } else if (chat?.status === "requires_action") throw notAnswerable(questionIn(heard).question.prompt);
  else throw chat === undefined ? new AppError("ENGINE_STREAM_CUT") : chatFailure(chat, handle);
}

/** What an agent waits for are results of tools on the caller's side, which only hosted takes (§8.2). */
const notAnswerable = (question: string): AppError => new AppError("QUESTION_NOT_ANSWERABLE", { params: { question } });

type NamedHandle = RemoteHandle & { readonly conversationId: string; readonly chatId: string };

const isNamed = (handle: RemoteHandle): handle is NamedHandle => handle.conversationId !== undefined && handle.chatId !== undefined;

/** Asks until the chat is over, then reads what it said. @throws AppError OUTCOME_UNKNOWN for a chat without a name. */
async function* followChat(client: CozeClient, handle: RemoteHandle, polling: Polling): AsyncGenerator<ProviderEvent, void> {
  if (!isNamed(handle)) throw new AppError("OUTCOME_UNKNOWN");
  const reference = { conversationId: handle.conversationId, chatId: handle.chatId, signal: polling.signal };
  const chat = await pollUntil(polling, (timeoutMs) => chatOnceOver(client, { ...reference, timeoutMs }));
  if (chat.status === "failed" || chat.status === "canceled") throw chatFailure(chat, handle);
  const read = { ...polling, askAtOnce: true };
  const messages = await pollUntil(read, (timeoutMs) => client.chatMessages({ ...reference, timeoutMs }));
  if (chat.status === "requires_action") throw notAnswerable(messages.at(-1)?.content ?? "");
  yield* usageOf(chat.usage);
  yield { type: "done", output: answerIn(messages) };
}

const chatOnceOver = async (client: CozeClient, reference: CozeChatReference): Promise<CozeChat | undefined> => {
  const chat = await client.chatState(reference);
  return isChatOver(chat) ? chat : undefined;
};

/** How long an accepted cancel may take to show, in milliseconds. */
const CANCEL_CONFIRMED_WITHIN_MS = 10_000;

/** Only what the engine itself then says counts: a cancel can come too late, or be taken and ignored. */
const cancel = async (deps: CozeProviderDeps, { connection, handle }: RemoteRequest, signal: AbortSignal): Promise<boolean> => {
  if (!isNamed(handle)) return false;
  try {
    const client = clientFor(deps, connection);
    const reference = { conversationId: handle.conversationId, chatId: handle.chatId, signal };
    const accepted = await client.cancelChat(reference).then(
      () => true,
      () => false,
    );
    if (!accepted) return (await client.chatState(reference)).status === "canceled";
    const polling = { ...deps, signal, until: deps.clock.now() + CANCEL_CONFIRMED_WITHIN_MS, askAtOnce: true };
    return (await pollUntil(polling, (timeoutMs) => chatOnceOver(client, { ...reference, timeoutMs }))).status === "canceled";
  } catch {
    return false;
  }
};
