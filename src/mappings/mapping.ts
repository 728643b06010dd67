/**
 * Rules that turn form values into the parameters of a workflow. Pure: the same rules and values always give the same
 * parameters, in the order of the rules, sharing nothing with the form.
 */
import { AppError, type LocalText } from "../kernel/errors.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { parsePointer, resolvePointer } from "../kernel/json-pointer.js";

export type ParameterSource =
  /** A value of the form, by JSON Pointer; `""` is the whole form. */
  { readonly kind: "field"; readonly pointer: string } | { readonly kind: "constant"; readonly value: JsonValue };

export interface ParameterRule {
  /** Name of the workflow's input. */
  readonly target: string;
  readonly source: ParameterSource;
  /** An absent field fails the mapping. Without it the parameter is left out, and the workflow's default applies. */
  readonly required?: boolean;
}

/** What Coze accepts as the name of a variable. */
const TARGET = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
const MAX_RULES = 200;
const MAX_POINTER_LENGTH = 1_000;
/** Characters of JSON. Larger texts belong into the workflow. */
const MAX_CONSTANT_LENGTH = 100_000;

/** @throws AppError MAPPING_INVALID that names the first rule that does not hold. */
export const parseRules = (input: unknown): ParameterRule[] => {
  if (!Array.isArray(input)) throw invalid("the parameters must be a list of rules", "参数必须是规则列表");
  if (input.length > MAX_RULES) throw invalid(`more than ${MAX_RULES} rules`, `规则超过 ${MAX_RULES} 条`);
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

const parseRule = (rule: unknown, index: number): ParameterRule => {
  if (!isJsonObject(rule)) throw invalidRule(index, "must be an object", "必须是对象");
  const { target, source, required = false } = rule;
  // __proto__ fits the pattern and is no variable of anybody.
  if (typeof target !== "string" || !TARGET.test(target) || target in Object.prototype) {
    throw invalidRule(
      index,
      "target must be a variable name: a letter or _, then up to 127 letters, digits or _",
      "target 必须是变量名：以字母或 _ 开头，后跟至多 127 个字母、数字或 _",
    );
  }
  if (typeof required !== "boolean") throw invalidRule(index, "required must be true or false", "required 必须是 true 或 false");
  return { target, source: parseSource(source, index), ...(required && { required }) };
};

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
  if (isJsonObject(source) && kind === "constant") {
    const value = source.value === undefined ? undefined : frozenConstant(source.value);
    if (value !== undefined) return { kind, value };
    throw invalidRule(
      index,
      `a constant needs a JSON value of at most ${MAX_CONSTANT_LENGTH} characters, without NUL or half of a character`,
      `常量必须是不超过 ${MAX_CONSTANT_LENGTH} 个字符的 JSON 值，且不含 NUL 或不完整的字符`,
    );
  }
  throw invalidRule(index, "source must be of kind field or constant", "source 的类型必须是 field 或 constant");
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

export interface MappedParameters {
  /** Deeply frozen, and no part of the form values. */
  readonly parameters: JsonObject;
  /** Targets left out because the form has no value for them, in the order of the rules. */
  readonly absent: readonly string[];
}

/** A `null` in the form is a value. @throws AppError MAPPING_FAILED when a required field is absent. */
export const applyMapping = (rules: readonly ParameterRule[], values: JsonObject): MappedParameters => {
  const found: [string, JsonValue][] = [];
  const absent: string[] = [];
  rules.forEach(({ target, source, required }, index) => {
    const value = source.kind === "constant" ? source.value : resolvePointer(values, source.pointer);
    if (value !== undefined) found.push([target, frozenCopy(value)]);
    else if (required) throw failed(index, target, source);
    else absent.push(target);
  });
  // fromEntries defines own properties whatever their names are.
  return { parameters: Object.freeze(Object.fromEntries(found)), absent };
};

const frozenCopy = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy)) as JsonValue[];
  if (typeof value !== "object" || value === null) return value;
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, frozenCopy(entry)])));
};

const invalid = (en: string, zh: string): AppError =>
  new AppError("MAPPING_INVALID", { params: { problem: { en: `${en}.`, zh: `${zh}。` } } });

const invalidRule = (index: number, en: string, zh: string): AppError =>
  invalid(`rule ${index + 1}: ${en}`, `第 ${index + 1} 条规则：${zh}`);

const failed = (index: number, target: string, source: ParameterSource): AppError => {
  const pointer = source.kind === "field" ? source.pointer : "";
  const problem: LocalText = {
    en: `rule ${index + 1} needs a value at ${pointer} for ${target}, and the form has none.`,
    zh: `第 ${index + 1} 条规则需要表单 ${pointer} 处的值作为 ${target}，但该值不存在。`,
  };
  return new AppError("MAPPING_FAILED", { params: { problem } });
};
