/**
 * Checks the messages a chat is opened with and finds what the user says in them (`reference/coze-api.md` §8.1, §8.2). Pure.
 */
import { BindFailure } from "./failures.js";
import { isRecord, parseJson } from "./wire-json.js";

export interface UserMessage {
  readonly role: string;
  readonly text: string;
  readonly type: string | undefined;
  readonly contentType: string;
}

/** @throws BindFailure when the list or one of its messages has the wrong shape. */
export function bindMessages(value: unknown): UserMessage[] {
  if (!Array.isArray(value ?? [])) throw new BindFailure("'additional_messages' must be a list");
  return ((value ?? []) as unknown[]).map(bindMessage);
}

function bindMessage(value: unknown): UserMessage {
  if (!isRecord(value)) throw new BindFailure("a message must be an object");
  const { role, content = "", type, content_type: contentType = "text" } = value;
  if (typeof role !== "string" || typeof content !== "string" || typeof contentType !== "string") {
    throw new BindFailure("role, content and content_type of a message are strings");
  }
  return { role, type: typeof type === "string" ? type : undefined, contentType, text: textOf(content, contentType) };
}

/** The text parts of an `object_string`, or the content itself. */
function textOf(content: string, contentType: string): string {
  const parts = contentType === "object_string" ? parseJson(content) : undefined;
  if (!Array.isArray(parts)) return content;
  return parts.flatMap((part) => (isRecord(part) && part.type === "text" && typeof part.text === "string" ? [part.text] : [])).join("");
}

/** @returns what a chatflow objects to, or nothing. The role rule is OSS's, bug or not (`reference/coze-api.md` §8.1). */
export function objectionOfChatflow(messages: readonly UserMessage[], isOss: boolean): string | undefined {
  if (messages.at(-1)?.role !== "user") return "the last message must be from the user";
  if (messages.some(({ contentType }) => contentType !== "text" && contentType !== "object_string")) return "unsupported content_type";
  const afterUser = messages.slice(messages.findIndex(({ role }) => role === "user"));
  return isOss && afterUser.some(({ role }) => role === "assistant") ? "the role of an earlier message is not allowed" : undefined;
}

/** @returns what an agent objects to, or nothing. */
export function objectionOfAgent(messages: readonly UserMessage[], isOss: boolean): string | undefined {
  if (!isOss) return undefined;
  const wrongType = messages.find(({ type }) => type !== undefined && type !== "question" && type !== "answer");
  if (wrongType) return `message type ${wrongType.type} is not supported`;
  return messages.some(({ type, contentType }) => type === "answer" && contentType !== "text") ? "answers must be text" : undefined;
}

/** A chatflow reads the answer to an Input node from lines `name:value`. */
export function formAnswer(text: string): string {
  const lines = text.split("\n").filter((line) => line.includes(":"));
  const entries = lines.map((line) => [line.slice(0, line.indexOf(":")).trim(), line.slice(line.indexOf(":") + 1).trim()]);
  return entries.length === 0 ? "" : JSON.stringify(Object.fromEntries(entries));
}
