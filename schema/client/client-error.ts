/** The one error class of the client, and what the answers, closes and failures of a gateway become. Pure. */
import type { ErrorCode } from "../generated/graphql.js";

/** Codes of the client's own, beside those of the gateway's `ErrorCode`. */
export type ClientErrorCode =
  /** No answer, no connection, or a connection that broke and could not be made again in time. */
  | "UNREACHABLE"
  /** Something answered that does not speak as a gateway does. */
  | "UNEXPECTED_ANSWER"
  /** Events are missing that the gateway does not account for by a GapEvent. Never skipped silently. */
  | "EVENTS_MISSING"
  /** Your `token` function failed, in a `follow` for too long or for good; its error is the `cause`. */
  | "TOKEN_UNAVAILABLE"
  /** This JavaScript has no WebSocket: pass one as `webSocket`, or use `transport: "sse"`. */
  | "WEBSOCKET_MISSING"
  /** `close()` was called. */
  | "CLIENT_CLOSED";

export interface FieldProblem {
  /** JSON Pointer into the form; empty = the form as a whole. */
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export interface ClientErrorFacts {
  /** Shown to people; the gateway's sentences come in the caller's language. */
  readonly message: string;
  /** True when the same call may succeed later without anybody changing anything. Default false. */
  readonly retryable?: boolean;
  readonly retryAfterMs?: number | undefined;
  readonly closeCode?: number | undefined;
  readonly requestId?: string | undefined;
  readonly fieldErrors?: readonly FieldProblem[] | undefined;
  readonly cause?: unknown;
}

/** Whatever the client throws, but for an abort: then it throws the reason of your signal. */
export class AbilityClientError extends Error {
  override readonly name = "AbilityClientError";
  readonly retryable: boolean;
  /** Milliseconds the gateway asks to wait before the next try. */
  readonly retryAfterMs: number | undefined;
  /** Of the WebSocket, when its close was the reason. */
  readonly closeCode: number | undefined;
  /** Names the request in the gateway's log. */
  readonly requestId: string | undefined;
  /** Of a refused form; empty otherwise. */
  readonly fieldErrors: readonly FieldProblem[];

  constructor(
    /** Codes are only ever added: treat one you do not know by `retryable`. */
    readonly code: ErrorCode | ClientErrorCode | (string & {}),
    { message, cause, retryable = false, ...facts }: ClientErrorFacts,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.retryable = retryable;
    this.retryAfterMs = facts.retryAfterMs;
    this.closeCode = facts.closeCode;
    this.requestId = facts.requestId;
    this.fieldErrors = facts.fieldErrors ?? [];
  }
}

export const unreachable = (message: string, facts: Omit<ClientErrorFacts, "message" | "retryable"> = {}): AbilityClientError =>
  new AbilityClientError("UNREACHABLE", { message, retryable: true, ...facts });

export const unexpected = (message: string, cause?: unknown): AbilityClientError =>
  new AbilityClientError("UNEXPECTED_ANSWER", { message, cause });

/** One error of a GraphQL answer. */
export interface GraphqlProblem {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** A place becomes free when another of the same caller's ends. */
const PLACES_TAKEN: ReadonlySet<unknown> = new Set(["TOO_MANY_OPERATIONS", "TOO_MANY_CONNECTIONS"]);

/** The first error stands for all. */
export const errorOfProblems = ([problem]: readonly GraphqlProblem[]): AbilityClientError => {
  if (!problem) return unexpected("The gateway reported a failure without saying which.");
  const { code, retryable, retryAfterMs, requestId, fieldErrors } = problem.extensions ?? {};
  return new AbilityClientError(typeof code === "string" ? code : "UNEXPECTED_ANSWER", {
    message: problem.message,
    retryable: retryable === true || PLACES_TAKEN.has(code),
    retryAfterMs: typeof retryAfterMs === "number" ? retryAfterMs : undefined,
    requestId: typeof requestId === "string" ? requestId : undefined,
    fieldErrors: Array.isArray(fieldErrors) ? (fieldErrors as FieldProblem[]) : undefined,
  });
};

/** The token is missing, expired or does not hold: a new one may help. */
export const isSignInProblem = (error: AbilityClientError): boolean => error.code === "UNAUTHENTICATED";

/** 4401: no token or an expired one; 4403: one that does not hold. */
const SIGN_IN_CLOSES: ReadonlySet<number> = new Set([4401, 4403]);
/** Closes by the protocol or by size that the next connection would meet again. */
const LASTING_CLOSES: ReadonlySet<number> = new Set([1002, 1003, 1007, 1008, 1009, 1010, 4004, 4400, 4406, 4409, 4429]);

/** What a WebSocket's close means; unknown codes count as a broken connection. */
export const errorOfClose = (code: number, reason: string): AbilityClientError => {
  const message = `The connection was closed (${code}${reason === "" ? "" : `: ${reason}`}).`;
  const facts = { closeCode: code, retryAfterMs: reconnectHintIn(reason) };
  if (SIGN_IN_CLOSES.has(code)) return new AbilityClientError("UNAUTHENTICATED", { message: reason || message, ...facts });
  if (LASTING_CLOSES.has(code)) return new AbilityClientError("UNEXPECTED_ANSWER", { message, ...facts });
  return unreachable(message, facts);
};

/**
 * A server that stops says when to come back: `{"retryAfterMs":1200}`, `retry-after-ms=1200`, `… in 1200 ms`.
 * @returns milliseconds, or nothing when the reason names none.
 */
export const reconnectHintIn = (reason: string): number | undefined => {
  const named = /(?:retry|reconnect)[\w-]*["']?\s*[:=]\s*(\d{1,7})\b/i.exec(reason) ?? /\b(\d{1,7})\s?ms\b/i.exec(reason);
  return named ? Number(named[1]) : undefined;
};
