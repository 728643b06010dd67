import "reflect-metadata";
/** Cursors come back to where they were made, and are refused everywhere else. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventCursor, listCursors, sequenceOfCursor } from "../../src/kernel/cursor.js";
import { isAppError } from "../../src/kernel/errors.js";

const refused = (work: () => unknown): boolean => {
  try {
    work();
    return false;
  } catch (error) {
    return isAppError(error, "INVALID_CURSOR");
  }
};

const JUNK = ["", " ", "%", "null", "e:inv_1:1", "YQ", "a".repeat(401), Buffer.from("e:inv_1:-1").toString("base64url"), "é"];

describe("an event cursor", () => {
  test("leads back to its sequence, and to no other invocation", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), fc.string({ minLength: 1, maxLength: 30 }), (sequence, other) => {
        const cursor = eventCursor("inv_1", sequence);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(sequenceOfCursor(cursor, "inv_1")).toBe(sequence);
        if (other !== "inv_1") expect(refused(() => sequenceOfCursor(cursor, other))).toBe(true);
      }),
    );
  });

  test.each([
    ...JUNK,
    listCursors("scope").of("key"),
    Buffer.from("e:inv_1:1:1").toString("base64url"),
    Buffer.from("e:inv_1:1e9").toString("base64url"),
  ])("“%s” is refused", (cursor) => {
    expect(refused(() => sequenceOfCursor(cursor, "inv_1"))).toBe(true);
  });
});

describe("a list cursor", () => {
  test("leads back to its key, in its own list only", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" }), fc.string(), fc.string(), (key, scope, other) => {
        const cursor = listCursors(scope).of(key);
        expect(listCursors(scope).keyOf(cursor)).toBe(key);
        if (other !== scope) expect(refused(() => listCursors(other).keyOf(cursor))).toBe(true);
      }),
    );
  });

  test.each([...JUNK, eventCursor("inv_1", 1), listCursors("scope").of("")])("“%s” is refused", (cursor) => {
    expect(refused(() => listCursors("scope").keyOf(cursor))).toBe(true);
  });
});
