/** What a subscription hands out: events, and what surrounds them. */
import type { Invocation, InvocationEvent } from "./invocation.js";

export type FeedItem =
  | { readonly kind: "event"; readonly event: InvocationEvent }
  | { readonly kind: "snapshot"; readonly invocation: Invocation; readonly at: number }
  /** The cursor is newer than the log or the log was pruned: these sequences cannot be shown. A snapshot follows. */
  | {
      readonly kind: "gap";
      readonly invocationId: string;
      readonly fromSequence: number;
      readonly toSequence: number;
      readonly at: number;
    };

/** The opening items, then the live ones; `return()` reaches the live iterator at once, also before it was pulled. */
export const feedItems = (
  opening: readonly FeedItem[],
  live: AsyncIterableIterator<InvocationEvent> | undefined,
): AsyncIterableIterator<FeedItem> => {
  let position = 0;
  const done: IteratorReturnResult<undefined> = { value: undefined, done: true };
  const iterator: AsyncIterableIterator<FeedItem> = {
    async next() {
      const item = opening[position++];
      if (item) return { value: item, done: false };
      const result = await live?.next();
      return !result || result.done ? done : { value: { kind: "event", event: result.value }, done: false };
    },
    async return() {
      position = opening.length;
      await live?.return?.();
      return done;
    },
    async throw(error) {
      await live?.return?.();
      throw error;
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
};
