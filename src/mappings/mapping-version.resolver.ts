/** Versions of a mapping: going back to one, and comparing two. */
import { Arg, Args, ArgsType, Ctx, Field, ID, Int, Mutation, Query, Resolver } from "type-graphql";
import { presentAbility } from "../abilities/ability.types.js";
import type { GraphqlContext } from "../graphql/context.js";
import { outcomeOf } from "../graphql/outcome.js";
import { presentDiff } from "../graphql/value-diff.types.js";
import { RollbackWorkflowMappingInput } from "./mapping.inputs.js";
import type { MappingService } from "./mapping.service.js";
import { presentMapping } from "./mapping.types.js";
import { RollbackWorkflowMappingResult, WorkflowMappingDiff, withCurrentDraft } from "./mapping-version.types.js";

type Context = Pick<GraphqlContext<object>, "ctx">;

@ArgsType()
class DiffArgs {
  @Field(() => ID, { description: "The ability." })
  abilityId!: string;

  @Field(() => Int, { description: "The version compared with." })
  from!: number;

  @Field(() => Int, { description: "The other version." })
  to!: number;
}

@Resolver()
export class MappingVersionResolver {
  constructor(private readonly mappings: MappingService) {}

  @Query(() => WorkflowMappingDiff, {
    description: "What differs between two versions of an ability's mapping, drafts included. Permission: mapping:read.",
  })
  async workflowMappingDiff(@Ctx() { ctx }: Context, @Args(() => DiffArgs) { abilityId, from, to }: DiffArgs) {
    const diff = await this.mappings.diff(ctx, { id: abilityId }, { from, to });
    return { from: presentMapping(diff.from), to: presentMapping(diff.to), changes: presentDiff(diff.changes) };
  }

  @Mutation(() => RollbackWorkflowMappingResult, {
    description:
      "Let a version that was published before serve all calls again; calls under way end as they began. Permission: mapping:manage.",
  })
  rollbackWorkflowMapping(
    @Ctx() { ctx }: Context,
    @Arg("input", () => RollbackWorkflowMappingInput, { description: "Which version." }) input: RollbackWorkflowMappingInput,
  ) {
    const ability = { id: input.abilityId };
    const outcome = outcomeOf(ctx, "RollbackWorkflowMappingPayload", async () => {
      const serving = await this.mappings.rollback(ctx, { ability, version: input.version });
      return { mapping: presentMapping(serving.mapping), ability: presentAbility(ctx, serving.ability) };
    });
    return withCurrentDraft(outcome, () => this.mappings.openDraft(ctx, ability));
  }
}
