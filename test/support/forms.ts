/** Short ways to make a form and to read what it found. */
import { type CompiledForm, compileForm, type FormResult } from "../../src/forms/form.js";
import { fieldMessage } from "../../src/kernel/errors.js";
import type { JsonObject, JsonValue } from "../../src/kernel/json.js";

export const formOf = (schema: JsonObject): CompiledForm =>
  compileForm({ schema: { type: "object", ...schema }, uiSchema: null, revision: 1 });

/** A form with one field, `x`. */
export const field = (schema: JsonValue): JsonObject => ({ properties: { x: schema } });

/** `/path CODE English sentence`, one line per problem. */
export const linesOf = (result: FormResult): string[] =>
  result.ok ? [] : result.problems.map((problem) => `${problem.path} ${problem.code} ${fieldMessage(problem, "en")}`);

export const chineseOf = (result: FormResult): string[] => (result.ok ? [] : result.problems.map((problem) => fieldMessage(problem, "zh")));

export const pathsOf = (result: FormResult): string[] => (result.ok ? [] : result.problems.map((problem) => problem.path));

/** What `validate` answers to values of a form that shows all of them, without secrets and files. */
export const accepted = (values: JsonValue) => ({ ok: true, values, pruned: [], files: [], secrets: [] });
