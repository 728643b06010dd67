/** Mappings: queries, mutations, and the fields that lead to and from abilities. */
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { AbilityService } from "../abilities/ability.service.js";
import { AbilityType, presentAbility } from "../abilities/ability.types.js";
import type { RequestContext } from "../auth/request-context.js";
import type { GraphqlContext } from "../graphql/context.js";
import type { Loaders } from "../graphql/loaders.js";
import { outcomeOf } from "../graphql/outcome.js";
import { AppError } from "../kernel/errors.js";
import { requireIdKind } from "../kernel/ids.js";
import { type ParameterRuleInput, PublishWorkflowMappingInput, SaveWorkflowMappingInput } from "./mapping.inputs.js";
import type { MappingService } from "./mapping.service.js";
import { CancellationEnum, presentMapping, WorkflowMappingType } from "./mapping.types.js";
import { PublishWorkflowMappingResult, SaveWorkflowMappingResult, withCurrentDraft } from "./mapping-version.types.js";
import { toOutputRule } from "./output-rule.types.js";
import { CONTEXT_NAMES, type UnknownPointer } from "./unknown-pointers.js";

type Context = GraphqlContext<Loaders>;

@Resolver(() => WorkflowMappingType)
export class MappingResolver {
  constructor(
    private readonly mappings: MappingService,
    private readonly abilities: AbilityService,
  ) {}

  @Query(() => WorkflowMappingType, { nullable: true, description: "One mapping version. Permission: mapping:read." })
  async workflowMapping(@Ctx() { loaders }: Context, @Arg("id", () => ID, { description: "Its id." }) id: string) {
    const mapping = await loaders.load(this.mappings.getMany, requireIdKind(id, "mapping"));
    return mapping && presentMapping(mapping);
  }

  @Query(() => [WorkflowMappingType], { description: "All mapping versions of an ability, newest first. Permission: mapping:read." })
  async workflowMappings(@Ctx() { ctx }: Context, @Arg("abilityId", () => ID, { description: "The ability." }) abilityId: string) {
    return (await this.mappings.versions(ctx, { id: abilityId })).map(presentMapping);
  }

  @Mutation(() => SaveWorkflowMappingResult, { description: "Save the draft of an ability's mapping. Permission: mapping:manage." })
  saveWorkflowMapping(
    @Ctx() { ctx }: Context,
    @Arg("input", () => SaveWorkflowMappingInput, { description: "The draft." }) input: SaveWorkflowMappingInput,
  ) {
    const { abilityId, parameters, output, ...target } = input;
    const outcome = outcomeOf(ctx, "SaveWorkflowMappingPayload", async () => {
      const draft = { ...target, ability: { id: abilityId }, parameters: parameters.map(toRule), output: toOutputRule(output) };
      const { mapping, unknownFields, notes } = await this.mappings.save(ctx, draft);
      return {
        mapping: presentMapping(mapping),
        warnings: [...unknownFields.map((unknown) => warningOf(ctx, unknown)), ...notes.map((note) => note[ctx.language])],
      };
    });
    return withCurrentDraft(outcome, () => this.mappings.openDraft(ctx, { id: abilityId }));
  }

  @Mutation(() => PublishWorkflowMappingResult, { description: "Let a draft serve all calls. Permission: mapping:manage." })
  publishWorkflowMapping(
    @Ctx() { ctx }: Context,
    @Arg("input", () => PublishWorkflowMappingInput, { description: "Which draft." }) input: PublishWorkflowMappingInput,
  ) {
    const outcome = outcomeOf(ctx, "PublishWorkflowMappingPayload", async () => {
      const { mapping, ability } = await this.mappings.publish(ctx, input);
      return { mapping: presentMapping(mapping), ability: presentAbility(ctx, ability) };
    });
    return withCurrentDraft(outcome, async () => {
      const [mapping] = await this.mappings.getMany(ctx, [input.id]);
      return mapping ? this.mappings.openDraft(ctx, { id: mapping.abilityId }) : undefined;
    });
  }

  @FieldResolver(() => AbilityType, { description: "The ability it serves." })
  async ability(@Root() { source }: WorkflowMappingType, @Ctx() { ctx, loaders }: Context) {
    const ability = await loaders.load(this.abilities.getMany, source.abilityId);
    if (!ability) throw new AppError("NOT_FOUND", { params: { id: source.abilityId } });
    return presentAbility(ctx, ability);
  }
}

@Resolver(() => AbilityType)
export class AbilityMappingResolver {
  constructor(private readonly mappings: MappingService) {}

  @FieldResolver(() => WorkflowMappingType, {
    nullable: true,
    description: "The published mapping. Permission: mapping:read; null for others.",
  })
  async mapping(@Root() { id }: AbilityType, @Ctx() { loaders }: Context) {
    const mapping = await loaders.load(this.mappings.publishedOf, id);
    return mapping && presentMapping(mapping);
  }

  @FieldResolver(() => CancellationEnum, {
    nullable: true,
    description:
      "What cancelling a running call of it can mean, as things stand; null when it cannot be invoked. Permission: ability:read.",
  })
  cancellation(@Root() { id }: AbilityType, @Ctx() { loaders }: Context) {
    return loaders.load(this.mappings.cancellationOf, id);
  }
}

const warningOf = ({ language }: RequestContext, { target, pointer, name }: UnknownPointer): string => {
  if (name === undefined) {
    return language === "zh"
      ? `${target} 读取 ${pointer}，但表单中没有该字段。`
      : `${target} reads ${pointer}, which the form does not describe.`;
  }
  const known = CONTEXT_NAMES.join(", ");
  return language === "zh"
    ? `${target} 读取 ${name}，但表达式只能读取 ${known}。`
    : `${target} reads ${name}; expressions can only read ${known}.`;
};

/** Several or none of the sources is refused by `parseRules`, which names the rule. */
const toRule = ({ field, constant, expression, ...rule }: ParameterRuleInput) => {
  const sources = [
    ...(field != null ? [{ kind: "field", pointer: field }] : []),
    ...(constant !== undefined ? [{ kind: "constant", value: constant }] : []),
    ...(expression != null ? [{ kind: "expression", expression }] : []),
  ];
  return { ...rule, source: sources.length === 1 ? sources[0] : null };
};
