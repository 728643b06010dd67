/**
 * How forms use Ajv: strict about nothing (`form-schema.ts` is), bounded in what it may take. Values are first checked
 * until something is wrong, and only those that do not fit once more, for all that is wrong with them.
 */
import type { ErrorObject, ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { formatLimitDefinition } from "ajv-formats/dist/limit.js";
import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { meteredFormats } from "./form-formats.js";
import { type FormMeter, TooMuchWork } from "./form-meter.js";
import { Enough, meteredSchema, type WorkCounting, workKeyword } from "./form-metering.js";
import { createPatternTester, type JudgePattern } from "./form-patterns.js";
import { refusal } from "./form-refusal.js";
import { clip } from "./form-words.js";

export interface Findings {
  /** At least one. */
  readonly errors: readonly ErrorObject[];
  /** Nothing else is wrong. */
  readonly complete: boolean;
}

/** What any of it may cost is the meter's: `TooMuchWork`. */
export interface FormChecks {
  /** Fills in defaults where that was asked for. */
  fits(values: JsonValue): boolean;
  /** What is wrong with values that were just found not to fit. @param enough errors to look for. */
  findings(values: JsonValue, enough: number): Findings;
  /** Whether the schema at a place of the form holds for a value. */
  test(place: string, value: JsonValue): boolean;
  /** Whether a schema that stands by itself holds. */
  holds(condition: JsonValue, value: JsonValue): boolean;
}

export interface CheckOptions {
  readonly fillDefaults: boolean;
  readonly conditions: readonly JsonValue[];
  readonly meter: FormMeter;
  readonly judge: JudgePattern;
}

const FORM = "form";

/** @param schema with the marks of `meteredSchema`. @throws AppError BAD_USER_INPUT */
export const createChecks = (schema: JsonObject, options: CheckOptions): FormChecks => {
  const { meter, conditions } = options;
  const ajv = createAjv(options);
  const whole = orRefused(() => tried(ajv.addSchema(schema, FORM).compile({ $ref: FORM }), meter));
  const compiled = new Map(
    conditions.filter(isJsonObject).map((condition) => [condition, orRefused(() => ajv.compile(meteredSchema(condition)))]),
  );
  // Compiled when first asked for, and found by a short way afterwards: lists ask once per entry.
  const parts = new Map<string, ValidateFunction | undefined>();
  const partAt = (place: string): ValidateFunction | undefined => {
    if (!parts.has(place)) parts.set(place, ajv.getSchema(FORM + fragmentOf(place)));
    return parts.get(place);
  };
  const explain = createExplanation(schema, options);
  return {
    fits: (values) => whole(values),
    findings: (values, enough) => explain(values, { enough, first: whole.errors ?? [] }),
    test: (place, value) => partAt(place)?.(value) === true,
    holds: (condition, value) => (isJsonObject(condition) ? compiled.get(condition)?.(value) === true : condition === true),
  };
};

/** Its code is made when it is first called, and what refers to itself in circles shows. */
const tried = (validate: ValidateFunction, meter: FormMeter): ValidateFunction => {
  meter.begin();
  validate({});
  return validate;
};

/** All that is wrong with values that do not fit: compiled when it is first needed, with a budget of its own. */
const createExplanation = (schema: JsonObject, options: CheckOptions) => {
  const bound = { enough: 0 };
  let thorough: ValidateFunction | undefined;
  return (values: JsonValue, { enough, first }: { enough: number; first: readonly ErrorObject[] }): Findings => {
    bound.enough = enough;
    try {
      options.meter.begin();
      thorough ??= createAjv(options, bound).compile(schema);
      thorough(values);
      return { errors: thorough.errors ?? first, complete: true };
    } catch (error) {
      if (error instanceof Enough) return { errors: error.errors, complete: false };
      if (error instanceof TooMuchWork || error instanceof RangeError) return { errors: first, complete: false };
      throw error;
    }
  };
};

const fragmentOf = (pointer: string): string => `#${pointer.split("/").map(encodeURIComponent).join("/")}`;

const orRefused = (compile: () => ValidateFunction): ValidateFunction => {
  try {
    return compile();
  } catch (error) {
    if (error instanceof TooMuchWork) throw refusal("", "checking even an empty form takes too long", "仅校验空表单就耗时过长");
    const reason = clip(error instanceof Error ? error.message : String(error), 200);
    throw refusal("", `the schema cannot be compiled (${reason})`, `无法编译该 schema（${reason}）`);
  }
};

/** A new instance per form: Ajv keeps every schema it has seen. @param bound of errors, where all of them are asked for. */
const createAjv = ({ fillDefaults, meter, judge }: CheckOptions, bound?: WorkCounting): Ajv2020 => {
  const regExp = Object.assign((pattern: string) => createPatternTester(pattern, { judge, meter }), { code: "pattern" });
  const ajv = new Ajv2020({
    strict: false,
    strictNumbers: true,
    validateSchema: false,
    meta: false,
    logger: false,
    allErrors: bound !== undefined,
    verbose: true,
    useDefaults: fillDefaults,
    discriminator: true,
    // Without it "toString" counts as present in every object.
    ownProperties: true,
    // What is referred to often would be compiled as often.
    inlineRefs: false,
    formats: meteredFormats(meter),
    // The optimizer takes as long as all the rest, for code that runs no faster to speak of.
    code: { regExp, optimize: false },
  });
  ajv.addKeyword(formatLimitDefinition);
  ajv.addKeyword(workKeyword(meter, bound));
  // Ajv compares every pair, which is minutes for a long list of objects.
  ajv.removeKeyword("uniqueItems");
  const validate = (unique: boolean, items: readonly JsonValue[]): boolean => !unique || hasUniqueItems(items, meter);
  ajv.addKeyword({ keyword: "uniqueItems", type: "array", schemaType: "boolean", validate, error: { message: "" } });
  return ajv;
};

const hasUniqueItems = (items: readonly JsonValue[], meter: FormMeter): boolean => {
  const texts = items.map((item) => {
    const text = canonicalJson(item);
    meter.spend(text.length + 10);
    return text;
  });
  return new Set(texts).size === items.length;
};
