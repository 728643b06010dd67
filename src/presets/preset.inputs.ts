/** What admins send about presets and examples, in the GraphQL schema. */
import { Field, ID, InputType, Int } from "type-graphql";
import { JsonObjectScalar } from "../graphql/scalars.js";
import type { JsonObject } from "../kernel/json.js";

@InputType({ description: "A new preset of an ability." })
export class CreateAbilityPresetInput {
  @Field(() => ID, { description: "The ability." })
  abilityId!: string;

  @Field(() => String, { description: "Name for people, up to 100 characters." })
  name!: string;

  @Field(() => String, { nullable: true, description: "What it shows." })
  description?: string | null;

  @Field(() => JsonObjectScalar, { description: "Complete form values without secrets; checked against the form as it is now." })
  input!: JsonObject;
}

@InputType({ description: "A call that becomes an example of its ability. Whoever sees the ability sees it." })
export class CaptureAbilityExampleInput {
  @Field(() => ID, { description: "A call that succeeded." })
  invocationId!: string;

  @Field(() => String, { description: "Name for people, up to 100 characters." })
  name!: string;

  @Field(() => String, { nullable: true, description: "What it shows." })
  description?: string | null;
}

@InputType({ description: "Changes to a preset or example; what is absent stays." })
export class UpdateAbilityPresetInput {
  @Field(() => ID, { description: "The preset." })
  id!: string;

  @Field(() => Int, { description: "The revision you read. If it is no longer the current one, the change is refused." })
  expectedRevision!: number;

  @Field(() => String, { nullable: true, description: "Name for people." })
  name?: string | null;

  @Field(() => String, { nullable: true, description: "What it shows; null removes it." })
  description?: string | null;

  @Field(() => JsonObjectScalar, { nullable: true, description: "Of a preset, not of an example: complete form values without secrets." })
  input?: JsonObject | null;
}

@InputType({ description: "A preset or example that goes." })
export class DeleteAbilityPresetInput {
  @Field(() => ID, { description: "The preset." })
  id!: string;
}
