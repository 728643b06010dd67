/**
 * The JSON Schema 2020-12 keywords a form may use, what each must hold, and where schemas lie inside schemas.
 * `dependencies`, `definitions` and `enumNames` are older habits of form libraries that stay readable.
 */
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";

export type KeywordKind =
  | "schema"
  | "schemas"
  | "schema-map"
  | "dependencies"
  | "count"
  | "number"
  | "positive"
  | "boolean"
  | "string"
  | "names"
  | "names-map"
  | "list"
  | "choices"
  | "type"
  | "object"
  | "labels"
  | "messages"
  | "file"
  | "any";

const of = (kind: KeywordKind, ...names: string[]): [string, KeywordKind][] => names.map((name) => [name, kind]);

export const KEYWORDS: ReadonlyMap<string, KeywordKind> = new Map([
  ...of("schema", "additionalProperties", "items", "contains", "not", "if", "then", "else", "propertyNames"),
  ...of("schema", "unevaluatedProperties", "unevaluatedItems", "contentSchema"),
  ...of("schemas", "allOf", "anyOf", "oneOf", "prefixItems"),
  ...of("schema-map", "properties", "patternProperties", "$defs", "definitions", "dependentSchemas"),
  ...of("dependencies", "dependencies"),
  ...of("count", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains"),
  ...of("number", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
  ...of("positive", "multipleOf"),
  ...of("boolean", "uniqueItems", "deprecated", "readOnly", "writeOnly"),
  ...of("string", "$schema", "$id", "$ref", "$anchor", "$comment", "title", "description", "format", "pattern"),
  ...of("string", "contentMediaType", "contentEncoding"),
  ...of("string", "formatMinimum", "formatMaximum", "formatExclusiveMinimum", "formatExclusiveMaximum"),
  ...of("names", "required"),
  ...of("names-map", "dependentRequired"),
  ...of("list", "examples", "enumNames"),
  ...of("choices", "enum"),
  ...of("type", "type"),
  ...of("object", "discriminator"),
  ...of("any", "const", "default"),
  ...of("labels", "x-i18n"),
  ...of("messages", "x-messages"),
  ...of("boolean", "x-secret"),
  ...of("file", "x-file"),
]);

/** Keywords whose schemas look at the same value as the schema that holds them. */
const IN_PLACE: ReadonlySet<string> = new Set(["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "dependencies"]);

export interface Subschema {
  /** Where it lies below its parent: `["properties", "city"]`. */
  readonly tokens: readonly (string | number)[];
  readonly schema: JsonValue;
  readonly inPlace: boolean;
}

/** The schemas directly inside a schema, in the order of the document. `$ref` is not followed. */
export const subschemasOf = (schema: JsonObject): Subschema[] =>
  Object.entries(schema).flatMap(([keyword, value]) => {
    const inPlace = IN_PLACE.has(keyword);
    const kind = KEYWORDS.get(keyword);
    if (kind === "schema") return [{ tokens: [keyword], schema: value, inPlace }];
    if (kind === "schemas" && Array.isArray(value))
      return value.map((entry, index) => ({ tokens: [keyword, index], schema: entry, inPlace }));
    if ((kind !== "schema-map" && kind !== "dependencies") || !isJsonObject(value)) return [];
    return Object.entries(value)
      .filter(([, entry]) => !Array.isArray(entry))
      .map(([name, entry]) => ({ tokens: [keyword, name], schema: entry, inPlace }));
  });

/** A copy of the schema in which every schema object went through `change`, innermost first. */
export const mapSchemas = (schema: JsonValue, change: (schema: JsonObject) => JsonObject): JsonValue => {
  if (!isJsonObject(schema)) return schema;
  const each = (value: JsonValue) => mapSchemas(value, change);
  const inner = Object.entries(schema).map(([keyword, value]): [string, JsonValue] => {
    const kind = KEYWORDS.get(keyword);
    if (kind === "schema") return [keyword, each(value)];
    if (kind === "schemas" && Array.isArray(value)) return [keyword, value.map(each)];
    if ((kind === "schema-map" || kind === "dependencies") && isJsonObject(value)) {
      return [keyword, Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, each(entry)]))];
    }
    return [keyword, value];
  });
  return change(Object.fromEntries(inner));
};
