/** A bare HTTP server in the place of Coze, for answers that a well-behaved stand-in would not give. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type CozeClient, createCozeClient } from "../../src/coze/client.js";
import type { CozeMetrics } from "../../src/coze/coze-metrics.js";
import type { CozeConnectionSettings } from "../../src/coze/settings.js";
import type { CozeRunRequest } from "../../src/coze/workflow-calls.js";
import { systemClock } from "../../src/kernel/clock.js";
import { AppError } from "../../src/kernel/errors.js";
import { createLog } from "../../src/kernel/log.js";

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export type RawHandler = (response: ServerResponse, request: SeenRequest) => void;

export interface RawCoze {
  readonly url: string;
  readonly requests: SeenRequest[];
  /** Connections accepted so far, and how many of them are closed. */
  readonly sockets: { opened: number; closed: number };
  /** Replaces what the server does from the next request on. */
  answer(handler: RawHandler): void;
  close(): Promise<void>;
}

export const startRawCoze = async (first: RawHandler = (response) => response.end()): Promise<RawCoze> => {
  let handler = first;
  const requests: SeenRequest[] = [];
  const sockets = { opened: 0, closed: 0 };
  const open = new Set<Socket>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const seen = {
        method: request.method ?? "",
        url: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      requests.push(seen);
      handler(response, seen);
    });
  });
  server.on("connection", (socket: Socket) => {
    sockets.opened += 1;
    open.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      sockets.closed += 1;
      open.delete(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    sockets,
    answer(next) {
      handler = next;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
};

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): RawHandler =>
  (response) => {
    response.writeHead(status, { "Content-Type": "application/json", "X-Log-ID": "log-1", ...headers });
    response.end(JSON.stringify(body));
  };

export const bytes =
  (body: string | Buffer, status = 200, contentType = "text/html"): RawHandler =>
  (response) => {
    response.writeHead(status, { "Content-Type": contentType });
    response.end(body);
  };

/** Sends the chunks one after the other and ends, unless `then` does something else. */
export const stream =
  (chunks: readonly (string | Buffer)[], then: (response: ServerResponse) => void = (response) => response.end()): RawHandler =>
  (response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8", "X-Log-ID": "log-1" });
    for (const chunk of chunks) response.write(chunk);
    then(response);
  };

export const clientOf = (settings: Partial<CozeConnectionSettings> & { baseUrl: string }, metrics?: CozeMetrics): CozeClient =>
  createCozeClient(
    { name: "test", token: () => "pat_test_secret", flavour: "oss", timeoutMs: 5_000, ...settings },
    { clock: systemClock, log: createLog("silent"), metrics },
  );

export const runRequest = (more: Partial<CozeRunRequest> = {}): CozeRunRequest => ({
  workflowId: "7540000000000000101",
  parameters: { topic: "tides" },
  userId: "u-42",
  signal: new AbortController().signal,
  ...more,
});

export const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

/** The `AppError` that a call ends with. */
export const failureOf = async (call: Promise<unknown>): Promise<AppError> => {
  try {
    await call;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("the call did not fail");
};
