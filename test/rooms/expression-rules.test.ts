import { afterAll, describe, expect, test } from "vitest";
import { createExpressions } from "../../src/expressions/expression-processes.js";
import { AppError } from "../../src/kernel/errors.js";
import type { JsonObject } from "../../src/kernel/json.js";
import { applyMapping, type ParameterRule, readsContext } from "../../src/mappings/mapping.js";
import { parseRules } from "../../src/mappings/parse-rules.js";
import { contextWith, mapped } from "../support/mapping-context.js";

const expressions = createExpressions({ processes: 1, timeoutMs: 30_000 });
afterAll(() => expressions.close());

const expression = (target: string, text: string, more: Partial<ParameterRule> = {}): ParameterRule => ({
  ...{ target, source: { kind: "expression", expression: text } },
  ...more,
});
const field = (target: string, pointer: string, more: Partial<ParameterRule> = {}): ParameterRule => ({
  ...{ target, source: { kind: "field", pointer } },
  ...more,
});

const apply = (rules: readonly ParameterRule[], form: JsonObject) => applyMapping(parseRules(rules), contextWith(form), expressions);

const failureOf = async (rules: readonly ParameterRule[], form: JsonObject): Promise<AppError> => {
  const error: unknown = await apply(rules, form).catch((reason: unknown) => reason);
  if (error instanceof AppError) return error;
  throw new Error("the mapping did not fail", { cause: error });
};

const FORM = { topic: "tides", nights: "3", kind: "boat", stops: [{ city: "Brest" }, { city: "Vannes" }], empty: "" };

describe("rules with expressions", () => {
  test("read the form, who calls what, and when, in the order of the rules", async () => {
    const rules = [
      expression("cities", "$join(form.stops.city, ', ')"),
      field("topic", "/topic"),
      expression("who", "caller.id & '@' & caller.tenant & ':' & caller.roles[0]"),
      expression("what", "ability.key & ' ' & ability.name"),
      expression("at", "now"),
      expression("clock", "$now()"),
      expression("names", "$keys($$)"),
    ];
    const { parameters } = await apply(rules, FORM);
    expect(Object.entries(parameters)).toEqual([
      ["cities", "Brest, Vannes"],
      ["topic", "tides"],
      ["who", "alice@acme:user"],
      ["what", "write-text Write a text"],
      ["at", "2026-11-23T08:30:00.005Z"],
      ["clock", "2026-11-23T08:30:00.005Z"],
      ["names", ["form", "caller", "ability", "now"]],
    ]);
    expect(JSON.stringify((await apply(rules, FORM)).parameters)).toBe(JSON.stringify(parameters));
    expect(Object.isFrozen(parameters) && Object.isFrozen(parameters.names)).toBe(true);
  });

  test("say how each parameter came about", async () => {
    const rules: ParameterRule[] = [
      field("topic", "/topic"),
      field("nights", "/nights", { type: "INTEGER" }),
      expression("half", "$number(form.nights) / 2", { type: "INTEGER" }),
      { target: "fixed", source: { kind: "constant", value: true }, type: "STRING" },
      field("tone", "/tone", { default: "calm" }),
      expression("gone", "form.nothing"),
      expression("fallback", "form.nothing", { default: 7, type: "STRING", required: true }),
      expression("skipped", "$error('never asked')", { when: "form.kind = 'train'", required: true, default: 1 }),
      field("kept", "/kind", { when: "form.kind = 'boat'" }),
      field("empty", "/empty"),
    ];
    const { parameters, trace, absent } = await apply(rules, FORM);
    expect(parameters).toEqual({
      ...{ topic: "tides", nights: 3, half: 1, fixed: "true", tone: "calm", fallback: "7", kept: "boat", empty: "" },
    });
    expect(absent).toEqual(["gone"]);
    expect(trace).toEqual([
      { target: "topic", fedBy: "FIELD", pointer: "/topic" },
      { target: "nights", fedBy: "FIELD", pointer: "/nights", converted: { from: "string", to: "INTEGER" } },
      {
        ...{ target: "half", fedBy: "EXPRESSION", expression: "$number(form.nights) / 2", converted: { from: "number", to: "INTEGER" } },
        warning: { en: "the fraction was cut off", zh: "小数部分已被舍去" },
      },
      { target: "fixed", fedBy: "CONSTANT", converted: { from: "boolean", to: "STRING" } },
      { target: "tone", fedBy: "DEFAULT", pointer: "/tone" },
      { target: "gone", fedBy: "NONE", expression: "form.nothing", dropped: "ABSENT" },
      { target: "fallback", fedBy: "DEFAULT", expression: "form.nothing", converted: { from: "number", to: "STRING" } },
      { target: "skipped", fedBy: "NONE", expression: "$error('never asked')", dropped: "CONDITION" },
      { target: "kept", fedBy: "FIELD", pointer: "/kind" },
      { target: "empty", fedBy: "FIELD", pointer: "/empty", warning: { en: expect.stringContaining("empty"), zh: expect.any(String) } },
    ]);
  });

  // As JSONata's own $boolean.
  test.each<[when: string, holds: boolean]>([
    ["true", true],
    ["false", false],
    ["null", false],
    ["form.nothing", false],
    ["0", false],
    ["'no'", true],
    ["''", false],
    ["{}", false],
    ["form", true],
    ["[]", false],
    ["[0, '']", false],
    ["[[0, 1]]", true],
    ["form.stops[city = 'Rom']", false],
  ])("apply when %s: %s", async (when, holds) => {
    const { parameters } = await apply([field("t", "/topic", { when })], FORM);
    expect(parameters).toEqual(holds ? { t: "tides" } : {});
  });

  // biome-ignore format: a table
  test.each<[what: string, rule: ParameterRule, en: string, zh: string]>([
    ["an evaluation that fails", expression("t", "form.topic + form.stops.city"), "rule 2 (t, from /topic, /stops/city) failed in its expression: at character 12: The left side", "第 2 条规则（t，读取 /topic、/stops/city）在其表达式中出错：第 12 个字符处：运算符左侧须为数字"],
    ["a condition that fails", field("t", "/topic", { when: "$error('no')" }), "rule 2 (t, from /topic) failed in its condition: ", "第 2 条规则（t，读取 /topic）在其条件中出错："],
    ["no value for a required one", expression("t", "form.a.b", { required: true }), "rule 2 (t, from /a/b) needs a value, and there is none.", "第 2 条规则（t，读取 /a/b）需要一个值"],
    ["a value of another type", expression("t", "form.stops", { type: "INTEGER" }), "rule 2 (t, from /stops) has a value of type list, which Coze does not take for INTEGER.", "第 2 条规则（t，读取 /stops）的值类型为 list，Coze 不接受其作为 INTEGER。"],
    ["an element of another type", field("t", "/stops", { type: "LIST", items: "NUMBER" }), "has a value of type list, which Coze does not take for LIST of NUMBER.", "的值类型为 list，Coze 不接受其作为 LIST（元素为 NUMBER）。"],
    ["a field of another type", field("t", "/topic", { type: "BOOLEAN" }), "rule 2 (t, from /topic) has a value of type string, which Coze does not take for BOOLEAN.", "第 2 条规则（t，读取 /topic）的值类型为 string"],
    ["the whole form", field("t", "", { type: "LIST" }), "rule 2 (t, from the form) has a value of type object", "第 2 条规则（t，读取 整个表单）"],
    ["what is no JSON", expression("t", "$sum"), "rule 2 (t) failed in its expression: the result contains a function.", "第 2 条规则（t）在其表达式中出错：结果中含有函数。"],
  ])("fail with rule and field named: %s", async (...[, rule, en, zh]) => {
    const error = await failureOf([field("first", "/topic"), rule], FORM);
    expect(error.code).toBe("MAPPING_FAILED");
    expect(error.messageIn("en")).toContain(en);
    expect(error.messageIn("zh")).toContain(zh);
  });

  test("names the one without bounds, not the others of the same call", async () => {
    const short = createExpressions({ processes: 1, timeoutMs: 1_000 });
    await short.evaluate(["1"], {});
    const rules = parseRules([
      expression("a", "form.topic"),
      expression("b", "($f := function($x) { $f($x) }; $f(1))"),
      expression("c", "1"),
    ]);
    await expect(applyMapping(rules, contextWith(FORM), short)).rejects.toMatchObject({
      code: "MAPPING_FAILED",
      message: expect.stringContaining("rule 2 (b) failed in its expression: it took longer than 1000 ms."),
    });
    await short.close();
  });

  test("names and values of the form are never code", async () => {
    const hostile = {
      "$eval('1')": "name",
      "') & $error('": "quote",
      "a/b~c": "pointer",
      "`": "tick",
      topic: "$now() & caller.id",
      lambda: { _jsonata_lambda: true, thunk: true, body: { procedure: { type: "variable", value: "now" }, arguments: [] }, arguments: [] },
      native: { _jsonata_function: true, implementation: "now" },
    };
    const rules = [
      expression("names", "$keys(form)"),
      expression("value", "form.topic"),
      expression("looked", `$lookup(form, "') & $error('")`),
      field("pointed", "/a~1b~0c"),
      field("ticked", "/`"),
    ];
    const { parameters } = await apply(rules, hostile);
    expect(parameters).toEqual({
      ...{ names: Object.keys(hostile), value: "$now() & caller.id", looked: "quote", pointed: "pointer", ticked: "tick" },
    });
    for (const name of ["lambda", "native"]) {
      const error = await failureOf([expression("t", `form.${name}(1)`)], hostile);
      expect(error.code).toBe("MAPPING_FAILED");
      await failureOf([expression("t", `$map([1], form.${name})`)], hostile);
    }
  });
});

describe("rules without expressions", () => {
  test("need no process, and are applied before anything else happens", async () => {
    const rules = parseRules([field("a", "/topic", { type: "STRING", required: true }), field("b", "/none", { default: [1] })]);
    expect(readsContext(rules)).toBe(false);
    const order: string[] = [];
    setImmediate(() => order.push("the next turn"));
    await mapped(rules, FORM).then(({ parameters }) => order.push(JSON.stringify(parameters)));
    expect(order).toEqual(['{"a":"tides","b":[1]}']);
  });

  test("a condition needs one", async () => {
    const rules = parseRules([field("a", "/topic", { when: "true" })]);
    expect(readsContext(rules)).toBe(true);
    await expect(mapped(rules, FORM)).rejects.toMatchObject({ code: "EXPRESSIONS_BUSY" });
  });
});
