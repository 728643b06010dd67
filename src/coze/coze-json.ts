/** JSON as Coze writes it: OSS sends 64-bit ids as bare numbers, which `JSON.parse` would round. Pure. */
import { parse } from "lossless-json";
import type { JsonValue } from "../kernel/json.js";

/** A number of 16 digits or more where JSON allows a number. Text inside strings may match too: that only costs time. */
const MAYBE_UNSAFE = /[:[,\s]-?\d{16}/;

/** Integers beyond 2^53 become strings, all else is what `JSON.parse` gives. `undefined` = not JSON. */
export const parseCozeJson = (text: string): JsonValue | undefined => {
  try {
    return (MAYBE_UNSAFE.test(text) ? parse(text, null, LOSSLESS) : JSON.parse(text)) as JsonValue;
  } catch {
    return undefined;
  }
};

const LOSSLESS = {
  parseNumber: (digits: string): number | string => {
    const value = Number(digits);
    return Number.isSafeInteger(value) || /[.eE]/.test(digits) ? value : digits;
  },
  onDuplicateKey: ({ newValue }: { newValue: unknown }): unknown => newValue,
};

/** Codes arrive as numbers or as strings (`reference/coze-api.md` §10.2). */
export const integerOf = (value: unknown): number | undefined => {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : undefined;
};

/** Ids as text, whichever way they were written. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
