/** What an ability makes of its engine's result, by the rule of the mapping version that served the call. */
import type { Expressions } from "../expressions/expressions.js";
import type { Invocation } from "../invocations/invocation.js";
import type { InvocationStore } from "../invocations/invocation.store.js";
import { AppError } from "../kernel/errors.js";
import type { JsonObject, JsonValue } from "../kernel/json.js";
import type { MappingService } from "../mappings/mapping.service.js";
import { applyOutputRule, compileOutputSchema, type OutputSchema } from "../mappings/output-mapping.js";
import type { OutputRule } from "../mappings/output-rule.js";

export interface Results {
  /**
   * The engine's own output where the mapping says nothing about it. Everything the engine said before has to be written.
   * @throws AppError OUTPUT_INVALID, or SERVICE_UNAVAILABLE while the database is away.
   */
  of(invocation: Invocation, output: JsonValue): Promise<JsonValue>;
  /** Whether anything has to be made of it at all. */
  ruleOf(invocation: Invocation): Promise<OutputRule | null>;
}

export interface ResultsDeps {
  readonly mappings: Pick<MappingService, "outputRule">;
  readonly expressions: Pick<Expressions, "evaluate">;
  readonly store: Pick<InvocationStore, "events">;
}

/** Compiled schemas kept; the oldest makes room. */
const MAX_SCHEMAS = 500;
const EVENTS_AT_ONCE = 1_000;

export const createResults = ({ mappings, expressions, store }: ResultsDeps): Results => {
  const schemas = new Map<string, OutputSchema>();
  const schemaOf = (mappingId: string, schema: JsonObject): OutputSchema => {
    const compiled = schemas.get(mappingId) ?? compileOutputSchema(schema);
    schemas.set(mappingId, compiled);
    const [oldest] = schemas.keys();
    if (schemas.size > MAX_SCHEMAS && oldest !== undefined) schemas.delete(oldest);
    return compiled;
  };
  const ruleOf = (invocation: Invocation) => mappings.outputRule(invocation.mappingId);
  return {
    ruleOf,
    async of(invocation, output) {
      const rule = await ruleOf(invocation);
      if (!rule) return output;
      const engine = { data: output, nodes: () => nodesOf(store, invocation.id) };
      const schema = rule.schema && schemaOf(invocation.mappingId, rule.schema);
      const mapped = await applyOutputRule(rule, engine, { expressions, schema });
      if (mapped.ok) return mapped.output;
      const { en, zh } = mapped.problem;
      throw new AppError("OUTPUT_INVALID", { params: { problem: { en: `${en}.`, zh: `${zh}。` } } });
    },
  };
};

/** From the log, because another worker may have heard the beginning. */
const nodesOf = async (store: ResultsDeps["store"], invocationId: string): Promise<JsonObject> => {
  const texts = new Map<string, string[]>();
  for (let after = 0; ; ) {
    const [events = []] = await store.events([{ invocationId, after, limit: EVENTS_AT_ONCE }]);
    for (const { body } of events) {
      // What was said before the work began again counts no longer.
      if (body.type === "state" && body.restarted) texts.clear();
      if (body.type !== "output") continue;
      const said = texts.get(body.nodeId);
      if (said) said.push(body.text);
      else texts.set(body.nodeId, [body.text]);
    }
    const last = events.at(-1);
    if (!last || events.length < EVENTS_AT_ONCE) break;
    after = last.sequence;
  }
  return Object.fromEntries([...texts].map(([nodeId, pieces]) => [nodeId, pieces.join("")]));
};
