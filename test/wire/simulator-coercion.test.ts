/** How parameters are typed before a run (reference/coze-api.md §4.2): as a table, and once over the wire. */
import { describe, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { type CoercionRules, coerceParameters, convert } from "../../src/simulator/coercion.js";
import { fileNameOf, parsesAsUrl } from "../../src/simulator/file-values.js";
import type { InputSpec, InputType } from "../../src/simulator/script.js";
import { startSimulator } from "../support/simulator-caller.js";

const RULES: CoercionRules = { namesMissing: true, file: (value) => (parsesAsUrl(value) ? value : undefined) };

describe("a value", () => {
  test.each<[InputType, unknown, unknown]>([
    ["string", "text", "text"],
    ["string", 1.5, "1.5"],
    ["string", 1e21, "1000000000000000000000"],
    ["string", 1e-7, "0.0000001"],
    ["string", true, "true"],
    ["string", { a: [1] }, '{"a":[1]}'],
    ["string", null, null],
    ["time", 7, "7"],
    ["integer", 3, 3],
    ["integer", -3.9, -3],
    ["integer", "42", 42],
    ["integer", null, null],
    ["number", "1.5e3", 1500],
    ["number", 2, 2],
    ["boolean", "T", true],
    ["boolean", "0", false],
    ["boolean", false, false],
    ["object", { a: 1, extra: 2 }, { a: 1, extra: 2 }],
    ["object", '{"a":1}', { a: 1 }],
    ["list", [1, "b"], [1, "b"]],
    ["list", "[1]", [1]],
    ["file", "https://files.test/a.pdf", "https://files.test/a.pdf"],
    ["file", "relative/path", "relative/path"],
  ])("%s takes %j as %j", (type, value, expected) => {
    expect(convert(value, { type }, RULES)).toEqual(expected);
  });

  test.each<[InputType, unknown]>([
    ["integer", true],
    ["integer", "1.5"],
    ["integer", "many"],
    ["integer", ""],
    ["integer", "9223372036854775808"],
    ["integer", {}],
    ["integer", []],
    ["number", false],
    ["number", "0x10"],
    ["number", ""],
    ["boolean", 1],
    ["boolean", "yes"],
    ["object", []],
    ["object", "[1]"],
    ["object", "{bad"],
    ["object", 1],
    ["list", {}],
    ["list", "{}"],
    ["list", "[bad"],
    ["file", 1],
    ["file", '{"file_id":"7541"}'],
    ["file", "line\nbreak"],
    ["file", "https://a b/"],
    ["file", "/%zz"],
  ])("%s does not take %j", (type, value) => {
    expect(convert(value, { type }, RULES)).toBeUndefined();
  });
});

describe("parameters", () => {
  const traveller: InputSpec = { type: "object", required: true, properties: { name: { type: "string", required: true } } };
  const coerce = (given: Record<string, unknown>, inputs: Record<string, InputSpec>, rules = RULES) =>
    coerceParameters(given, inputs, rules);

  test("that are missing are named, except by early revisions and inside objects", () => {
    expect(coerce({}, { traveller })).toEqual({ failure: { code: 720702002, message: "missing required parameter: traveller" } });
    const old = { ...RULES, namesMissing: false };
    expect(coerce({}, { traveller }, old)).toEqual({ failure: { code: 720702002, message: "missing required parameter" } });
    expect(coerce({ traveller: {} }, { traveller })).toEqual({ failure: { code: 720702001, message: "invalid parameter" } });
  });

  test("that are null satisfy a required input and keep a default away", () => {
    expect(coerce({ traveller: null }, { traveller })).toEqual({ values: { traveller: null } });
    expect(coerce({ a: null }, { a: { type: "string", default: "x" } })).toEqual({ values: { a: null } });
  });

  test("that are absent or empty get their default", () => {
    const inputs: Record<string, InputSpec> = {
      ...{ text: { type: "string", default: "t" }, list: { type: "list", default: [1] } },
      ...{ object: { type: "object", default: { a: 1 } }, number: { type: "integer", default: 5 } },
    };
    expect(coerce({ text: "", list: [], object: {}, number: 0 }, inputs)).toEqual({
      values: { text: "t", list: [1], object: { a: 1 }, number: 0 },
    });
    expect(coerce({}, inputs)).toEqual({ values: { text: "t", list: [1], object: { a: 1 }, number: 5 } });
  });

  test("are converted inside objects and lists too, and unknown ones pass", () => {
    const inputs: Record<string, InputSpec> = {
      ...{ traveller: { ...traveller, properties: { name: { type: "string" }, age: { type: "integer" } } } },
      ...{ stops: { type: "list", items: { type: "string" } } },
    };
    const given = JSON.parse('{"traveller":{"name":7,"age":"30","x":[]},"stops":[1,"b"],"__proto__":{"y":1}}');
    const { values } = coerce(given, inputs) as { values: Record<string, unknown> };
    expect(values.traveller).toEqual({ name: "7", age: 30, x: [] });
    expect(values.stops).toEqual(["1", "b"]);
    expect(Object.getOwnPropertyDescriptor(values, "__proto__")?.value).toEqual({ y: 1 });
    expect(coerce({ stops: [1, {}] }, { stops: { type: "list", items: { type: "integer" } } })).toHaveProperty("failure");
  });
});

test("the workflow echo returns what it received after coercion, all 64 bits of an integer included", async () => {
  const { run } = await startSimulator();
  const sent = {
    string: 1,
    integer: "9007199254740993",
    number: "1.5",
    boolean: "t",
    object: '{"a":1}',
    list: "[2]",
    time: "now",
    free: null,
  };
  const received =
    '{"string":"1","integer":9007199254740993,"number":1.5,"boolean":true,"object":{"a":1},"list":[2],"time":"now","free":null}';
  expect((await run(WORKFLOW_IDS.echo, sent)).json().data).toBe(received);
});

test.each([
  ["https://h/a/pass%20port.pdf?x=1", "pass port.pdf"],
  ["https://h/a/b?x-wf-file_name=menu.png", "menu.png"],
  ["https://h/%E4%BD%A0.txt#part", "你.txt"],
  ["https://h/%ff", "%ff"],
])("the file behind %s is called %s", (url, name) => {
  expect(fileNameOf(url)).toBe(name);
});
