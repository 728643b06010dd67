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
import { entrySchemas, fieldSchemas, fieldsOf, type MatchesPattern, mapSchema, type SchemaMap } from "./form-nodes.js";
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
  readonly matches: MatchesPattern;
  /** Counts what it costs. */
  readonly spend: (units: number) => void;
}

/** @returns nothing for forms that show the same fields whatever is filled in. */
export const createConditions = (
  schema: JsonObject,
  uiSchema: JsonObject | null,
  deps: ConditionDeps,
): ((sent: JsonValue) => Seen | "UNDECIDED") | undefined => {
  if (visibilityRules(uiSchema).length === 0 && !isConditional(schema)) return undefined;
  const form = { map: mapSchema(schema), uiSchema, deps };
  return (sent) => see(form, sent);
};

interface Form {
  readonly map: SchemaMap;
  readonly uiSchema: JsonObject | null;
  readonly deps: ConditionDeps;
}

/** Units of the meter: of a value that is looked at, and of an answer that decides about a branch. */
const VISIT_COST = 30;
const DECISION_COST = 120;

/**
 * The values decide what is seen, and what is seen decides which values count: repeated until both agree. Rules that
 * contradict each other for these values never do.
 */
const see = (form: Form, sent: JsonValue): Seen | "UNDECIDED" => {
  const earlier = new Set<string>();
  let basis = cloneJson(sent);
  for (;;) {
    const { decisions, moved, ...seen } = lookOnce(form, sent, basis);
    if (!moved) return seen;
    if (earlier.has(decisions)) return "UNDECIDED";
    earlier.add(decisions);
    basis = cloneJson(seen.values);
  }
};

interface Look extends Seen {
  /** Equal for two looks at the same values: so is everything else about them. */
  readonly decisions: string;
  /** Something was taken away from the basis or added to it: not all was decided by the same values. */
  readonly moved: boolean;
}

/**
 * A look at all that was sent.
 * @param basis what decisions are made by: the values as the last look left them. Follows what this one decides, so that
 * rules which look at fields before them need no look of their own.
 */
const lookOnce = (form: Form, sent: JsonValue, basis: JsonValue): Look => {
  const decisions: string[] = [];
  const decide = (holds: boolean): boolean => {
    decisions.push(holds ? "1" : "0");
    form.deps.spend(DECISION_COST);
    return holds;
  };
  const rules = new Map<JsonValue, boolean>();
  const look: Looking = {
    form,
    hidden: new Set(),
    pruned: [],
    moved: false,
    deciding: { note: decide, test: (schema, value) => decide(form.deps.test(form.map.placeOf(schema), value)) },
    ruleHolds(condition) {
      const known = rules.get(condition) ?? decide(form.deps.holds(condition, basis));
      rules.set(condition, known);
      return known;
    },
  };
  const root = { schemas: [form.map.root], optional: [], value: sent, basis, ui: form.uiSchema ?? undefined, path: "" };
  const values = visibleValue(look, root);
  return { values, hidden: look.hidden, pruned: look.pruned, moved: look.moved, decisions: decisions.join("") };
};

interface Looking {
  readonly form: Form;
  readonly hidden: Set<string>;
  readonly pruned: string[];
  readonly deciding: Deciding;
  readonly ruleHolds: (condition: JsonValue) => boolean;
  moved: boolean;
}

/** A value of the form with all that applies to it, and the same value of the basis. */
interface Spot extends Applying {
  readonly value: JsonValue;
  /** Its node of the UI schema. */
  readonly ui: JsonValue | undefined;
  readonly path: string;
}

const applied = ({ form: { map, deps }, deciding }: Looking, spot: Applying): AppliedNodes => {
  const nodes = appliedNodes(map, spot, deciding);
  deps.spend(VISIT_COST * (nodes.certain.length + nodes.optional.length + nodes.idle.length));
  return nodes;
};

const visibleValue = (look: Looking, spot: Spot): JsonValue => {
  const { value } = spot;
  look.form.deps.spend(VISIT_COST);
  if (Array.isArray(value)) return visibleEntries(look, spot, value);
  return isJsonObject(value) ? visibleFields(look, spot, value) : value;
};

const visibleEntries = (look: Looking, spot: Spot, entries: readonly JsonValue[]): JsonValue[] => {
  const { certain, optional } = applied(look, spot);
  const basis = Array.isArray(spot.basis) ? spot.basis : [];
  return entries.map((value, index) =>
    visibleValue(look, {
      schemas: certain.flatMap((node) => entrySchemas(node, index)),
      optional: optional.flatMap((node) => entrySchemas(node, index)),
      value,
      basis: basis[index] ?? null,
      ui: uiEntry(spot.ui, index),
      path: `${spot.path}/${index}`,
    }),
  );
};

const visibleFields = (look: Looking, spot: Spot, fields: JsonObject): JsonObject => {
  const nodes = applied(look, spot);
  const basis = fieldsOf(spot.basis);
  const hidden = hideFields(look, { ...spot, basis }, nodes);
  const present = [...Object.entries(fields), ...defaultsOf(nodes, fields)].filter(([name]) => !hidden.has(name));
  for (const [name, value] of present.filter((field) => !Object.hasOwn(basis, field[0]))) {
    basis[name] = cloneJson(value);
    look.moved = true;
  }
  look.form.deps.spend(VISIT_COST * present.length);
  if (present.every(([, value]) => !isContainer(value))) return Object.fromEntries(present);
  const { matches } = look.form.deps;
  const [certain, optional] = [fieldSchemas(nodes.certain, matches), fieldSchemas(nodes.optional, matches)];
  return Object.fromEntries(
    present.map(([name, value]) => {
      if (!isContainer(value)) return [name, value];
      const below = { schemas: certain(name), optional: optional(name), value, basis: basis[name] ?? null };
      return [name, visibleValue(look, { ...below, ui: uiBelow(spot.ui, name), path: `${spot.path}/${escapeToken(name)}` })];
    }),
  );
};

const isContainer = (value: JsonValue): boolean => typeof value === "object" && value !== null;

/** @returns the names of hidden fields of an object, sent or not; the basis has them no longer. */
const hideFields = (look: Looking, { ui, path, value, basis }: Spot & { basis: JsonObject }, applied: AppliedNodes): Set<string> => {
  const hidden = new Set<string>();
  const hide = (name: string): void => {
    if (hidden.has(name)) return;
    const place = `${path}/${escapeToken(name)}`;
    hidden.add(name);
    look.hidden.add(place);
    if (Object.hasOwn(fieldsOf(value), name)) look.pruned.push(place);
    if (!Object.hasOwn(basis, name)) return;
    delete basis[name];
    look.moved = true;
  };
  applied.refused.forEach(hide);
  const shown = new Set([...applied.certain, ...applied.optional].flatMap(namesOf));
  for (const name of applied.idle.flatMap(namesOf)) if (!shown.has(name)) hide(name);
  for (const name of isJsonObject(ui) ? Object.keys(ui) : []) {
    const condition = ruleOf(ui, name);
    if (condition !== undefined && !look.ruleHolds(condition)) hide(name);
  }
  return hidden;
};

const namesOf = (node: JsonObject): string[] => Object.keys(fieldsOf(node.properties));

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
