/** How forms use Ajv: one instance per form, strict about nothing (`form-schema.ts` is), bounded in what it may take. */
import type { ErrorObject, ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { formatLimitDefinition } from "ajv-formats/dist/limit.js";
import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { FORMATS } from "./form-formats.js";
import { createPatternTester } from "./form-patterns.js";
import { refusal } from "./form-refusal.js";
import { clip } from "./form-words.js";

export interface FormChecks {
  /** Fills in defaults where that was asked for. @returns what is wrong; nothing = the values fit. */
  check(values: JsonValue): readonly ErrorObject[] | undefined;
  /** Whether the schema at a place of the form holds for a value. */
  test(place: string, value: JsonValue): boolean;
  /** Whether a schema that stands by itself holds. */
  holds(condition: JsonValue, value: JsonValue): boolean;
}

const FORM = "form";

/** @throws AppError BAD_USER_INPUT */
export const createChecks = (
  schema: JsonObject,
  { fillDefaults, conditions }: { fillDefaults: boolean; conditions: readonly JsonValue[] },
): FormChecks => {
  const ajv = createAjv(fillDefaults);
  const whole = orRefused(() => ajv.addSchema(schema, FORM).getSchema(FORM));
  const compiled = new Map(conditions.filter(isJsonObject).map((condition) => [condition, orRefused(() => ajv.compile(condition))]));
  // Compiled when first asked for, and found by a short way afterwards: lists ask once per entry.
  const parts = new Map<string, ValidateFunction | undefined>();
  const partAt = (place: string): ValidateFunction | undefined => {
    if (!parts.has(place)) parts.set(place, ajv.getSchema(FORM + fragmentOf(place)));
    return parts.get(place);
  };
  return {
    check: (values) => (whole?.(values) ? undefined : (whole?.errors ?? [])),
    test: (place, value) => partAt(place)?.(value) === true,
    holds: (condition, value) => (isJsonObject(condition) ? compiled.get(condition)?.(value) === true : condition === true),
  };
};

const fragmentOf = (pointer: string): string => `#${pointer.split("/").map(encodeURIComponent).join("/")}`;

const orRefused = <Compiled extends ValidateFunction | undefined>(compile: () => Compiled): Compiled => {
  try {
    return compile();
  } catch (error) {
    const reason = clip(error instanceof Error ? error.message : String(error), 200);
    throw refusal("", `the schema cannot be compiled (${reason})`, `无法编译该 schema（${reason}）`);
  }
};

/** A new instance per form: Ajv keeps every schema it has seen. */
const createAjv = (useDefaults: boolean): Ajv2020 => {
  const regExp = Object.assign((pattern: string, flags: string) => createPatternTester(pattern, flags), { code: "pattern" });
  const ajv = new Ajv2020({
    strict: false,
    strictNumbers: true,
    validateSchema: false,
    meta: false,
    logger: false,
    allErrors: true,
    verbose: true,
    useDefaults,
    discriminator: true,
    // Without it "toString" counts as present in every object.
    ownProperties: true,
    formats: FORMATS,
    code: { regExp },
  });
  ajv.addKeyword(formatLimitDefinition);
  // Ajv compares every pair, which is minutes for a long list of objects.
  ajv.removeKeyword("uniqueItems");
  ajv.addKeyword({ keyword: "uniqueItems", type: "array", schemaType: "boolean", validate: hasUniqueItems, error: { message: "" } });
  return ajv;
};

const hasUniqueItems = (unique: boolean, items: readonly JsonValue[]): boolean =>
  !unique || new Set(items.map((item) => canonicalJson(item))).size === items.length;
