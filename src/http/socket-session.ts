/** One WebSocket and what is known about it: its connection, its caller, its running operations. */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Principal } from "../auth/principal.js";
import type { GraphqlContext } from "../graphql/context.js";
import type { Clock } from "../kernel/clock.js";
import type { Log } from "../kernel/log.js";
import { requestIdFrom } from "./caller.js";
import type { Flusher } from "./flusher.js";
import type { FlowLimits } from "./paced-sender.js";
import { SocketConnection } from "./socket-connection.js";

export interface SocketSession {
  readonly connection: SocketConnection;
  readonly operations: SocketOperations;
  readonly request: IncomingMessage;
  readonly requestId: string;
  readonly log: Log;
  /** Set once `connection_init` was accepted. */
  principal: Principal | undefined;
}

export interface SessionParts {
  readonly socket: WebSocket;
  readonly transport: Duplex;
  readonly flusher: Flusher;
  readonly request: IncomingMessage;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: FlowLimits;
}

export const createSession = (
  { request, log, ...parts }: SessionParts,
  onClosed: (code: number, reason: string) => void,
): SocketSession => {
  const requestId = requestIdFrom(request.headers["x-request-id"]);
  return {
    connection: new SocketConnection({ ...parts, onClosed }),
    operations: new SocketOperations(),
    request,
    requestId,
    log: log.child({ socketId: requestId }),
    principal: undefined,
  };
};

interface Operation {
  readonly context: GraphqlContext;
  readonly leaving: AbortController;
  /** Its first result was sent, with the request id. */
  announced: boolean;
  isRunning(): boolean;
}

/** What must end with a socket. */
export class SocketOperations {
  private readonly running = new Map<string, Operation>();
  private readonly atEnd: (() => void)[] = [];
  private begun = 0;

  begin(operationId: string, operation: Operation): void {
    this.running.set(operationId, operation);
  }

  /** 1, 2, 3…: request ids of operations are the socket's with this appended. */
  nextNumber(): number {
    this.begun += 1;
    return this.begun;
  }

  get(operationId: string): Operation | undefined {
    return this.running.get(operationId);
  }

  /** The protocol tells nobody that a client took back a query; its list of subscriptions shows it. */
  forgetEnded(): void {
    for (const [operationId, operation] of this.running) {
      if (operation.isRunning()) continue;
      this.running.delete(operationId);
      operation.leaving.abort();
    }
  }

  onEnd(callback: () => void): void {
    this.atEnd.push(callback);
  }

  abortAll(): void {
    for (const { leaving } of this.running.values()) leaving.abort();
    this.running.clear();
    for (const callback of this.atEnd.splice(0)) callback();
  }
}
