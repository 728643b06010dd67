/** The expressions of rules, evaluated: first the conditions, then the values of the rules that apply. */
import type { ExpressionContext, ExpressionResult, Expressions } from "../expressions/expressions.js";
import type { LocalText } from "../kernel/errors.js";
import { isJsonObject, type JsonValue } from "../kernel/json.js";
import type { MappingContext, ParameterRule } from "./mapping.js";
import { failedRule, MESSAGES } from "./mapping-failures.js";

export interface EvaluatedRules {
  /** Positions of rules whose condition does not hold. */
  readonly skipped: ReadonlySet<number>;
  /** By position of the rule. */
  readonly values: ReadonlyMap<number, JsonValue | undefined>;
}

interface Part {
  readonly index: number;
  readonly rule: ParameterRule;
  readonly expression: string;
}

/** @throws AppError MAPPING_FAILED, EXPRESSIONS_BUSY */
export const evaluateRules = async (
  rules: readonly ParameterRule[],
  context: MappingContext,
  expressions: Expressions,
): Promise<EvaluatedRules> => {
  const seen = seenBy(context);
  const conditions = rules.flatMap((rule, index): Part[] => (rule.when === undefined ? [] : [{ index, rule, expression: rule.when }]));
  const answers = await evaluate(conditions, CONDITION, () => expressions.evaluate(textsOf(conditions), seen));
  const skipped = new Set([...answers].filter(([, value]) => !holds(value)).map(([index]) => index));
  const parts = rules.flatMap((rule, index): Part[] =>
    rule.source.kind === "expression" && !skipped.has(index) ? [{ index, rule, expression: rule.source.expression }] : [],
  );
  return { skipped, values: await evaluate(parts, VALUE, () => expressions.evaluate(textsOf(parts), seen)) };
};

/** All that an expression can read. */
const seenBy = ({ form, caller, ability, now }: MappingContext): ExpressionContext => ({
  form,
  caller: { id: caller.id, tenant: caller.tenant, roles: [...caller.roles] },
  ability: { id: ability.id, key: ability.key, name: ability.name },
  now: new Date(now).toISOString(),
});

const textsOf = (parts: readonly Part[]): string[] => parts.map(({ expression }) => expression);

const CONDITION: LocalText = { en: "its condition", zh: "其条件" };
const VALUE: LocalText = { en: "its expression", zh: "其表达式" };

const evaluate = async (
  parts: readonly Part[],
  what: LocalText,
  ask: () => Promise<readonly ExpressionResult[]>,
): Promise<Map<number, JsonValue | undefined>> => {
  if (parts.length === 0) return new Map();
  const results = await ask();
  const values = new Map<number, JsonValue | undefined>();
  for (const [position, { index, rule }] of parts.entries()) {
    const result = results[position];
    // What came after a culprit is not to blame; the culprit stands before it.
    if (result?.ok === false) throw failedRule(rule, index, MESSAGES.failed(what, result.problem));
    values.set(index, result?.value);
  }
  return values;
};

/** As JSONata's own `$boolean`: nothing, `null`, 0, `""`, `{}` and lists without anything that holds are false. */
const holds = (value: JsonValue | undefined): boolean => {
  if (Array.isArray(value)) return value.some(holds);
  return isJsonObject(value) ? Object.keys(value).length > 0 : Boolean(value);
};
