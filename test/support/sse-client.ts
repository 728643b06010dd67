/** An event stream read by hand: every frame as it came, and how the stream ended. */
import { request as httpRequest, type IncomingMessage } from "node:http";
import type { Data } from "./client.js";
import { until } from "./until.js";

export interface Frame {
  /** Absent for comments and for `retry`. */
  readonly event?: string;
  readonly id?: string;
  /** Parsed; absent where it was empty. */
  readonly data?: Data;
  readonly retry?: number;
  readonly comment: boolean;
}

export interface StreamOptions {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: "GET" | "POST";
  /** Called with each result, as it arrives. */
  readonly onResult?: (result: Data) => void;
}

export interface OpenStream {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  /** In order of arrival. */
  readonly frames: readonly Frame[];
  /** Results of the `next` events. */
  readonly results: readonly Data[];
  /** The one root field of each result that has one. */
  readonly items: readonly Data[];
  /** Absent while it is open; false when it was cut instead of ended. */
  readonly whole: boolean | undefined;
  atLeast(count: number): Promise<readonly Data[]>;
  /** Waits for the end of the answer. @returns its `items`. */
  ended(timeoutMs?: number): Promise<readonly Data[]>;
  /** Stops reading from the socket, or goes on. */
  pause(): void;
  resume(): void;
  close(): void;
}

/** @param url of the server, `http://…` */
export const openStream = async (url: string, options: StreamOptions): Promise<OpenStream> => {
  const response = await ask(`${url}/graphql/stream`, options);
  const frames: Frame[] = [];
  let text = "";
  let whole: boolean | undefined;
  response.setEncoding("utf8").on("data", (piece: string) => {
    const blocks = (text + piece).split("\n\n");
    text = blocks.pop() ?? "";
    for (const frame of blocks.map(frameOf)) {
      frames.push(frame);
      if (frame.event === "next") options.onResult?.(frame.data);
    }
  });
  response.on("error", () => undefined).on("close", () => (whole = response.complete));
  const results = () => frames.filter(({ event }) => event === "next").map(({ data }) => data);
  const items = () => results().flatMap(({ data }) => (data ? Object.values(data) : []));
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    frames,
    get results() {
      return results();
    },
    get items() {
      return items();
    },
    get whole() {
      return whole;
    },
    atLeast: (count) =>
      until(() => (items().length >= count ? items() : undefined), { timeoutMs: 15_000, what: `${count} items of a stream` }),
    async ended(timeoutMs = 15_000) {
      await until(() => whole !== undefined, { timeoutMs, what: "the end of a stream" });
      return items();
    },
    pause: () => void response.pause(),
    resume: () => void response.resume(),
    close: () => void response.destroy(),
  };
};

const ask = (url: string, { query, variables, headers = {}, method = "POST" }: StreamOptions): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const asked = new URL(url);
    if (method === "GET") {
      asked.searchParams.set("query", query);
      if (variables) asked.searchParams.set("variables", JSON.stringify(variables));
    }
    const outgoing = httpRequest(
      asked,
      {
        method,
        agent: false,
        headers: { accept: "text/event-stream", ...(method === "POST" && { "content-type": "application/json" }), ...headers },
      },
      resolve,
    );
    outgoing.once("error", reject);
    outgoing.end(method === "POST" ? JSON.stringify({ query, variables }) : undefined);
  });

const frameOf = (block: string): Frame => {
  const field = (name: string): string | undefined =>
    block
      .split("\n")
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim();
  const [event, id, data, retry] = ["event", "id", "data", "retry"].map(field);
  return {
    ...(event !== undefined && { event }),
    ...(id !== undefined && { id }),
    ...(data && { data: JSON.parse(data) as Data }),
    ...(retry !== undefined && { retry: Number(retry) }),
    comment: block.startsWith(":"),
  };
};
