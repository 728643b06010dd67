/** Questions to a server on the network, each with an end: what health gates and `doctor` ask. */
import { connect } from "node:net";

export interface HttpProbe {
  readonly url: string;
  /** Default GET. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** For the whole answer; default 5000. */
  readonly timeoutMs?: number;
}

export type HttpAnswer = { readonly status: number; readonly body: string; readonly headers: Headers } | { readonly failure: string };

const PROBE_TIMEOUT_MS = 5000;

/** Redirects are answers and are not followed. Whatever keeps an answer from coming is a `failure`; nothing is thrown. */
export const probeHttp = async ({ url, timeoutMs = PROBE_TIMEOUT_MS, ...request }: HttpProbe): Promise<HttpAnswer> => {
  try {
    const answer = await fetch(url, { ...request, redirect: "manual", signal: AbortSignal.timeout(timeoutMs) });
    return { status: answer.status, body: await answer.text(), headers: answer.headers };
  } catch (error) {
    return { failure: reasonOf(error, timeoutMs) };
  }
};

/** `fetch` says only "fetch failed"; the reason is further down. */
const reasonOf = (error: unknown, timeoutMs: number): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${timeoutMs} ms`;
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors.length > 0) return String(cause.errors[0].message);
  return cause instanceof Error ? cause.message : error.message;
};

/** `undefined` when the port accepts a connection, else why not. `timeoutMs` defaults to 5000. */
export const probeTcp = (host: string, port: number, timeoutMs = PROBE_TIMEOUT_MS): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = connect({ host, port });
    const finish = (answer?: string): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => finish(`no connection within ${timeoutMs} ms`));
    socket.once("connect", () => finish());
    socket.once("error", (error) => finish(error instanceof AggregateError ? String(error.errors[0]?.message) : error.message));
  });
