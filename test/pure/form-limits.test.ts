import { describe, expect, test } from "vitest";
import { checkLimits, DEFAULT_FORM_LIMITS } from "../../src/forms/form-limits.js";
import type { JsonObject } from "../../src/kernel/json.js";
import { accepted, field, formOf, linesOf, pathsOf } from "../support/forms.js";

const open = formOf({});

const nest = (depth: number, wrap: (inner: unknown) => unknown): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = wrap(value);
  return value;
};

describe("form values", () => {
  test("may be as large as the limit to the byte, counted as compact JSON in UTF-8", () => {
    const values = { 'a"é': [1, -2.5, true, null, "😀\n", {}, []], "": { b: "" } };
    const bytes = Buffer.byteLength(JSON.stringify(values));
    expect(open.validate(values, { maxBytes: bytes }).ok).toBe(true);
    expect(linesOf(open.validate(values, { maxBytes: bytes - 1 }))).toEqual([
      ` FORM_TOO_LARGE The form is larger than ${bytes - 1} B. Shorten it, or send files by link.`,
    ]);
  });

  test("of more than 1 MB are refused by default, wherever the bytes are", () => {
    const large = "x".repeat(1_000_000);
    for (const values of [{ a: large }, { [large]: 1 }, { a: Array(400).fill("x".repeat(2_500)) }]) {
      expect(linesOf(open.validate(values))).toEqual([" FORM_TOO_LARGE The form is larger than 1 MB. Shorten it, or send files by link."]);
    }
  });

  test("may have 50,000 values by default, however small", () => {
    expect(open.validate({ a: Array(49_998).fill(0) }).ok).toBe(true);
    expect(linesOf(open.validate({ a: Array(49_999).fill(0) }))).toEqual([
      " FORM_TOO_LARGE The form is larger than 50000 values. Shorten it, or send files by link.",
    ]);
  });

  test("may be 32 levels deep by default, the form being the first", () => {
    const wrap = (inner: unknown) => ({ a: inner });
    expect(open.validate(nest(32, wrap)).ok).toBe(true);
    expect(linesOf(open.validate(nest(33, wrap)))).toEqual([`${"/a".repeat(32)} FORM_TOO_DEEP The form is nested deeper than 32 levels.`]);
  });

  test("of 100,000 levels, of lists as of objects, are answered like any other", () => {
    for (const wrap of [(inner: unknown) => ({ a: inner }), (inner: unknown) => [inner]]) {
      expect(linesOf(open.validate(nest(100_000, wrap)))[0]).toContain("FORM_TOO_DEEP");
    }
  });

  test("that contain themselves are too deep", () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(linesOf(open.validate(circle))[0]).toContain("FORM_TOO_DEEP");
  });

  test("may not hold characters that cannot be stored, in texts or keys", () => {
    const values = { a: "x\0", b: ["\ud800"], c: "\udc00 tail", d: { "k\0": 1 }, e: "😀" };
    expect(linesOf(open.validate(values))).toEqual([
      "/a FIELD_TEXT This text contains characters that cannot be stored (NUL). Remove them.",
      "/b/0 FIELD_TEXT This text contains characters that cannot be stored (half of a character, U+D800). Remove them.",
      "/c FIELD_TEXT This text contains characters that cannot be stored (half of a character, U+DC00). Remove them.",
      "/d FIELD_TEXT This text contains characters that cannot be stored (NUL). Remove them.",
    ]);
  });

  test("name at most 50 such places", () => {
    expect(pathsOf(open.validate({ a: Array(80).fill("\0") }))).toHaveLength(50);
  });

  test("may not have keys that no field has", () => {
    const long = "k".repeat(257);
    expect(linesOf(open.validate({ a: { [long]: 1 } }))).toEqual([`/a FIELD_UNKNOWN The form has no field ${"k".repeat(40)}….`]);
  });

  test("are JSON: no NaN, no infinity, no dates, no functions", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1n, () => 1, Symbol("s"), new Date(0), new Map(), undefined]) {
      expect(linesOf(open.validate({ a: [value] }))).toEqual(["/a/0 FIELD_TYPE This must be a JSON value."]);
    }
    expect(linesOf(open.validate(JSON.parse('{"a": 1e999}')))).toEqual(["/a FIELD_TYPE This must be a JSON value."]);
  });

  test("may be objects without prototype, as GraphQL literals are", () => {
    const values = Object.assign(Object.create(null), { x: "a", left: undefined }) as JsonObject;
    expect(formOf({ ...field({ type: "string" }), required: ["x"] }).validate(values)).toEqual(accepted({ x: "a" }));
  });
});

describe("keys that poison careless code", () => {
  test.each(["__proto__", "constructor", "prototype"])("%s is refused as unknown and pollutes nothing", (key) => {
    const values = JSON.parse(`{"a": {"${key}": {"polluted": true}}}`);
    expect(linesOf(open.validate(values))).toEqual([`/a/${key} FIELD_UNKNOWN The form has no field ${key}.`]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("names that every object inherits are ordinary keys where the form allows any", () => {
    const result = open.validate(JSON.parse('{"toString": 1, "hasOwnProperty": 2}'));
    expect(result.ok && Object.entries(result.values)).toEqual([
      ["toString", 1],
      ["hasOwnProperty", 2],
    ]);
  });
});

describe("time", () => {
  test("grows with the size of the form, not with its square: as many entries take about as long in one form as in sixteen", () => {
    const form = formOf(field({ type: "array", uniqueItems: true, items: { type: "object", properties: { n: { type: "string" } } } }));
    const valuesOf = (entries: number) => ({ x: Array.from({ length: entries }, (_, n) => ({ n: `${n}`.padEnd(20) })) });
    const [large, small] = [valuesOf(24_000), valuesOf(1_500)];
    // Sums of long stretches: the system may count processor time in steps of some milliseconds. A square would give 16.
    const spentOn = (values: ReturnType<typeof valuesOf>, times: number): number => {
      const start = process.cpuUsage();
      for (let n = 0; n < times; n++) expect(form.validate(values).ok).toBe(true);
      return process.cpuUsage(start).user;
    };
    spentOn(small, 16);
    expect(spentOn(large, 5) / spentOn(small, 5 * 16)).toBeLessThan(10);
  });

  test("and memory stay bounded when every one of many values is wrong", () => {
    const form = formOf(field({ items: { anyOf: [{ type: "string" }, { type: "object" }] } }));
    expect(pathsOf(form.validate({ x: Array(49_000).fill(0) }))).toHaveLength(50);
  });
});

test("limits may be set one by one, the others keep their defaults", () => {
  expect(checkLimits({ a: { b: 1 } }, { ...DEFAULT_FORM_LIMITS, maxDepth: 1 })[0]?.code).toBe("FORM_TOO_DEEP");
  expect(open.validate({ a: { b: 1 } }, { maxDepth: 1 }).ok).toBe(false);
  expect(open.validate({ a: { b: 1 } }, { maxDepth: 2 }).ok).toBe(true);
});
