/** What a call sends, or sent, in the GraphQL schema: previews, explanations, and what an invocation was made of. */
import { createUnionType, Field, Int, ObjectType, registerEnumType } from "type-graphql";
import { enumOf } from "../graphql/enum.types.js";
import { AbilityUnavailable, ErrorCodeEnum, OperationRefused, PermissionDenied, ValidationFailed } from "../graphql/error.types.js";
import { typenameOf } from "../graphql/outcome.js";
import { Json, JsonObjectScalar } from "../graphql/scalars.js";
import type { Invocation } from "../invocations/invocation.js";
import { InvocationType } from "../invocations/invocation.types.js";
import type { ErrorCode } from "../kernel/error-codes.js";
import type { JsonObject, JsonValue } from "../kernel/json.js";
import type { RuleTrace } from "../mappings/mapping.js";
import { ParameterTypeEnum, WorkflowMappingType } from "../mappings/mapping.types.js";
import type { ParameterType } from "../mappings/parameter-types.js";
import { CALL_INPUTS, type CallInput, VERDICTS, type Verdict } from "./explain.js";

export const ParameterFeedEnum = enumOf(["FIELD", "CONSTANT", "EXPRESSION", "DEFAULT", "NONE"] as const);
registerEnumType(ParameterFeedEnum, {
  name: "ParameterFeed",
  description: "What gave a parameter its value. More values may join.",
  valuesConfig: {
    FIELD: { description: "A field of the form." },
    CONSTANT: { description: "A fixed value." },
    EXPRESSION: { description: "An expression." },
    DEFAULT: { description: "The rule's default: the form had no value." },
    NONE: { description: "Nothing: the parameter is left out." },
  },
});

export const ParameterDropEnum = enumOf(["ABSENT", "CONDITION"] as const);
registerEnumType(ParameterDropEnum, {
  name: "ParameterDrop",
  description: "Why a parameter is left out. More values may join.",
  valuesConfig: {
    ABSENT: { description: "There was no value for it." },
    CONDITION: { description: "The condition of its rule did not hold." },
  },
});

@ObjectType({ description: "A value that was turned into another type." })
export class ParameterConversion {
  @Field(() => String, { description: "What it was: string, number, boolean, object or list." })
  from!: string;

  @Field(() => ParameterTypeEnum, { description: "What it became." })
  to!: ParameterType;
}

@ObjectType({ description: "One rule at work." })
export class PayloadParameter {
  @Field(() => String, { description: "Name of the workflow's input." })
  target!: string;

  @Field(() => ParameterFeedEnum, { description: "What gave it its value." })
  fedBy!: RuleTrace["fedBy"];

  @Field(() => String, { nullable: true, description: "For FIELD: JSON Pointer into the form value." })
  field!: string | null;

  @Field(() => String, { nullable: true, description: "For EXPRESSION: its text." })
  expression!: string | null;

  @Field(() => Json, { nullable: true, description: "What is sent, secrets masked; null too where nothing is: see `dropped`." })
  value!: JsonValue;

  @Field(() => ParameterConversion, { nullable: true, description: "When the value was of another type." })
  converted!: ParameterConversion | null;

  @Field(() => ParameterDropEnum, { nullable: true, description: "Why nothing is sent, when nothing is." })
  dropped!: keyof typeof ParameterDropEnum | null;

  @Field(() => String, { nullable: true, description: "What looks doubtful about it, for people, in the caller's language." })
  warning!: string | null;
}

@ObjectType({ description: "A payload, and how it came about." })
export class CallPayload {
  @Field(() => String, {
    description:
      "JSON text of the parameters, to the byte as a workflow is sent it (UTF-8), unless `masked`; agents and chatflows are told its entries.",
  })
  text!: string;

  @Field(() => Boolean, { description: "True when secrets of the form were taken out of what is shown here." })
  masked!: boolean;

  @Field(() => String, { description: "Hex of the SHA-256 of the exact bytes, secrets included." })
  hash!: string;

  @Field(() => [PayloadParameter], { description: "Rule by rule." })
  parameters!: PayloadParameter[];
}

@ObjectType({ description: "Why a call would not be accepted as things stand." })
export class CallObstacle {
  @Field(() => ErrorCodeEnum, { description: "For programs." })
  code!: ErrorCode;

  @Field(() => String, { description: "For people, in the caller's language." })
  message!: string;
}

@ObjectType({ description: "What a call would send. Nothing was sent, and nothing was written." })
export class InvocationPreview {
  @Field(() => CallPayload, { description: "What the engine would get." })
  payload!: CallPayload;

  @Field(() => WorkflowMappingType, { description: "The version that was used: provider, connection, workflow, mode." })
  mapping!: WorkflowMappingType;

  @Field(() => JsonObjectScalar, {
    description: "The form values as a call would keep them: defaults filled in, hidden fields gone, secrets masked.",
  })
  form!: JsonObject;

  @Field(() => Int, { description: "Revision of the form they were checked by." })
  formRevision!: number;

  @Field(() => [String], { description: "JSON Pointers of values that were taken away because the form does not show them." })
  hiddenFields!: readonly string[];

  @Field(() => [String], { description: "JSON Pointers of values that came from the form's defaults." })
  defaultedFields!: readonly string[];

  @Field(() => [CallObstacle], { description: "Why a call like this would not be accepted now; empty = it would." })
  obstacles!: CallObstacle[];
}

export const PreviewInvocationResult = createUnionType({
  name: "PreviewInvocationResult",
  description: "The preview, or why there is none. Always ask for `... on DomainError { code message }`.",
  types: () => [InvocationPreview, ValidationFailed, AbilityUnavailable, PermissionDenied, OperationRefused] as const,
  resolveType: typenameOf,
});

export const ExplanationVerdictEnum = enumOf(VERDICTS);
registerEnumType(ExplanationVerdictEnum, {
  name: "ExplanationVerdict",
  description: "What came of building a payload again. More values may join.",
  valuesConfig: {
    EQUAL: { description: "The same bytes as were sent." },
    DIFFERENT: { description: "Other bytes than were sent: see `causes`." },
    NOT_REBUILT: { description: "It cannot be built any more: see `causes`." },
  },
});

export const CallInputEnum = enumOf(CALL_INPUTS);
registerEnumType(CallInputEnum, {
  name: "CallInput",
  description: "What a payload is built from. More values may join.",
  valuesConfig: {
    FORM: { description: "The form values." },
    SECRETS: { description: "Secrets of the form, which are sealed with a key of this gateway." },
    FILES: { description: "Files that the form names." },
    MAPPING_VERSION: { description: "The mapping version." },
    CONTEXT: { description: "What expressions read beside the form." },
    RULES: { description: "The rules, as they are evaluated now." },
    PARAMETERS: { description: "The parameters that were kept: what a repetition of the call would send." },
  },
});

@ObjectType({ description: "Something a payload is built from that is gone, or is not what it was." })
export class ExplanationCause {
  @Field(() => CallInputEnum, { description: "Which." })
  input!: CallInput;

  @Field(() => String, { description: "What is wrong with it, for people, in the caller's language." })
  message!: string;
}

@ObjectType({ description: "What an earlier call was made of, built again." })
export class InvocationExplanation {
  @Field(() => InvocationType, { description: "The call." })
  invocation!: InvocationType;

  @Field(() => ExplanationVerdictEnum, { description: "What came of it." })
  verdict!: Verdict;

  @Field(() => [ExplanationCause], { description: "Why it is not EQUAL; also what has changed without making a difference." })
  causes!: ExplanationCause[];

  @Field(() => CallPayload, { nullable: true, description: "The payload as it comes out now; null when it cannot be built." })
  payload!: CallPayload | null;

  @Field(() => [String], { description: "Names of parameters that come out otherwise than they were kept." })
  changedParameters!: readonly string[];
}

@ObjectType({ description: "What a call was made of. Permission: mapping:read." })
export class InvocationProvenance {
  /** For field resolvers; not a field of the schema. */
  source!: Invocation;

  @Field(() => Int, { description: "Revision of the form it was checked by." })
  formRevision!: number;

  @Field(() => Int, { description: "Version of the mapping that served it." })
  mappingVersion!: number;

  @Field(() => String, {
    nullable: true,
    description: "Fingerprint of the workflow's inputs as they were known then; null when they were not.",
  })
  engineFingerprint!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Hex of the SHA-256 of the payload's exact bytes; null for calls of earlier versions.",
  })
  payloadHash!: string | null;
}
