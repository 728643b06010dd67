/**
 * A source of events in two parts: what one listener has to see first, and a stream that is the same for everybody who
 * follows the same thing. Transports may execute the second part once for all of its listeners.
 */

/** Where an item stands in its stream. */
export interface Place {
  /** 1, 2, 3 … without hole. */
  readonly position: number;
  /** Resumes behind this item. */
  readonly cursor: string;
  /** Nothing follows. */
  readonly last: boolean;
}

/** As an iterable it gives one listener everything. Iterate it, or use its parts; not both. */
export interface SharedSource<Item = unknown> extends AsyncIterableIterator<Item> {
  /** Equal for listeners who see the same of the same stream: what follows and everything about the viewer that a result may depend on. */
  readonly audience: string;
  /** Arguments of the field that only say where its stream begins: they change no result behind the opening. */
  readonly startArguments: readonly string[];
  /** For this listener alone, before anything else. */
  readonly opening: readonly Item[];
  /** Of the last item that the opening stands for; 0 = before the first. */
  readonly position: number;
  /** Items behind that position when the source was made, all of them in the past. */
  readonly backlog: number;
  /** Nothing follows the opening. */
  readonly over: boolean;
  /** The next page of past items, fewer than `pageSize` when there are no more. Waits a while for a database that is away. */
  read(after: number, signal: AbortSignal): Promise<readonly Item[]>;
  readonly pageSize: number;
  /** Everything behind the position, live; completes behind the last item. */
  follow(after: number): AsyncIterableIterator<Item>;
  placeOf(item: Item): Place;
}

export const isSharedSource = (source: unknown): source is SharedSource =>
  typeof source === "object" && source !== null && "audience" in source && "placeOf" in source;
