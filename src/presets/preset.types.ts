/** Presets and examples in the GraphQL schema. */
import { createUnionType, Field, Int, ObjectType, registerEnumType } from "type-graphql";
import { OperationRefused, PermissionDenied, ValidationFailed } from "../graphql/error.types.js";
import { Node } from "../graphql/node.types.js";
import { typenameOf } from "../graphql/outcome.js";
import { DateTime, Json, JsonObjectScalar } from "../graphql/scalars.js";
import type { JsonObject, JsonValue } from "../kernel/json.js";
import { PRESET_KINDS, type Preset, type PresetKind } from "./preset.js";

export const PresetKindEnum = Object.fromEntries(PRESET_KINDS.map((kind) => [kind, kind])) as { [Kind in PresetKind]: Kind };
registerEnumType(PresetKindEnum, {
  name: "PresetKind",
  description: "Where a preset comes from. More values may join.",
  valuesConfig: {
    PRESET: { description: "An admin wrote it." },
    EXAMPLE: { description: "Captured from a call that succeeded, with what came of it." },
  },
});

@ObjectType("AbilityPreset", {
  implements: Node,
  description: "Values to begin a form with. Permission: ability:read; of drafts: mapping:read.",
})
export class PresetType extends Node {
  /** The domain object, for field resolvers; not a field of the schema. */
  source!: Preset;

  @Field(() => PresetKindEnum, { description: "Where it comes from." })
  kind!: PresetKind;

  @Field(() => String, { description: "Name for people." })
  name!: string;

  @Field(() => String, { nullable: true, description: "What it shows." })
  description!: string | null;

  @Field(() => Int, { description: "Revision of the form that the input was filled into." })
  formRevision!: number;

  @Field(() => JsonObjectScalar, { description: "Complete form values but for secrets, which have to be filled in." })
  input!: JsonObject;

  @Field(() => Json, { nullable: true, description: "Of an example: what the ability returned." })
  output!: JsonValue | null;

  @Field(() => Int, { nullable: true, description: "Of an example: how long it took, in milliseconds." })
  durationMs!: number | null;

  @Field(() => Int, { description: "Rises with every change; send it back as `expectedRevision`." })
  revision!: number;

  @Field(() => DateTime, { description: "When it was made." })
  createdAt!: Date;

  @Field(() => DateTime, { description: "When it last changed." })
  updatedAt!: Date;
}

export const presentPreset = (preset: Preset): PresetType & { __typename: "AbilityPreset" } => ({
  __typename: "AbilityPreset",
  source: preset,
  id: preset.id,
  kind: preset.kind,
  name: preset.name,
  description: preset.description,
  formRevision: preset.formRevision,
  input: preset.input,
  output: preset.output,
  durationMs: preset.durationMs,
  revision: preset.revision,
  createdAt: new Date(preset.createdAt),
  updatedAt: new Date(preset.updatedAt),
});

/** One payload type per mutation (rule 1); all return the changed object (rule 2). */
const presetPayload = (name: string, description: string) => {
  @ObjectType(name, { description })
  class PresetPayload {
    @Field(() => PresetType, { description: "The preset." })
    preset!: PresetType;
  }
  return createUnionType({
    name: name.replace("Payload", "Result"),
    description: "The preset, or why nothing was changed. Always ask for `... on DomainError { code message }`.",
    types: () => [PresetPayload, ValidationFailed, OperationRefused, PermissionDenied] as const,
    resolveType: typenameOf,
  });
};

export const CreateAbilityPresetResult = presetPayload("CreateAbilityPresetPayload", "The preset as it was made.");
export const CaptureAbilityExampleResult = presetPayload("CaptureAbilityExamplePayload", "The example as it was captured.");
export const UpdateAbilityPresetResult = presetPayload("UpdateAbilityPresetPayload", "The preset as it is now.");
export const DeleteAbilityPresetResult = presetPayload("DeleteAbilityPresetPayload", "The preset as it was.");
