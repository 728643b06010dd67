/** Questions of the platform around us: alive, ready for traffic, and the figures for Prometheus. */
import type { FastifyInstance } from "fastify";
import { type AppError, isAppError } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";
import type { Metrics } from "../kernel/metrics.js";

/** Resolves when the part can do its work (write a row, reach Redis), throws when not. */
export type ReadinessCheck = () => Promise<void>;

export interface HealthDeps {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly readiness: Readonly<Record<string, ReadinessCheck>>;
  /** True once this instance has been told to stop: it still answers, but wants no new traffic. */
  isStopping(): boolean;
}

/** A part that is slower than this is not ready. */
export const READINESS_TIMEOUT_MS = 2_000;

export const registerHealth = (app: FastifyInstance, deps: HealthDeps): void => {
  app.get("/health/live", async () => ({ status: "ok" }));
  app.get("/health/ready", async (_, reply) => {
    const checks = Object.fromEntries(
      await Promise.all(
        Object.entries(deps.readiness).map(async ([name, check]) => [name, await outcomeOf(name, check, deps.log)] as const),
      ),
    );
    const ready = !deps.isStopping() && Object.values(checks).every((outcome) => outcome === "ok");
    reply.code(ready ? 200 : 503);
    return { status: deps.isStopping() ? "stopping" : ready ? "ok" : "unavailable", checks };
  });
  app.get("/metrics", async (_, reply) => {
    reply.type(deps.metrics.registry.contentType);
    return deps.metrics.registry.metrics();
  });
};

/** `ok`, or `failed: …` in words that hold no address, user name or password; the log has the rest. */
const outcomeOf = async (name: string, check: ReadinessCheck, log: Log): Promise<string> => {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ReadinessTimeout()), READINESS_TIMEOUT_MS);
  });
  try {
    await Promise.race([check(), timeout]);
    return "ok";
  } catch (error) {
    log.warn({ err: error, check: name }, "not ready");
    return `failed: ${publicReason(error)}`;
  } finally {
    clearTimeout(timer);
  }
};

class ReadinessTimeout extends Error {}

const publicReason = (error: unknown): string => {
  if (error instanceof ReadinessTimeout) return `no answer within ${READINESS_TIMEOUT_MS / 1000} s`;
  if (isAppError(error)) return (error satisfies AppError).code;
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^[A-Z][A-Z0-9_]{1,40}$/.test(code) ? code : "see the log";
};
