/**
 * WebSockets on `/graphql` (graphql-transport-ws): the set of open ones, from upgrade to drain. Each
 * step has its file: socket-admission.ts, socket-operations.ts, socket-connection.ts.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { makeServer } from "graphql-ws";
import { type WebSocket, WebSocketServer } from "ws";
import type { CreateLoaders } from "../graphql/context.js";
import type { PrepareDocument } from "../graphql/documents.js";
import { logError } from "../graphql/errors.js";
import type { QueryGate } from "../graphql/limits.js";
import type { OperationMeter } from "../graphql/operation-meter.js";
import type { Clock } from "../kernel/clock.js";
import { toAppError } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";
import type { Metrics } from "../kernel/metrics.js";
import type { Authenticate } from "./caller.js";
import type { Census } from "./caller-census.js";
import { CLOSING_MS, drain, retryHint } from "./drain.js";
import type { FanOut } from "./fan-out.js";
import { createFlusher } from "./flusher.js";
import type { LiveLimits } from "./live-limits.js";
import { admit } from "./socket-admission.js";
import { CLOSE } from "./socket-connection.js";
import { protocolHooks } from "./socket-operations.js";
import { createSession, type SocketSession } from "./socket-session.js";

export interface GraphqlSocketsDeps<Loaders> {
  readonly gate: QueryGate;
  readonly prepare: PrepareDocument;
  readonly meter: OperationMeter;
  readonly createLoaders: CreateLoaders<Loaders>;
  readonly fanOut: FanOut<Loaders>;
  readonly authenticate: Authenticate;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly limits: LiveLimits;
  readonly census: Census;
}

export interface GraphqlSockets {
  /** Takes over an HTTP upgrade for `/graphql`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes every socket with 1001 and a hint when to come back, over the window; who does not answer, or not within `graceMs`, is cut off. */
  drain(graceMs: number): Promise<void>;
}

export const createGraphqlSockets = <Loaders>(deps: GraphqlSocketsDeps<Loaders>): GraphqlSockets => {
  const { limits, census } = deps;
  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });
  const sessions = new Set<SocketSession>();
  const gauge = deps.metrics.gauge("websockets", "Open WebSockets");
  const protocol = makeServer<Record<string, unknown>, SocketSession>({
    ...protocolHooks({ ...deps, operationsPerSocket: limits.operationsPerSocket }),
    connectionInitWaitTimeout: limits.initWaitMs,
    onConnect: ({ connectionParams, extra }) => admit(extra, connectionParams, deps),
  });
  const flusher = createFlusher();
  const open = (socket: WebSocket, request: IncomingMessage, transport: Duplex): void => {
    // Stays unset when the protocol refuses the socket at once: then there is nobody to tell.
    let tellProtocol: ((code: number, reason: string) => Promise<void>) | undefined;
    const session = createSession({ socket, transport, flusher, request, limits, clock: deps.clock, log: deps.log }, (code, reason) => {
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
      if (draining) return void socket.end(STOPPING);
      webSockets.handleUpgrade(request, socket, head, (webSocket) => open(webSocket, request, socket));
    },
    async drain(graceMs) {
      draining = true;
      await endAll({ webSockets, sessions, windowMs: Math.min(limits.drainWindowMs, graceMs / 2), clock: deps.clock }, graceMs);
      clearInterval(pings);
    },
  };
};

const STOPPING = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

interface Ending {
  readonly webSockets: WebSocketServer;
  readonly sessions: ReadonlySet<SocketSession>;
  readonly windowMs: number;
  readonly clock: Clock;
}

const endAll = async ({ webSockets, sessions, windowMs, clock }: Ending, graceMs: number): Promise<void> => {
  const gone = [...webSockets.clients].map((socket) => new Promise((resolve) => socket.once("close", resolve)));
  const hangUp = ({ connection }: SocketSession, retryAfterMs: number) => connection.close(CLOSE.goingAway, retryHint(retryAfterMs));
  const cut = setTimeout(
    () => {
      for (const socket of webSockets.clients) socket.terminate();
    },
    Math.min(graceMs, windowMs + CLOSING_MS),
  );
  await drain({ peers: [...sessions], windowMs, clock, random: Math.random, hangUp });
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
