import { createExpressions } from "../../src/expressions/expression-processes.js";
import type { JsonObject } from "../../src/kernel/json.js";
import { applyMapping, type MappedParameters, type MappingContext, type ParameterRule } from "../../src/mappings/mapping.js";

/** A form beside everything else a mapping may read. */
export const contextWith = (form: JsonObject): MappingContext => ({
  form,
  caller: { id: "alice", tenant: "acme", roles: ["user"] },
  ability: { id: "abl_1", key: "write-text", name: "Write a text" },
  now: Date.UTC(2026, 10, 23, 8, 30, 0, 5),
});

/** It has no process and may start none: rules that need one fail. */
const WITHOUT_PROCESSES = createExpressions({ processes: 0, maxWaiting: 0 });

/** Rules of fields and constants, applied to a form. */
export const mapped = (rules: readonly ParameterRule[], form: JsonObject): Promise<MappedParameters> =>
  applyMapping(rules, contextWith(form), WITHOUT_PROCESSES);
