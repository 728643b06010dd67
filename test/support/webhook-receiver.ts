/** A receiver of webhooks over real sockets, and an independent reading of what it was sent: nothing here knows our code. */
import { createHmac, timingSafeEqual } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { until } from "./until.js";

export interface ReceivedWebhook {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  /** The bytes, as text. */
  readonly raw: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of any shape
  readonly body: any;
  readonly id: string;
}

/** A status, a whole answer, `cut` (the socket is destroyed) or `silent` (no answer). */
export type ReceiverAnswer =
  | number
  | { readonly status: number; readonly headers?: http.OutgoingHttpHeaders; readonly body?: string }
  | "cut"
  | "silent";

export interface WebhookReceiver {
  readonly url: string;
  readonly port: number;
  readonly received: readonly ReceivedWebhook[];
  /** Answers to the next requests, in order; behind them 204. */
  answer(...answers: readonly ReceiverAnswer[]): void;
  /** Resolves with the first `count` it received. */
  atLeast(count: number, timeoutMs?: number): Promise<readonly ReceivedWebhook[]>;
  stop(): Promise<void>;
}

export const startReceiver = async (): Promise<WebhookReceiver> => {
  const received: ReceivedWebhook[] = [];
  const answers: ReceiverAnswer[] = [];
  const server = http.createServer((request, response) => {
    void text(request).then((raw) => {
      const body = request.headers["content-type"] === "application/json" ? JSON.parse(raw) : undefined;
      received.push({
        ...{ method: request.method ?? "", path: request.url ?? "", headers: request.headers, raw, body },
        id: String(request.headers["webhook-id"]),
      });
      give(response, answers.shift() ?? 204);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ url: `http://127.0.0.1:${port}/hook`, port, received },
    answer: (...more) => void answers.push(...more),
    atLeast: (count, timeoutMs = 15_000) =>
      until(() => (received.length >= count ? received.slice(0, count) : undefined), {
        timeoutMs,
        what: `${count} deliveries, of which ${received.length} came`,
      }),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const give = (response: http.ServerResponse, answer: ReceiverAnswer): void => {
  if (answer === "cut") response.destroy();
  else if (typeof answer === "number") response.writeHead(answer).end();
  else if (answer !== "silent") response.writeHead(answer.status, answer.headers).end(answer.body);
};

/** As the Standard Webhooks specification tells receivers to do it. @throws Error with the reason. */
export const verifySignature = ({ headers, raw }: ReceivedWebhook, secret: string): void => {
  const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => String(headers[name]));
  if (!/^\d{10}$/.test(timestamp ?? "") || Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) throw new Error(`timestamp ${timestamp}`);
  if (!secret.startsWith("whsec_")) throw new Error("not a secret");
  const expected = createHmac("sha256", Buffer.from(secret.slice(6), "base64"))
    .update(`${id}.${timestamp}.${raw}`)
    .digest();
  const fits = (signatures ?? "").split(" ").some((signature) => {
    const [version, value] = signature.split(",");
    const given = Buffer.from(value ?? "", "base64");
    return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected);
  });
  if (!fits) throw new Error(`no signature of ${signatures} fits`);
};
