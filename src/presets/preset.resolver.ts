/** Presets and examples: the fields that lead to them, and what admins do with them. */
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { AbilityService } from "../abilities/ability.service.js";
import { AbilityType, presentAbility } from "../abilities/ability.types.js";
import type { GraphqlContext } from "../graphql/context.js";
import type { Loaders } from "../graphql/loaders.js";
import { outcomeOf } from "../graphql/outcome.js";
import { AppError } from "../kernel/errors.js";
import { requireIdKind } from "../kernel/ids.js";
import {
  CaptureAbilityExampleInput,
  CreateAbilityPresetInput,
  DeleteAbilityPresetInput,
  UpdateAbilityPresetInput,
} from "./preset.inputs.js";
import type { PresetKind } from "./preset.js";
import type { PresetService } from "./preset.service.js";
import {
  CaptureAbilityExampleResult,
  CreateAbilityPresetResult,
  DeleteAbilityPresetResult,
  PresetKindEnum,
  PresetType,
  presentPreset,
  UpdateAbilityPresetResult,
} from "./preset.types.js";

type Context = GraphqlContext<Loaders>;

@Resolver(() => PresetType)
export class PresetResolver {
  constructor(
    private readonly presets: PresetService,
    private readonly abilities: AbilityService,
  ) {}

  @Query(() => PresetType, { nullable: true, description: "One preset or example. Permission: ability:read; of drafts: mapping:read." })
  async abilityPreset(@Ctx() { loaders }: Context, @Arg("id", () => ID, { description: "Its id." }) id: string) {
    const preset = await loaders.load(this.presets.getMany, requireIdKind(id, "preset"));
    return preset && presentPreset(preset);
  }

  @Mutation(() => CreateAbilityPresetResult, { description: "Keep values to begin a form with. Permission: ability:manage." })
  createAbilityPreset(
    @Ctx() { ctx }: Context,
    @Arg("input", () => CreateAbilityPresetInput, { description: "The preset." }) input: CreateAbilityPresetInput,
  ) {
    return outcomeOf(ctx, "CreateAbilityPresetPayload", async () => ({
      preset: presentPreset(await this.presets.create(ctx, { ...input })),
    }));
  }

  @Mutation(() => CaptureAbilityExampleResult, {
    description: "Make an example of a call: its input without secrets, its output, how long it took. Permission: ability:manage.",
  })
  captureAbilityExample(
    @Ctx() { ctx }: Context,
    @Arg("input", () => CaptureAbilityExampleInput, { description: "Which call, and what to call it." }) input: CaptureAbilityExampleInput,
  ) {
    return outcomeOf(ctx, "CaptureAbilityExamplePayload", async () => ({
      preset: presentPreset(await this.presets.capture(ctx, { ...input })),
    }));
  }

  @Mutation(() => UpdateAbilityPresetResult, { description: "Change a preset or example. Permission: ability:manage." })
  updateAbilityPreset(
    @Ctx() { ctx }: Context,
    @Arg("input", () => UpdateAbilityPresetInput, { description: "What to change, and on top of which revision." })
    { id, expectedRevision, name, description, input }: UpdateAbilityPresetInput,
  ) {
    const change = { ...(name != null && { name }), ...(description !== undefined && { description }), ...(input != null && { input }) };
    return outcomeOf(ctx, "UpdateAbilityPresetPayload", async () => ({
      preset: presentPreset(await this.presets.update(ctx, { id, expectedRevision, ...change })),
    }));
  }

  @Mutation(() => DeleteAbilityPresetResult, { description: "Delete a preset or example. Permission: ability:manage." })
  deleteAbilityPreset(
    @Ctx() { ctx }: Context,
    @Arg("input", () => DeleteAbilityPresetInput, { description: "Which one." }) { id }: DeleteAbilityPresetInput,
  ) {
    return outcomeOf(ctx, "DeleteAbilityPresetPayload", async () => ({ preset: presentPreset(await this.presets.remove(ctx, id)) }));
  }

  @FieldResolver(() => AbilityType, { description: "The ability it belongs to." })
  async ability(@Root() { source }: PresetType, @Ctx() { ctx, loaders }: Context) {
    const ability = await loaders.load(this.abilities.getMany, source.abilityId);
    if (!ability) throw new AppError("NOT_FOUND", { params: { id: source.abilityId } });
    return presentAbility(ctx, ability);
  }

  @FieldResolver(() => Boolean, { description: "Whether the form as it is now would take its input, secrets aside." })
  async fits(@Root() { source }: PresetType, @Ctx() { loaders }: Context): Promise<boolean> {
    const ability = await loaders.load(this.abilities.getMany, source.abilityId);
    return ability !== null && this.presets.fits(ability, source);
  }
}

@Resolver(() => AbilityType)
export class AbilityPresetsResolver {
  constructor(private readonly service: PresetService) {}

  @FieldResolver(() => [PresetType], { description: "Values to begin its form with, oldest first; at most 100." })
  async presets(
    @Root() { id }: AbilityType,
    @Ctx() { loaders }: Context,
    @Arg("kind", () => PresetKindEnum, { nullable: true, description: "Only these; absent = all." }) kind?: PresetKind,
  ) {
    const found = await loaders.load(this.service.ofAbilities, id);
    return found.filter((preset) => kind == null || preset.kind === kind).map(presentPreset);
  }
}
