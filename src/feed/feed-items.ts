/** What a subscription hands out: events, and what surrounds them; and the source of one, which others may share. */

import type { Invocation, InvocationEvent } from "../invocations/invocation.js";
import { isFinal } from "../invocations/lifecycle.js";
import { eventCursor } from "../kernel/cursor.js";
import type { Place, SharedSource } from "../kernel/shared-source.js";
import type { Feed } from "./feed.js";
import { FEED_PAGE } from "./follower.js";

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

export type FeedSource = SharedSource<FeedItem>;

export interface FeedSourceParts {
  readonly feed: Pick<Feed, "follow" | "read">;
  readonly invocation: Invocation;
  /** Sequence of the client's cursor; absent = it has none. */
  readonly after: number | undefined;
  /** Without a cursor: begin with a snapshot instead of event 1. */
  readonly snapshot: boolean;
  /** Everything about the viewer that a result may depend on. */
  readonly scope: string;
  readonly at: number;
}

/**
 * Without a cursor: a snapshot, then what comes after it; with `snapshot: false` everything from event 1. With a
 * cursor: strictly later events; one that the log cannot continue gives a gap, a snapshot, and what comes after.
 */
export const feedSource = (parts: FeedSourceParts): FeedSource => {
  const { feed, invocation, scope } = parts;
  const { opening, position } = openingOf(parts);
  const over = isFinal(invocation.status) && position >= invocation.lastSeq;
  const follow = (after: number) => asItems(feed.follow(invocation.id, after));
  return Object.assign(
    chain(opening, () => (over ? undefined : follow(position))),
    {
      audience: `${invocation.id} ${scope}`,
      startArguments: ["after", "snapshot"],
      ...{ opening, position, over, follow, placeOf },
      backlog: invocation.lastSeq - position,
      pageSize: FEED_PAGE,
      read: async (after: number, signal: AbortSignal) => (await feed.read(invocation.id, after, signal)).map(asItem),
    },
  );
};

const openingOf = ({ invocation, after, snapshot, at }: FeedSourceParts): { opening: readonly FeedItem[]; position: number } => {
  const { id, lastSeq } = invocation;
  const whole: FeedItem = { kind: "snapshot", invocation, at };
  if (after === undefined) return snapshot ? { opening: [whole], position: lastSeq } : { opening: [], position: 0 };
  if (after <= lastSeq) return { opening: [], position: after };
  return { opening: [{ kind: "gap", invocationId: id, fromSequence: lastSeq + 1, toSequence: after, at }, whole], position: lastSeq };
};

const placeOf = (item: FeedItem): Place => {
  switch (item.kind) {
    case "event":
      return place(item.event.invocationId, item.event.sequence, item.event.body.type === "finished");
    case "snapshot":
      return place(item.invocation.id, item.invocation.lastSeq);
    case "gap":
      return place(item.invocationId, item.toSequence);
  }
};

const place = (invocationId: string, position: number, last = false): Place => ({
  position,
  cursor: eventCursor(invocationId, position),
  last,
});

const asItem = (event: InvocationEvent): FeedItem => ({ kind: "event", event });
const DONE: IteratorReturnResult<undefined> = { value: undefined, done: true };

const asItems = (events: AsyncIterableIterator<InvocationEvent>): AsyncIterableIterator<FeedItem> => {
  const items: AsyncIterableIterator<FeedItem> = {
    async next() {
      const result = await events.next();
      return result.done ? DONE : { value: asItem(result.value), done: false };
    },
    async return() {
      await events.return?.();
      return DONE;
    },
    [Symbol.asyncIterator]: () => items,
  };
  return items;
};

/** The opening, then the live items, which nobody follows before they are asked for; `return()` reaches them at once. */
const chain = (
  opening: readonly FeedItem[],
  follow: () => AsyncIterableIterator<FeedItem> | undefined,
): AsyncIterableIterator<FeedItem> => {
  let position = 0;
  let left = false;
  let live: AsyncIterableIterator<FeedItem> | undefined;
  const leave = async (): Promise<void> => {
    left = true;
    await live?.return?.();
  };
  const iterator: AsyncIterableIterator<FeedItem> = {
    async next() {
      const item = left ? undefined : opening[position++];
      if (item) return { value: item, done: false };
      if (left) return DONE;
      live ??= follow();
      return live ? live.next() : DONE;
    },
    async return() {
      await leave();
      return DONE;
    },
    async throw(error) {
      await leave();
      throw error;
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
};
