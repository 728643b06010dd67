/** JSON as a type, JSON text that is the same for equal values, and a hash of it. */
import { createHash } from "node:crypto";
import { configure } from "safe-stable-stringify";

export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export interface JsonObject {
  [key: string]: JsonValue;
}

const stable = configure({ deterministic: true, circularValue: Error, bigint: true });

/** Keys sorted, no white space: equal values give equal bytes. */
export const canonicalJson = (value: unknown): string => stable(value) ?? "null";

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

export const isJsonObject = (value: unknown): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);

/** Parses text that may not be JSON. `undefined` = it was not. */
export const tryParseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
