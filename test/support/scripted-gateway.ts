/**
 * A peer that speaks graphql-transport-ws and `POST /graphql` and says what a test wants it to say, so that a client can be
 * shown what a gateway does rarely or never: holes, doubles, odd closes.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

/** One subscription a client has begun. */
export interface Subscribed {
  /** From 0, over all connections. */
  readonly index: number;
  // biome-ignore lint/suspicious/noExplicitAny: variables are whatever the client sent
  readonly variables: any;
  /** `performance.now()` when it arrived. */
  readonly at: number;
  events(...events: object[]): void;
  result(payload: object): void;
  refuse(code: string, extensions?: object): void;
  complete(): void;
  close(code: number, reason?: string): void;
  /** Breaks the connection without a word. */
  terminate(): void;
  /** Whether the client has taken it back. */
  readonly left: boolean;
}

export interface ScriptedGateway {
  readonly url: string;
  readonly subscriptions: readonly Subscribed[];
  /** Authorization of each connection, in order. */
  readonly signIns: readonly (string | undefined)[];
  /** Connections open now. */
  readonly open: number;
  stop(): Promise<void>;
}

export interface Script {
  onSubscribe?(subscribed: Subscribed): void;
  /** @returns a close code, or nothing to let the caller in. */
  onConnect?(authorization: string | undefined, index: number): number | undefined;
  /** @returns status and body. Default: a finished invocation with nothing behind the cursor. */
  onRequest?(authorization: string | undefined, body: string): readonly [status: number, body: unknown];
}

const NOTHING_LEFT = { data: { invocation: { status: "SUCCEEDED" }, invocationEvents: { nodes: [] } } };

export const startScriptedGateway = async (script: Script): Promise<ScriptedGateway> => {
  const subscriptions: Subscribed[] = [];
  const signIns: (string | undefined)[] = [];
  const http = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const [status, answer] = script.onRequest?.(request.headers.authorization, body) ?? [200, NOTHING_LEFT];
    response.writeHead(status, { "content-type": "application/json" }).end(typeof answer === "string" ? answer : JSON.stringify(answer));
  });
  const sockets = new WebSocketServer({ server: http });
  sockets.on("connection", (socket) => {
    const left = new Set<string>();
    socket.on("error", () => undefined);
    socket.on("message", (data) => {
      const message = JSON.parse(String(data));
      if (message.type === "ping") socket.send('{"type":"pong"}');
      if (message.type === "complete") left.add(message.id);
      if (message.type === "connection_init") {
        const authorization = message.payload?.authorization;
        signIns.push(authorization);
        const refusal = script.onConnect?.(authorization, signIns.length - 1);
        if (refusal === undefined) socket.send('{"type":"connection_ack"}');
        else socket.close(refusal, "refused");
      }
      if (message.type === "subscribe") {
        const subscribed = subscribedOf(socket, message, { index: subscriptions.length, left });
        subscriptions.push(subscribed);
        script.onSubscribe?.(subscribed);
      }
    });
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/graphql`,
    subscriptions,
    signIns,
    get open() {
      return sockets.clients.size;
    },
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      http.closeAllConnections();
      http.close();
      await once(http, "close");
    },
  };
};

interface SubscribeMessage {
  readonly id: string;
  readonly payload: { readonly variables: unknown };
}

const subscribedOf = (
  socket: WebSocket,
  { id, payload }: SubscribeMessage,
  { index, left }: { readonly index: number; readonly left: ReadonlySet<string> },
): Subscribed => {
  const send = (message: object): void => socket.send(JSON.stringify({ id, ...message }));
  const result = (content: object): void => send({ type: "next", payload: content });
  return {
    index,
    variables: payload.variables,
    at: performance.now(),
    result,
    events: (...events) => {
      for (const event of events) result({ data: { invocationEvents: event } });
    },
    refuse: (code, extensions = {}) => send({ type: "error", payload: [{ message: `${code}!`, extensions: { code, ...extensions } }] }),
    complete: () => send({ type: "complete" }),
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
    get left() {
      return left.has(id);
    },
  };
};
