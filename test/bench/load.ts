/** Loads over keep-alive connections, with every response time kept: as fast as answers come, or evenly spaced. */
import type { EventEmitter } from "node:events";
import { Agent, request } from "node:http";
import autocannon from "autocannon";

export interface LoadOptions {
  readonly url: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
  /** A part of the body that every good answer contains. */
  readonly expect: string;
}

/** Times in milliseconds. */
export interface LoadResult {
  readonly perSecond: number;
  readonly median: number;
  readonly p99: number;
  readonly requests: number;
  readonly bad: number;
}

export const load = async (options: LoadOptions): Promise<LoadResult> => {
  const times: number[] = [];
  const running = autocannon({
    url: options.url,
    method: options.body === undefined ? "GET" : "POST",
    headers: { "content-type": "application/json", ...options.headers },
    connections: options.connections,
    duration: options.seconds,
    verifyBody: (body) => String(body).includes(options.expect),
    ...(options.body !== undefined && { body: options.body }),
  });
  // The returned object is both a promise and an emitter; its types know the promise only.
  (running as unknown as EventEmitter).on("response", (...[, , , responseTime]: [unknown, number, number, number]) =>
    times.push(responseTime),
  );
  const result = await running;
  times.sort((a, b) => a - b);
  return {
    perSecond: times.length / result.duration,
    median: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    requests: times.length,
    bad: result.non2xx + result.errors + result.mismatches,
  };
};

/** One request every 1/`rate` s whether or not earlier ones were answered: how callers arrive who know nothing of each other. */
export const steadyLoad = async (options: LoadOptions & { rate: number }): Promise<LoadResult> => {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  const times: number[] = [];
  const pending = new Set<Promise<void>>();
  let bad = 0;
  const startedAt = performance.now();
  for (let count = 0; count < options.rate * options.seconds; count++) {
    const due = startedAt + (count * 1000) / options.rate;
    await new Promise((resolve) => setTimeout(resolve, Math.max(due - performance.now(), 0)));
    const sentAt = performance.now();
    const asked = ask(options, agent).then((good) => {
      times.push(performance.now() - sentAt);
      if (!good) bad++;
    });
    pending.add(asked);
    void asked.finally(() => pending.delete(asked));
  }
  await Promise.all(pending);
  const seconds = (performance.now() - startedAt) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  return { perSecond: times.length / seconds, median: quantile(times, 0.5), p99: quantile(times, 0.99), requests: times.length, bad };
};

const ask = ({ url, body, headers, expect }: LoadOptions, agent: Agent): Promise<boolean> =>
  new Promise((resolve) => {
    const outgoing = request(url, { agent, method: "POST", headers: { "content-type": "application/json", ...headers } }, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
      });
      incoming.once("end", () => resolve(incoming.statusCode === 200 && text.includes(expect)));
    });
    outgoing.once("error", () => resolve(false));
    outgoing.end(body);
  });

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
