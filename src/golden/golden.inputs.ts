/** What admins send about golden cases, in the GraphQL schema. */
import { ArgsType, Field, ID, InputType, Int } from "type-graphql";
import { Cursor, Json, JsonObjectScalar } from "../graphql/scalars.js";
import type { JsonObject, JsonValue } from "../kernel/json.js";
import type { Expectation } from "./golden.js";
import { ExpectationKindEnum } from "./golden.types.js";

@InputType({ description: "What has to hold of an output." })
export class GoldenExpectationInput {
  @Field(() => ExpectationKindEnum, { description: "How it is compared." })
  kind!: Expectation["kind"];

  @Field(() => String, {
    nullable: true,
    description: "JSON Pointer to the part that is compared, e.g. `/summary`; absent = the whole output.",
  })
  pointer?: string | null;

  @Field(() => Json, { nullable: true, description: "For EXACT, SUBSET and NUMBER." })
  value?: JsonValue;

  @Field(() => JsonObjectScalar, { nullable: true, description: "For SCHEMA." })
  schema?: JsonObject | null;

  @Field(() => String, { nullable: true, description: "For PATTERN: a regular expression." })
  pattern?: string | null;

  @Field(() => Number, { nullable: true, description: "For NUMBER; absent = 0." })
  tolerance?: number | null;
}

@InputType({ description: "A golden case: a new one, or with `id` and `expectedRevision` a change of one." })
export class SaveGoldenCaseInput {
  @Field(() => ID, { nullable: true, description: "The case that is changed." })
  id?: string | null;

  @Field(() => Int, { nullable: true, description: "The revision you read. If it is no longer the current one, the change is refused." })
  expectedRevision?: number | null;

  @Field(() => ID, { description: "The ability." })
  abilityId!: string;

  @Field(() => String, { description: "Unique within its ability, at most 120 characters." })
  name!: string;

  @Field(() => JsonObjectScalar, { description: "Form values that fit the form, without secrets." })
  form!: JsonObject;

  @Field(() => [GoldenExpectationInput], { defaultValue: [], description: "All have to hold; none = it is enough that the call succeeds." })
  expectations!: GoldenExpectationInput[];
}

@InputType({ description: "Remove a golden case. Its results stay." })
export class DeleteGoldenCaseInput {
  @Field(() => ID, { description: "The case." })
  id!: string;

  @Field(() => Int, { description: "The revision you read. If it is no longer the current one, nothing is deleted." })
  expectedRevision!: number;
}

@InputType({ description: "Try all golden cases of an ability. Every case is a real call at the engine." })
export class RunGoldenCasesInput {
  @Field(() => ID, { description: "The ability." })
  abilityId!: string;

  @Field(() => ID, { nullable: true, description: "The version to try; absent = the open draft, or else the published one." })
  mappingId?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "Needed for abilities that do something in the world: every case does it again.",
  })
  includeSideEffecting!: boolean;
}

@ArgsType()
export class GoldenRunArgs {
  @Field(() => ID, { description: "The ability." })
  abilityId!: string;

  @Field(() => Int, { defaultValue: 20, description: "Page size, 1 to 100." })
  first!: number;

  @Field(() => Cursor, { nullable: true, description: "Continue behind this cursor." })
  after?: string;
}
