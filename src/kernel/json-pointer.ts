/** JSON Pointers (RFC 6901): writing, reading and following them. Pure; follows own properties only. */
import type { JsonValue } from "./json.js";

/** `["a/b", "0"]` → `/a~1b/0`; no tokens → `""`, the whole document. */
export const formatPointer = (tokens: readonly (string | number)[]): string =>
  tokens.map((token) => `/${escapeToken(String(token))}`).join("");

export const escapeToken = (token: string): string => token.replaceAll("~", "~0").replaceAll("/", "~1");

/** @returns the unescaped tokens, or `undefined` when the text is not a JSON Pointer. */
export const parsePointer = (pointer: string): string[] | undefined => {
  if (pointer === "") return [];
  if (pointer.startsWith("/") && !pointer.includes("~")) return pointer.slice(1).split("/");
  if (!pointer.startsWith("/") || /~(?![01])/.test(pointer)) return undefined;
  // "~01" is the key "~1": the order of the two replacements matters (RFC 6901 §4).
  return pointer
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
};

/** @returns the value at the pointer, or `undefined` when there is none or the pointer is malformed. */
export const resolvePointer = (document: JsonValue, pointer: string): JsonValue | undefined => {
  let here: JsonValue | undefined = document;
  for (const token of parsePointer(pointer) ?? [undefined]) {
    here = token === undefined ? undefined : child(here, token);
    if (here === undefined) return undefined;
  }
  return here;
};

const child = (parent: JsonValue | undefined, token: string): JsonValue | undefined => {
  if (Array.isArray(parent)) return isArrayIndex(token) ? parent[Number(token)] : undefined;
  if (typeof parent !== "object" || parent === null) return undefined;
  return Object.hasOwn(parent, token) ? parent[token] : undefined;
};

/** RFC 6901 §4: digits without a leading zero. `-` (past the end) names nothing that exists. */
export const isArrayIndex = (token: string): boolean => /^(0|[1-9][0-9]{0,9})$/.test(token);
