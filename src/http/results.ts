/** From what graphql-js returns to what is sent: errors in their public form, the whole as text. */
import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from "graphql";
import { audienceOf } from "../graphql/apollo.js";
import type { GraphqlContext } from "../graphql/context.js";
import { formatGraphqlError } from "../graphql/errors.js";

export const publicError = (error: GraphQLError, context: GraphqlContext): GraphQLFormattedError =>
  formatGraphqlError(error.toJSON(), error, audienceOf(context));

/** The JSON of a result; its errors are worded for this context and carry its request id. */
export const resultText = (result: ExecutionResult, context: GraphqlContext): string => {
  const errors = result.errors?.map((error) => publicError(error, context));
  return JSON.stringify(errors ? { ...result, errors } : result);
};

/** Every answer names its request id (rule 22); of a subscription the first one does, so that the others can be shared. */
export const withRequestId = (resultJson: string, requestId: string): string =>
  `${resultJson.slice(0, -1)},"extensions":${JSON.stringify({ requestId })}}`;
