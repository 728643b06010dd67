/**
 * Abilities as documents: what of an ability, its form and its published mapping is the same in every environment, and
 * what belongs to one environment. Pure.
 */
import { canonicalJson, isJsonObject, type JsonObject, sha256 } from "../kernel/json.js";

/** One ability, as it is reviewed: `<key>.yaml`. Absent = the gateway's default. */
export interface AbilityDocument {
  readonly key: string;
  /** Fields of `CreateAbilityInput` but its key and form. */
  readonly ability: JsonObject;
  /** `{schema, uiSchema?}` */
  readonly form: JsonObject;
  /** Fields of `SaveWorkflowMappingInput` that mean the same everywhere; null = nothing is published. */
  readonly mapping: JsonObject | null;
}

/** What of a mapping belongs to one environment. */
export const PLACE_FIELDS = ["connection", "workflowId"] as const;

/** Of one ability in one environment. */
export interface Place {
  readonly connection?: string;
  readonly workflowId?: string;
  /** Fingerprint of what the environment had when it was last exported from or imported to. */
  readonly base?: string;
}

/** `environments/<name>.yaml`, by ability key. */
export type Places = Readonly<Record<string, Place>>;

/** One ability as an environment has it. */
export interface LiveAbility {
  readonly id: string;
  readonly revision: number;
  readonly document: AbilityDocument;
  readonly place: Place;
  /** Somebody is editing the mapping, or an import could not publish it. */
  readonly draft: LiveDraft | null;
}

export interface LiveDraft extends PlacedMapping {
  readonly id: string;
  readonly revision: number;
}

export interface PlacedMapping {
  readonly mapping: JsonObject | null;
  readonly place: Place;
}

/** What the gateway takes for a field that is not named. */
export const DEFAULTS: JsonObject = {
  sideEffects: "SIDE_EFFECTING",
  answerers: "CALLER",
  tags: [],
  mode: "STREAM",
  from: "DATA",
  required: false,
};

/** Without what says nothing: nulls, empty lists and defaults. */
export const withoutDefaults = (fields: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([name, value]) => value !== null && value !== undefined && value !== DEFAULTS[name] && !(Array.isArray(value) && value.length === 0),
    ),
  );

/** The same for equal content, however much of it somebody spelt out. */
export const contentOf = ({ ability, form, mapping }: AbilityDocument, place: Place): JsonObject => ({
  ability: withoutDefaults(ability),
  form: withoutDefaults(form),
  mapping: mappingContentOf({ mapping, place }),
});

const mappingContentOf = ({ mapping, place: { connection, workflowId } }: PlacedMapping): JsonObject | null =>
  mapping && {
    ...withoutDefaults(mapping),
    ...(isJsonObject(mapping.output) && { output: withoutDefaults(mapping.output) }),
    parameters: rulesOf(mapping),
    connection: connection ?? null,
    workflowId: workflowId ?? null,
  };

export const isSameMapping = (one: PlacedMapping, other: PlacedMapping): boolean =>
  canonicalJson(mappingContentOf(one)) === canonicalJson(mappingContentOf(other));

/** A constant may be null, which says something. */
const rulesOf = ({ parameters }: JsonObject): JsonObject[] =>
  (Array.isArray(parameters) ? parameters : [])
    .filter(isJsonObject)
    .map((rule) => ({ ...withoutDefaults(rule), ...("constant" in rule && { constant: rule.constant ?? null }) }));

export const fingerprintOf = (document: AbilityDocument, place: Place): string =>
  sha256(canonicalJson(contentOf(document, place))).slice(0, 32);

export const KEY_PATTERN = /^[a-z][a-z0-9-]{0,62}[a-z0-9]$|^[a-z]$/;

/** @returns what is wrong with a document somebody wrote; nothing when it can be imported. The gateway judges the rest. */
export const problemOf = (document: unknown): string | undefined => {
  if (!isJsonObject(document)) return "is not a mapping of names to values";
  const unknown = Object.keys(document).find((name) => !["key", "ability", "form", "mapping"].includes(name));
  if (unknown !== undefined) return `has the unknown entry ${JSON.stringify(unknown)}`;
  const { key, ability, form, mapping = null } = document;
  if (typeof key !== "string" || !KEY_PATTERN.test(key)) return "needs a key of lower-case letters, digits and dashes";
  if (!isJsonObject(ability)) return "needs an entry ability with at least a name";
  if (!isJsonObject(form) || !isJsonObject(form.schema)) return "needs an entry form with a schema";
  if (mapping !== null && !isJsonObject(mapping)) return "has a mapping that is neither null nor a mapping of names to values";
  const misplaced = PLACE_FIELDS.find((field) => mapping !== null && field in mapping);
  return misplaced && `has mapping.${misplaced}, which belongs to an environment: write it into environments/<name>.yaml`;
};
