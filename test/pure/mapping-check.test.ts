/** What does not fit between the rules of a mapping and the inputs its workflow declares. */
import { describe, expect, test } from "vitest";
import { takesValue } from "../../src/checks/conversion.js";
import { learnedFindings, learnInputs } from "../../src/checks/learned-inputs.js";
import { FINDING_CODES, type Finding } from "../../src/checks/mapping-check.js";
import { type CheckedMapping, type CheckedRule, findingsOf } from "../../src/checks/rule-findings.js";
import type { JsonObject, JsonValue } from "../../src/kernel/json.js";
import type { DeclaredInput, InputType, WorkflowDeclaration } from "../../src/providers/provider.js";
import { coerceParameters } from "../../src/simulator/coercion.js";
import type { InputType as ScriptedType } from "../../src/simulator/script.js";

const input = (name: string, type: InputType, more: Partial<DeclaredInput> = {}): DeclaredInput => ({
  name,
  type,
  required: false,
  ...more,
});
const field = (target: string, pointer = `/${target}`, more: Partial<CheckedRule> = {}): CheckedRule => ({
  target,
  source: { kind: "field", pointer },
  ...more,
});
const constant = (target: string, value: JsonValue): CheckedRule => ({ target, source: { kind: "constant", value } });
const expression = (target: string, more: Partial<CheckedRule> = {}): CheckedRule => ({
  target,
  source: { kind: "expression", expression: "form.x" },
  ...more,
});

const FORM: JsonObject = {
  type: "object",
  required: ["topic", "traveller", "level"],
  properties: {
    topic: { type: "string" },
    tone: { type: "string" },
    words: { type: "integer", default: 100 },
    size: { type: ["number", "null"] },
    level: { enum: ["1", "2", "3"] },
    mixed: { enum: ["1", "two"] },
    agreed: { type: "boolean" },
    site: { type: "string", format: "uri" },
    photo: { type: "string", format: "file-id" },
    photos: { type: "array", items: { type: "string", format: "file-id" } },
    stops: { type: "array", items: { type: "string" } },
    traveller: { type: "object", required: ["name"], properties: { name: { type: "string" }, age: { type: "boolean" } } },
    closed: { type: "object", additionalProperties: false, properties: { nick: { type: "string" } } },
    free: {},
  },
};

const check = (inputs: readonly DeclaredInput[], rules: readonly CheckedRule[], more: Partial<WorkflowDeclaration> = {}): Finding[] =>
  findingsOf({ mapping: { parameters: rules }, formSchema: FORM, declaration: { inputs, outputs: null, coarse: false, ...more } });
const told = (findings: readonly Finding[]): string[] =>
  findings.map(({ code, severity, rule, target }) => `${severity} ${code} ${rule ?? "-"} ${target ?? "-"}`);

const required = (name: string, type: InputType = "STRING", more: Partial<DeclaredInput> = {}) =>
  input(name, type, { required: true, ...more });
const member = (name: string, type: InputType, more: Partial<DeclaredInput> = {}) => [
  input("traveller", "OBJECT", { properties: [input(name, type, more)] }),
];

type Row = readonly [what: string, given: readonly [readonly DeclaredInput[], readonly CheckedRule[]], found: readonly string[]];

const FITTING: readonly Row[] = [
  ["a text for a text", [[required("topic")], [field("topic")]], []],
  ["a number for a text", [[input("words", "STRING")], [field("words")]], []],
  ["a number for a time", [[input("words", "TIME")], [field("words")]], []],
  ["an object for a text", [[input("traveller", "STRING")], [field("traveller")]], []],
  ["an integer for a number", [[input("words", "NUMBER")], [field("words")]], []],
  ["a number, or null, for an integer", [[input("size", "INTEGER")], [field("size")]], []],
  ["a list of numbers as texts for an integer", [[required("level", "INTEGER")], [field("level")]], []],
  ["an address for a file", [[input("site", "FILE")], [field("site")]], []],
  ["a file for a file", [[input("photo", "FILE")], [field("photo", "/photo", { type: "FILE" })]], []],
  [
    "files for a list of files",
    [[input("photos", "LIST", { items: input("", "FILE") })], [field("photos", "/photos", { type: "FILE" })]],
    [],
  ],
  ["an undescribed field for anything", [[input("free", "INTEGER")], [field("free")]], []],
  ["a field with a default for a required one", [[required("words", "INTEGER")], [field("words")]], []],
  ["a rule with a default for a required one", [[required("tone")], [field("tone", "/tone", { default: "dry" })]], []],
  ["a rule that refuses the call for a required one", [[required("tone")], [field("tone", "/tone", { required: true })]], []],
  ["a rule with a type of its own", [[input("topic", "INTEGER")], [field("topic", "/topic", { type: "INTEGER" })]], []],
  ["an expression", [[input("topic", "INTEGER")], [expression("topic")]], []],
  ["a member that is always there", [member("name", "STRING", { required: true }), [field("traveller")]], []],
];

const NOT_FITTING: readonly Row[] = [
  ["a required input without a rule", [[required("title")], []], ["ERROR REQUIRED_INPUT_UNCOVERED - title"]],
  ["an optional field for a required one", [[required("tone")], [field("tone")]], ["WARNING REQUIRED_INPUT_MAY_BE_ABSENT 0 tone"]],
  [
    "a rule under a condition for a required one",
    [[required("topic")], [field("topic", "/topic", { when: "form.x" })]],
    ["WARNING REQUIRED_INPUT_MAY_BE_ABSENT 0 topic"],
  ],
  ["an expression for a required one", [[required("topic")], [expression("topic")]], ["WARNING REQUIRED_INPUT_MAY_BE_ABSENT 0 topic"]],
  [
    "an input that was renamed",
    [[required("subject")], [field("topic")]],
    ["WARNING UNKNOWN_INPUT 0 topic", "ERROR REQUIRED_INPUT_UNCOVERED - subject"],
  ],
  ["an input that is gone", [[], [field("topic")]], ["WARNING UNKNOWN_INPUT 0 topic"]],
  ["a boolean for a number", [[input("agreed", "NUMBER")], [field("agreed")]], ["ERROR INPUT_TYPE_MISMATCH 0 agreed"]],
  ["a number for a boolean", [[input("words", "BOOLEAN")], [field("words")]], ["ERROR INPUT_TYPE_MISMATCH 0 words"]],
  ["a list for an object", [[input("stops", "OBJECT")], [field("stops")]], ["ERROR INPUT_TYPE_MISMATCH 0 stops"]],
  ["a text for a number", [[required("topic", "INTEGER")], [field("topic")]], ["WARNING INPUT_TYPE_UNCERTAIN 0 topic"]],
  ["a text for a file", [[input("topic", "FILE")], [field("topic")]], ["WARNING INPUT_TYPE_UNCERTAIN 0 topic"]],
  ["some texts for a number", [[input("mixed", "INTEGER")], [field("mixed")]], ["WARNING INPUT_TYPE_UNCERTAIN 0 mixed"]],
  ["only other texts for a boolean", [[required("level", "BOOLEAN")], [field("level")]], ["WARNING INPUT_TYPE_UNCERTAIN 0 level"]],
  ["only other texts for an object", [[required("level", "OBJECT")], [field("level")]], ["ERROR INPUT_TYPE_MISMATCH 0 level"]],
  ["a constant of another type", [[input("words", "INTEGER")], [constant("words", "many")]], ["ERROR INPUT_TYPE_MISMATCH 0 words"]],
  [
    "a constant without a required member",
    [member("name", "STRING", { required: true }), [constant("traveller", { age: 7 })]],
    ["ERROR INPUT_TYPE_MISMATCH 0 traveller"],
  ],
  [
    "a default of another type",
    [[input("tone", "INTEGER")], [field("tone", "/tone", { default: true })]],
    ["WARNING INPUT_TYPE_UNCERTAIN 0 tone", "WARNING INPUT_TYPE_UNCERTAIN 0 tone"],
  ],
  [
    "a type of the rule's own",
    [[input("words", "BOOLEAN")], [field("words", "/words", { type: "NUMBER" })]],
    ["ERROR INPUT_TYPE_MISMATCH 0 words"],
  ],
  ["a member of another type", [member("age", "INTEGER"), [field("traveller")]], ["ERROR INPUT_TYPE_MISMATCH 0 traveller.age"]],
  [
    "a required member that the form does not describe",
    [member("visa", "STRING", { required: true }), [field("traveller")]],
    ["WARNING INPUT_TYPE_UNCERTAIN 0 traveller.visa"],
  ],
  [
    "a required member that the form cannot have",
    [[input("closed", "OBJECT", { properties: [required("name")] })], [field("closed")]],
    ["ERROR INPUT_TYPE_MISMATCH 0 closed.name"],
  ],
  [
    "elements of another type",
    [[input("stops", "LIST", { items: input("", "OBJECT") })], [field("stops")]],
    ["WARNING INPUT_TYPE_UNCERTAIN 0 stops[]"],
  ],
  ["a file's id as it is", [[input("photo", "FILE")], [field("photo")]], ["ERROR FILE_ID_UNRESOLVED 0 photo"]],
  ["files' ids as they are", [[input("photos", "LIST")], [field("photos")]], ["ERROR FILE_ID_UNRESOLVED 0 photos"]],
  [
    "a file for a number",
    [[input("photo", "INTEGER")], [field("photo", "/photo", { type: "FILE" })]],
    ["WARNING FILE_NOT_EXPECTED 0 photo"],
  ],
];

describe("rules against declared inputs", () => {
  test.each(FITTING)("nothing is found: %s", (_what, [inputs, rules], found) => {
    expect(told(check(inputs, rules))).toEqual(found);
  });

  test.each(NOT_FITTING)("%s", (_what, [inputs, rules], found) => {
    expect(told(check(inputs, rules))).toEqual(found);
  });

  test("a source that calls times and files texts raises nothing over a file", () => {
    expect(check([input("photo", "STRING")], [field("photo", "/photo", { type: "FILE" })], { coarse: true })).toEqual([]);
  });

  test("a connection that cannot hand files over", () => {
    const mapping: CheckedMapping = { parameters: [field("photo", "/photo", { type: "FILE" })] };
    const declaration = { inputs: [input("photo", "FILE")], outputs: null, coarse: false };
    const fileProblem = { en: "not here.", zh: "不行。" };
    const [finding] = findingsOf({ mapping, formSchema: FORM, declaration, fileProblem });
    expect(finding).toMatchObject({ code: "FILE_MODE_REFUSED", severity: "ERROR" });
    expect(finding?.message.en).toContain("not here.");
  });

  test("an output rule that reads what the result does not have", () => {
    const output = (pointer: string) => ({ select: { kind: "field", pointer }, from: "DATA" });
    const outputs = [input("summary", "STRING"), input("stops", "LIST")];
    const found = (pointer: string, named: readonly DeclaredInput[] | null = outputs) =>
      told(
        findingsOf({
          mapping: { parameters: [], output: output(pointer) },
          formSchema: FORM,
          declaration: { inputs: [], outputs: named, coarse: false },
        }),
      );
    expect(found("/text")).toEqual(["ERROR OUTPUT_FIELD_UNKNOWN - text"]);
    for (const pointer of ["/summary", "/stops/0", ""]) expect(found(pointer)).toEqual([]);
    expect(found("/text", null)).toEqual([]);
  });

  test("sentences name the input, the type and what to do, in both languages", () => {
    const [, uncovered] = check([required("subject", "INTEGER")], [field("topic")]);
    expect(uncovered?.message).toEqual({
      en: "The workflow requires subject (INTEGER), and no rule fills it.",
      zh: "工作流要求必填输入 subject（INTEGER），但没有规则为其赋值。",
    });
    const [unknown] = check([required("subject", "INTEGER")], [field("topic")]);
    expect(unknown?.fix.en).toBe("Point the rule at another input (subject), or remove it.");
  });

  test("every code of the rules is met by a row", () => {
    const met = new Set(NOT_FITTING.flatMap(([, , found]) => found.map((text) => text.split(" ")[1])));
    const elsewhere = [
      "FILE_MODE_REFUSED",
      "OUTPUT_FIELD_UNKNOWN",
      "INPUT_NO_LONGER_SENT",
      "WORKFLOW_NOT_FOUND",
      "INPUTS_UNKNOWN",
      "PARAMETERS_REFUSED",
    ];
    expect(FINDING_CODES.filter((code) => !met.has(code) && !elsewhere.includes(code))).toEqual([]);
  });
});

test("what is learned from calls: what all of them sent and no rule fills any more", () => {
  const learned = learnInputs([{ topic: "a", words: 1 }, { topic: "b" }, { topic: "c", words: "many", stops: [] }]);
  expect(learned.always).toEqual(["topic"]);
  expect(learned.inputs.map(({ name, type }) => `${name} ${type}`)).toEqual(["topic STRING", "words ANY", "stops LIST"]);
  expect(told(learnedFindings(learned, [field("words")]))).toEqual(["WARNING INPUT_NO_LONGER_SENT - topic"]);
  expect(learnedFindings(learned, [field("topic")])).toEqual([]);
});

/** The stand-in was written from the same table by another hand: both must agree on every pair. */
describe("conversion, as the stand-in for Coze does it", () => {
  const types: readonly ScriptedType[] = ["string", "time", "integer", "number", "boolean", "object", "list", "file"];
  const values: readonly JsonValue[] = [
    ...["", "text", "7", "-7", "7.5", "1e3", "true", "T", "0", "[1]", '{"a":1}', "{bad", "https://example.com/a.pdf", "null"],
    ...[0, 1, -3, 2.5, true, false, null, [], [1, "a"], {}, { a: 1 }],
  ];
  const rules = { namesMissing: true, file: (value: string) => (URL.canParse(value) ? value : undefined) };
  const pairs = types.flatMap((type) => values.map((value): readonly [ScriptedType, JsonValue] => [type, value]));

  test.each(pairs.filter(([type, value]) => type !== "file" || typeof value !== "string" || !value.startsWith("{")))(
    "%s ← %j",
    (type, value) => {
      const accepted = "values" in coerceParameters({ x: value }, { x: { type } }, rules);
      expect(takesValue(input("x", type.toUpperCase() as InputType), value)).toBe(accepted);
    },
  );
});
