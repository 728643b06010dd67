/** The differences of two JSON values: enough to make one from the other, and nothing that is the same in both. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject, JsonValue } from "../../src/kernel/json.js";
import { diffJson, type JsonChange } from "../../src/kernel/json-diff.js";
import { parsePointer, resolvePointer } from "../../src/kernel/json-pointer.js";

const ALL = Number.POSITIVE_INFINITY;
const leaf = fc.oneof(fc.constantFrom<JsonValue>(null, true, false, 0, 1, "", "a", "b"), fc.integer(), fc.string({ maxLength: 3 }));
const key = fc.constantFrom("a", "b", "c", "a/b", "~", "", "0", "constructor");
const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie("json"), { maxLength: 4 }),
    fc.dictionary(key, tie("json"), { maxKeys: 4, noNullPrototype: true }) as fc.Arbitrary<JsonObject>,
  ),
}));

/** Makes the newer value from the older one and the changes. */
const applied = (before: JsonValue, changes: readonly JsonChange[]): JsonValue => {
  const root = { value: structuredClone(before) };
  const put = (change: JsonChange): void => {
    const tokens = parsePointer(change.pointer) ?? [];
    const last = tokens.pop();
    if (last === undefined) {
      root.value = (change as { after: JsonValue }).after;
      return;
    }
    let parent = root.value as JsonObject | JsonValue[];
    for (const token of tokens) parent = (parent as JsonObject)[token] as JsonObject;
    if (change.kind !== "REMOVED") (parent as JsonObject)[last] = structuredClone(change.after);
    else if (Array.isArray(parent)) parent.length = Math.min(parent.length, Number(last));
    else delete parent[last];
  };
  for (const change of changes) put(change);
  return root.value;
};

describe("the differences of two JSON values", () => {
  test("make the newer from the older", () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        expect(applied(before, diffJson(before, after, ALL).changes)).toEqual(after);
      }),
    );
  });

  test("are none between a value and its copy, in whatever order the keys stand", () => {
    const reversed = (value: JsonValue): JsonValue => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, inner]) => [name, reversed(inner)]),
      );
    };
    fc.assert(
      fc.property(json, (value) => {
        expect(diffJson(value, reversed(value), 0)).toEqual({ changes: [], truncated: false });
      }),
    );
  });

  test("stand at the place they name, once, with what stood there", () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        const { changes } = diffJson(before, after, ALL);
        expect(new Set(changes.map(({ pointer }) => pointer)).size).toBe(changes.length);
        for (const change of changes) {
          expect(resolvePointer(before, change.pointer)).toEqual(change.kind === "ADDED" ? undefined : change.before);
          expect(resolvePointer(after, change.pointer)).toEqual(change.kind === "REMOVED" ? undefined : change.after);
        }
      }),
    );
  });

  test("read the other way round are the same places", () => {
    const turned = { ADDED: "REMOVED", REMOVED: "ADDED", CHANGED: "CHANGED" } as const;
    fc.assert(
      fc.property(json, json, (before, after) => {
        const there = diffJson(before, after, ALL).changes.map(({ kind, pointer }) => `${kind} ${pointer}`);
        const back = diffJson(after, before, ALL).changes.map(({ kind, pointer }) => `${turned[kind]} ${pointer}`);
        expect(back.sort()).toEqual(there.sort());
      }),
    );
  });

  test("are bounded: the first so many, and whether there are more", () => {
    fc.assert(
      fc.property(json, json, fc.nat(6), (before, after, limit) => {
        const { changes } = diffJson(before, after, ALL);
        expect(diffJson(before, after, limit)).toEqual({ changes: changes.slice(0, limit), truncated: changes.length > limit });
      }),
    );
  });

  test("are told from the deepest place that both have", () => {
    const before = { keep: 1, drop: { x: 1 }, list: [1, { a: "x" }, 3], type: [1] };
    const after = { keep: 1, list: [1, { a: "y", b: null }], type: { 0: 1 }, more: [] };
    expect(diffJson(before, after, ALL).changes).toEqual([
      { kind: "REMOVED", pointer: "/drop", before: { x: 1 } },
      { kind: "CHANGED", pointer: "/list/1/a", before: "x", after: "y" },
      { kind: "ADDED", pointer: "/list/1/b", after: null },
      { kind: "REMOVED", pointer: "/list/2", before: 3 },
      { kind: "CHANGED", pointer: "/type", before: [1], after: { 0: 1 } },
      { kind: "ADDED", pointer: "/more", after: [] },
    ]);
    expect(diffJson(undefined, "new", ALL).changes).toEqual([{ kind: "ADDED", pointer: "", after: "new" }]);
    expect(diffJson(undefined, undefined, ALL).changes).toEqual([]);
  });

  test("are found however deep a value is nested", () => {
    const nested = (leaf: JsonValue) => Array.from({ length: 50_000 }).reduce<JsonValue>((inner) => [inner], leaf);
    const [change] = diffJson(nested(1), nested(2), ALL).changes;
    expect(change).toMatchObject({ kind: "CHANGED", before: 1, after: 2 });
  });
});
