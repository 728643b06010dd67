/** Rows kept at hand: how old they may be, who waits for a read, and that a change is never hidden by an older read. */
import { expect, test } from "vitest";
import { createWarmRead } from "../../src/db/warm-read.js";
import { createManualClock } from "../support/manual-clock.js";

const settled = () => new Promise((resolve) => setImmediate(resolve));

const open = (options: { maxEntries?: number } = {}) => {
  const clock = createManualClock();
  const rows = new Map([
    ["a", 1],
    ["b", 2],
  ]);
  const reads: string[][] = [];
  const held: (() => void)[] = [];
  const state = { hold: false, away: false };
  const warm = createWarmRead<number>({
    ...{ clock, maxAgeMs: 1_000, maxEntries: 10, ...options },
    async read(keys) {
      reads.push([...keys]);
      // What a statement sees is decided when it begins.
      const found = new Map([...rows].filter(([key]) => keys.includes(key)));
      if (state.hold) await new Promise<void>((resolve) => held.push(resolve));
      if (state.away) throw new Error("away");
      return found;
    },
  });
  return { clock, rows, reads, held, state, warm };
};

test("a row is read once while it is young, by all who ask for it", async () => {
  const { warm, reads, clock } = open();
  expect(await Promise.all([warm.get("a"), warm.get("a"), warm.get("b")])).toEqual([1, 1, 2]);
  await clock.advance(499);
  expect(await warm.get("a")).toBe(1);
  expect(reads).toEqual([["a", "b"]]);
});

test("past half of its age it is read again behind the answer", async () => {
  const { warm, rows, reads, clock } = open();
  await warm.get("a");
  rows.set("a", 10);
  await clock.advance(500);
  expect(await warm.get("a")).toBe(1);
  await settled();
  expect(await warm.get("a")).toBe(10);
  expect(reads).toHaveLength(2);
});

test("who asks for one that is too old waits for the database", async () => {
  const { warm, rows, clock } = open();
  await warm.get("a");
  rows.set("a", 10);
  await clock.advance(1_000);
  expect(await warm.get("a")).toBe(10);
});

test("a failure behind an answer hurts nobody, and one that is waited for is told", async () => {
  const { warm, state, clock } = open();
  await warm.get("a");
  state.away = true;
  await clock.advance(600);
  expect(await warm.get("a")).toBe(1);
  await clock.advance(500);
  await expect(warm.get("a")).rejects.toThrow("away");
  state.away = false;
  expect(await warm.get("a")).toBe(1);
});

test("a read that began before the change was told is not kept", async () => {
  const { warm, rows, held, state } = open();
  state.hold = true;
  const early = warm.get("a");
  await settled();
  rows.set("a", 10);
  warm.forget("a");
  state.hold = false;
  held[0]?.();
  expect(await early).toBe(1);
  expect(await warm.get("a")).toBe(10);
});

test("what is forgotten is read again: one row, or all", async () => {
  const { warm, rows } = open();
  await Promise.all([warm.get("a"), warm.get("b")]);
  rows.set("a", 10).set("b", 20);
  warm.forget("a");
  expect([await warm.get("a"), await warm.get("b")]).toEqual([10, 2]);
  warm.forgetAll();
  expect(await warm.get("b")).toBe(20);
});

test("a key without a row is asked for each time, and no more rows are kept than may be", async () => {
  const { warm, rows, reads } = open({ maxEntries: 1 });
  expect([await warm.get("none"), await warm.get("none")]).toEqual([undefined, undefined]);
  expect(reads).toHaveLength(2);
  await warm.get("a");
  await warm.get("b");
  rows.set("a", 10);
  expect(await warm.get("a")).toBe(10);
});
