/** Who may keep a WebSocket: the answer to `connection_init`, sockets counted per caller, and the end with the token. */
import type { Principal } from "../auth/principal.js";
import { languageOf } from "../auth/request-context.js";
import { logError } from "../graphql/errors.js";
import type { Clock } from "../kernel/clock.js";
import { isAppError, toAppError } from "../kernel/errors.js";
import { type Authenticate, callFactsOf } from "./caller.js";
import { CLOSE } from "./socket-connection.js";
import type { SocketSession } from "./socket-session.js";

export interface AdmitDeps {
  readonly authenticate: Authenticate;
  readonly clock: Clock;
  readonly census: Census;
}

/** Answers the acknowledgement's payload, or false after closing the socket with the code that says why. */
export const admit = async (
  session: SocketSession,
  params: Record<string, unknown> | undefined,
  { authenticate, clock, census }: AdmitDeps,
): Promise<Record<string, unknown> | false> => {
  const { connection, request } = session;
  const authorization = textIn(params, "authorization") ?? textIn(params, "Authorization") ?? request.headers.authorization;
  const refuse = (code: number, reason: string): false => {
    connection.close(code, reason);
    return false;
  };
  let principal: Principal | undefined;
  try {
    principal = await authenticate(callFactsOf(request, authorization));
  } catch (thrown) {
    const error = toAppError(thrown);
    logError(error, session.log, { thrown });
    const code = error.facts.http >= 500 ? CLOSE.tryAgainLater : CLOSE.forbidden;
    const missing = isAppError(error, "UNAUTHENTICATED") && authorization === undefined;
    return refuse(missing ? CLOSE.unauthenticated : code, error.messageIn(languageOf(request.headers["accept-language"])));
  }
  if (!connection.open) return false;
  if (!principal) return refuse(CLOSE.unauthenticated, "Send authorization in connection_init");
  if (!census.enter(principal)) return refuse(CLOSE.tooManySockets, "Too many open sockets");
  session.principal = principal;
  expireWith(session, principal, clock);
  return { requestId: session.requestId };
};

const textIn = (params: Record<string, unknown> | undefined, name: string): string | undefined => {
  const value = params?.[name];
  return typeof value === "string" && value !== "" ? value : undefined;
};

/** Looks again when the timer fires: it cannot wait longer than 24 days, and clocks get set. */
const expireWith = (session: SocketSession, principal: Principal, clock: Clock): void => {
  if (principal.expiresAt === undefined) return;
  const left = principal.expiresAt - clock.now();
  if (left <= 0) session.connection.close(CLOSE.unauthenticated, "Token expired");
  else session.operations.onEnd(clock.after(left, () => expireWith(session, principal, clock)));
};

export interface Census {
  /** False when the caller already has as many as allowed. */
  enter(principal: Principal): boolean;
  leave(principal: Principal | undefined): void;
}

export const createCensus = (limit: number): Census => {
  const counts = new Map<string, number>();
  const keyOf = ({ tenant, id }: Principal): string => JSON.stringify([tenant, id]);
  return {
    enter(principal) {
      const count = counts.get(keyOf(principal)) ?? 0;
      if (count >= limit) return false;
      counts.set(keyOf(principal), count + 1);
      return true;
    },
    leave(principal) {
      if (!principal) return;
      const count = (counts.get(keyOf(principal)) ?? 1) - 1;
      if (count > 0) counts.set(keyOf(principal), count);
      else counts.delete(keyOf(principal));
    },
  };
};
