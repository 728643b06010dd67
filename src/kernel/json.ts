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

/** Whether objects and lists stand inside each other more often than that. Walks by itself, so that no depth overflows the stack. */
export const nestsDeeper = (value: unknown, levels: number): boolean => {
  const open: [value: unknown, depth: number][] = [[value, 1]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [here, depth] = next;
    if (typeof here !== "object" || here === null) continue;
    if (depth > levels) return true;
    for (const entry of Object.values(here)) if (typeof entry === "object") open.push([entry, depth + 1]);
  }
  return false;
};
