/** Where a follower stands in the numbered events of an invocation: what is new, what is known, what is missing. Pure. */
import type { InvocationEvent } from "./events.js";

export type Verdict =
  /** Hand it on. */
  | "new"
  /** It was handed on before. */
  | "known"
  /** Events between the last one and this one have not arrived. */
  | "hole";

export class Position {
  /** Resume behind this; nothing before the first event, unless the caller gave one. */
  cursor: string | undefined;
  /** Of the newest event handed on. Unknown while only a cursor is known: cursors are opaque. */
  #sequence: number | undefined;
  #afterGap = false;

  /** @param start `cursor`: behind it; `snapshot: false`: from event 1; otherwise from a snapshot. */
  constructor({ cursor, snapshot }: { readonly cursor: string | undefined; readonly snapshot: boolean }) {
    this.cursor = cursor;
    if (cursor === undefined && !snapshot) this.#sequence = 0;
  }

  /** Judges an event and, when it is new, moves behind it. */
  take(event: InvocationEvent): Verdict {
    // The cursor stays: were the connection lost before the snapshot that follows, the gap would be told again.
    if (event.__typename === "GapEvent") {
      this.#afterGap = true;
      return "new";
    }
    const verdict = this.#judge(event);
    if (verdict !== "new") return verdict;
    this.#afterGap = false;
    this.#sequence = event.sequence;
    this.cursor = event.cursor;
    return "new";
  }

  #judge({ __typename, sequence }: InvocationEvent): Verdict {
    if (this.#sequence === undefined || this.#afterGap) return "new";
    if (sequence <= this.#sequence) return "known";
    return sequence === this.#sequence + 1 && __typename !== "SnapshotEvent" ? "new" : "hole";
  }
}
