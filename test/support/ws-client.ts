/** A WebSocket that speaks graphql-transport-ws by hand, so that tests can also speak it wrongly. */
import { once } from "node:events";
import { WebSocket } from "ws";
import { until } from "./until.js";

export interface WsMessage {
  readonly type: string;
  readonly id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a payload is whatever the server said
  readonly payload?: any;
}

export class WsClient {
  readonly messages: WsMessage[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;

  constructor(readonly socket: WebSocket) {
    socket.on("message", (data) => this.messages.push(JSON.parse(String(data)) as WsMessage));
    socket.on("close", (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
    socket.on("error", () => undefined);
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables?: object): void {
    this.send({ type: "subscribe", id, payload: { query, variables } });
  }

  /** The messages of one operation once there are `count` of them. */
  async of(id: string, count = 1): Promise<WsMessage[]> {
    const mine = () => this.messages.filter((message) => message.id === id);
    await until(() => mine().length >= count, { what: `${count} messages for operation ${id}, closed: ${JSON.stringify(this.closed)}` });
    return mine();
  }

  closing(): Promise<{ readonly code: number; readonly reason: string }> {
    return until(() => this.closed, { what: "the socket to be closed" });
  }
}

export interface ConnectOptions {
  readonly headers?: Record<string, string>;
  readonly protocol?: string;
}

/** @param url of the server, `http://…` */
export const connect = async (url: string, { headers = {}, protocol = "graphql-transport-ws" }: ConnectOptions = {}): Promise<WsClient> => {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/graphql`, protocol, { headers });
  const client = new WsClient(socket);
  await once(socket, "open");
  return client;
};

/** Connected and acknowledged. */
export const signIn = async (url: string, payload: object, options: ConnectOptions = {}): Promise<WsClient> => {
  const client = await connect(url, options);
  client.send({ type: "connection_init", payload });
  await until(() => client.messages.some(({ type }) => type === "connection_ack"), { what: "the acknowledgement" });
  return client;
};
