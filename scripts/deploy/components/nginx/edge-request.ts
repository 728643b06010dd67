/** One request to a web server under a host name that need not resolve: how `doctor` looks at nginx as a visitor does. Reads only. */
import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";

export interface EdgeRequest {
  /** The public address: its host is the Host header and the TLS name. */
  readonly url: string;
  /** Where nginx listens. */
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type EdgeAnswer =
  | { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }
  | { readonly failure: string };

const TIMEOUT_MS = 10_000;

/** A certificate is judged by a check of its own; here it does not stand in the way. Nothing is thrown. */
export const edgeRequest = ({ url, address, port, tls, method = "GET", headers = {}, body }: EdgeRequest): Promise<EdgeAnswer> => {
  const { host, hostname, pathname, search } = new URL(url);
  const options: RequestOptions = {
    ...{ host: address, port, method, path: `${pathname}${search}`, timeout: TIMEOUT_MS, agent: false },
    headers: {
      host,
      ...headers,
      ...(body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
    },
  };
  return new Promise((resolve) => {
    const sent = tls ? httpsRequest({ ...options, servername: hostname, rejectUnauthorized: false }) : httpRequest(options);
    sent.once("timeout", () => sent.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
    sent.once("error", (error) => resolve({ failure: error.message }));
    sent.once("response", (answer) => {
      const pieces: Buffer[] = [];
      answer.on("data", (piece: Buffer) => pieces.push(piece));
      answer.once("error", (error) => resolve({ failure: error.message }));
      answer.once("end", () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(pieces).toString() }),
      );
    });
    sent.end(body);
  });
};
