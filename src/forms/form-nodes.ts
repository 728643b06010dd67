/** Schema nodes as a walk over form values meets them: where each stands, where references lead, what lies below. Pure. */
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { formatPointer, resolvePointer } from "../kernel/json-pointer.js";
import { subschemasOf } from "./form-keywords.js";

export interface SchemaMap {
  readonly root: JsonObject;
  /** JSON Pointer of a schema object of this document. */
  placeOf(node: JsonObject): string;
  /** What a `$ref` or a schema itself stands for; `true` and `false` are no nodes. */
  target(node: JsonObject): JsonValue | undefined;
}

/** @param root a schema that passed `checkFormSchema`; nodes are told apart by identity, so it must not be copied afterwards. */
export const mapSchema = (root: JsonObject): SchemaMap => {
  const places = new Map<JsonObject, string>();
  const anchors = new Map<string, JsonObject>();
  const visit = (node: JsonValue, place: string): void => {
    if (!isJsonObject(node)) return;
    places.set(node, place);
    if (typeof node.$anchor === "string") anchors.set(node.$anchor, node);
    for (const { tokens, schema } of subschemasOf(node)) visit(schema, place + formatPointer(tokens));
  };
  visit(root, "");
  return {
    root,
    placeOf: (node) => places.get(node) ?? "",
    target({ $ref }) {
      if (typeof $ref !== "string") return undefined;
      const fragment = decodeURIComponent($ref.slice(1));
      return fragment === "" || fragment.startsWith("/") ? resolvePointer(root, fragment) : anchors.get(fragment);
    },
  };
};

export const listOf = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);

export const fieldsOf = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {});

/** A schema for a field of that name as `properties` has it; `undefined` = it does not name the field. */
export const namedField = (node: JsonObject, name: string): JsonValue | undefined => {
  const properties = fieldsOf(node.properties);
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
};

/** Whether a pattern of the form fits the name of a field, just as validation will find. */
export type MatchesPattern = (pattern: string, name: string) => boolean;

/** By the name of a field, all schemas of these nodes that apply to it: the nodes are read once, however many fields there are. */
export const fieldSchemas = (nodes: readonly JsonObject[], matches: MatchesPattern): ((name: string) => JsonValue[]) => {
  const named = new Map<string, JsonValue[]>();
  for (const node of nodes)
    for (const [name, schema] of Object.entries(fieldsOf(node.properties))) named.set(name, [...(named.get(name) ?? []), schema]);
  const open = nodes.filter((node) => node.patternProperties !== undefined || node.additionalProperties !== undefined);
  return (name) => [...(named.get(name) ?? []), ...open.flatMap((node) => unnamedSchemas(node, name, matches))];
};

const unnamedSchemas = (node: JsonObject, name: string, matches: MatchesPattern): JsonValue[] => {
  const matching = Object.entries(fieldsOf(node.patternProperties)).filter(([pattern]) => matches(pattern, name));
  if (matching.length > 0 || node.additionalProperties === undefined) return matching.map(([, schema]) => schema);
  return namedField(node, name) === undefined ? [node.additionalProperties] : [];
};

/** All schemas of a node that apply to the entry of a list at that position. */
export const entrySchemas = (node: JsonObject, index: number): JsonValue[] => {
  const schema = listOf(node.prefixItems)[index] ?? node.items;
  return schema === undefined ? [] : [schema];
};

const BRANCHES = ["allOf", "anyOf", "oneOf"] as const;
const CONDITIONAL = ["then", "else"] as const;
const DEPENDENT = ["dependentSchemas", "dependencies"] as const;

/** The nodes and everything that they may apply to the same value, whichever branch holds. */
export const everyNode = (map: SchemaMap, schemas: readonly JsonValue[]): JsonObject[] => {
  const found = new Set<JsonObject>();
  const visit = (node: JsonValue | undefined): void => {
    if (!isJsonObject(node) || found.has(node)) return;
    found.add(node);
    visit(map.target(node));
    for (const keyword of BRANCHES) listOf(node[keyword]).forEach(visit);
    for (const keyword of CONDITIONAL) visit(node[keyword]);
    for (const keyword of DEPENDENT) Object.values(fieldsOf(node[keyword])).forEach(visit);
  };
  schemas.forEach(visit);
  return [...found];
};
