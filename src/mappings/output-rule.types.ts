/** Rules for an ability's output in the GraphQL schema. */
import { Field, InputType, ObjectType, registerEnumType } from "type-graphql";
import { JsonObjectScalar } from "../graphql/scalars.js";
import type { JsonObject } from "../kernel/json.js";
import type { OutputRule } from "./output-rule.js";

export const OutputSourceEnum = { DATA: "DATA", TEXT: "TEXT", NODES: "NODES" } as const satisfies Record<
  OutputRule["from"],
  OutputRule["from"]
>;
registerEnumType(OutputSourceEnum, {
  name: "OutputSource",
  description: "What of the engine's output a rule looks at. More values may join.",
  valuesConfig: {
    DATA: { description: "The final output; text that is JSON is read as JSON." },
    TEXT: { description: "The final output as text." },
    NODES: { description: "An object with everything each node said while it ran, by the node's id." },
  },
});

export const RenderHintEnum = {
  TEXT: "TEXT",
  MARKDOWN: "MARKDOWN",
  JSON: "JSON",
  IMAGE: "IMAGE",
  FILE: "FILE",
  TABLE: "TABLE",
} as const satisfies Record<NonNullable<OutputRule["hint"]>, NonNullable<OutputRule["hint"]>>;
registerEnumType(RenderHintEnum, {
  name: "RenderHint",
  description: "How an output that a frontend has never seen may be shown. More values may join.",
  valuesConfig: {
    TEXT: { description: "Plain text." },
    MARKDOWN: { description: "Text in Markdown, not to be trusted with HTML." },
    JSON: { description: "Data, shown as it is." },
    IMAGE: { description: "Address of an image, or a list of them." },
    FILE: { description: "Address of a file, or a list of them." },
    TABLE: { description: "A list of objects with the same keys." },
  },
});

@ObjectType("OutputRule", { description: "What an ability makes of its engine's result. Permission: mapping:read." })
export class OutputRuleType {
  @Field(() => OutputSourceEnum, { description: "What it looks at." })
  from!: OutputRule["from"];

  @Field(() => String, { nullable: true, description: "JSON Pointer to the part that is taken." })
  field!: string | null;

  @Field(() => String, { nullable: true, description: "JSONata over `output` that computes it." })
  expression!: string | null;

  @Field(() => JsonObjectScalar, { nullable: true, description: "JSON Schema; a result that breaks it fails the invocation." })
  schema!: JsonObject | null;

  @Field(() => RenderHintEnum, { nullable: true, description: "How it may be shown." })
  hint!: OutputRule["hint"] | null;
}

@InputType({ description: "What an ability makes of its engine's result: at most one of `field` and `expression`; neither = all of it." })
export class OutputRuleInput {
  @Field(() => OutputSourceEnum, { defaultValue: "DATA", description: "What it looks at." })
  from!: OutputRule["from"];

  @Field(() => String, { nullable: true, description: "JSON Pointer to the part that is taken, e.g. `/answer/text`." })
  field?: string | null;

  @Field(() => String, { nullable: true, description: 'JSONata over `output`, e.g. `output.items.{"name": title}`.' })
  expression?: string | null;

  @Field(() => JsonObjectScalar, { nullable: true, description: "JSON Schema; a result that breaks it fails the invocation." })
  schema?: JsonObject | null;

  @Field(() => RenderHintEnum, { nullable: true, description: "How it may be shown." })
  hint?: OutputRule["hint"] | null;
}

export const presentOutputRule = ({ from, select, schema, hint }: OutputRule): OutputRuleType => ({
  from,
  field: select?.kind === "field" ? select.pointer : null,
  expression: select?.kind === "expression" ? select.expression : null,
  schema: schema ?? null,
  hint: hint ?? null,
});

/** Both of the two is left for `parseOutputRule` to refuse. */
export const toOutputRule = (input: OutputRuleInput | null | undefined): unknown => {
  if (!input) return null;
  const { from, field, expression, schema, hint } = input;
  const select = {
    ...(field != null && { kind: "field", pointer: field }),
    ...(expression != null && { kind: field == null ? "expression" : "both", expression }),
  };
  return { from, schema, hint, ...((field != null || expression != null) && { select }) };
};
