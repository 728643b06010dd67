/**
 * Coalesces text: the first piece goes out at once, later ones at most once per window, merged per node and in order.
 * Flushing before any other fact keeps the order of the log equal to the order of the engine.
 */
import type { Clock } from "../kernel/clock.js";

export interface DeltaBuffer {
  add(nodeId: string, text: string): void;
  /** Hands out what is held, now. */
  flush(): void;
}

/** Text of one event, in UTF-16 units at least; far from the largest statement a database takes. */
const MAX_TEXT = 500_000;

/** Whole characters only: half of one could not be stored. */
const storable = (text: string): readonly string[] =>
  text.length <= MAX_TEXT ? [text] : (text.match(new RegExp(`[^]{1,${MAX_TEXT}}`, "gu")) ?? []);

export const createDeltaBuffer = (options: {
  clock: Clock;
  windowMs: number;
  emit: (nodeId: string, text: string) => void;
}): DeltaBuffer => {
  let held: { nodeId: string; text: string[] }[] = [];
  let cancelTimer: (() => void) | undefined;
  let lastEmittedAt = Number.NEGATIVE_INFINITY;

  const flush = (): void => {
    cancelTimer?.();
    cancelTimer = undefined;
    if (held.length === 0) return;
    const pieces = held;
    held = [];
    lastEmittedAt = options.clock.now();
    for (const piece of pieces) for (const text of storable(piece.text.join(""))) options.emit(piece.nodeId, text);
  };

  return {
    flush,
    add(nodeId, text) {
      const last = held.at(-1);
      if (last?.nodeId === nodeId) last.text.push(text);
      else held.push({ nodeId, text: [text] });
      const waitMs = lastEmittedAt + options.windowMs - options.clock.now();
      if (waitMs <= 0) flush();
      else cancelTimer ??= options.clock.after(waitMs, flush);
    },
  };
};
