/** What operators follow, in the GraphQL schema. */
import { createUnionType, Field, ObjectType, registerEnumType } from "type-graphql";
import { GAP_REASONS, type GapReason } from "../feed/activity-follower.js";
import { enumOf } from "../graphql/enum.types.js";
import { typenameOf } from "../graphql/outcome.js";
import { DateTime } from "../graphql/scalars.js";
import { InvocationType } from "./invocation.types.js";
import { InvocationEventType } from "./invocation-event.types.js";

export const ActivityGapReasonEnum = enumOf(GAP_REASONS);
registerEnumType(ActivityGapReasonEnum, {
  name: "ActivityGapReason",
  description: "Why something may have happened that was not shown. More values may join; they all mean: read the list.",
  valuesConfig: {
    STARTED: { description: "The subscription is in force from here on; what was before it is in the list." },
    MESSAGES_LOST: { description: "Messages between instances were lost, for example while Redis was away." },
    TOO_SLOW: { description: "More came than this subscriber took." },
  },
});

@ObjectType({ description: "Something happened in an invocation: its state changed, it asks a question, or it ended." })
export class InvocationActivity {
  @Field(() => InvocationType, { description: "The invocation as it stood a moment after the event, or later." })
  invocation!: InvocationType;

  @Field(() => InvocationEventType, { description: "What happened: StateChanged, InterruptRaised, InterruptExpired or Finished." })
  event!: InvocationEventType;
}

@ObjectType({ description: "What happened in this time may not have been shown: read `invocations` to catch up." })
export class ActivityGap {
  @Field(() => DateTime, { description: "Everything before was shown." })
  since!: Date;

  @Field(() => DateTime, { description: "When it was noticed; what happens from now on is shown." })
  until!: Date;

  @Field(() => ActivityGapReasonEnum, { description: "Why." })
  reason!: GapReason;
}

export const InvocationActivityItem = createUnionType({
  name: "InvocationActivityItem",
  description: "What `invocationActivity` delivers. More types may join.",
  types: () => [InvocationActivity, ActivityGap] as const,
  resolveType: typenameOf,
});
