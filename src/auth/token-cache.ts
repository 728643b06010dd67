/** Remembers for a short while whom a verified token stands for, so that a busy caller's signature is not checked each time. */
import { createHash } from "node:crypto";
import type { Principal } from "./principal.js";

export interface TokenCache {
  get(token: string): Principal | undefined;
  set(token: string, principal: Principal): void;
}

export interface TokenCacheOptions {
  /** Epoch ms. */
  readonly now: () => number;
  /** The longest a withdrawn key or token is still believed. Never beyond the principal's own expiry. */
  readonly maxAgeMs: number;
  readonly maxEntries: number;
}

/** Holds digests, never tokens. When it is full, the entry unused for longest goes. */
export const createTokenCache = ({ now, maxAgeMs, maxEntries }: TokenCacheOptions): TokenCache => {
  const entries = new Map<string, { principal: Principal; until: number }>();
  const keyOf = (token: string): string => createHash("sha256").update(token).digest("base64");
  return {
    get(token) {
      const key = keyOf(token);
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      if (entry.until <= now()) return undefined;
      // Back in at the end: a Map keeps the order of insertion, so the first entry is the one unused for longest.
      entries.set(key, entry);
      return entry.principal;
    },
    set(token, principal) {
      const [oldest] = entries.keys();
      if (entries.size >= maxEntries && oldest !== undefined) entries.delete(oldest);
      entries.set(keyOf(token), { principal, until: Math.min(now() + maxAgeMs, principal.expiresAt ?? Number.POSITIVE_INFINITY) });
    },
  };
};
