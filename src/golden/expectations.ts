/** Whether an output is what was expected. Pure. */
import { AppError, type LocalText } from "../kernel/errors.js";
import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { parsePointer, resolvePointer } from "../kernel/json-pointer.js";
import { checkOutputSchema, compileOutputSchema } from "../mappings/output-mapping.js";
import { EXPECTATION_KINDS, type Expectation, MAX_EXPECTATIONS } from "./golden.js";

const MAX_LENGTH = 100_000;

/** @throws AppError BAD_USER_INPUT that names the first expectation which cannot be meant. */
export const parseExpectations = (input: readonly JsonObject[]): Expectation[] => {
  if (input.length > MAX_EXPECTATIONS)
    throw bad({ en: `a case has at most ${MAX_EXPECTATIONS} expectations`, zh: `每个用例最多 ${MAX_EXPECTATIONS} 条期望` });
  return input.map((one, index) => parseExpectation(one, index + 1));
};

const parseExpectation = ({ kind, pointer, value, schema, pattern, tolerance }: JsonObject, number: number): Expectation => {
  const wrong = (en: string, zh: string) => bad({ en: `expectation ${number}: ${en}`, zh: `第 ${number} 条期望：${zh}` });
  if (typeof pointer === "string" && !parsePointer(pointer)) throw wrong("pointer is no JSON Pointer", "pointer 不是 JSON Pointer");
  if (canonicalJson([value ?? null, schema ?? null, pattern ?? null]).length > MAX_LENGTH)
    throw wrong(`longer than ${MAX_LENGTH} characters`, `超过 ${MAX_LENGTH} 个字符`);
  const at = typeof pointer === "string" && pointer !== "" ? { pointer } : {};
  switch (EXPECTATION_KINDS.find((one) => one === kind)) {
    case "EXACT":
    case "SUBSET":
      if (value === undefined) throw wrong("needs a value", "需要 value");
      return { ...at, kind: kind as "EXACT" | "SUBSET", value };
    case "SCHEMA":
      if (!isJsonObject(schema)) throw wrong("needs a schema", "需要 schema");
      compiled(schema, wrong);
      return { ...at, kind: "SCHEMA", schema };
    case "PATTERN":
      if (typeof pattern !== "string" || pattern === "") throw wrong("needs a pattern", "需要 pattern");
      compiled({ type: "string", pattern }, wrong);
      return { ...at, kind: "PATTERN", pattern };
    case "NUMBER":
      if (typeof value !== "number") throw wrong("needs a number as value", "value 必须是数字");
      if (tolerance !== undefined && tolerance !== null && !(typeof tolerance === "number" && tolerance >= 0))
        throw wrong("tolerance must be 0 or more", "tolerance 不能为负数");
      return { ...at, kind: "NUMBER", value, tolerance: typeof tolerance === "number" ? tolerance : 0 };
    default:
      throw wrong(`kind must be one of ${EXPECTATION_KINDS.join(", ")}`, `kind 必须是 ${EXPECTATION_KINDS.join("、")} 之一`);
  }
};

/** The bounds of forms hold: no pattern that takes for ever, no document from elsewhere. */
const compiled = (schema: JsonObject, wrong: (en: string, zh: string) => AppError): void => {
  try {
    compileOutputSchema(schema);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw wrong(error.messageIn("en"), error.messageIn("zh"));
  }
};

const bad = ({ en, zh }: LocalText): AppError => new AppError("BAD_USER_INPUT", { params: { problem: { en: `${en}.`, zh: `${zh}。` } } });

/** @returns what does not hold; empty = everything does. */
export const misfits = (expectations: readonly Expectation[], output: JsonValue): LocalText[] =>
  expectations.flatMap((expectation, index) => {
    const { pointer = "" } = expectation;
    const value = resolvePointer(output, pointer);
    const problem = value === undefined ? NOTHING : misfit(expectation, value);
    const place = pointer || "/";
    return problem
      ? [{ en: `expectation ${index + 1} at ${place}: ${problem.en}`, zh: `第 ${index + 1} 条期望（${place}）：${problem.zh}` }]
      : [];
  });

const NOTHING: LocalText = { en: "there is nothing", zh: "没有内容" };
const MAX_SHOWN = 200;

const misfit = (expectation: Expectation, value: JsonValue): LocalText | undefined => {
  switch (expectation.kind) {
    case "EXACT":
      return canonicalJson(value) === canonicalJson(expectation.value) ? undefined : differs(value);
    case "SUBSET":
      return contains(value, expectation.value) ? undefined : differs(value);
    case "SCHEMA":
      return checkOutputSchema(expectation.schema, value);
    case "PATTERN":
      if (typeof value !== "string") return { en: "it is no text", zh: "不是文本" };
      return checkOutputSchema({ type: "string", pattern: expectation.pattern }, value) && differs(value);
    case "NUMBER":
      if (typeof value !== "number") return { en: "it is no number", zh: "不是数字" };
      return Math.abs(value - expectation.value) <= expectation.tolerance ? undefined : differs(value);
  }
};

const differs = (value: JsonValue): LocalText => {
  const text = JSON.stringify(value);
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  return { en: `it is ${shown}`, zh: `实际为 ${shown}` };
};

const contains = (value: JsonValue, part: JsonValue): boolean => {
  if (Array.isArray(part))
    return Array.isArray(value) && value.length === part.length && part.every((one, index) => contains(value[index] ?? null, one));
  if (!isJsonObject(part)) return value === part;
  return (
    isJsonObject(value) && Object.entries(part).every(([name, one]) => Object.hasOwn(value, name) && contains(value[name] ?? null, one))
  );
};
