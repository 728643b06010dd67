/** The custom scalars of the schema, each with a specified-by URL and checked on input (rule 9). */
import { GraphQLScalarType, Kind } from "graphql";
import { GraphQLDateTime, GraphQLJSON, GraphQLJSONObject } from "graphql-scalars";
import { AppError } from "../kernel/errors.js";

export const DateTime = GraphQLDateTime;
export const Json = GraphQLJSON;
export const JsonObjectScalar = GraphQLJSONObject;

const readCursor = (value: unknown): string => {
  if (typeof value === "string" && value.length > 0) return value;
  throw new AppError("INVALID_CURSOR");
};

export const Cursor = new GraphQLScalarType<string, string>({
  name: "Cursor",
  description: "An opaque position in one list or event stream. Send back what you were given; never build or compare cursors.",
  specifiedByURL: "https://relay.dev/graphql/connections.htm#sec-Cursor",
  serialize: (value) => String(value),
  parseValue: readCursor,
  parseLiteral: (node) => readCursor(node.kind === Kind.STRING ? node.value : undefined),
});
