/** Sets of repetitions in the GraphQL schema. */
import { createUnionType, Field, Int, ObjectType, registerEnumType } from "type-graphql";
import { ErrorCodeEnum, IdempotencyConflict, OperationRefused, PermissionDenied } from "../graphql/error.types.js";
import { connectionOf, Node } from "../graphql/node.types.js";
import { typenameOf } from "../graphql/outcome.js";
import { DateTime } from "../graphql/scalars.js";
import type { RetryVersion } from "../invocations/invocation.js";
import { RetryVersionEnum } from "../invocations/invocation.types.js";
import type { ErrorCode } from "../kernel/error-codes.js";
import { REPLAY_STATES, type Replay, type ReplayState, refusedIn } from "./replay.js";

export const ReplayStateEnum = Object.fromEntries(REPLAY_STATES.map((state) => [state, state])) as { [State in ReplayState]: State };
registerEnumType(ReplayStateEnum, {
  name: "ReplayState",
  description: "Where a set of repetitions stands. More values may join.",
  valuesConfig: {
    RUNNING: { description: "Repetitions are begun, or have yet to end." },
    ABORTING: { description: "No more are to be begun; a worker has yet to notice." },
    ABORTED: { description: "No more will be begun. Those that were go on: cancel them one by one." },
    FINISHED: { description: "All were begun and have ended." },
  },
});

@ObjectType({ description: "Why some could not be repeated." })
export class ReplayRefusal {
  @Field(() => ErrorCodeEnum, { description: "The reason." })
  code!: ErrorCode;

  @Field(() => Int, { description: "How many." })
  count!: number;
}

@ObjectType("InvocationReplay", {
  implements: Node,
  description: "A set of invocations that are run again together. Permission: invocation:replay.",
})
export class ReplayType extends Node {
  /** The domain object, for field resolvers; not a field of the schema. */
  source!: Replay;

  @Field(() => ReplayStateEnum, { description: "Where it stands." })
  state!: ReplayState;

  @Field(() => String, { description: "Who asked for it; the caller of every repetition." })
  owner!: string;

  @Field(() => RetryVersionEnum, { description: "How they are repeated." })
  version!: RetryVersion;

  @Field(() => Boolean, { description: "Whether abilities that do something again by being repeated are part of it." })
  includeSideEffecting!: boolean;

  @Field(() => Int, { description: "Invocations that were selected when it was asked for." })
  total!: number;

  @Field(() => Int, { description: "How many could not be repeated: `refusals` says why." })
  refused!: number;

  @Field(() => [ReplayRefusal], { description: "Why some could not be repeated, most frequent first." })
  refusals!: ReplayRefusal[];

  @Field(() => DateTime, { description: "When it was asked for." })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "When it was finished or aborted." })
  finishedAt!: Date | null;
}

export const presentReplay = (replay: Replay): ReplayType & { __typename: "InvocationReplay" } => ({
  __typename: "InvocationReplay",
  source: replay,
  id: replay.id,
  state: replay.state,
  owner: replay.ownerId,
  version: replay.version,
  includeSideEffecting: replay.includeSideEffecting,
  total: replay.total,
  refused: refusedIn(replay.refusals),
  refusals: (Object.entries(replay.refusals) as [ErrorCode, number][])
    .map(([code, count]) => ({ code, count }))
    .sort((one, other) => other.count - one.count),
  createdAt: new Date(replay.createdAt),
  finishedAt: replay.finishedAt === null ? null : new Date(replay.finishedAt),
});

export const ReplayConnection = connectionOf("InvocationReplay", () => ReplayType);

@ObjectType({ description: "The set is durable and worked off in the background." })
export class ReplayInvocationsPayload {
  @Field(() => ReplayType, { description: "The set: ask for it again to see how it fares." })
  replay!: ReplayType;

  @Field(() => Boolean, { description: "True when an earlier request with the same key and input made it." })
  replayed!: boolean;
}

export const ReplayInvocationsResult = createUnionType({
  name: "ReplayInvocationsResult",
  description: "The set, or why there is none. Always ask for `... on DomainError { code message }`.",
  types: () => [ReplayInvocationsPayload, OperationRefused, IdempotencyConflict, PermissionDenied] as const,
  resolveType: typenameOf,
});

@ObjectType({ description: "No more repetitions are begun." })
export class AbortReplayPayload {
  @Field(() => ReplayType, { description: "The set as it stands; one that was over is as it was." })
  replay!: ReplayType;
}

export const AbortReplayResult = createUnionType({
  name: "AbortReplayResult",
  description: "The set, or why it was not aborted. Always ask for `... on DomainError { code message }`.",
  types: () => [AbortReplayPayload, OperationRefused, PermissionDenied] as const,
  resolveType: typenameOf,
});
