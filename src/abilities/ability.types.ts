/** Abilities in the GraphQL schema, and the way from domain objects to them. */
import { createUnionType, Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { can } from "../auth/principal.js";
import type { RequestContext } from "../auth/request-context.js";
import { OperationRefused, PermissionDenied, ValidationFailed } from "../graphql/error.types.js";
import { connectionOf, Node } from "../graphql/node.types.js";
import { typenameOf } from "../graphql/outcome.js";
import { DateTime, JsonObjectScalar } from "../graphql/scalars.js";
import type { JsonObject } from "../kernel/json.js";
import { type Ability, type AbilityStatus, type SideEffects } from "./ability.js";

export const AbilityStatusEnum = { DRAFT: "DRAFT", ACTIVE: "ACTIVE", PAUSED: "PAUSED", RETIRED: "RETIRED" } as const satisfies Record<
  AbilityStatus,
  AbilityStatus
>;
registerEnumType(AbilityStatusEnum, {
  name: "AbilityStatus",
  description: "Whether an ability can be invoked. More values may join.",
  valuesConfig: {
    DRAFT: { description: "Not published yet; seen by operators and admins only." },
    ACTIVE: { description: "Can be invoked." },
    PAUSED: { description: "Calls are refused until it is activated again." },
    RETIRED: { description: "Gone for good; its history stays." },
  },
});

export const SideEffectsEnum = {
  READ_ONLY: "READ_ONLY",
  IDEMPOTENT: "IDEMPOTENT",
  SIDE_EFFECTING: "SIDE_EFFECTING",
} as const satisfies Record<SideEffects, SideEffects>;
registerEnumType(SideEffectsEnum, {
  name: "SideEffects",
  description: "What a second run of the same call would do. Decides whether a lost call may be run again.",
  valuesConfig: {
    READ_ONLY: { description: "Nothing: it only reads and computes." },
    IDEMPOTENT: { description: "The same as one run." },
    SIDE_EFFECTING: { description: "Something twice: never repeated unasked." },
  },
});

@ObjectType({ description: "The form an ability is invoked with." })
export class AbilityForm {
  @Field(() => Int, { description: "Rises with every change; send it back as `formRevision` to be told when the form changed." })
  revision!: number;

  @Field(() => JsonObjectScalar, { description: "JSON Schema 2020-12 of the form values, labels in the caller's language." })
  schema!: JsonObject;

  @Field(() => JsonObjectScalar, { nullable: true, description: "UI schema in react-jsonschema-form's conventions." })
  uiSchema!: JsonObject | null;
}

@ObjectType("Ability", { implements: Node, description: "Something users can have done. Permission: ability:read; drafts: mapping:read." })
export class AbilityType extends Node {
  /** The domain object, for field resolvers; not a field of the schema. */
  source!: Ability;

  @Field(() => String, { description: "Stable name for programs, e.g. `write-text`." })
  key!: string;

  @Field(() => String, { description: "Name for people." })
  name!: string;

  @Field(() => String, { nullable: true, description: "What it does." })
  description!: string | null;

  @Field(() => String, { nullable: true, description: "Where it belongs in a catalogue." })
  category!: string | null;

  @Field(() => [String], { description: "Free labels." })
  tags!: readonly string[];

  @Field(() => AbilityStatusEnum, { description: "Whether it can be invoked." })
  status!: AbilityStatus;

  @Field(() => SideEffectsEnum, { description: "What a second run would do." })
  sideEffects!: SideEffects;

  @Field(() => Int, { nullable: true, description: "Longest time a call may take, in milliseconds; null = the gateway's default." })
  deadlineMs!: number | null;

  @Field(() => ID, { nullable: true, description: "Target of the published mapping. Permission: mapping:read; null for others." })
  cozeWorkflowId!: string | null;

  @Field(() => Int, { description: "Rises with every change; send it back as `expectedRevision`." })
  revision!: number;

  @Field(() => DateTime, { nullable: true, description: "When it was created; null for abilities older than the gateway." })
  createdAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: "When it last changed." })
  updatedAt!: Date | null;
}

export const presentAbility = (ctx: RequestContext, ability: Ability): AbilityType & { __typename: "Ability" } => ({
  __typename: "Ability",
  source: ability,
  id: ability.id,
  key: ability.key,
  name: ability.name,
  description: ability.description,
  category: ability.category,
  tags: ability.tags,
  status: ability.status,
  sideEffects: ability.sideEffects,
  deadlineMs: ability.deadlineMs,
  cozeWorkflowId: can(ctx.principal, "mapping:read") ? ability.cozeWorkflowId : null,
  revision: ability.revision,
  createdAt: ability.createdAt === null ? null : new Date(ability.createdAt),
  updatedAt: ability.updatedAt === null ? null : new Date(ability.updatedAt),
});

export const AbilityConnection = connectionOf("Ability", () => AbilityType);

@InputType({ description: "Narrows a list of abilities; absent = any." })
export class AbilityFilter {
  @Field(() => [AbilityStatusEnum], { nullable: true, description: "One of these statuses." })
  statuses?: AbilityStatus[];

  @Field(() => [String], { nullable: true, description: "One of these categories." })
  categories?: string[];

  @Field(() => String, { nullable: true, description: "Part of the key or the name." })
  search?: string;
}

@InputType({ description: "A form: JSON Schema of the values, and how to show it." })
export class AbilityFormInput {
  @Field(() => JsonObjectScalar, {
    description:
      'JSON Schema 2020-12 with an object at the root, e.g. `{"type":"object","required":["topic"],"properties":{"topic":{"type":"string"}}}`.',
  })
  schema!: JsonObject;

  @Field(() => JsonObjectScalar, { nullable: true, description: 'UI schema, e.g. `{"topic":{"ui:widget":"textarea"}}`.' })
  uiSchema?: JsonObject | null;
}

@InputType({ description: "A new ability. It starts as a draft; publishing a mapping makes it active." })
export class CreateAbilityInput {
  @Field(() => String, { description: "Lower-case letters, digits and dashes, starting with a letter; never changes." })
  key!: string;

  @Field(() => String, { description: "Name for people." })
  name!: string;

  @Field(() => String, { nullable: true, description: "What it does." })
  description?: string | null;

  @Field(() => String, { nullable: true, description: "Where it belongs in a catalogue." })
  category?: string | null;

  @Field(() => [String], { nullable: true, description: "Free labels." })
  tags?: string[];

  @Field(() => SideEffectsEnum, {
    defaultValue: "SIDE_EFFECTING",
    description: "What a second run would do; the default is the careful one.",
  })
  sideEffects!: SideEffects;

  @Field(() => Int, { nullable: true, description: "Longest time a call may take, in milliseconds." })
  deadlineMs?: number | null;

  @Field(() => AbilityFormInput, { nullable: true, description: "The form; absent = one without fields." })
  form?: AbilityFormInput;
}

@InputType({ description: "Changes to an ability; what is absent stays." })
export class UpdateAbilityInput {
  @Field(() => ID, { description: "The ability." })
  id!: string;

  @Field(() => Int, { description: "The revision you read. If it is no longer the current one, the change is refused." })
  expectedRevision!: number;

  @Field(() => String, { nullable: true, description: "Name for people." })
  name?: string;

  @Field(() => String, { nullable: true, description: "What it does; null removes it." })
  description?: string | null;

  @Field(() => String, { nullable: true, description: "Where it belongs in a catalogue; null removes it." })
  category?: string | null;

  @Field(() => [String], { nullable: true, description: "Free labels; replaces all." })
  tags?: string[];

  @Field(() => SideEffectsEnum, { nullable: true, description: "What a second run would do." })
  sideEffects?: SideEffects;

  @Field(() => Int, { nullable: true, description: "Longest time a call may take, in milliseconds; null = the gateway's default." })
  deadlineMs?: number | null;

  @Field(() => AbilityFormInput, { nullable: true, description: "The whole form; a change makes a new form revision." })
  form?: AbilityFormInput;
}

@InputType({ description: "Refuse calls until the ability is activated again." })
export class PauseAbilityInput {
  @Field(() => ID, { description: "The ability." })
  id!: string;
}

@InputType({ description: "Accept calls (again)." })
export class ActivateAbilityInput {
  @Field(() => ID, { description: "The ability." })
  id!: string;
}

@InputType({ description: "Take the ability out of service for good." })
export class RetireAbilityInput {
  @Field(() => ID, { description: "The ability." })
  id!: string;
}

/** One payload type per mutation (rule 1); all return the changed object (rule 2). */
const abilityPayload = (name: string) => {
  @ObjectType(name, { description: "The ability as it is now." })
  class AbilityPayload {
    @Field(() => AbilityType, { description: "The ability." })
    ability!: AbilityType;
  }
  return createUnionType({
    name: name.replace("Payload", "Result"),
    description: "The changed ability, or why it was not changed. Always ask for `... on DomainError { code message }`.",
    types: () => [AbilityPayload, ValidationFailed, OperationRefused, PermissionDenied] as const,
    resolveType: typenameOf,
  });
};

export const CreateAbilityResult = abilityPayload("CreateAbilityPayload");
export const UpdateAbilityResult = abilityPayload("UpdateAbilityPayload");
export const PauseAbilityResult = abilityPayload("PauseAbilityPayload");
export const ActivateAbilityResult = abilityPayload("ActivateAbilityPayload");
export const RetireAbilityResult = abilityPayload("RetireAbilityPayload");
