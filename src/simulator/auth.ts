/**
 * Who may call: decides over a request by its path and `Authorization` header, before anything reads its body
 * (`reference/coze-api.md` §3.2). Pure.
 */
import { CODES, type Failure } from "./failures.js";
import { isTokenPath, type Settings } from "./flavour.js";

/** @returns why the call is refused, or nothing. */
export function refuse(settings: Settings, path: string, header: string | undefined): Failure | undefined {
  return settings.flavour === "hosted" ? refuseHosted(settings, header) : refuseOss(settings, path, header);
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
function refuseOss(settings: Settings, path: string, header: string | undefined): Failure | undefined {
  if (!isTokenPath(path)) return oss("missing session_key in cookie");
  if (!header) return oss("missing authorization in header");
  const parts = header.split("Bearer");
  const token = parts.length === 2 ? (parts[1]?.trim() ?? "") : "";
  if (token === "") return oss("missing api_key in request");
  return token === settings.token ? undefined : badToken(settings);
}

function oss(reason: string): Failure {
  return { code: CODES.authentication, message: `authentication failed: ${reason}` };
}
