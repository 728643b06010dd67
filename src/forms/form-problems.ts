/** Ajv's errors → field problems: where in the form, which code, with which words. Pure. */
import type { ErrorObject } from "ajv";
import type { ErrorCode } from "../kernel/error-codes.js";
import type { FieldProblem, LocalText, MessageParams } from "../kernel/errors.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { escapeToken, isArrayIndex, parsePointer } from "../kernel/json-pointer.js";
import { fixedValues, reduceAlternatives } from "./form-alternatives.js";
import { formatWord } from "./form-formats.js";
import { subschemasOf } from "./form-keywords.js";
import { MAX_PROBLEMS } from "./form-limits.js";
import type { JudgePattern } from "./form-patterns.js";
import { COMPARISONS, COUNTS, choiceWords, clip, TIME_COMPARISONS, typeWords, unitWord } from "./form-words.js";

export interface FormFacts {
  /** The schema as Ajv has it, whose order of fields is the order of the problems. */
  readonly schema: JsonObject;
  /** Pointers of fields that may be absent although they are required. */
  readonly excused: ReadonlySet<string>;
  readonly judge: JudgePattern;
}

/** @returns at most 50 problems; none when all that was wrong is excused. */
export const problemsOf = (errors: readonly ErrorObject[], { schema, excused, judge }: FormFacts): FieldProblem[] => {
  // Names of unknown keys are judged key by key; what was wrong with the name itself is noise.
  const about = errors.filter((error) => error.propertyName === undefined && error.keyword !== "if");
  const standing = reduceAlternatives(about, schema, (error) => excused.size > 0 && excused.has(missingPlace(error) ?? ""));
  if (standing.length === 0 && about.length > 0) return [];
  const found = standing.map((error) => problemOf(error, judge));
  // The last of equal keys wins in a Map; turned round, the first problem found does.
  const unique = new Map(found.map((problem): [string, FieldProblem] => [sayingOf(problem), problem]).reverse());
  const problems = [...unique.values()].reverse().sort(byFieldOrder(schema));
  return problems.length > 0 ? problems.slice(0, MAX_PROBLEMS) : [{ path: "", code: "FIELD_INVALID" }];
};

/** Of a field that is required and absent. */
const missingPlace = ({ instancePath, params }: ErrorObject): string | undefined =>
  typeof params.missingProperty === "string" ? `${instancePath}/${escapeToken(params.missingProperty)}` : undefined;

/** What a person would read twice: the author's own sentence covers everything that is wrong with its field. */
const sayingOf = ({ path, code, message }: FieldProblem): string => `${message?.en ?? code} ${path}`;

interface Finding {
  readonly code: ErrorCode;
  readonly params?: MessageParams;
  /** A key below the place of the error. */
  readonly key?: string;
}

const problemOf = (error: ErrorObject, judge: JudgePattern): FieldProblem => {
  const { code, params, key } = error.keyword === "pattern" ? pattern(error, judge) : (FINDINGS[error.keyword] ?? invalid)(error);
  const message = ownMessage(error, key);
  return {
    path: key === undefined ? error.instancePath : `${error.instancePath}/${escapeToken(key)}`,
    code,
    ...(params && { params }),
    ...(message && { message }),
  };
};

/** The form author's own sentence: `x-messages` of the failing schema, or of the field that is missing. */
const ownMessage = (error: ErrorObject, key: string | undefined): LocalText | undefined => {
  const parent = error.parentSchema as JsonObject | undefined;
  const properties = parent?.properties;
  const field = key !== undefined && isJsonObject(properties) && Object.hasOwn(properties, key) ? properties[key] : undefined;
  const node = key === undefined ? parent : field;
  const message = isJsonObject(node) ? node["x-messages"] : undefined;
  return isJsonObject(message) ? { en: String(message.en), zh: String(message.zh) } : undefined;
};

const invalid = (): Finding => ({ code: "FIELD_INVALID" });

const length = (bound: "least" | "most", unit: Parameters<typeof unitWord>[0], limit: number): Finding => ({
  code: "FIELD_LENGTH",
  params: { comparison: COUNTS[bound], limit, unit: unitWord(unit, limit) },
});

const lengthOf = (bound: "least" | "most", unit: Parameters<typeof unitWord>[0]) => (error: ErrorObject) =>
  length(bound, unit, Number(error.params.limit));

const missing = (error: ErrorObject): Finding => ({ code: "FIELD_REQUIRED", key: String(error.params.missingProperty) });

const unknown =
  (name: string) =>
  (error: ErrorObject): Finding => {
    const key = String(error.params[name]);
    return { code: "FIELD_UNKNOWN", key, params: { field: clip(key, 60) } };
  };

const range = (error: ErrorObject): Finding => {
  const { comparison, limit } = error.params as { comparison: string; limit: number | string };
  const words = typeof limit === "string" ? TIME_COMPARISONS : COMPARISONS;
  return { code: "FIELD_RANGE", params: { comparison: words[comparison] ?? comparison, limit } };
};

const multiple = (error: ErrorObject): Finding => ({
  code: "FIELD_RANGE",
  params: { comparison: COMPARISONS.multiple ?? "", limit: Number(error.params.multipleOf) },
});

const choice = (values: readonly JsonValue[]): Finding => ({ code: "FIELD_CHOICE", params: { choices: choiceWords(values) } });

const pattern = (error: ErrorObject, judge: JudgePattern): Finding => {
  const verdict = judge(String(error.params.pattern));
  const tooLong = "longestText" in verdict && typeof error.data === "string" && error.data.length > verdict.longestText;
  return tooLong ? length("most", "characters", verdict.longestText) : { code: "FIELD_PATTERN" };
};

const matches = (error: ErrorObject): Finding => {
  const { minContains, maxContains, tooFew } = error.params as { minContains: number; maxContains?: number; tooFew: boolean };
  return tooFew || maxContains === undefined ? length("least", "matches", minContains) : length("most", "matches", maxContains);
};

/** The property that says which branch of `oneOf` applies is missing, no text, or names no branch. */
const discriminator = (error: ErrorObject): Finding => {
  const { error: kind, tag, tagValue } = error.params as { error: string; tag: string; tagValue?: JsonValue };
  if (tagValue === undefined) return { code: "FIELD_REQUIRED", key: tag };
  if (kind === "tag") return { code: "FIELD_TYPE", key: tag, params: { expected: typeWords(["string"]) } };
  const branches = error.parentSchema?.oneOf;
  const values = (Array.isArray(branches) ? branches : []).flatMap((branch) => {
    const node = branch?.properties?.[tag];
    return node?.enum ?? (node?.const === undefined ? [] : [node.const]);
  });
  return values.length > 0 ? { ...choice(values as JsonValue[]), key: tag } : { code: "FIELD_INVALID", key: tag };
};

/** `"field": false` in a schema: the field must not be there. */
const refused = (error: ErrorObject): Finding => {
  const field = parsePointer(error.instancePath)?.at(-1);
  return field === undefined ? invalid() : { code: "FIELD_UNKNOWN", params: { field: clip(field, 60) } };
};

const FINDINGS: Readonly<Record<string, (error: ErrorObject) => Finding>> = {
  type: (error) => ({ code: "FIELD_TYPE", params: { expected: typeWords([error.params.type].flat() as string[]) } }),
  required: missing,
  dependentRequired: missing,
  dependencies: missing,
  enum: (error) => choice(fixedValues(error)),
  const: (error) => choice(fixedValues(error)),
  format: (error) => ({ code: "FIELD_FORMAT", params: { format: formatWord(String(error.params.format)) } }),
  minLength: lengthOf("least", "characters"),
  maxLength: lengthOf("most", "characters"),
  minItems: lengthOf("least", "entries"),
  maxItems: lengthOf("most", "entries"),
  items: lengthOf("most", "entries"),
  unevaluatedItems: lengthOf("most", "entries"),
  contains: matches,
  minProperties: lengthOf("least", "fields"),
  maxProperties: lengthOf("most", "fields"),
  minimum: range,
  maximum: range,
  exclusiveMinimum: range,
  exclusiveMaximum: range,
  formatMinimum: range,
  formatMaximum: range,
  formatExclusiveMinimum: range,
  formatExclusiveMaximum: range,
  multipleOf: multiple,
  additionalProperties: unknown("additionalProperty"),
  unevaluatedProperties: unknown("unevaluatedProperty"),
  propertyNames: unknown("propertyName"),
  uniqueItems: () => ({ code: "FIELD_DUPLICATE" }),
  discriminator,
  "false schema": refused,
};

/** Fields as the form lists them, list entries by number, an object before what it holds. */
const byFieldOrder = (schema: JsonObject): ((one: FieldProblem, other: FieldProblem) => number) => {
  const ranks = new Map<string, number>();
  const collect = (node: JsonValue): void => {
    if (!isJsonObject(node)) return;
    for (const { tokens, schema: below } of subschemasOf(node)) {
      const [keyword, name] = tokens;
      if (keyword === "properties" && typeof name === "string" && !ranks.has(name)) ranks.set(name, ranks.size);
      collect(below);
    }
  };
  collect(schema);
  return (one, other) => comparePaths(one.path, other.path, ranks) || compareText(one.code, other.code);
};

const comparePaths = (one: string, other: string, ranks: ReadonlyMap<string, number>): number => {
  const left = parsePointer(one) ?? [];
  const right = parsePointer(other) ?? [];
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const [a = "", b = ""] = [left[index], right[index]];
    if (a === b) continue;
    if (isArrayIndex(a) && isArrayIndex(b)) return Number(a) - Number(b);
    return (ranks.get(a) ?? ranks.size) - (ranks.get(b) ?? ranks.size) || compareText(a, b);
  }
  return left.length - right.length;
};

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
