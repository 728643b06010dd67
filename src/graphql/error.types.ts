/** Expected outcomes of mutations as data (rules 17–21): one interface, a few types, and the way from an AppError to them. */
import { Field, Int, InterfaceType, ObjectType, registerEnumType } from "type-graphql";
import type { RequestContext } from "../auth/request-context.js";
import { ERROR_CODES, type ErrorCode } from "../kernel/error-codes.js";
import { type AppError, fieldMessage } from "../kernel/errors.js";
import { DateTime } from "./scalars.js";

export const ErrorCodeEnum = Object.fromEntries(Object.keys(ERROR_CODES).map((code) => [code, code])) as Record<ErrorCode, ErrorCode>;
registerEnumType(ErrorCodeEnum, {
  name: "ErrorCode",
  description: "Every code an error can carry. Codes are only ever added: treat one you do not know like INTERNAL.",
  valuesConfig: Object.fromEntries(Object.entries(ERROR_CODES).map(([code, facts]) => [code, { description: facts.en }])),
});

@InterfaceType({
  description: "An expected outcome that is not success. Ask for it in every mutation: `... on DomainError { code message }`.",
  resolveType: (value: { __typename: string }) => value.__typename,
})
export abstract class DomainError {
  @Field(() => ErrorCodeEnum, { description: "What happened, for programs." })
  code!: ErrorCode;

  @Field(() => String, { description: "What happened and what to do, for people, in the caller's language." })
  message!: string;

  @Field(() => Boolean, { description: "True when the same request may succeed later." })
  retryable!: boolean;

  @Field(() => Int, { nullable: true, description: "Wait at least this many milliseconds before trying again." })
  retryAfterMs!: number | null;
}

@ObjectType({ description: "One problem of one form field." })
export class FieldError {
  @Field(() => String, { description: "JSON Pointer into the form value, e.g. `/address/city`; empty = the form as a whole." })
  path!: string;

  @Field(() => ErrorCodeEnum, { description: "What is wrong, for programs." })
  code!: ErrorCode;

  @Field(() => String, { description: "What is wrong, for people, in the caller's language." })
  message!: string;
}

@ObjectType({ implements: DomainError, description: "The input was understood but some of it is not acceptable." })
export class ValidationFailed extends DomainError {
  @Field(() => [FieldError], { description: "Each problem with the place it belongs to; at most 50." })
  fieldErrors!: FieldError[];
}

@ObjectType({ implements: DomainError, description: "A limit was reached; nothing was accepted." })
export class LimitExceeded extends DomainError {
  @Field(() => Int, { description: "The limit in force." })
  limit!: number;

  @Field(() => Int, { description: "How much of it is left." })
  remaining!: number;

  @Field(() => DateTime, { description: "When asking again makes sense." })
  reset!: Date;
}

@ObjectType({ implements: DomainError, description: "The ability cannot be invoked now: unknown, paused, retired or not published." })
export class AbilityUnavailable extends DomainError {}

@ObjectType({ implements: DomainError, description: "The idempotency key was used with another input." })
export class IdempotencyConflict extends DomainError {}

@ObjectType({ implements: DomainError, description: "The caller lacks a permission." })
export class PermissionDenied extends DomainError {}

@ObjectType({ implements: DomainError, description: "The change was refused; nothing was changed." })
export class OperationRefused extends DomainError {}

/** What every refusal shows. `__typename` picks the concrete type. */
export interface RefusalShape {
  readonly __typename: string;
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
}

/** @param otherwise the type for what has none of its own. */
export const toRefusal = (ctx: RequestContext, error: AppError, otherwise = "OperationRefused"): RefusalShape => {
  const base = {
    code: error.code,
    message: error.messageIn(ctx.language),
    retryable: error.facts.retryable,
    retryAfterMs: error.retryAfterMs ?? null,
  };
  switch (error.code) {
    case "FORM_INVALID":
    case "FORM_TOO_LARGE":
    case "FORM_TOO_DEEP":
    case "FORM_REVISION_CHANGED":
      return { __typename: "ValidationFailed", ...base, ...fieldErrorsOf(ctx, error) };
    case "RATE_LIMITED":
    case "TOO_MANY_INVOCATIONS":
      return { __typename: "LimitExceeded", ...base, ...limitOf(error) };
    case "IDEMPOTENCY_CONFLICT":
      return { __typename: "IdempotencyConflict", ...base };
    case "FORBIDDEN":
      return { __typename: "PermissionDenied", ...base };
    default:
      if (error.fields.length > 0) return { __typename: "ValidationFailed", ...base, ...fieldErrorsOf(ctx, error) };
      return { __typename: otherwise, ...base };
  }
};

const fieldErrorsOf = ({ language }: RequestContext, error: AppError) => ({
  fieldErrors: error.fields.map((problem) => ({ path: problem.path, code: problem.code, message: fieldMessage(problem, language) })),
});

const limitOf = (error: AppError) => ({
  limit: Number(error.params.limit ?? 0),
  remaining: 0,
  reset: new Date(Date.now() + (error.retryAfterMs ?? 1_000)),
});
