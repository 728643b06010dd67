/** Headers every answer carries, and the cross-origin answers for the origins that were named in the settings. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** For answers that are not pages: nothing in them may run or be framed. Pages set their own. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

export const registerHeaders = (app: FastifyInstance, corsOrigins: readonly string[]): void => {
  const allowed = new Set(corsOrigins);
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
    reply.header("x-content-type-options", "nosniff");
    reply.header("referrer-policy", "no-referrer");
    reply.header("content-security-policy", DATA_POLICY);
    reply.header("cache-control", "no-store");
    if (allowed.size > 0) allowOrigin(request, reply, allowed);
  });
  if (allowed.size > 0) app.options("*", async (_, reply) => reply.code(204).send());
};

/** Credentials are never allowed: callers authenticate by header, not by cookie. */
const allowOrigin = (request: FastifyRequest, reply: FastifyReply, allowed: ReadonlySet<string>): void => {
  reply.header("vary", "Origin");
  const origin = request.headers.origin;
  if (origin === undefined || !allowed.has(origin)) return;
  reply.header("access-control-allow-origin", origin);
  reply.header("access-control-expose-headers", "x-request-id, retry-after");
  if (request.method !== "OPTIONS") return;
  reply.header("access-control-allow-methods", "GET, POST, OPTIONS");
  reply.header(
    "access-control-allow-headers",
    "authorization, content-type, idempotency-key, x-request-id, last-event-id, apollo-require-preflight",
  );
  reply.header("access-control-max-age", "600");
};
