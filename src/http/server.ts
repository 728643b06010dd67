/**
 * The one port: builds Fastify, Apollo and the WebSocket server around a schema, starts them, and stops them without
 * cutting off work that can still finish.
 */
import type { Socket } from "node:net";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { GraphQLSchema } from "graphql";
import { languageOf } from "../auth/request-context.js";
import type { FileService } from "../files/file.service.js";
import { createApollo } from "../graphql/apollo.js";
import type { CreateLoaders } from "../graphql/context.js";
import { createDocumentCache } from "../graphql/documents.js";
import { createQueryGate, type QueryLimits } from "../graphql/limits.js";
import { createOperationMeter } from "../graphql/operation-meter.js";
import type { Clock } from "../kernel/clock.js";
import { AppError } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";
import type { Metrics } from "../kernel/metrics.js";
import { boundBodies } from "./body-time.js";
import { type Authenticate, requestIdFrom } from "./caller.js";
import { createCensus } from "./caller-census.js";
import { type ExplorerOptions, registerExplorers } from "./explorers.js";
import { createFanOut } from "./fan-out.js";
import { registerFilesRoute } from "./files-route.js";
import { registerGraphqlRoute } from "./graphql-route.js";
import { createGraphqlSockets, type GraphqlSockets } from "./graphql-ws.js";
import { registerHeaders } from "./headers.js";
import { type ReadinessCheck, registerHealth } from "./health.js";
import { errorBody, pathOf, registerErrorAnswers } from "./http-errors.js";
import { listen } from "./listen.js";
import { DEFAULT_LIVE_LIMITS, type LiveLimits } from "./live-limits.js";
import { registerRequestLog } from "./request-log.js";
import { registerSseRoute } from "./sse-route.js";
import { createEventStreams, type EventStreams } from "./sse-streams.js";

export interface HttpOptions {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  /** How the outside reaches this server, when that differs from the request's own host. */
  readonly publicUrl?: string | undefined;
  /** Proxies whose `X-Forwarded-Host` and `-Proto` are believed in addresses shown to people: all, or these addresses. Default none. */
  readonly trustProxy?: boolean | readonly string[];
  /** Origins of pages that may call from a browser. Default none. */
  readonly corsOrigins?: readonly string[];
  /** Bytes of a request body. Default 2 MiB. */
  readonly bodyLimitBytes?: number;
  /** Milliseconds within which an upload must arrive. Default: as for other bodies, a minute. */
  readonly uploadTimeoutMs?: number;
  readonly queryLimits?: QueryLimits;
  readonly liveLimits?: Partial<LiveLimits>;
  readonly explorers: ExplorerOptions;
}

export interface HttpDeps<Loaders> {
  readonly schema: GraphQLSchema;
  readonly createLoaders: CreateLoaders<Loaders>;
  readonly authenticate: Authenticate;
  readonly readiness: Readonly<Record<string, ReadinessCheck>>;
  /** Absent = no files are taken. */
  readonly files?: FileService;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface HttpServer {
  /** Resolves once requests are served. @throws AppError CONFIGURATION_INVALID when the port is taken. */
  start(): Promise<{ readonly url: string; readonly port: number }>;
  /**
   * Takes no new work, closes WebSockets with 1001 and ends event streams, in batches and with a hint when to come
   * back, lets requests in flight finish for at most `graceMs` milliseconds, then cuts the rest. Safe to call twice, or without a start.
   */
  stop(graceMs: number): Promise<void>;
}

const DEFAULT_BODY_LIMIT = 2 * 1024 * 1024;
/** Longer than the idle time of usual load balancers, so that they, not we, end an idle connection. */
const KEEP_ALIVE_MS = 72_000;
const RECEIVE_MS = 60_000;

export const createHttpServer = <Loaders>(options: HttpOptions, deps: HttpDeps<Loaders>): HttpServer => {
  const gate = createQueryGate(deps.schema, options.queryLimits);
  const meter = createOperationMeter(deps.metrics);
  const apollo = createApollo<Loaders>({ gate, meter, log: deps.log });
  const fanOut = createFanOut(deps);
  const limits = { ...DEFAULT_LIVE_LIMITS, ...options.liveLimits };
  const live = {
    ...{ ...deps, fanOut, gate, meter, limits },
    prepare: createDocumentCache(gate),
    census: createCensus(limits.connectionsPerPrincipal),
  };
  const sockets = createGraphqlSockets(live);
  const streams = createEventStreams(live);
  const app = createFastify(options);
  let started = false;
  let stopping: Promise<void> | undefined;

  const register = (): void => {
    app.decorateRequest("callerContext", null);
    // Without it a connection whose request was in flight would stay open for its next one.
    app.addHook("onSend", async (_, reply) => void (stopping && reply.header("connection", "close")));
    boundBodies(app, RECEIVE_MS);
    registerHeaders(app, options.corsOrigins ?? []);
    registerRequestLog(app, deps.log, deps.metrics);
    registerErrorAnswers(app, deps.log, app.initialConfig.bodyLimit ?? DEFAULT_BODY_LIMIT);
    registerHealth(app, { ...deps, isStopping: () => stopping !== undefined });
    registerExplorers(app, { ...options.explorers, publicUrl: options.publicUrl });
    registerGraphqlRoute(app, { ...deps, apollo });
    if (deps.files) registerFilesRoute(app, { ...deps, files: deps.files });
    registerSseRoute(app, { ...live, streams, keepAliveMs: limits.pingIntervalMs });
    routeUpgrades(app, sockets);
  };

  return {
    async start() {
      await apollo.start();
      started = true;
      register();
      const address = await listen(app, { host: options.host, port: options.port });
      return { url: options.publicUrl ?? address, port: portOf(app) };
    },
    stop(graceMs) {
      stopping ??= stop({ app, sockets, streams, stopApollo: async () => void (started && (await apollo.stop())) }, graceMs);
      return stopping;
    },
  };
};

const createFastify = (options: HttpOptions): FastifyInstance =>
  Fastify({
    bodyLimit: options.bodyLimitBytes ?? DEFAULT_BODY_LIMIT,
    trustProxy: typeof options.trustProxy === "object" ? [...options.trustProxy] : (options.trustProxy ?? false),
    genReqId: (request) => requestIdFrom(request.headers["x-request-id"]),
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: Math.max(RECEIVE_MS, (options.uploadTimeoutMs ?? 0) + RECEIVE_MS),
    forceCloseConnections: "idle",
    return503OnClosing: false,
    frameworkErrors: (_, request, reply) => answerBadUrl(request as FastifyRequest, reply as unknown as FastifyReply),
  });

/** Runs before any hook, so it has to send everything itself. */
const answerBadUrl = (request: FastifyRequest, reply: FastifyReply): void => {
  const error = new AppError("BAD_USER_INPUT", { params: { problem: { en: "the address is not a valid URL.", zh: "请求地址无效。" } } });
  const to = { language: languageOf(request.headers["accept-language"]), requestId: request.id };
  reply.code(400).header("x-request-id", request.id).type("application/json; charset=utf-8").send(errorBody(error, to));
};

const routeUpgrades = (app: FastifyInstance, sockets: GraphqlSockets): void => {
  app.server.on("upgrade", (request, socket: Socket, head) => {
    // From here on nobody else listens, and an unheard error would end the process.
    socket.on("error", () => socket.destroy());
    if (pathOf(request.url ?? "") === "/graphql") return sockets.upgrade(request, socket, head);
    socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  });
};

interface Running {
  readonly app: FastifyInstance;
  readonly sockets: GraphqlSockets;
  readonly streams: EventStreams;
  stopApollo(): Promise<void>;
}

const stop = async ({ app, sockets, streams, stopApollo }: Running, graceMs: number): Promise<void> => {
  const cut = setTimeout(() => app.server.closeAllConnections(), graceMs);
  try {
    // Closing the app waits for upgraded connections too, so the live ones have to go at the same time.
    await Promise.all([sockets.drain(graceMs), streams.drain(graceMs), app.close()]);
  } finally {
    clearTimeout(cut);
  }
  await stopApollo();
};

const portOf = (app: FastifyInstance): number => {
  const address = app.server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
};
