/** Who may keep a WebSocket: the answer to `connection_init`, live connections counted per caller, and the end with the token. */
import type { Principal } from "../auth/principal.js";
import { languageOf } from "../auth/request-context.js";
import { logError } from "../graphql/errors.js";
import type { Clock } from "../kernel/clock.js";
import { isAppError, toAppError } from "../kernel/errors.js";
import { type Authenticate, callFactsOf } from "./caller.js";
import type { Census } from "./caller-census.js";
import { CLOSE } from "./socket-connection.js";
import type { SocketSession } from "./socket-session.js";
import { whenExpired } from "./token-expiry.js";

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
  if (!census.enter(principal)) return refuse(CLOSE.tooManyConnections, "Too many live connections");
  session.principal = principal;
  session.operations.onEnd(whenExpired(principal, clock, () => connection.close(CLOSE.unauthenticated, "Token expired")));
  return { requestId: session.requestId };
};

const textIn = (params: Record<string, unknown> | undefined, name: string): string | undefined => {
  const value = params?.[name];
  return typeof value === "string" && value !== "" ? value : undefined;
};
