/** The output of an invocation beside what its engine really gave. */
import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { GraphqlContext } from "../graphql/context.js";
import type { Loaders } from "../graphql/loaders.js";
import { Json } from "../graphql/scalars.js";
import type { InvocationService } from "./invocation.service.js";
import { InvocationType } from "./invocation.types.js";

@Resolver(() => InvocationType)
export class InvocationOutputResolver {
  constructor(private readonly invocations: InvocationService) {}

  @FieldResolver(() => Json, {
    nullable: true,
    description:
      "What the engine gave, where the ability could not use it (`OUTPUT_INVALID`). Permission: invocation:inspect; null for others.",
  })
  async rawOutput(@Root() { source }: InvocationType, @Ctx() { loaders }: GraphqlContext<Loaders>) {
    return (await loaders.load(this.invocations.payloads, source))?.rawOutput ?? null;
  }
}
