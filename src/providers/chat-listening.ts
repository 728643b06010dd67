/** A chat as it is heard: its names as soon as they are told, its answers as output, and how it ended. */
import type { CozeChat } from "../coze/chat-events.js";
import type { CozeChatEvent } from "../coze/chat-stream.js";
import { isChatOver } from "../coze/chat-stream.js";
import { type ChatPiece, type ChatText, createChatText } from "../coze/chat-text.js";
import { questionOf } from "../coze/question.js";
import { engineFailure } from "../coze/wire.js";
import { AppError } from "../kernel/errors.js";
import type { ProviderEvent, Question, RemoteHandle } from "./provider.js";
import { remoteOf } from "./run-events.js";

export interface HeardChat {
  handle: RemoteHandle;
  /** As the engine last showed it; a chat that is not over may have gone on since. */
  chat?: CozeChat;
  readonly text: ChatText;
}

export const startListening = (handle: RemoteHandle = {}): HeardChat => ({ handle, text: createChatText() });

/** Ends with the source. What the chat ended with is left in `heard`. @throws what the source throws. */
export async function* listen(source: AsyncIterable<CozeChatEvent>, heard: HeardChat): AsyncGenerator<ProviderEvent, void> {
  let logId: string | undefined;
  for await (const event of source) {
    switch (event.type) {
      case "opened":
        logId = event.logId;
        break;
      case "chat":
        yield* named(heard, event, logId);
        heard.chat = event;
        if (event.status === "completed") yield* shown(heard.text.release());
        break;
      case "delta":
        yield* shown(heard.text.delta(event));
        break;
      case "completed":
        yield* shown(heard.text.completed(event));
        break;
      case "end":
        if (!isOver(heard)) yield* shown(heard.text.release());
    }
  }
}

/** Later frames of a chat repeat its ids, and only news is worth an event. */
function* named(heard: HeardChat, { chatId, conversationId, executeId }: CozeChat, logId?: string): Generator<ProviderEvent, void> {
  const { handle } = heard;
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
