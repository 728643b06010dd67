/** A payload as people see it: what fed each parameter, with secrets masked wherever rules have taken them. */
import { isAppError } from "../kernel/errors.js";
import { canonicalJson, type JsonObject, type JsonValue } from "../kernel/json.js";
import { payloadText } from "../kernel/payload-text.js";
import { applyMapping, type MappedParameters, type ParameterRule, type RuleTrace } from "../mappings/mapping.js";
import type { CallToMap, MapCallDeps } from "./mapped-call.js";
import { maskedForm, maskedParameters, type Secrets, secretsAt } from "./masking.js";

export interface ShownCall {
  /** The payload's text; exact unless something is masked. */
  readonly payload: string;
  readonly masked: boolean;
  /** In the order of the rules. */
  readonly parameters: readonly ShownParameter[];
  readonly form: JsonObject;
}

export interface ShownParameter extends RuleTrace {
  /** Absent where nothing is sent. */
  readonly value?: JsonValue;
}

/** @param secretPointers places of secrets in the form. */
export const shownCall = async (
  deps: MapCallDeps,
  call: CallToMap,
  { mapped, secretPointers }: { mapped: MappedParameters; secretPointers: readonly string[] },
): Promise<ShownCall> => {
  const secrets = secretsAt(call.form, secretPointers);
  if (secrets.values.length === 0) return { ...shown(mapped, mapped.parameters), form: call.form, masked: false };
  const { form, parameters } = await maskedCall(deps, call, { mapped, secrets });
  return { ...shown(mapped, parameters), form, masked: true };
};

/** Form and parameters with a mask for secrets and for all that rules made of them. */
export const maskedCall = async (
  deps: MapCallDeps,
  call: CallToMap,
  { mapped, secrets }: { mapped: Pick<MappedParameters, "parameters">; secrets: Secrets },
): Promise<{ form: JsonObject; parameters: JsonObject }> => {
  const form = maskedForm(call.form, secrets);
  const computed = await Promise.all([evaluatedAlone(deps, call), evaluatedAlone(deps, { ...call, form })]);
  const hidden = new Set([...dependents(call, computed), ...converted(call, secrets)]);
  return { form, parameters: maskedParameters(mapped.parameters, secrets, hidden) };
};

/** A type may make of a secret what no longer looks like it: an object of a text, say. */
const converted = ({ mapping }: CallToMap, { pointers }: Secrets): string[] => {
  const reads = (pointer: string) => pointers.some((secret) => `${secret}/`.startsWith(`${pointer}/`));
  const typed = mapping.parameters.filter(({ source, type }) => type !== undefined && source.kind === "field" && reads(source.pointer));
  return typed.map(({ target }) => target);
};

/** An expression may make of a secret what no longer looks like it: whatever comes out otherwise without it is hidden. */
const dependents = ({ mapping }: CallToMap, [real, without]: readonly (JsonObject | undefined)[]): ReadonlySet<string> => {
  const targets = mapping.parameters.filter(({ source }) => source.kind === "expression").map(({ target }) => target);
  return new Set(targets.filter((target) => !real || !without || canonicalJson(real[target]) !== canonicalJson(without[target])));
};

/** Expressions without the types of their parameters, which a mask may not fit. `undefined` = one of them failed. */
const evaluatedAlone = async ({ expressions }: MapCallDeps, { mapping, form, context }: CallToMap): Promise<JsonObject | undefined> => {
  const alone = ({ target, source, when }: ParameterRule) => ({ target, source, ...(when !== undefined && { when }) });
  const rules = mapping.parameters.filter(({ source }) => source.kind === "expression").map(alone);
  try {
    return (await applyMapping(rules, { ...context, form }, expressions)).parameters;
  } catch (error) {
    if (isAppError(error, "MAPPING_FAILED")) return undefined;
    throw error;
  }
};

const shown = ({ trace }: MappedParameters, parameters: JsonObject): Pick<ShownCall, "payload" | "parameters"> => ({
  payload: payloadText(parameters),
  parameters: trace.map((rule) => {
    const value = Object.hasOwn(parameters, rule.target) ? parameters[rule.target] : undefined;
    return { ...rule, ...(value !== undefined && { value }) };
  }),
});
