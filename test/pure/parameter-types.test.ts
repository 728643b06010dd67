import { describe, expect, test } from "vitest";
import type { JsonValue } from "../../src/kernel/json.js";
import { convertParameter, type DeclaredType, PARAMETER_TYPES } from "../../src/mappings/parameter-types.js";

const REFUSED = Symbol("Coze would refuse it");
const AS_IT_IS = Symbol("nothing had to be changed");

const INTEGERS = { type: "LIST", items: "INTEGER" } as const;
type Row = [declared: DeclaredType["type"] | DeclaredType, given: JsonValue, expected: JsonValue | symbol, warning?: string];

/** reference/coze-api.md §4.2: what an input of a declared type accepts, and what becomes of it. */
// biome-ignore format: a table
const TABLE: Row[] = [
  ["STRING", "text", AS_IT_IS],
  ["STRING", "", AS_IT_IS],
  ["STRING", 12, "12"],
  ["STRING", -0.5, "-0.5"],
  ["STRING", 1e21, "1000000000000000000000"],
  ["STRING", 1.25e-9, "0.00000000125"],
  ["STRING", -5e-7, "-0.0000005"],
  ["STRING", true, "true"],
  ["STRING", { b: 1, a: [2] }, '{"b":1,"a":[2]}'],
  ["STRING", [1, "a"], '[1,"a"]'],
  ["TIME", "2026-11-23T08:30:00Z", AS_IT_IS],
  ["TIME", "2026-11-23", AS_IT_IS],
  ["TIME", "tomorrow", AS_IT_IS, "the text is not a time that can be read"],
  ["TIME", 2026, "2026"],
  ["INTEGER", 7, AS_IT_IS],
  ["INTEGER", 7.9, 7, "the fraction was cut off"],
  ["INTEGER", -7.9, -7, "the fraction was cut off"],
  ["INTEGER", -0.2, 0, "the fraction was cut off"],
  ["INTEGER", "7", 7],
  ["INTEGER", "+7", 7],
  ["INTEGER", "-007", -7],
  ["INTEGER", "7.9", 7, "the fraction was cut off"],
  ["INTEGER", "1e3", 1_000],
  ["INTEGER", "9007199254740993", "9007199254740993", "sent as text: the number is beyond 2^53"],
  ["INTEGER", "9223372036854775807", "9223372036854775807", "sent as text: the number is beyond 2^53"],
  ["INTEGER", "9223372036854775808", REFUSED],
  ["INTEGER", 1e300, REFUSED],
  ["INTEGER", "1e400", REFUSED],
  ["INTEGER", "seven", REFUSED],
  ["INTEGER", " 7", REFUSED],
  ["INTEGER", "", REFUSED],
  ["INTEGER", true, REFUSED],
  ["INTEGER", {}, REFUSED],
  ["INTEGER", [7], REFUSED],
  ["NUMBER", 7.5, AS_IT_IS],
  ["NUMBER", "7.5", 7.5],
  ["NUMBER", "-.5e1", -5],
  ["NUMBER", "1e400", REFUSED],
  ["NUMBER", "NaN", REFUSED],
  ["NUMBER", "0x10", REFUSED],
  ["NUMBER", false, REFUSED],
  ["NUMBER", {}, REFUSED],
  ["NUMBER", [], REFUSED],
  ["BOOLEAN", true, AS_IT_IS],
  ...["1", "t", "T", "TRUE", "true", "True"].map((text): Row => ["BOOLEAN", text, true]),
  ...["0", "f", "F", "FALSE", "false", "False"].map((text): Row => ["BOOLEAN", text, false]),
  ["BOOLEAN", "yes", REFUSED],
  ["BOOLEAN", "tRUE", REFUSED],
  ["BOOLEAN", "", REFUSED],
  ["BOOLEAN", 1, REFUSED],
  ["BOOLEAN", {}, REFUSED],
  ["OBJECT", { a: 1 }, AS_IT_IS],
  ["OBJECT", '{"a":{"unknown":[1]}}', { a: { unknown: [1] } }],
  ["OBJECT", "{a:1}", REFUSED],
  ["OBJECT", "[1]", REFUSED],
  ["OBJECT", [1], REFUSED],
  ["OBJECT", 1, REFUSED],
  ["LIST", [1, "a"], AS_IT_IS],
  ["LIST", '[1,"a"]', [1, "a"]],
  ["LIST", "1,2", REFUSED],
  ["LIST", "{}", REFUSED],
  ["LIST", { 0: 1 }, REFUSED],
  ["LIST", true, REFUSED],
  [INTEGERS, [1, 2], AS_IT_IS],
  [INTEGERS, ["1", 2.5, null], [1, 2, null], "the fraction was cut off"],
  [INTEGERS, '["1"]', [1]],
  [INTEGERS, [1, "b"], REFUSED],
  ["FILE", "https://files.example.com/a.png", AS_IT_IS],
  ["FILE", ["file_1", "file_2"], AS_IT_IS],
  ["FILE", [1], REFUSED],
  ["FILE", { url: "x" }, REFUSED],
  ["FILE", 1, REFUSED],
];

describe("types of parameters", () => {
  test.each(TABLE)("%j takes %j", (...[declared, given, expected, warning]) => {
    const before = JSON.stringify(given);
    const converted = convertParameter(given, typeof declared === "string" ? { type: declared } : declared);
    if (expected === REFUSED) expect(converted).toBeUndefined();
    else if (expected === AS_IT_IS) expect(converted?.value).toBe(given);
    else expect(converted?.value).toStrictEqual(expected);
    expect(converted?.warning?.en).toBe(warning);
    expect(JSON.stringify(given)).toBe(before);
  });

  test.each(PARAMETER_TYPES)("%s takes null", (type) => {
    expect(convertParameter(null, { type })).toEqual({ value: null });
  });
});

describe("hostile texts", () => {
  const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
  // Each of them took minutes, or overflowed the stack: this test would not end.
  // biome-ignore format: a table
  test.each<[what: string, declared: DeclaredType["type"], text: string]>([
    ["digits that end in a letter, as a number", "NUMBER", `${"1".repeat(900_000)}x`],
    ["digits that end in a letter, as an integer", "INTEGER", `${"1".repeat(900_000)}x`],
    ["digits with a point that end in a letter", "NUMBER", `${"1".repeat(400_000)}.${"1".repeat(400_000)}x`],
    ["more digits than anybody counts", "INTEGER", "9".repeat(900_000)],
    ["lists without bottom", "LIST", nested(200_000)],
    ["objects without bottom", "OBJECT", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`],
    ["NUL that the form did not see", "LIST", '["\\u0000"]'],
    ["a name that poisons careless code", "OBJECT", '{"__proto__": {"admin": true}}'],
  ])("%s are refused", (_, type, text) => {
    expect(convertParameter(text, { type })).toBeUndefined();
  });

  test("lists of a depth that people write are taken", () => {
    expect(convertParameter(nested(60), { type: "LIST" })).toMatchObject({ value: expect.any(Array) });
  });
});
