import "reflect-metadata";
/** Streamed text: the first piece at once, then few events, and always the same text in the same order. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDeltaBuffer } from "../../src/runs/delta-buffer.js";
import { createManualClock } from "../support/manual-clock.js";

const WINDOW_MS = 60;

const open = () => {
  const clock = createManualClock();
  const start = clock.now();
  const emitted: { nodeId: string; text: string; at: number }[] = [];
  const buffer = createDeltaBuffer({
    clock,
    windowMs: WINDOW_MS,
    emit: (nodeId, text) => void emitted.push({ nodeId, text, at: clock.now() - start }),
  });
  return { clock, emitted, buffer };
};

describe("the delta buffer", () => {
  test("hands out the first piece at once and the following ones together, at the end of the window", async () => {
    const { clock, emitted, buffer } = open();
    buffer.add("n", "a");
    expect(emitted).toEqual([{ nodeId: "n", text: "a", at: 0 }]);
    for (const text of ["b", "c", "d"]) {
      await clock.advance(10);
      buffer.add("n", text);
    }
    expect(emitted).toHaveLength(1);
    await clock.advance(WINDOW_MS);
    expect(emitted[1]).toEqual({ nodeId: "n", text: "bcd", at: WINDOW_MS });
    expect(clock.pending).toBe(0);
  });

  test("keeps the order of steps that speak in turn", async () => {
    const { clock, emitted, buffer } = open();
    for (const [nodeId, text] of ["a1", "b2", "b3", "a4"].map((piece) => [...piece] as [string, string])) buffer.add(nodeId, text);
    await clock.advance(WINDOW_MS);
    expect(emitted.map(({ nodeId, text }) => nodeId + text)).toEqual(["a1", "b23", "a4"]);
  });

  test("flushing hands out what is held, once, and leaves no timer", async () => {
    const { clock, emitted, buffer } = open();
    buffer.add("n", "a");
    buffer.add("n", "b");
    buffer.flush();
    buffer.flush();
    expect(emitted.map(({ text }) => text)).toEqual(["a", "b"]);
    expect(clock.pending).toBe(0);
    await clock.advance(1_000);
    expect(emitted).toHaveLength(2);
  });

  test("cuts what is too long for one event, between characters", () => {
    const { emitted, buffer } = open();
    const text = `a${"🚀".repeat(600_000)}`;
    buffer.add("n", text);
    expect(emitted.length).toBeGreaterThan(1);
    expect(emitted.every((event) => !/\p{Surrogate}/u.test(event.text))).toBe(true);
    expect(emitted.map((event) => event.text).join("") === text).toBe(true);
  });

  test("never loses, doubles or reorders text, and speaks at most once per window unless flushed", async () => {
    const step = fc.oneof(
      fc.record({ nodeId: fc.constantFrom("a", "b"), text: fc.string({ minLength: 1, maxLength: 4 }) }),
      fc.integer({ min: 1, max: 100 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (script) => {
        const { clock, emitted, buffer } = open();
        const said: string[] = [];
        for (const one of script) {
          if (typeof one === "number") await clock.advance(one);
          else {
            said.push(...[...one.text].map((character) => one.nodeId + character));
            buffer.add(one.nodeId, one.text);
          }
        }
        buffer.flush();
        expect(emitted.flatMap(({ nodeId, text }) => [...text].map((character) => nodeId + character))).toEqual(said);
        const times = [...new Set(emitted.map(({ at }) => at))].slice(0, -1);
        for (const [index, at] of times.entries()) if (index > 0) expect(at - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(WINDOW_MS);
      }),
      { numRuns: 100 },
    );
  });
});
