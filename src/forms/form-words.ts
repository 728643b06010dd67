/** The words that fill the sentences about field problems, in English and Chinese. */
import type { LocalText } from "../kernel/errors.js";
import { canonicalJson, type JsonValue } from "../kernel/json.js";

const TYPES: Readonly<Record<string, LocalText>> = {
  string: { en: "text", zh: "文本" },
  integer: { en: "a whole number", zh: "整数" },
  number: { en: "a number", zh: "数字" },
  boolean: { en: "true or false", zh: "布尔值（true 或 false）" },
  object: { en: "an object", zh: "对象" },
  array: { en: "a list", zh: "列表" },
  null: { en: "null", zh: "空值（null）" },
};

/** `["string", "null"]` → “text or null”. */
export const typeWords = (types: readonly string[]): LocalText => {
  const words = types.map((type) => TYPES[type] ?? { en: type, zh: type });
  return { en: words.map((word) => word.en).join(" or "), zh: words.map((word) => word.zh).join("或") };
};

/** For “This must be {comparison} {limit}.” */
export const COMPARISONS: Readonly<Record<string, LocalText>> = {
  ">=": { en: "at least", zh: "不小于" },
  "<=": { en: "at most", zh: "不大于" },
  ">": { en: "more than", zh: "大于" },
  "<": { en: "less than", zh: "小于" },
  multiple: { en: "a multiple of", zh: "是下列数的倍数：" },
};

/** The same for dates and times. */
export const TIME_COMPARISONS: Readonly<Record<string, LocalText>> = {
  ">=": { en: "no earlier than", zh: "不早于" },
  "<=": { en: "no later than", zh: "不晚于" },
  ">": { en: "later than", zh: "晚于" },
  "<": { en: "earlier than", zh: "早于" },
};

/** For “This must have {comparison} {limit} {unit}.” */
export const COUNTS = {
  least: { en: "at least", zh: "至少包含" },
  most: { en: "at most", zh: "至多包含" },
} as const satisfies Record<string, LocalText>;

const UNITS = {
  characters: { one: "character", many: "characters", zh: "个字符" },
  entries: { one: "entry", many: "entries", zh: "项" },
  fields: { one: "field", many: "fields", zh: "个字段" },
  matches: { one: "matching entry", many: "matching entries", zh: "个符合条件的项" },
} as const;

export const unitWord = (unit: keyof typeof UNITS, count: number): LocalText => ({
  en: count === 1 ? UNITS[unit].one : UNITS[unit].many,
  zh: UNITS[unit].zh,
});

const MAX_CHOICES_SHOWN = 12;

export const choiceWords = (values: readonly JsonValue[]): LocalText => {
  const shown = values.slice(0, MAX_CHOICES_SHOWN).map(showValue);
  const more = values.length - shown.length;
  return {
    en: shown.join(", ") + (more > 0 ? `, … (${more} more)` : ""),
    zh: shown.join("、") + (more > 0 ? `……（另有 ${more} 项）` : ""),
  };
};

const showValue = (value: JsonValue): string => clip(typeof value === "string" && value !== "" ? value : canonicalJson(value), 60);

/** Cut between characters, never inside a surrogate pair. */
export const clip = (text: string, length: number): string => {
  const characters = Array.from(text.slice(0, length * 2 + 2));
  return characters.length > length ? `${characters.slice(0, length).join("")}…` : text;
};
