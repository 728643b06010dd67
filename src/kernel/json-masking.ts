/** JSON values with some places of them put away, and put back. Pure; places are JSON Pointers. */
import { isJsonObject, type JsonObject, type JsonValue } from "./json.js";
import { parsePointer, resolvePointer } from "./json-pointer.js";

/** A copy with what stands at the places replaced; places that do not exist are left alone. `undefined` takes them out. */
export const withReplaced = <Value extends JsonValue>(
  value: Value,
  places: readonly string[],
  replacement: (place: string) => JsonValue | undefined,
): Value => {
  let result: JsonValue = value;
  for (const place of places) result = replaceAt(result, parsePointer(place) ?? [], replacement(place));
  return result as Value;
};

/** What stands at the places, by place. */
export const valuesAt = (value: JsonValue, places: readonly string[]): JsonObject =>
  Object.fromEntries(places.map((place) => [place, resolvePointer(value, place)]).filter(([, found]) => found !== undefined));

const replaceAt = (value: JsonValue, [token, ...rest]: readonly string[], replacement: JsonValue | undefined): JsonValue => {
  if (token === undefined) return replacement ?? null;
  if (Array.isArray(value)) return value.map((entry, index) => (String(index) === token ? replaceAt(entry, rest, replacement) : entry));
  if (!isJsonObject(value) || !Object.hasOwn(value, token)) return value;
  const entries = Object.entries(value);
  if (rest.length === 0 && replacement === undefined) return Object.fromEntries(entries.filter(([key]) => key !== token));
  return Object.fromEntries(entries.map(([key, entry]) => [key, key === token ? replaceAt(entry, rest, replacement) : entry]));
};
