/** One log line and one measurement per request. Never bodies, never query strings, never tokens. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Log } from "../kernel/log.js";
import type { Metrics } from "../kernel/metrics.js";
import { pathOf } from "./http-errors.js";

/** As nginx writes it: the client went away before the answer. */
const CLIENT_LEFT = 499;

export const registerRequestLog = (app: FastifyInstance, log: Log, metrics: Metrics): void => {
  const seconds = metrics.histogram("http_request_seconds", "Time from request to end of answer", {
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 30],
    labels: ["method", "route", "status"],
  });
  const record = (request: FastifyRequest, status: number, ms: number): void => {
    const route = request.routeOptions.url ?? "unmatched";
    seconds.observe({ method: request.method, route, status }, ms / 1000);
    // Probes come every few seconds and say nothing while they succeed.
    const level = isProbe(route) && status < 400 ? "debug" : "info";
    const caller = request.callerContext?.principal?.id;
    log[level](
      { requestId: request.id, method: request.method, path: pathOf(request.url), status, ms: Math.round(ms * 10) / 10, caller },
      "request",
    );
  };
  // Fastify's own hook stays silent about requests whose client left, and without it Fastify measures no time.
  app.addHook("onRequest", async (request, reply) => {
    const startedAt = performance.now();
    reply.raw.once("close", () => {
      record(request, reply.raw.writableFinished ? reply.statusCode : CLIENT_LEFT, performance.now() - startedAt);
    });
  });
};

const isProbe = (route: string): boolean => route.startsWith("/health/") || route === "/metrics";
