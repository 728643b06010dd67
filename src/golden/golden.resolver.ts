/** Golden cases: kept, tried, and how they fared. */
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { GraphqlContext } from "../graphql/context.js";
import type { Loaders } from "../graphql/loaders.js";
import { toConnection } from "../graphql/node.types.js";
import { outcomeOf } from "../graphql/outcome.js";
import { presentInvocation } from "../invocations/invocation.present.js";
import type { JsonObject } from "../kernel/json.js";
import { DeleteGoldenCaseInput, GoldenRunArgs, RunGoldenCasesInput, SaveGoldenCaseInput } from "./golden.inputs.js";
import { verdictOfAll } from "./golden.js";
import type { GoldenService } from "./golden.service.js";
import {
  DeleteGoldenCaseResult,
  GoldenCaseType,
  GoldenResult,
  GoldenRunConnection,
  GoldenRunType,
  presentCase,
  presentRun,
  RunGoldenCasesResult,
  SaveGoldenCaseResult,
  VerdictEnum,
} from "./golden.types.js";

type Context = GraphqlContext<Loaders>;

@Resolver(() => GoldenRunType)
export class GoldenResolver {
  constructor(private readonly golden: GoldenService) {}

  @Query(() => [GoldenCaseType], { description: "The golden cases of an ability, by name. Permission: mapping:read." })
  async goldenCases(@Ctx() { ctx }: Context, @Arg("abilityId", () => ID, { description: "The ability." }) abilityId: string) {
    return (await this.golden.cases(ctx, { id: abilityId })).map(presentCase);
  }

  @Query(() => GoldenRunConnection, { description: "When the cases of an ability were tried, newest first. Permission: mapping:read." })
  async goldenRuns(@Ctx() { ctx }: Context, @Args(() => GoldenRunArgs) { abilityId, first, after }: GoldenRunArgs) {
    return toConnection(await this.golden.runs(ctx, { id: abilityId }, { first, ...(after && { after }) }), after, presentRun);
  }

  @Mutation(() => SaveGoldenCaseResult, { description: "Keep an input whose result is known. Permission: mapping:manage." })
  saveGoldenCase(
    @Ctx() { ctx }: Context,
    @Arg("input", () => SaveGoldenCaseInput, { description: "The case." }) input: SaveGoldenCaseInput,
  ) {
    return outcomeOf(ctx, "SaveGoldenCasePayload", async () => {
      const expectations = input.expectations.map((one) => ({ ...one }) as unknown as JsonObject);
      return { value: presentCase(await this.golden.save(ctx, { ...input, expectations })) };
    });
  }

  @Mutation(() => DeleteGoldenCaseResult, { description: "Remove a golden case. Permission: mapping:manage." })
  deleteGoldenCase(
    @Ctx() { ctx }: Context,
    @Arg("input", () => DeleteGoldenCaseInput, { description: "Which one." }) input: DeleteGoldenCaseInput,
  ) {
    return outcomeOf(ctx, "DeleteGoldenCasePayload", async () => ({ value: presentCase(await this.golden.remove(ctx, input)) }));
  }

  @Mutation(() => RunGoldenCasesResult, {
    description: "Try the golden cases of an ability on a version of its mapping. Permission: mapping:manage.",
  })
  runGoldenCases(
    @Ctx() { ctx }: Context,
    @Arg("input", () => RunGoldenCasesInput, { description: "Which, on what." }) input: RunGoldenCasesInput,
  ) {
    return outcomeOf(ctx, "RunGoldenCasesPayload", async () => ({ value: presentRun(await this.golden.run(ctx, input)) }));
  }

  @FieldResolver(() => VerdictEnum, { description: "How it stands as a whole." })
  async verdict(@Root() { source }: GoldenRunType, @Ctx() { loaders }: Context) {
    return verdictOfAll((await loaders.load(this.golden.judged, source)).map(({ verdict }) => verdict));
  }

  @FieldResolver(() => [GoldenResult], { description: "Case by case." })
  async results(@Root() { source }: GoldenRunType, @Ctx() { ctx, loaders }: Context): Promise<GoldenResult[]> {
    const judged = await loaders.load(this.golden.judged, source);
    return judged.map(({ trial: { caseId, name }, verdict, problems, invocation }) => ({
      ...{ caseId, name, verdict, problems: problems.map((problem) => problem[ctx.language]) },
      invocation: invocation && presentInvocation(ctx, invocation),
    }));
  }
}
