/** Sets of repetitions: ask for one, watch it, abort it. */
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { GraphqlContext } from "../graphql/context.js";
import type { Loaders } from "../graphql/loaders.js";
import { toConnection } from "../graphql/node.types.js";
import { outcomeOf } from "../graphql/outcome.js";
import { Cursor } from "../graphql/scalars.js";
import { presentInvocation } from "../invocations/invocation.present.js";
import type { InvocationService } from "../invocations/invocation.service.js";
import { InvocationConnection, InvocationType } from "../invocations/invocation.types.js";
import { requireIdKind } from "../kernel/ids.js";
import { AbortReplayInput, ReplayInvocationsInput, toReplayFilter } from "./replay.inputs.js";
import type { ReplayService } from "./replay.service.js";
import { AbortReplayResult, presentReplay, ReplayConnection, ReplayInvocationsResult, ReplayType } from "./replay.types.js";

type Context = GraphqlContext<Loaders>;

@ArgsType()
class PageArgs {
  @Field(() => Int, { defaultValue: 20, description: "Page size, 1 to 100." })
  first!: number;

  @Field(() => Cursor, { nullable: true, description: "Continue behind this cursor." })
  after?: string;
}

@Resolver(() => ReplayType)
export class ReplayResolver {
  constructor(
    private readonly replays: ReplayService,
    private readonly invocations: InvocationService,
  ) {}

  @Mutation(() => ReplayInvocationsResult, {
    description: "Repeat many invocations in the background, with lower priority than calls of people. Permission: invocation:replay.",
  })
  replayInvocations(
    @Ctx() { ctx }: Context,
    @Arg("input", () => ReplayInvocationsInput, { description: "Which ones, and how." }) { filter, ...input }: ReplayInvocationsInput,
  ) {
    return outcomeOf(ctx, "ReplayInvocationsPayload", async () => {
      const { idempotencyKey = ctx.idempotencyKey, ...command } = input;
      const { replay, replayed } = await this.replays.start(ctx, { ...command, idempotencyKey, filter: toReplayFilter(filter) });
      return { replay: presentReplay(replay), replayed };
    });
  }

  @Mutation(() => AbortReplayResult, {
    description: "What has not begun is not begun; what has goes on. Permission: invocation:replay.",
  })
  abortReplay(@Ctx() { ctx }: Context, @Arg("input", () => AbortReplayInput, { description: "Which set." }) { id }: AbortReplayInput) {
    return outcomeOf(ctx, "AbortReplayPayload", async () => ({ replay: presentReplay(await this.replays.abort(ctx, id)) }));
  }

  @Query(() => ReplayType, { nullable: true, description: "One set of repetitions. Permission: invocation:replay." })
  async invocationReplay(@Ctx() { loaders }: Context, @Arg("id", () => ID, { description: "Its id." }) id: string) {
    const replay = await loaders.load(this.replays.getMany, requireIdKind(id, "replay"));
    return replay && presentReplay(replay);
  }

  @Query(() => ReplayConnection, { description: "The tenant's sets of repetitions, newest first. Permission: invocation:replay." })
  async invocationReplays(@Ctx() { ctx }: Context, @Args(() => PageArgs) { first, after }: PageArgs) {
    return toConnection(await this.replays.list(ctx, { first, ...(after && { after }) }), after, presentReplay);
  }

  /** An end that was being written when they were counted belongs to the set, and is known once it is dealt with. */
  @FieldResolver()
  async total(@Root() { id, source, refused }: ReplayType, @Ctx() { loaders }: Context): Promise<number> {
    return Math.max(source.total, (await loaders.load(this.replays.progress, id)).started + refused);
  }

  @FieldResolver(() => Int, { description: "Repetitions that were begun." })
  async started(@Root() { id }: ReplayType, @Ctx() { loaders }: Context) {
    return (await loaders.load(this.replays.progress, id)).started;
  }

  @FieldResolver(() => Int, { description: "Repetitions that have ended." })
  async finished(@Root() { id }: ReplayType, @Ctx() { loaders }: Context) {
    const { succeeded, failed } = await loaders.load(this.replays.progress, id);
    return succeeded + failed;
  }

  @FieldResolver(() => Int, { description: "Repetitions that ended well." })
  async succeeded(@Root() { id }: ReplayType, @Ctx() { loaders }: Context) {
    return (await loaders.load(this.replays.progress, id)).succeeded;
  }

  @FieldResolver(() => Int, { description: "Repetitions that ended in another way." })
  async failed(@Root() { id }: ReplayType, @Ctx() { loaders }: Context) {
    return (await loaders.load(this.replays.progress, id)).failed;
  }

  @FieldResolver(() => InvocationConnection, { description: "The repetitions, newest first; `retryOf` leads to what each repeats." })
  async items(@Root() { id }: ReplayType, @Ctx() { ctx, loaders }: Context, @Args(() => PageArgs) { first, after }: PageArgs) {
    const page = await loaders.load(this.invocations.pagesOfReplays, { replayId: id, first, ...(after && { after }) });
    return toConnection(page, after, (invocation) => presentInvocation(ctx, invocation));
  }
}

@Resolver(() => InvocationType)
export class InvocationReplayResolver {
  constructor(private readonly replays: ReplayService) {}

  @FieldResolver(() => ReplayType, {
    nullable: true,
    description: "The set of repetitions it belongs to. Permission: invocation:replay; null for others.",
  })
  async replay(@Root() { source }: InvocationType, @Ctx() { loaders }: Context) {
    const replay = source.replayId === null ? null : await loaders.load(this.replays.getMany, source.replayId);
    return replay && presentReplay(replay);
  }
}
