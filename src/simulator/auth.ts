/**
 * Who may call: decides over a request by its path and its headers, before anything reads its body
 * (`reference/coze-api.md` §3.2). Pure.
 */
import { sessionIn } from "./account-bodies.js";
import type { Accounts } from "./account-store.js";
import { CODES, type Failure } from "./failures.js";
import { isLoopPath, isOpenPath, isTokenPath, type Settings } from "./flavour.js";

/** @returns why the call is refused, or nothing. Loop's routes ask for themselves: there each says no in its own way. */
export function refuse({ settings, studio }: Doorkeeper, path: string, { authorization, cookie }: Credentials): Failure | undefined {
  if (settings.flavour === "hosted")
    return holdsToken(studio, /^Bearer (.+)$/.exec(authorization ?? "")?.[1]) ? undefined : badToken(settings);
  if (isLoopPath(path) || isOpenPath(path)) return undefined;
  return isTokenPath(path) ? refuseOss({ settings, studio }, authorization) : refuseVisitor(studio, cookie);
}

export interface Doorkeeper {
  readonly settings: Settings;
  readonly studio: Accounts;
}

export interface Credentials {
  readonly authorization?: string | undefined;
  readonly cookie?: string | undefined;
}

/** What a token is told that was never issued, or is no longer good. */
export function badToken(settings: Settings): Failure {
  return settings.flavour === "hosted"
    ? { code: CODES.hostedAuthentication, message: "authentication is invalid" }
    : oss("api key invalid");
}

const holdsToken = (studio: Accounts, token = ""): boolean => studio.ownerOf(token) !== undefined;

/** OSS splits on the literal word, so its case counts and the white space around the token does not. */
function refuseOss({ settings, studio }: Doorkeeper, header: string | undefined): Failure | undefined {
  if (!header) return oss("missing authorization in header");
  const parts = header.split("Bearer");
  const token = parts.length === 2 ? (parts[1]?.trim() ?? "") : "";
  if (token === "") return oss("missing api_key in request");
  return holdsToken(studio, token) ? undefined : badToken(settings);
}

/** Pages for people look at the cookie alone. */
function refuseVisitor(studio: Accounts, cookie: string | undefined): Failure | undefined {
  const session = sessionIn(cookie);
  if (session === undefined) return oss("missing session_key in cookie");
  return studio.userOf(session) ? undefined : oss("session_key invalid");
}

function oss(reason: string): Failure {
  return { code: CODES.authentication, message: `authentication failed: ${reason}` };
}
