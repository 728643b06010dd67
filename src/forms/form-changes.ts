/**
 * Whether values that were filled into an older form may be taken by a newer one, and if not which fields stand in the
 * way. Compatible is what only adds or loosens: new fields nobody has to fill in (or that have a default), more choices,
 * wider bounds, fields no longer required, other labels, defaults and arrangement. Everything else is a change of the
 * field, also what may turn out harmless: other rules about when it is shown, another format, another branch. Pure.
 */
import type { FieldProblem, LocalText } from "../kernel/errors.js";
import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { escapeToken, formatPointer } from "../kernel/json-pointer.js";
import type { FormDefinition } from "./form.js";
import { mapSchemas } from "./form-keywords.js";
import { MAX_PROBLEMS } from "./form-limits.js";
import { fieldsOf, listOf, mapSchema, namedField, type SchemaMap } from "./form-nodes.js";
import { visibilityRules } from "./form-visibility.js";

/** One problem FIELD_CHANGED per field, in the order they are found; none = compatible. Lists stand for their entries. */
export const formChanges = (older: FormDefinition, newer: FormDefinition): FieldProblem[] => {
  const [before, after] = [older.schema, newer.schema].map(withoutLabels) as [JsonObject, JsonObject];
  const comparison: Comparison = { older: mapSchema(before), newer: mapSchema(after), changed: new Map(), compared: new Set() };
  compare(comparison, { older: before, newer: after, path: "" });
  for (const path of changedRules(older.uiSchema, newer.uiSchema)) comparison.changed.set(path, comparison.changed.get(path) ?? "changed");
  return [...comparison.changed]
    .slice(0, MAX_PROBLEMS)
    .map(([path, change]) => ({ path, code: "FIELD_CHANGED", params: { change: CHANGES[change] } }));
};

type Change = "removed" | "required" | "changed";

const CHANGES: Readonly<Record<Change, LocalText>> = {
  removed: { en: "is no longer there", zh: "已被移除" },
  required: { en: "has to be filled in now", zh: "现在为必填项" },
  changed: { en: "takes other values now", zh: "对取值的要求已改变" },
};

/** What a schema says to people and frontends only, and defaults: a form sends what it shows. */
const LABELS = new Set(
  "title description examples enumNames default deprecated readOnly writeOnly $comment $schema $id x-i18n x-messages".split(" "),
);

const withoutLabels = (schema: JsonObject): JsonValue =>
  mapSchemas(schema, (node) => {
    const { default: fallback, ...rest } = Object.fromEntries(
      Object.entries(node).filter(([keyword]) => keyword === "default" || !LABELS.has(keyword)),
    );
    return { ...rest, ...(fallback !== undefined && { [HAS_DEFAULT]: true }) };
  });

/** Whether there is a default, whatever it is. No keyword of a form: those begin with letters. */
const HAS_DEFAULT = "=default";

interface Comparison {
  readonly older: SchemaMap;
  readonly newer: SchemaMap;
  readonly changed: Map<string, Change>;
  /** Pairs of references that were compared: schemas may refer to themselves. */
  readonly compared: Set<string>;
}

interface Pair {
  readonly older: JsonValue;
  readonly newer: JsonValue;
  readonly path: string;
}

const compare = (comparison: Comparison, { older, newer, path }: Pair): void => {
  const same = canonicalJson(older) === canonicalJson(newer);
  if (same && !canonicalJson(older).includes('"$ref"')) return;
  if (!isJsonObject(older) || !isJsonObject(newer)) {
    if (!same && newer !== true) comparison.changed.set(path, "changed");
    return;
  }
  if (older.$ref !== undefined || newer.$ref !== undefined) {
    const references = canonicalJson([older.$ref ?? null, newer.$ref ?? null]);
    if (comparison.compared.has(references)) return;
    comparison.compared.add(references);
  }
  compareNodes(comparison, { older: typed(resolved(comparison.older, older)), newer: resolved(comparison.newer, newer), path });
};

interface Nodes extends Pair {
  readonly older: JsonObject;
  readonly newer: JsonObject;
}

const compareNodes = (comparison: Comparison, nodes: Nodes): void => {
  const { older, newer, path } = nodes;
  compareFields(comparison, nodes);
  if (older.items !== undefined || newer.items !== undefined)
    compare(comparison, { older: older.items ?? true, newer: newer.items ?? true, path });
  if (!choicesStay(older, newer)) comparison.changed.set(path, "changed");
  const choices = choicesOf(older) !== undefined || choicesOf(newer) !== undefined;
  for (const keyword of new Set([...Object.keys(older), ...Object.keys(newer)])) {
    if (ELSEWHERE.has(keyword) || (choices && CHOICES.has(keyword)) || loosened(keyword, older[keyword], newer[keyword])) continue;
    for (const place of placesIn(path, [older[keyword], newer[keyword]])) comparison.changed.set(place, "changed");
  }
};

/** References and what stands beside them, as one. */
const resolved = (map: SchemaMap, node: JsonObject, depth = 0): JsonObject => {
  const target = map.target(node);
  if (!isJsonObject(target) || depth > 20) return node;
  const { $ref: _, ...own } = node;
  return { ...resolved(map, target, depth + 1), ...own };
};

/** Told apart by their own rules. Definitions are compared where they are used. */
const ELSEWHERE: ReadonlySet<string> = new Set(["properties", "required", "items", "$defs", "definitions", "$anchor", "$ref", HAS_DEFAULT]);

const compareFields = (comparison: Comparison, { older, newer, path }: Nodes): void => {
  const [before, after] = [fieldsOf(older.properties), fieldsOf(newer.properties)];
  for (const [name, schema] of Object.entries(before)) {
    const now = namedField(newer, name);
    const place = `${path}/${escapeToken(name)}`;
    if (now === undefined || now === false) comparison.changed.set(place, "removed");
    else compare(comparison, { older: schema, newer: now, path: place });
  }
  const required = new Set(listOf(older.required));
  for (const name of listOf(newer.required) as string[]) {
    const schema = after[name];
    const filledIn = isJsonObject(schema) && resolved(comparison.newer, schema)[HAS_DEFAULT] === true;
    if (!required.has(name) && !filledIn) comparison.changed.set(`${path}/${escapeToken(name)}`, "required");
  }
};

const LEAST = new Set(["minLength", "minItems", "minProperties", "minContains", "minimum", "exclusiveMinimum"]);
const MOST = new Set(["maxLength", "maxItems", "maxProperties", "maxContains", "maximum", "exclusiveMaximum"]);
/** Without them more is taken. */
const LIMITING = new Set([
  "pattern",
  "format",
  "multipleOf",
  "uniqueItems",
  "not",
  "formatMinimum",
  "formatMaximum",
  "dependentRequired",
  "propertyNames",
]);

const loosened = (keyword: string, older: JsonValue | undefined, newer: JsonValue | undefined): boolean => {
  if (canonicalJson(older ?? null) === canonicalJson(newer ?? null)) return true;
  if (LEAST.has(keyword)) return newer === undefined || (older !== undefined && Number(newer) <= Number(older));
  if (MOST.has(keyword)) return newer === undefined || (older !== undefined && Number(newer) >= Number(older));
  if (LIMITING.has(keyword)) return newer === undefined || newer === false;
  if (keyword === "type")
    return (
      newer === undefined || (older !== undefined && typesOf(older).every((type) => typesOf(newer).some((wider) => covers(wider, type))))
    );
  if (keyword === "additionalProperties" || keyword === "unevaluatedProperties") return !isJsonObject(older) && !isJsonObject(newer);
  return keyword.startsWith("x-") && keyword !== "x-secret" && keyword !== "x-file";
};

const typesOf = (value: JsonValue | undefined): JsonValue[] => (value === undefined ? [] : [value].flat());
const covers = (wider: JsonValue, type: JsonValue): boolean => wider === type || (wider === "number" && type === "integer");

/** Choices say of what type the value is, when nothing else does. */
const typed = (node: JsonObject): JsonObject => {
  const choices = node.type === undefined ? choicesOf(node) : undefined;
  return choices ? { ...node, type: [...new Set([...choices].map((choice) => typeOf(JSON.parse(choice) as JsonValue)))] } : node;
};

const typeOf = (value: JsonValue): string => {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
};

const CHOICES = new Set(["enum", "const", "oneOf", "anyOf"]);

/** The values a field offers, whichever way its form says it; nothing when it offers none. */
const choicesOf = (node: JsonObject): Set<string> | undefined => {
  if (Array.isArray(node.enum)) return new Set(node.enum.map(canonicalJson));
  if (node.const !== undefined) return new Set([canonicalJson(node.const)]);
  const options = [...listOf(node.oneOf), ...listOf(node.anyOf)];
  const values = options.map((option) => (isJsonObject(option) ? option.const : undefined));
  return options.length > 0 && values.every((value) => value !== undefined) ? new Set(values.map(canonicalJson)) : undefined;
};

const choicesStay = (before: JsonObject, after: JsonObject): boolean => {
  const [older, newer] = [choicesOf(before), choicesOf(after)];
  if (newer === undefined) return older === undefined || [...CHOICES].every((keyword) => after[keyword] === undefined);
  return older !== undefined && [...older].every((value) => newer.has(value));
};

/** The fields that a changed part of a schema speaks of; without any it is the value itself. */
const placesIn = (path: string, parts: readonly (JsonValue | undefined)[]): string[] => {
  const names = new Set(parts.flatMap((part) => namesIn(part ?? true)));
  return names.size > 0 ? [...names].map((name) => `${path}/${escapeToken(name)}`) : [path];
};

const namesIn = (value: JsonValue): string[] => {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (!isJsonObject(value)) return [];
  const own = [
    ...Object.keys(fieldsOf(value.properties)),
    ...(listOf(value.required).filter((name) => typeof name === "string") as string[]),
  ];
  return own.length > 0 || value.if !== undefined ? own : Object.values(value).flatMap(namesIn);
};

/** Fields whose rule about when they are shown is another one. */
const changedRules = (older: JsonObject | null, newer: JsonObject | null): string[] => {
  const rules = (uiSchema: JsonObject | null) =>
    new Map(visibilityRules(uiSchema).map(({ path, condition }) => [placeOf(path), canonicalJson(condition)]));
  const [before, after] = [rules(older), rules(newer)];
  return [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path));
};

const placeOf = (path: readonly string[]): string => formatPointer(path.filter((token) => token !== "items"));
