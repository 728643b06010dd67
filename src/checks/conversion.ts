/** Which JSON Coze turns into which of its types (`reference/coze-api.md` §4.2). Pure. */
import { isJsonObject, type JsonValue, tryParseJson } from "../kernel/json.js";
import type { DeclaredInput, InputType } from "../providers/provider.js";

export type JsonType = "string" | "integer" | "number" | "boolean" | "object" | "array" | "null";

/** `maybe`: a text that has to read like one of the declared type. */
export type Verdict = "yes" | "maybe" | "no";

/** What each type takes; what is not listed it refuses. A `null` is taken by all. */
const TAKES: Readonly<Record<InputType, Partial<Record<JsonType, Verdict>>>> = {
  STRING: { string: "yes", integer: "yes", number: "yes", boolean: "yes", object: "yes", array: "yes" },
  TIME: { string: "yes", integer: "yes", number: "yes", boolean: "yes", object: "yes", array: "yes" },
  INTEGER: { integer: "yes", number: "yes", string: "maybe" },
  NUMBER: { integer: "yes", number: "yes", string: "maybe" },
  BOOLEAN: { boolean: "yes", string: "maybe" },
  OBJECT: { object: "yes", string: "maybe" },
  LIST: { array: "yes", string: "maybe" },
  FILE: { string: "maybe" },
  ANY: { string: "yes", integer: "yes", number: "yes", boolean: "yes", object: "yes", array: "yes" },
};

export const takesType = (declared: InputType, json: JsonType): Verdict => (json === "null" ? "yes" : (TAKES[declared][json] ?? "no"));

const INTEGER_TEXT = /^[+-]?\d+$/;
const NUMBER_TEXT = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
/** Go's `ParseBool`. */
const BOOLEAN_TEXT = /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/;

/** Whether Coze takes exactly this value, what is inside of it included. */
export const takesValue = (declared: DeclaredInput, value: JsonValue): boolean => {
  if (value === null) return true;
  const verdict = takesType(declared.type, jsonTypeOf(value));
  if (verdict === "no") return false;
  if (verdict === "maybe" && typeof value === "string") return takesText(declared, value);
  if (declared.choices && !declared.choices.some((choice) => String(choice) === String(value))) return false;
  if (isJsonObject(value)) return declared.type !== "OBJECT" || takesMembers(declared, value);
  const { items } = declared;
  return !Array.isArray(value) || !items || declared.type !== "LIST" || value.every((entry) => takesValue(items, entry));
};

const takesText = (declared: DeclaredInput, text: string): boolean => {
  switch (declared.type) {
    case "INTEGER":
      return INTEGER_TEXT.test(text);
    case "NUMBER":
      return NUMBER_TEXT.test(text);
    case "BOOLEAN":
      return BOOLEAN_TEXT.test(text);
    case "FILE":
      // On hosted the text of a file id is taken as well (§9.2).
      return URL.canParse(text) || isJsonObject(tryParseJson(text));
    default: {
      const inside = tryParseJson(text) as JsonValue | undefined;
      const fits = declared.type === "LIST" ? Array.isArray(inside) : isJsonObject(inside);
      return fits && inside !== undefined && takesValue(declared, inside);
    }
  }
};

const takesMembers = ({ properties = [] }: DeclaredInput, value: { readonly [name: string]: JsonValue }): boolean =>
  properties.every((member) => {
    const entry = Object.hasOwn(value, member.name) ? value[member.name] : undefined;
    return entry === undefined ? !member.required : takesValue(member, entry);
  });

export const jsonTypeOf = (value: JsonValue): JsonType => {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value as "string" | "boolean" | "object";
};
