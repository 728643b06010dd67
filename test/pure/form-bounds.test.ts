/** Forms and values that would take for ever, or all the memory, if nobody counted: each is answered, and answered soon. */

import { monitorEventLoopDelay } from "node:perf_hooks";
import { describe, expect, test } from "vitest";
import { compileForm } from "../../src/forms/form.js";
import { createPatternJudge } from "../../src/forms/form-patterns.js";
import type { AppError } from "../../src/kernel/errors.js";
import type { JsonObject, JsonValue } from "../../src/kernel/json.js";
import { field, formOf, linesOf, pathsOf } from "../support/forms.js";
import { until } from "../support/until.js";

const upTo = (count: number): number[] => [...Array(count).keys()];

/** Milliseconds that everybody else has to wait at most, where the machine is busy with others; and of the processor's time. */
const LONGEST = { lag: 5_000, work: 2_000 };

/** Does it, and sees how long nothing else was done meanwhile. */
const soon = async <Result>(work: () => Result): Promise<Result> => {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  // It measures from one tick to the next.
  await until(() => delay.count > 0);
  const ticks = delay.count;
  const before = process.cpuUsage();
  const result = work();
  const { user } = process.cpuUsage(before);
  await until(() => delay.count > ticks);
  delay.disable();
  expect(delay.max / 1e6).toBeLessThan(LONGEST.lag);
  expect(user / 1e3).toBeLessThan(LONGEST.work);
  return result;
};

const refusalOf = (schema: JsonObject, uiSchema: JsonObject | null = null): string => {
  try {
    compileForm({ schema: { type: "object", ...schema }, uiSchema, revision: 1 });
    return "taken";
  } catch (error) {
    return (error as AppError).messageIn("en");
  }
};

const fieldsOf = (count: number, schema: JsonValue = { type: "string" }): JsonObject =>
  Object.fromEntries(upTo(count).map((n) => [`f${n}`, schema]));
const chain = (count: number, link: (next: JsonObject) => JsonObject): JsonObject =>
  Object.fromEntries(upTo(count).map((n) => [`a${n}`, n === count - 1 ? { type: "object" } : link({ $ref: `#/$defs/a${n + 1}` })]));
/** Texts of a class each, in Chinese. */
const classes = (count: number, join: string): string =>
  upTo(count)
    .map((n) => `[${String.fromCharCode(0x4e00 + n)}]`)
    .join(join);

// biome-ignore-start lint/suspicious/noThenProperty: a keyword of JSON Schema
const equal = (name: string, value: JsonValue): JsonObject => ({ properties: { [name]: { const: value } }, required: [name] });
const branches = (count: number): JsonObject => ({
  allOf: upTo(count).map((n) => ({ if: equal("a", n), then: { properties: { [`b${n}`]: { type: "string" } } } })),
});
// biome-ignore-end lint/suspicious/noThenProperty: a keyword of JSON Schema

// biome-ignore format: a table
const SCHEMAS: Record<string, [schema: JsonObject, problem: RegExp]> = {
  "of many fields": [{ properties: fieldsOf(2_000) }, /more than 500 schemas/],
  "of many alternatives": [field({ oneOf: upTo(3_000).map((n) => ({ minLength: n })) }), /more than 500 schemas/],
  "that refer twice to what refers twice, and so on": [{ $defs: chain(60, (next) => ({ allOf: [next, next] })), $ref: "#/$defs/a0" }, /even an empty form takes too long/],
  "with patterns of many classes": [field({ pattern: `^(${classes(120, "|")})*$`, allOf: [{ pattern: `^(${upTo(90).map((n) => `[${String.fromCharCode(0x5e00 + n)}]`).join("|")})*$` }] }), /more different character classes/],
  "with a pattern that is ambiguous beyond the basic plane": [field({ pattern: "^(?:😀|😀)*$" }), /repeats something that is itself repeated/],
  "with such a pattern, escaped": [field({ pattern: "^(?:\\uD83D\\uDE00|\\u{1F600})*$" }), /repeats something that is itself repeated/],
  "with classes that meet beyond the basic plane": [field({ pattern: "^(?:\\p{Script=Gothic}|\\p{L})*$" }), /repeats something that is itself repeated/],
};

const TOO_LARGE = " FORM_TOO_LARGE The form is larger than can be checked. Shorten it, or send files by link.";
const tree = {
  $defs: { n: { anyOf: [1, 2].map((k) => ({ type: "object", properties: { x: { $ref: "#/$defs/n" }, k: { const: k } } })) } },
};
const deep = (levels: number): JsonObject => upTo(levels).reduce<JsonObject>((inner) => ({ x: inner }), { k: 3 });
const listOf = (count: number, entry: JsonValue): JsonObject => ({ x: upTo(count).map(() => entry) });

// biome-ignore format: a table
const VALUES: Record<string, [schema: JsonObject, values: JsonObject, first: string]> = {
  "nested alternatives that are all tried": [{ ...tree, ...field({ $ref: "#/$defs/n" }) }, deep(28), TOO_LARGE],
  "many rules times many entries": [field({ items: { allOf: upTo(450).map((n) => ({ maximum: n })) } }), listOf(40_000, -1), TOO_LARGE],
  "many branches times many entries": [field({ items: branches(80) }), listOf(10_000, { a: 1 }), TOO_LARGE],
  "a long text that is measured again and again": [field({ allOf: upTo(450).map((n) => ({ minLength: n })) }), { x: "x".repeat(900_000) }, TOO_LARGE],
  "a long list that is compared again and again": [field({ allOf: upTo(450).map(() => ({ uniqueItems: true })) }), { x: upTo(20_000) }, TOO_LARGE],
  "slow patterns times many texts": [field({ items: { pattern: "\\s+$" } }), listOf(190, `${" ".repeat(4_990)}x`), "/x/0 FIELD_PATTERN"],
  "addresses that are read for long": [field({ items: { format: "url" } }), listOf(240, `http://${":".repeat(4_000)}!`), "/x/0 FIELD_FORMAT"],
  "many rules broken by many entries": [field({ items: { allOf: upTo(400).map((n) => ({ maximum: n })) } }), listOf(20_000, 1_000), "/x/0 FIELD_RANGE"],
  "secrets behind many alternatives": [field({ items: { anyOf: upTo(240).map(() => ({ type: "string", "x-secret": true })) } }), listOf(40_000, "s"), TOO_LARGE],
  "names of fields that a pattern reads for long": [{ patternProperties: { "^.*a.*a.*a.*b$": { type: "object", properties: { s: { type: "string", "x-secret": true } } } } }, Object.fromEntries(upTo(3_000).map((n) => [`${"a".repeat(200)}${n}`, {}])), ""],
};

describe("a form", () => {
  test.each(Object.keys(SCHEMAS))("%s is refused soon", async (name) => {
    const [schema, problem] = SCHEMAS[name] as [JsonObject, RegExp];
    expect(await soon(() => refusalOf(schema))).toMatch(problem);
  });

  test.each<[string, JsonObject]>([
    ["as many fields as it may have", { properties: fieldsOf(490, { type: "string", minLength: 1, pattern: "^[a-z]+(-[a-z]+)*$" }) }],
    ["4,000 choices with labels", field({ oneOf: upTo(4_000).map((n) => ({ const: `c${n}`, title: `Choice ${n}` })) })],
    [
      "200 references to one definition of 200 fields",
      { $defs: { big: { properties: fieldsOf(200) } }, properties: fieldsOf(200, { $ref: "#/$defs/big" }) },
    ],
  ])("of %s is taken, and answers soon", async (_, schema) => {
    const form = await soon(() => formOf(schema));
    expect((await soon(() => form.validate({}))).ok).toBe(true);
  });

  test("with rules for 150 fields, each about the next one, is taken, and answers soon", async () => {
    const rules = Object.fromEntries(upTo(150).map((n) => [`f${n}`, { "ui:visibleWhen": equal(`f${n + 1}`, "x") }]));
    expect(await soon(() => refusalOf({ properties: fieldsOf(151) }, rules))).toBe("taken");
  });
});

describe("values", () => {
  test.each(Object.keys(VALUES))("%s are answered soon", async (name) => {
    const [schema, values, first] = VALUES[name] as [JsonObject, JsonObject, string];
    const form = formOf(schema);
    expect(linesOf(await soon(() => form.validate(values)))[0] ?? "").toContain(first);
    // One that was too much leaves nothing behind.
    expect(form.validate({}).ok).toBe(true);
  });

  test("that are many and good, or many and wrong, are not too much", () => {
    const entry = { type: "object", properties: fieldsOf(20), additionalProperties: false, required: ["f0"] };
    const form = formOf(field({ type: "array", items: entry }));
    const good = Object.fromEntries(upTo(20).map((n) => [`f${n}`, "x"]));
    expect(form.validate(listOf(2_300, good)).ok).toBe(true);
    expect(pathsOf(form.validate(listOf(2_300, { f1: 1 })))).toHaveLength(50);
    const referring = formOf({ $defs: { entry }, ...field({ items: { $ref: "#/$defs/entry" } }) });
    expect(pathsOf(referring.validate(listOf(2_300, { f1: 1 })))).toHaveLength(50);
  });

  test("of which only one is wrong, far behind, are told which", () => {
    const form = formOf(field({ items: { anyOf: [{ type: "integer" }, { type: "object", properties: fieldsOf(20) }] } }));
    const { x } = listOf(30_000, 1) as { x: JsonValue[] };
    expect(pathsOf(form.validate({ x: [...x, "no"] }))).toEqual(["/x/30000"]);
  });
});

test("patterns of one form share what is known of their classes", () => {
  const judge = createPatternJudge();
  for (let time = 0; time < 50; time++) expect(judge(`^${classes(150, "")}{${time}}$`)).toHaveProperty("longestText");
});
