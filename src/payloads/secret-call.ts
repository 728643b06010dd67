/** Calls whose form holds secrets: what the engine gets of them, what is kept, and that no refusal quotes one. */
import { AppError, isAppError, type MessageParams } from "../kernel/errors.js";
import type { JsonObject, JsonValue } from "../kernel/json.js";
import { type CallToMap, type MapCallDeps, type MappedCall, mapCall } from "./mapped-call.js";
import { maskedIn, type Secrets, secretsAt, withValues } from "./masking.js";
import type { KeptSecrets } from "./sealed-payload.js";
import { maskedCall } from "./shown-call.js";

export interface CallParts {
  /** As it is kept and shown: secrets are masked. */
  readonly form: JsonObject;
  readonly parameters: JsonObject;
  readonly context: MappedCall["context"];
  readonly secrets?: KeptSecrets;
}

/**
 * Maps a call, and says what is kept of it.
 * @param pointers places of secrets in the form.
 * @throws AppError as `mapCall`, with secrets masked.
 */
export const mapSecretCall = async (deps: MapCallDeps, call: CallToMap, pointers: readonly string[]): Promise<CallParts> => {
  const secrets = secretsAt(call.form, pointers);
  const mapped = await mapCall(deps, call).catch((error) => withoutSecrets(error, secrets));
  const { parameters, context } = mapped;
  if (secrets.values.length === 0) return { form: call.form, parameters, context };
  const { form, parameters: shown } = await maskedCall(deps, call, { mapped, secrets });
  return { form, parameters, context, secrets: { values: valuesAt(call.form, pointers), shown } };
};

/** The form as it was sent. */
export const unmasked = (form: JsonObject, secrets: KeptSecrets | undefined): JsonObject =>
  secrets ? withValues(form, new Map(Object.entries(secrets.values))) : form;

/** What a rule could not use is part of the sentence about it. @throws AppError the same, with secrets masked. */
export const withoutSecrets = (error: unknown, { values }: Secrets): never => {
  if (values.length === 0 || !isAppError(error)) throw error;
  const params = maskedIn(error.params as unknown as JsonValue, values) as unknown as MessageParams;
  throw new AppError(error.code, {
    params,
    fields: error.fields,
    ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
  });
};

const valuesAt = (form: JsonObject, pointers: readonly string[]): JsonObject =>
  Object.fromEntries(
    pointers.flatMap((pointer) => {
      const [value] = secretsAt(form, [pointer]).values;
      return value === undefined ? [] : [[pointer, value]];
    }),
  );
