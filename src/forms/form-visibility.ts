/**
 * Rules of the UI schema that say when a field is shown: `"ui:visibleWhen"` in the field's node, a JSON Schema that the
 * whole form value has to fit. In lists the rule stands under `items` and counts for every entry.
 */
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { formatPointer } from "../kernel/json-pointer.js";
import { entrySchemas, everyNode, listOf, namedField, type SchemaMap } from "./form-nodes.js";

export const VISIBLE_WHEN = "ui:visibleWhen";

export interface VisibilityRule {
  /** Where it stands in the UI schema. */
  readonly pointer: string;
  /** Names of the fields that lead to the one it is about; lists count as `items`. */
  readonly path: readonly string[];
  readonly condition: JsonValue;
}

/** All rules, and what only looks like one because of a typing error. In the order of the document. */
export const visibilityRules = (uiSchema: JsonObject | null): VisibilityRule[] => {
  const rules: VisibilityRule[] = [];
  const visit = (node: JsonValue | undefined, path: readonly string[]): void => {
    if (!isJsonObject(node)) return;
    for (const [key, value] of Object.entries(node)) {
      if (looksLikeRule(key)) rules.push({ pointer: formatPointer([...path, key]), path, condition: value });
      else if (!/^(ui:|x-)/.test(key)) listed(value).forEach((below) => void visit(below, [...path, key]));
    }
  };
  visit(uiSchema ?? {}, []);
  return rules;
};

/** One node for all entries, or one per position. */
const listed = (value: JsonValue): readonly JsonValue[] => (Array.isArray(value) ? value : [value]);

const looksLikeRule = (key: string): boolean =>
  key.startsWith("ui:") && /^(visible|hidden)(when|if)$/i.test(key.slice(3).replace(/[-_]/g, ""));

/** The rule of a field, by the UI schema's node of the object that holds it. */
export const ruleOf = (uiNode: JsonValue | undefined, name: string): JsonValue | undefined => {
  const below = uiBelow(uiNode, name);
  return isJsonObject(below) ? below[VISIBLE_WHEN] : undefined;
};

export const uiBelow = (uiNode: JsonValue | undefined, name: string): JsonValue | undefined =>
  isJsonObject(uiNode) && Object.hasOwn(uiNode, name) ? uiNode[name] : undefined;

/** Of the entry at that position of a list. */
export const uiEntry = (uiNode: JsonValue | undefined, index: number): JsonValue | undefined => {
  const items = uiBelow(uiNode, "items");
  return Array.isArray(items) ? items[index] : items;
};

/**
 * What stands in the form's schema at the end of a path of names.
 * @returns `field` = some schema names it; `entry` = it is every entry of a list; nothing when the form has no such place.
 */
export const placeIn = (map: SchemaMap, path: readonly string[]): "field" | "entry" | undefined => {
  let here: JsonValue[] = [map.root];
  let place: "field" | "entry" = "field";
  for (const token of path) {
    const nodes = everyNode(map, here);
    const named = nodes.flatMap((node) => namedField(node, token) ?? []);
    place = named.length > 0 || token !== "items" ? "field" : "entry";
    here = place === "field" ? named : nodes.flatMap((node) => [...entrySchemas(node, 0), ...listOf(node.prefixItems)]);
  }
  return here.some((schema) => schema !== false) ? place : undefined;
};
