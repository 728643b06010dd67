/** What is known of an ability's output before it comes: the rule for admins, the hint and the schema for everybody who may see the ability. */
import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { AbilityType } from "../abilities/ability.types.js";
import type { GraphqlContext } from "../graphql/context.js";
import type { Loaders } from "../graphql/loaders.js";
import { JsonObjectScalar } from "../graphql/scalars.js";
import type { MappingService } from "./mapping.service.js";
import { WorkflowMappingType } from "./mapping.types.js";
import { OutputRuleType, presentOutputRule, RenderHintEnum } from "./output-rule.types.js";

@Resolver(() => WorkflowMappingType)
export class OutputRuleResolver {
  @FieldResolver(() => OutputRuleType, {
    nullable: true,
    description: "What it makes of the engine's result; null = nothing, it stays as it is.",
  })
  output(@Root() { source }: WorkflowMappingType) {
    return source.output && presentOutputRule(source.output);
  }
}

@Resolver(() => AbilityType)
export class AbilityOutputResolver {
  constructor(private readonly mappings: MappingService) {}

  @FieldResolver(() => RenderHintEnum, {
    nullable: true,
    description: "How its output may be shown, as things stand. Permission: ability:read.",
  })
  async outputHint(@Root() { id }: AbilityType, @Ctx() { loaders }: GraphqlContext<Loaders>) {
    return (await loaders.load(this.mappings.outputOf, id))?.hint ?? null;
  }

  @FieldResolver(() => JsonObjectScalar, {
    nullable: true,
    description: "JSON Schema that its output fits, as things stand. Permission: ability:read.",
  })
  async outputSchema(@Root() { id }: AbilityType, @Ctx() { loaders }: GraphqlContext<Loaders>) {
    return (await loaders.load(this.mappings.outputOf, id))?.schema ?? null;
  }
}
