/**
 * One reader of one invocation's events: replays the log from a sequence, then follows what is delivered live, in
 * order, without hole or double. Memory is bounded: a reader that falls behind reads the log again instead of queueing.
 */

import type { InvocationEvent } from "../invocations/invocation.js";
import { type Clock, delay } from "../kernel/clock.js";
import { isAppError } from "../kernel/errors.js";
import { Fifo } from "../kernel/fifo.js";

export interface FollowerOptions {
  /** Strictly later events are wanted. */
  readonly after: number;
  readonly clock: Clock;
  /** The next events of the log, at most `FEED_PAGE`; with patience, unless the signal aborts. */
  readonly read: (after: number, signal: AbortSignal) => Promise<InvocationEvent[]>;
  readonly onEnd: (follower: Follower) => void;
}

export const FEED_PAGE = 200;
const MAX_QUEUE = 1_000;
const READ_RETRY_MS = 500;
/** How long the database may be away before a subscription is told. */
const READ_PATIENCE_MS = 30_000;

/** Tries again while the database is away, up to a limit. @returns nothing once the signal aborts. */
export const readPatiently = async (
  clock: Clock,
  read: () => Promise<InvocationEvent[]>,
  signal: AbortSignal,
): Promise<InvocationEvent[]> => {
  const giveUpAt = clock.now() + READ_PATIENCE_MS;
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (signal.aborted) return [];
      if (!isAppError(error, "SERVICE_UNAVAILABLE") || clock.now() > giveUpAt) throw error;
      await delay(clock, READ_RETRY_MS, signal);
    }
  }
};

const DONE: IteratorReturnResult<undefined> = { value: undefined, done: true };

export class Follower implements AsyncIterableIterator<InvocationEvent> {
  readonly #options: FollowerOptions;
  readonly #queue = new Fifo<InvocationEvent>();
  /** Sequence of the newest event that was queued. */
  #tail: number;
  /** The log has, or may have, what the queue has not. */
  #behind = true;
  readonly #ended = new AbortController();
  #wake: (() => void) | undefined;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#tail = options.after;
  }

  /** Sequence of the newest event it has, read or not. */
  get newest(): number {
    return this.#tail;
  }

  /** Offers live events in order; gaps and overflows make the reader turn to the log. */
  deliver(events: readonly InvocationEvent[]): void {
    for (const event of events) {
      if (event.sequence === this.#tail + 1 && !this.#behind && this.#queue.size < MAX_QUEUE) this.#enqueue(event);
      else if (event.sequence > this.#tail) this.#behind = true;
    }
    this.#wake?.();
  }

  /** Events may have been missed: read the log. */
  catchUp(): void {
    this.#behind = true;
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<InvocationEvent>> {
    try {
      return await this.#next();
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  /** Settles a waiting next() at once: a client that left must not wait for the next event. */
  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#end();
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #next(): Promise<IteratorResult<InvocationEvent>> {
    while (!this.#ended.signal.aborted) {
      const event = this.#queue.shift();
      if (event) {
        if (event.body.type === "finished") this.#end();
        return { value: event, done: false };
      }
      if (this.#behind) await this.#readPage();
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return DONE;
  }

  async #readPage(): Promise<void> {
    this.#behind = false;
    const page = await this.#options.read(this.#tail, this.#ended.signal);
    // Live events may have been queued while the page was read: only what continues the queue is new.
    for (const event of page) if (event.sequence === this.#tail + 1) this.#enqueue(event);
    if (page.length === FEED_PAGE) this.#behind = true;
  }

  #enqueue(event: InvocationEvent): void {
    this.#queue.push(event);
    this.#tail = event.sequence;
  }

  #end(): void {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort();
    this.#wake?.();
    this.#options.onEnd(this);
  }
}
