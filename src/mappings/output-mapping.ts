/** What an ability makes of its engine's result: a part of it or something computed from it, which has to fit a schema. */
import type { Expressions } from "../expressions/expressions.js";
import { type CompiledForm, compileForm } from "../forms/form.js";
import { type FieldProblem, type Language, type LocalText, messageOf } from "../kernel/errors.js";
import { isJsonObject, type JsonObject, type JsonValue, nestsDeeper, tryParseJson } from "../kernel/json.js";
import { resolvePointer } from "../kernel/json-pointer.js";
import type { OutputRule } from "./output-rule.js";

/** What the engine gave. */
export interface EngineOutput {
  /** Its final output: JSON, or text that may hold JSON. */
  readonly data: JsonValue;
  /** Everything each node said, by the node's id; asked for only where a rule reads it. */
  nodes(): Promise<JsonObject>;
}

export type MappedOutput = { readonly ok: true; readonly output: JsonValue } | { readonly ok: false; readonly problem: LocalText };

/** A rule's schema, compiled. */
export type OutputSchema = CompiledForm;

/** Under this name, because a form is an object and an output may be anything. */
const OUTPUT_FIELD = "output";

/** The bounds of a form's schema hold for this one too: no catastrophic pattern, no document from elsewhere. @throws AppError BAD_USER_INPUT */
export const compileOutputSchema = ({ $defs, $schema: _, ...schema }: JsonObject): OutputSchema =>
  compileForm({
    revision: 1,
    uiSchema: null,
    schema: { type: "object", required: [OUTPUT_FIELD], properties: { [OUTPUT_FIELD]: schema }, ...($defs !== undefined && { $defs }) },
  });

/** Larger than any form, because a result is not typed in by hand. */
const LIMITS = { maxBytes: 16_000_000, maxDepth: 200, maxNodes: 1_000_000 };

/** @param schema the rule's, compiled. @throws AppError EXPRESSIONS_BUSY */
export const applyOutputRule = async (
  rule: OutputRule,
  engine: EngineOutput,
  { expressions, schema }: { expressions: Pick<Expressions, "evaluate">; schema: OutputSchema | undefined },
): Promise<MappedOutput> => {
  const source = await sourceOf(rule, engine);
  const selected = await select(rule, source, expressions);
  if (!selected.ok || !schema) return selected;
  const problem = problemOf(schema, selected.output);
  return problem ? { ok: false, problem } : selected;
};

/** @returns how a value breaks a schema; nothing when it fits. @throws AppError BAD_USER_INPUT for a schema that is none. */
export const checkOutputSchema = (schema: JsonObject, value: JsonValue): LocalText | undefined =>
  problemOf(compileOutputSchema(schema), value);

const problemOf = (schema: OutputSchema, value: JsonValue): LocalText | undefined => {
  const result = schema.validate({ [OUTPUT_FIELD]: value }, LIMITS);
  if (result.ok) return undefined;
  const [first] = result.problems as [FieldProblem, ...FieldProblem[]];
  const place = first.path.slice(OUTPUT_FIELD.length + 1) || "/";
  return { en: `at ${place}: ${sentenceOf(first, "en")}`, zh: `${place} 处：${sentenceOf(first, "zh")}` };
};

const sentenceOf = ({ code, params, message }: FieldProblem, language: Language): string =>
  message?.[language] ?? messageOf(code, params ?? {}, language);

const sourceOf = async ({ from }: OutputRule, { data, nodes }: EngineOutput): Promise<JsonValue> => {
  if (from === "NODES") return nodes();
  if (from === "TEXT") return typeof data === "string" ? data : JSON.stringify(data);
  // Workflows that end in text often write JSON as that text.
  const parsed = typeof data === "string" ? tryParseJson(data) : undefined;
  if (!isJsonObject(parsed) && !Array.isArray(parsed)) return data;
  // Too deep to be written as JSON again: nobody meant that.
  return nestsDeeper(parsed, LIMITS.maxDepth) ? data : (parsed as JsonValue);
};

const select = async (
  { select: selection }: OutputRule,
  source: JsonValue,
  expressions: Pick<Expressions, "evaluate">,
): Promise<MappedOutput> => {
  if (!selection) return { ok: true, output: source };
  if (selection.kind === "field") {
    const found = resolvePointer(source, selection.pointer);
    if (found !== undefined) return { ok: true, output: found };
    const { pointer } = selection;
    return { ok: false, problem: { en: `the engine's output has nothing at ${pointer}`, zh: `引擎输出在 ${pointer} 处没有内容` } };
  }
  const [result] = await expressions.evaluate([selection.expression], { output: source });
  if (result?.ok === false) return { ok: false, problem: result.problem };
  if (result?.value !== undefined) return { ok: true, output: result.value };
  return { ok: false, problem: { en: "its expression gives no value", zh: "其表达式没有值" } };
};
