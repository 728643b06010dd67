/**
 * Whether a form's schema may be used at all, checked when it is saved. Reports the first problem with its JSON
 * Pointer into the schema. Stricter than JSON Schema: an unknown keyword is a typing error, not an annotation
 * (those start with `x-`), references stay inside the document, patterns must be safe (`form-patterns.ts`).
 */
import type { LocalText } from "../kernel/errors.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { formatPointer, resolvePointer } from "../kernel/json-pointer.js";
import { withPlainChoices } from "./form-choices.js";
import { FORMATS } from "./form-formats.js";
import { KEYWORDS, subschemasOf } from "./form-keywords.js";
import { checkLimits } from "./form-limits.js";
import { mapSchema, type SchemaMap } from "./form-nodes.js";
import { createPatternJudge, type JudgePattern } from "./form-patterns.js";
import { refusal } from "./form-refusal.js";
import { checkMarks } from "./form-schema-marks.js";
import { KIND_RULES } from "./form-schema-values.js";
import { placeIn, VISIBLE_WHEN, type VisibilityRule, visibilityRules } from "./form-visibility.js";

/** Limits of a schema and of a UI schema each. */
const SCHEMA_LIMITS = { maxBytes: 262_144, maxDepth: 32, maxNodes: 20_000 };
/** Conditions of the schema, and rules of the UI schema: all are looked at with every call. */
const MAX_RULES = 200;
/** Of the schema, and of the rules of the UI schema together. Choices that are nothing else do not count. */
const MAX_SCHEMAS = 500;
const DIALECT = "https://json-schema.org/draft/2020-12/schema";

/** @throws AppError BAD_USER_INPUT that names the place in the schema. */
export const checkFormSchema = (schema: JsonValue, judge = createPatternJudge()): JsonObject => {
  checkBounds("schema", schema);
  if (!isJsonObject(schema) || schema.type !== "object") {
    throw refusal("/type", 'the root of a form must have "type": "object"', '表单根节点必须为 "type": "object"');
  }
  checkSchema(schema, "", judge);
  checkCount([schema]);
  if (countConditions(schema) > MAX_RULES) {
    throw refusal("", `more than ${MAX_RULES} conditions (if, dependentSchemas)`, `条件（if、dependentSchemas）超过 ${MAX_RULES} 个`);
  }
  return schema;
};

/** Compiling takes a fifth of a millisecond for each. */
const checkCount = (schemas: readonly JsonObject[]): void => {
  const count = schemas.reduce((sum, schema) => sum + countSchemas(withPlainChoices(schema)), 0);
  if (count <= MAX_SCHEMAS) return;
  throw refusal(
    "",
    `more than ${MAX_SCHEMAS} schemas inside each other; write long lists of choices as enum, or as oneOf of nothing but const and title`,
    `内含的 schema 超过 ${MAX_SCHEMAS} 个；较长的选项列表请使用 enum，或仅含 const 与 title 的 oneOf`,
  );
};

const countSchemas = (schema: JsonValue): number =>
  isJsonObject(schema) ? subschemasOf(schema).reduce((sum, below) => sum + countSchemas(below.schema), 1) : 0;

const countConditions = (schema: JsonValue): number => {
  if (!isJsonObject(schema)) return 0;
  const dependent = [schema.dependentSchemas, schema.dependencies].map((value) => (isJsonObject(value) ? Object.keys(value).length : 0));
  const own = dependent.reduce((sum, count) => sum + count, schema.if === undefined ? 0 : 1);
  return subschemasOf(schema).reduce((sum, below) => sum + countConditions(below.schema), own);
};

/** @param pointer where the document begins, for what is said about it. */
const checkSchema = (schema: JsonObject, pointer: string, judge: JudgePattern): void => {
  const check: SchemaCheck = { root: schema, anchors: anchorsOf(schema), visited: new Map(), judge };
  checkNode(check, schema, pointer);
  refuseEndlessReferences(check);
};

/** @param schema the form's, checked. @throws AppError BAD_USER_INPUT */
export const checkUiSchema = (uiSchema: JsonValue, schema: JsonObject, judge: JudgePattern): void => {
  if (uiSchema === null) return;
  checkBounds("uiSchema", uiSchema);
  if (!isJsonObject(uiSchema)) throw refusal("", "the UI schema must be an object or null", "UI schema 必须是对象或 null");
  const rules = visibilityRules(uiSchema);
  if (rules.length > MAX_RULES) {
    throw refusal("", `the UI schema has more than ${MAX_RULES} visibility rules`, `UI schema 的可见性规则超过 ${MAX_RULES} 条`);
  }
  const map = mapSchema(schema);
  for (const rule of rules) checkRule(rule, map, judge);
  checkCount(rules.map(({ condition }) => condition).filter(isJsonObject));
};

const checkRule = ({ pointer, path, condition }: VisibilityRule, map: SchemaMap, judge: JudgePattern): void => {
  if (!pointer.endsWith(`/${VISIBLE_WHEN}`))
    throw refusal(pointer, `this keyword is written ${VISIBLE_WHEN}`, `该关键字应写作 ${VISIBLE_WHEN}`);
  if (path.length === 0) throw refusal(pointer, "the form as a whole is always shown", "表单整体始终显示，不能设置可见性规则");
  const place = placeIn(map, path);
  if (place === undefined) throw refusal(pointer, "the form has no such field", "表单中没有该字段");
  if (place === "entry") {
    throw refusal(
      pointer,
      "entries of a list cannot be hidden one by one; hide the list, or fields of its entries",
      "列表项不能单独隐藏；请隐藏整个列表或列表项中的字段",
    );
  }
  if (typeof condition === "boolean") return;
  if (!isJsonObject(condition)) throw refusal(pointer, "must be a schema for the whole form value", "必须是针对整个表单值的 schema");
  checkSchema(condition, pointer, judge);
};

interface SchemaCheck {
  readonly root: JsonObject;
  readonly anchors: ReadonlyMap<string, JsonObject>;
  /** Every schema object and where it lies. */
  readonly visited: Map<JsonValue, string>;
  readonly judge: JudgePattern;
}

const checkBounds = (name: "schema" | "uiSchema", value: JsonValue): void => {
  const [first] = checkLimits(value, SCHEMA_LIMITS);
  if (!first) return;
  const { en, zh } = BOUNDS[first.code] ?? { en: "this cannot be stored", zh: "内容无法保存" };
  throw refusal(first.path, name === "schema" ? en : `UI schema: ${en}`, name === "schema" ? zh : `UI schema：${zh}`);
};

const BOUNDS: Readonly<Record<string, LocalText>> = {
  FORM_TOO_LARGE: { en: "larger than 256 KB or 20,000 values", zh: "超过 256 KB 或 20000 个值" },
  FORM_TOO_DEEP: { en: "nested deeper than 32 levels", zh: "嵌套超过 32 层" },
  FIELD_TEXT: { en: "a text contains NUL or half of a character", zh: "文本包含空字符或不完整的字符" },
  FIELD_UNKNOWN: { en: "this name may not be used for a field", zh: "该名称不能用作字段名" },
};

const checkNode = (check: SchemaCheck, schema: JsonValue, pointer: string): void => {
  if (typeof schema === "boolean") return;
  if (!isJsonObject(schema)) throw refusal(pointer, "a schema must be an object, true or false", "schema 必须是对象、true 或 false");
  check.visited.set(schema, pointer);
  checkMarks(schema, pointer);
  for (const [keyword, value] of Object.entries(schema))
    checkKeyword(check, { keyword, value, pointer: pointer + formatPointer([keyword]) });
  for (const below of subschemasOf(schema)) checkNode(check, below.schema, pointer + formatPointer(below.tokens));
};

interface Found {
  readonly keyword: string;
  readonly value: JsonValue;
  readonly pointer: string;
}

const checkKeyword = (check: SchemaCheck, { keyword, value, pointer }: Found): void => {
  const kind = KEYWORDS.get(keyword);
  const rule = kind && KIND_RULES[kind];
  if (!rule && !keyword.startsWith("x-")) {
    throw refusal(pointer, "this keyword is not known; annotations start with x-", "未知的关键字；自定义注解请以 x- 开头");
  }
  if (rule && !rule.holds(value)) throw refusal(pointer, `must be ${rule.en}`, `必须是${rule.zh}`);
  EXTRA_RULES[keyword]?.(check, value, pointer);
};

const EXTRA_RULES: Readonly<Record<string, (check: SchemaCheck, value: JsonValue, pointer: string) => void>> = {
  $schema: (_check, value, pointer) => {
    if (String(value).replace(/#$/, "") !== DIALECT) throw refusal(pointer, `forms are written in ${DIALECT}`, `表单须使用 ${DIALECT}`);
  },
  $id: (_check, _value, pointer) => {
    if (pointer !== "/$id") throw refusal(pointer, "only the root may have an $id", "只有根节点可以使用 $id");
  },
  $ref: (check, value, pointer) => {
    if (targetOf(check, String(value)) === undefined) {
      throw refusal(
        pointer,
        "must lead to a schema inside this document, such as #/$defs/name",
        "必须指向本文档内的 schema，例如 #/$defs/name",
      );
    }
  },
  format: (_check, value, pointer) => {
    const known = Object.keys(FORMATS).join(", ");
    if (!Object.hasOwn(FORMATS, String(value))) throw refusal(pointer, `unknown format; known are ${known}`, `未知的格式；可用：${known}`);
  },
  pattern: (check, value, pointer) => checkPattern(check, String(value), pointer),
  properties: (_check, value, pointer) => {
    for (const name of Object.keys(value as JsonObject)) {
      // Ajv reads data.toString for a field of that name and finds what every object inherits.
      if (name in Object.prototype)
        throw refusal(pointer + formatPointer([name]), "this name may not be used for a field", "该名称不能用作字段名");
    }
  },
  patternProperties: (check, value, pointer) => {
    for (const name of Object.keys(value as JsonObject)) checkPattern(check, name, pointer + formatPointer([name]));
  },
};

const checkPattern = ({ judge }: SchemaCheck, pattern: string, pointer: string): void => {
  const verdict = judge(pattern);
  if ("problem" in verdict) throw refusal(pointer, `the pattern ${verdict.problem.en}`, `该正则表达式${verdict.problem.zh}`);
};

const anchorsOf = (schema: JsonObject): Map<string, JsonObject> => {
  const anchors = new Map<string, JsonObject>();
  const visit = (node: JsonValue): void => {
    if (!isJsonObject(node)) return;
    if (typeof node.$anchor === "string") anchors.set(node.$anchor, node);
    for (const below of subschemasOf(node)) visit(below.schema);
  };
  visit(schema);
  return anchors;
};

/** @returns the schema a local reference leads to. */
const targetOf = (check: Pick<SchemaCheck, "root" | "anchors">, reference: string): JsonValue | undefined => {
  if (!reference.startsWith("#")) return undefined;
  const fragment = decode(reference.slice(1));
  const target = fragment === "" || fragment.startsWith("/") ? resolvePointer(check.root, fragment) : check.anchors.get(fragment);
  return isJsonObject(target) || typeof target === "boolean" ? target : undefined;
};

const decode = (fragment: string): string => {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return "\0";
  }
};

/** A schema that applies itself to the same value again would recurse for ever on every value. */
const refuseEndlessReferences = (check: SchemaCheck): void => {
  const state = new Map<JsonValue, "open" | "done">();
  const visit = (schema: JsonValue): void => {
    if (!isJsonObject(schema) || state.get(schema) === "done") return;
    const pointer = check.visited.get(schema) ?? "";
    if (state.get(schema) === "open") throw refusal(pointer, "this schema refers to itself without end", "该 schema 无限引用自身");
    state.set(schema, "open");
    if (typeof schema.$ref === "string") {
      const target = targetOf(check, schema.$ref) ?? true;
      if (target !== true && target !== false && !check.visited.has(target)) {
        throw refusal(`${pointer}/$ref`, "leads to a place that holds no schema", "指向的位置不是 schema");
      }
      visit(target);
    }
    for (const below of subschemasOf(schema)) if (below.inPlace) visit(below.schema);
    state.set(schema, "done");
  };
  for (const schema of check.visited.keys()) visit(schema);
};
