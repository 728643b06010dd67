import { describe, expect, test } from "vitest";
import { checkAbilityFields, parseAbilityKey } from "../../src/abilities/ability.js";
import { compileForm, type FormDefinition } from "../../src/forms/form.js";
import { localizeForm } from "../../src/forms/form-localization.js";
import type { JsonObject } from "../../src/kernel/json.js";
import { parseRules } from "../../src/mappings/parse-rules.js";
import { unknownPointers } from "../../src/mappings/unknown-pointers.js";
import { SAMPLE_ABILITIES } from "../../src/samples/samples.js";
import { mapped } from "../support/mapping-context.js";

const CHINESE = /[\u4e00-\u9fff]/;

/** Every title and description in a form. */
const labelsOf = (value: unknown): string[] => {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) => (key === "title" || key === "description" ? [String(entry)] : labelsOf(entry)));
};

describe.each(SAMPLE_ABILITIES.map((sample) => [sample.ability.key, sample] as const))("the sample %s", (_key, sample) => {
  const form = compileForm(sample.ability.form);

  test("is a sound ability", () => {
    expect(parseAbilityKey(sample.ability.key)).toBe(sample.ability.key);
    expect(() => checkAbilityFields(sample.ability)).not.toThrow();
  });

  test("has an example that fits the form and gives every parameter", async () => {
    const result = form.validate(sample.example);
    expect(result).toMatchObject({ ok: true, pruned: [] });
    expect(result.ok && result.values).toEqual(sample.example);
    const rules = parseRules(sample.parameters);
    const { parameters, absent } = await mapped(rules, sample.example);
    // It goes to a portal, so nobody is written to.
    expect(absent).toEqual(sample.ability.key === "send-report" ? ["recipient"] : []);
    expect(Object.keys(parameters)).toEqual(rules.map((rule) => rule.target).filter((target) => !absent.includes(target)));
    expect(unknownPointers(rules, sample.ability.form.schema)).toEqual([]);
  });

  test("has a form in English and in Chinese, both equally valid", () => {
    const english = localizeForm(sample.ability.form, "en");
    const chinese = localizeForm(sample.ability.form, "zh");
    for (const localized of [english, chinese]) {
      expect(JSON.stringify(localized)).not.toContain("x-i18n");
      expect(compileForm(localized).validate(sample.example)).toEqual(form.validate(sample.example));
    }
    expect(labelsOf(english.schema).filter((label) => CHINESE.test(label))).toEqual([]);
    expect(labelsOf(chinese.schema).filter((label) => !CHINESE.test(label))).toEqual([]);
    expect(labelsOf(chinese.schema)).toHaveLength(labelsOf(english.schema).length);
  });
});

test("an empty text is answered with the form author's own sentence", () => {
  const [sample] = SAMPLE_ABILITIES;
  const result = sample && compileForm(sample.ability.form).validate({ topic: "   " });
  expect(result && !result.ok && result.problems[0]?.message?.zh).toContain("请用几个词说明要写的主题");
});

describe("localizing a form", () => {
  const translated = (more: JsonObject): JsonObject => ({ "x-i18n": { zh: more } });

  test("replaces labels and nothing that decides what is valid", () => {
    const schema = {
      type: "object",
      properties: { a: { type: "string", title: "A", ...translated({ title: "甲", type: "number", maxLength: 1 }) } },
    };
    expect(localizeForm({ schema, uiSchema: null, revision: 3 }, "zh")).toEqual({
      schema: { type: "object", properties: { a: { type: "string", title: "甲" } } },
      uiSchema: null,
      revision: 3,
    });
  });

  test("leaves data alone that only looks like a translation, and fields named like a keyword", () => {
    const schema = {
      type: "object",
      properties: { default: { title: "D", ...translated({ title: "默认" }) }, b: { const: translated({ title: "x" }) } },
    };
    const localized = localizeForm({ schema, uiSchema: null, revision: 1 }, "zh").schema;
    expect(localized).toEqual({ type: "object", properties: { default: { title: "默认" }, b: { const: translated({ title: "x" }) } } });
  });

  test("reaches the UI schema, at every level", () => {
    const uiSchema = {
      a: { "ui:help": "Help", "ui:options": { label: "L", ...translated({ label: "标" }) }, ...translated({ "ui:help": "帮助" }) },
    };
    const definition: FormDefinition = { schema: { type: "object" }, uiSchema, revision: 1 };
    expect(localizeForm(definition, "zh").uiSchema).toEqual({ a: { "ui:help": "帮助", "ui:options": { label: "标" } } });
    expect(localizeForm(definition, "en").uiSchema).toEqual({ a: { "ui:help": "Help", "ui:options": { label: "L" } } });
  });

  test("changes neither the definition nor anything it shares", () => {
    const schema = { type: "object", properties: { a: { enum: [{ v: 1 }], ...translated({ title: "甲" }) } } };
    const before = JSON.stringify(schema);
    const localized = localizeForm({ schema, uiSchema: null, revision: 1 }, "zh");
    (localized.schema.properties as { a: { enum: { v: number }[] } }).a.enum.push({ v: 2 });
    expect(JSON.stringify(schema)).toBe(before);
  });
});
