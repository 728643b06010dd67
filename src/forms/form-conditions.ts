/**
 * What of a form its user sees, and what is left of the values when the rest is taken away. A field is hidden when its
 * `ui:visibleWhen` does not hold, or when only schemas name it that do not apply: `then` or `else`, a `dependentSchemas`
 * whose field is absent, the alternative of a dependency that another answer chose. Defaults are filled in on the way,
 * because they decide as well, and only where they are seen. Pure.
 */
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { escapeToken } from "../kernel/json-pointer.js";
import { type AppliedNodes, type Applying, appliedNodes, type Deciding, isConditional } from "./form-applied.js";
import { cloneJson } from "./form-limits.js";
import { entrySchemas, fieldSchemas, fieldsOf, mapSchema, namedField, type SchemaMap } from "./form-nodes.js";
import { ruleOf, uiBelow, uiEntry, visibilityRules } from "./form-visibility.js";

export interface Seen {
  /** Without what is hidden, with defaults. Shares parts with what was sent. */
  readonly values: JsonValue;
  /** Pointers of hidden fields, sent or not. */
  readonly hidden: ReadonlySet<string>;
  /** Those of them that were sent. */
  readonly pruned: readonly string[];
}

export interface ConditionDeps {
  /** Whether a schema of the form holds for a value, by the schema's place in the form. */
  readonly test: (place: string, value: JsonValue) => boolean;
  /** Whether the condition of a rule of the UI schema holds for the whole form. */
  readonly holds: (condition: JsonValue, form: JsonValue) => boolean;
}

/** @returns nothing for forms that show the same fields whatever is filled in. */
export const createConditions = (
  schema: JsonObject,
  uiSchema: JsonObject | null,
  deps: ConditionDeps,
): ((sent: JsonValue) => Seen | "CONTRADICTION") | undefined => {
  if (visibilityRules(uiSchema).length === 0 && !isConditional(schema)) return undefined;
  const form = { map: mapSchema(schema), uiSchema, deps };
  return (sent) => see(form, sent);
};

interface Form {
  readonly map: SchemaMap;
  readonly uiSchema: JsonObject | null;
  readonly deps: ConditionDeps;
}

/** Rules that look at fields of other rules take a round each; more than this nobody nests by intent. */
const MAX_ROUNDS = 50;

/**
 * The values decide what is seen, and what is seen decides which values count: repeated until both agree. Rules that
 * contradict each other for these values never do.
 */
const see = (form: Form, sent: JsonValue): Seen | "CONTRADICTION" => {
  const earlier = new Set<string>();
  let basis = sent;
  for (let last: string | undefined; ; ) {
    const { decisions, ...seen } = lookOnce(form, sent, basis);
    if (decisions === last) return seen;
    if (earlier.has(decisions) || earlier.size === MAX_ROUNDS) return "CONTRADICTION";
    earlier.add(decisions);
    last = decisions;
    basis = seen.values;
  }
};

interface Look extends Seen {
  /** Equal for two looks at the same values: so is everything else about them. */
  readonly decisions: string;
}

/** A look at all that was sent, deciding by what the last look left of it. */
const lookOnce = (form: Form, sent: JsonValue, basis: JsonValue): Look => {
  const decisions: string[] = [];
  const decide = (holds: boolean): boolean => {
    decisions.push(holds ? "1" : "0");
    return holds;
  };
  const rules = new Map<JsonValue, boolean>();
  const look: Looking = {
    map: form.map,
    hidden: new Set(),
    pruned: [],
    deciding: { note: decide, test: (schema, value) => decide(form.deps.test(form.map.placeOf(schema), value)) },
    ruleHolds(condition) {
      const known = rules.get(condition) ?? decide(form.deps.holds(condition, basis));
      rules.set(condition, known);
      return known;
    },
  };
  const root = { schemas: [form.map.root], optional: [], value: sent, basis, ui: form.uiSchema ?? undefined, path: "" };
  const values = visibleValue(look, root);
  return { values, hidden: look.hidden, pruned: look.pruned, decisions: decisions.join("") };
};

interface Looking {
  readonly map: SchemaMap;
  readonly hidden: Set<string>;
  readonly pruned: string[];
  readonly deciding: Deciding;
  readonly ruleHolds: (condition: JsonValue) => boolean;
}

/** A value of the form with all that applies to it. Its `basis` is the same value as the last look left it. */
interface Spot extends Applying {
  readonly value: JsonValue;
  /** Its node of the UI schema. */
  readonly ui: JsonValue | undefined;
  readonly path: string;
}

const visibleValue = (look: Looking, spot: Spot): JsonValue => {
  const { value } = spot;
  if (Array.isArray(value)) return visibleEntries(look, spot, value);
  return isJsonObject(value) ? visibleFields(look, spot, value) : value;
};

const visibleEntries = (look: Looking, { basis, ui, path, ...spot }: Spot, entries: readonly JsonValue[]): JsonValue[] => {
  const { certain, optional } = appliedNodes(look.map, { ...spot, basis }, look.deciding);
  return entries.map((value, index) =>
    visibleValue(look, {
      schemas: certain.flatMap((node) => entrySchemas(node, index)),
      optional: optional.flatMap((node) => entrySchemas(node, index)),
      value,
      basis: (Array.isArray(basis) ? basis[index] : undefined) ?? value,
      ui: uiEntry(ui, index),
      path: `${path}/${index}`,
    }),
  );
};

const visibleFields = (look: Looking, { basis, ui, path, ...spot }: Spot, fields: JsonObject): JsonObject => {
  const applied = appliedNodes(look.map, { ...spot, basis }, look.deciding);
  const hidden = hiddenNames(look, ui, applied);
  for (const name of hidden) look.hidden.add(`${path}/${escapeToken(name)}`);
  for (const name of Object.keys(fields)) if (hidden.has(name)) look.pruned.push(`${path}/${escapeToken(name)}`);
  const present = [...Object.entries(fields), ...defaultsOf(applied, fields)].filter(([name]) => !hidden.has(name));
  const before = isJsonObject(basis) ? basis : {};
  return Object.fromEntries(
    present.map(([name, value]) => {
      const below: Spot = {
        schemas: applied.certain.flatMap((node) => fieldSchemas(node, name)),
        optional: applied.optional.flatMap((node) => fieldSchemas(node, name)),
        value,
        basis: (Object.hasOwn(before, name) ? before[name] : undefined) ?? value,
        ui: uiBelow(ui, name),
        path: `${path}/${escapeToken(name)}`,
      };
      return [name, visibleValue(look, below)];
    }),
  );
};

/** Of the fields of an object, sent or not. */
const hiddenNames = (look: Looking, ui: JsonValue | undefined, { certain, optional, idle, refused }: AppliedNodes): Set<string> => {
  const hidden = new Set(refused);
  const shown = (name: string) => [certain, optional].some((nodes) => nodes.some((node) => namedField(node, name) !== undefined));
  for (const node of idle) for (const name of Object.keys(fieldsOf(node.properties))) if (!shown(name)) hidden.add(name);
  for (const name of isJsonObject(ui) ? Object.keys(ui) : []) {
    const condition = ruleOf(ui, name);
    if (condition !== undefined && !look.ruleHolds(condition)) hidden.add(name);
  }
  return hidden;
};

/** As Ajv fills them in: of named fields that are absent, the first that applies, and none of alternatives. */
const defaultsOf = ({ certain }: AppliedNodes, fields: JsonObject): [string, JsonValue][] => {
  const found = new Map<string, JsonValue>();
  for (const node of certain)
    for (const [name, schema] of Object.entries(fieldsOf(node.properties))) {
      if (Object.hasOwn(fields, name) || found.has(name) || !isJsonObject(schema)) continue;
      if (schema.default !== undefined) found.set(name, cloneJson(schema.default));
    }
  return [...found];
};
