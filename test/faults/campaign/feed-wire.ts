/** A subscription over either transport, as results to iterate. Ends when the server says complete, throws when the connection ends without. */
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import type { Data, GraphqlProblem } from "../../support/client.js";
import { NOT_KEPT } from "./wire.js";

export interface Subscription {
  readonly url: string;
  readonly token: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Where to go on, as an event stream is told by a browser. */
  readonly lastEventId?: string;
}

export interface Result {
  readonly data?: Record<string, Data> | null;
  readonly errors?: readonly GraphqlProblem[];
}

export async function* overSocket({ url, token, query, variables }: Subscription): AsyncGenerator<Result, void> {
  const client = createClient({
    url: `${url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
    // A connection that was lost on the way says nothing at all.
    keepAlive: 3_000,
    connectionAckWaitTimeout: 10_000,
  });
  try {
    for await (const result of client.iterate<Record<string, Data>>({ query, variables: { ...variables } })) yield result as Result;
  } finally {
    await client.dispose();
  }
}

export async function* overEventStream({ url, token, query, variables, lastEventId }: Subscription): AsyncGenerator<Result, void> {
  const abort = new AbortController();
  const answer = await fetch(`${url}/graphql/stream`, {
    method: "POST",
    headers: {
      ...{ accept: "text/event-stream", "content-type": "application/json", authorization: `Bearer ${token}` },
      ...NOT_KEPT,
      ...(lastEventId !== undefined && { "last-event-id": lastEventId }),
    },
    body: JSON.stringify({ query, variables }),
    signal: abort.signal,
  });
  try {
    if (answer.status !== 200) return yield* refusal(await answer.text());
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) {
      const blocks = (text + decoder.decode(chunk as Uint8Array, { stream: true })).split("\n\n");
      text = blocks.pop() ?? "";
      for (const { event, data } of blocks.map(frameOf)) {
        if (event === "complete") return;
        if (event === "next") yield JSON.parse(data) as Result;
      }
    }
    throw new Error("the stream ended without complete");
  } finally {
    abort.abort();
  }
}

/** A page of something in between says nothing; our own answers name their codes. */
function* refusal(text: string): Generator<Result, void> {
  if (!text.startsWith("{")) throw new Error(`refused with ${text.slice(0, 100)}`);
  const { errors } = JSON.parse(text) as Result;
  if (!errors) throw new Error(`refused with ${text.slice(0, 100)}`);
  yield { errors };
}

const frameOf = (block: string): { event: string | undefined; data: string } => {
  const lines = block.split("\n");
  const fieldOf = (name: string) =>
    lines
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim();
  return { event: fieldOf("event"), data: fieldOf("data") ?? "" };
};
