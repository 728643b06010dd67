/**
 * Which rules read something that the form cannot produce: a typing error in a pointer, or a field that was renamed.
 * A warning, never proof: a form may accept fields that it does not describe.
 */
import { fieldsRead } from "../expressions/fields-read.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { isArrayIndex, parsePointer, resolvePointer } from "../kernel/json-pointer.js";
import type { ParameterRule } from "./mapping.js";

export interface UnknownPointer {
  /** Position of the rule, from 0. */
  readonly index: number;
  readonly target: string;
  readonly pointer: string;
  /** Instead of a pointer, which is then empty: a name that no expression can read. */
  readonly name?: string;
}

/** What expressions can read: see `MappingContext`. */
export const CONTEXT_NAMES = ["form", "caller", "ability", "now"] as const;

/** Best effort over `properties`, `items`, combinations and references inside the schema. Silent when in doubt. */
export const unknownPointers = (rules: readonly ParameterRule[], formSchema: JsonObject): UnknownPointer[] =>
  rules.flatMap((rule, index) => {
    const { target, source } = rule;
    const expressions = [source.kind === "expression" ? source.expression : "", rule.when ?? ""];
    const read = expressions.map(fieldsRead);
    const pointers = read.flatMap(({ form }) => form).filter((pointer) => !canProduce(formSchema, pointer, { throughLists: true }));
    if (source.kind === "field" && !canProduce(formSchema, source.pointer)) pointers.push(source.pointer);
    const names = read.flatMap(({ roots }) => roots).filter((name) => !CONTEXT_NAMES.some((known) => known === name));
    return [
      ...[...new Set(pointers)].map((pointer) => ({ index, target, pointer })),
      ...[...new Set(names)].map((name) => ({ index, target, pointer: "", name })),
    ];
  });

/** @param throughLists a name that follows a list is looked for in each of its elements. */
const canProduce = (root: JsonObject, pointer: string, { throughLists = false } = {}): boolean => {
  let here: JsonValue[] = [root];
  for (const token of parsePointer(pointer) ?? []) {
    const described = allOf(here, root);
    const nodes = throughLists ? [...described, ...allOf(described.flatMap(elementsOf), root)] : described;
    if (nodes.length === 0) return false;
    if (nodes.every(isOpen) || nodes.some(isOpenContainer)) return true;
    here = nodes.flatMap((node) => below(node, token));
  }
  return here.some((schema) => schema !== false);
};

const COMBINATIONS = ["allOf", "anyOf", "oneOf"] as const;
const BRANCHES = ["if", "then", "else"] as const;

/** The schemas and everything they apply to the same value. */
const allOf = (schemas: readonly JsonValue[], root: JsonObject): JsonObject[] => {
  const found = new Set<JsonObject>();
  const visit = (schema: JsonValue | undefined): void => {
    const node = schema === true ? {} : schema;
    if (!isJsonObject(node) || found.has(node)) return;
    found.add(node);
    if (typeof node.$ref === "string" && node.$ref.startsWith("#")) visit(resolvePointer(root, node.$ref.slice(1)) ?? true);
    for (const keyword of COMBINATIONS) for (const option of listOf(node[keyword])) visit(option);
    for (const keyword of BRANCHES) visit(node[keyword]);
    for (const keyword of ["dependentSchemas", "dependencies"]) for (const option of valuesOf(node[keyword])) visit(option);
  };
  for (const schema of schemas) visit(schema);
  return [...found];
};

const elementsOf = ({ prefixItems, items }: JsonObject): JsonValue[] => [...listOf(prefixItems), ...[items ?? []].flat()];

const listOf = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : []);

const valuesOf = (value: JsonValue | undefined): JsonValue[] => (isJsonObject(value) ? Object.values(value) : []);

const DESCRIBING = [
  ...["properties", "patternProperties", "items", "prefixItems", "enum", "const", "$ref", "dependentSchemas", "dependencies"],
  ...COMBINATIONS,
  ...BRANCHES,
];

const typesOf = (node: JsonObject): JsonValue[] => [node.type ?? []].flat();

const mayContain = (types: readonly JsonValue[]): boolean => types.includes("object") || types.includes("array");

/** Describes nothing below itself, and is not of a plain type: may hold anything. */
const isOpen = (node: JsonObject): boolean => {
  const types = typesOf(node);
  const plain = types.length > 0 && !mayContain(types);
  return !plain && (node.additionalProperties ?? true) === true && DESCRIBING.every((keyword) => node[keyword] === undefined);
};

/** One such branch is enough, while a branch like `{"required": […]}` says nothing beside its described siblings. */
const isOpenContainer = (node: JsonObject): boolean => isOpen(node) && mayContain(typesOf(node));

/** Schemas for one step down. A field that is only let through, not described, counts when that is said in so many words. */
const below = (node: JsonObject, token: string): JsonValue[] => {
  const { properties, patternProperties, additionalProperties, prefixItems, items } = node;
  const named = isJsonObject(properties) && Object.hasOwn(properties, token) ? [properties[token] ?? true] : [];
  const matching = Object.entries(isJsonObject(patternProperties) ? patternProperties : {})
    .filter(([pattern]) => matches(pattern, token))
    .map(([, schema]) => schema);
  const entry = isArrayIndex(token) ? [listOf(prefixItems)[Number(token)] ?? items ?? []].flat() : [];
  const described = [...named, ...matching, ...entry];
  return described.length > 0 || additionalProperties === undefined ? described : [additionalProperties];
};

const matches = (pattern: string, name: string): boolean => {
  try {
    return new RegExp(pattern, "u").test(name);
  } catch {
    return true;
  }
};
