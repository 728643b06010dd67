/** Queries and mutations over `POST /graphql`. */
import type { Addresses } from "./addresses.js";
import { Backoff, type BackoffOptions, pause } from "./backoff.js";
import { AbilityClientError, errorOfProblems, isSignInProblem, unexpected, unreachable } from "./client-error.js";
import type { Tokens } from "./tokens.js";
import type { Operation, Result } from "./transport.js";

export interface RequestsOptions {
  readonly addresses: Addresses;
  readonly tokens: Tokens;
  readonly fetch: typeof fetch;
  readonly headers: Readonly<Record<string, string>>;
  readonly backoff: BackoffOptions;
  /** Milliseconds an answer may take. */
  readonly timeoutMs: number;
  /** Milliseconds after which a repeatable request is not tried again. */
  readonly giveUpAfterMs: number;
}

export interface SendOptions {
  readonly signal?: AbortSignal | undefined;
  /** May be sent again when it is not certain whether the gateway got it. Default false. */
  readonly repeatable?: boolean;
}

/** @returns the data. @throws AbilityClientError, or the reason of the signal. */
export type Send = (operation: Operation, options?: SendOptions) => Promise<Readonly<Record<string, unknown>>>;

export const createRequests =
  (options: RequestsOptions): Send =>
  async (operation, { signal = new AbortController().signal, repeatable = false } = {}) => {
    const backoff = new Backoff(options.backoff);
    const giveUpAt = Date.now() + options.giveUpAfterMs;
    for (let refusals = 0; ; ) {
      try {
        return await once(options, operation, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof AbilityClientError)) throw error;
        // Refused at the door: nothing has been done yet.
        if (isSignInProblem(error) && refusals++ === 0) options.tokens.refused();
        else if (!repeatable || !mayRepeat(error) || Date.now() > giveUpAt) throw error;
        else await pause(backoff.next(error.retryAfterMs), signal);
      }
    }
  };

/** A caller who has just asked hears at once that its own token function fails. */
const mayRepeat = ({ code, retryable }: AbilityClientError): boolean => retryable && code !== "TOKEN_UNAVAILABLE";

const once = async (
  { addresses, tokens, headers, timeoutMs, ...options }: RequestsOptions,
  operation: Operation,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> => {
  const limited = limit(signal, timeoutMs);
  const address = addresses.current();
  try {
    const authorization = await withinLimit(tokens.authorization(), limited.signal);
    const response = await options.fetch(address.http, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", ...headers, ...(authorization && { authorization }) },
      body: JSON.stringify(operation),
      signal: limited.signal,
    });
    const text = await response.text();
    const { data, errors } = resultIn(text) ?? {};
    if (errors?.length || !data) throw errorOfAnswer(response, text);
    return data;
  } catch (cause) {
    const error = cause instanceof AbilityClientError ? cause : unreachable("The gateway cannot be reached.", { cause });
    if (error.code === "UNREACHABLE") addresses.failed(address);
    throw error;
  } finally {
    limited.release();
  }
};

/** @returns nothing for a text that is no answer of GraphQL. */
export const resultIn = (text: string): Result | undefined => {
  try {
    const parsed = JSON.parse(text) as Result | null;
    return typeof parsed === "object" && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
};

/** What an answer without data means: the gateway's errors, or the words of a proxy in front of it. */
export const errorOfAnswer = ({ status, headers }: Response, text: string): AbilityClientError => {
  const { errors } = resultIn(text) ?? {};
  if (errors?.length) return errorOfProblems(errors);
  const message = `Instead of a gateway something answered with HTTP ${status}.`;
  if (status === 401) return new AbilityClientError("UNAUTHENTICATED", { message });
  if (status < 500 && status !== 408 && status !== 429) return unexpected(message);
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return unreachable(message, { retryAfterMs: Number.isFinite(seconds) ? seconds * 1_000 : undefined });
};

/** A token function may never answer. @throws AbilityClientError TOKEN_UNAVAILABLE when the signal aborts first. */
const withinLimit = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const giveUp = () => reject(new AbilityClientError("TOKEN_UNAVAILABLE", { message: "The token function does not answer." }));
    work.then(resolve, reject);
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp, { once: true });
  });

/** Aborts with the signal, or after a time. */
const limit = (outer: AbortSignal, ms: number): { readonly signal: AbortSignal; release(): void } => {
  const inner = new AbortController();
  const abort = (): void => inner.abort();
  const timer = setTimeout(abort, ms);
  if (outer.aborted) abort();
  outer.addEventListener("abort", abort);
  return {
    signal: inner.signal,
    release() {
      clearTimeout(timer);
      outer.removeEventListener("abort", abort);
    },
  };
};
