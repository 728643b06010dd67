/** What every service method takes first: who asks, in which language, under which request id, until when. */
import { AppError, type Language } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";
import { can, type Owned, type Permission, type Principal } from "./principal.js";

export interface RequestContext {
  /** Absent = nobody signed in; services deny. */
  readonly principal: Principal | undefined;
  readonly requestId: string;
  readonly language: Language;
  readonly log: Log;
  /** Aborts when the caller goes away. Never aborts an accepted invocation. */
  readonly signal: AbortSignal;
  /** From the header `Idempotency-Key`: stands in where a mutation was given no key (rule 23). */
  readonly idempotencyKey?: string;
}

/** @throws AppError UNAUTHENTICATED when nobody signed in, FORBIDDEN when the permission is missing. */
export const requirePermission = (ctx: RequestContext, permission: Permission, object?: Owned): Principal => {
  const principal = requirePrincipal(ctx);
  if (!can(principal, permission, object)) throw new AppError("FORBIDDEN", { params: { permission } });
  return principal;
};

/** @throws AppError UNAUTHENTICATED */
export const requirePrincipal = (ctx: RequestContext): Principal => {
  if (ctx.principal) return ctx.principal;
  throw new AppError("UNAUTHENTICATED", {
    params: { reason: { en: "send the header Authorization: Bearer <token>.", zh: "请发送请求头 Authorization: Bearer <token>。" } },
  });
};

/** `zh` when the header prefers any Chinese over English, else `en`. */
export const languageOf = (acceptLanguage: string | undefined): Language => {
  const weight = (tag: string): number => {
    const quality = /;\s*q=([\d.]+)/.exec(tag);
    return quality ? Number(quality[1]) : 1;
  };
  const best = { en: 0, zh: 0 };
  for (const tag of (acceptLanguage ?? "").slice(0, 500).toLowerCase().split(",")) {
    const name = tag.trim();
    if (name.startsWith("zh")) best.zh = Math.max(best.zh, weight(name));
    if (name.startsWith("en") || name.startsWith("*")) best.en = Math.max(best.en, weight(name));
  }
  return best.zh > best.en ? "zh" : "en";
};
