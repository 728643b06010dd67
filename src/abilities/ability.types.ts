/** Abilities in the GraphQL schema, and the way from domain objects to them. */
import { createUnionType, Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { can } from "../auth/principal.js";
import type { RequestContext } from "../auth/request-context.js";
import { OperationRefused, PermissionDenied, ValidationFailed } from "../graphql/error.types.js";
import { connectionOf, Node } from "../graphql/node.types.js";
import { typenameOf } from "../graphql/outcome.js";
import { DateTime, JsonObjectScalar } from "../graphql/scalars.js";
import type { JsonObject } from "../kernel/json.js";
import { type Ability, type AbilityStatus, ANSWERERS, type Answerers, type SideEffects } from "./ability.js";

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

export const AnswerersEnum = Object.fromEntries(ANSWERERS.map((name) => [name, name])) as { [Name in Answerers]: Name };
registerEnumType(AnswerersEnum, {
  name: "Answerers",
  description: "Who may answer what a run asks.",
  valuesConfig: {
    CALLER: { description: "The person who invoked the ability, and operators." },
    OPERATORS: { description: "Operators only: an approval by somebody else." },
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

  @Field(() => Int, { nullable: true, description: "Calls of it at the engine at once, over all instances; null = no bound of its own." })
  maxConcurrency!: number | null;

  @Field(() => AnswerersEnum, { description: "Who may answer what a run asks." })
  answerers!: Answerers;

  @Field(() => Int, { nullable: true, description: "How long a question stays open, in milliseconds; null = the gateway's default." })
  answerExpiryMs!: number | null;

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
  maxConcurrency: ability.maxConcurrency,
  answerers: ability.answerers,
  answerExpiryMs: ability.answerExpiryMs,
  cozeWorkflowId: can(ctx.principal, "mapping:read") ? ability.cozeWorkflowId : null,
  revision: ability.revision,
  createdAt: ability.createdAt === null ? null : new Date(ability.createdAt),
  updatedAt: ability.updatedAt === null ? null : new Date(ability.updatedAt),
});

export const AbilityConnection = connectionOf("Ability", () => AbilityType);

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
