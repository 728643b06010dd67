import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileForm } from "../../src/forms/form.js";
import type { JsonObject, JsonValue } from "../../src/kernel/json.js";
import { linesOf } from "../support/forms.js";

const formOf = (schema: JsonObject, uiSchema: JsonObject | null = null) =>
  compileForm({ schema: { type: "object", ...schema }, uiSchema, revision: 1 });

const when = (name: string, schema: JsonValue): JsonObject => ({ properties: { [name]: schema }, required: [name] });
const shown = (condition: JsonValue): JsonObject => ({ "ui:visibleWhen": condition });
const text = { type: "string", minLength: 1 };

/** A branch of each kind, asked from both sides: what is left of the values, and what was taken away. */
// biome-ignore-start lint/suspicious/noThenProperty: a keyword of JSON Schema
const KIND = { kind: { enum: ["a", "b"] } };
const thenElse = {
  properties: KIND,
  required: ["kind"],
  if: when("kind", { const: "a" }),
  then: { properties: { x: text }, required: ["x"] },
  else: { properties: { y: text }, required: ["y"] },
  unevaluatedProperties: false,
};
const nested = {
  properties: { box: { type: "object", ...thenElse } },
};
const entries = { properties: { list: { type: "array", items: thenElse } } };
const chained = {
  properties: { ...KIND, one: text, two: text, three: text },
  required: ["one", "two", "three"],
};
const CHAIN = { one: shown(when("kind", { const: "a" })), two: shown({ required: ["one"] }), three: shown({ required: ["two"] }) };
const dynamic: JsonObject = {
  properties: { pet: { enum: ["no", "one", "many"] } },
  dependencies: {
    pet: {
      oneOf: [
        { properties: { pet: { enum: ["no"] } } },
        { properties: { pet: { enum: ["one"] }, age: { type: "integer", default: 3 } }, required: ["age"] },
        { properties: { pet: { enum: ["many"] }, names: { type: "array" } }, required: ["names"] },
      ],
    },
  },
};

type Row = [schema: JsonObject, ui: JsonObject | null, sent: JsonObject, values: JsonObject, pruned: string[]];
// biome-ignore format: a table
const ROWS: Record<string, Row> = {
  "then": [thenElse, null, { kind: "a", x: "1", y: "2" }, { kind: "a", x: "1" }, ["/y"]],
  "else": [thenElse, null, { kind: "b", x: "1", y: "2" }, { kind: "b", y: "2" }, ["/x"]],
  "then, in an object": [nested, null, { box: { kind: "a", x: "1", y: "2" } }, { box: { kind: "a", x: "1" } }, ["/box/y"]],
  "then and else, in entries of a list": [entries, null, { list: [{ kind: "a", x: "1", y: "" }, { kind: "b", x: "", y: "2" }] }, { list: [{ kind: "a", x: "1" }, { kind: "b", y: "2" }] }, ["/list/0/y", "/list/1/x"]],
  "a condition that is a reference": [{ properties: KIND, $defs: { isA: when("kind", { const: "a" }) }, if: { $ref: "#/$defs/isA" }, then: { properties: { x: {} } } }, null, { kind: "b", x: 1 }, { kind: "b" }, ["/x"]],
  "a branch that is a reference": [{ properties: KIND, $defs: { more: { properties: { x: {} } } }, if: when("kind", { const: "a" }), then: { $ref: "#/$defs/more" } }, null, { kind: "b", x: 1 }, { kind: "b" }, ["/x"]],
  "a condition true": [{ if: true, then: { properties: { x: {} } }, else: { properties: { y: {} } } }, null, { x: 1, y: 1 }, { x: 1 }, ["/y"]],
  "a branch inside a branch": [{ if: when("a", { const: 1 }), then: { properties: { b: {} }, if: when("b", { const: 1 }), then: { properties: { c: {} } } } }, null, { a: 1, b: 0, c: 1 }, { a: 1, b: 0 }, ["/c"]],
  "a branch inside a branch that is not taken": [{ if: when("a", { const: 1 }), then: { properties: { b: {} }, if: when("b", { const: 1 }), then: { properties: { c: {} } } } }, null, { a: 0, b: 1, c: 1 }, { a: 0 }, ["/b", "/c"]],
  "a field that is also named outside of the branch": [{ properties: { x: {} }, if: when("a", { const: 1 }), then: { properties: { x: text } } }, null, { a: 2, x: 5 }, { a: 2, x: 5 }, []],
  "a field refused by the branch that is taken": [{ properties: { x: {} }, if: when("a", { const: 1 }), then: { properties: { x: false } } }, null, { a: 1, x: 5 }, { a: 1 }, ["/x"]],
  "a field required outside, named in the branch": [{ required: ["x"], if: when("a", { const: 1 }), then: { properties: { x: {} } } }, null, { a: 2 }, { a: 2 }, []],
  "conditions in allOf": [{ allOf: [{ if: when("a", { const: 1 }), then: { properties: { x: {} } } }, { if: when("a", { const: 2 }), then: { properties: { y: {} } } }] }, null, { a: 2, x: 1, y: 1 }, { a: 2, y: 1 }, ["/x"]],
  "dependentSchemas, of a field that is there": [{ properties: { card: {} }, dependentSchemas: { card: { properties: { cvc: text }, required: ["cvc"] } } }, null, { card: 1, cvc: "9" }, { card: 1, cvc: "9" }, []],
  "dependentSchemas, of a field that is not": [{ properties: { card: {} }, dependentSchemas: { card: { properties: { cvc: text }, required: ["cvc"] } } }, null, { cvc: "" }, {}, ["/cvc"]],
  "dependentRequired, of a hidden field": [{ properties: { ...KIND, x: {}, y: {} }, dependentRequired: { kind: ["x"] } }, { x: shown(when("kind", { const: "a" })) }, { kind: "b" }, { kind: "b" }, []],
  "an alternative that another answer chose": [dynamic, null, { pet: "no", age: 1, names: [] }, { pet: "no" }, ["/age", "/names"]],
  "an alternative that was chosen, with its default": [dynamic, null, { pet: "one", names: [] }, { pet: "one", age: 3 }, ["/names"]],
  "a rule that holds": [chained, CHAIN, { kind: "a", one: "1", two: "2", three: "3" }, { kind: "a", one: "1", two: "2", three: "3" }, []],
  "rules that look at fields of other rules": [chained, CHAIN, { kind: "b", one: "1", two: "2", three: "3" }, { kind: "b" }, ["/one", "/two", "/three"]],
  "a rule that looks for the absence of a hidden field": [{ properties: { ...KIND, x: {}, y: {} }, required: ["y"] }, { x: shown(when("kind", { const: "a" })), y: shown({ not: { required: ["x"] } }) }, { kind: "b", x: 1, y: 2 }, { kind: "b", y: 2 }, ["/x"]],
  "a rule false": [{ properties: { x: text }, required: ["x"] }, { x: shown(false) }, { x: "" }, {}, ["/x"]],
  "a rule for a field of an object": [{ properties: { a: {}, box: { properties: { x: text }, required: ["x"] } } }, { box: { x: shown(when("a", { const: 1 })) } }, { a: 2, box: { x: "" } }, { a: 2, box: {} }, ["/box/x"]],
  "a rule for a field of every entry": [{ properties: { a: {}, list: { items: { properties: { x: text }, required: ["x"] } } } }, { list: { items: { x: shown(when("a", { const: 1 })) } } }, { a: 2, list: [{ x: "" }, {}] }, { a: 2, list: [{}, {}] }, ["/list/0/x"]],
  "a rule for an object with required fields": [{ properties: { a: {}, box: { properties: { x: text }, required: ["x"] } }, required: ["box"] }, { box: shown(when("a", { const: 1 })) }, { a: 2, box: {} }, { a: 2 }, ["/box"]],
  "a field whose name needs escaping": [{ properties: { "a/b": {}, x: {} } }, { "a/b": shown(when("x", { const: 1 })) }, { "a/b": 1 }, {}, ["/a~1b"]],
  "a rule that reads a default": [{ properties: { mode: { default: "short" }, x: {}, y: { default: 7 } } }, { x: shown(when("mode", { const: "long" })), y: shown(when("mode", { const: "short" })) }, { x: 1 }, { mode: "short", y: 7 }, ["/x"]],
  "the default of a hidden field": [{ properties: { a: {}, x: { default: 1 } }, if: when("x", { const: 1 }), then: { required: ["never"] } }, { x: shown(when("a", { const: 1 })) }, {}, {}, []],
  "the default of a field in the branch that is taken": [{ properties: KIND, if: when("kind", { const: "a" }), then: { properties: { x: { default: 1 } } }, else: { properties: { y: { default: 2 } } } }, null, { kind: "b" }, { kind: "b", y: 2 }, []],
  "an alternative that is short of a hidden field only": [{ properties: { x: {}, y: {} }, anyOf: [{ required: ["x"] }, { required: ["y"] }] }, { x: shown(false) }, {}, {}, []],
  "one of two alternatives, both short of hidden fields": [{ properties: { x: {}, y: {} }, oneOf: [{ required: ["x"] }, { required: ["y", "z"] }] }, { x: shown(false), y: shown(false) }, {}, {}, []],
};

describe("what the form does not show is taken away before anything is checked", () => {
  test.each(Object.keys(ROWS))("%s", (name) => {
    const [schema, ui, sent, values, pruned] = ROWS[name] as Row;
    const before = JSON.stringify(sent);
    const result = formOf(schema, ui).validate(sent);
    expect(linesOf(result)).toEqual([]);
    expect(result).toMatchObject({ ok: true, pruned });
    expect(result.ok && result.values).toEqual(values);
    expect(JSON.stringify(sent)).toBe(before);
  });

  test("what it does show is checked: a required field of the branch that is taken", () => {
    expect(linesOf(formOf(thenElse).validate({ kind: "b", x: "1" }))).toEqual(["/y FIELD_REQUIRED This field is required."]);
    expect(linesOf(formOf(chained, CHAIN).validate({ kind: "a" }))).toEqual(["/one FIELD_REQUIRED This field is required."]);
  });

  test("what no branch names is refused, not taken away", () => {
    expect(linesOf(formOf(thenElse).validate({ kind: "a", x: "1", z: 1 }))).toEqual(["/z FIELD_UNKNOWN The form has no field z."]);
  });

  test("rules that contradict each other for some values are answered as that", () => {
    const form = formOf({ properties: { x: {} } }, { x: shown({ not: { required: ["x"] } }) });
    expect(linesOf(form.validate({ x: 1 }))).toEqual([` FORM_RULES_UNDECIDED ${CONTRADICTION}`]);
    expect(form.validate({})).toMatchObject({ ok: true, values: {} });
  });

  test("of two fields that hide each other the first gives way, and keeps to it", () => {
    const form = formOf(
      { properties: { x: {}, y: {} } },
      { x: shown({ not: { required: ["y"] } }), y: shown({ not: { required: ["x"] } }) },
    );
    expect(form.validate({ x: 1, y: 1 })).toMatchObject({ ok: true, values: { y: 1 }, pruned: ["/x"] });
    expect(form.validate({ y: 1 })).toMatchObject({ ok: true, values: { y: 1 }, pruned: [] });
    expect(form.validate({ x: 1 })).toMatchObject({ ok: true, values: { x: 1 }, pruned: [] });
  });

  const CONTRADICTION =
    "For these values the form's rules do not decide which fields are shown: they contradict each other. Tell the ability's admin.";
});

describe("rules that cannot be meant are refused when the form is saved", () => {
  const properties = { a: {}, list: { items: { properties: { x: {} } } } };
  // biome-ignore format: a table
  const REFUSED: Record<string, [ui: JsonObject, en: string]> = {
    "of the form itself": [shown(true), "/ui:visibleWhen: the form as a whole is always shown"],
    "of a field that is not there": [{ b: shown(true) }, "/b/ui:visibleWhen: the form has no such field"],
    "of entries of a list": [{ list: { items: shown(true) } }, "/list/items/ui:visibleWhen: entries of a list cannot be hidden one by one"],
    "written in another way": [{ a: { "ui:visiblewhen": true } }, "/a/ui:visiblewhen: this keyword is written ui:visibleWhen"],
    "by another name": [{ a: { "ui:hidden-if": true } }, "/a/ui:hidden-if: this keyword is written ui:visibleWhen"],
    "no schema": [{ a: shown("a") }, "/a/ui:visibleWhen: must be a schema for the whole form value"],
    "with an unknown keyword": [{ a: shown({ require: ["a"] }) }, "/a/ui:visibleWhen/require: this keyword is not known"],
    "with a reference into the form": [{ a: shown({ $ref: "#/$defs/x" }) }, "/a/ui:visibleWhen/$ref: must lead to a schema inside this document"],
    "that refer to themselves": [{ a: shown({ allOf: [{ $ref: "#" }] }) }, "/a/ui:visibleWhen: this schema refers to itself without end"],
    "with a pattern that may take for ever": [{ a: shown(when("a", { pattern: "(a+)+$" })) }, "/a/ui:visibleWhen/properties/a/pattern: the pattern repeats"],
  };
  test.each(Object.keys(REFUSED))("%s", (name) => {
    const [ui, en] = REFUSED[name] as [JsonObject, string];
    expect(() => formOf({ properties }, ui)).toThrow(
      expect.objectContaining({ code: "BAD_USER_INPUT", message: expect.stringContaining(en) }),
    );
  });

  test("more than 200 of them", () => {
    const names = Array.from({ length: 201 }, (_, n) => `f${n}`);
    const ui = Object.fromEntries(names.map((name) => [name, shown(true)]));
    expect(() => formOf({ properties: Object.fromEntries(names.map((name) => [name, {}])) }, ui)).toThrow("more than 200 visibility rules");
  });

  test("what looks like one in a field named items is one for that field", () => {
    const form = formOf({ properties: { items: {}, a: {} } }, { items: shown(when("a", { const: 1 })) });
    expect(form.validate({ items: 1, a: 2 })).toMatchObject({ ok: true, values: { a: 2 }, pruned: ["/items"] });
  });
});

/** A field of a generated form: shown always, by a rule, or by a branch, each looking at a field before it. */
interface Field {
  readonly how: "always" | "rule" | "then" | "else" | "dependent";
  readonly on: number;
  readonly value: number;
  readonly required: boolean;
  readonly fallback: number | undefined;
}

const field: fc.Arbitrary<Field> = fc.record({
  how: fc.constantFrom("always", "rule", "then", "else", "dependent"),
  on: fc.nat(20),
  value: fc.nat(2),
  required: fc.boolean(),
  fallback: fc.option(fc.nat(2), { nil: undefined }),
});

const nameOf = (index: number): string => `f${index}`;
const onOf = ({ on }: Field, index: number): string => nameOf(on % Math.max(index, 1));
const dependsOn = (fields: readonly Field[], index: number): boolean => index > 0 && fields[index]?.how !== "always";

const generated = (fields: readonly Field[]) => {
  const schema = (entry: Field): JsonObject => ({ enum: [0, 1, 2], ...(entry.fallback !== undefined && { default: entry.fallback }) });
  const named = (index: number) => ({ properties: { [nameOf(index)]: schema(fields[index] as Field) } });
  const branches = fields.flatMap((entry, index): JsonObject[] => {
    const on = onOf(entry, index);
    if (!dependsOn(fields, index)) return [named(index)];
    if (entry.how === "rule") return [named(index)];
    if (entry.how === "dependent") return [{ dependentSchemas: { [on]: named(index) } }];
    return [{ if: when(on, { const: entry.value }), [entry.how]: named(index) }];
  });
  const rules = fields.flatMap((entry, index): [string, JsonObject][] =>
    dependsOn(fields, index) && entry.how === "rule" ? [[nameOf(index), shown(when(onOf(entry, index), { const: entry.value }))]] : [],
  );
  const required = fields.flatMap((entry, index) => (entry.required ? [nameOf(index)] : []));
  return formOf({ allOf: branches, required, unevaluatedProperties: false }, Object.fromEntries(rules));
};

/** The same, said in the simplest way: one field after the other, each decided by those before it. */
const reference = (fields: readonly Field[], sent: JsonObject) => {
  const values: JsonObject = {};
  const pruned: string[] = [];
  const missing: string[] = [];
  fields.forEach((entry, index) => {
    const [name, on] = [nameOf(index), onOf(entry, index)];
    const decided = {
      always: true,
      rule: values[on] === entry.value,
      then: values[on] === entry.value,
      else: values[on] !== entry.value,
      dependent: on in values,
    };
    if (dependsOn(fields, index) && !decided[entry.how]) {
      if (name in sent) pruned.push(`/${name}`);
      return;
    }
    const value = sent[name] ?? entry.fallback;
    if (value !== undefined) values[name] = value;
    else if (entry.required) missing.push(`/${name}`);
  });
  return { values, pruned: pruned.sort(), missing: missing.sort() };
};
// biome-ignore-end lint/suspicious/noThenProperty: a keyword of JSON Schema

test("generated forms: the same fields as in a plain reading, none of them hidden, and the same again", () => {
  const cases = fc.tuple(
    fc.array(field, { minLength: 1, maxLength: 8 }),
    fc.dictionary(fc.nat(9).map(nameOf), fc.nat(2), { maxKeys: 8 }).map((sent) => sent as JsonObject),
  );
  const seen = { refused: 0, pruned: 0, whole: 0 };
  fc.assert(
    fc.property(cases, ([fields, given]) => {
      const sent = Object.fromEntries(Object.entries(given).filter(([name]) => Number(name.slice(1)) < fields.length));
      const form = generated(fields);
      const expected = reference(fields, sent);
      const result = form.validate(sent);
      if (!result.ok) {
        expect(result.problems.map(({ path }) => path).sort()).toEqual(expected.missing);
        seen.refused++;
        return;
      }
      expect({ values: result.values, pruned: [...result.pruned].sort(), missing: [] }).toEqual(expected);
      expect(form.validate(result.values)).toEqual({ ...result, pruned: [] });
      if (result.pruned.length > 0) seen.pruned++;
      else seen.whole++;
    }),
    { numRuns: 200 },
  );
  expect(Math.min(seen.refused, seen.pruned, seen.whole)).toBeGreaterThan(10);
});

test("a list of 10,000 entries with conditions is answered, field by field", () => {
  const form = formOf({ properties: { a: {}, ...entries.properties } }, { list: { items: { x: shown(when("a", { const: 1 })) } } });
  const list = Array.from({ length: 10_000 }, (_, n) => ({ kind: n % 2 ? "a" : "b", x: "1", y: "2" }));
  const result = form.validate({ a: 1, list });
  expect(result).toMatchObject({ ok: true });
  expect(result.ok && result.pruned).toHaveLength(10_000);
});
