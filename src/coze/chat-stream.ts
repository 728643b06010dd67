/** The answer to a chat, whichever form it came in, as events; with the rules for its end (`reference/coze-api.md` §8). */
import { AppError } from "../kernel/errors.js";
import { isJsonObject } from "../kernel/json.js";
import { type CozeAnswer, framesOf, readText } from "./answer.js";
import type { BoundedCall } from "./bounded-call.js";
import { type CozeChat, type CozeChatFrame, chatOf, decodeChatFrame } from "./chat-events.js";
import type { CozeOpened } from "./stream.js";
import { decodeReply, engineFailure, foreignAnswer, type ReplyFacts, redact, streamCut } from "./wire.js";

export type CozeChatEvent = CozeOpened | Extract<CozeChatFrame, { type: "chat" | "delta" | "completed" | "end" }>;

/** After these the chat stands still. */
export const isChatOver = ({ status }: Pick<CozeChat, "status">): boolean => OVER.has(status);
const OVER: ReadonlySet<string> = new Set(["completed", "failed", "requires_action", "canceled"]);

/**
 * The content type decides, not what was asked for: early OSS streams to those who poll. Ends with a `chat` that is
 * over, or with `end` when nothing more will come although it is not: as a rule a chat that is to be polled.
 * @throws AppError for an error event, a refusal as JSON, and a stream that ends without either.
 */
export async function* readChat(answer: CozeAnswer, call: BoundedCall): AsyncGenerator<CozeChatEvent, void> {
  const { facts } = answer;
  if (!/^text\/event-stream\b/i.test(answer.contentType)) {
    const chat = decodeChatReply(await readText(answer, call), facts);
    yield { type: "opened", logId: facts.logId };
    yield { type: "chat", ...chat };
    if (!isChatOver(chat)) yield { type: "end" };
    return;
  }
  yield { type: "opened", logId: facts.logId };
  for await (const { frames, atEnd } of framesOf(answer, call)) {
    for (const frame of frames) {
      const event = decodeChatFrame(frame);
      if (event === undefined) continue;
      if (event.type === "error") throw failureOf(event, facts);
      if (event.type === "malformed") throw atEnd ? streamCut(facts) : unreadable(event.data, facts);
      yield event;
      if (event.type === "end" || (event.type === "chat" && isChatOver(event))) return;
    }
  }
  throw streamCut(facts);
}

/** @throws AppError when the answer is a refusal or holds no chat. */
export const decodeChatReply = (text: string, facts: ReplyFacts): CozeChat => {
  if (text === "" && facts.httpStatus < 400) throw streamCut(facts);
  const { data } = decodeReply(text, facts);
  if (isJsonObject(data)) return chatOf(data);
  throw foreignAnswer(text, facts);
};

const failureOf = ({ engineCode, message, executeId, spaceId }: Extract<CozeChatFrame, { type: "error" }>, facts: ReplyFacts): AppError => {
  if (engineCode) return engineFailure({ ...facts, engineCode, message, executeId, spaceId, beforeRun: false });
  return new AppError("ENGINE_FAILED", {
    upstream: { httpStatus: facts.httpStatus, logId: facts.logId, message: redact(message), executeId, spaceId },
  });
};

const unreadable = (data: string, facts: ReplyFacts): AppError =>
  new AppError("ENGINE_BAD_RESPONSE", { upstream: { httpStatus: facts.httpStatus, logId: facts.logId, bodyExcerpt: redact(data) } });
