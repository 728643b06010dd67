/** Arguments of the catalogue's fields in the GraphQL schema. */
import { Field, ID, InputType, Int } from "type-graphql";
import { JsonObjectScalar } from "../graphql/scalars.js";
import type { JsonObject } from "../kernel/json.js";
import type { AbilityStatus, Answerers, SideEffects } from "./ability.js";
import { AbilityStatusEnum, AnswerersEnum, SideEffectsEnum } from "./ability.types.js";

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

  @Field(() => Int, { nullable: true, description: "Calls of this ability at the engine at once, over all instances; null = no bound." })
  maxConcurrency?: number | null;

  @Field(() => AnswerersEnum, { defaultValue: "CALLER", description: "Who may answer what a run asks." })
  answerers!: Answerers;

  @Field(() => Int, {
    nullable: true,
    description: "How long a question of a run stays open, in milliseconds of whole seconds, up to 24 days; null = the gateway's default.",
  })
  answerExpiryMs?: number | null;

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

  @Field(() => Int, { nullable: true, description: "Calls of this ability at the engine at once, over all instances; null = no bound." })
  maxConcurrency?: number | null;

  @Field(() => AnswerersEnum, { nullable: true, description: "Who may answer what a run asks." })
  answerers?: Answerers;

  @Field(() => Int, {
    nullable: true,
    description: "How long a question of a run stays open, in milliseconds of whole seconds, up to 24 days; null = the gateway's default.",
  })
  answerExpiryMs?: number | null;

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
