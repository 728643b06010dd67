/**
 * How Coze types and checks the parameters of a run against the declared inputs (`reference/coze-api.md` §4.2). Pure.
 */
import { CODES, type Failure } from "./failures.js";
import type { InputSpec } from "./script.js";
import { isRecord, type JsonLike, parseJson, stringify } from "./wire-json.js";

export interface CoercionRules {
  /** Early OSS revisions do not say which parameter is missing. */
  readonly namesMissing: boolean;
  /** Turns the value of a file input into what the nodes see, or nothing when it is refused. */
  readonly file: (value: string) => JsonLike | undefined;
}

export type Coerced = { readonly values: Record<string, JsonLike> } | { readonly failure: Failure };

type Inputs = Readonly<Record<string, InputSpec>>;

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const TRUE_TEXTS = ["1", "t", "T", "TRUE", "true", "True"];
const FALSE_TEXTS = ["0", "f", "F", "FALSE", "false", "False"];

/** Converts every declared parameter, passes unknown ones through and applies defaults last. */
export function coerceParameters(parameters: Readonly<Record<string, unknown>>, inputs: Inputs, rules: CoercionRules): Coerced {
  for (const [name, spec] of Object.entries(inputs)) {
    if (spec.required && !Object.hasOwn(parameters, name)) return { failure: missing(rules.namesMissing ? name : undefined) };
  }
  const values = convertMembers(parameters, inputs, rules);
  if (values === undefined) return { failure: { code: CODES.invalidParameter, message: "invalid parameter" } };
  for (const [name, spec] of Object.entries(inputs)) {
    if (spec.default !== undefined && isAbsentOrEmpty(values, name)) values[name] = spec.default as JsonLike;
  }
  return { values };
}

/** @returns the value as the declared type, or nothing when Coze rejects it. A null is accepted for every type. */
export function convert(value: unknown, spec: InputSpec, rules: CoercionRules): JsonLike | undefined {
  if (value === null) return null;
  switch (spec.type) {
    case "string":
    case "time":
      return toText(value);
    case "integer":
      return toInteger(value);
    case "number":
      return toNumber(value);
    case "boolean":
      return toBoolean(value);
    case "object":
      return toObject(value, spec, rules);
    case "list":
      return toList(value, spec, rules);
    case "file":
      return typeof value === "string" ? rules.file(value) : undefined;
  }
}

function missing(name: string | undefined): Failure {
  const suffix = name === undefined ? "" : `: ${name}`;
  return { code: CODES.missingParameter, message: `missing required parameter${suffix}` };
}

/** `Object.fromEntries` and not assignment: a parameter called `__proto__` is an ordinary parameter. */
function convertMembers(members: Readonly<Record<string, unknown>>, declared: Inputs, rules: CoercionRules) {
  const converted: [string, JsonLike][] = [];
  for (const [name, value] of Object.entries(members)) {
    const spec = Object.hasOwn(declared, name) ? declared[name] : undefined;
    const result = spec === undefined ? (value as JsonLike) : convert(value, spec, rules);
    if (result === undefined) return undefined;
    converted.push([name, result]);
  }
  return Object.fromEntries(converted);
}

function isAbsentOrEmpty(values: Readonly<Record<string, JsonLike>>, name: string): boolean {
  if (!Object.hasOwn(values, name)) return true;
  const value = values[name];
  if (typeof value === "string" || Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.keys(value).length === 0;
}

function toText(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" ? plainDecimal(value) : stringify(value as JsonLike);
}

/** Never an exponent: Go prints 1e21 in full. */
function plainDecimal(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString();
  const text = String(value);
  return text.includes("e") ? value.toFixed(20).replace(/0+$/, "") : text;
}

/** A number was decoded as float64 and is truncated; a numeric string keeps all 64 bits. */
function toInteger(value: unknown): JsonLike | undefined {
  if (typeof value === "number") return Math.trunc(value);
  if (typeof value !== "string" || !/^[+-]?\d+$/.test(value)) return undefined;
  const exact = BigInt(value.replace(/^\+/, ""));
  if (exact !== BigInt.asIntN(64, exact)) return undefined;
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && DECIMAL.test(value) ? Number(value) : undefined;
}

function toBoolean(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return undefined;
  if (TRUE_TEXTS.includes(value)) return true;
  return FALSE_TEXTS.includes(value) ? false : undefined;
}

function toObject(value: unknown, spec: InputSpec, rules: CoercionRules): JsonLike | undefined {
  const members = typeof value === "string" ? parseJson(value) : value;
  if (!isRecord(members)) return undefined;
  const declared = spec.properties ?? {};
  const missesOne = Object.entries(declared).some(([name, field]) => field.required && !Object.hasOwn(members, name));
  return missesOne ? undefined : convertMembers(members, declared, rules);
}

function toList(value: unknown, spec: InputSpec, rules: CoercionRules): JsonLike | undefined {
  const elements = typeof value === "string" ? parseJson(value) : value;
  if (!Array.isArray(elements)) return undefined;
  const { items } = spec;
  if (items === undefined) return elements as JsonLike[];
  const converted = elements.map((element) => convert(element, items, rules));
  return converted.includes(undefined) ? undefined : (converted as JsonLike[]);
}
