/** Mutations whose expected failures are data: run the operation, turn an expected AppError into a refusal. */
import type { RequestContext } from "../auth/request-context.js";
import type { ErrorCode } from "../kernel/error-codes.js";
import { AppError } from "../kernel/errors.js";
import { type RefusalShape, toRefusal } from "./error.types.js";

/** Not an outcome of the operation but of the request, or of the gateway: stays an error. */
const THROWN: ReadonlySet<ErrorCode> = new Set([
  "UNAUTHENTICATED",
  "SERVICE_UNAVAILABLE",
  "INTERNAL",
  "CONFIGURATION_INVALID",
  "MIGRATION_REQUIRED",
]);

export const outcomeOf = async <T extends object>(
  ctx: RequestContext,
  typename: string,
  operation: () => Promise<T>,
): Promise<(T & { __typename: string }) | RefusalShape> => {
  try {
    return { __typename: typename, ...(await operation()) };
  } catch (error) {
    if (error instanceof AppError && !THROWN.has(error.code)) return toRefusal(ctx, error);
    throw error;
  }
};

/** For `resolveType` of unions and interfaces: every value we return names its type. */
export const typenameOf = (value: unknown): string => (value as { __typename: string }).__typename;
