/** The comparison of two invocations in the GraphQL schema. */
import { Field, Int, ObjectType, registerEnumType } from "type-graphql";
import { Json } from "../graphql/scalars.js";
import type { JsonValue } from "../kernel/json.js";
import type { JsonChange } from "../kernel/json-diff.js";
import { enumOf, InvocationStatusEnum, InvocationType } from "./invocation.types.js";
import type { InvocationStatus } from "./lifecycle.js";

export const ChangeKindEnum = enumOf(["ADDED", "REMOVED", "CHANGED"] as const);
registerEnumType(ChangeKindEnum, {
  name: "ChangeKind",
  description: "What happened at a place.",
  valuesConfig: {
    ADDED: { description: "Only the newer value has it." },
    REMOVED: { description: "Only the older value has it." },
    CHANGED: { description: "Both have it, with different values." },
  },
});

@ObjectType({ description: "A place at which two JSON values differ." })
export class ValueChange {
  @Field(() => String, { description: "JSON Pointer, e.g. `/address/city`; empty = the whole value." })
  pointer!: string;

  @Field(() => ChangeKindEnum, { description: "What happened." })
  kind!: JsonChange["kind"];

  @Field(() => Json, { nullable: true, description: "The older value there." })
  before!: JsonValue;

  @Field(() => Json, { nullable: true, description: "The newer value there." })
  after!: JsonValue;

  @Field(() => Boolean, {
    description: "True when a value of more than 4000 characters of JSON was left out; the invocations have it whole.",
  })
  clipped!: boolean;
}

@ObjectType({ description: "How two JSON values differ." })
export class ValueDiff {
  @Field(() => [ValueChange], { description: "Place by place; at most 100." })
  changes!: ValueChange[];

  @Field(() => Boolean, { description: "True when there are more." })
  truncated!: boolean;
}

@ObjectType({ description: "Two statuses." })
export class StatusPair {
  @Field(() => InvocationStatusEnum, { description: "Of the older invocation." })
  before!: InvocationStatus;

  @Field(() => InvocationStatusEnum, { description: "Of the newer invocation." })
  after!: InvocationStatus;
}

@ObjectType({ description: "Two numbers; null where there is none." })
export class NumberPair {
  @Field(() => Int, { nullable: true, description: "Of the older invocation." })
  before!: number | null;

  @Field(() => Int, { nullable: true, description: "Of the newer invocation." })
  after!: number | null;
}

@ObjectType({ description: "What differs between an older invocation and this one." })
export class InvocationDiff {
  @Field(() => InvocationType, { description: "The older one." })
  before!: InvocationType;

  @Field(() => ValueDiff, { description: "Form values." })
  input!: ValueDiff;

  @Field(() => ValueDiff, { nullable: true, description: "What the engine was sent. Permission: mapping:read; null for others." })
  parameters!: ValueDiff | null;

  @Field(() => ValueDiff, { description: "Results." })
  output!: ValueDiff;

  @Field(() => StatusPair, { description: "How they stand." })
  status!: StatusPair;

  @Field(() => NumberPair, { description: "Milliseconds from acceptance to the end." })
  durationMs!: NumberPair;

  @Field(() => NumberPair, { description: "All tokens the engine counted." })
  totalTokens!: NumberPair;
}
