/**
 * The parameters of a call as they are kept. Where its form held secrets, parameters and secrets are sealed together,
 * and the form is kept masked: what can be read without the key says nothing of them.
 */
import { isJsonObject, type JsonObject, tryParseJson } from "../kernel/json.js";
import { payloadText } from "../kernel/payload-text.js";
import type { SecretBox } from "../kernel/secret-box.js";

/** What is kept of the secrets of a call beside its masked form. */
export interface KeptSecrets {
  /** By JSON Pointer into the form. */
  readonly values: JsonObject;
  /** The parameters as people see them: with a mask for all that rules made of a secret. */
  readonly shown: JsonObject;
}

/** The longest first: one may be part of another. */
export const textsOf = ({ values }: KeptSecrets): string[] =>
  Object.values(values)
    .filter((value) => typeof value === "string")
    .sort((a, b) => b.length - a.length);

export interface KeptPayload {
  readonly parameters: JsonObject;
  /** Absent when the form held none. */
  readonly secrets?: KeptSecrets;
}

export const sealPayload = (box: SecretBox, { parameters, secrets }: KeptPayload): string =>
  secrets ? box.seal(JSON.stringify({ parameters, secrets })) : payloadText(parameters);

/** Why a payload cannot be read: somebody has spoilt the row · it was sealed with a key that is no longer there. */
export type PayloadProblem = "INTERNAL" | "SECRETS_UNREADABLE";

export const openPayload = (box: SecretBox, text: string): KeptPayload | PayloadProblem => {
  if (!/^(plain|sealed)\./.test(text)) {
    const parameters = tryParseJson(text);
    return isJsonObject(parameters) ? { parameters } : "INTERNAL";
  }
  const content = opened(box, text);
  if (content === undefined) return "SECRETS_UNREADABLE";
  const kept = tryParseJson(content) as KeptPayload | undefined;
  return isJsonObject(kept?.parameters) ? kept : "INTERNAL";
};

/** Damaged text is as unreadable as text for another key. */
const opened = (box: SecretBox, text: string): string | undefined => {
  try {
    return box.open(text);
  } catch {
    return undefined;
  }
};
