/** What may stand between a form that was filled in and the one that is there now: every kind of change, classified. */
import { describe, expect, test } from "vitest";
import { formChanges } from "../../src/forms/form-changes.js";
import { fieldMessage } from "../../src/kernel/errors.js";
import type { JsonObject, JsonValue } from "../../src/kernel/json.js";

const form = (schema: JsonObject, uiSchema: JsonObject | null = null) => ({ schema: { type: "object", ...schema }, uiSchema, revision: 1 });
const x = (schema: JsonValue, more: JsonObject = {}): JsonObject => ({ properties: { x: schema }, ...more });
const text = { type: "string" };

const between = (older: JsonObject, newer: JsonObject) =>
  formChanges(form(older), form(newer)).map(
    ({ path, params }) => `${path} ${(params?.change as unknown as { en: string } | undefined)?.en}`,
  );

// biome-ignore format: a table
const COMPATIBLE: Record<string, [older: JsonObject, newer: JsonObject]> = {
  "nothing": [x(text), x(text)],
  "labels, help and examples": [x({ ...text, title: "A", description: "a" }), x({ ...text, title: "B", examples: ["b"], "x-i18n": { zh: { title: "乙" } }, "x-messages": { en: "e", zh: "z" } })],
  "a label in the branch of a list of choices": [x({ oneOf: [{ const: 1, title: "one" }] }), x({ oneOf: [{ const: 1, title: "uno" }] })],
  "another default": [x({ ...text, default: "a" }), x({ ...text, default: "b" })],
  "a new field that may be left out": [x(text), { properties: { x: text, y: text } }],
  "a new required field with a default": [x(text), { properties: { x: text, y: { default: 1 } }, required: ["y"] }],
  "no longer required": [x(text, { required: ["x"] }), x(text)],
  "wider bounds": [x({ minimum: 1, maximum: 5, minLength: 2 }), x({ minimum: 0, maximum: 6 })],
  "more choices": [x({ enum: ["a"] }), x({ enum: ["b", "a"] })],
  "more choices, said in another way": [x({ enum: ["a"] }), x({ oneOf: [{ const: "a", title: "A" }, { const: "b" }] })],
  "any text instead of choices": [x({ enum: ["a"] }), x({ type: "string" })],
  "a wider type": [x({ type: "integer" }), x({ type: ["number", "null"] })],
  "no longer a pattern or format": [x({ ...text, pattern: "a", format: "date" }), x(text)],
  "definitions moved": [x({ $ref: "#/$defs/a" }, { $defs: { a: text } }), x({ $ref: "#/$defs/b" }, { $defs: { b: text } })],
  "the same written out": [x({ $ref: "#/$defs/a" }, { $defs: { a: text } }), x(text)],
  "a schema that refers to itself": [{ properties: { next: { $ref: "#" } } }, { properties: { next: { $ref: "#" } } }],
  "annotations": [x({ ...text, "x-note": 1 }), x({ ...text, "x-note": 2 })],
};

// biome-ignore format: a table
const CHANGED: Record<string, [older: JsonObject, newer: JsonObject, changes: string[]]> = {
  "a field that went": [x(text), { properties: {} }, ["/x is no longer there"]],
  "a field that was renamed": [x(text), { properties: { y: text }, required: ["y"] }, ["/x is no longer there", "/y has to be filled in now"]],
  "a field of an object": [x(x(text)), x({ properties: { y: text } }), ["/x/x is no longer there"]],
  "a field of entries": [x({ items: x(text) }), x({ items: { properties: {} } }), ["/x/x is no longer there"]],
  "another type": [x(text), x({ type: "integer" }), ["/x takes other values now"]],
  "a type where there was none": [x({}), x({ type: "integer" }), ["/x takes other values now"]],
  "a narrower type": [x({ type: "number" }), x({ type: "integer" }), ["/x takes other values now"]],
  "required now": [x(text), x(text, { required: ["x"] }), ["/x has to be filled in now"]],
  "fewer choices": [x({ enum: ["a", "b"] }), x({ enum: ["a"] }), ["/x takes other values now"]],
  "fewer choices of several": [x({ items: { enum: ["a", "b"] } }), x({ items: { enum: ["a"] } }), ["/x takes other values now"]],
  "choices instead of any text": [x(text), x({ enum: ["a"] }), ["/x takes other values now"]],
  "narrower bounds": [x({ maxLength: 9 }), x({ maxLength: 8 }), ["/x takes other values now"]],
  "a bound where there was none": [x({}), x({ minItems: 1 }), ["/x takes other values now"]],
  "a pattern": [x(text), x({ ...text, pattern: "^a" }), ["/x takes other values now"]],
  "another format": [x({ ...text, format: "date" }), x({ ...text, format: "date-time" }), ["/x takes other values now"]],
  "a secret from now on": [x(text), x({ ...text, "x-secret": true }), ["/x takes other values now"]],
  "other kinds of files": [x({ ...text, format: "file-id", "x-file": { kinds: ["image/png"] } }), x({ ...text, format: "file-id", "x-file": { kinds: ["image/gif"] } }), ["/x takes other values now"]],
  "what a reference leads to": [x({ $ref: "#/$defs/a" }, { $defs: { a: text } }), x({ $ref: "#/$defs/a" }, { $defs: { a: { type: "null" } } }), ["/x takes other values now"]],
  "a branch": [{ properties: { a: {} }, dependentSchemas: { a: x(text) } }, { properties: { a: {} }, dependentSchemas: { a: { properties: { y: text }, required: ["y"] } } }, ["/x takes other values now", "/y takes other values now"]],
};

describe("between two revisions of a form", () => {
  test.each(Object.keys(COMPATIBLE))("values stay good: %s", (name) => {
    const [older, newer] = COMPATIBLE[name] as [JsonObject, JsonObject];
    expect(between(older, newer)).toEqual([]);
  });

  test.each(Object.keys(CHANGED))("the field is named: %s", (name) => {
    const [older, newer, changes] = CHANGED[name] as [JsonObject, JsonObject, string[]];
    expect(between(older, newer)).toEqual(changes);
  });

  test("rules about when a field is shown are part of it, other arrangement is not", () => {
    const shown = { x: { "ui:visibleWhen": { required: ["a"] } } };
    const schema = { properties: { a: {}, x: text } };
    expect(formChanges(form(schema, { x: { "ui:widget": "textarea" } }), form(schema, { "ui:order": ["x"] }))).toEqual([]);
    for (const [older, newer] of [
      [null, shown],
      [shown, null],
      [shown, { x: { "ui:visibleWhen": true } }],
    ] as const)
      expect(formChanges(form(schema, older), form(schema, newer)).map(({ path }) => path)).toEqual(["/x"]);
  });

  test("is said in both languages", () => {
    const [problem] = formChanges(form(x(text)), form({}));
    expect(problem && [fieldMessage(problem, "en"), fieldMessage(problem, "zh")]).toEqual([
      "This field is no longer there. Reload the form and fill it in again.",
      "此字段已被移除，请重新加载表单后再填写。",
    ]);
  });
});
