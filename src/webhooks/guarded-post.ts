/**
 * One POST to an address that a user gave. The address that a host name leads to is judged where the connection is
 * made, so a name cannot lead elsewhere between the check and the use; redirects are answers, not followed.
 */
import http from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import { type AllowedHost, allowedHost, destinationProblem } from "../kernel/destination.js";
import { AddressRefused, connectionProblem, publicOnly, SYSTEM_LOOKUP } from "../kernel/guarded-lookup.js";

export interface GuardedPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For all of it, from the look-up of the name to the last byte that is read. */
  readonly timeoutMs: number;
  /** Gives it up. */
  readonly signal: AbortSignal;
}

/** `error` is a sentence for the owner, without address, secret or anything the receiver wrote. */
export type PostOutcome =
  | { readonly kind: "answered"; readonly status: number; readonly retryAfterMs: number | undefined }
  | { readonly kind: "failed"; readonly error: string };

export type SendGuarded = (post: GuardedPost) => Promise<PostOutcome>;

export interface GuardOptions {
  readonly allowed: readonly AllowedHost[];
  /** How names become addresses; default: the system's way. */
  readonly lookup?: LookupFunction;
}

/** Of an answer's body; nobody looks at it, but a receiver that is cut off in its answer may report an error. */
const MAX_ANSWER_BYTES = 2_048;

export const createGuardedPost =
  ({ allowed, lookup = SYSTEM_LOOKUP }: GuardOptions): SendGuarded =>
  async (post) => {
    const problem = destinationProblem(post.url, allowed);
    if (problem) return { kind: "failed", error: `refused: ${problem.en}` };
    const url = new URL(post.url);
    try {
      return await send(url, post, allowedHost(url, allowed) ? lookup : publicOnly(lookup));
    } catch (error) {
      return { kind: "failed", error: sentenceOf(error, post.timeoutMs) };
    }
  };

class TimedOut extends Error {}
class GivenUp extends Error {}
class Unanswered extends Error {
  readonly code = "ECONNRESET";
}

const send = (url: URL, post: GuardedPost, lookup: LookupFunction): Promise<PostOutcome> =>
  new Promise((resolve, reject) => {
    const body = Buffer.from(post.body);
    const request = (url.protocol === "https:" ? https : http).request(url, {
      method: "POST",
      headers: { ...post.headers, "content-length": String(body.length), "user-agent": "ability-gateway", accept: "*/*" },
      lookup,
      // A connection of its own: none is kept that was made under older rules or an older address.
      agent: false,
    });
    const giveUp = () => request.destroy(new GivenUp());
    const timer = setTimeout(() => request.destroy(new TimedOut()), post.timeoutMs);
    const settled =
      <T>(settle: (value: T) => void) =>
      (value: T) => {
        clearTimeout(timer);
        post.signal.removeEventListener("abort", giveUp);
        settle(value);
      };
    let answered = false;
    const fail = (error: Error) => answered || settled(reject)(error);
    request.on("error", fail);
    // An answer that changes the protocol (101) comes to no other end than this.
    request.on("close", () => fail(new Unanswered()));
    request.on("response", (response) => {
      answered = true;
      void readAnswer(response).then(settled(resolve));
    });
    post.signal.addEventListener("abort", giveUp, { once: true });
    if (post.signal.aborted) return giveUp();
    request.end(body);
  });

/** The status counts, whatever becomes of the rest. Never rejects. */
const readAnswer = async (response: http.IncomingMessage): Promise<PostOutcome> => {
  let bytes = 0;
  try {
    for await (const chunk of response) {
      bytes += (chunk as Buffer).length;
      if (bytes > MAX_ANSWER_BYTES) break;
    }
  } catch {
    // Cut, or not in time.
  }
  response.destroy();
  return { kind: "answered", status: response.statusCode ?? 0, retryAfterMs: retryAfterOf(response.headers["retry-after"]) };
};

/** Seconds only; a date is as good as none. */
const retryAfterOf = (header: string | undefined): number | undefined =>
  header !== undefined && /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : undefined;

const sentenceOf = (error: unknown, timeoutMs: number): string => {
  if (error instanceof AddressRefused) return `refused: ${error.message}`;
  if (error instanceof TimedOut) return `no answer within ${timeoutMs} ms`;
  if (error instanceof GivenUp) return "given up: the gateway was stopping";
  return connectionProblem(error).en;
};
