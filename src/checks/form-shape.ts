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
  /** Those of them that apply whatever the value is. */
  readonly sure: readonly JsonObject[];
  /** Every valid form has a value here. */
  readonly always: boolean;
}

/** A form: what it takes, and when its fields are shown. What is hidden is taken out of a form before it is mapped. */
export interface FormShape {
  readonly schema: JsonObject;
  readonly uiSchema?: JsonObject | null | undefined;
}

/** `undefined` = the schema does not describe it. */
export const placeOf = ({ schema: root, uiSchema }: FormShape, pointer: string): FormPlace | undefined => {
  let place: FormPlace | undefined = { root, nodes: applied([root], root), sure: applied([root], root, CERTAIN), always: true };
  let ui: JsonValue | undefined = uiSchema ?? undefined;
  let shown = true;
  for (const token of parsePointer(pointer) ?? []) {
    place = place && (memberOf(place, token) ?? entryOf(place, token));
    ui = isJsonObject(ui) && Object.hasOwn(ui, token) ? ui[token] : undefined;
    shown &&= !(isJsonObject(ui) && ui[VISIBLE_WHEN] !== undefined);
  }
  return place && { ...place, always: place.always && shown };
};

/** As in forms/form-visibility.ts. */
const VISIBLE_WHEN = "ui:visibleWhen";

export const memberOf = ({ root, nodes, sure, always }: FormPlace, name: string): FormPlace | undefined => {
  const under = (parents: readonly JsonObject[]): JsonValue[] =>
    parents.flatMap(({ properties }) => (isJsonObject(properties) && Object.hasOwn(properties, name) ? [properties[name] ?? {}] : []));
  const schemas = under(nodes);
  if (schemas.length === 0) return undefined;
  const members = applied(under(sure), root, CERTAIN);
  const given = sure.some((node) => requires(node, name, root)) || members.some((node) => node.default !== undefined);
  return { root, nodes: applied(schemas, root), sure: members, always: always && given };
};

/** Whichever of its ways a value goes. Schemas may lead in circles. */
const requires = (from: JsonObject, name: string, root: JsonObject): boolean => {
  const known = new Map<JsonObject, boolean>();
  const visit = (node: JsonObject): boolean => {
    const earlier = known.get(node);
    if (earlier !== undefined) return earlier;
    known.set(node, false);
    const ways = [node.anyOf, node.oneOf, ...(node.then !== undefined && node.else !== undefined ? [[node.then, node.else]] : [])];
    const each = (options: JsonValue | undefined): boolean =>
      Array.isArray(options) && options.every((option) => applied([option], root, CERTAIN).some(visit));
    const required = (Array.isArray(node.required) && node.required.includes(name)) || ways.some(each);
    known.set(node, required);
    return required;
  };
  return visit(from);
};

/** The element of a list, whichever. */
export const elementOf = ({ root, nodes, sure }: FormPlace): FormPlace | undefined => {
  const under = (lists: readonly JsonObject[]) => lists.flatMap(({ items }) => (isJsonObject(items) ? [items] : []));
  const schemas = under(nodes);
  if (schemas.length === 0) return undefined;
  return { root, nodes: applied(schemas, root), sure: applied(under(sure), root, CERTAIN), always: true };
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

interface Following {
  readonly combinations: readonly string[];
  readonly branches: readonly string[];
}

const POSSIBLE: Following = { combinations: ["allOf", "anyOf", "oneOf"], branches: ["then", "else", "dependentSchemas"] };
const CERTAIN: Following = { combinations: ["allOf"], branches: [] };

/** The schemas, and what they apply to the same value: through references, combinations and branches, or for certain only. */
const applied = (schemas: readonly JsonValue[], root: JsonObject, { combinations, branches } = POSSIBLE): JsonObject[] => {
  const found = new Set<JsonObject>();
  const visit = (schema: JsonValue | undefined): void => {
    if (!isJsonObject(schema) || found.has(schema)) return;
    found.add(schema);
    if (typeof schema.$ref === "string" && schema.$ref.startsWith("#")) visit(resolvePointer(root, schema.$ref.slice(1)));
    for (const keyword of combinations) {
      const options = schema[keyword];
      if (Array.isArray(options)) for (const option of options) visit(option);
    }
    for (const keyword of branches) {
      const branch = schema[keyword];
      const options = keyword === "dependentSchemas" && isJsonObject(branch) ? Object.values(branch) : [branch];
      for (const option of options) visit(option);
    }
  };
  for (const schema of schemas) visit(schema);
  return [...found];
};
