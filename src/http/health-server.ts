/** What a process that only runs invocations serves: its health and its figures, on the same port as others their API. */
import Fastify, { type FastifyInstance } from "fastify";
import { requestIdFrom } from "./caller.js";
import { registerHeaders } from "./headers.js";
import { type HealthDeps, registerHealth } from "./health.js";
import { registerErrorAnswers } from "./http-errors.js";
import { listen } from "./listen.js";
import { registerRequestLog } from "./request-log.js";
import type { HttpServer } from "./server.js";

export interface HealthOptions {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  /** null = the address it listens on. */
  readonly publicUrl: string | null;
}

/** Nobody has to send a body here. */
const BODY_LIMIT = 1_024;

export const createHealthServer = ({ host, port, publicUrl }: HealthOptions, deps: Omit<HealthDeps, "isStopping">): HttpServer => {
  const app = Fastify({
    bodyLimit: BODY_LIMIT,
    genReqId: (request) => requestIdFrom(request.headers["x-request-id"]),
    forceCloseConnections: "idle",
    return503OnClosing: false,
  });
  let stopping: Promise<void> | undefined;
  registerHeaders(app, []);
  registerRequestLog(app, deps.log, deps.metrics);
  registerErrorAnswers(app, deps.log, BODY_LIMIT);
  registerHealth(app, { ...deps, isStopping: () => stopping !== undefined });
  return {
    async start() {
      const address = await listen(app, { host, port });
      return { url: publicUrl ?? address, port: Number(new URL(address).port) };
    },
    stop(graceMs) {
      stopping ??= stop(app, graceMs);
      return stopping;
    },
  };
};

const stop = async (app: FastifyInstance, graceMs: number): Promise<void> => {
  const cut = setTimeout(() => app.server.closeAllConnections(), graceMs);
  await app.close().finally(() => clearTimeout(cut));
};
