import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFormCache, type FormDefinition } from "../../src/forms/form.js";
import { ERROR_CODES } from "../../src/kernel/error-codes.js";
import { fieldMessage } from "../../src/kernel/errors.js";
import type { JsonObject } from "../../src/kernel/json.js";
import { accepted, field, formOf, linesOf } from "../support/forms.js";

/** A form that uses most of what a form can. */
const RICH: JsonObject = {
  required: ["name"],
  properties: {
    name: { type: "string", minLength: 1, maxLength: 40, pattern: "^\\S" },
    age: { type: ["integer", "null"], minimum: 0, default: 18 },
    tags: { type: "array", items: { type: "string" }, uniqueItems: true, maxItems: 5, default: [] },
    address: {
      type: "object",
      properties: { city: { type: "string", default: "Brest" }, zip: { type: "string", format: "uuid" } },
      additionalProperties: false,
    },
    contact: {
      oneOf: [
        { type: "string", format: "email" },
        { type: "object", required: ["phone"], properties: { phone: { type: "string" } } },
      ],
    },
    parts: { type: "array", items: { $ref: "#" } },
  },
  patternProperties: { "^x-": { not: { type: "object" } } },
};
const rich = formOf(RICH);

const hostile = fc.constantFrom(
  "__proto__",
  "constructor",
  "toString",
  "\0",
  "\ud800",
  "/",
  "~",
  "~1",
  "'; DROP",
  "$" + "{x}",
  "{limit}",
  "",
  "name",
  "age",
  "tags",
  "parts",
);
const text = fc.oneof(fc.string({ unit: "binary" }), hostile);
const anything = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.constant(undefined), text),
    fc.array(tie("value"), { maxLength: 6 }),
    fc.array(fc.tuple(text, tie("value")), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value;

/** Values that have a fair chance to be accepted. */
const likely = fc.record(
  {
    name: fc.oneof(fc.constantFrom("Ada", "李雷", "😀"), text),
    age: fc.oneof(fc.nat(), fc.constant(null)),
    tags: fc.array(fc.string(), { maxLength: 6 }),
    address: fc.record({ city: fc.string(), zip: fc.uuid() }, { requiredKeys: [] }),
    contact: fc.oneof(fc.constant("ada@example.com"), fc.record({ phone: fc.string() })),
    parts: fc.array(fc.record({ name: fc.constant("part") }), { maxLength: 3 }),
    "x-more": fc.oneof(fc.nat(), anything),
  },
  { requiredKeys: ["name"] },
);

const snapshot = (value: unknown): string => JSON.stringify(value, (_key, entry) => (entry === undefined ? "\0undefined" : entry));

describe("validate", () => {
  test("never throws, never changes its input, and answers with readable problems or with values", () => {
    fc.assert(
      fc.property(fc.oneof(anything, likely), (values) => {
        const before = snapshot(values);
        const result = rich.validate(values);
        expect(snapshot(values)).toBe(before);
        if (result.ok) return;
        expect(result.problems.length).toBeGreaterThan(0);
        for (const problem of result.problems) {
          expect(ERROR_CODES).toHaveProperty(problem.code);
          expect(problem.path).toMatch(/^(\/([^~/]|~[01])*)*$/su);
          for (const language of ["en", "zh"] as const)
            expect(fieldMessage(problem, language)).not.toMatch(
              /undefined|NaN|\[object|\{(expected|limit|unit|comparison|choices|format|character)\}/,
            );
        }
      }),
      { numRuns: 500 },
    );
  });

  test("accepts again, unchanged, what it accepted", () => {
    let accepted = 0;
    fc.assert(
      fc.property(likely, (values) => {
        const first = rich.validate(values);
        if (!first.ok) return;
        accepted++;
        expect(rich.validate(first.values)).toEqual(first);
      }),
      { numRuns: 500 },
    );
    expect(accepted).toBeGreaterThan(20);
  });

  test("gives the same answer to the same values", () => {
    fc.assert(
      fc.property(fc.oneof(anything, likely), (values) => {
        expect(rich.validate(values)).toEqual(rich.validate(values));
      }),
    );
  });

  test("fills in defaults of absent fields, at every level it was given, and not in place of null", () => {
    const result = rich.validate({ name: "Ada", age: null, address: {}, parts: [{ name: "p" }] });
    const values = { name: "Ada", age: null, tags: [], address: { city: "Brest" }, parts: [{ name: "p", age: 18, tags: [] }] };
    expect(result).toEqual(accepted(values));
  });

  test("hands out a default of its own each time", () => {
    const form = formOf(field({ type: "array", default: [] }));
    const first = form.validate({});
    if (first.ok) (first.values.x as unknown[]).push("mine");
    expect(form.validate({})).toEqual(accepted({ x: [] }));
  });

  test("takes the default of a branch as advice for the frontend only", () => {
    const form = formOf(field({ oneOf: [{ type: "object", properties: { a: { default: 1 } } }, { type: "string" }] }));
    expect(form.validate({ x: {} })).toEqual(accepted({ x: {} }));
  });

  test("turns no text into a number and no number into a text", () => {
    const form = formOf({ properties: { n: { type: "number" }, s: { type: "string" }, b: { type: "boolean" } } });
    expect(linesOf(form.validate({ n: "1", s: 1, b: 0 }))).toHaveLength(3);
  });
});

describe("the cache", () => {
  const definition = (revision: number): FormDefinition => ({ schema: { type: "object" }, uiSchema: null, revision });

  test("compiles a form once per ability and revision", () => {
    const cache = createFormCache(10);
    const first = cache.get("a", definition(1));
    expect(cache.get("a", definition(1))).toBe(first);
    expect(cache.get("a", definition(2))).not.toBe(first);
    expect(cache.get("b", definition(1))).not.toBe(first);
    expect(cache.size).toBe(3);
  });

  test("forgets the form that was unused for longest", () => {
    const cache = createFormCache(2);
    const [a, b] = [cache.get("a", definition(1)), cache.get("b", definition(1))];
    cache.get("a", definition(1));
    cache.get("c", definition(1));
    expect(cache.size).toBe(2);
    expect(cache.get("a", definition(1))).toBe(a);
    expect(cache.get("b", definition(1))).not.toBe(b);
  });

  test("does not keep what failed", () => {
    const cache = createFormCache(2);
    expect(() => cache.get("a", { ...definition(1), schema: { type: "array" } })).toThrow("the root of a form");
    expect(cache.size).toBe(0);
  });
});
