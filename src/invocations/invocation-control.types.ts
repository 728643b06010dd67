/** What the mutations that stop, answer and repeat invocations give back, in the GraphQL schema. */
import { createUnionType, Field, ObjectType } from "type-graphql";
import { OperationRefused, PermissionDenied, ValidationFailed } from "../graphql/error.types.js";
import { typenameOf } from "../graphql/outcome.js";
import { Cursor } from "../graphql/scalars.js";
import { InvocationType } from "./invocation.types.js";

@ObjectType({ description: "The wish is written down, and done where nothing was running." })
export class CancelInvocationPayload {
  @Field(() => InvocationType, {
    description: "As it stands: `status` CANCELLED, or `cancel { outcome }` REQUESTED while it runs; one that had ended is as it was.",
  })
  invocation!: InvocationType;
}

export const CancelInvocationResult = createUnionType({
  name: "CancelInvocationResult",
  description: "What was done, or why nothing was. Always ask for `... on DomainError { code message }`.",
  types: () => [CancelInvocationPayload, OperationRefused, PermissionDenied] as const,
  resolveType: typenameOf,
});

@ObjectType({ description: "The answer is durable; the run goes on with it." })
export class ResumeInvocationPayload {
  @Field(() => InvocationType, { description: "As it stands." })
  invocation!: InvocationType;

  @Field(() => Boolean, { description: "True when the question was answered before; the first answer counts." })
  replayed!: boolean;

  @Field(() => Cursor, { description: "Subscribe with `after: subscribeFrom` to follow it from the answer on." })
  subscribeFrom!: string;
}

export const ResumeInvocationResult = createUnionType({
  name: "ResumeInvocationResult",
  description: "The answer was taken, or why not. Always ask for `... on DomainError { code message }`.",
  types: () => [ResumeInvocationPayload, ValidationFailed, OperationRefused, PermissionDenied] as const,
  resolveType: typenameOf,
});
