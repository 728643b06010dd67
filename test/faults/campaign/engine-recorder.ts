/**
 * Stands between the gateways and the engine and writes down every run that is begun. The engine's own history dies with
 * the engine; this one does not. Answers 502 when nobody listens behind it, as a reverse proxy does: the call was
 * certainly not accepted.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { NONCE } from "./plan.js";

/** POSTs that begin a run; a resume continues one. */
const BEGINS = new Set(["/v1/workflow/run", "/v1/workflow/stream_run", "/v1/workflows/chat", "/v3/chat"]);

export interface BegunRun {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly nonce: string;
  readonly path: string;
  /** `possible` also covers the call whose answer nobody saw: the engine may have taken it. */
  outcome: "possible" | "refused";
  status?: number;
}

export interface EngineRecorder {
  readonly port: number;
  readonly begun: readonly BegunRun[];
  /** All requests to the engine. */
  readonly requests: number;
  close(): Promise<void>;
}

/** Statuses with which a request is turned away before a run exists. */
const TURNED_AWAY = new Set([400, 401, 403, 429, 502, 503]);

export const startEngineRecorder = async (enginePort: number): Promise<EngineRecorder> => {
  const begun: BegunRun[] = [];
  let requests = 0;
  const server = createServer((incoming, outgoing) => {
    requests++;
    void forward(enginePort, { incoming, outgoing }, (run) => begun.push(run)).catch(() => outgoing.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    begun,
    get requests() {
      return requests;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

const forward = async (port: number, { incoming, outgoing }: Exchange, note: (run: BegunRun) => void): Promise<void> => {
  const { method = "GET", url = "/", headers } = incoming;
  const body = await text(incoming);
  const path = url.split("?", 1)[0] ?? url;
  const nonce = NONCE.exec(body)?.[0];
  const run: BegunRun | undefined =
    method === "POST" && nonce !== undefined && BEGINS.has(path) ? { at: Date.now(), nonce, path, outcome: "possible" } : undefined;
  if (run) note(run);
  const { "content-length": _length, "transfer-encoding": _encoding, connection: _connection, ...kept } = headers;
  const upstream = request(
    // A connection of its own: with a kept one, nobody could tell a call that was refused from one that was taken.
    { host: "127.0.0.1", port, path: url, method, agent: false, headers: { ...kept, "content-length": Buffer.byteLength(body) } },
    (answer) => {
      const status = answer.statusCode ?? 502;
      if (run) {
        run.status = status;
        if (TURNED_AWAY.has(status)) run.outcome = "refused";
      }
      const { connection: _answered, "transfer-encoding": _chunked, ...answerHeaders } = answer.headers;
      outgoing.writeHead(status, answerHeaders).flushHeaders();
      answer.on("error", () => outgoing.destroy());
      answer.on("aborted", () => outgoing.destroy());
      answer.pipe(outgoing);
    },
  );
  outgoing.once("close", () => upstream.destroy());
  upstream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "ECONNREFUSED" || outgoing.headersSent) return void outgoing.destroy();
    if (run) run.outcome = "refused";
    outgoing.writeHead(502, { "content-type": "text/html" }).end("<html><body><h1>502 Bad Gateway</h1></body></html>");
  });
  upstream.end(body);
};
