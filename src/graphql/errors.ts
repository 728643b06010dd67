/**
 * What leaves the server when something goes wrong: a code from our table, a sentence in the caller's language, and
 * nothing else. Faults nobody foresaw become INTERNAL, with the whole error in the log under the request id
 * (`reference/graphql-rules.md` rules 16–22).
 */
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { isErrorCode } from "../kernel/error-codes.js";
import { AppError, type Language, messageOf } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";

/** Who is told, and where the rest is written. */
export interface ErrorAudience {
  readonly log: Log;
  /** Default `en`. */
  readonly language?: Language | undefined;
  readonly requestId?: string | undefined;
  /** False hides names the caller did not already know (rule 41). Default false. */
  readonly showSuggestions?: boolean;
}

/** The part of our errors that clients switch on; the same in GraphQL, plain HTTP and WebSocket answers. */
export interface ErrorExtensions {
  readonly [key: string]: unknown;
  readonly code: string;
  readonly requestId?: string;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly fieldErrors?: readonly { readonly path: string; readonly code: string; readonly message: string }[];
}

/** Codes Apollo gives to mistakes in the request; their sentences name positions in the document and are kept. */
const REQUEST_CODES: ReadonlySet<string> = new Set([
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_USER_INPUT",
  "BAD_REQUEST",
  "OPERATION_RESOLUTION_FAILURE",
  "PERSISTED_QUERY_NOT_FOUND",
  "PERSISTED_QUERY_NOT_SUPPORTED",
]);

/** graphql-js has no error class for its token limit, only this sentence. */
const TOKEN_LIMIT = /Document contains more that (\d+) tokens/;
const SUGGESTION = / ?Did you mean .+\?$/s;
const MAX_CAUSES = 8;

/**
 * Maps one error to its public form and writes it to the log, once, at the level its code asks for.
 * @param formatted Apollo's view of `error`: message, locations, path and, as a rule, `extensions.code`.
 */
export const formatGraphqlError = (formatted: GraphQLFormattedError, error: unknown, to: ErrorAudience): GraphQLFormattedError => {
  const known = appErrorIn(error) ?? tokenLimitIn(formatted);
  if (known) return publish(known, formatted, { error, to });
  const code = codeOf(formatted, error);
  if (code && (REQUEST_CODES.has(code) || isErrorCode(code))) {
    to.log.debug({ code, problem: formatted.message }, "request refused");
    const extensions = { code, ...(to.requestId === undefined ? {} : { requestId: to.requestId }), retryable: false };
    return { ...withoutExtensions(formatted), message: worded(formatted.message, to), extensions };
  }
  return publish(new AppError("INTERNAL", { cause: error }), formatted, { error, to });
};

/** The extensions of one of our errors, as every transport shows them. */
export const extensionsOf = (error: AppError, to: Pick<ErrorAudience, "language" | "requestId">): ErrorExtensions => {
  const language = to.language ?? "en";
  return {
    code: error.code,
    ...(to.requestId === undefined ? {} : { requestId: to.requestId }),
    retryable: error.facts.retryable,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    ...(error.fields.length === 0
      ? {}
      : { fieldErrors: error.fields.map(({ path, code, params }) => ({ path, code, message: messageOf(code, params ?? {}, language) })) }),
  };
};

/** An expected refusal as a GraphQL error; `status` is the HTTP status when it refuses the whole request. */
export const refusal = (error: AppError, status = error.facts.http): GraphQLError =>
  new GraphQLError(error.message, { originalError: error, extensions: { code: error.code, http: { status } } });

/** One log line for an error that leaves the process, as loud as its code says; faults of ours with all they carry. */
export const logError = (
  error: AppError,
  log: Log,
  more: { readonly requestId?: string | undefined; readonly thrown?: unknown } = {},
): void => {
  const level = error.facts.level;
  const whole = level === "warn" || level === "error";
  const shown = error.code === "INTERNAL" ? (rootOf(more.thrown) ?? error.cause ?? error) : error;
  log[level]({ requestId: more.requestId, code: error.code, ...(whole ? { err: shown } : {}) }, error.message);
};

const publish = (
  known: AppError,
  formatted: GraphQLFormattedError,
  { error, to }: { error: unknown; to: ErrorAudience },
): GraphQLFormattedError => {
  logError(known, to.log, { thrown: error });
  // graphql-js says which variable was wrong before it quotes our sentence: worth more than our sentence alone.
  const says = known.code === "BAD_USER_INPUT" && formatted.path === undefined && formatted.message.includes(known.message);
  return {
    ...withoutExtensions(formatted),
    message: says && to.language !== "zh" ? formatted.message : known.messageIn(to.language ?? "en"),
    extensions: extensionsOf(known, to),
  };
};

const appErrorIn = (error: unknown): AppError | undefined => {
  let current: unknown = error;
  for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth += 1) {
    if (current instanceof AppError) return current;
    current = (current instanceof GraphQLError ? current.originalError : undefined) ?? current.cause;
  }
  return undefined;
};

const rootOf = (error: unknown): unknown => (error instanceof GraphQLError ? (error.originalError ?? error) : error);

const tokenLimitIn = ({ message }: GraphQLFormattedError): AppError | undefined => {
  const limit = TOKEN_LIMIT.exec(message)?.[1];
  return limit === undefined ? undefined : tooComplex({ en: `it has more than ${limit} tokens.`, zh: `超过 ${limit} 个词元。` });
};

export const tooComplex = (problem: { readonly en: string; readonly zh: string }): AppError =>
  new AppError("QUERY_TOO_COMPLEX", { params: { problem } });

/** Apollo fills in its code for a crash where there is none; graphql-js's refusals of variables come without any. */
const codeOf = (formatted: GraphQLFormattedError, error: unknown): string | undefined => {
  const code = formatted.extensions?.code;
  if (typeof code === "string" && code !== "INTERNAL_SERVER_ERROR") return code;
  const foreseen =
    error instanceof GraphQLError && error.path === undefined && error.originalError === undefined && error.nodes !== undefined;
  return foreseen ? "BAD_USER_INPUT" : undefined;
};

const worded = (message: string, to: ErrorAudience): string => (to.showSuggestions ? message : message.replace(SUGGESTION, ""));

const withoutExtensions = ({ message, locations, path }: GraphQLFormattedError): GraphQLFormattedError => ({
  message,
  ...(locations ? { locations } : {}),
  ...(path ? { path } : {}),
});
