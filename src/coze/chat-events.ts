/** Frames and objects of agent chats and chatflows → what Coze says in them (`reference/coze-api.md` §8). Pure: no I/O. */
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { integerOf, parseCozeJson, textOf } from "./coze-json.js";
import { idsInDebugUrl, type RunIds, realId } from "./links.js";
import type { SseFrame } from "./sse.js";
import { type TokenUsage, usageOf } from "./wire.js";

/** `unknown` stands for what a later revision may bring. */
export type ChatStatus = "created" | "in_progress" | "completed" | "failed" | "requires_action" | "canceled" | "unknown";

export interface CozeChat {
  readonly chatId: string | undefined;
  readonly conversationId: string | undefined;
  /** Chatflows only. */
  readonly executeId: string | undefined;
  readonly status: ChatStatus;
  /** Only of a completed chat, as a rule. */
  readonly usage: TokenUsage | undefined;
  readonly lastError: { readonly engineCode: number | undefined; readonly message: string } | undefined;
}

export interface CozeChatMessage {
  readonly messageId: string;
  /** `answer` is the reply; others are calls of tools, notes and suggestions. */
  readonly messageType: string;
  /** `text`, or `card` for what a Question or Input node shows. */
  readonly contentType: string;
  readonly content: string;
}

export type CozeChatFrame =
  /** Comes with each change of status. */
  | ({ readonly type: "chat" } & CozeChat)
  | ({ readonly type: "delta" } & CozeChatMessage)
  /** The whole message, or on OSS chatflows its last piece (§8.1). */
  | ({ readonly type: "completed" } & CozeChatMessage)
  | ({ readonly type: "end" } & RunIds)
  | ({ readonly type: "error"; readonly engineCode: number | undefined; readonly message: string } & RunIds)
  /** A known event whose data cannot be read, as a cut leaves behind. */
  | { readonly type: "malformed"; readonly data: string };

/** Names are compared without case; unknown events give `undefined` and are to be ignored. */
export const decodeChatFrame = (frame: SseFrame): CozeChatFrame | undefined => {
  const name = frame.event?.toLowerCase() ?? "";
  if (name === "done") return { type: "end", ...idsInDebugUrl(readObject(frame.data)?.debug_url) };
  if (name === "error") return errorIn(frame.data);
  const known = name.startsWith("conversation.chat.") || name === DELTA || name === COMPLETED;
  if (!known) return undefined;
  const body = readObject(frame.data);
  if (body === undefined) return { type: "malformed", data: frame.data };
  if (name === DELTA) return { type: "delta", ...messageOf(body) };
  if (name === COMPLETED) return { type: "completed", ...messageOf(body) };
  // The name says what happened; the object's own status may lag behind or be missing.
  return { type: "chat", ...chatOf(body), status: statusOf(name.slice("conversation.chat.".length)) };
};

const DELTA = "conversation.message.delta";
const COMPLETED = "conversation.message.completed";

const readObject = (data: string): JsonObject | undefined => {
  const body = parseCozeJson(data);
  return isJsonObject(body) ? body : undefined;
};

const errorIn = (data: string): CozeChatFrame => {
  const body = readObject(data);
  if (body === undefined) return { type: "error", engineCode: undefined, message: data };
  return { type: "error", engineCode: integerOf(body.code), message: textOf(body.msg) ?? data, ...idsInDebugUrl(body.debug_url) };
};

export const chatOf = (body: JsonObject): CozeChat => ({
  chatId: realId(textOf(body.id)),
  conversationId: realId(textOf(body.conversation_id)),
  executeId: realId(textOf(body.execute_id)),
  status: statusOf(textOf(body.status)),
  usage: isJsonObject(body.usage) ? usageOf(body) : undefined,
  lastError: lastErrorOf(body.last_error),
});

/** A chat that is well carries the code 0. */
const lastErrorOf = (value: JsonValue | undefined): CozeChat["lastError"] => {
  if (!isJsonObject(value)) return undefined;
  const engineCode = integerOf(value.code);
  const message = textOf(value.msg) ?? "";
  return engineCode || message !== "" ? { engineCode, message } : undefined;
};

const STATUSES: ReadonlySet<string> = new Set<ChatStatus>(["created", "in_progress", "completed", "failed", "requires_action", "canceled"]);

const statusOf = (name: string | undefined): ChatStatus => {
  const lower = name?.toLowerCase() ?? "";
  if (lower === "cancelled") return "canceled";
  return STATUSES.has(lower) ? (lower as ChatStatus) : "unknown";
};

export const messageOf = (body: JsonObject): CozeChatMessage => ({
  messageId: textOf(body.id) ?? "",
  messageType: textOf(body.type) ?? "answer",
  contentType: textOf(body.content_type) ?? "text",
  content: typeof body.content === "string" ? body.content : body.content == null ? "" : JSON.stringify(body.content),
});
