/** The results of one subscription, one per event of its source, with an end that never waits for the source. */

export interface EventStreamParts<T> {
  readonly source: AsyncIterable<unknown>;
  /** Turns an event into a result; must not throw for expected failures. */
  map(event: unknown): T | Promise<T>;
}

/**
 * `return()` settles a waiting `next()` at once and passes on to the source's own `return()`. A source that is an
 * async generator waiting for something queues that call behind its wait; the listener must not hang with it.
 */
export class EventStream<T> implements AsyncIterableIterator<T> {
  private readonly iterator: AsyncIterator<unknown>;
  private settleWaiting: ((result: IteratorResult<T>) => void) | undefined;
  private left = false;

  constructor(private readonly parts: EventStreamParts<T>) {
    this.iterator = parts.source[Symbol.asyncIterator]();
  }

  next(): Promise<IteratorResult<T>> {
    if (this.left) return Promise.resolve(DONE);
    return new Promise((resolve, reject) => {
      this.settleWaiting = resolve;
      this.take().then(resolve, (error: unknown) => {
        reject(error);
        this.leave();
      });
    });
  }

  async return(): Promise<IteratorResult<T>> {
    this.leave();
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private async take(): Promise<IteratorResult<T>> {
    const event = await this.iterator.next();
    if (event.done || this.left) return DONE;
    return { done: false, value: await this.parts.map(event.value) };
  }

  private leave(): void {
    if (this.left) return;
    this.left = true;
    this.settleWaiting?.(DONE);
    // A source that fails while it is being left has nobody to tell.
    void (async () => this.iterator.return?.())().catch(() => undefined);
  }
}

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };
