/** What an invocation was repeated by. */
import { Args, ArgsType, Ctx, Field, FieldResolver, Int, Resolver, Root } from "type-graphql";
import type { GraphqlContext } from "../graphql/context.js";
import type { Loaders } from "../graphql/loaders.js";
import { toConnection } from "../graphql/node.types.js";
import { Cursor } from "../graphql/scalars.js";
import { presentInvocation } from "./invocation.present.js";
import type { InvocationService } from "./invocation.service.js";
import { InvocationConnection, InvocationType } from "./invocation.types.js";

@ArgsType()
class RetryPageArgs {
  @Field(() => Int, { defaultValue: 20, description: "Page size, 1 to 100." })
  first!: number;

  @Field(() => Cursor, { nullable: true, description: "Continue behind this cursor." })
  after?: string;
}

@Resolver(() => InvocationType)
export class InvocationRetriesResolver {
  constructor(private readonly invocations: InvocationService) {}

  @FieldResolver(() => InvocationConnection, {
    description:
      "The invocations that repeat this one, newest first: one's own, or the tenant's for operators. Permission: invocation:read.",
  })
  async retries(
    @Root() { source }: InvocationType,
    @Ctx() { ctx, loaders }: GraphqlContext<Loaders>,
    @Args(() => RetryPageArgs) { first, after }: RetryPageArgs,
  ) {
    const page = await loaders.load(this.invocations.pagesOfRetries, { retryOf: source.id, first, ...(after && { after }) });
    return toConnection(page, after, (invocation) => presentInvocation(ctx, invocation));
  }
}
