/** Events that have arrived and wait for their reader. Bounded by its owner, who stops filling it when it is full. */

type Settle<T> = { resolve(result: IteratorResult<T, undefined>): void; reject(error: unknown): void };

export class Inbox<T> {
  #items: T[] = [];
  #readers: Settle<T>[] = [];
  #end: { readonly error?: unknown } | undefined;
  #onRoom: (() => void) | undefined;

  constructor(private readonly limit: number) {}

  get full(): boolean {
    return this.#items.length >= this.limit;
  }

  push(item: T): void {
    if (this.#end) return;
    const reader = this.#readers.shift();
    if (reader) reader.resolve({ done: false, value: item });
    else this.#items.push(item);
  }

  /** Readers get what is there, then the end. */
  end(): void {
    this.#finish({});
  }

  /** Readers get what is there, then the error, once. */
  fail(error: unknown): void {
    this.#finish({ error });
  }

  /** Forgets what was not read. */
  clear(): void {
    this.#items = [];
    this.#onRoom?.();
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const item = this.#items.shift();
    if (item !== undefined) {
      if (this.#items.length <= this.limit / 2) this.#onRoom?.();
      return Promise.resolve({ done: false, value: item });
    }
    const end = this.#end;
    if (!end) return new Promise((resolve, reject) => this.#readers.push({ resolve, reject }));
    this.#end = {};
    return "error" in end ? Promise.reject(end.error) : Promise.resolve(DONE);
  }

  /** Resolves when half of the room is free again. */
  async room(): Promise<void> {
    if (!this.full) return;
    await new Promise<void>((resolve) => {
      this.#onRoom = resolve;
    });
    this.#onRoom = undefined;
  }

  #finish(end: { readonly error?: unknown }): void {
    if (this.#end) return;
    this.#end = end;
    const readers = this.#readers.splice(0);
    const [first, ...others] = readers;
    if (first && "error" in end) {
      this.#end = {};
      first.reject(end.error);
    } else first?.resolve(DONE);
    for (const reader of others) reader.resolve(DONE);
  }
}

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };
