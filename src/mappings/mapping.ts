/**
 * Rules that turn form values into the parameters of a workflow: the same rules and context always give the same parameters, in the
 * order of the rules, sharing nothing with the form.
 */
import type { Expressions } from "../expressions/expressions.js";
import type { LocalText } from "../kernel/errors.js";
import type { JsonObject, JsonValue } from "../kernel/json.js";
import { resolvePointer } from "../kernel/json-pointer.js";
import { evaluateRules } from "./evaluated-rules.js";
import { failedRule, MESSAGES } from "./mapping-failures.js";
import { convertParameter, isEmptyValue, type ParameterType } from "./parameter-types.js";

export type { ParameterType } from "./parameter-types.js";

export type ParameterSource =
  /** A value of the form, by JSON Pointer; `""` is the whole form. */
  | { readonly kind: "field"; readonly pointer: string }
  | { readonly kind: "constant"; readonly value: JsonValue }
  /** JSONata over `form`, `caller`, `ability` and `now`: see `MappingContext`. */
  | { readonly kind: "expression"; readonly expression: string };

export interface ParameterRule {
  /** Name of the workflow's input. */
  readonly target: string;
  readonly source: ParameterSource;
  /** The type of the workflow's input: the value is converted as Coze would. Absent = sent as it is. */
  readonly type?: ParameterType;
  /** With type LIST: the type of its elements. */
  readonly items?: ParameterType;
  /** Sent when the source has no value; a `null` is a value. */
  readonly default?: JsonValue;
  /** No value and no default fails the mapping. Without it the parameter is left out, and the workflow's default applies. */
  readonly required?: boolean;
  /** Expression; when it is false, or has no value, the rule is skipped with all it says. */
  readonly when?: string;
}

/** What a mapping may read. Expressions see `now` as text: RFC 3339, UTC, milliseconds. */
export interface MappingContext {
  readonly form: JsonObject;
  readonly caller: { readonly id: string; readonly tenant: string; readonly roles: readonly string[] };
  readonly ability: { readonly id: string; readonly key: string; readonly name: string };
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What a mapping may read beside the form. */
export type CallContext = Omit<MappingContext, "form">;

/** DEFAULT: the rule's own. NONE: it is not sent. */
export const FED_BY = ["FIELD", "CONSTANT", "EXPRESSION", "DEFAULT", "NONE"] as const;
export type FedBy = (typeof FED_BY)[number];

/** How one parameter came about. */
export interface RuleTrace {
  readonly target: string;
  readonly fedBy: FedBy;
  readonly pointer?: string;
  readonly expression?: string;
  /** Absent when the value was of a fitting type already. `from`: string, number, boolean, object or list. */
  readonly converted?: { readonly from: string; readonly to: ParameterType };
  readonly dropped?: "ABSENT" | "CONDITION";
  readonly warning?: LocalText;
}

export interface MappedParameters {
  /** Deeply frozen, and no part of the form values. */
  readonly parameters: JsonObject;
  /** One per rule, in their order. */
  readonly trace: readonly RuleTrace[];
  /** Targets left out because there is no value for them, in the order of the rules. */
  readonly absent: readonly string[];
}

/** Whether the parameters depend on more than the form. */
export const readsContext = (rules: readonly ParameterRule[]): boolean =>
  rules.some(({ source, when }) => source.kind === "expression" || when !== undefined);

/**
 * A `null` in the form is a value. Without expressions nothing is waited for.
 * @throws AppError MAPPING_FAILED that names the rule and what it read; EXPRESSIONS_BUSY
 */
export const applyMapping = async (
  rules: readonly ParameterRule[],
  context: MappingContext,
  expressions: Expressions,
): Promise<MappedParameters> => {
  const evaluated = readsContext(rules) ? await evaluateRules(rules, context, expressions) : undefined;
  const found: [string, JsonValue][] = [];
  const trace = rules.map((rule, index): RuleTrace => {
    if (evaluated?.skipped.has(index)) return { target: rule.target, fedBy: "NONE", ...readBy(rule), dropped: "CONDITION" };
    const applied = appliedRule(rule, index, fedValue(rule, context.form, evaluated?.values.get(index)));
    if (applied.value !== undefined) found.push([rule.target, frozenCopy(applied.value)]);
    return applied.trace;
  });
  const absent = trace.filter(({ dropped }) => dropped === "ABSENT").map(({ target }) => target);
  // fromEntries defines own properties whatever their names are.
  return { parameters: Object.freeze(Object.fromEntries(found)), trace, absent };
};

const fedValue = ({ source }: ParameterRule, form: JsonObject, evaluated: JsonValue | undefined): JsonValue | undefined => {
  if (source.kind === "expression") return evaluated;
  return source.kind === "constant" ? source.value : resolvePointer(form, source.pointer);
};

interface Applied {
  readonly value?: JsonValue;
  readonly trace: RuleTrace;
}

const appliedRule = (rule: ParameterRule, index: number, found: JsonValue | undefined): Applied => {
  const { target } = rule;
  const value = found === undefined ? rule.default : found;
  const fedBy = found === undefined ? "DEFAULT" : FED_BY_SOURCE[rule.source.kind];
  const read = readBy(rule);
  if (value === undefined) {
    if (rule.required) throw failedRule(rule, index, MESSAGES.absent);
    return { trace: { target, fedBy: "NONE", ...read, dropped: "ABSENT" } };
  }
  const { type, items } = rule;
  const result = type === undefined ? { value } : convertParameter(value, { type, items });
  if (!result) throw failedRule(rule, index, MESSAGES.unconvertible(kindOf(value), type ?? "", items));
  const warning = result.warning ?? (isEmptyValue(result.value) ? MESSAGES.empty : undefined);
  const converted = type !== undefined && result.value !== value ? { from: kindOf(value), to: type } : undefined;
  // Most have nothing to tell: this runs for every parameter of every call.
  if (!converted && !warning) return { value: result.value, trace: { target, fedBy, ...read } };
  return { value: result.value, trace: { target, fedBy, ...read, ...(converted && { converted }), ...(warning && { warning }) } };
};

const FED_BY_SOURCE = { field: "FIELD", constant: "CONSTANT", expression: "EXPRESSION" } as const;

const readBy = ({ source }: ParameterRule): Pick<RuleTrace, "pointer" | "expression"> => {
  if (source.kind === "field") return { pointer: source.pointer };
  return source.kind === "expression" ? { expression: source.expression } : {};
};

const kindOf = (value: JsonValue): string => (Array.isArray(value) ? "list" : typeof value);

export const frozenCopy = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy)) as JsonValue[];
  if (typeof value !== "object" || value === null) return value;
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, frozenCopy(entry)])));
};
