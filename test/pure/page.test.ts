import "reflect-metadata";
/** Pages: their bounds, and what one row more than asked for says. */
import { describe, expect, test } from "vitest";
import { isAppError } from "../../src/kernel/errors.js";
import { checkFilter, checkPageSize, toPage } from "../../src/kernel/page.js";

const refused = (work: () => unknown): boolean => {
  try {
    work();
    return false;
  } catch (error) {
    return isAppError(error, "BAD_USER_INPUT");
  }
};

describe("a page", () => {
  test.each([1, 20, 100])("may have %d entries", (first) => expect(checkPageSize(first)).toBe(first));
  test.each([0, -1, 101, 1_000_000, Number.NaN, null as unknown as number])("of %s entries is refused", (first) =>
    expect(refused(() => checkPageSize(first))).toBe(true),
  );

  test.each([
    { rows: [], first: 2, shown: [], next: false },
    { rows: ["a", "b"], first: 2, shown: ["a", "b"], next: false },
    { rows: ["a", "b", "c"], first: 2, shown: ["a", "b"], next: true },
  ])("of $first out of $rows.length rows", ({ rows, first, shown, next }) => {
    const page = toPage(rows, first, (row) => `cursor of ${row}`);
    expect(page).toEqual({ items: shown.map((node) => ({ node, cursor: `cursor of ${node}` })), hasNextPage: next });
  });
});

describe("a filter", () => {
  const list = (length: number) => Array.from({ length }, () => "x");
  test.each([{}, { statuses: undefined }, { statuses: null }, { ids: list(100) }, { search: "x".repeat(5_000) }, { from: 1e15 }])(
    "%j may be asked for",
    (filter) => expect(() => checkFilter(filter)).not.toThrow(),
  );
  test.each([{ ids: list(101) }, { ids: [], keys: list(101) }, { search: "x".repeat(5_001) }])(
    "one beyond the bounds is refused",
    (filter) => expect(refused(() => checkFilter(filter))).toBe(true),
  );
});
