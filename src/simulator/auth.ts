/**
 * Who may call: decides over a request by its path and its headers, before anything reads its body
 * (`reference/coze-api.md` §3.2). Pure.
 */
import { CODES, type Failure } from "./failures.js";
import { isTokenPath, type Settings } from "./flavour.js";

/** @returns why the call is refused, or nothing. */
export function refuse(settings: Settings, path: string, { authorization, cookie }: Credentials): Failure | undefined {
  if (settings.flavour === "hosted") return refuseHosted(settings, authorization);
  return isTokenPath(path) ? refuseOss(settings, authorization) : refuseVisitor(settings, cookie);
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

function refuseHosted(settings: Settings, header: string | undefined): Failure | undefined {
  return header === `Bearer ${settings.token}` ? undefined : badToken(settings);
}

/** OSS splits on the literal word, so its case counts and the white space around the token does not. */
function refuseOss(settings: Settings, header: string | undefined): Failure | undefined {
  if (!header) return oss("missing authorization in header");
  const parts = header.split("Bearer");
  const token = parts.length === 2 ? (parts[1]?.trim() ?? "") : "";
  if (token === "") return oss("missing api_key in request");
  return token === settings.token ? undefined : badToken(settings);
}

/** Pages for people look at the cookie alone. */
function refuseVisitor(settings: Settings, cookie = ""): Failure | undefined {
  const session = /(?:^|;\s*)session_key=([^;]*)/.exec(cookie)?.[1];
  if (!session) return oss("missing session_key in cookie");
  return session === settings.studioSession ? undefined : oss("session_key invalid");
}

function oss(reason: string): Failure {
  return { code: CODES.authentication, message: `authentication failed: ${reason}` };
}
