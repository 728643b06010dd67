/** What a waiting run asks, as a sentence for people (`reference/coze-api.md` §11.2). Pure: no I/O. */
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { parseCozeJson, textOf } from "./coze-json.js";
import type { CozeInterrupt } from "./stream-events.js";

/** @param lastText what to say when the interrupt carries no text of its own, as on hosted. */
export const questionOf = (interrupt: Pick<CozeInterrupt, "data">, lastText: string): string => {
  if (interrupt.data === "") return lastText;
  const data = parseCozeJson(interrupt.data);
  if (!isJsonObject(data)) return interrupt.data;
  return askedIn(data) ?? formIn(data) ?? interrupt.data;
};

/** Question node: the conversation so far, the open question last. */
const askedIn = (data: JsonObject): string | undefined => {
  const last = Array.isArray(data.messages) ? data.messages.at(-1) : undefined;
  if (!isJsonObject(last)) return undefined;
  const content = typeof last.content === "string" ? parseIfObject(last.content) : last.content;
  if (!isJsonObject(content)) return textOf(content);
  const options = namesIn(content.options);
  const question = textOf(content.question) ?? "";
  return options.length === 0 ? question : `${question} (${options.join(" / ")})`;
};

/** Input node: the fields of a form. */
const formIn = (data: JsonObject): string | undefined => {
  const fields = data.content_type === "form_schema" && typeof data.content === "string" ? parseCozeJson(data.content) : undefined;
  return fields === undefined ? undefined : namesIn(fields).join(", ");
};

const parseIfObject = (text: string): JsonValue => {
  const value = text.startsWith("{") ? parseCozeJson(text) : undefined;
  return isJsonObject(value) ? value : text;
};

const namesIn = (list: JsonValue | undefined): string[] =>
  Array.isArray(list) ? list.flatMap((entry) => (isJsonObject(entry) ? (textOf(entry.name) ?? []) : [])) : [];
