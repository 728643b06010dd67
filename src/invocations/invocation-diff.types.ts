/** The comparison of two invocations in the GraphQL schema. */
import { Field, Int, ObjectType } from "type-graphql";
import { ValueDiff } from "../graphql/value-diff.types.js";
import { InvocationStatusEnum, InvocationType } from "./invocation.types.js";
import type { InvocationStatus } from "./lifecycle.js";

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
