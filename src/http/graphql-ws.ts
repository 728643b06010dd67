/**
 * WebSockets on `/graphql` (graphql-transport-ws): the set of open ones, from upgrade to drain. Each
 * step has its file: socket-admission.ts, socket-operations.ts, socket-connection.ts.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { makeServer } from "graphql-ws";
import { type WebSocket, WebSocketServer } from "ws";
import type { CreateLoaders } from "../graphql/context.js";
import { createDocumentCache } from "../graphql/documents.js";
import { logError } from "../graphql/errors.js";
import type { QueryGate } from "../graphql/limits.js";
import type { OperationMeter } from "../graphql/operation-meter.js";
import type { Clock } from "../kernel/clock.js";
import { toAppError } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";
import type { Metrics } from "../kernel/metrics.js";
import type { Authenticate } from "./caller.js";
import type { FanOut } from "./fan-out.js";
import type { FlowLimits } from "./paced-sender.js";
import { admit, createCensus } from "./socket-admission.js";
import { CLOSE } from "./socket-connection.js";
import { protocolHooks } from "./socket-operations.js";
import { createSession, type SocketSession } from "./socket-session.js";

export interface SocketLimits extends FlowLimits {
  /** Operations running at once on one socket. */
  readonly operationsPerSocket: number;
  readonly socketsPerPrincipal: number;
  /** Bytes of one incoming message; more closes with 1009. */
  readonly maxMessageBytes: number;
  /** Milliseconds a new socket has to send `connection_init`. */
  readonly initWaitMs: number;
  /** Milliseconds between pings; a peer that misses one is cut off at the next. */
  readonly pingIntervalMs: number;
}

export const DEFAULT_SOCKET_LIMITS: SocketLimits = {
  operationsPerSocket: 50,
  socketsPerPrincipal: 100,
  maxMessageBytes: 256 * 1024,
  highWaterBytes: 256 * 1024,
  maxBufferedBytes: 1024 * 1024,
  stallMs: 15_000,
  initWaitMs: 5_000,
  pingIntervalMs: 20_000,
};

export interface GraphqlSocketsDeps<Loaders> {
  readonly gate: QueryGate;
  readonly meter: OperationMeter;
  readonly createLoaders: CreateLoaders<Loaders>;
  readonly fanOut: FanOut<Loaders>;
  readonly authenticate: Authenticate;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly limits?: Partial<SocketLimits> | undefined;
}

export interface GraphqlSockets {
  /** Takes over an HTTP upgrade for `/graphql`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes every socket with 1001 and cuts those off that have not answered after `graceMs`. */
  drain(graceMs: number): Promise<void>;
}

export const createGraphqlSockets = <Loaders>(deps: GraphqlSocketsDeps<Loaders>): GraphqlSockets => {
  const limits = { ...DEFAULT_SOCKET_LIMITS, ...deps.limits };
  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });
  const sessions = new Set<SocketSession>();
  const census = createCensus(limits.socketsPerPrincipal);
  const gauge = deps.metrics.gauge("websockets", "Open WebSockets");
  const protocol = makeServer<Record<string, unknown>, SocketSession>({
    ...protocolHooks({ ...deps, operationsPerSocket: limits.operationsPerSocket, prepare: createDocumentCache(deps.gate) }),
    connectionInitWaitTimeout: limits.initWaitMs,
    onConnect: ({ connectionParams, extra }) => admit(extra, connectionParams, { ...deps, census }),
  });
  const open = (socket: WebSocket, request: IncomingMessage): void => {
    // Stays unset when the protocol refuses the socket at once: then there is nobody to tell.
    let tellProtocol: ((code: number, reason: string) => Promise<void>) | undefined;
    const session = createSession({ socket, request, limits, clock: deps.clock, log: deps.log }, (code, reason) => {
      sessions.delete(session);
      gauge.set(sessions.size);
      census.leave(session.principal);
      session.operations.abortAll();
      session.log.info({ code, reason, caller: session.principal?.id }, "socket closed");
      tellProtocol?.(code, reason).catch((error: unknown) => logError(toAppError(error), session.log));
    });
    sessions.add(session);
    gauge.set(sessions.size);
    tellProtocol = speak(session, protocol);
  };
  const pings = setInterval(() => {
    for (const { connection } of sessions) connection.ping();
  }, limits.pingIntervalMs);
  pings.unref();
  let draining = false;
  return {
    upgrade(request, socket, head) {
      if (draining) return void socket.end("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      webSockets.handleUpgrade(request, socket, head, (webSocket) => open(webSocket, request));
    },
    drain(graceMs) {
      draining = true;
      clearInterval(pings);
      return endAll({ webSockets, sessions }, graceMs);
    },
  };
};

const endAll = async (
  { webSockets, sessions }: { readonly webSockets: WebSocketServer; readonly sessions: ReadonlySet<SocketSession> },
  graceMs: number,
): Promise<void> => {
  const gone = [...webSockets.clients].map((socket) => new Promise((resolve) => socket.once("close", resolve)));
  for (const { connection } of [...sessions]) connection.close(CLOSE.goingAway, "The server is stopping");
  const cut = setTimeout(() => {
    for (const socket of webSockets.clients) socket.terminate();
  }, graceMs);
  await Promise.all(gone);
  clearTimeout(cut);
};

const PROTOCOL = "graphql-transport-ws";

type Protocol = ReturnType<typeof makeServer<Record<string, unknown>, SocketSession>>;

/** Connects a session to the protocol; the returned function tells the protocol that the socket is closed. */
const speak = (session: SocketSession, protocol: Protocol): ((code?: number, reason?: string) => Promise<void>) => {
  const { connection, log } = session;
  return protocol.opened(
    {
      protocol: connection.protocol,
      send: (text) => connection.send(text),
      close: (code, reason) => connection.close(code ?? CLOSE.internal, reason ?? ""),
      onMessage: (handle) =>
        connection.onMessage((text) => {
          handle(text).then(
            () => session.operations.forgetEnded(),
            (error: unknown) => {
              logError(toAppError(error), log, { thrown: error });
              connection.close(CLOSE.internal, "Internal error");
            },
          );
          session.operations.forgetEnded();
        }),
    },
    session,
  );
};
