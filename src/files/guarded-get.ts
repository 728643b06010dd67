/**
 * One GET to an address that somebody else named. Every hop is judged, the address a name leads to where the connection
 * is made; nothing that could identify anybody is sent along.
 */
import http from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import { type AllowedHost, allowedHost, destinationProblem } from "../kernel/destination.js";
import { AppError, type LocalText } from "../kernel/errors.js";
import { AddressRefused, connectionProblem, publicOnly, SYSTEM_LOOKUP } from "../kernel/guarded-lookup.js";

export interface Fetched {
  /** The last part of the path of the last address. */
  readonly name: string | undefined;
  /** As the server says. */
  readonly kind: string | undefined;
  readonly bytes: number | undefined;
  /** Destroying it closes the connection. It fails with an error of Node, or with FILE_URL_REFUSED when time is over. */
  readonly content: http.IncomingMessage;
}

export interface FetchLimits {
  /** Milliseconds for all of it, from the look-up of the name to the last byte that is read. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** @throws AppError FILE_URL_REFUSED; the content must be read or destroyed. */
export type FetchGuarded = (url: string, limits: FetchLimits) => Promise<Fetched>;

export interface GuardOptions {
  readonly allowed: readonly AllowedHost[];
  /** How names become addresses; default: the system's way. */
  readonly lookup?: LookupFunction;
}

const MAX_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export const createGuardedGet =
  ({ allowed, lookup = SYSTEM_LOOKUP }: GuardOptions): FetchGuarded =>
  async (address, { timeoutMs, signal }) => {
    const timer = new AbortController();
    const overtime = setTimeout(() => timer.abort(), timeoutMs);
    const within = AbortSignal.any([signal, timer.signal]);
    try {
      const { url, answer } = await follow(address, { allowed, lookup, within });
      answer.once("close", () => clearTimeout(overtime));
      return fetchedOf(url, answer);
    } catch (error) {
      clearTimeout(overtime);
      if (error instanceof AppError) throw error;
      throw urlRefused(timer.signal.aborted ? OVERTIME : problemOf(error), error);
    }
  };

export const urlRefused = (problem: LocalText, cause?: unknown): AppError =>
  new AppError("FILE_URL_REFUSED", { params: { problem }, cause });

const OVERTIME: LocalText = { en: "it does not answer in time.", zh: "未及时响应。" };

const problemOf = (error: unknown): LocalText => {
  if (error instanceof AddressRefused) return error.problem;
  const { en, zh } = connectionProblem(error);
  return { en: `${en}.`, zh: `${zh}。` };
};

interface Hops extends Required<GuardOptions> {
  readonly within: AbortSignal;
}

const follow = async (address: string, hops: Hops): Promise<{ url: URL; answer: http.IncomingMessage }> => {
  let next = address;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const problem = destinationProblem(next, hops.allowed);
    if (problem) throw urlRefused(hop === 0 ? problem : redirected(problem));
    const url = new URL(next);
    const answer = await ask(url, hops);
    const status = answer.statusCode ?? 0;
    if (status === 200) return { url, answer };
    answer.destroy();
    const { location } = answer.headers;
    if (!REDIRECTS.has(status) || location === undefined || !URL.canParse(location, url.href)) throw urlRefused(answeredWith(status));
    const target = new URL(location, url);
    // A fragment is for browsers, and comes along with many redirects.
    target.hash = "";
    next = target.href;
  }
  throw urlRefused({ en: `it redirects more than ${MAX_REDIRECTS} times.`, zh: `重定向超过 ${MAX_REDIRECTS} 次。` });
};

const redirected = ({ en, zh }: LocalText): LocalText => ({
  en: `it redirects to another address: ${en}`,
  zh: `它重定向到另一地址：${zh}`,
});
const answeredWith = (status: number): LocalText => ({ en: `the server answers with status ${status}.`, zh: `服务器返回状态 ${status}。` });

/** A connection of its own: none is kept that was made under older rules or an older address. */
const ask = (url: URL, { allowed, lookup, within }: Hops): Promise<http.IncomingMessage> =>
  new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? https : http).request(url, {
      headers: { "user-agent": "ability-gateway", accept: "*/*", "accept-encoding": "identity" },
      lookup: allowedHost(url, allowed) ? lookup : publicOnly(lookup),
      agent: false,
      signal: within,
    });
    request.on("error", reject);
    request.on("response", resolve);
    // An answer that changes the protocol (101) comes to no other end than this.
    request.on("close", () => reject(Object.assign(new Error("no answer"), { code: "ECONNRESET" })));
    request.end();
  });

const fetchedOf = (url: URL, content: http.IncomingMessage): Fetched => {
  // Whoever reads it hears of its failure; whoever does not has nothing to hear.
  content.on("error", () => undefined);
  const length = content.headers["content-length"];
  return {
    name: decoded(url.pathname.split("/").at(-1)),
    kind: content.headers["content-type"],
    bytes: length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined,
    content,
  };
};

const decoded = (segment: string | undefined): string | undefined => {
  try {
    return segment && decodeURIComponent(segment);
  } catch {
    return segment;
  }
};
