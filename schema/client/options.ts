/** What a client is made with and what its calls take. */
import type { BackoffOptions } from "./backoff.js";
import type { AbilityClientError } from "./client-error.js";
import type { InvocationEvent } from "./events.js";
import type { TokenSource } from "./tokens.js";

export interface AbilityClientOptions {
  /**
   * The GraphQL endpoint, e.g. `https://abilities.example.com/graphql`; in a page it may be relative. Of several, in any
   * order, one is used until it fails, then the next.
   */
  readonly url: string | readonly string[];
  /** Address of the WebSocket, where it differs; as many as `url` has. Default: `url` with `ws` for `http`. */
  readonly wsUrl?: string | readonly string[];
  /** Gives the token of the caller. Default: none, for a gateway in development. */
  readonly token?: TokenSource;
  /** How events come in. Default `ws`: one WebSocket for all. `sse`: an HTTP request each, where WebSockets do not pass. */
  readonly transport?: "ws" | "sse";
  /** A WebSocket class, needed in Node before 22: that of the package `ws`. */
  readonly webSocket?: unknown;
  /** Default: the platform's. */
  readonly fetch?: typeof fetch;
  /** More headers for requests, e.g. `accept-language`. WebSockets in browsers cannot carry any. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Waits between tries. */
  readonly backoff?: BackoffOptions;
  /** Milliseconds without success after which UNREACHABLE is thrown; default 5 minutes, `Infinity` for never. */
  readonly giveUpAfterMs?: number;
  /** Milliseconds an HTTP answer may take; default 60,000. `waitMs` must be less. */
  readonly requestTimeoutMs?: number;
  /** Milliseconds the WebSocket stays open when nothing is followed; default 1,000. */
  readonly idleMs?: number;
  /** Milliseconds of silence after which the WebSocket is checked, and again for the answer; default 15,000. */
  readonly pingMs?: number;
  /** Events kept for a slow reader of one `follow`; when so many wait, the gateway pauses. Default 256. */
  readonly buffer?: number;
  /** Told of each interruption of a `follow` that is survived, e.g. to show that a page is reconnecting. Must not throw. */
  readonly onInterruption?: (error: AbilityClientError) => void;
}

export interface CallOptions {
  /** Ends the call with the signal's reason. What was accepted goes on in the gateway. */
  readonly signal?: AbortSignal | undefined;
}

export interface FollowOptions extends CallOptions {
  /** Resume behind this cursor. `subscribeFrom` of an accepted call stands before event 1. */
  readonly after?: string | undefined;
  /** Without `after`: true (the default) begins with a SnapshotEvent, false with event 1. */
  readonly snapshot?: boolean;
}

export interface RunOptions extends CallOptions {
  /** Sees every event from the first, in order. What it throws ends the run's promise, not the run. */
  readonly onEvent?: (event: InvocationEvent) => void;
}
