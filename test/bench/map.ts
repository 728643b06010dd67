/** What a form of thirty fields costs per call, before anything is written: validated and mapped, beside the bare Ajv call. */
import { Ajv2020 } from "ajv/dist/2020.js";
import { createExpressions } from "../../src/expressions/expression-processes.js";
import { compileForm } from "../../src/forms/form.js";
import type { JsonObject } from "../../src/kernel/json.js";
import { applyMapping, type ParameterRule } from "../../src/mappings/mapping.js";
import { type Bench, quantile, round, say } from "./part.js";

const FIELDS = 30;
/** Calls per sample, so that a sample is long beside the clock's resolution. */
const BATCH = 200;

const names = Array.from({ length: FIELDS }, (_, n) => `field_${n}`);
const KINDS = [
  { schema: { type: "string", minLength: 1, maxLength: 200 }, value: "The tides of Saint-Malo" },
  { schema: { type: "integer", minimum: 0, maximum: 1_000 }, value: 80 },
  { schema: { type: "boolean" }, value: true },
  { schema: { type: "string", enum: ["calm", "lively"] }, value: "calm" },
  { schema: { type: "array", items: { type: "string" }, maxItems: 10 }, value: ["Brest", "Vannes"] },
] as const;
const kindOf = (index: number) => KINDS[index % KINDS.length] ?? KINDS[0];

const schema = {
  ...{ type: "object", additionalProperties: false, required: names },
  properties: Object.fromEntries(names.map((name, index) => [name, kindOf(index).schema])),
} as unknown as JsonObject;
const values = Object.fromEntries(names.map((name, index) => [name, kindOf(index).value])) as unknown as JsonObject;

const fieldRules = names.map((name): ParameterRule => ({ target: name, source: { kind: "field", pointer: `/${name}` }, required: true }));
const typedRules = fieldRules.map((rule): ParameterRule => ({ ...rule, type: "STRING" }));
const expressionRules = names.map(
  (name): ParameterRule => ({ target: name, source: { kind: "expression", expression: `$string(form.${name})` } }),
);

const context = {
  ...{ form: values, caller: { id: "u", tenant: "t", roles: ["user"] } },
  ...{ ability: { id: "abl_1", key: "bench", name: "Bench" }, now: Date.now() },
};

export const map = async (bench: Bench): Promise<void> => {
  say(`map: a form of ${FIELDS} fields, validated and mapped`);
  const raw = new Ajv2020({ allErrors: true }).compile(schema);
  const form = compileForm({ schema, uiSchema: null, revision: 1 });
  // Of the bench's own: what is measured is the way there and back, not a limit.
  const expressions = createExpressions({ timeoutMs: 60_000 });
  bench.undo.push(() => expressions.close());
  const validated = (): JsonObject => {
    const result = form.validate(values);
    if (!result.ok) throw new Error("the bench's form does not take its own values");
    return result.values;
  };
  const call = (rules: readonly ParameterRule[]) => async () => {
    await applyMapping(rules, { ...context, form: validated() }, expressions);
  };
  const bare = await perCall(bench, () => raw(values));
  const beside = `bare Ajv ${round(bare.median)} µs`;
  const row = (measure: string, { median, p99 }: Spread, against: string): void => {
    bench.rows.push({ measure, value: median, unit: "µs", beside: `${against}; p99 ${round(p99)} µs` });
  };
  row(`validate, ${FIELDS} fields`, await perCall(bench, validated), beside);
  row(`validate and map, ${FIELDS} fields`, await perCall(bench, call(fieldRules)), beside);
  row(`validate and map, ${FIELDS} fields converted to text`, await perCall(bench, call(typedRules)), beside);
  row(
    "validate and map, 1 expression among them",
    await perCall(bench, call([...fieldRules.slice(1), ...expressionRules.slice(0, 1)]), 1),
    beside,
  );
  row(`validate and map, ${FIELDS} expressions`, await perCall(bench, call(expressionRules), 1), beside);
};

interface Spread {
  readonly median: number;
  readonly p99: number;
}

/** Microseconds per call, over samples of `batch` calls after a warm-up of a quarter of the time. */
const perCall = async (bench: Bench, work: () => unknown, batch = BATCH): Promise<Spread> => {
  const sample = async (): Promise<number> => {
    const began = performance.now();
    for (let n = 0; n < batch; n++) await work();
    return ((performance.now() - began) * 1_000) / batch;
  };
  const during = async (ms: number): Promise<number[]> => {
    const samples: number[] = [];
    for (const until = performance.now() + ms; performance.now() < until; ) samples.push(await sample());
    return samples;
  };
  await during(bench.seconds * 125);
  const samples = await during(bench.seconds * 375);
  return { median: quantile(samples, 0.5), p99: quantile(samples, 0.99) };
};
