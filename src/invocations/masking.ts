/** What is shown of a call whose form has secrets: the secrets are taken out of the form and of whatever rules made of them. Pure. */
import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { parsePointer, resolvePointer } from "../kernel/json-pointer.js";
import type { MappedParameters } from "../mappings/mapping.js";

/** Stands where a secret was. */
export const MASK = "••••";

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
  withValues(form, new Map(pointers.map((pointer) => [pointer, MASK])));

/** @param masked what the same rules make of the masked form; absent when they cannot. */
export const maskedParameters = (mapped: MappedParameters, secrets: Secrets, masked: MappedParameters | undefined): JsonObject => {
  const computed = new Set(mapped.trace.filter(({ fedBy }) => fedBy === "EXPRESSION").map(({ target }) => target));
  // An expression may have made of a secret what no longer looks like it: only what does not depend on it is shown.
  const shown = ([target, value]: [string, JsonValue]): [string, JsonValue] => {
    const depends = computed.has(target) && canonicalJson(masked?.parameters[target] ?? null) !== canonicalJson(value);
    return [target, depends ? MASK : maskedIn(value, secrets.values)];
  };
  return Object.fromEntries(Object.entries(mapped.parameters).map(shown));
};

/** Also inside longer text, in names, and where a rule has turned it into a number. */
const maskedIn = (value: JsonValue, secrets: readonly string[]): JsonValue => {
  if (typeof value === "string") return secrets.reduce((text, secret) => text.replaceAll(secret, MASK), value);
  if (Array.isArray(value)) return value.map((entry) => maskedIn(entry, secrets));
  if (isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [maskedIn(name, secrets) as string, maskedIn(entry, secrets)]));
  }
  return secrets.some((secret) => String(value) === secret || (typeof value === "number" && Number(secret) === value)) ? MASK : value;
};
