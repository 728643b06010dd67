/** What an ability makes of its engine's result: which part, computed how, and whether it fits. */
import { afterAll, describe, expect, test } from "vitest";
import { createExpressions } from "../../src/expressions/expression-processes.js";
import { checkExpression } from "../../src/expressions/expressions.js";
import type { JsonValue } from "../../src/kernel/json.js";
import { applyOutputRule, compileOutputSchema } from "../../src/mappings/output-mapping.js";
import type { OutputRule } from "../../src/mappings/output-rule.js";
import { parseOutputRule } from "../../src/mappings/parse-output-rule.js";

const expressions = createExpressions();
afterAll(() => expressions.close());

const apply = (rule: OutputRule, data: JsonValue, nodes: Record<string, string> = {}) =>
  applyOutputRule(rule, { data, nodes: async () => nodes }, { expressions, schema: rule.schema && compileOutputSchema(rule.schema) });
const field = (pointer: string) => ({ kind: "field", pointer }) as const;
const expression = (text: string) => ({ kind: "expression", expression: text }) as const;

describe("the output of an ability", () => {
  test.each([
    ["all of it", { from: "DATA" }, { a: 1 }, { a: 1 }],
    ["text that is JSON is data", { from: "DATA" }, '{"a":[1]}', { a: [1] }],
    ["text that only looks like a number stays text", { from: "DATA" }, "42", "42"],
    ["text that is no JSON", { from: "DATA" }, "{a", "{a"],
    ["data as text", { from: "TEXT" }, { a: 1 }, '{"a":1}'],
    ["text as text, whatever it holds", { from: "TEXT" }, '{"a":1}', '{"a":1}'],
    ["a part", { from: "DATA", select: field("/answer/0/text") }, { answer: [{ text: "yes" }] }, "yes"],
    ["null is a value", { from: "DATA", select: field("/a") }, { a: null }, null],
    ["a part of JSON in text", { from: "DATA", select: field("/a") }, '{"a":"b"}', "b"],
    [
      "computed",
      { from: "DATA", select: expression('output.items.{"name": title}') },
      { items: [{ title: "x" }, { title: "y" }] },
      [{ name: "x" }, { name: "y" }],
    ],
  ] as const)("%s", async (...[, rule, data, output]) => {
    expect(await apply(rule as OutputRule, data as JsonValue)).toEqual({ ok: true, output });
  });

  test("text of JSON too deep to be written again stays text", async () => {
    const text = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect(await apply({ from: "DATA" }, text)).toEqual({ ok: true, output: text });
    expect(await apply({ from: "DATA", select: expression("$length(output)") }, text)).toEqual({ ok: true, output: 200_000 });
  });

  test("what the nodes said, by node", async () => {
    expect(await apply({ from: "NODES", select: field("/n1") }, "end", { n1: "first", n2: "second" })).toEqual({
      ok: true,
      output: "first",
    });
  });

  const schema = {
    type: "array",
    items: { $ref: "#/$defs/row" },
    $defs: { row: { type: "object", required: ["n"], properties: { n: { type: "integer" } } } },
  };
  test.each([
    ["nothing there", { from: "DATA", select: field("/missing") }, {}, "nothing at /missing"],
    ["no value", { from: "DATA", select: expression("output.missing") }, {}, "gives no value"],
    ["an expression that fails", { from: "DATA", select: expression("output.a + 1") }, { a: "x" }, ""],
    ["an expression without end", { from: "DATA", select: expression("($f := function($n) { $f($n + 1) }; $f(0))") }, {}, ""],
    ["a schema that does not hold, with the place", { from: "DATA", schema }, [{ n: 1 }, { n: "x" }], "at /1/n"],
    ["another type altogether", { from: "DATA", schema }, "text", "at /"],
  ] as const)("is refused: %s", async (...[, rule, data, problem]) => {
    const result = await apply(rule as OutputRule, data as JsonValue);
    expect(result).toMatchObject({ ok: false, problem: { en: expect.stringContaining(problem), zh: expect.stringMatching(/[一-龥]/) } });
  });

  test("a schema that holds, with parts of its own", async () => {
    expect(await apply({ from: "DATA", schema }, [{ n: 1 }])).toEqual({ ok: true, output: [{ n: 1 }] });
  });
});

describe("an output rule is read", () => {
  const parse = (input: unknown) => parseOutputRule(input, { check: checkExpression });
  test("as it was written, and not at all when there is none", () => {
    expect(parse(null)).toBeNull();
    expect(parse({ from: "TEXT", hint: "MARKDOWN" })).toEqual({ from: "TEXT", hint: "MARKDOWN" });
    const whole = { from: "DATA", select: field("/a"), schema: { type: "string" }, hint: "TEXT" };
    expect(parse(whole)).toEqual(whole);
  });

  test.each([
    ["not an object", "text", "must be an object"],
    ["an unknown source", { from: "EVERYWHERE" }, "from must be one of"],
    ["an unknown hint", { from: "DATA", hint: "HTML" }, "hint must be one of"],
    ["no pointer", { from: "DATA", select: { kind: "field", pointer: "a/b" } }, "JSON Pointer"],
    ["both", { from: "DATA", select: { kind: "both", pointer: "/a", expression: "a" } }, "either a field or an expression"],
    ["a syntax error", { from: "DATA", select: expression("output.(") }, "output: "],
    ["a forbidden function", { from: "DATA", select: expression("$eval('1')") }, "$eval"],
    ["a schema that is none", { from: "DATA", schema: { type: "strin" } }, "output: "],
    ["a catastrophic pattern", { from: "DATA", schema: { type: "string", pattern: "^(a+)+$" } }, "output: "],
    ["an enormous schema", { from: "DATA", schema: { type: "string", description: "x".repeat(200_000) } }, "longer than"],
    ["a document from elsewhere", { from: "DATA", schema: { $ref: "https://example.com/schema" } }, "output: "],
  ])("and refused: %s", (_, input, problem) => {
    expect(() => parse(input)).toThrow(expect.objectContaining({ code: "MAPPING_INVALID", message: expect.stringContaining(problem) }));
  });
});
