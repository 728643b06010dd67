/**
 * A form: JSON Schema 2020-12 plus a UI schema, compiled once and asked often. Takes away what its user does not see,
 * decides whether the rest fits, fills in defaults, and says what is wrong field by field. Pure: knows neither
 * abilities' rows nor who asks.
 */
import { AppError, type FieldProblem } from "../kernel/errors.js";
import type { JsonObject, JsonValue } from "../kernel/json.js";
import { resolvePointer } from "../kernel/json-pointer.js";
import { createChecks, type FormChecks } from "./form-ajv.js";
import { createConditions } from "./form-conditions.js";
import { checkLimits, cloneJson, DEFAULT_FORM_LIMITS, type FormLimits } from "./form-limits.js";
import { createMarker, type FileUse, type Marks, namesSecret, SECRET_MASK } from "./form-marks.js";
import { createMeter, type FormMeter, TooMuchWork } from "./form-meter.js";
import { meteredSchema } from "./form-metering.js";
import { createPatternJudge, createPatternTester, type JudgePattern, type PatternTester } from "./form-patterns.js";
import { problemsOf } from "./form-problems.js";
import { checkFormSchema, checkUiSchema } from "./form-schema.js";
import { visibilityRules } from "./form-visibility.js";

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
  | {
      readonly ok: true;
      /** A copy of the input with defaults filled in, without what the form did not show. */
      readonly values: JsonObject;
      /** JSON Pointers of what was taken away because the form did not show it. */
      readonly pruned: readonly string[];
      /** Files that the values name: whether they are there and fit is not for the form to know. */
      readonly files: readonly FileUse[];
      /** JSON Pointers of values that nobody may read back. */
      readonly secrets: readonly string[];
    }
  /** 1 to 50 problems, in the order of the form's fields. */
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

export interface ValidateOptions extends Partial<FormLimits> {
  /** Secrets may be absent although they are required: of values that are kept for others to begin with. Default false. */
  readonly withoutSecrets?: boolean;
}

export interface CompiledForm {
  readonly revision: number;
  /** Some field of it takes a secret. */
  readonly hasSecrets: boolean;
  /** Never throws and never changes its input, whatever that is. Limits default to `DEFAULT_FORM_LIMITS`. */
  validate(values: unknown, options?: ValidateOptions): FormResult;
  /** JSON Pointers of secrets in values that need not fit. */
  secretsIn(values: JsonObject): readonly string[];
}

/** Takes milliseconds: keep the result (`createFormCache`). @throws AppError BAD_USER_INPUT that names the place in the schema. */
export const compileForm = (definition: FormDefinition): CompiledForm => {
  const judge = createPatternJudge();
  // Copied, so that a caller who edits the definition later cannot part schema and compiled code.
  // The address and the dialect have been checked and would only make Ajv look for documents elsewhere.
  const { $schema, $id, ...schema } = cloneJson(checkFormSchema(definition.schema, judge));
  checkUiSchema(definition.uiSchema, schema, judge);
  const form = assemble(meteredSchema(schema), cloneJson(definition.uiSchema), judge);
  const limitsOf = (options: ValidateOptions = {}) => ({ ...DEFAULT_FORM_LIMITS, ...options });
  return {
    revision: definition.revision,
    hasSecrets: namesSecret(schema),
    validate(values, options) {
      const outside = checkLimits(values, limitsOf(options));
      if (outside.length > 0) return { ok: false, problems: outside };
      return within(form.meter, () => judged(form, values as JsonValue, options)) ?? { ok: false, problems: [TOO_MUCH] };
    },
    secretsIn(values) {
      const secrets = within(form.meter, () => form.marks(values).secrets);
      if (secrets) return secrets;
      throw new AppError(TOO_MUCH.code, { params: TOO_MUCH.params });
    },
  };
};

const TOO_MUCH = {
  path: "",
  code: "FORM_TOO_LARGE",
  params: { limit: { en: "can be checked", zh: "可校验的范围" } },
} as const satisfies FieldProblem;

/** @returns nothing when it would take too long, or nests too deep for the stack. */
const within = <Result>(meter: FormMeter, work: () => Result): Result | undefined => {
  meter.begin();
  try {
    return work();
  } catch (error) {
    if (error instanceof TooMuchWork || error instanceof RangeError) return undefined;
    throw error;
  }
};

interface Form {
  readonly schema: JsonObject;
  readonly meter: FormMeter;
  readonly judge: JudgePattern;
  readonly checks: FormChecks;
  readonly conditions: ReturnType<typeof createConditions>;
  readonly marks: (values: JsonValue) => Marks;
}

const assemble = (schema: JsonObject, uiSchema: JsonObject | null, judge: JudgePattern): Form => {
  const meter = createMeter();
  const testers = new Map<string, PatternTester>();
  const matches = (pattern: string, name: string): boolean => {
    const tester = testers.get(pattern) ?? createPatternTester(pattern, { judge, meter });
    testers.set(pattern, tester);
    return tester.test(name);
  };
  const late: { checks?: FormChecks } = {};
  const conditions = createConditions(schema, uiSchema, {
    ...{ matches, spend: meter.spend },
    test: (place, value) => late.checks?.test(place, value) ?? false,
    holds: (condition, value) => late.checks?.holds(condition, value) ?? false,
  });
  const rules = visibilityRules(uiSchema).map(({ condition }) => condition);
  // Where fields come and go, Ajv would fill in what is not shown.
  late.checks = createChecks(schema, { fillDefaults: conditions === undefined, conditions: rules, meter, judge });
  return { schema, meter, judge, checks: late.checks, conditions, marks: createMarker(schema, { matches, spend: meter.spend }) };
};

const NOTHING_HIDDEN: ReadonlySet<string> = new Set();
/** More than are reported, because several may come to one. */
const ENOUGH_ERRORS = 2_000;

const judged = (form: Form, sent: JsonValue, { withoutSecrets = false }: ValidateOptions = {}): FormResult => {
  const copy = cloneJson(sent);
  const seen = form.conditions ? form.conditions(copy) : { values: copy, hidden: NOTHING_HIDDEN, pruned: [] };
  if (seen === "UNDECIDED") return { ok: false, problems: [{ path: "", code: "FORM_RULES_UNDECIDED" }] };
  const { values, hidden, pruned } = seen;
  const fits = form.checks.fits(values);
  const { secrets, absentSecrets, files } = form.marks(values);
  const excused = withoutSecrets ? new Set([...hidden, ...absentSecrets]) : hidden;
  const problems = [...(fits ? [] : wrongIn(form, values, excused)), ...masksIn(values, secrets)];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, values: values as JsonObject, pruned, files, secrets };
};

/** @throws TooMuchWork when all that was found is excused, and not all was looked at. */
const wrongIn = ({ checks, schema, judge }: Form, values: JsonValue, excused: ReadonlySet<string>): FieldProblem[] => {
  // Some schemas ask twice for what is missing.
  const { errors, complete } = checks.findings(values, ENOUGH_ERRORS + 2 * excused.size);
  const problems = problemsOf(errors, { schema, excused, judge });
  if (problems.length === 0 && !complete) throw new TooMuchWork();
  return problems;
};

/** What an earlier call shows in place of a secret is no secret: it has to be filled in again. */
const masksIn = (values: JsonValue, secrets: readonly string[]): FieldProblem[] =>
  secrets.filter((path) => resolvePointer(values, path) === SECRET_MASK).map((path) => ({ path, code: "FIELD_REQUIRED" }));

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
