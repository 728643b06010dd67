/**
 * Subscriptions over `POST /graphql/stream`, one request each (graphql-sse, distinct connections), read with fetch: for
 * places that WebSockets do not reach.
 */
import type { Address, Addresses } from "./addresses.js";
import { AbilityClientError, unexpected, unreachable } from "./client-error.js";
import { FrameDecoder } from "./frames.js";
import { errorOfAnswer, resultIn } from "./requests.js";
import type { Tokens } from "./tokens.js";
import type { Operation, Sink, Transport } from "./transport.js";

export interface EventStreamOptions {
  readonly addresses: Addresses;
  readonly tokens: Tokens;
  readonly fetch: typeof fetch;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds of silence after which it is given up. The gateway sends a sign of life every 20 s. */
  readonly silenceMs: number;
}

export class EventStreamTransport implements Transport {
  readonly #running = new Set<() => void>();

  constructor(private readonly options: EventStreamOptions) {}

  subscribe(operation: Operation, sink: Sink): () => void {
    const leaving = new AbortController();
    let left = false;
    const leave = (): void => {
      left = true;
      this.#running.delete(stop);
    };
    const stop = (): void => {
      leave();
      leaving.abort();
    };
    const guarded: Pick<Sink, "opened" | "next"> = {
      opened: () => left || sink.opened(),
      next: (result) => left || sink.next(result),
    };
    this.#running.add(stop);
    void this.#attempt(operation, guarded, leaving).then((error) => {
      if (left) return;
      leave();
      if (error) sink.failed(error);
      else sink.completed();
    });
    return stop;
  }

  async close(): Promise<void> {
    for (const stop of [...this.#running]) stop();
  }

  /** @returns the error it ended with; nothing when the gateway completed it. */
  async #attempt(
    operation: Operation,
    sink: Pick<Sink, "opened" | "next">,
    leaving: AbortController,
  ): Promise<AbilityClientError | undefined> {
    const alarm = new Alarm(this.options.silenceMs, () => leaving.abort());
    let address: Address | undefined;
    try {
      const authorization = await this.options.tokens.authorization();
      leaving.signal.throwIfAborted();
      address = this.options.addresses.current();
      alarm.reset();
      const response = await this.#open(address, { operation, authorization, signal: leaving.signal });
      sink.opened();
      return await read(response, sink, alarm);
    } catch (cause) {
      if (cause instanceof AbilityClientError) return cause;
      if (address) this.options.addresses.failed(address);
      return unreachable(alarm.rang ? "The gateway has fallen silent." : "The gateway cannot be reached.", { cause });
    } finally {
      alarm.stop();
      // What was not read to its end would keep the connection.
      leaving.abort();
    }
  }

  /** @throws AbilityClientError for anything but an event stream. */
  async #open(
    { stream }: Address,
    { operation, authorization, signal }: { operation: Operation; authorization: string | undefined; signal: AbortSignal },
  ): Promise<Response> {
    const response = await this.options.fetch(stream, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "text/event-stream",
        ...this.options.headers,
        ...(authorization && { authorization }),
      },
      body: JSON.stringify(operation),
      signal,
    });
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
    if (!response.ok || !isStream) throw errorOfAnswer(response, await response.text());
    return response;
  }
}

/** Reads to the end of the stream, or to `complete`. @throws whatever breaks the connection. */
const read = async (response: Response, sink: Pick<Sink, "next">, alarm: Alarm): Promise<AbilityClientError | undefined> => {
  const decoder = new FrameDecoder();
  const reader = response.body?.getReader();
  for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
    alarm.reset();
    for (const { event, data } of decoder.push(chunk.value)) {
      if (event === "complete") return undefined;
      if (event !== "next") continue;
      const result = resultIn(data);
      if (!result) return unexpected("The gateway sent an event that is no result.");
      sink.next(result);
    }
  }
  return unreachable("The gateway ended the event stream.", { retryAfterMs: decoder.retryMs });
};

/** Rings when it was not reset for a while. */
class Alarm {
  rang = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly ms: number,
    private readonly ring: () => void,
  ) {}

  reset(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.rang = true;
      this.ring();
    }, this.ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
