/**
 * The parameters of one call: the same way for calls, repetitions, previews and explanations, so that what one of them
 * says holds for the others.
 */
import type { Ability } from "../abilities/ability.js";
import type { Principal } from "../auth/principal.js";
import type { Expressions } from "../expressions/expressions.js";
import type { FileReference, FileReferences } from "../files/file.js";
import type { JsonObject } from "../kernel/json.js";
import { applyMapping, type CallContext, type MappedParameters, readsContext } from "../mappings/mapping.js";
import type { WorkflowMapping } from "../mappings/workflow-mapping.js";
import { placeFiles } from "./placed-files.js";

export interface CallToMap {
  readonly mapping: Pick<WorkflowMapping, "parameters" | "connection">;
  /** As the ability's form took it. */
  readonly form: JsonObject;
  readonly context: CallContext;
  /** As the form found them; those that the parameters name are looked at in any case. */
  readonly files?: readonly FileReference[];
  /** Whose files may be used; `null` = anybody's in the tenant. Default: the caller's. */
  readonly fileOwners?: readonly string[] | null;
}

export interface MappedCall extends MappedParameters {
  /** What is kept with the payload, so that the same form gives the same bytes again; `null` where no rule reads it. */
  readonly context: CallContext | null;
}

export interface MapCallDeps {
  readonly expressions: Expressions;
  readonly files: FileReferences;
}

export const contextOf = (ability: Ability, { id, tenant, roles }: Principal, now: number): CallContext => ({
  caller: { id, tenant, roles },
  ability: { id: ability.id, key: ability.key, name: ability.name },
  now,
});

/** @throws AppError MAPPING_FAILED that names the rule and what it read; FORM_INVALID with the files that cannot be used; EXPRESSIONS_BUSY */
export const mapCall = async ({ expressions, files }: MapCallDeps, call: CallToMap): Promise<MappedCall> => {
  const { mapping, form, context, files: named = [], fileOwners = [context.caller.id] } = call;
  const { connection, parameters: rules } = mapping;
  const mapped = await applyMapping(rules, { ...context, form }, expressions);
  const scope = { tenant: context.caller.tenant, callerIds: fileOwners, connection };
  const parameters = await placeFiles(files, mapped, { rules, named, scope });
  return { ...mapped, parameters, context: readsContext(rules) ? context : null };
};
