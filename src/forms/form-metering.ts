/** A form's schema as it is compiled: marked where checking has to count what it costs, so that no schema and no values together take for ever. */
import { _, type CodeKeywordDefinition, type ErrorObject, type KeywordCxt, Name } from "ajv";
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { withPlainChoices } from "./form-choices.js";
import { type Subschema, subschemasOf } from "./form-keywords.js";
import type { FormMeter } from "./form-meter.js";

/** No keyword of a form: none of its own begins with a dollar but those of JSON Schema. */
const WORK = "$work";

interface Work {
  /** Units each time that the schema is applied; absent = counted with the schema around it. */
  readonly units?: number;
  /** Keywords that read a text, or walk over keys, from one end to the other. */
  readonly walks?: number;
}

/** The same schema for values, with marks. Every other copy of it lacks them: to be made once, and used for everything. */
export const meteredSchema = (schema: JsonObject): JsonObject => {
  const copy = withPlainChoices(schema);
  place(copy, { repeated: false, counted: true, references: referencesIn(copy).size > 0 });
  return copy;
};

const referencesIn = (schema: JsonValue, found = new Set<string>()): Set<string> => {
  if (!isJsonObject(schema)) return found;
  if (typeof schema.$ref === "string") found.add(schema.$ref);
  for (const below of subschemasOf(schema)) referencesIn(below.schema, found);
  return found;
};

/** Keywords whose schemas say something of many values, or are tried and may be refused without harm. */
const COUNTED: ReadonlySet<string | number> = new Set([
  ...["items", "contains", "additionalProperties", "patternProperties", "propertyNames", "unevaluatedProperties", "unevaluatedItems"],
  ...["anyOf", "oneOf", "not", "if", "$defs", "definitions"],
]);

interface Standing {
  /** May be applied to the same value more than once. */
  readonly repeated: boolean;
  readonly counted: boolean;
  /** Any place of a form with references may be what one leads to. */
  readonly references: boolean;
}

/** @returns units of this schema and of those below that are counted with it. */
const place = (schema: JsonObject, standing: Standing): number => {
  const counted = standing.counted || standing.references;
  const repeated = standing.repeated || standing.references;
  const units = subschemasOf(schema).reduce((sum, below) => sum + unitsBelow(below, { ...standing, repeated }), unitsOf(schema));
  const walks = repeated ? WALKS.filter((keyword) => schema[keyword] !== undefined).length : 0;
  if (counted || walks > 0) schema[WORK] = { ...(counted && { units }), ...(walks > 0 && { walks }) };
  return counted ? 0 : units;
};

const unitsBelow = ({ tokens: [keyword = ""], schema, inPlace }: Subschema, { repeated, references }: Standing): number =>
  isJsonObject(schema) ? place(schema, { repeated: repeated || inPlace, counted: COUNTED.has(keyword), references }) : 1;

const WALKS = [
  ...["minLength", "maxLength", "minProperties", "maxProperties"],
  ...["additionalProperties", "patternProperties", "propertyNames", "unevaluatedProperties"],
];

/** Of what is compared one by one, two go into a unit. A reference is a call. */
const unitsOf = (schema: JsonObject): number => {
  const compared = [schema.enum, schema.const, schema.required, schema.dependentRequired].map(sizeOf).reduce((sum, size) => sum + size, 0);
  return 1 + Object.keys(schema).length + compared / 2 + (schema.$ref === undefined ? 0 : 20);
};

const sizeOf = (value: JsonValue | undefined): number => {
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce<number>((sum, entry) => sum + 1 + sizeOf(entry), 0);
};

/** Texts and objects shorter than this are walked over in no time. */
const SHORT = 200;

/** Where all errors are asked for: of how many there are enough. */
export interface WorkCounting {
  enough: number;
}

/** More is wrong than anybody wants to know. Inside of this folder only. */
export class Enough extends Error {
  constructor(readonly errors: readonly ErrorObject[]) {
    super("enough errors");
  }
}

/** An error costs more than a check, and what is wrong with an alternative may be forgotten again. */
const WITH_ERRORS = 50;

/** What the marks mean to Ajv: the generated code counts. */
export const workKeyword = (meter: FormMeter, counting?: WorkCounting): CodeKeywordDefinition => ({
  keyword: WORK,
  // Before what it counts.
  before: "$ref",
  code({ gen, data, schema, it }: KeywordCxt) {
    const { units = 0, walks = 0 } = schema as Work;
    const call = (ref: (...values: never[]) => void): Name => gen.scopeValue("keyword", { ref });
    const factor = counting && it.compositeRule ? WITH_ERRORS : 1;
    if (units > 0) gen.code(_`${call(meter.spend)}(${Math.ceil(units * factor)})`);
    if (walks > 0) gen.code(_`${call((value: unknown) => meter.spend((lengthOf(value) * walks) / 16))}(${data})`);
    if (counting) gen.code(_`${call(stopAt(counting))}(${new Name("vErrors")})`);
  },
});

const stopAt =
  (counting: WorkCounting) =>
  (errors: ErrorObject[] | null): void => {
    if (errors && errors.length >= counting.enough) throw new Enough(errors);
  };

const lengthOf = (value: unknown): number => {
  if (typeof value === "string") return value.length > SHORT ? value.length : 0;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return 0;
  const { length } = Object.keys(value);
  return length > SHORT ? length * 4 : 0;
};
