/** Every kind of change in a declared input is found and classified, and an unchanged declaration raises nothing. */
import { describe, expect, test } from "vitest";
import { CHANGE_CODES, changesBetween, fingerprintOf } from "../../src/checks/input-changes.js";
import type { DeclaredInput, InputType, WorkflowDeclaration } from "../../src/providers/provider.js";

const input = (name: string, type: InputType, more: Partial<DeclaredInput> = {}): DeclaredInput => ({
  name,
  type,
  required: false,
  ...more,
});
const declared = (inputs: readonly DeclaredInput[], more: Partial<WorkflowDeclaration> = {}): WorkflowDeclaration => ({
  inputs,
  outputs: null,
  coarse: false,
  ...more,
});

const topic = input("topic", "STRING", { required: true, description: "What to write about" });
const words = input("words", "INTEGER", { default: 120 });
const age = input("age", "INTEGER");
const traveller = input("traveller", "OBJECT", { properties: [input("name", "STRING", { required: true }), age] });
const stops = input("stops", "LIST", { items: input("", "STRING") });
const photo = input("photo", "FILE", { fileKind: "image" });
const tone = input("tone", "STRING", { choices: ["friendly", "formal"] });
const ALL = [topic, words, traveller, stops, photo, tone];

/** Puts `after` in the place of the input of the same position; nothing removes it. */
const replaced = (one: DeclaredInput, ...after: readonly DeclaredInput[]): DeclaredInput[] =>
  ALL.flatMap((other) => (other === one ? after : [other]));

type Row = readonly [what: string, after: readonly DeclaredInput[], changes: readonly string[]];

const ROWS: readonly Row[] = [
  ["nothing", ALL.map((one) => structuredClone(one)), []],
  ["renamed", replaced(topic, { ...topic, name: "subject" }), ["RENAMED BREAKING subject"]],
  [
    "renamed and described anew",
    replaced(topic, { ...topic, name: "subject", description: "The subject" }),
    ["RENAMED BREAKING subject", "DESCRIPTION_CHANGED COSMETIC subject"],
  ],
  [
    "renamed to another type, which nobody can tell from removed and added",
    replaced(topic, input("subject", "LIST", { required: true })),
    ["REMOVED BREAKING topic", "REQUIRED_ADDED BREAKING subject"],
  ],
  [
    "renamed, with two that look the same",
    replaced(words, { ...words, name: "least" }, { ...words, name: "most" }),
    ["REMOVED BREAKING words", "OPTIONAL_ADDED COMPATIBLE least", "OPTIONAL_ADDED COMPATIBLE most"],
  ],
  ["retyped", replaced(topic, { ...topic, type: "INTEGER" }), ["RETYPED BREAKING topic"]],
  ["retyped so that it takes more", replaced(words, { ...words, type: "NUMBER" }), ["RETYPED COMPATIBLE words"]],
  ["a new required one", [...ALL, input("audience", "STRING", { required: true })], ["REQUIRED_ADDED BREAKING audience"]],
  ["a new optional one", [...ALL, input("audience", "STRING")], ["OPTIONAL_ADDED COMPATIBLE audience"]],
  ["became required", replaced(words, { ...words, required: true }), ["BECAME_REQUIRED BREAKING words"]],
  ["became optional", replaced(topic, { ...topic, required: false }), ["BECAME_OPTIONAL COMPATIBLE topic"]],
  ["removed", replaced(words), ["REMOVED BREAKING words"]],
  ["another default", replaced(words, { ...words, default: 200 }), ["DEFAULT_CHANGED COMPATIBLE words"]],
  ["a default that is gone", replaced(words, input("words", "INTEGER")), ["DEFAULT_CHANGED COMPATIBLE words"]],
  ["a choice less", replaced(tone, { ...tone, choices: ["formal"] }), ["CHOICES_NARROWED BREAKING tone"]],
  ["a choice more", replaced(tone, { ...tone, choices: ["formal", "friendly", "dry"] }), ["CHOICES_WIDENED COMPATIBLE tone"]],
  ["another choice", replaced(tone, { ...tone, choices: ["formal", "dry"] }), ["CHOICES_NARROWED BREAKING tone"]],
  ["choices in another order", replaced(tone, { ...tone, choices: ["formal", "friendly"] }), []],
  ["choices where there were none", replaced(topic, { ...topic, choices: ["tides"] }), ["CHOICES_NARROWED BREAKING topic"]],
  ["choices no longer", replaced(tone, input("tone", "STRING")), ["CHOICES_WIDENED COMPATIBLE tone"]],
  ["another kind of file", replaced(photo, { ...photo, fileKind: "doc" }), ["FILE_KIND_CHANGED BREAKING photo"]],
  ["another element", replaced(stops, { ...stops, items: input("", "OBJECT") }), ["RETYPED BREAKING stops[]"]],
  [
    "a member retyped",
    replaced(traveller, { ...traveller, properties: [traveller.properties?.[0] ?? age, { ...age, type: "BOOLEAN" }] }),
    ["RETYPED BREAKING traveller.age"],
  ],
  [
    "a member renamed",
    replaced(traveller, { ...traveller, properties: [traveller.properties?.[0] ?? age, { ...age, name: "years" }] }),
    ["RENAMED BREAKING traveller.years"],
  ],
  [
    "a member added",
    replaced(traveller, { ...traveller, properties: [...(traveller.properties ?? []), input("visa", "STRING", { required: true })] }),
    ["REQUIRED_ADDED BREAKING traveller.visa"],
  ],
  [
    "a member removed",
    replaced(traveller, { ...traveller, properties: [traveller.properties?.[0] ?? age] }),
    ["REMOVED BREAKING traveller.age"],
  ],
  ["members no longer declared", replaced(traveller, input("traveller", "OBJECT")), ["STRUCTURE_DROPPED COMPATIBLE traveller"]],
  ["description only", replaced(topic, { ...topic, description: "A topic" }), ["DESCRIPTION_CHANGED COSMETIC topic"]],
  ["order only", [...ALL].reverse(), ["REORDERED COSMETIC "]],
];

const told = (before: WorkflowDeclaration, after: WorkflowDeclaration): string[] =>
  changesBetween(before, after).map(({ code, impact, path }) => `${code} ${impact} ${path}`);

describe("changes of declared inputs", () => {
  test.each(ROWS)("%s", (_what, after, changes) => {
    expect(told(declared(ALL), declared(after))).toEqual(changes);
  });

  test.each(ROWS)("the fingerprint of: %s", (_what, after, changes) => {
    const same = changes.every((change) => change.includes("COSMETIC"));
    expect(fingerprintOf(declared(after)) === fingerprintOf(declared(ALL))).toBe(same);
  });

  test("members that were not declared and are now", () => {
    expect(told(declared([input("traveller", "OBJECT")]), declared([traveller]))).toEqual(["STRUCTURE_DECLARED BREAKING traveller"]);
  });

  test("sentences in both languages, with both names", () => {
    const [change] = changesBetween(declared(ALL), declared(replaced(topic, { ...topic, name: "subject" })));
    expect(change?.message).toEqual({ en: "topic is called subject now.", zh: "topic 已改名为 subject。" });
  });
});

describe("fields of the result", () => {
  const outputs = (...names: readonly string[]) => declared(ALL, { outputs: names.map((name) => input(name, "STRING")) });
  test.each([
    ["renamed", [outputs("summary"), outputs("text")], ["OUTPUT_RENAMED BREAKING text"]],
    ["added", [outputs("summary"), outputs("summary", "text")], ["OUTPUT_ADDED COMPATIBLE text"]],
    ["removed", [outputs("summary", "text"), outputs("summary")], ["OUTPUT_REMOVED BREAKING text"]],
    ["unchanged", [outputs("summary", "text"), outputs("text", "summary")], []],
    ["not said by one of the two", [outputs("summary"), declared(ALL)], []],
    ["retyped", [outputs("summary"), declared(ALL, { outputs: [input("summary", "LIST")] })], ["OUTPUT_RETYPED BREAKING summary"]],
  ] as const)("%s", (_what, [before, after], changes) => {
    expect(told(before, after)).toEqual(changes);
  });
});

describe("a source that says less", () => {
  const coarse = declared(
    [
      input("topic", "STRING", { required: true, description: "What to write about" }),
      ...[
        input("words", "INTEGER"),
        input("traveller", "OBJECT"),
        input("stops", "LIST"),
        input("photo", "STRING"),
        input("tone", "STRING"),
      ],
    ],
    { coarse: true },
  );

  test("raises nothing over what it does not say, whichever of the two it is", () => {
    expect(told(declared(ALL), coarse)).toEqual([]);
    expect(told(coarse, declared(ALL))).toEqual([]);
  });

  test("tells what it does say", () => {
    const changed = { ...coarse, inputs: coarse.inputs.map((one) => (one.name === "words" ? { ...one, type: "BOOLEAN" as const } : one)) };
    expect(told(declared(ALL), changed)).toEqual(["RETYPED BREAKING words"]);
  });
});

test("every code is met by a row", () => {
  const met = new Set(ROWS.flatMap(([, , changes]) => changes.map((change) => change.split(" ")[0])));
  const elsewhere = new Set(["STRUCTURE_DECLARED", "OUTPUT_RENAMED", "OUTPUT_ADDED", "OUTPUT_REMOVED", "OUTPUT_RETYPED"]);
  expect(CHANGE_CODES.filter((code) => !met.has(code) && !elsewhere.has(code))).toEqual([]);
});
