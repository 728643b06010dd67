/** One operator who watches: a bounded line of what happened, in which a gap takes the place of what did not fit. */

import type { Invocation, InvocationEvent } from "../invocations/invocation.js";
import { Fifo } from "../kernel/fifo.js";

/** STARTED: live from here on. MESSAGES_LOST: between processes. TOO_SLOW: this follower did not take what came. */
export const GAP_REASONS = ["STARTED", "MESSAGES_LOST", "TOO_SLOW"] as const;
export type GapReason = (typeof GAP_REASONS)[number];

/** Times are epoch milliseconds. */
export type ActivityItem =
  | { readonly kind: "activity"; readonly invocation: Invocation; readonly event: InvocationEvent }
  | { readonly kind: "gap"; readonly reason: GapReason; readonly since: number; readonly until: number };

export interface ActivityFollowerParts {
  /** Absent = of all abilities. */
  readonly abilityId?: string | undefined;
  now(): number;
  onEnd(): void;
}

const MAX_LINE = 500;
const DONE: IteratorReturnResult<undefined> = { value: undefined, done: true };

export class ActivityFollower implements AsyncIterableIterator<ActivityItem> {
  readonly #parts: ActivityFollowerParts;
  readonly #line = new Fifo<ActivityItem>();
  /** Everything before it was told, or lies before the beginning. */
  #toldUntil: number;
  /** A gap stands at the end of the line: what is missed now belongs to it. */
  #gap: { since: number; reason: GapReason } | undefined;
  #started = false;
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(parts: ActivityFollowerParts) {
    this.#parts = parts;
    this.#toldUntil = parts.now();
  }

  wants(abilityId: string): boolean {
    return this.#parts.abilityId === undefined || this.#parts.abilityId === abilityId;
  }

  /** From now on nothing is missed unnoticed. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.gap("STARTED");
  }

  /** Before the start nothing was promised. */
  offer(item: ActivityItem & { kind: "activity" }): void {
    if (!this.#started || this.#ended) return;
    if (this.#line.size >= MAX_LINE) {
      this.#line.clear();
      this.gap("TOO_SLOW");
    }
    // What happened before the gap was noticed may come after it: better told twice than not at all.
    this.#settleGap();
    this.#line.push(item);
    this.#wake?.();
  }

  gap(reason: GapReason): void {
    if (!this.#started || this.#ended) return;
    this.#gap ??= { since: this.#toldUntil, reason };
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<ActivityItem>> {
    while (!this.#ended) {
      if (this.#line.size === 0) this.#settleGap();
      const item = this.#line.shift();
      if (item) {
        this.#toldUntil = item.kind === "gap" ? item.until : Math.max(this.#toldUntil, item.event.at);
        return { value: item, done: false };
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return DONE;
  }

  /** Settles a waiting next() at once. */
  async return(): Promise<IteratorReturnResult<undefined>> {
    if (!this.#ended) {
      this.#ended = true;
      this.#line.clear();
      this.#wake?.();
      this.#parts.onEnd();
    }
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Neighbouring gaps become one. */
  #settleGap(): void {
    if (!this.#gap) return;
    this.#line.push({ kind: "gap", ...this.#gap, until: this.#parts.now() });
    this.#gap = undefined;
  }
}
