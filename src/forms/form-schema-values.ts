/** What each kind of JSON Schema keyword must hold, with the words for it. */
import { canonicalJson, isJsonObject, type JsonValue } from "../kernel/json.js";
import type { KeywordKind } from "./form-keywords.js";

export interface ValueRule {
  readonly en: string;
  readonly zh: string;
  holds(value: JsonValue): boolean;
}

const TYPES = new Set<JsonValue>(["string", "number", "integer", "boolean", "object", "array", "null"]);

const isNames = (value: JsonValue): boolean =>
  Array.isArray(value) && value.every((entry) => typeof entry === "string") && new Set(value).size === value.length;

const isLocalText = (value: JsonValue): boolean =>
  isJsonObject(value) && typeof value.en === "string" && typeof value.zh === "string" && Object.keys(value).length === 2;

const isTranslation = (value: JsonValue): boolean =>
  isJsonObject(value) && Object.entries(value).every(([language, labels]) => /^(en|zh)$/.test(language) && isJsonObject(labels));

const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/([a-z0-9][a-z0-9!#$&^_.+-]{0,63}|\*)$/;
const MAX_KINDS = 50;

const isFileLimit = (value: JsonValue): boolean => {
  if (!isJsonObject(value)) return false;
  const { kinds = ["a/b"], maxBytes = 1, ...others } = value;
  const fits = (kind: JsonValue) => typeof kind === "string" && MEDIA_TYPE.test(kind);
  const named = Array.isArray(kinds) && kinds.length > 0 && kinds.length <= MAX_KINDS && kinds.every(fits);
  return named && Number.isSafeInteger(maxBytes) && Number(maxBytes) > 0 && Object.keys(others).length === 0;
};

/** Schemas inside schemas are checked by the walk that visits them. */
export const KIND_RULES: Readonly<Record<KeywordKind, ValueRule>> = {
  schema: {
    en: "a schema (an object, true or false); lists of item schemas are called prefixItems",
    zh: " schema（对象、true 或 false）；按位置的列表项请使用 prefixItems",
    holds: (value) => isJsonObject(value) || typeof value === "boolean",
  },
  schemas: {
    en: "a list of at least one schema",
    zh: "至少含一个 schema 的列表",
    holds: (value) => Array.isArray(value) && value.length > 0,
  },
  "schema-map": { en: "an object of schemas", zh: "由 schema 组成的对象", holds: isJsonObject },
  dependencies: {
    en: "an object of schemas or lists of names",
    zh: "由 schema 或名称列表组成的对象",
    holds: (value) => isJsonObject(value) && Object.values(value).every((entry) => !Array.isArray(entry) || isNames(entry)),
  },
  count: { en: "a whole number, 0 or more", zh: "不小于 0 的整数", holds: (value) => Number.isSafeInteger(value) && Number(value) >= 0 },
  number: { en: "a number", zh: "数字", holds: (value) => typeof value === "number" },
  positive: { en: "a number above 0", zh: "大于 0 的数字", holds: (value) => typeof value === "number" && value > 0 },
  boolean: { en: "true or false", zh: " true 或 false", holds: (value) => typeof value === "boolean" },
  string: { en: "a text", zh: "文本", holds: (value) => typeof value === "string" },
  names: { en: "a list of different names", zh: "互不相同的名称列表", holds: isNames },
  "names-map": {
    en: "an object of lists of names",
    zh: "由名称列表组成的对象",
    holds: (value) => isJsonObject(value) && Object.values(value).every(isNames),
  },
  list: { en: "a list", zh: "列表", holds: Array.isArray },
  choices: {
    en: "a list of at least one value, all different",
    zh: "至少含一个值且互不相同的列表",
    holds: (value) => Array.isArray(value) && value.length > 0 && new Set(value.map(canonicalJson)).size === value.length,
  },
  type: {
    en: `one of ${[...TYPES].join(", ")}, or a list of them`,
    zh: ` ${[...TYPES].join("、")} 之一或其列表`,
    holds: (value) =>
      TYPES.has(value) || (isNames(value) && (value as JsonValue[]).length > 0 && (value as JsonValue[]).every((type) => TYPES.has(type))),
  },
  object: { en: "an object", zh: "对象", holds: isJsonObject },
  any: { en: "a value", zh: "值", holds: () => true },
  labels: {
    en: 'an object with labels per language, such as {"zh": {"title": "…"}}',
    zh: '按语言给出标签的对象，例如 {"zh": {"title": "…"}}',
    holds: isTranslation,
  },
  file: {
    en: 'an object with kinds (1 to 50 media types, such as "image/png" or "image/*") and maxBytes (a whole number above 0), both optional',
    zh: '对象，可含 kinds（1 至 50 个媒体类型，如 "image/png" 或 "image/*"）和 maxBytes（大于 0 的整数）',
    holds: isFileLimit,
  },
  messages: { en: "an object with exactly the texts en and zh", zh: "恰好包含 en 和 zh 两个文本的对象", holds: isLocalText },
};
