import { describe, expect, test } from "vitest";
import { compileForm } from "../../src/forms/form.js";
import { createPatternJudge } from "../../src/forms/form-patterns.js";
import { AppError } from "../../src/kernel/errors.js";
import type { JsonObject, JsonValue } from "../../src/kernel/json.js";
import { accepted, field, formOf, pathsOf } from "../support/forms.js";

const refusalOf = (schema: JsonValue, uiSchema: JsonValue = null): AppError => {
  try {
    compileForm({ schema: schema as JsonObject, uiSchema: uiSchema as JsonObject, revision: 1 });
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("the form was accepted");
};

const nested = (depth: number): JsonObject => {
  let schema: JsonObject = {};
  for (let level = 0; level < depth; level++) schema = { properties: { a: schema } };
  return schema;
};

const root = (more: JsonObject): JsonObject => ({ type: "object", ...more });

// biome-ignore format: a table
const REFUSED: Record<string, [schema: JsonValue, problem: string]> = {
  "no object at all": [[], "/type: the root of a form must have \"type\": \"object\"."],
  "another type at the root": [{ type: "string" }, "/type: the root of a form"],
  "a schema that is no schema": [root(field(1)), "/properties/x: a schema must be an object, true or false."],
  "an unknown keyword": [root(field({ minLenght: 1 })), "/properties/x/minLenght: this keyword is not known; annotations start with x-."],
  "a keyword named like an inner word of this program": [root(field({ names: [] })), "/properties/x/names: this keyword is not known"],
  "a keyword of the wrong kind": [root(field({ minLength: "1" })), "/properties/x/minLength: must be a whole number, 0 or more."],
  "a limit below zero": [root(field({ maxItems: -1 })), "/properties/x/maxItems: must be a whole number"],
  "an unknown type": [root(field({ type: "text" })), "/properties/x/type: must be one of string, number"],
  "an empty enum": [root(field({ enum: [] })), "/properties/x/enum: must be a list of at least one value"],
  "an enum that repeats itself": [root(field({ enum: [{ a: 1 }, { a: 1 }] })), "/properties/x/enum: must be a list"],
  "an empty anyOf": [root(field({ anyOf: [] })), "/properties/x/anyOf: must be a list of at least one schema."],
  "item schemas in the manner of older drafts": [root(field({ items: [{}] })), "/properties/x/items: must be a schema (an object, true or false); lists of item schemas are called prefixItems."],
  "a multiple of nothing": [root(field({ multipleOf: 0 })), "/properties/x/multipleOf: must be a number above 0."],
  "required as a flag": [root(field({ required: true })), "/properties/x/required: must be a list of different names."],
  "another dialect": [root({ $schema: "http://json-schema.org/draft-07/schema#" }), "/$schema: forms are written in https://json-schema.org/draft/2020-12/schema."],
  "an address inside": [root(field({ $id: "https://example.com/x" })), "/properties/x/$id: only the root may have an $id."],
  "a remote reference": [root(field({ $ref: "https://example.com/x.json" })), "/properties/x/$ref: must lead to a schema inside this document"],
  "a reference to a file": [root(field({ $ref: "other.json#/a" })), "/properties/x/$ref: must lead to a schema inside"],
  "a reference to nothing": [root(field({ $ref: "#/$defs/y" })), "/properties/x/$ref: must lead to a schema inside"],
  "a reference that cannot be read": [root(field({ $ref: "#/%zz" })), "/properties/x/$ref: must lead to a schema inside"],
  "a reference to a place without schema": [root({ ...field({ $ref: "#/properties/x/default" }), properties: { x: { default: {}, $ref: "#/properties/x/default" } } }), "/properties/x/$ref: leads to a place that holds no schema."],
  "a dynamic reference": [root(field({ $dynamicRef: "#a" })), "/properties/x/$dynamicRef: this keyword is not known"],
  "a schema that is itself": [root({ $ref: "#" }), "/: this schema refers to itself without end."],
  "a circle of references": [root({ ...field({ $ref: "#/$defs/a" }), $defs: { a: { allOf: [{ $ref: "#/$defs/b" }] }, b: { anyOf: [{ $ref: "#/$defs/a" }] } } }), "refers to itself without end."],
  "an unknown format": [root(field({ format: "emial" })), "/properties/x/format: unknown format; known are date, time"],
  "a name that every object inherits": [root({ properties: JSON.parse("{\"constructor\": {}}") as JsonObject }), "/properties/constructor: this name may not be used for a field."],
  "the name __proto__": [root({ properties: JSON.parse("{\"__proto__\": {}}") as JsonObject }), "/properties/__proto__: this name may not be used for a field."],
  "deep nesting": [root(nested(20)), "nested deeper than 32 levels."],
  "nesting beyond any call stack": [root(nested(50_000)), "nested deeper than 32 levels."],
  "a large schema": [root({ description: "x".repeat(300_000) }), "/: larger than 256 KB or 20,000 values."],
  "NUL": [root({ title: "a\0b" }), "/title: a text contains NUL or half of a character."],
  "a broken pattern": [root(field({ pattern: "(" })), "/properties/x/pattern: the pattern is not a valid regular expression"],
  "a catastrophic pattern": [root(field({ pattern: "^(a+)+$" })), "/properties/x/pattern: the pattern repeats something that is itself repeated"],
  "a catastrophic pattern for names": [root({ patternProperties: { "^(a+)+$": {} } }), "/patternProperties/^(a+)+$: the pattern repeats"],
  "translations in no language": [root({ "x-i18n": { fr: { title: "Titre" } } }), "/x-i18n: must be an object with labels per language"],
  "a message in one language": [root({ "x-messages": { en: "No." } }), "/x-messages: must be an object with exactly the texts en and zh."],
  "a discriminator without alternatives": [root({ discriminator: { propertyName: "kind" } }), "/: the schema cannot be compiled"],
};

describe("a form's schema", () => {
  test.each(Object.keys(REFUSED))("is refused with the place named: %s", (what) => {
    const [schema, problem] = REFUSED[what] as [JsonValue, string];
    const error = refusalOf(schema);
    expect(error.code).toBe("BAD_USER_INPUT");
    expect(error.messageIn("en")).toContain(`form schema at ${problem.startsWith("/") ? problem : ""}`);
    expect(error.messageIn("en")).toContain(problem);
    expect(error.messageIn("zh")).toMatch(/^输入有误：表单 schema 的 \/.*[\u4e00-\u9fff].*。$/s);
  });

  test("may use annotations, older habits of form libraries and local references", () => {
    const schema = {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id: "https://example.com/forms/1",
      type: "object",
      properties: {
        size: { enum: ["s", "m"], enumNames: ["Small", "Medium"], "x-widget": { any: ["thing"] } },
        child: { $ref: "#/definitions/child" },
        named: { $ref: "#label" },
        parts: { type: "array", items: { $ref: "#" } },
      },
      definitions: { child: { type: "string" }, label: { $anchor: "label", type: "string" } },
    };
    const form = compileForm({ schema, uiSchema: null, revision: 1 });
    expect(form.validate({ size: "s", child: "c", named: "n", parts: [{ size: "m" }] }).ok).toBe(true);
    expect(pathsOf(form.validate({ child: 1, named: 1, parts: [{ size: "l" }] }))).toEqual(["/child", "/named", "/parts/0/size"]);
  });

  test("may be changed by its owner afterwards without changing the compiled form", () => {
    const schema = { type: "object", properties: { x: { type: "string", default: "a" } } };
    const form = compileForm({ schema, uiSchema: null, revision: 1 });
    schema.properties.x.default = "b";
    expect(form.validate({})).toEqual(accepted({ x: "a" }));
  });

  test("comes with a UI schema that is an object within the same limits", () => {
    expect(refusalOf(root({}), ["ui"]).messageIn("en")).toContain("the UI schema must be an object or null");
    expect(refusalOf(root({}), { a: "x".repeat(300_000) }).messageIn("en")).toContain("UI schema: larger than 256 KB");
  });
});

const SAFE = [
  "^[a-z]+$",
  "\\S",
  "^https?://",
  "^[a-z]+(-[a-z]+)*$",
  "^(foo|bar)+$",
  "^(\\d{1,3}\\.){3}\\d{1,3}$",
  "^[^@]+@[^@]+\\.[^@]+$",
  "^(?<year>\\d{4})-\\d\\d$",
  "^1[3-9]\\d{9}$",
  "^\\p{L}[\\p{L} '-]{0,60}$",
  "^(?!\\s*$).+",
  "(?=.*[A-Z])(?=.*\\d).{8,}",
  "^\\w+(,\\w+)*$",
  "^[\\]a]+x$",
  "\\s+$",
];

const DANGEROUS = [
  "(a+)+$",
  "^(a*)*$",
  "^(a|a)*$",
  "^(a|ab)*$",
  "^(\\w|\\d)*$",
  "^(-a*a*)*$",
  "^(([a-z])+.)+$",
  "(a?){25}a{25}",
  "^(?:a{1,30}){0,30}$",
  "^(.*)(.*)(.*)(.*)(.*)$",
  "(x)\\1",
  "(?<n>x)\\k<n>",
  "a".repeat(501),
];

/** Texts on which careless patterns take longest: nearly a match, many times. */
const HARD_TEXTS = ["a", "1", " ", "-a", "a-", "x@", "foo", "A1", ",a", "1.", "http://"].map((part) => `${part.repeat(10_000)}!`);

const judgePattern = createPatternJudge();

describe("patterns", () => {
  test.each(SAFE)("%s is allowed, and quick on the hardest text of the length it is tried on", (pattern) => {
    const verdict = judgePattern(pattern);
    if (!("longestText" in verdict)) throw new Error(verdict.problem.en);
    const expression = new RegExp(pattern, "u");
    for (const text of HARD_TEXTS) expression.test(text.slice(-Math.min(verdict.longestText, text.length)));
    expect(verdict.longestText).toBeGreaterThanOrEqual(64);
  });

  test.each(DANGEROUS)("%s is refused", (pattern) => {
    expect(judgePattern(pattern)).toHaveProperty("problem");
  });

  test.each<[string, number]>([
    ["^[a-z]+$", 25_000_000],
    ["\\s+$", 5_000],
    ["a\\w*a\\w*$", 292],
    ["1((1*\\.-){0,40})$", 780],
  ])("%s is tried on texts of at most %i characters", (pattern, longestText) => {
    expect(judgePattern(pattern)).toMatchObject({ longestText });
  });

  test("of one form are kept apart", () => {
    const form = formOf({ properties: { a: { pattern: "^a" }, b: { pattern: "^b" } }, patternProperties: { "^c": { pattern: "^c" } } });
    expect(form.validate({ a: "a", b: "b", c: "c", d: "d" }).ok).toBe(true);
    expect(pathsOf(form.validate({ a: "b", b: "a", c: "a", d: "d" }))).toEqual(["/a", "/b", "/c"]);
  });

  test("a pattern whose time grows with the length of the text is not tried on long texts", () => {
    const form = formOf(field({ pattern: "\\s+$" }));
    expect(pathsOf(form.validate({ x: " ".repeat(500_000) }))).toEqual(["/x"]);
  });
});
