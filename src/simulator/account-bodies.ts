/**
 * What Studio and Loop have alike in their account calls: the session cookie, how long a token lives, and how a token is
 * described (`reference/deploy.md` §1.9, §2.9; `reference/coze-api.md` §3.3). Pure.
 */
import type { TokenRecord } from "./account-store.js";
import { optionalString, requiredString } from "./bind.js";
import { BindFailure } from "./failures.js";
import type { JsonRecord } from "./wire-json.js";

/** Both products use this name with path `/`, so on one host name a sign-in at one ends the sign-in at the other. */
const SESSION_COOKIE = "session_key";
/** Loop's sessions live for seven days; Studio's age is not known. */
const SESSION_SECONDS = 7 * 24 * 60 * 60;

/** HttpOnly and not Secure, as both servers set it: TLS ends at a proxy, which adds what is missing. */
export function sessionCookie(session: string): string {
  return `${SESSION_COOKIE}=${session}; Max-Age=${SESSION_SECONDS}; Path=/; HttpOnly`;
}

export function sessionIn(cookie = ""): string | undefined {
  return new RegExp(`(?:^|;\\s*)${SESSION_COOKIE}=([^;]*)`).exec(cookie)?.[1] || undefined;
}

const DURATIONS = ["1", "30", "60", "90", "180", "365", "permanent"];
const DAY_SECONDS = 24 * 60 * 60;

/**
 * The name, and when the token expires: `duration_day` is a text, `expire_at` epoch seconds.
 * @throws BindFailure
 */
export function bindToken(body: Record<string, unknown>): { name: string; expiresAt: number } {
  const name = requiredString(body, "name");
  const duration = optionalString(body, "duration_day");
  if (duration === "permanent") return { name, expiresAt: -1 };
  if (duration !== undefined && DURATIONS.includes(duration))
    return { name, expiresAt: Math.floor(Date.now() / 1000) + Number(duration) * DAY_SECONDS };
  if (duration !== undefined) throw new BindFailure(`'duration_day' is one of ${DURATIONS.join(", ")}`);
  const { expire_at: expiresAt = -1 } = body;
  if (typeof expiresAt === "number" || (typeof expiresAt === "string" && /^-?\d+$/.test(expiresAt)))
    return { name, expiresAt: Number(expiresAt) };
  throw new BindFailure("'expire_at' is a time in epoch seconds");
}

export function tokenBody({ id, name, createdAt, expiresAt, lastUsedAt }: TokenRecord): JsonRecord {
  return { id, name, created_at: createdAt, updated_at: createdAt, last_used_at: lastUsedAt, expire_at: expiresAt };
}
