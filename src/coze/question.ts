/** What a waiting run asks: free text, a choice or a small form (`reference/coze-api.md` §11.2). Pure: no I/O. */
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { parseCozeJson, textOf } from "./coze-json.js";

export interface CozeQuestion {
  readonly prompt: string;
  /** Exact names to answer with; another text goes through Coze's own matching. */
  readonly options?: readonly string[];
  /** JSON Schema 2020-12 of the object an Input node waits for. */
  readonly form?: JsonObject;
}

/**
 * @param data as the interrupt, or the card of a chatflow, carries it.
 * @param lastText what to say when there is no text in it, as on hosted.
 */
export const questionOf = (data: string, lastText: string): CozeQuestion => {
  if (data === "") return { prompt: lastText };
  const value = parseCozeJson(data);
  if (!isJsonObject(value)) return { prompt: data };
  return askedIn(value) ?? formIn(value) ?? choiceIn(value) ?? { prompt: data };
};

/** Question node: the conversation so far, the open question last. */
const askedIn = (data: JsonObject): CozeQuestion | undefined => {
  const last = Array.isArray(data.messages) ? data.messages.at(-1) : undefined;
  if (!isJsonObject(last)) return undefined;
  const content = typeof last.content === "string" ? parseIfObject(last.content) : last.content;
  if (isJsonObject(content)) return choiceIn(content);
  const prompt = textOf(content);
  return prompt === undefined ? undefined : { prompt };
};

const choiceIn = (content: JsonObject): CozeQuestion | undefined => {
  const prompt = textOf(content.question);
  const options = entriesIn(content.options).flatMap((entry) => textOf(entry.name) ?? []);
  if (prompt === undefined && options.length === 0) return undefined;
  return { prompt: prompt ?? "", ...(options.length > 0 && { options }) };
};

/** Input node: its fields, as JSON text in JSON text. */
const formIn = (data: JsonObject): CozeQuestion | undefined => {
  if (data.content_type !== "form_schema") return undefined;
  const fields = entriesIn(typeof data.content === "string" ? parseCozeJson(data.content) : data.content).filter(isNamed);
  if (fields.length === 0) return undefined;
  const required = fields.filter((field) => field.required === true).map((field) => field.name);
  const form: JsonObject = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: Object.fromEntries(fields.map((field) => [field.name, schemaOf(field)])),
    ...(required.length > 0 && { required }),
  };
  return { prompt: fields.map((field) => field.name).join(", "), form };
};

/** The types a field can have (§4.2). What no type of JSON says stands in `x-coze-type`. */
const FIELD_TYPES: Readonly<Record<string, JsonObject>> = {
  string: { type: "string" },
  integer: { type: "integer" },
  number: { type: "number" },
  boolean: { type: "boolean" },
  object: { type: "object" },
  list: { type: "array" },
  time: { type: "string", "x-coze-type": "time" },
  file: { type: "string", "x-coze-type": "file" },
};

/** A type nobody knows allows anything: the engine converts loosely (§11.3). */
const schemaOf = (field: JsonObject): JsonObject => {
  const type = textOf(field.type)?.toLowerCase() ?? "";
  const description = textOf(field.desc) || textOf(field.description);
  return { ...(Object.hasOwn(FIELD_TYPES, type) ? FIELD_TYPES[type] : {}), ...(description && { description }) };
};

const isNamed = (entry: JsonObject): entry is JsonObject & { name: string } => typeof entry.name === "string" && entry.name !== "";

const parseIfObject = (text: string): JsonValue => {
  const value = text.startsWith("{") ? parseCozeJson(text) : undefined;
  return isJsonObject(value) ? value : text;
};

const entriesIn = (list: JsonValue | undefined): JsonObject[] => (Array.isArray(list) ? list.filter(isJsonObject) : []);
