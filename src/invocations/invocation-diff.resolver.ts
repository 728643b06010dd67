/** An invocation beside an earlier one. */
import { Arg, Ctx, FieldResolver, ID, Resolver, Root } from "type-graphql";
import type { RequestContext } from "../auth/request-context.js";
import type { GraphqlContext } from "../graphql/context.js";
import type { Loaders } from "../graphql/loaders.js";
import { presentDiff } from "../graphql/value-diff.types.js";
import type { Comparison } from "./comparison.js";
import type { Invocation } from "./invocation.js";
import { presentInvocation } from "./invocation.present.js";
import type { InvocationService } from "./invocation.service.js";
import { InvocationType } from "./invocation.types.js";
import { InvocationDiff } from "./invocation-diff.types.js";

@Resolver(() => InvocationType)
export class InvocationDiffResolver {
  constructor(private readonly invocations: InvocationService) {}

  @FieldResolver(() => InvocationDiff, {
    nullable: true,
    description: "What differs between an earlier invocation and this one; null when there is none, or it may not be seen.",
  })
  async diff(
    @Root() { source }: InvocationType,
    @Ctx() { ctx, loaders }: GraphqlContext<Loaders>,
    @Arg("with", () => ID, { nullable: true, description: "The earlier one; absent = the one this repeats." }) withId?: string,
  ) {
    const comparison = await loaders.load(this.invocations.compare, { invocation: source, withId: withId ?? null });
    return comparison && presentComparison(ctx, comparison);
  }
}

const presentComparison = (ctx: RequestContext, { before, after, ...parts }: Comparison): InvocationDiff => {
  const pair = <T>(of: (invocation: Invocation) => T) => ({ before: of(before), after: of(after) });
  return {
    before: presentInvocation(ctx, before),
    input: presentDiff(parts.input),
    parameters: parts.parameters && presentDiff(parts.parameters),
    output: presentDiff(parts.output),
    status: pair(({ status }) => status),
    durationMs: pair(({ durationMs }) => durationMs),
    totalTokens: pair(({ usage }) => usage?.totalTokens ?? null),
  };
};
