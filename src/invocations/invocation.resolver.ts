/** Invocations: start, read, list and follow. */
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Int, Mutation, Query, Resolver, Root, Subscription } from "type-graphql";
import { goneAbility } from "../abilities/ability.js";
import type { AbilityService } from "../abilities/ability.service.js";
import { AbilityType, presentAbility } from "../abilities/ability.types.js";
import type { FeedItem, FeedSource } from "../feed/feed-items.js";
import type { GraphqlContext } from "../graphql/context.js";
import type { Loaders } from "../graphql/loaders.js";
import { toConnection } from "../graphql/node.types.js";
import { Cursor, Json, JsonObjectScalar } from "../graphql/scalars.js";
import { InvocationFilterInput, InvokeAbilityInput, toFilter } from "./invocation.inputs.js";
import { presentEvent, presentFailure, presentInvocation, presentItem, presentOutcome } from "./invocation.present.js";
import type { InvocationService } from "./invocation.service.js";
import { InvocationConnection, InvocationFailure, InvocationLinks, InvocationType, InvokeAbilityResult } from "./invocation.types.js";
import { Finished, InvocationEventConnection, InvocationEventType } from "./invocation-event.types.js";

/** What a request carries besides: decorators are static, so the subscription finds its source here. */
export interface InvocationScope extends Loaders {
  readonly follow: InvocationService["follow"];
}

type Context = GraphqlContext<InvocationScope>;

@ArgsType()
class InvocationPageArgs {
  @Field(() => Int, { defaultValue: 20, description: "Page size, 1 to 100." })
  first!: number;

  @Field(() => Cursor, { nullable: true, description: "Continue behind this cursor." })
  after?: string;

  @Field(() => InvocationFilterInput, { nullable: true, description: "Narrows the list." })
  filter?: InvocationFilterInput;
}

@ArgsType()
class EventPageArgs {
  @Field(() => Int, { defaultValue: 100, description: "Page size, 1 to 100." })
  first!: number;

  @Field(() => Cursor, { nullable: true, description: "Strictly later events than this one." })
  after?: string;
}

@ArgsType()
class PolledEventsArgs extends EventPageArgs {
  @Field(() => ID, { description: "The invocation." })
  invocationId!: string;
}

@ArgsType()
class FollowArgs {
  @Field(() => ID, { description: "The invocation." })
  invocationId!: string;

  @Field(() => Cursor, { nullable: true, description: "Resume: strictly later events than this one." })
  after?: string;

  @Field(() => Boolean, { defaultValue: true, description: "Without `after`: true begins with a snapshot, false replays from event 1." })
  snapshot!: boolean;
}

@Resolver(() => InvocationType)
export class InvocationResolver {
  constructor(
    private readonly invocations: InvocationService,
    private readonly abilities: AbilityService,
  ) {}

  @Mutation(() => InvokeAbilityResult, {
    description: "Have an ability do its work. Accepted calls are durable and end by their deadline. Permission: ability:invoke.",
  })
  async invokeAbility(
    @Ctx() { ctx }: Context,
    @Arg("input", () => InvokeAbilityInput, { description: "Which ability, with which form." }) input: InvokeAbilityInput,
  ) {
    const { abilityId, abilityKey, tags, conversation, ...rest } = input;
    const outcome = await this.invocations.start(ctx, {
      ...rest,
      ability: { id: abilityId, key: abilityKey },
      tags: tags ?? [],
      conversationKey: conversation,
      idempotencyKey: rest.idempotencyKey ?? ctx.idempotencyKey,
    });
    return presentOutcome(ctx, outcome);
  }

  @Query(() => InvocationType, { nullable: true, description: "One invocation. Permission: invocation:read." })
  async invocation(@Ctx() { ctx, loaders }: Context, @Arg("id", () => ID, { description: "Its id." }) id: string) {
    const found = await loaders.load(this.invocations.getMany, id);
    return found && presentInvocation(ctx, found);
  }

  @Query(() => InvocationConnection, {
    name: "invocations",
    description: "One's own invocations, newest first; operators see the tenant's. Permission: invocation:read.",
  })
  async list(@Ctx() { ctx }: Context, @Args(() => InvocationPageArgs) { first, after, filter }: InvocationPageArgs) {
    const page = await this.invocations.list(ctx, toFilter(filter), { first, ...(after && { after }) });
    return toConnection(page, after, (invocation) => presentInvocation(ctx, invocation));
  }

  @Query(() => InvocationEventConnection, {
    name: "invocationEvents",
    description: "What the subscription of the same name delivers, for those who poll. Permission: invocation:read.",
  })
  async polledEvents(@Ctx() { ctx }: Context, @Args(() => PolledEventsArgs) { invocationId, first, after }: PolledEventsArgs) {
    const page = await this.invocations.events(ctx, invocationId, { first, ...(after && { after }) });
    return toConnection(page, after, presentEvent);
  }

  @Subscription(() => InvocationEventType, {
    name: "invocationEvents",
    description: "Follow an invocation: numbered events without hole, completed behind the last. Permission: invocation:read.",
    subscribe: ({ args, context }) => subscribe(args as FollowArgs, context as Context),
  })
  events(@Root() item: FeedItem, @Ctx() { ctx }: Context, @Args(() => FollowArgs) _args: FollowArgs) {
    return presentItem(ctx, item);
  }

  @FieldResolver(() => AbilityType, { description: "The ability that was invoked; shown as RETIRED under its key when its row is gone." })
  async ability(@Root() { source }: InvocationType, @Ctx() { ctx, loaders }: Context) {
    const ability = await loaders.load(this.abilities.getMany, source.abilityId);
    return presentAbility(ctx, ability ?? goneAbility({ id: source.abilityId, key: source.abilityKey }));
  }

  @FieldResolver(() => JsonObjectScalar, { nullable: true, description: "The form values as they were accepted, defaults included." })
  async input(@Root() { source }: InvocationType, @Ctx() { loaders }: Context) {
    return (await loaders.load(this.invocations.payloads, source))?.form ?? null;
  }

  @FieldResolver(() => Json, {
    nullable: true,
    description: "The result, once it succeeded: text, or an object of the workflow's variables.",
  })
  async output(@Root() { source }: InvocationType, @Ctx() { loaders }: Context) {
    if (source.status !== "SUCCEEDED") return null;
    return (await loaders.load(this.invocations.payloads, source))?.output ?? null;
  }

  @FieldResolver(() => InvocationFailure, { nullable: true, description: "Why it did not succeed." })
  failure(@Root() { source }: InvocationType, @Ctx() { ctx }: Context) {
    return source.failure && presentFailure(ctx, source.failure);
  }

  @FieldResolver(() => InvocationLinks, { description: "Addresses for operators." })
  links(@Root() { source }: InvocationType, @Ctx() { ctx }: Context) {
    return this.invocations.links(ctx, source);
  }

  @FieldResolver(() => InvocationEventConnection, { name: "events", description: "Its events, oldest first." })
  async eventPage(
    @Root() { source }: InvocationType,
    @Ctx() { loaders }: Context,
    @Args(() => EventPageArgs) { first, after }: EventPageArgs,
  ) {
    const page = await loaders.load(this.invocations.eventPages, { invocation: source, first, ...(after && { after }) });
    return toConnection(page, after, presentEvent);
  }
}

@Resolver(() => AbilityType)
export class AbilityInvocationsResolver {
  constructor(private readonly invocations: InvocationService) {}

  @FieldResolver(() => InvocationConnection, {
    name: "invocations",
    description: "Its invocations, newest first: one's own, or the tenant's for operators. Permission: invocation:read.",
  })
  async ofAbility(
    @Root() { id, key }: AbilityType,
    @Ctx() { ctx, loaders }: Context,
    @Args(() => InvocationPageArgs) { first, after, filter }: InvocationPageArgs,
  ) {
    const page = await loaders.load(this.invocations.pagesOfAbilities, {
      ability: { id, key },
      filter: toFilter(filter),
      first,
      ...(after && { after }),
    });
    return toConnection(page, after, (invocation) => presentInvocation(ctx, invocation));
  }
}

@Resolver(() => Finished)
export class FinishedResolver {
  constructor(private readonly invocations: InvocationService) {}

  @FieldResolver(() => Json, { nullable: true, description: "The result, when it succeeded." })
  async output(@Root() event: Finished, @Ctx() { loaders }: Context) {
    if (event.status !== "SUCCEEDED") return null;
    if (event.inlineOutput !== undefined) return event.inlineOutput;
    const invocation = await loaders.load(this.invocations.getMany, event.invocationId);
    return invocation && ((await loaders.load(this.invocations.payloads, invocation))?.output ?? null);
  }

  @FieldResolver(() => InvocationFailure, { nullable: true, description: "Why it did not succeed." })
  async failure(@Root() event: Finished, @Ctx() { ctx, loaders }: Context) {
    if (event.status === "SUCCEEDED") return null;
    const invocation = await loaders.load(this.invocations.getMany, event.invocationId);
    return invocation?.failure && presentFailure(ctx, invocation.failure);
  }
}

const subscribe = ({ invocationId, after, snapshot }: FollowArgs, { ctx, loaders, resumeAfter }: Context): Promise<FeedSource> =>
  loaders.follow(ctx, invocationId, { snapshot, after: resumeAfter ?? after ?? null });
