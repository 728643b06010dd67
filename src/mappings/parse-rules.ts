/** Rules as admins send them, checked before they are kept. Pure. */
import { checkExpression } from "../expressions/expressions.js";
import { AppError, type LocalText } from "../kernel/errors.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { parsePointer } from "../kernel/json-pointer.js";
import { frozenCopy, type ParameterRule, type ParameterSource } from "./mapping.js";
import { convertParameter, PARAMETER_TYPES, type ParameterType } from "./parameter-types.js";

/** What Coze accepts as the name of a variable. */
const TARGET = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
const MAX_RULES = 200;
const MAX_POINTER_LENGTH = 1_000;
/** Characters of JSON. Larger texts belong into the workflow. */
const MAX_CONSTANT_LENGTH = 100_000;
/** Characters of all expressions of a mapping. */
const MAX_EXPRESSIONS_LENGTH = 20_000;

/** @throws AppError MAPPING_INVALID that names the first rule that does not hold. */
export const parseRules = (input: unknown): ParameterRule[] => {
  if (!Array.isArray(input)) throw invalid("the parameters must be a list of rules", "参数必须是规则列表");
  if (input.length > MAX_RULES) throw invalid(`more than ${MAX_RULES} rules`, `规则超过 ${MAX_RULES} 条`);
  checkExpressionsLength(input);
  const rules = input.map(parseRule);
  const first = new Map<string, number>();
  rules.forEach(({ target }, index) => {
    const earlier = first.get(target);
    if (earlier !== undefined)
      throw invalidRule(index, `${target} is already set by rule ${earlier + 1}`, `${target} 已由第 ${earlier + 1} 条规则设置`);
    first.set(target, index);
  });
  return rules;
};

/** Before any of them is parsed. */
const checkExpressionsLength = (rules: readonly unknown[]): void => {
  const texts = rules.flatMap((rule) =>
    isJsonObject(rule) ? [rule.when, isJsonObject(rule.source) ? rule.source.expression : undefined] : [],
  );
  const length = texts.reduce<number>((sum, text) => sum + (typeof text === "string" ? text.length : 0), 0);
  if (length <= MAX_EXPRESSIONS_LENGTH) return;
  throw invalid(
    `the expressions are longer than ${MAX_EXPRESSIONS_LENGTH} characters together`,
    `所有表达式合计超过 ${MAX_EXPRESSIONS_LENGTH} 个字符`,
  );
};

const parseRule = (rule: unknown, index: number): ParameterRule => {
  if (!isJsonObject(rule)) throw invalidRule(index, "must be an object", "必须是对象");
  const { target, required = false } = rule;
  // __proto__ fits the pattern and is no variable of anybody.
  if (typeof target !== "string" || !TARGET.test(target) || target in Object.prototype) {
    throw invalidRule(
      index,
      "target must be a variable name: a letter or _, then up to 127 letters, digits or _",
      "target 必须是变量名：以字母或 _ 开头，后跟至多 127 个字母、数字或 _",
    );
  }
  if (typeof required !== "boolean") throw invalidRule(index, "required must be true or false", "required 必须是 true 或 false");
  const parsed: ParameterRule = {
    target,
    source: parseSource(rule.source, index),
    ...parseTypes(rule, index),
    ...(rule.default != null && { default: parseConstant(rule.default, index, DEFAULT) }),
    ...(required && { required }),
    ...(rule.when != null && { when: parseExpression(rule.when, index, CONDITION) }),
  };
  checkFits(parsed, index);
  return parsed;
};

const CONSTANT: LocalText = { en: "a constant", zh: "常量" };
const DEFAULT: LocalText = { en: "a default", zh: "默认值" };
const CONDITION: LocalText = { en: "when", zh: "when" };
const EXPRESSION: LocalText = { en: "expression", zh: "expression" };

const parseSource = (source: JsonValue | undefined, index: number): ParameterSource => {
  const kind = isJsonObject(source) ? source.kind : undefined;
  if (isJsonObject(source) && kind === "field") {
    const { pointer } = source;
    if (typeof pointer === "string" && pointer.length <= MAX_POINTER_LENGTH && parsePointer(pointer)) return { kind, pointer };
    throw invalidRule(
      index,
      "pointer must be a JSON Pointer into the form, such as /address/city",
      "pointer 必须是表单中的 JSON Pointer，例如 /address/city",
    );
  }
  if (isJsonObject(source) && kind === "constant") return { kind, value: parseConstant(source.value, index, CONSTANT) };
  if (isJsonObject(source) && kind === "expression") {
    return { kind, expression: parseExpression(source.expression, index, EXPRESSION) };
  }
  throw invalidRule(index, "source must be of kind field, constant or expression", "source 的类型必须是 field、constant 或 expression");
};

const parseExpression = (expression: JsonValue | undefined, index: number, name: LocalText): string => {
  if (typeof expression !== "string") throw invalidRule(index, `${name.en} must be a text`, `${name.zh} 必须是文本`);
  const problem = checkExpression(expression);
  if (problem) throw invalidRule(index, `${name.en}: ${problem.en}`, `${name.zh}：${problem.zh}`);
  return expression;
};

const parseConstant = (constant: JsonValue | undefined, index: number, name: LocalText): JsonValue => {
  const value = constant === undefined ? undefined : frozenConstant(constant);
  if (value !== undefined) return value;
  throw invalidRule(
    index,
    `${name.en} needs a JSON value of at most ${MAX_CONSTANT_LENGTH} characters, without NUL or half of a character`,
    `${name.zh}必须是不超过 ${MAX_CONSTANT_LENGTH} 个字符的 JSON 值，且不含 NUL 或不完整的字符`,
  );
};

/** How JSON writes NUL and lone surrogates, which forms refuse as well. A backslash that is itself escaped begins nothing. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/** Nothing when it is too large, holds what no form may hold, or is too deep to be written as JSON. */
const frozenConstant = (value: JsonValue): JsonValue | undefined => {
  try {
    const text = JSON.stringify(value);
    return text !== undefined && text.length <= MAX_CONSTANT_LENGTH && !UNSTORABLE.test(text) ? frozenCopy(value) : undefined;
  } catch {
    return undefined;
  }
};

const parseTypes = ({ type, items }: JsonObject, index: number): Pick<ParameterRule, "type" | "items"> => {
  if (type == null && items == null) return {};
  const known = PARAMETER_TYPES.join(", ");
  if (!isType(type)) throw invalidRule(index, `type must be one of ${known}`, `type 必须是 ${known} 之一`);
  if (items == null) return { type };
  if (type !== "LIST" || !isType(items) || items === "LIST") {
    throw invalidRule(index, "items is the type of a LIST's elements, and no LIST itself", "items 是 LIST 元素的类型，且不能是 LIST");
  }
  return { type, items };
};

const isType = (type: JsonValue | undefined): type is ParameterType => PARAMETER_TYPES.some((known) => known === type);

/** What is the same for every form is converted once, here, to see that it can be. */
const checkFits = ({ source, type, items, default: fallback }: ParameterRule, index: number): void => {
  if (type === undefined) return;
  const fits = (value: JsonValue | undefined): boolean => value === undefined || convertParameter(value, { type, items }) !== undefined;
  if (source.kind === "constant" && !fits(source.value)) {
    throw invalidRule(index, `Coze does not take this constant for ${type}`, `Coze 不接受该常量作为 ${type}`);
  }
  if (!fits(fallback)) throw invalidRule(index, `Coze does not take this default for ${type}`, `Coze 不接受该默认值作为 ${type}`);
};

const invalid = (en: string, zh: string): AppError =>
  new AppError("MAPPING_INVALID", { params: { problem: { en: `${en}.`, zh: `${zh}。` } } });

const invalidRule = (index: number, en: string, zh: string): AppError =>
  invalid(`rule ${index + 1}: ${en}`, `第 ${index + 1} 条规则：${zh}`);
