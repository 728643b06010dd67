/** Forms as they were: all of an ability, or the one that a call was made with. */
import { Arg, Ctx, ID, Int, Query, Resolver } from "type-graphql";
import type { GraphqlContext } from "../graphql/context.js";
import { toConnection } from "../graphql/node.types.js";
import { Cursor } from "../graphql/scalars.js";
import type { AbilityService } from "./ability.service.js";
import { FormRevisionConnection, FormRevisionType, presentFormRevision } from "./form-revision.types.js";

@Resolver()
export class FormRevisionResolver {
  constructor(private readonly abilities: AbilityService) {}

  @Query(() => FormRevisionConnection, {
    description: "The forms of an ability, newest first. Permission: ability:read; of drafts: mapping:read.",
  })
  async abilityFormRevisions(
    @Ctx() { ctx }: GraphqlContext,
    @Arg("abilityId", () => ID, { description: "The ability." }) id: string,
    @Arg("first", () => Int, { defaultValue: 20, description: "Page size, 1 to 100." }) first: number,
    @Arg("after", () => Cursor, { nullable: true, description: "Continue behind this cursor." }) after?: string,
  ) {
    const page = await this.abilities.formRevisions(ctx, { id }, { first, ...(after && { after }) });
    return toConnection(page, after, (form) => presentFormRevision(ctx, form));
  }

  @Query(() => FormRevisionType, {
    nullable: true,
    description: "The form of an ability at a revision; null when it never had it. Permission: ability:read; of drafts: mapping:read.",
  })
  async formAt(
    @Ctx() { ctx }: GraphqlContext,
    @Arg("abilityId", () => ID, { description: "The ability." }) id: string,
    @Arg("revision", () => Int, { description: "Which revision, as an invocation or a form names it." }) revision: number,
  ) {
    const form = await this.abilities.formAt(ctx, { id }, revision);
    return form && presentFormRevision(ctx, form);
  }
}
