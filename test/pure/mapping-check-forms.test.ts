/** Fields that are there at times only: whether a check of a mapping says that a required input may go without. Pure. */
import { expect, test } from "vitest";
import { findingsOf } from "../../src/checks/rule-findings.js";
import type { JsonObject } from "../../src/kernel/json.js";
import type { WorkflowDeclaration } from "../../src/providers/provider.js";

const TEXT = { type: "string" };

const CIRCLE = { one: { anyOf: [{ $ref: "#/$defs/two" }] }, two: { anyOf: [{ $ref: "#/$defs/one" }] } };

/** Forms whose field `tone` is there at times only; a workflow that requires it is called without it then. */
const AT_TIMES: readonly (readonly [what: string, schema: JsonObject])[] = [
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  ["required by a branch alone", { properties: { tone: TEXT, boat: {} }, if: { required: ["boat"] }, then: { required: ["tone"] } }],
  ["that schemas in a circle may require", { properties: { tone: TEXT }, $ref: "#/$defs/one", $defs: CIRCLE }],
  ["with a default in a branch alone", { if: { required: ["boat"] }, else: { properties: { tone: { ...TEXT, default: "dry" } } } }],
  ["required by one of two ways alone", { properties: { tone: TEXT }, oneOf: [{ required: ["tone"] }, { required: ["boat"] }] }],
  ["required where another field is there", { properties: { tone: TEXT }, dependentSchemas: { boat: { required: ["tone"] } } }],
];
const HIDDEN: readonly (readonly [what: string, schema: JsonObject, uiSchema: JsonObject])[] = [
  [
    "required and hidden at times",
    { properties: { tone: TEXT }, required: ["tone"] },
    { tone: { "ui:visibleWhen": { required: ["boat"] } } },
  ],
  ["with a default and hidden at times", { properties: { tone: { ...TEXT, default: "dry" } } }, { tone: { "ui:visibleWhen": false } }],
];
const ALWAYS: readonly (readonly [what: string, schema: JsonObject])[] = [
  ["required by a reference", { $ref: "#/$defs/base", $defs: { base: { properties: { tone: TEXT }, required: ["tone"] } } }],
  [
    "required by what all ways refer to",
    {
      properties: { tone: TEXT },
      oneOf: [{ $ref: "#/$defs/base" }, { $ref: "#/$defs/base", title: "b" }],
      $defs: { base: { required: ["tone"] } },
    },
  ],
  ["required by all of several", { allOf: [{ properties: { tone: TEXT } }, { required: ["tone"] }] }],
  ["required whichever way", { properties: { tone: TEXT }, oneOf: [{ required: ["tone", "a"] }, { required: ["b", "tone"] }] }],
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  ["required by both branches", { properties: { tone: TEXT }, if: {}, then: { required: ["tone"] }, else: { required: ["tone"] } }],
];
const coveredBy = (formSchema: JsonObject, uiSchema?: JsonObject) => {
  const declaration: WorkflowDeclaration = { inputs: [{ name: "tone", type: "STRING", required: true }], outputs: null, coarse: false };
  return findingsOf({
    mapping: { parameters: [{ target: "tone", source: { kind: "field" as const, pointer: "/tone" } }] },
    formSchema,
    ...(uiSchema && { uiSchema }),
    declaration,
  }).map(({ code }) => code);
};
test.each(AT_TIMES)("a field %s does not cover a required input for certain", (_, schema) => {
  expect(coveredBy({ type: "object", ...schema })).toEqual(["REQUIRED_INPUT_MAY_BE_ABSENT"]);
});
test.each(HIDDEN)("a field %s does not cover a required input for certain", (_, schema, uiSchema) => {
  expect(coveredBy({ type: "object", ...schema }, uiSchema)).toEqual(["REQUIRED_INPUT_MAY_BE_ABSENT"]);
});
test.each(ALWAYS)("a field %s covers a required input", (_, schema) => {
  expect(coveredBy({ type: "object", ...schema })).toEqual([]);
});
