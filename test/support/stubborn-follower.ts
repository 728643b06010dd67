/** A follower that outlives its connections: whatever breaks, it connects again and goes on behind its last event. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Data } from "./client.js";
import { FOLLOW } from "./operations.js";
import { type OpenStream, openStream } from "./sse-client.js";
import { until } from "./until.js";
import { signIn, type WsClient } from "./ws-client.js";

export interface StubbornOptions {
  readonly transport: "websocket" | "sse";
  /** Tried in turn, from the first after every interruption. */
  readonly urls: readonly string[];
  readonly token: string;
  readonly invocationId: string;
}

export interface StubbornFollower {
  /** Every event it was sent, over all of its connections. */
  readonly events: readonly Data[];
  /** Which address it is connected to now; absent between two connections. */
  readonly at: string | undefined;
  /** How connections ended: `<close code> <reason>`, or the frame before the end of an event stream, or `cut`. */
  readonly endings: readonly string[];
  /** Waits for the last event. */
  all(timeoutMs?: number): Promise<readonly Data[]>;
}

interface Connection {
  /** Resolves when nothing more comes, with how it ended. */
  readonly ended: Promise<string>;
}

export const followStubbornly = ({ transport, urls, token, invocationId }: StubbornOptions): StubbornFollower => {
  const events: Data[] = [];
  const endings: string[] = [];
  let at: string | undefined;
  const connect = transport === "websocket" ? overWebSocket : overSse;
  const isOver = () => events.at(-1)?.__typename === "Finished";
  const keepOn = async (): Promise<void> => {
    for (let attempt = 0; !isOver(); attempt++) {
      const url = urls[attempt % urls.length] ?? "";
      try {
        const connection = await connect(url, { token, invocationId, after: events.at(-1)?.cursor as string | undefined }, events);
        at = url;
        endings.push(await connection.ended);
        attempt = -1;
      } catch {
        await sleep(20);
      }
      at = undefined;
    }
  };
  void keepOn();
  return {
    events,
    endings,
    get at() {
      return at;
    },
    async all(timeoutMs = 60_000) {
      await until(isOver, { timeoutMs, what: `the end of ${invocationId} over ${transport}; so far ${events.length} events` });
      return events;
    },
  };
};

interface Start {
  readonly token: string;
  readonly invocationId: string;
  readonly after: string | undefined;
}

const overWebSocket = async (url: string, { token, invocationId, after }: Start, events: Data[]): Promise<Connection> => {
  const client: WsClient = await signIn(url, { authorization: `Bearer ${token}` });
  client.socket.on("message", (data) => {
    const message = JSON.parse(String(data));
    if (message.type === "next") events.push(message.payload.data.invocationEvents);
    if (message.type === "complete") client.socket.close(1000);
  });
  client.subscribe("f", FOLLOW, { id: invocationId, after, snapshot: false });
  const ended = new Promise<string>((resolve) => client.socket.once("close", (code, reason) => resolve(`${code} ${reason}`)));
  return { ended };
};

/** The cursor of the first connection is an argument; later ones are resumed by header, as browsers do it. */
const overSse = async (url: string, { token, invocationId, after }: Start, events: Data[]): Promise<Connection> => {
  const authorization = `Bearer ${token}`;
  const stream: OpenStream = await openStream(url, {
    query: FOLLOW,
    variables: { id: invocationId, snapshot: false },
    headers: { authorization, ...(after && { "last-event-id": after }) },
    onResult: ({ data }) => events.push(data.invocationEvents),
  });
  if (stream.status !== 200) throw new Error(`HTTP ${stream.status}`);
  const ended = stream.ended(600_000).then(() => (stream.whole ? JSON.stringify(stream.frames.at(-1)) : "cut"));
  return { ended };
};
