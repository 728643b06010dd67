/** Golden cases in the GraphQL schema. */
import { createUnionType, Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { enumOf } from "../graphql/enum.types.js";
import { OperationRefused, PermissionDenied, ValidationFailed } from "../graphql/error.types.js";
import { connectionOf, Node } from "../graphql/node.types.js";
import { typenameOf } from "../graphql/outcome.js";
import { DateTime, Json, JsonObjectScalar } from "../graphql/scalars.js";
import { InvocationType } from "../invocations/invocation.types.js";
import type { JsonObject, JsonValue } from "../kernel/json.js";
import { EXPECTATION_KINDS, type Expectation, type GoldenCase, type GoldenRun, VERDICTS, type Verdict } from "./golden.js";

export const ExpectationKindEnum = enumOf(EXPECTATION_KINDS);
registerEnumType(ExpectationKindEnum, {
  name: "ExpectationKind",
  description: "How an output is compared. More values may join.",
  valuesConfig: {
    EXACT: { description: "Equal to `value`." },
    SUBSET: { description: "Everything in `value` is there, in objects at any depth; lists have the same length." },
    SCHEMA: { description: "Fits the JSON Schema `schema`." },
    PATTERN: { description: "Text that the regular expression `pattern` matches somewhere." },
    NUMBER: { description: "A number at most `tolerance` away from `value`." },
  },
});

export const VerdictEnum = enumOf(VERDICTS);
registerEnumType(VerdictEnum, {
  name: "GoldenVerdict",
  description: "How tried cases stand. More values may join.",
  valuesConfig: {
    RUNNING: { description: "Not all of it has ended." },
    PASSED: { description: "As expected." },
    FAILED: { description: "Not as expected, or it did not end well." },
  },
});

@ObjectType({ description: "What has to hold of an output." })
export class GoldenExpectation {
  @Field(() => ExpectationKindEnum, { description: "How it is compared." })
  kind!: Expectation["kind"];

  @Field(() => String, { nullable: true, description: "JSON Pointer to the part that is compared; null = the whole output." })
  pointer!: string | null;

  @Field(() => Json, { nullable: true, description: "For EXACT, SUBSET and NUMBER." })
  value!: JsonValue;

  @Field(() => JsonObjectScalar, { nullable: true, description: "For SCHEMA." })
  schema!: JsonObject | null;

  @Field(() => String, { nullable: true, description: "For PATTERN." })
  pattern!: string | null;

  @Field(() => Number, { nullable: true, description: "For NUMBER." })
  tolerance!: number | null;
}

@ObjectType("GoldenCase", { implements: Node, description: "An input whose result is known. Permission: mapping:read." })
export class GoldenCaseType extends Node {
  @Field(() => ID, { description: "The ability." })
  abilityId!: string;

  @Field(() => String, { description: "Unique within its ability." })
  name!: string;

  @Field(() => JsonObjectScalar, { description: "Form values, without secrets." })
  form!: JsonObject;

  @Field(() => [GoldenExpectation], { description: "All have to hold; none = it is enough that the call succeeds." })
  expectations!: GoldenExpectation[];

  @Field(() => Int, { description: "Rises with every change; send it back as `expectedRevision`." })
  revision!: number;

  @Field(() => DateTime, { description: "When it was last changed." })
  updatedAt!: Date;
}

@ObjectType({ description: "A case that was tried." })
export class GoldenResult {
  @Field(() => ID, { description: "The case; it may be gone." })
  caseId!: string;

  @Field(() => String, { description: "Its name when it was tried." })
  name!: string;

  @Field(() => VerdictEnum, { description: "How it stands." })
  verdict!: Verdict;

  @Field(() => [String], { description: "What does not hold, for people." })
  problems!: string[];

  @Field(() => InvocationType, { nullable: true, description: "The call; null when none was begun, or it is gone." })
  invocation!: InvocationType | null;
}

@ObjectType("GoldenRun", {
  implements: Node,
  description: "The cases of an ability tried on one version of its mapping. Permission: mapping:read.",
})
export class GoldenRunType extends Node {
  /** The domain object, for field resolvers; not a field of the schema. */
  source!: GoldenRun;

  @Field(() => ID, { description: "The ability." })
  abilityId!: string;

  @Field(() => ID, { description: "The mapping." })
  mappingId!: string;

  @Field(() => Int, { description: "Its version." })
  mappingVersion!: number;

  @Field(() => Int, { description: "Its revision when it was tried: a draft may have changed since." })
  mappingRevision!: number;

  @Field(() => String, { description: "Who began it." })
  startedBy!: string;

  @Field(() => DateTime, { description: "When it was begun." })
  createdAt!: Date;
}

export const GoldenRunConnection = connectionOf("GoldenRun", () => GoldenRunType);

const payload = <Value extends object>(name: string, field: string, type: () => new () => Value) => {
  @ObjectType(name, { description: `The outcome: \`${field}\`.` })
  class Payload {
    @Field(() => type(), { name: field, description: "As it stands." })
    value!: Value;
  }
  return Payload;
};

const SaveGoldenCasePayload = payload("SaveGoldenCasePayload", "goldenCase", () => GoldenCaseType);
const DeleteGoldenCasePayload = payload("DeleteGoldenCasePayload", "goldenCase", () => GoldenCaseType);
const RunGoldenCasesPayload = payload("RunGoldenCasesPayload", "run", () => GoldenRunType);

export const SaveGoldenCaseResult = createUnionType({
  name: "SaveGoldenCaseResult",
  description: "The case, or why it was not saved. Always ask for `... on DomainError { code message }`.",
  types: () => [SaveGoldenCasePayload, ValidationFailed, OperationRefused, PermissionDenied] as const,
  resolveType: typenameOf,
});
export const DeleteGoldenCaseResult = createUnionType({
  name: "DeleteGoldenCaseResult",
  description: "The case as it was, or why it was not deleted. Always ask for `... on DomainError { code message }`.",
  types: () => [DeleteGoldenCasePayload, OperationRefused, PermissionDenied] as const,
  resolveType: typenameOf,
});
export const RunGoldenCasesResult = createUnionType({
  name: "RunGoldenCasesResult",
  description: "What was begun, or why nothing was. Always ask for `... on DomainError { code message }`.",
  types: () => [RunGoldenCasesPayload, OperationRefused, PermissionDenied] as const,
  resolveType: typenameOf,
});

export const presentCase = ({ id, abilityId, name, form, expectations, revision, updatedAt }: GoldenCase) => ({
  __typename: "GoldenCase" as const,
  ...{ id, abilityId, name, form, revision, updatedAt: new Date(updatedAt) },
  expectations: expectations.map((one): GoldenExpectation => ({ ...NOTHING, ...one })),
});

const NOTHING = { pointer: null, value: null, schema: null, pattern: null, tolerance: null };

export const presentRun = (run: GoldenRun): GoldenRunType & { __typename: "GoldenRun" } => {
  const { id, abilityId, mappingId, mappingVersion, mappingRevision, startedBy } = run;
  const at = new Date(run.createdAt);
  return { __typename: "GoldenRun", source: run, id, abilityId, mappingId, mappingVersion, mappingRevision, startedBy, createdAt: at };
};
