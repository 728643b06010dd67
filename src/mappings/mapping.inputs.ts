/** What admins send about mappings, in the GraphQL schema. */
import { Field, ID, InputType, Int } from "type-graphql";
import { Json } from "../graphql/scalars.js";
import type { JsonValue } from "../kernel/json.js";
import type { ProviderKind, RunMode } from "../providers/provider.js";
import type { ParameterType } from "./mapping.js";
import { ParameterTypeEnum, ProviderKindEnum, RunModeEnum } from "./mapping.types.js";
import { OutputRuleInput } from "./output-rule.types.js";

@InputType({ description: "How one workflow parameter gets its value: exactly one of `field`, `constant` and `expression`." })
export class ParameterRuleInput {
  @Field(() => String, { description: "Name of the workflow's input." })
  target!: string;

  @Field(() => String, { nullable: true, description: "JSON Pointer into the form value, e.g. `/traveller/name`." })
  field?: string | null;

  @Field(() => Json, { nullable: true, description: "A fixed value." })
  constant?: JsonValue;

  @Field(() => String, {
    nullable: true,
    description: "JSONata over `form`, `caller { id tenant roles }`, `ability { id key name }` and `now`, e.g. `form.nights * 2`.",
  })
  expression?: string | null;

  @Field(() => ParameterTypeEnum, { nullable: true, description: "What the value is converted to; absent = sent as it is." })
  type?: ParameterType | null;

  @Field(() => ParameterTypeEnum, { nullable: true, description: "For LIST: what its elements are converted to." })
  items?: ParameterType | null;

  @Field(() => Json, { nullable: true, description: "Sent when the source has no value." })
  default?: JsonValue;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "True: a call without a value and without default fails. False: the parameter is left out.",
  })
  required!: boolean;

  @Field(() => String, { nullable: true, description: 'JSONata, e.g. `form.kind = "boat"`; the rule is skipped where it is false.' })
  when?: string | null;
}

@InputType({ description: "A draft of an ability's mapping; it replaces the open draft, if there is one." })
export class SaveWorkflowMappingInput {
  @Field(() => ID, { description: "The ability." })
  abilityId!: string;

  @Field(() => ProviderKindEnum, { defaultValue: "COZE_WORKFLOW", description: "What does the work." })
  provider!: ProviderKind;

  @Field(() => String, { defaultValue: "default", description: "Named connection; `default` is the platform's service account." })
  connection!: string;

  @Field(() => ID, { description: "The engine's id of the workflow, chatflow or agent: digits." })
  workflowId!: string;

  @Field(() => RunModeEnum, { defaultValue: "STREAM", description: "How the engine is asked." })
  mode!: RunMode;

  @Field(() => [ParameterRuleInput], { description: "One rule per workflow parameter; what has no rule is not sent." })
  parameters!: ParameterRuleInput[];

  @Field(() => OutputRuleInput, {
    nullable: true,
    description: "What it makes of the engine's result; absent = nothing, it stays as it is.",
  })
  output?: OutputRuleInput | null;

  @Field(() => [String], {
    nullable: true,
    description:
      "JSON Pointers into the result, each to an address or a list of them: the files there are copied and kept, see `Invocation.outputFiles`.",
  })
  keepFiles?: string[] | null;

  @Field(() => Int, { nullable: true, description: "Longest run at the engine in milliseconds; null = the connection's." })
  timeoutMs?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "Revision of the draft you read, 0 = there was none; absent = replace whatever draft there is.",
  })
  expectedRevision?: number | null;
}

@InputType({ description: "Let a draft serve all calls from now on." })
export class PublishWorkflowMappingInput {
  @Field(() => ID, { description: "The draft." })
  id!: string;

  @Field(() => Int, { nullable: true, description: "Revision of the draft you looked at; absent = publish whatever it is now." })
  expectedRevision?: number | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      "Publish although the check found errors. Only where its source is not live: what the engine itself says cannot be overridden.",
  })
  overrideCheck!: boolean;
}

@InputType({ description: "Let a version that was published before serve all calls again." })
export class RollbackWorkflowMappingInput {
  @Field(() => ID, { description: "The ability." })
  abilityId!: string;

  @Field(() => Int, { description: "The version to go back to." })
  version!: number;
}
