/** A chat as it is heard: its names as soon as they are told, its answers as output, and how it ended. */
import type { CozeChat } from "../coze/chat-events.js";
import type { CozeChatEvent } from "../coze/chat-stream.js";
import { isChatOver } from "../coze/chat-stream.js";
import { type ChatPiece, type ChatText, createChatText } from "../coze/chat-text.js";
import { questionOf } from "../coze/question.js";
import { engineFailure } from "../coze/wire.js";
import { type Clock, delay } from "../kernel/clock.js";
import { AppError } from "../kernel/errors.js";
import type { ProviderEvent, Question, RemoteHandle } from "./provider.js";
import { remoteOf } from "./run-events.js";

export interface HeardChat {
  handle: RemoteHandle;
  /** Of the answer that is being heard. */
  logId?: string | undefined;
  /** As the engine last showed it; a chat that is not over may have gone on since. */
  chat?: CozeChat;
  readonly text: ChatText;
}

export const startListening = (handle: RemoteHandle = {}): HeardChat => ({ handle, text: createChatText() });

/**
 * How long a message in one piece is held back, in milliseconds, because the next event may make it a question: with
 * it come at once the frames that say so. A message that is followed by work must not wait for that work.
 */
const HELD_BACK_MS = 200;

/** Ends with the source. What the chat ended with is left in `heard`. @throws what the source throws. */
export async function* listen(source: AsyncIterable<CozeChatEvent>, heard: HeardChat, clock: Clock): AsyncGenerator<ProviderEvent, void> {
  const events = source[Symbol.asyncIterator]();
  let next: Promise<IteratorResult<CozeChatEvent>> | undefined;
  try {
    for (;;) {
      next = events.next();
      if (heard.text.holds() && (await isLate(next, clock))) yield* shown(heard.text.release());
      const { value, done } = await next;
      next = undefined;
      if (done) return;
      yield* eventsFor(value, heard);
    }
  } finally {
    const left = events.return?.();
    // A source that is asked for its next event ends only after that event, for which nobody here waits any longer.
    if (next === undefined) await left;
    else left?.catch(() => undefined);
  }
}

const isLate = (next: Promise<unknown>, clock: Clock): Promise<boolean> => {
  const settled = new AbortController();
  const soon = next.then(
    () => false,
    () => false,
  );
  return Promise.race([soon, delay(clock, HELD_BACK_MS, settled.signal).then(() => true)]).finally(() => settled.abort());
};

function* eventsFor(event: CozeChatEvent, heard: HeardChat): Generator<ProviderEvent, void> {
  switch (event.type) {
    case "opened":
      heard.logId = event.logId;
      return;
    case "chat":
      yield* named(heard, event);
      heard.chat = event;
      if (event.status === "completed") yield* shown(heard.text.release());
      return;
    case "delta":
      return yield* shown(heard.text.delta(event));
    case "completed":
      return yield* shown(heard.text.completed(event));
    case "end":
      if (!isOver(heard)) yield* shown(heard.text.release());
  }
}

/** Later frames of a chat repeat its ids, and only news is worth an event. */
function* named(heard: HeardChat, { chatId, conversationId, executeId }: CozeChat): Generator<ProviderEvent, void> {
  const { handle, logId } = heard;
  const next: RemoteHandle = {
    ...handle,
    ...(chatId !== undefined && { chatId }),
    ...(conversationId !== undefined && { conversationId }),
    ...(executeId !== undefined && { executeId }),
    ...(logId !== undefined && { logId }),
  };
  const isNews = next.chatId !== handle.chatId || next.conversationId !== handle.conversationId || next.executeId !== handle.executeId;
  if (!isNews) return;
  heard.handle = next;
  yield* remoteOf(next);
}

function* shown(pieces: readonly ChatPiece[]): Generator<ProviderEvent, void> {
  for (const { messageId: nodeId, text } of pieces) yield { type: "output", nodeId, text };
}

export const isOver = ({ chat }: HeardChat): boolean => chat !== undefined && isChatOver(chat);

/** Why a chat that is over has no result. */
export const chatFailure = (chat: CozeChat, handle: RemoteHandle): AppError => {
  const { executeId, logId } = handle;
  const message = chat.lastError?.message ?? "";
  if (chat.status === "canceled") return new AppError("ENGINE_CANCELLED", { upstream: { executeId, logId, message } });
  const engineCode = chat.lastError?.engineCode;
  if (engineCode) return engineFailure({ engineCode, message, executeId, logId, beforeRun: false });
  return new AppError("ENGINE_FAILED", { upstream: { executeId, logId, message } });
};

/** What a chat asks that requires an action: a card holds what an interrupt would, anything else is the question itself. */
export const questionIn = ({ text }: HeardChat): { readonly question: Question; readonly interruptType: number } => {
  const { content, contentType } = text.asked();
  const question: Question = contentType === "card" ? questionOf(content, "") : { prompt: content };
  return { question, interruptType: question.form === undefined ? QUESTION : INPUT };
};

/** `reference/coze-api.md` §11.2. */
const QUESTION = 2;
const INPUT = 5;
