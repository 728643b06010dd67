/**
 * A form: JSON Schema 2020-12 plus a UI schema, compiled once and asked often. Decides whether values fit, fills in
 * defaults, and says what is wrong field by field. Pure: knows neither abilities' rows nor who asks.
 */
import { Ajv2020 } from "ajv/dist/2020.js";
import { formatLimitDefinition } from "ajv-formats/dist/limit.js";
import type { FieldProblem } from "../kernel/errors.js";
import { canonicalJson, type JsonObject, type JsonValue } from "../kernel/json.js";
import { FORMATS } from "./form-formats.js";
import { checkLimits, cloneJson, DEFAULT_FORM_LIMITS, type FormLimits } from "./form-limits.js";
import { createPatternTester } from "./form-patterns.js";
import { problemsOf } from "./form-problems.js";
import { checkFormSchema, checkUiSchema, refusal } from "./form-schema.js";
import { clip } from "./form-words.js";

export type { FormLimits } from "./form-limits.js";

/** Rises with every change of schema or UI schema. */
export interface FormDefinition {
  readonly schema: JsonObject;
  readonly uiSchema: JsonObject | null;
  readonly revision: number;
}

/** Takes nothing: of abilities that were not given a form yet, and of those whose row is gone. */
export const EMPTY_FORM_SCHEMA: JsonObject = { type: "object", properties: {}, additionalProperties: false };

export type FormResult =
  /** A copy of the input with defaults filled in. */
  | { readonly ok: true; readonly values: JsonObject }
  /** 1 to 50 problems, in the order of the form's fields. */
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

export interface CompiledForm {
  readonly revision: number;
  /** Never throws and never changes its input, whatever that is. Limits default to `DEFAULT_FORM_LIMITS`. */
  validate(values: unknown, limits?: Partial<FormLimits>): FormResult;
}

/** Takes milliseconds: keep the result (`createFormCache`). @throws AppError BAD_USER_INPUT that names the place in the schema. */
export const compileForm = (definition: FormDefinition): CompiledForm => {
  checkUiSchema(definition.uiSchema);
  // Copied, so that a caller who edits the definition later cannot part schema and compiled code.
  // The address and the dialect have been checked and would only make Ajv look for documents elsewhere.
  const { $schema, $id, ...schema } = cloneJson(checkFormSchema(definition.schema));
  const check = compileSchema(schema);
  return {
    revision: definition.revision,
    validate(values, limits) {
      const outside = checkLimits(values, { ...DEFAULT_FORM_LIMITS, ...limits });
      if (outside.length > 0) return { ok: false, problems: outside };
      const filled = cloneJson(values as JsonValue);
      if (check(filled)) return { ok: true, values: filled as JsonObject };
      return { ok: false, problems: problemsOf(check.errors ?? [], schema) };
    },
  };
};

const compileSchema = (schema: JsonObject) => {
  const ajv = createAjv();
  try {
    return ajv.compile(schema);
  } catch (error) {
    const reason = clip(error instanceof Error ? error.message : String(error), 200);
    throw refusal("", `the schema cannot be compiled (${reason})`, `无法编译该 schema（${reason}）`);
  }
};

/** A new instance per form: Ajv keeps every schema it has seen. Strictness is `checkFormSchema`'s work. */
const createAjv = (): Ajv2020 => {
  const regExp = Object.assign((pattern: string, flags: string) => createPatternTester(pattern, flags), { code: "pattern" });
  const ajv = new Ajv2020({
    strict: false,
    strictNumbers: true,
    validateSchema: false,
    meta: false,
    logger: false,
    allErrors: true,
    verbose: true,
    useDefaults: true,
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

export interface FormCache {
  /** The compiled form of this ability and revision. @throws AppError as `compileForm`; failures are not kept. */
  get(abilityId: string, definition: FormDefinition): CompiledForm;
  readonly size: number;
}

/** Keeps the `max` forms used last. A revision never changes, so nothing has to be thrown out early. */
export const createFormCache = (max: number): FormCache => {
  // A Map iterates in order of insertion: the first key is the one unused for longest.
  const forms = new Map<string, CompiledForm>();
  return {
    get(abilityId, definition) {
      const key = `${abilityId} ${definition.revision}`;
      const form = forms.get(key) ?? compileForm(definition);
      forms.delete(key);
      forms.set(key, form);
      for (const oldest of forms.keys()) {
        if (forms.size <= max) break;
        forms.delete(oldest);
      }
      return form;
    },
    get size() {
      return forms.size;
    },
  };
};
