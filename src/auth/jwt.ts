/**
 * Checks JSON Web Tokens. The configuration alone decides the algorithms: a key set never checks an HMAC, so a public
 * key cannot be abused as a shared secret, and `none` is in no list.
 */
import { createRemoteJWKSet, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify } from "jose";
import type { Clock } from "../kernel/clock.js";
import type { Log } from "../kernel/log.js";
import { type ClaimOptions, principalOfClaims } from "./claims.js";
import type { Principal } from "./principal.js";
import { jwtError } from "./sign-in-errors.js";
import { createTokenCache } from "./token-cache.js";

export interface JwtOptions extends ClaimOptions {
  readonly key: JwtKey;
  /** null = any. */
  readonly issuer: string | null;
  /** null = any. */
  readonly audience: string | null;
}

export type JwtKey =
  /** `cooldownMs`: at least this long between two fetches because of unknown keys; 30 s by default. */
  | { readonly kind: "jwks"; readonly url: string; readonly cooldownMs?: number }
  /** Asked at each check, so the secret may change while the process runs. */
  | { readonly kind: "secret"; readonly secret: () => string };

const ALGORITHMS: Readonly<Record<JwtKey["kind"], string[]>> = {
  jwks: ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
  secret: ["HS256"],
};

/** Seconds that clocks may disagree. */
const CLOCK_TOLERANCE_S = 30;
const FETCH_TIMEOUT_MS = 5000;
const COOLDOWN_MS = 30_000;
const CACHE = { maxAgeMs: 60_000, maxEntries: 2000 };

/** The result throws AppError UNAUTHENTICATED for a token that does not hold, SERVICE_UNAVAILABLE without keys. */
export const createJwtVerifier = (options: JwtOptions, deps: { clock: Clock; log: Log }): ((token: string) => Promise<Principal>) => {
  const keyFor = keyFinder(options.key);
  const cache = createTokenCache({ now: deps.clock.now, ...CACHE });
  const rules: JWTVerifyOptions = {
    algorithms: ALGORITHMS[options.key.kind],
    requiredClaims: ["exp"],
    clockTolerance: CLOCK_TOLERANCE_S,
    ...(options.issuer === null ? {} : { issuer: options.issuer }),
    ...(options.audience === null ? {} : { audience: options.audience }),
  };
  return async (token) => {
    const known = cache.get(token);
    if (known) return known;
    try {
      const { payload } = await jwtVerify(token, keyFor, { ...rules, currentDate: new Date(deps.clock.now()) });
      const principal = principalOfClaims(payload, options);
      cache.set(token, principal);
      return principal;
    } catch (error) {
      const refusal = jwtError(error);
      if (refusal.code === "SERVICE_UNAVAILABLE") deps.log.warn({ err: error }, "the identity provider's keys cannot be fetched");
      throw refusal;
    }
  };
};

const keyFinder = (key: JwtKey): JWTVerifyGetKey => {
  if (key.kind === "secret") return () => new TextEncoder().encode(key.secret());
  return createRemoteJWKSet(new URL(key.url), { timeoutDuration: FETCH_TIMEOUT_MS, cooldownDuration: key.cooldownMs ?? COOLDOWN_MS });
};
