/** Invocations in the GraphQL schema, and the way from domain objects to them. */
import { createUnionType, Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { enumOf } from "../graphql/enum.types.js";
import {
  AbilityUnavailable,
  ErrorCodeEnum,
  IdempotencyConflict,
  LimitExceeded,
  OperationRefused,
  PermissionDenied,
  ValidationFailed,
} from "../graphql/error.types.js";
import { connectionOf, Node } from "../graphql/node.types.js";
import { typenameOf } from "../graphql/outcome.js";
import { Cursor, DateTime } from "../graphql/scalars.js";
import type { ErrorCode, FailureClass } from "../kernel/error-codes.js";
import { RunModeEnum } from "../mappings/mapping.types.js";
import type { RunMode } from "../providers/provider.js";
import { CANCEL_OUTCOMES, type CancelOutcome, type Invocation, RETRY_VERSIONS } from "./invocation.js";
import { INVOCATION_ACTIONS, INVOCATION_STATUSES, type InvocationStatus } from "./lifecycle.js";

export const InvocationStatusEnum = enumOf(INVOCATION_STATUSES);
registerEnumType(InvocationStatusEnum, {
  name: "InvocationStatus",
  description: "Where an invocation stands. More values may join; treat one you do not know as not final.",
  valuesConfig: {
    QUEUED: { description: "Accepted and durable; waits for a worker." },
    RUNNING: { description: "The engine is at work." },
    WAITING: { description: "The engine waits for an answer of a person." },
    CANCELLING: { description: "Cancellation was asked for; the engine has not confirmed." },
    SUCCEEDED: { description: "Final: `output` has the result." },
    FAILED: { description: "Final: `failure` says why." },
    CANCELLED: { description: "Final: stopped on request." },
    EXPIRED: { description: "Final: the deadline passed before the engine began or was answered." },
  },
});

export const InvocationActionEnum = enumOf(INVOCATION_ACTIONS);
registerEnumType(InvocationActionEnum, {
  name: "InvocationAction",
  description: "What may be done with an invocation now. More values may join.",
  valuesConfig: {
    FOLLOW: { description: "Subscribe to `invocationEvents`: more events will come." },
    CANCEL: { description: "`cancelInvocation`; `cancellation` says what that can mean." },
    ANSWER: { description: "`resumeInvocation`: it waits for an answer that you may give." },
    RETRY: { description: "`retryInvocation`: begin a new invocation like this one." },
  },
});

export const FailureClassEnum = enumOf(["CALLER", "CONFIGURATION", "PLATFORM", "ENGINE", "TIMEOUT"] as const);
registerEnumType(FailureClassEnum, {
  name: "FailureClass",
  description: "Who has to act on a failure.",
  valuesConfig: {
    CALLER: { description: "The caller: change the request." },
    CONFIGURATION: { description: "An admin: the ability, its mapping or its connection needs a change." },
    PLATFORM: { description: "The operator of this gateway." },
    ENGINE: { description: "The engine failed or is unavailable." },
    TIMEOUT: { description: "Time ran out." },
  },
});

@ObjectType({ description: "Why an invocation did not succeed." })
export class InvocationFailure {
  @Field(() => FailureClassEnum, { description: "Who has to act." })
  class!: FailureClass;

  @Field(() => ErrorCodeEnum, { description: "What happened, for programs." })
  code!: ErrorCode;

  @Field(() => String, { description: "What happened and what to do, for people, in the caller's language." })
  message!: string;

  @Field(() => Boolean, { description: "True when invoking again may succeed without anybody changing anything." })
  retryable!: boolean;

  @Field(() => String, { nullable: true, description: "The engine's own code, as it sent it." })
  engineCode!: string | null;

  @Field(() => String, { nullable: true, description: "The engine's own words. Permission: invocation:inspect; null for others." })
  engineMessage!: string | null;
}

@ObjectType({ description: "Tokens the engine counted; null where it did not say." })
export class TokenUsage {
  @Field(() => Int, { nullable: true, description: "Tokens read by models." })
  inputTokens!: number | null;

  @Field(() => Int, { nullable: true, description: "Tokens written by models." })
  outputTokens!: number | null;

  @Field(() => Int, { nullable: true, description: "All tokens." })
  totalTokens!: number | null;
}

@ObjectType({ description: "Addresses for operators, computed from this gateway's settings. Empty without invocation:inspect." })
export class InvocationLinks {
  @Field(() => String, { nullable: true, description: "The workflow in Coze Studio's editor." })
  studioWorkflow!: string | null;

  @Field(() => String, { nullable: true, description: "This run in Coze Studio, once the engine named it." })
  studioRun!: string | null;
}

export const CancelOutcomeEnum = enumOf(CANCEL_OUTCOMES);
registerEnumType(CancelOutcomeEnum, {
  name: "CancelOutcome",
  description: "What became of the wish to cancel. More values may join.",
  valuesConfig: {
    REQUESTED: { description: "Nobody has confirmed anything. With a status SUCCEEDED or FAILED the end came first." },
    NOT_STARTED: { description: "The engine never heard of the call." },
    STOPPED_BY_ENGINE: { description: "The engine confirmed that the run stopped." },
    DETACHED: { description: "Nobody waits for the run any longer; the engine may finish it." },
  },
});

export const RetryVersionEnum = enumOf(RETRY_VERSIONS);
registerEnumType(RetryVersionEnum, {
  name: "RetryVersion",
  description: "How an invocation is repeated.",
  valuesConfig: {
    ORIGINAL: { description: "By the mapping version that served it, also when another one is published now, with the same parameters." },
    CURRENT: { description: "By the version published now: its form is checked again and mapped anew." },
  },
});

@ObjectType({ description: "The wish to cancel, and what became of it." })
export class InvocationCancel {
  @Field(() => DateTime, { description: "When it was asked for first." })
  requestedAt!: Date;

  @Field(() => CancelOutcomeEnum, { description: "What the engine really did." })
  outcome!: CancelOutcome;
}

export const LateStatusEnum = enumOf(["SUCCEEDED", "FAILED"] as const);
registerEnumType(LateStatusEnum, {
  name: "LateStatus",
  description: "How the engine ended a run after the invocation had ended.",
  valuesConfig: {
    SUCCEEDED: { description: "With a result." },
    FAILED: { description: "Without one." },
  },
});

@ObjectType({ description: "What the engine delivered after the invocation had ended; the invocation stays as it was." })
export class InvocationLate {
  /** For field resolvers; not a field of the schema. */
  source!: Invocation;

  @Field(() => LateStatusEnum, { description: "How the engine ended it." })
  status!: "SUCCEEDED" | "FAILED";

  @Field(() => DateTime, { description: "When that was noticed." })
  at!: Date;
}

@ObjectType("Invocation", {
  implements: Node,
  description: "One run of an ability. Permission: invocation:read for one's own, invocation:read-any for the tenant's.",
})
export class InvocationType extends Node {
  /** The domain object, for field resolvers; not a field of the schema. */
  source!: Invocation;

  @Field(() => InvocationStatusEnum, { description: "Where it stands." })
  status!: InvocationStatus;

  @Field(() => DateTime, { description: "When it was accepted." })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "When a worker first began it." })
  startedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: "When it reached its final state." })
  finishedAt!: Date | null;

  @Field(() => Int, { nullable: true, description: "Milliseconds from acceptance to the final state." })
  durationMs!: number | null;

  @Field(() => DateTime, { description: "It will have ended by then, whatever happens." })
  deadlineAt!: Date;

  @Field(() => RunModeEnum, { description: "How the engine is asked." })
  mode!: RunMode;

  @Field(() => Int, { nullable: true, description: "Version of the mapping that serves it. Permission: mapping:read; null for others." })
  mappingVersion!: number | null;

  @Field(() => Int, { description: "-100 to 100; among the calls that wait for a worker, higher goes first." })
  priority!: number;

  @Field(() => ID, { nullable: true, description: "Which of the caller's conversations it continues; null = the one by default." })
  conversation!: string | null;

  @Field(() => InvocationCancel, { nullable: true, description: "Once somebody asked to cancel it." })
  cancel!: InvocationCancel | null;

  @Field(() => InvocationLate, { nullable: true, description: "What the engine delivered too late, if anything." })
  late!: InvocationLate | null;

  @Field(() => Int, { description: "Attempts that were begun." })
  attempt!: number;

  @Field(() => [String], { description: "Tags given with the call." })
  tags!: readonly string[];

  @Field(() => String, { nullable: true, description: "The engine's id of this run. Permission: invocation:inspect; null for others." })
  executeId!: string | null;

  @Field(() => TokenUsage, { nullable: true, description: "Tokens the engine counted." })
  usage!: TokenUsage | null;
}

export const InvocationConnection = connectionOf("Invocation", () => InvocationType);

@ObjectType({ description: "The call is durable and will end by its deadline." })
export class InvocationAccepted {
  @Field(() => InvocationType, { description: "The invocation; with waitMs, as it stood when the wait ended." })
  invocation!: InvocationType;

  @Field(() => Boolean, { description: "True when an earlier call with the same key and input began it." })
  replayed!: boolean;

  @Field(() => Cursor, { description: "Subscribe with `after: subscribeFrom` to get every event from the first." })
  subscribeFrom!: string;

  @Field(() => ID, { description: "The key of this call: yours, or one made for you." })
  idempotencyKey!: string;
  /** For the room of webhooks, which shows it. */
  webhookSecret!: string | null;
}

export const InvokeAbilityResult = createUnionType({
  name: "InvokeAbilityResult",
  description: "Accepted, or why not. Always ask for `... on DomainError { code message }`.",
  types: () =>
    [
      InvocationAccepted,
      ValidationFailed,
      LimitExceeded,
      AbilityUnavailable,
      IdempotencyConflict,
      PermissionDenied,
      OperationRefused,
    ] as const,
  resolveType: typenameOf,
});
