import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppError } from "../../src/kernel/errors.js";
import type { JsonObject, JsonValue } from "../../src/kernel/json.js";
import { formatPointer, parsePointer, resolvePointer } from "../../src/kernel/json-pointer.js";
import type { ParameterRule } from "../../src/mappings/mapping.js";
import { parseRules } from "../../src/mappings/parse-rules.js";
import { unknownPointers } from "../../src/mappings/unknown-pointers.js";
import { mapped } from "../support/mapping-context.js";

const field = (target: string, pointer: string, required?: boolean): ParameterRule => ({
  target,
  source: { kind: "field", pointer },
  ...(required && { required }),
});
const constant = (target: string, value: JsonValue): ParameterRule => ({ target, source: { kind: "constant", value } });

const expression = (target: string, text: string): ParameterRule => ({ target, source: { kind: "expression", expression: text } });

const rejectionOf = async (work: Promise<unknown>): Promise<AppError> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw error ?? new Error("nothing was thrown");
};

const errorOf = (run: () => unknown): AppError => {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

describe("JSON Pointers", () => {
  // RFC 6901 §5.
  const document: JsonObject = { foo: ["bar", "baz"], "": 0, "a/b": 1, "m~n": 8, " ": 7, "~1": "tilde one" };
  test.each<[string, JsonValue | undefined]>([
    ["", document],
    ["/foo", ["bar", "baz"]],
    ["/foo/0", "bar"],
    ["/", 0],
    ["/a~1b", 1],
    ["/m~0n", 8],
    ["/ ", 7],
    ["/~01", "tilde one"],
    ["/foo/-", undefined],
    ["/foo/00", undefined],
    ["/foo/2", undefined],
    ["/foo/length", undefined],
    ["/foo/0/0", undefined],
    ["/toString", undefined],
    ["/__proto__/toString", undefined],
    ["foo", undefined],
    ["/~2", undefined],
    ["#/foo", undefined],
  ])("%j leads to the value RFC 6901 gives it", (pointer, value) => {
    expect(resolvePointer(document, pointer)).toEqual(value);
  });

  test("are read back as they were written, whatever the keys", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom("~", "/", "0", "1", "a", "é") })), (tokens) => {
        expect(parsePointer(formatPointer(tokens))).toEqual(tokens);
      }),
    );
  });
});

const RULE = field("topic", "/topic");

// biome-ignore format: a table
const REFUSED: Record<string, [rules: unknown, problem: string]> = {
  "no list": [{}, "the parameters must be a list of rules."],
  "too many": [Array.from({ length: 201 }, (_, n) => field(`t${n}`, "")), "more than 200 rules."],
  "no object": [[RULE, 1], "rule 2: must be an object."],
  "no target": [[{ source: RULE.source }], "rule 1: target must be a variable name"],
  "a target with a space": [[field("a b", "")], "rule 1: target must be a variable name"],
  "a target that begins with a digit": [[field("1a", "")], "rule 1: target must be"],
  "a target that is too long": [[field("a".repeat(129), "")], "rule 1: target must be"],
  "a target with a line end": [[field("a\n", "")], "rule 1: target must be"],
  "a target that poisons objects": [[field("__proto__", "")], "rule 1: target must be"],
  "the same target twice": [[RULE, field("tone", ""), RULE], "rule 3: topic is already set by rule 1."],
  "no source": [[{ target: "a" }], "rule 1: source must be of kind field, constant or expression."],
  "an unknown kind of source": [[{ target: "a", source: { kind: "script" } }], "rule 1: source must be of kind"],
  "an expression without text": [[{ target: "a", source: { kind: "expression" } }], "rule 1: expression must be a text."],
  "an empty expression": [[expression("a", " \n")], "rule 1: expression: the expression is empty."],
  "an expression that breaks off": [[RULE, expression("a", "form.a +")], "rule 2: expression: at character 8: Unexpected end of expression."],
  "an expression with a stray sign": [[expression("a", "form.a ) 1")], "rule 1: expression: at character 8: Syntax error:"],
  "an expression that is too long": [[expression("a", `"${"x".repeat(2_000)}"`)], "rule 1: expression: the expression is longer than 2000 characters."],
  "an expression of too many steps": [[expression("a", `form${".a".repeat(301)}`)], "rule 1: expression: the expression has more than 300 steps."],
  "an expression nested too deep": [[expression("a", `${"[".repeat(201)}${"]".repeat(201)}`)], "rule 1: expression: the expression is nested deeper than 200 levels."],
  "expressions that are too long together": [Array.from({ length: 11 }, (_, n) => expression(`t${n}`, `"${"x".repeat(1_900)}"`)), "the expressions are longer than 20000 characters together."],
  "an expression that runs text": [[expression("a", '(1; [{"b": $eval("1")}])')], "rule 1: expression: the function $eval is not available."],
  "an expression that throws dice": [[expression("a", "$map([1], $random)")], "rule 1: expression: the function $random is not available."],
  "an expression that shuffles": [[expression("a", "form.list ~> $shuffle")], "rule 1: expression: the function $shuffle is not available."],
  "a condition that is none": [[{ ...RULE, when: "form.a =" }], "rule 1: when: at character 8: Unexpected end of expression."],
  "a condition that is no text": [[{ ...RULE, when: true }], "rule 1: when must be a text."],
  "an unknown type": [[{ ...RULE, type: "string" }], "rule 1: type must be one of STRING, INTEGER,"],
  "elements without a list": [[{ ...RULE, type: "STRING", items: "STRING" }], "rule 1: items is the type of a LIST's elements"],
  "elements of no type": [[{ ...RULE, items: "STRING" }], "rule 1: type must be one of"],
  "lists of lists": [[{ ...RULE, type: "LIST", items: "LIST" }], "rule 1: items is the type of a LIST's elements, and no LIST itself."],
  "a default with NUL": [[{ ...RULE, default: "\u0000" }], "rule 1: a default needs a JSON value"],
  "a default of another type": [[{ ...RULE, type: "INTEGER", default: "many" }], "rule 1: Coze does not take this default for INTEGER."],
  "a constant of another type": [[{ ...constant("a", 1), type: "BOOLEAN" }], "rule 1: Coze does not take this constant for BOOLEAN."],
  "a pointer that is none": [[field("a", "topic")], "rule 1: pointer must be a JSON Pointer into the form"],
  "a pointer with a broken escape": [[field("a", "/a~2")], "rule 1: pointer must be a JSON Pointer"],
  "a pointer without end": [[field("a", "/a".repeat(501))], "rule 1: pointer must be a JSON Pointer"],
  "a constant without value": [[{ target: "a", source: { kind: "constant" } }], "rule 1: a constant needs a JSON value"],
  "a huge constant": [[constant("a", "x".repeat(100_000))], "rule 1: a constant needs a JSON value of at most 100000 characters, without NUL or half of a character."],
  "a constant nested beyond any call stack": [[constant("a", JSON.parse("[".repeat(49_000) + "]".repeat(49_000)))], "rule 1: a constant needs"],
  "a constant with NUL": [[constant("a", { deep: ["\u0000"] })], "rule 1: a constant needs"],
  "a constant with half of a character": [[constant("a", { "\ud800": 1 })], "rule 1: a constant needs"],
  "required as a text": [[{ ...RULE, required: "yes" }], "rule 1: required must be true or false."],
};

describe("rules", () => {
  test.each(Object.keys(REFUSED))("are refused with the rule named: %s", (what) => {
    const [rules, problem] = REFUSED[what] as [unknown, string];
    const error = errorOf(() => parseRules(rules));
    expect(error.code).toBe("MAPPING_INVALID");
    expect(error.messageIn("en")).toContain(problem);
    expect(error.messageIn("zh")).toMatch(/^映射无效：.*[\u4e00-\u9fff].*。$/);
  });

  test("are read as they are, without what does not belong to them", () => {
    const input = [{ ...field("_a1", "/a~1b/0", true), note: "mine" }, constant("b", null), { ...field("c", ""), required: false }];
    expect(parseRules(input)).toEqual([field("_a1", "/a~1b/0", true), constant("b", null), field("c", "")]);
  });

  test("keep expressions, types, defaults and conditions, and leave out what is null", () => {
    const full = { ...expression("a", "form.b"), type: "LIST", items: "INTEGER", default: [1], required: true, when: "form.c" };
    const bare = { ...expression("b", "1"), type: null, items: null, default: null, when: null };
    expect(parseRules([full, bare])).toEqual([full, expression("b", "1")]);
  });

  test("do not change with the input they were read from", async () => {
    const value = { list: [1] };
    const rules = parseRules([constant("a", value)]);
    value.list.push(2);
    expect((await mapped(rules, {})).parameters).toEqual({ a: { list: [1] } });
  });
});

const isDeeplyFrozen = (value: unknown): boolean =>
  typeof value !== "object" || value === null || (Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen));

describe("applying rules", () => {
  test("takes fields and constants, in the order of the rules", async () => {
    const rules = [field("z", "/stops/1/city"), constant("k", { fixed: [1] }), field("a", "/nothing"), field("all", "")];
    const values = { stops: [{ city: "Brest" }, { city: "Vannes" }] };
    const { parameters, absent } = await mapped(rules, values);
    expect(Object.entries(parameters)).toEqual([
      ["z", "Vannes"],
      ["k", { fixed: [1] }],
      ["all", values],
    ]);
    expect(absent).toEqual(["a"]);
  });

  test("takes null, false, 0 and empty texts as the values they are", async () => {
    const rules = ["n", "f", "z", "e"].map((name) => field(name, `/${name}`, true));
    const values = { n: null, f: false, z: 0, e: "" };
    expect(await mapped(rules, values)).toMatchObject({ parameters: values, absent: [] });
  });

  test("fails when a required field is absent, and says which", async () => {
    const error = await rejectionOf(mapped([RULE, field("who", "/traveller/name", true)], { topic: "tides" }));
    expect(error.code).toBe("MAPPING_FAILED");
    expect(error.messageIn("en")).toContain("rule 2 (who, from /traveller/name) needs a value, and there is none.");
    expect(error.messageIn("zh")).toContain("第 2 条规则（who，读取 /traveller/name）需要一个值");
  });

  const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>;
  const values = fc.dictionary(fc.constantFrom("a", "b", "c", "__proto__", "toString"), json) as fc.Arbitrary<JsonObject>;
  const target = fc.constantFrom("t1", "t2", "t3", "t4", "t5");
  const pointer = fc.array(fc.constantFrom("a", "b", "0", "1", "__proto__", "toString", "length"), { maxLength: 3 }).map(formatPointer);
  const rule = fc.oneof(
    fc.tuple(target, pointer).map(([t, p]) => field(t, p)),
    fc.tuple(target, json).map(([t, v]) => constant(t, v)),
  );
  const rules = fc.uniqueArray(rule, { selector: (entry) => entry.target });

  test("sets every target or names it as absent, gives the same each time, and shares nothing with the form", async () => {
    await fc.assert(
      fc.asyncProperty(rules, values, async (someRules, someValues) => {
        const before = JSON.stringify(someValues);
        const { parameters, absent } = await mapped(parseRules(someRules), someValues);
        expect(someRules.map((entry) => entry.target).filter((name) => !absent.includes(name))).toEqual(Object.keys(parameters));
        expect(JSON.stringify((await mapped(someRules, someValues)).parameters)).toBe(JSON.stringify(parameters));
        expect(isDeeplyFrozen(parameters)).toBe(true);
        expect(JSON.stringify(someValues)).toBe(before);
        for (const { target: name, source } of someRules) {
          const expected =
            source.kind === "field" ? resolvePointer(someValues, source.pointer) : source.kind === "constant" && source.value;
          expect(JSON.stringify(parameters[name])).toBe(JSON.stringify(expected));
          if (typeof expected === "object" && expected !== null) expect(parameters[name]).not.toBe(expected);
        }
      }),
    );
  });

  test("leaves the form values as changeable as they were", async () => {
    const form = { list: [1] };
    await mapped([field("a", "/list")], form);
    expect(Object.isFrozen(form.list)).toBe(false);
  });
});

describe("pointers that the form cannot produce", () => {
  const schema: JsonObject = {
    type: "object",
    additionalProperties: false,
    properties: {
      name: { type: "string" },
      stops: { type: "array", items: { $ref: "#/$defs/stop" } },
      pair: { type: "array", prefixItems: [{ type: "string" }, { properties: { deep: {} } }], items: false },
      anything: {},
      bag: { type: "object" },
      map: { type: "object", additionalProperties: { type: "object", properties: { n: {} } } },
      either: {
        oneOf: [
          { type: "object", properties: { a: {} } },
          { type: "object", properties: { b: {} } },
        ],
      },
      loose: { anyOf: [{ type: "string" }, { type: "object" }] },
    },
    patternProperties: { "^x-": { type: "string" } },
    if: { properties: { name: { const: "z" } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: { late: {} } },
    $defs: { stop: { type: "object", properties: { city: { type: "string" }, next: { $ref: "#/$defs/stop" } } } },
  };

  test.each<[string, boolean]>([
    ["", true],
    ["/name", true],
    ["/nam", false],
    ["/name/first", false],
    ["/stops/7/city", true],
    ["/stops/7/next/next/city", true],
    ["/stops/city", false],
    ["/stops/0/town", false],
    ["/pair/0", true],
    ["/pair/1/deep", true],
    ["/pair/2", false],
    ["/anything/at/all", true],
    ["/bag/any", true],
    ["/map/key/n", true],
    ["/map/key/m", false],
    ["/either/b", true],
    ["/either/c", false],
    ["/loose/any", true],
    ["/x-note", true],
    ["/late", true],
    ["/toString", false],
  ])("%s: %s", (pointer, possible) => {
    const found = unknownPointers([constant("k", 1), field("t", pointer)], schema);
    expect(found).toEqual(possible ? [] : [{ index: 1, target: "t", pointer }]);
  });

  test.each<[string, string[]]>([
    ["form.name & form.nam", ["/nam"]],
    ["form.stops.city", []],
    ["form.stops[city = 'Brest'].next.town", ["/stops/next/town"]],
    ["form.stops.(city & $$.form.nam)", ["/nam"]],
    ["$map(form.stops, function($s) { $s.town & form.nam })", ["/nam"]],
    ["$sum(form.map.key.n) + form.either.c", ["/either/c"]],
    ["{form.nam: form.anything.at.all}", ["/nam"]],
    ["form.stops^(town).city", []],
    ["($f := form; $f.nam)", []],
    ["form.`x-note` ? caller.id : ability.key & now", []],
  ])("are found in the expression %s", (text, pointers) => {
    expect(unknownPointers([expression("t", text)], schema).map(({ pointer }) => pointer)).toEqual(pointers);
    const inCondition: ParameterRule = { ...constant("t", 1), when: text };
    expect(unknownPointers([inCondition], schema).map(({ pointer }) => pointer)).toEqual(pointers);
  });

  test("names beside the context are told as well", () => {
    const found = unknownPointers([expression("t", "name & user.id & form.stops.(city & $$.tenant)")], schema);
    expect(found.map(({ name }) => name)).toEqual(["name", "user", "tenant"]);
  });
});
