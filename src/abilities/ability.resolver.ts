/** The catalogue's queries and mutations. */
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { RequestContext } from "../auth/request-context.js";
import { localizeForm } from "../forms/form-localization.js";
import type { GraphqlContext } from "../graphql/context.js";
import { toConnection } from "../graphql/node.types.js";
import { outcomeOf } from "../graphql/outcome.js";
import { Cursor } from "../graphql/scalars.js";
import {
  AbilityFilter,
  ActivateAbilityInput,
  CreateAbilityInput,
  PauseAbilityInput,
  RetireAbilityInput,
  UpdateAbilityInput,
} from "./ability.inputs.js";
import type { Ability, AbilityAction } from "./ability.js";
import type { AbilityService } from "./ability.service.js";
import {
  AbilityConnection,
  AbilityForm,
  AbilityType,
  ActivateAbilityResult,
  CreateAbilityResult,
  PauseAbilityResult,
  presentAbility,
  RetireAbilityResult,
  UpdateAbilityResult,
} from "./ability.types.js";

@Resolver(() => AbilityType)
export class AbilityResolver {
  constructor(private readonly abilities: AbilityService) {}

  @Query(() => AbilityConnection, {
    name: "abilities",
    description: "The catalogue, sorted by key. Permission: ability:read; drafts: mapping:read.",
  })
  async list(
    @Ctx() { ctx }: GraphqlContext,
    @Arg("first", () => Int, { defaultValue: 20, description: "Page size, 1 to 100." }) first: number,
    @Arg("after", () => Cursor, { nullable: true, description: "Continue behind this cursor." }) after?: string,
    @Arg("filter", () => AbilityFilter, { nullable: true, description: "Narrows the list." }) filter?: AbilityFilter,
  ) {
    const page = await this.abilities.list(ctx, filter ?? {}, { first, ...(after && { after }) });
    return toConnection(page, after, (ability) => presentAbility(ctx, ability));
  }

  @Query(() => AbilityType, {
    nullable: true,
    name: "ability",
    description: "One ability, by id or by key: exactly one. Permission: ability:read.",
  })
  async one(
    @Ctx() { ctx }: GraphqlContext,
    @Arg("id", () => ID, { nullable: true, description: "Its id." }) id?: string,
    @Arg("key", () => String, { nullable: true, description: "Its key." }) key?: string,
  ) {
    const ability = await this.abilities.find(ctx, { id, key });
    return ability && presentAbility(ctx, ability);
  }

  @Mutation(() => CreateAbilityResult, { description: "Add an ability as a draft. Permission: ability:manage." })
  createAbility(
    @Ctx() { ctx }: GraphqlContext,
    @Arg("input", () => CreateAbilityInput, { description: "What to create." }) input: CreateAbilityInput,
  ) {
    const { key, ...fields } = withoutAbsent(input);
    return outcomeOf(ctx, "CreateAbilityPayload", async () => ({
      ability: presentAbility(ctx, await this.abilities.create(ctx, key, { ...fields, ...formOf(input) })),
    }));
  }

  @Mutation(() => UpdateAbilityResult, { description: "Change an ability. Permission: ability:manage." })
  updateAbility(
    @Ctx() { ctx }: GraphqlContext,
    @Arg("input", () => UpdateAbilityInput, { description: "What to change, and on top of which revision." }) input: UpdateAbilityInput,
  ) {
    const { id, expectedRevision, ...fields } = withoutAbsent(input);
    return outcomeOf(ctx, "UpdateAbilityPayload", async () => ({
      ability: presentAbility(ctx, await this.abilities.update(ctx, { id, expectedRevision, fields: { ...fields, ...formOf(input) } })),
    }));
  }

  @Mutation(() => PauseAbilityResult, { description: "Refuse calls for a while. Permission: ability:manage." })
  pauseAbility(
    @Ctx() { ctx }: GraphqlContext,
    @Arg("input", () => PauseAbilityInput, { description: "Which one to pause." }) input: PauseAbilityInput,
  ) {
    return this.changeStatus(ctx, { id: input.id, action: "pause", typename: "PauseAbilityPayload" });
  }

  @Mutation(() => ActivateAbilityResult, { description: "Accept calls (again). Permission: ability:manage." })
  activateAbility(
    @Ctx() { ctx }: GraphqlContext,
    @Arg("input", () => ActivateAbilityInput, { description: "Which one to activate." }) input: ActivateAbilityInput,
  ) {
    return this.changeStatus(ctx, { id: input.id, action: "activate", typename: "ActivateAbilityPayload" });
  }

  @Mutation(() => RetireAbilityResult, { description: "Take an ability out of service for good. Permission: ability:manage." })
  retireAbility(
    @Ctx() { ctx }: GraphqlContext,
    @Arg("input", () => RetireAbilityInput, { description: "Which one to retire." }) input: RetireAbilityInput,
  ) {
    return this.changeStatus(ctx, { id: input.id, action: "retire", typename: "RetireAbilityPayload" });
  }

  @FieldResolver(() => AbilityForm, { description: "The form it is invoked with." })
  form(@Root() { source }: AbilityType, @Ctx() { ctx }: GraphqlContext): AbilityForm {
    return localizeForm(source.form, ctx.language);
  }

  private changeStatus(ctx: RequestContext, change: { id: string; action: AbilityAction; typename: string }) {
    return outcomeOf(ctx, change.typename, async () => ({
      ability: presentAbility(ctx, await this.abilities.changeStatus(ctx, change.id, change.action)),
    }));
  }
}

const formOf = ({ form }: { form?: { schema: Ability["form"]["schema"]; uiSchema?: Ability["form"]["uiSchema"] } | null }) =>
  form ? { form: { schema: form.schema, uiSchema: form.uiSchema ?? null } } : {};

type WithoutForm<T> = { [K in Exclude<keyof T, "form">]: T[K] };

/** What `null` removes. Elsewhere there is nothing it could mean but "not given". */
const REMOVABLE: ReadonlySet<string> = new Set(["description", "category", "deadlineMs", "maxConcurrency", "answerExpiryMs"]);

/** type-graphql fills absent fields with `undefined`; for us absent means unchanged. */
const withoutAbsent = <T extends object>(input: T): WithoutForm<T> => {
  const given = Object.entries(input).filter(
    ([name, value]) => name !== "form" && value !== undefined && (value !== null || REMOVABLE.has(name)),
  );
  return Object.fromEntries(given) as WithoutForm<T>;
};
