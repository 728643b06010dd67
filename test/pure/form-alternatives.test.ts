import { describe, expect, test } from "vitest";
import type { JsonObject, JsonValue } from "../../src/kernel/json.js";
import { field, formOf, linesOf, pathsOf } from "../support/forms.js";

const trains: JsonObject = {
  properties: { kind: { const: "train" }, seats: { type: "integer" }, wagon: { type: "string" } },
  required: ["kind", "seats", "wagon"],
};
const ships: JsonObject = { properties: { kind: { const: "ship" }, cabins: { type: "integer" } }, required: ["kind", "cabins"] };
const tree: JsonObject = { anyOf: [{ type: "string" }, { type: "array", items: { $ref: "#/$defs/tree" } }] };
const tagged: JsonObject = { type: "object", discriminator: { propertyName: "kind" }, required: ["kind"], oneOf: [trains, ships] };
const optionalNumber: JsonObject = { anyOf: [{ type: "null" }, { anyOf: [{ type: "boolean" }, { type: "number", minimum: 5 }] }] };

type Row = [schema: JsonValue, value: JsonValue, lines: string[]];

// biome-ignore format: a table
const ROWS: Record<string, Row> = {
  "labelled choices are one choice": [{ oneOf: [{ const: "a", title: "A" }, { const: "b", title: "B" }] }, "c", ["/x FIELD_CHOICE Choose one of: a, b."]],
  "types are one list of types": [{ anyOf: [{ type: "string" }, { type: "null" }] }, 1, ["/x FIELD_TYPE This must be text or null."]],
  "a branch of another type was not meant": [{ anyOf: [{ type: "null" }, { type: "string", format: "email" }] }, "me", ["/x FIELD_FORMAT This is not a valid e-mail address."]],
  "the branch whose fixed value agrees was meant": [{ oneOf: [trains, ships] }, { kind: "train", seats: "two" }, ["/x/seats FIELD_TYPE This must be a whole number.", "/x/wagon FIELD_REQUIRED This field is required."]],
  "when no fixed value agrees, they are the choices": [{ oneOf: [trains, ships] }, { kind: "car" }, ["/x/kind FIELD_CHOICE Choose one of: train, ship."]],
  "without fixed value, the branch with the fewest problems was meant": [{ oneOf: [trains, ships] }, { cabins: 1 }, ["/x/kind FIELD_REQUIRED This field is required."]],
  "branches may be references": [{ anyOf: [{ $ref: "#/$defs/trains" }, { $ref: "#/$defs/ships" }] }, { kind: "ship" }, ["/x/cabins FIELD_REQUIRED This field is required."]],
  "alternatives may lie inside alternatives": [optionalNumber, 3, ["/x FIELD_RANGE This must be at least 5."]],
  "a schema may refer to itself": [{ $ref: "#/$defs/tree" }, [["a"], [["b", 1]]], ["/x/1/0/1 FIELD_TYPE This must be text or a list."]],
  "fitting two branches of oneOf is no problem of a branch": [{ oneOf: [{ type: "number" }, { minimum: 1 }, { type: "string" }] }, 2, ["/x FIELD_INVALID This value is not allowed here."]],
  "a field that fits nothing is unknown": [{ anyOf: [false, false] }, 2, ["/x FIELD_UNKNOWN The form has no field x."]],
  "a discriminator chooses the branch": [tagged, { kind: "ship" }, ["/x/cabins FIELD_REQUIRED This field is required."]],
  "a discriminator may name no branch": [tagged, { kind: "car" }, ["/x/kind FIELD_CHOICE Choose one of: train, ship."]],
  "a discriminator may be missing": [tagged, {}, ["/x/kind FIELD_REQUIRED This field is required."]],
  "a discriminator may be no text": [tagged, { kind: 1 }, ["/x/kind FIELD_TYPE This must be text."]],
};

describe("of all that Ajv says about alternatives", () => {
  test.each(Object.keys(ROWS))("%s", (what) => {
    const [schema, value, lines] = ROWS[what] as Row;
    expect(linesOf(formOf({ ...field(schema), $defs: { trains, ships, tree } }).validate({ x: value }))).toEqual(lines);
  });

  test("problems of fields beside the alternatives are kept", () => {
    const text = { type: "string" };
    const form = formOf({ properties: { a: text, x: { anyOf: [text, { type: "null" }] }, z: text } });
    expect(pathsOf(form.validate({ a: 1, x: 1, z: 1 }))).toEqual(["/a", "/x", "/z"]);
  });
});

describe("the list of problems", () => {
  test("follows the order of the form's fields and of list entries", () => {
    const form = formOf({ required: ["zebra"], properties: { zebra: {}, list: { items: { type: "string" } }, apple: { type: "string" } } });
    const list = [0, "", 0, ...Array<string>(8).fill(""), 0];
    expect(pathsOf(form.validate({ apple: 1, list }))).toEqual(["/zebra", "/list/0", "/list/2", "/list/11", "/apple"]);
  });

  test("names a problem once, however many rules find it", () => {
    const result = formOf({ required: ["a"], allOf: [{ required: ["a"] }] }).validate({});
    expect(result).toEqual({ ok: false, problems: [{ path: "/a", code: "FIELD_REQUIRED" }] });
  });

  test("ends after 50", () => {
    const result = formOf(field({ items: { type: "string" } })).validate({ x: Array<number>(200).fill(1) });
    expect(pathsOf(result)).toHaveLength(50);
  });
});
