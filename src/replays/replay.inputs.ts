/** Arguments of the fields about sets of repetitions in the GraphQL schema. */
import { Field, ID, InputType } from "type-graphql";
import { ErrorCodeEnum } from "../graphql/error.types.js";
import { DateTime } from "../graphql/scalars.js";
import type { RetryVersion, Selection } from "../invocations/invocation.js";
import { InvocationStatusEnum, RetryVersionEnum } from "../invocations/invocation.types.js";
import type { ErrorCode } from "../kernel/error-codes.js";
import type { ReplayFilter } from "./replay.service.js";

@InputType("ReplayFilter", {
  description: "Which invocations to repeat: those that have ended by now and match all of it. At least one part must be given.",
})
export class ReplayFilterInput {
  @Field(() => [ID], { nullable: true, description: "These invocations; at most 100." })
  ids?: string[];

  @Field(() => [ID], { nullable: true, description: "Of one of these abilities, by id." })
  abilityIds?: string[];

  @Field(() => [String], { nullable: true, description: "Of one of these abilities, by key." })
  abilityKeys?: string[];

  @Field(() => [InvocationStatusEnum], { nullable: true, description: "In one of these final statuses." })
  statuses?: NonNullable<Selection["statuses"]>[number][];

  @Field(() => [ErrorCodeEnum], { nullable: true, description: "That failed with one of these codes, e.g. `[ENGINE_UNREACHABLE]`." })
  failureCodes?: ErrorCode[];

  @Field(() => ID, { nullable: true, description: "That are repetitions of this set." })
  replayId?: string;

  @Field(() => DateTime, { nullable: true, description: "Accepted at or after this time." })
  createdFrom?: Date;

  @Field(() => DateTime, { nullable: true, description: "Accepted before this time." })
  createdTo?: Date;
}

/** Without what is absent or `null`. */
export const toReplayFilter = ({ createdFrom, createdTo, ...filter }: ReplayFilterInput): ReplayFilter => ({
  ...(Object.fromEntries(Object.entries(filter).filter(([, value]) => value != null)) as typeof filter),
  ...(createdFrom && { createdFrom: createdFrom.getTime() }),
  ...(createdTo && { createdTo: createdTo.getTime() }),
});

@InputType({ description: "Repeat many invocations in the background." })
export class ReplayInvocationsInput {
  @Field(() => ReplayFilterInput, { description: "Which ones; an empty filter is refused." })
  filter!: ReplayFilterInput;

  @Field(() => RetryVersionEnum, { defaultValue: "CURRENT", description: "How to repeat them." })
  version!: RetryVersion;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "True also repeats calls of abilities that do something again by being repeated.",
  })
  includeSideEffecting!: boolean;

  @Field(() => ID, { nullable: true, description: "The same key and input give the same set." })
  idempotencyKey?: string | null;
}

@InputType({ description: "Begin no more repetitions of a set." })
export class AbortReplayInput {
  @Field(() => ID, { description: "The set." })
  id!: string;
}
