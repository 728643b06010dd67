import { expect, test } from "vitest";
import type { JsonObject, JsonValue } from "../../src/kernel/json.js";
import { chineseOf, field, formOf, linesOf } from "../support/forms.js";

type Row = [schema: JsonObject, values: JsonValue, en: string, zh: string];

const text = { type: "string" };
const numbers = Array.from({ length: 14 }, (_, n) => n);
const message = { "x-messages": { en: "Say x.", zh: "请填 x。" } };
// biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
const condition = { if: { required: ["a"] }, then: { required: ["b"] } };

// biome-ignore format: a table
const ROWS: Record<string, Row> = {
  "type string": [field(text), { x: 1 }, "/x FIELD_TYPE This must be text.", "此处应为文本。"],
  "type integer": [field({ type: "integer" }), { x: 1.5 }, "/x FIELD_TYPE This must be a whole number.", "此处应为整数。"],
  "type number, which is not coerced": [field({ type: "number" }), { x: "1" }, "/x FIELD_TYPE This must be a number.", "此处应为数字。"],
  "type boolean": [field({ type: "boolean" }), { x: "true" }, "/x FIELD_TYPE This must be true or false.", "此处应为布尔值（true 或 false）。"],
  "type object": [field({ type: "object" }), { x: [] }, "/x FIELD_TYPE This must be an object.", "此处应为对象。"],
  "type array": [field({ type: "array" }), { x: {} }, "/x FIELD_TYPE This must be a list.", "此处应为列表。"],
  "a list of types": [field({ type: ["string", "null"] }), { x: 1 }, "/x FIELD_TYPE This must be text or null.", "此处应为文本或空值（null）。"],
  "the type of the form itself": [{}, [], " FIELD_TYPE This must be an object.", "此处应为对象。"],
  "required": [{ required: ["a/b"] }, {}, "/a~1b FIELD_REQUIRED This field is required.", "此字段为必填项。"],
  "required, of a name that every object inherits": [{ required: ["toString"] }, {}, "/toString FIELD_REQUIRED This field is required.", "此字段为必填项。"],
  "dependentRequired": [{ dependentRequired: { a: ["b"] } }, { a: 1 }, "/b FIELD_REQUIRED This field is required.", "此字段为必填项。"],
  "dependencies": [{ dependencies: { a: ["b"] } }, { a: 1 }, "/b FIELD_REQUIRED This field is required.", "此字段为必填项。"],
  "dependentSchemas": [{ dependentSchemas: { a: field(text) } }, { a: 1, x: 1 }, "/x FIELD_TYPE This must be text.", "此处应为文本。"],
  "if and then": [condition, { a: 1 }, "/b FIELD_REQUIRED This field is required.", "此字段为必填项。"],
  "additionalProperties": [{ additionalProperties: false }, { "m~n": 1 }, "/m~0n FIELD_UNKNOWN The form has no field m~n.", "表单中没有字段 m~n。"],
  "unevaluatedProperties": [{ unevaluatedProperties: false }, { a: 1 }, "/a FIELD_UNKNOWN The form has no field a.", "表单中没有字段 a。"],
  "propertyNames": [{ propertyNames: { maxLength: 2 } }, { abc: 1 }, "/abc FIELD_UNKNOWN The form has no field abc.", "表单中没有字段 abc。"],
  "patternProperties": [{ patternProperties: { "^n": { type: "number" } } }, { n1: "" }, "/n1 FIELD_TYPE This must be a number.", "此处应为数字。"],
  "the schema false": [field(false), { x: 1 }, "/x FIELD_UNKNOWN The form has no field x.", "表单中没有字段 x。"],
  "enum": [field({ enum: ["a", 2, null] }), { x: "b" }, "/x FIELD_CHOICE Choose one of: a, 2, null.", "请从以下选项中选择：a、2、null。"],
  "enum with many values": [field({ enum: numbers }), { x: "b" }, "/x FIELD_CHOICE Choose one of: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, … (2 more).", "请从以下选项中选择：0、1、2、3、4、5、6、7、8、9、10、11……（另有 2 项）。"],
  "const": [field({ const: "yes" }), { x: "no" }, "/x FIELD_CHOICE Choose one of: yes.", "请从以下选项中选择：yes。"],
  "format email": [field({ ...text, format: "email" }), { x: "me" }, "/x FIELD_FORMAT This is not a valid e-mail address.", "不是有效的电子邮箱地址。"],
  "format uri": [field({ ...text, format: "uri" }), { x: "me" }, "/x FIELD_FORMAT This is not a valid web address (with https://).", "不是有效的网址（含 https://）。"],
  "format uuid": [field({ ...text, format: "uuid" }), { x: "me" }, "/x FIELD_FORMAT This is not a valid UUID.", "不是有效的 UUID。"],
  "format color": [field({ ...text, format: "color" }), { x: "red" }, "/x FIELD_FORMAT This is not a valid colour (#rrggbb).", "不是有效的颜色（#rrggbb）。"],
  "format json-pointer, which has no words of its own": [field({ ...text, format: "json-pointer" }), { x: "a" }, "/x FIELD_FORMAT This is not a valid json-pointer.", "不是有效的 json-pointer。"],
  "formatMinimum": [field({ ...text, format: "date", formatMinimum: "2030-01-01" }), { x: "2029-12-31" }, "/x FIELD_RANGE This must be no earlier than 2030-01-01.", "此值必须不早于 2030-01-01。"],
  "formatExclusiveMaximum": [field({ ...text, format: "date", formatExclusiveMaximum: "2030-01-01" }), { x: "2030-01-01" }, "/x FIELD_RANGE This must be earlier than 2030-01-01.", "此值必须早于 2030-01-01。"],
  "pattern": [field({ ...text, pattern: "^a+$" }), { x: "b" }, "/x FIELD_PATTERN This does not have the expected form.", "格式不符合要求。"],
  "pattern, of a text too long for it": [field({ ...text, pattern: "a+$" }), { x: "b".repeat(20_000) }, "/x FIELD_LENGTH This must have at most 5000 characters.", "此处必须至多包含 5000 个字符。"],
  "minLength, in characters": [field({ minLength: 2 }), { x: "😀" }, "/x FIELD_LENGTH This must have at least 2 characters.", "此处必须至少包含 2 个字符。"],
  "maxLength": [field({ maxLength: 1 }), { x: "ab" }, "/x FIELD_LENGTH This must have at most 1 character.", "此处必须至多包含 1 个字符。"],
  "minItems": [field({ minItems: 1 }), { x: [] }, "/x FIELD_LENGTH This must have at least 1 entry.", "此处必须至少包含 1 项。"],
  "maxItems": [field({ maxItems: 2 }), { x: [1, 2, 3] }, "/x FIELD_LENGTH This must have at most 2 entries.", "此处必须至多包含 2 项。"],
  "items after prefixItems": [field({ prefixItems: [{}], items: false }), { x: [1, 2] }, "/x FIELD_LENGTH This must have at most 1 entry.", "此处必须至多包含 1 项。"],
  "unevaluatedItems": [field({ prefixItems: [{}], unevaluatedItems: false }), { x: [1, 2] }, "/x FIELD_LENGTH This must have at most 1 entry.", "此处必须至多包含 1 项。"],
  "contains": [field({ contains: { const: 1 } }), { x: [2, 3] }, "/x FIELD_LENGTH This must have at least 1 matching entry.", "此处必须至少包含 1 个符合条件的项。"],
  "maxContains, with too few": [field({ contains: { const: 1 }, maxContains: 1 }), { x: [2] }, "/x FIELD_LENGTH This must have at least 1 matching entry.", "此处必须至少包含 1 个符合条件的项。"],
  "maxContains, with too many": [field({ contains: { const: 1 }, maxContains: 1 }), { x: [1, 1] }, "/x FIELD_LENGTH This must have at most 1 matching entry.", "此处必须至多包含 1 个符合条件的项。"],
  "minProperties": [field({ minProperties: 2 }), { x: {} }, "/x FIELD_LENGTH This must have at least 2 fields.", "此处必须至少包含 2 个字段。"],
  "maxProperties": [field({ maxProperties: 0 }), { x: { a: 1 } }, "/x FIELD_LENGTH This must have at most 0 fields.", "此处必须至多包含 0 个字段。"],
  "minimum": [field({ minimum: 3 }), { x: 2 }, "/x FIELD_RANGE This must be at least 3.", "此值必须不小于 3。"],
  "maximum": [field({ maximum: 3 }), { x: 4 }, "/x FIELD_RANGE This must be at most 3.", "此值必须不大于 3。"],
  "exclusiveMinimum": [field({ exclusiveMinimum: 0 }), { x: 0 }, "/x FIELD_RANGE This must be more than 0.", "此值必须大于 0。"],
  "exclusiveMaximum": [field({ exclusiveMaximum: 0 }), { x: 0 }, "/x FIELD_RANGE This must be less than 0.", "此值必须小于 0。"],
  "multipleOf": [field({ multipleOf: 5 }), { x: 7 }, "/x FIELD_RANGE This must be a multiple of 5.", "此值必须是下列数的倍数： 5。"],
  "uniqueItems, whatever the order of keys": [field({ uniqueItems: true }), { x: [{ a: 1, b: 2 }, { b: 2, a: 1 }] }, "/x FIELD_DUPLICATE Entries must differ from each other.", "列表项不能重复。"],
  "not": [field({ not: { const: 1 } }), { x: 1 }, "/x FIELD_INVALID This value is not allowed here.", "此处不允许该值。"],
  "allOf": [{ allOf: [field({ minimum: 3 })] }, { x: 2 }, "/x FIELD_RANGE This must be at least 3.", "此值必须不小于 3。"],
  "a rule deep inside": [field({ items: { properties: { n: { type: "null" } } } }), { x: [{}, { n: 1 }] }, "/x/1/n FIELD_TYPE This must be null.", "此处应为空值（null）。"],
  "x-messages": [field({ minimum: 3, ...message }), { x: 2 }, "/x FIELD_RANGE Say x.", "请填 x。"],
  "x-messages, once for all that is wrong with a field": [field({ minLength: 3, pattern: "^y", ...message }), { x: "" }, "/x FIELD_LENGTH Say x.", "请填 x。"],
  "x-messages of a missing field": [{ required: ["x"], ...field(message) }, {}, "/x FIELD_REQUIRED Say x.", "请填 x。"],
  "x-messages, of another field": [{ required: ["y"], ...field(message) }, { x: 1 }, "/y FIELD_REQUIRED This field is required.", "此字段为必填项。"],
};

test.each(Object.keys(ROWS))("what %s refuses is reported once, at its field, with its code, in both languages", (what) => {
  const [schema, values, en, zh] = ROWS[what] as Row;
  const result = formOf(schema).validate(values);
  expect(linesOf(result)).toEqual([en]);
  expect(chineseOf(result)).toEqual([zh]);
});
