/**
 * Subscriptions over one WebSocket (graphql-transport-ws): made when the first begins, shared by all, closed when none
 * is left for a while. It never reconnects by itself: only followers know from where to go on.
 */
import { type Client, createClient } from "graphql-ws";
import type { Address, Addresses } from "./addresses.js";
import { pause } from "./backoff.js";
import { AbilityClientError, errorOfClose, errorOfProblems, type GraphqlProblem, unexpected, unreachable } from "./client-error.js";
import type { Tokens } from "./tokens.js";
import type { Operation, Result, Sink, Transport } from "./transport.js";

export interface SocketOptions {
  readonly addresses: Addresses;
  readonly tokens: Tokens;
  /** A WebSocket class; default the platform's. */
  readonly webSocket?: unknown;
  /** Milliseconds it stays open without subscription. */
  readonly idleMs: number;
  /** Milliseconds of silence after which it asks whether the gateway is still there. */
  readonly pingMs: number;
  /** Milliseconds an answer may take, to a ping or to the wish to connect. */
  readonly patienceMs: number;
}

interface Running {
  readonly sink: Sink;
  opened: boolean;
  stop(): void;
}

/** Closes after which the same address is as good as another: they concern the caller, not the server. 4005: it has no token. */
const CLOSES_OF_THE_CALLER: ReadonlySet<number> = new Set([1000, 4005, 4401, 4403, 4413, 4430]);
const CLOSE_WAIT_MS = 1_000;

export class SocketTransport implements Transport {
  readonly #client: Client;
  readonly #running = new Set<Running>();
  #connected = false;
  #address: Address | undefined;
  #socket: { terminate?(): void } | undefined;
  #alarm: ReturnType<typeof setTimeout> | undefined;

  /** @throws AbilityClientError WEBSOCKET_MISSING */
  constructor(private readonly options: SocketOptions) {
    const { addresses, tokens, idleMs, pingMs } = options;
    this.#client = createClient({
      url: () => {
        this.#address = addresses.current();
        return this.#address.ws;
      },
      webSocketImpl: this.#watched(options.webSocket ?? (globalThis as { WebSocket?: unknown }).WebSocket),
      retryAttempts: 0,
      lazyCloseTimeout: idleMs,
      keepAlive: pingMs,
      connectionParams: async () => {
        const authorization = await tokens.authorization();
        return authorization === undefined ? {} : { authorization };
      },
      on: {
        connecting: () => this.#expectAnswer(),
        connected: () => this.#opened(),
        ping: (received) => received || this.#expectAnswer(),
        message: () => this.#calm(),
        closed: (event) => this.#closed(event as { code: number; reason: string }),
        error: () => this.#lost(),
      },
    });
  }

  subscribe(operation: Operation, sink: Sink): () => void {
    let left = false;
    const leave = (): void => {
      left = true;
      this.#running.delete(running);
      queueMicrotask(release);
    };
    // Not at once: were a `complete` among the messages just arriving, graphql-ws would count this end twice, and after a
    // lost connection not at all unless it is told; either way the idle socket would stay open.
    const release = (): void => {
      unsubscribe();
      // Nobody waits for this connection any longer, and it might take minutes to fail.
      if (this.#running.size === 0 && !this.#connected) this.#kill();
    };
    const unsubscribe = this.#client.subscribe(
      { query: operation.query, variables: { ...operation.variables } },
      {
        next: (result) => {
          if (!left) sink.next(result as Result);
        },
        error: (problem) => {
          if (left) return;
          leave();
          sink.failed(errorOf(problem));
        },
        complete: () => {
          if (left) return;
          leave();
          sink.completed();
        },
      },
    );
    const running: Running = {
      sink,
      opened: this.#connected,
      stop: () => left || leave(),
    };
    this.#running.add(running);
    if (running.opened) queueMicrotask(() => left || sink.opened());
    return running.stop;
  }

  async close(): Promise<void> {
    for (const { stop } of [...this.#running]) stop();
    if (!this.#connected) return this.#kill();
    const over = new AbortController();
    this.#client.on("closed", () => over.abort());
    await this.#client.dispose();
    await pause(CLOSE_WAIT_MS, over.signal);
    this.#socket?.terminate?.();
  }

  #opened(): void {
    this.#connected = true;
    for (const running of this.#running) {
      if (!running.opened) running.sink.opened();
      running.opened = true;
    }
  }

  #closed({ code, reason }: { readonly code: number; readonly reason: string }): void {
    this.#calm();
    this.#connected = false;
    if (!CLOSES_OF_THE_CALLER.has(code)) this.#addressFailed();
    if (code !== 1000) return;
    // To graphql-ws this is no failure: it would subscribe again by itself, from where the subscription once began.
    for (const running of [...this.#running].filter(({ opened }) => opened)) {
      running.stop();
      running.sink.failed(errorOfClose(code, reason));
    }
  }

  #lost(): void {
    this.#calm();
    this.#connected = false;
    this.#addressFailed();
  }

  #addressFailed(): void {
    if (this.#address) this.options.addresses.failed(this.#address);
  }

  #expectAnswer(): void {
    this.#calm();
    this.#alarm = setTimeout(() => this.#kill(), this.options.patienceMs);
  }

  #calm(): void {
    if (this.#alarm !== undefined) clearTimeout(this.#alarm);
    this.#alarm = undefined;
  }

  /** Ends the connection in whatever state it is; subscriptions fail with 4499. */
  #kill(): void {
    this.#calm();
    this.#client.terminate();
    // A WebSocket of Node waits half a minute for the goodbye of a peer that is gone.
    this.#socket?.terminate?.();
  }

  // biome-ignore lint/suspicious/noExplicitAny: a class of the platform or of the package ws, which share no type
  #watched(WebSocketClass: any): unknown {
    if (!WebSocketClass) {
      throw new AbilityClientError("WEBSOCKET_MISSING", {
        message:
          'There is no WebSocket here: pass one as `webSocket` (in Node before 22 that of the package "ws"), or use `transport: "sse"`.',
      });
    }
    const keep = (socket: { terminate?(): void }): void => {
      this.#socket = socket;
    };
    return class extends WebSocketClass {
      constructor(...args: unknown[]) {
        super(...args);
        // One that is given up while it connects reports so when graphql-ws no longer listens.
        (this as unknown as EventTarget).addEventListener("error", () => undefined);
        keep(this as { terminate?(): void });
      }
    };
  }
}

/** What graphql-ws reports: our own error from `connectionParams`, errors of the operation, a close, or an event. */
const errorOf = (problem: unknown): AbilityClientError => {
  if (problem instanceof AbilityClientError) return problem;
  if (Array.isArray(problem)) return errorOfProblems(problem as GraphqlProblem[]);
  const { code, reason, message } = problem as { code?: unknown; reason?: unknown; message?: unknown };
  if (typeof code === "number") return errorOfClose(code, String(reason ?? ""));
  if (problem instanceof Error) return unexpected(problem.message, problem);
  const text = typeof message === "string" ? message : "";
  // The package ws tells what answered instead of a WebSocket; browsers do not.
  if (/server response: 4(?!08|29)\d\d/.test(text)) return unexpected(`There is no gateway at this address: ${text}`, problem);
  return unreachable(`The gateway cannot be reached${text === "" ? "" : `: ${text}`}.`, { cause: problem });
};
