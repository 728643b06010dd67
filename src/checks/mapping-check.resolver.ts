/** Checks of mappings: the last one of each, a new one on request, and canvases as a source. */
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import type { GraphqlContext } from "../graphql/context.js";
import type { Loaders } from "../graphql/loaders.js";
import { outcomeOf } from "../graphql/outcome.js";
import { presentMapping, WorkflowMappingType } from "../mappings/mapping.types.js";
import { CheckWorkflowMappingInput, ImportWorkflowCanvasInput } from "./mapping-check.inputs.js";
import type { MappingCheckService } from "./mapping-check.service.js";
import { CheckWorkflowMappingResult, ImportWorkflowCanvasResult, MappingCheckType, presentCheck } from "./mapping-check.types.js";

type Context = GraphqlContext<Loaders>;

@Resolver(() => WorkflowMappingType)
export class MappingCheckResolver {
  constructor(private readonly checks: MappingCheckService) {}

  @FieldResolver(() => MappingCheckType, {
    nullable: true,
    description: "How it fits its workflow, as of the last check; null before the first. Permission: mapping:read.",
  })
  async check(@Root() { id }: WorkflowMappingType, @Ctx() { ctx, loaders }: Context) {
    const check = await loaders.load(this.checks.lastOf, id);
    return check && presentCheck(ctx, check);
  }

  @Mutation(() => CheckWorkflowMappingResult, {
    description: "Check a mapping against what its workflow declares, now. Permission: mapping:manage.",
  })
  checkWorkflowMapping(
    @Ctx() { ctx }: Context,
    @Arg("input", () => CheckWorkflowMappingInput, { description: "Which mapping." }) input: CheckWorkflowMappingInput,
  ) {
    return outcomeOf(ctx, "CheckWorkflowMappingPayload", async () => {
      const { check, mapping } = await this.checks.check(ctx, input.id);
      return { check: presentCheck(ctx, check), mapping: presentMapping(mapping) };
    });
  }

  @Mutation(() => ImportWorkflowCanvasResult, {
    description:
      "Keep what a workflow's canvas declares, for checks of all mappings that lead to it, until a live source says more. Permission: mapping:manage.",
  })
  importWorkflowCanvas(
    @Ctx() { ctx }: Context,
    @Arg("input", () => ImportWorkflowCanvasInput, { description: "Which workflow, and its canvas." }) input: ImportWorkflowCanvasInput,
  ) {
    return outcomeOf(ctx, "ImportWorkflowCanvasPayload", async () => {
      const { inputs, fingerprint } = await this.checks.importCanvas(ctx, input);
      return { inputs, engineFingerprint: fingerprint };
    });
  }
}
