/**
 * The client of an Ability Gateway, for browsers and Node: invoke abilities and follow what happens, through lost
 * connections, expiring tokens and instances that come and go.
 *
 *     const client = createAbilityClient({ url: "https://abilities.example.com/graphql", token: () => session.token() });
 *     const outcome = await client.run(
 *       { abilityKey: "write-text", form: { topic: "tides" } },
 *       { onEvent: (event) => event.__typename === "OutputDelta" && show(event.text) },
 *     );
 */
import { createAddresses } from "./addresses.js";
import { AbilityClientError } from "./client-error.js";
import { INVOKE, REST } from "./documents.js";
import { EventStreamTransport } from "./event-stream.js";
import {
  type InvocationEvent,
  type InvocationStatus,
  type InvokeAbilityInput,
  type InvokeResult,
  isFinal,
  type Outcome,
} from "./events.js";
import { Follow } from "./follow.js";
import type { AbilityClientOptions, CallOptions, FollowOptions, RunOptions } from "./options.js";
import { printDocument } from "./print-document.js";
import { createRequests, type Send } from "./requests.js";
import { run } from "./run.js";
import { SocketTransport } from "./socket.js";
import { createTokens } from "./tokens.js";
import type { Transport } from "./transport.js";

export type { BackoffOptions } from "./backoff.js";
// biome-ignore lint/performance/noBarrelFile: the door of the package `ability-gateway/client`
export { AbilityClientError, type ClientErrorCode, type FieldProblem } from "./client-error.js";
export type * from "./events.js";
export type * from "./options.js";
export type { TokenSource } from "./tokens.js";

/** A document with its types: from `schema/generated`, or of your own code generator. */
export interface TypedDocument<Data, Variables> {
  readonly __apiType?: ((variables: Variables) => Data) | undefined;
}

/** Variables may be left out where all of them are optional. */
export type RequestArguments<Variables> =
  Record<never, never> extends Variables ? [variables?: Variables, options?: CallOptions] : [variables: Variables, options?: CallOptions];

export interface AbilityClient {
  /**
   * Calls an ability. Without an `idempotencyKey` it makes one, so that repeating after a lost answer cannot call twice.
   * @returns `InvocationAccepted` or why not, told apart by `__typename`.
   * @throws AbilityClientError when the gateway cannot be reached or refuses the request as such.
   */
  invoke(input: InvokeAbilityInput, options?: CallOptions): Promise<InvokeResult>;
  /**
   * The events of an invocation, each once and in order however often the connection breaks, until behind the last.
   * Connects with the first `next()`. Leave with `break`, `return()` or the signal.
   * @throws AbilityClientError from the iterator, when trying again cannot help: NOT_FOUND, UNAUTHENTICATED, EVENTS_MISSING …
   */
  follow(invocationId: string, options?: FollowOptions): AsyncIterableIterator<InvocationEvent, undefined, undefined>;
  /**
   * `invoke`, then `follow` to the end. A run that failed is an outcome; one that was not accepted is an error.
   * @throws AbilityClientError with the refusal's code, and `fieldErrors` when the form was refused.
   */
  run(input: InvokeAbilityInput, options?: RunOptions): Promise<Outcome>;
  /**
   * Sends a query or mutation. Sent again only after a refused token: whether to repeat a mutation is yours to decide.
   * @returns the data. @throws AbilityClientError for the first error of the answer, even if there is data.
   */
  request<Data, Variables>(document: TypedDocument<Data, Variables>, ...args: RequestArguments<Variables>): Promise<Data>;
  request<Data = unknown>(document: string, variables?: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<Data>;
  /** Ends what is being followed with CLIENT_CLOSED, and the connection. Not needed for a process to end. */
  close(): Promise<void>;
}

/** @throws TypeError when an address is no URL. */
export const createAbilityClient = (options: AbilityClientOptions): AbilityClient => {
  const { send, transport, tokens } = connect(options);
  const { backoff = {}, giveUpAfterMs = GIVE_UP_AFTER_MS, buffer = 256, onInterruption } = options;
  const following = new Set<Follow>();
  let closed = false;
  const requireOpen = (): void => {
    if (closed) throw closedError();
  };
  const client: AbilityClient = {
    async invoke(input, { signal } = {}) {
      requireOpen();
      const variables = { input: { ...input, idempotencyKey: input.idempotencyKey ?? randomKey() } };
      const { invokeAbility } = await send({ query: INVOKE, variables }, { signal, repeatable: true });
      return invokeAbility as InvokeResult;
    },
    follow(invocationId, { after, snapshot = true, signal } = {}) {
      requireOpen();
      const follow: Follow = new Follow({
        ...{ transport, invocationId, after, snapshot, signal, backoff, buffer, giveUpAfterMs, onInterruption },
        tokenRefused: tokens.refused,
        isOver: (cursor, leaving) => isOver(send, { invocationId, after: cursor }, leaving),
        onBegin: () => following.add(follow),
        onEnd: () => following.delete(follow),
      });
      return follow;
    },
    run: (input, runOptions) => run(client, input, runOptions),
    async request(document: unknown, variables: Readonly<Record<string, unknown>> = {}, { signal }: CallOptions = {}) {
      requireOpen();
      return send({ query: textOf(document), variables }, { signal }) as Promise<never>;
    },
    async close() {
      closed = true;
      for (const follow of [...following]) follow.stop(closedError());
      await transport.close();
    },
  };
  return client;
};

const GIVE_UP_AFTER_MS = 300_000;
/** The gateway sends a sign of life every 20 s. */
const EVENT_STREAM_SILENCE_MS = 45_000;

/** The ways to the gateway. The WebSocket's is made when something is followed: requests need none. */
const connect = (options: AbilityClientOptions) => {
  const addresses = createAddresses(options.url, options.wsUrl);
  const tokens = createTokens(options.token);
  const http = { addresses, tokens, fetch: options.fetch ?? ((...args) => fetch(...args)), headers: options.headers ?? {} };
  const send = createRequests({
    ...http,
    backoff: options.backoff ?? {},
    timeoutMs: options.requestTimeoutMs ?? 60_000,
    giveUpAfterMs: options.giveUpAfterMs ?? GIVE_UP_AFTER_MS,
  });
  const { webSocket, idleMs = 1_000, pingMs = 15_000 } = options;
  let made: Transport | undefined;
  const transport: Transport = {
    subscribe(operation, sink) {
      made ??=
        options.transport === "sse"
          ? new EventStreamTransport({ ...http, silenceMs: EVENT_STREAM_SILENCE_MS })
          : new SocketTransport({ addresses, tokens, webSocket, idleMs, pingMs, patienceMs: pingMs });
      return made.subscribe(operation, sink);
    },
    close: async () => made?.close(),
  };
  return { tokens, send, transport };
};

const isOver = async (send: Send, variables: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<boolean> => {
  const { invocation, invocationEvents } = (await send({ query: REST, variables }, { signal })) as unknown as RestAnswer;
  return invocation !== null && isFinal(invocation.status) && invocationEvents.nodes.length === 0;
};

interface RestAnswer {
  readonly invocation: { readonly status: InvocationStatus } | null;
  readonly invocationEvents: { readonly nodes: readonly unknown[] };
}

/** Trees are printed; texts, also in the guise of an object with types, are taken as they are. */
const textOf = (document: unknown): string =>
  typeof document === "object" && document !== null && "kind" in document ? printDocument(document) : String(document);

const closedError = (): AbilityClientError => new AbilityClientError("CLIENT_CLOSED", { message: "This client was closed." });

/** 128 random bits. `crypto.randomUUID` exists on secure pages only. */
const randomKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
