/** The tenant's invocations, live, for operators. */
import { Arg, Ctx, ID, Resolver, Root, Subscription } from "type-graphql";
import type { ActivityItem } from "../feed/activity-follower.js";
import type { GraphqlContext } from "../graphql/context.js";
import type { Loaders } from "../graphql/loaders.js";
import { InvocationActivityItem } from "./activity.types.js";
import { presentEvent, presentInvocation } from "./invocation.present.js";
import type { InvocationService } from "./invocation.service.js";

/** Decorators are static, so the subscription finds its source in what a request carries. */
export interface ActivityScope extends Loaders {
  readonly followActivity: InvocationService["followActivity"];
}

type Context = GraphqlContext<ActivityScope>;

interface ActivityArgs {
  readonly abilityId?: string | null;
  readonly abilityKey?: string | null;
}

@Resolver()
export class ActivityResolver {
  @Subscription(() => InvocationActivityItem, {
    description:
      "State changes, questions and ends of the tenant's invocations, of one ability or of all, from now on. Begins with an ActivityGap; at each of these, read `invocations`. Permission: invocation:read-any.",
    subscribe: ({ args, context }) => {
      const { ctx, loaders } = context as Context;
      const { abilityId, abilityKey } = args as ActivityArgs;
      return loaders.followActivity(ctx, { id: abilityId, key: abilityKey });
    },
  })
  invocationActivity(
    @Root() item: ActivityItem,
    @Ctx() { ctx }: Context,
    @Arg("abilityId", () => ID, { nullable: true, description: "Only this ability's." }) _abilityId?: string,
    @Arg("abilityKey", () => String, { nullable: true, description: "Only this ability's; instead of `abilityId`." }) _abilityKey?: string,
  ) {
    if (item.kind === "activity") {
      const { invocation, event } = item;
      return { __typename: "InvocationActivity", invocation: presentInvocation(ctx, invocation), event: presentEvent(event) };
    }
    return { __typename: "ActivityGap", reason: item.reason, since: new Date(item.since), until: new Date(item.until) };
  }
}
