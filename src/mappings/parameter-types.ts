/**
 * Values as Coze would take them for an input of a declared type (`reference/coze-api.md` §4.2): converted here, where the rule can be
 * named, and not there, where the answer is "code 4000". Pure.
 */
import { checkLimits } from "../forms/form-limits.js";
import type { LocalText } from "../kernel/errors.js";
import { isJsonObject, type JsonValue, tryParseJson } from "../kernel/json.js";

export const PARAMETER_TYPES = ["STRING", "INTEGER", "NUMBER", "BOOLEAN", "TIME", "OBJECT", "LIST", "FILE"] as const;
export type ParameterType = (typeof PARAMETER_TYPES)[number];

export interface DeclaredType {
  readonly type: ParameterType;
  /** Of the elements of a LIST; absent = they stay as they are. */
  readonly items?: ParameterType | undefined;
}

export interface Converted {
  /** The very value that was given when nothing had to be changed. */
  readonly value: JsonValue;
  /** What was lost, or what the workflow may make of it. */
  readonly warning?: LocalText | undefined;
}

/** @returns `undefined` when Coze would refuse it. `null` is accepted for every type. */
export const convertParameter = (value: JsonValue, { type, items }: DeclaredType): Converted | undefined => {
  if (value === null) return { value };
  if (type === "LIST") return toList(value, items);
  return CONVERSIONS[type](value);
};

const toText = (value: JsonValue): Converted => {
  if (typeof value === "string") return { value };
  return { value: typeof value === "number" ? plainDecimal(value) : JSON.stringify(value) };
};

/** Never an exponent: 1e21 is written in full, as Coze does. */
const plainDecimal = (value: number): string => {
  if (Number.isInteger(value)) return BigInt(value).toString();
  const [digits = "", exponent] = String(value).split("e-");
  if (exponent === undefined) return digits;
  const sign = digits.startsWith("-") ? "-" : "";
  return `${sign}0.${"0".repeat(Number(exponent) - 1)}${digits.replace(/[-.]/g, "")}`;
};

const toTime = (value: JsonValue): Converted => {
  const text = toText(value);
  return Number.isNaN(Date.parse(String(text.value))) ? { ...text, warning: NO_TIME } : text;
};

const INTEGER = /^[+-]?\d+$/;
/** Digits are taken in one way only: a long text of them that is no number after all is refused at once. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
/** Longer is no 64-bit integer, but for zeros that nobody writes; to read it would take time by the square. */
const MAX_DIGITS = 400;

const toInteger = (value: JsonValue): Converted | undefined => {
  if (typeof value === "number") return wholeNumber(value);
  if (typeof value !== "string") return undefined;
  if (INTEGER.test(value)) return value.length > MAX_DIGITS ? undefined : exactInteger(BigInt(value.replace(/^\+/, "")));
  return DECIMAL.test(value) ? wholeNumber(Number(value)) : undefined;
};

const wholeNumber = (value: number): Converted | undefined => {
  if (!Number.isFinite(value)) return undefined;
  // Adding zero makes a plain zero of what is left of -0.5.
  const whole = Math.trunc(value) + 0;
  const exact = exactInteger(BigInt(whole));
  return exact && whole !== value ? { ...exact, warning: CUT } : exact;
};

/** Coze decodes numbers as float64 and keeps all 64 bits of a text. */
const exactInteger = (value: bigint): Converted | undefined => {
  if (value !== BigInt.asIntN(64, value)) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? { value: number } : { value: value.toString(), warning: AS_TEXT };
};

const toNumber = (value: JsonValue): Converted | undefined => {
  if (typeof value === "number") return { value };
  if (typeof value !== "string" || !DECIMAL.test(value)) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? { value: number } : undefined;
};

/** What Go's `ParseBool` knows. */
const TRUE_TEXTS = ["1", "t", "T", "TRUE", "true", "True"];
const FALSE_TEXTS = ["0", "f", "F", "FALSE", "false", "False"];

const toBoolean = (value: JsonValue): Converted | undefined => {
  if (typeof value === "boolean") return { value };
  if (typeof value !== "string") return undefined;
  if (TRUE_TEXTS.includes(value)) return { value: true };
  return FALSE_TEXTS.includes(value) ? { value: false } : undefined;
};

/** Of JSON that stands in a text, which the form saw as a text only: as a form would take it, and not so deep that it cannot be written again. */
const LIMITS = { maxBytes: Number.POSITIVE_INFINITY, maxDepth: 64, maxNodes: 1_000_000 };

const parsed = (value: JsonValue): JsonValue | undefined => {
  if (typeof value !== "string") return value;
  const found = tryParseJson(value);
  return found === undefined || checkLimits(found, LIMITS).length > 0 ? undefined : (found as JsonValue);
};

const toObject = (value: JsonValue): Converted | undefined => {
  const object = parsed(value);
  return isJsonObject(object) ? { value: object } : undefined;
};

const toList = (value: JsonValue, items: ParameterType | undefined): Converted | undefined => {
  const list = parsed(value);
  if (!Array.isArray(list)) return undefined;
  if (items === undefined) return { value: list };
  const converted = list.map((element) => convertParameter(element, { type: items }));
  if (converted.includes(undefined)) return undefined;
  const values = (converted as Converted[]).map((element) => element.value);
  const warning = (converted as Converted[]).find((element) => element.warning)?.warning;
  return { value: values.every((element, index) => element === list[index]) ? list : values, warning };
};

/** Ids of files stay what they are here: who resolves them knows which connection they are for. */
const toFile = (value: JsonValue): Converted | undefined => {
  const files = Array.isArray(value) ? value : [value];
  return files.every((file) => typeof file === "string") ? { value } : undefined;
};

const CONVERSIONS: Record<Exclude<ParameterType, "LIST">, (value: JsonValue) => Converted | undefined> = {
  STRING: toText,
  TIME: toTime,
  INTEGER: toInteger,
  NUMBER: toNumber,
  BOOLEAN: toBoolean,
  OBJECT: toObject,
  FILE: toFile,
};

/** The Start node of a workflow puts its own default in the place of such a value. */
export const isEmptyValue = (value: JsonValue): boolean =>
  value === "" || (Array.isArray(value) ? value.length === 0 : isJsonObject(value) && Object.keys(value).length === 0);

const CUT: LocalText = { en: "the fraction was cut off", zh: "小数部分已被舍去" };
const AS_TEXT: LocalText = { en: "sent as text: the number is beyond 2^53", zh: "数值超过 2^53，以文本发送" };
const NO_TIME: LocalText = { en: "the text is not a time that can be read", zh: "该文本不是可识别的时间" };
