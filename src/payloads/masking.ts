/** What is shown of a call whose form has secrets: the secrets are taken out of the form and of whatever rules made of them. Pure. */
import { SECRET_MASK } from "../forms/form-marks.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { parsePointer, resolvePointer } from "../kernel/json-pointer.js";

export interface Secrets {
  /** Of the form, by JSON Pointer. */
  readonly pointers: readonly string[];
  readonly values: readonly string[];
}

export const secretsAt = (form: JsonObject, pointers: readonly string[]): Secrets => {
  const found = pointers.map((pointer) => resolvePointer(form, pointer)).filter((value) => typeof value === "string" && value !== "");
  // The longest first: one may be part of another.
  return { pointers, values: [...new Set(found as string[])].sort((a, b) => b.length - a.length) };
};

/** A copy with other values at some places; places that are not there stay away. */
export const withValues = (form: JsonObject, values: ReadonlyMap<string, JsonValue>): JsonObject => {
  const copy = structuredClone(form);
  for (const [pointer, value] of values) {
    const tokens = parsePointer(pointer) ?? [];
    const last = tokens.at(-1);
    const parent = resolvePointer(copy, pointer.slice(0, pointer.lastIndexOf("/")));
    if (last !== undefined && typeof parent === "object" && parent !== null && Object.hasOwn(parent, last)) {
      (parent as Record<string, JsonValue>)[last] = value;
    }
  }
  return copy;
};

export const maskedForm = (form: JsonObject, { pointers }: Secrets): JsonObject =>
  withValues(form, new Map(pointers.map((pointer) => [pointer, SECRET_MASK])));

/** @param hidden names of parameters that depend on a secret in ways that cannot be seen. */
export const maskedParameters = (parameters: JsonObject, secrets: Secrets, hidden: ReadonlySet<string>): JsonObject =>
  Object.fromEntries(
    Object.entries(parameters).map(([target, value]) => [target, hidden.has(target) ? SECRET_MASK : maskedIn(value, secrets.values)]),
  );

/** Also inside longer text, in names, and where a rule has turned it into a number. */
export const maskedIn = (value: JsonValue, secrets: readonly string[]): JsonValue => {
  if (typeof value === "string") return secrets.reduce((text, secret) => text.replaceAll(secret, SECRET_MASK), value);
  if (Array.isArray(value)) return value.map((entry) => maskedIn(entry, secrets));
  if (isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [maskedIn(name, secrets) as string, maskedIn(entry, secrets)]));
  }
  return secrets.some((secret) => String(value) === secret || (typeof value === "number" && Number(secret) === value))
    ? SECRET_MASK
    : value;
};
