/** From a transport's facts to a `RequestContext`: request ids, language, and the question who is calling. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Principal } from "../auth/principal.js";
import { languageOf, type RequestContext } from "../auth/request-context.js";
import type { Log } from "../kernel/log.js";

/** What the auth room is told about a call. */
export interface CallFacts {
  /** The whole header or `connection_init` value, e.g. `Bearer …`. */
  readonly authorization: string | undefined;
  /** The peer of the socket itself, whatever a proxy says. */
  readonly remoteAddress: string | undefined;
  readonly host: string | undefined;
  /** Set by browsers; a page of another site shows here. */
  readonly origin: string | undefined;
  /** A proxy stands in between, so the peer is not the caller. */
  readonly forwarded: boolean;
}

export const callFactsOf = (request: IncomingMessage, authorization: string | undefined): CallFacts => ({
  authorization,
  remoteAddress: request.socket.remoteAddress,
  host: request.headers.host,
  origin: request.headers.origin,
  forwarded: PROXY_HEADERS.some((name) => request.headers[name] !== undefined),
});

const PROXY_HEADERS = ["forwarded", "x-forwarded-for", "x-forwarded-host", "via"] as const;

/**
 * Who calls. `undefined` = nobody signed in, which services refuse where it matters.
 * @throws AppError UNAUTHENTICATED when a proof was presented and does not hold.
 */
export type Authenticate = (facts: CallFacts) => Promise<Principal | undefined>;

const SANE_REQUEST_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

/** Keeps an id the caller's own logs know, unless it could not stand in a log line or header. */
export const requestIdFrom = (header: string | string[] | undefined): string =>
  typeof header === "string" && SANE_REQUEST_ID.test(header) ? header : randomUUID();

export interface ContextFacts {
  readonly principal: Principal | undefined;
  readonly requestId: string;
  readonly acceptLanguage: string | undefined;
  /** The header `Idempotency-Key`; several headers of that name count as none. */
  readonly idempotencyKey?: string | string[] | undefined;
  /** Already bound to the request id. */
  readonly log: Log;
  readonly signal: AbortSignal;
}

export const createRequestContext = (facts: ContextFacts): RequestContext => ({
  principal: facts.principal,
  requestId: facts.requestId,
  language: languageOf(facts.acceptLanguage),
  log: facts.log,
  signal: facts.signal,
  ...(typeof facts.idempotencyKey === "string" && { idempotencyKey: facts.idempotencyKey }),
});
