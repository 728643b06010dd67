/**
 * What a form can say at a place: which types, which texts, whether always. Best effort over the schema, and silent when
 * in doubt: what is built on it are warnings, and errors only where no value of the form could do. Pure.
 */
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { isArrayIndex, parsePointer, resolvePointer } from "../kernel/json-pointer.js";
import type { JsonType } from "./conversion.js";

/** The schemas that apply to one value, of which at least one is meant. */
export interface FormPlace {
  readonly root: JsonObject;
  readonly nodes: readonly JsonObject[];
  /** Every valid form has a value here, hidden fields left aside. */
  readonly always: boolean;
}

/** `undefined` = the schema does not describe it. */
export const placeOf = (root: JsonObject, pointer: string): FormPlace | undefined => {
  let place: FormPlace | undefined = { root, nodes: applied([root], root), always: true };
  for (const token of parsePointer(pointer) ?? []) place = place && (memberOf(place, token) ?? entryOf(place, token));
  return place;
};

export const memberOf = ({ root, nodes, always }: FormPlace, name: string): FormPlace | undefined => {
  const schemas = nodes.flatMap(({ properties }) =>
    isJsonObject(properties) && Object.hasOwn(properties, name) ? [properties[name] ?? {}] : [],
  );
  if (schemas.length === 0) return undefined;
  const members = applied(schemas, root);
  const named = nodes.some(({ required }) => Array.isArray(required) && required.includes(name));
  return { root, nodes: members, always: always && (named || members.some((node) => node.default !== undefined)) };
};

/** The element of a list, whichever. */
export const elementOf = ({ root, nodes }: FormPlace): FormPlace | undefined => {
  const schemas = nodes.flatMap(({ items }) => (isJsonObject(items) ? [items] : []));
  return schemas.length > 0 ? { root, nodes: applied(schemas, root), always: true } : undefined;
};

const entryOf = (place: FormPlace, token: string): FormPlace | undefined => {
  const element = isArrayIndex(token) ? elementOf(place) : undefined;
  return element && { ...element, always: false };
};

/** No member beyond the described ones can be there. */
export const isClosed = ({ nodes }: FormPlace): boolean =>
  nodes.some((node) => node.additionalProperties === false && isJsonObject(node.properties) && node.patternProperties === undefined);

/** `undefined` = any. */
export const typesAt = ({ nodes }: FormPlace): Set<JsonType> | undefined => {
  const said = nodes.flatMap(({ type }) => [type ?? []].flat()).filter((type) => typeof type === "string") as JsonType[];
  return said.length > 0 ? new Set(said) : undefined;
};

/** The only values there can be, if the schema lists them. */
export const valuesAt = ({ nodes }: FormPlace): JsonValue[] | undefined => {
  const lists = nodes.flatMap((node) => (node.const !== undefined ? [[node.const]] : Array.isArray(node.enum) ? [node.enum] : []));
  return lists.length > 0 ? lists.flat() : undefined;
};

/** A field that holds the id of an uploaded file, or a list of them. */
export const holdsFileIds = (place: FormPlace): boolean =>
  place.nodes.some(({ format }) => format === "file-id") || (elementOf(place)?.nodes.some(({ format }) => format === "file-id") ?? false);

const COMBINATIONS = ["allOf", "anyOf", "oneOf"] as const;
const BRANCHES = ["then", "else"] as const;

/** The schemas, and what they apply to the same value through references, combinations and branches. */
const applied = (schemas: readonly JsonValue[], root: JsonObject): JsonObject[] => {
  const found = new Set<JsonObject>();
  const visit = (schema: JsonValue | undefined): void => {
    if (!isJsonObject(schema) || found.has(schema)) return;
    found.add(schema);
    if (typeof schema.$ref === "string" && schema.$ref.startsWith("#")) visit(resolvePointer(root, schema.$ref.slice(1)));
    for (const keyword of COMBINATIONS) {
      const options = schema[keyword];
      if (Array.isArray(options)) for (const option of options) visit(option);
    }
    for (const keyword of BRANCHES) visit(schema[keyword]);
    if (isJsonObject(schema.dependentSchemas)) for (const option of Object.values(schema.dependentSchemas)) visit(option);
  };
  for (const schema of schemas) visit(schema);
  return [...found];
};
