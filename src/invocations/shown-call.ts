/** A payload as people see it: what fed each parameter, with secrets masked wherever rules have taken them. */
import { isAppError } from "../kernel/errors.js";
import type { JsonObject, JsonValue } from "../kernel/json.js";
import { payloadText } from "../kernel/payload-text.js";
import type { MappedParameters, RuleTrace } from "../mappings/mapping.js";
import type { CallToMap, MapCallDeps } from "./mapped-call.js";
import { mapCall } from "./mapped-call.js";
import { maskedForm, maskedParameters, secretsAt } from "./masking.js";

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
  const form = maskedForm(call.form, secrets);
  const parameters = maskedParameters(mapped, secrets, await mappedOrNothing(deps, { ...call, form }));
  return { ...shown(mapped, parameters), form, masked: true };
};

const shown = ({ trace }: MappedParameters, parameters: JsonObject): Pick<ShownCall, "payload" | "parameters"> => ({
  payload: payloadText(parameters),
  parameters: trace.map((rule) => {
    const value = Object.hasOwn(parameters, rule.target) ? parameters[rule.target] : undefined;
    return { ...rule, ...(value !== undefined && { value }) };
  }),
});

/** A mask is not what a rule may need: a number, say. */
const mappedOrNothing = async (deps: MapCallDeps, call: CallToMap): Promise<MappedParameters | undefined> => {
  try {
    return await mapCall(deps, call);
  } catch (error) {
    if (isAppError(error, "MAPPING_FAILED")) return undefined;
    throw error;
  }
};
