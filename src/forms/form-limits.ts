/**
 * What form values must be before anything else looks at them: bounded JSON of storable text. Walks with its own
 * stack, so that nesting of any depth is answered instead of overflowing the call stack.
 */
import type { FieldProblem, LocalText } from "../kernel/errors.js";
import type { JsonValue } from "../kernel/json.js";
import { escapeToken } from "../kernel/json-pointer.js";

export interface FormLimits {
  /** Bytes of the compact JSON in UTF-8. */
  readonly maxBytes: number;
  /** Objects and lists inside each other, the form itself being level 1. */
  readonly maxDepth: number;
  /** Values of any kind in all. Bounds what validation can report, and thereby its time. */
  readonly maxNodes: number;
}

export const DEFAULT_FORM_LIMITS: FormLimits = { maxBytes: 1_000_000, maxDepth: 32, maxNodes: 50_000 };

/** Never more than this many problems are reported of one form. */
export const MAX_PROBLEMS = 50;

/** Longer keys are refused: they are no field names, and every pointer below them would repeat them. */
const MAX_KEY_LENGTH = 256;

/** Own keys of these names are legal JSON, and poison for code that copies them with an assignment. */
const REFUSED_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * @returns nothing when the value is JSON within the limits, else at most 50 problems. Size, depth and count stop the
 * walk and are reported alone. A key that cannot be stored is reported at the object that holds it.
 */
export const checkLimits = (value: unknown, limits: FormLimits = DEFAULT_FORM_LIMITS): FieldProblem[] => {
  const walk: Walk = { limits, problems: [], bytes: 0, nodes: 1, stack: [{ value, depth: 0, path: "" }] };
  for (let visit = walk.stack.pop(); visit; visit = walk.stack.pop()) {
    const stop = enter(walk, visit) ?? measure(walk);
    if (stop) return [stop];
    if (walk.problems.length >= MAX_PROBLEMS) break;
  }
  return walk.problems;
};

/** A copy that shares nothing with its source. For values that passed `checkLimits`: recursive, so bounded depth only. */
export const cloneJson = <T extends JsonValue>(value: T): T => {
  if (Array.isArray(value)) return value.map(cloneJson) as T;
  if (typeof value !== "object" || value === null) return value;
  // fromEntries defines own properties: a key named __proto__ stays a key.
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(entries.map(([key, entry]) => [key, cloneJson(entry)])) as T;
};

interface Visit {
  readonly value: unknown;
  /** Containers above this value. */
  readonly depth: number;
  readonly path: string;
}

interface Walk {
  readonly limits: FormLimits;
  readonly problems: FieldProblem[];
  readonly stack: Visit[];
  bytes: number;
  nodes: number;
}

/** @returns the problem that ends the walk, if any. */
const enter = (walk: Walk, visit: Visit): FieldProblem | undefined => {
  const { value } = visit;
  if (typeof value === "string") return text(walk, visit, value);
  if (typeof value === "object" && value !== null) return container(walk, visit, value);
  if (value === null || typeof value === "boolean" || Number.isFinite(value)) {
    walk.bytes += String(value).length;
  } else {
    walk.problems.push({ path: visit.path, code: "FIELD_TYPE", params: { expected: JSON_VALUE } });
  }
  return undefined;
};

const text = (walk: Walk, visit: Visit, value: string): FieldProblem | undefined => {
  // A character is at least one byte: no need to encode what is too long anyway.
  walk.bytes += value.length > walk.limits.maxBytes ? value.length : textBytes(value);
  const character = unstorable(value);
  if (character) walk.problems.push({ path: visit.path, code: "FIELD_TEXT", params: { character } });
  return undefined;
};

const container = (walk: Walk, visit: Visit, value: object): FieldProblem | undefined => {
  const depth = visit.depth + 1;
  if (depth > walk.limits.maxDepth) return { path: visit.path, code: "FORM_TOO_DEEP", params: { limit: walk.limits.maxDepth } };
  if (!Array.isArray(value) && Object.prototype.toString.call(value) !== "[object Object]") {
    walk.problems.push({ path: visit.path, code: "FIELD_TYPE", params: { expected: JSON_VALUE } });
    return undefined;
  }
  const keys = Array.isArray(value) ? undefined : Object.keys(value);
  const size = keys?.length ?? (value as unknown[]).length;
  walk.nodes += size;
  walk.bytes += 2 + Math.max(size - 1, 0);
  const stop = measure(walk);
  if (stop) return stop;
  // Pushed from last to first, so that problems come out in the order of the document.
  for (let index = size - 1; index >= 0; index--) {
    const key = keys?.[index] ?? index;
    const entry = (value as Record<string | number, unknown>)[key];
    if (typeof key === "string" && (entry === undefined || !storableKey(walk, visit.path, key))) continue;
    walk.stack.push({ value: entry, depth, path: `${visit.path}/${escapeToken(String(key))}` });
  }
  return undefined;
};

const storableKey = (walk: Walk, path: string, key: string): boolean => {
  walk.bytes += textBytes(key) + 1;
  const character = unstorable(key);
  if (character) walk.problems.push({ path, code: "FIELD_TEXT", params: { character } });
  else if (key.length > MAX_KEY_LENGTH) walk.problems.push({ path, code: "FIELD_UNKNOWN", params: { field: `${key.slice(0, 40)}…` } });
  else if (REFUSED_KEYS.has(key)) walk.problems.push({ path: `${path}/${key}`, code: "FIELD_UNKNOWN", params: { field: key } });
  else return true;
  return false;
};

const measure = (walk: Walk): FieldProblem | undefined => {
  const { maxBytes, maxNodes } = walk.limits;
  if (walk.bytes > maxBytes) return { path: "", code: "FORM_TOO_LARGE", params: { limit: showBytes(maxBytes) } };
  if (walk.nodes <= maxNodes) return undefined;
  return { path: "", code: "FORM_TOO_LARGE", params: { limit: { en: `${maxNodes} values`, zh: `${maxNodes} 个值` } } };
};

const textBytes = (value: string): number => Buffer.byteLength(JSON.stringify(value));

/** NUL is refused by MySQL in JSON and by C libraries, half a surrogate pair by every UTF-8 encoder. */
const unstorable = (value: string): LocalText | undefined => {
  if (value.includes("\0")) return { en: "NUL", zh: "空字符 NUL" };
  const half = /\p{Surrogate}/u.exec(value)?.[0];
  if (half === undefined) return undefined;
  const name = `U+${half.charCodeAt(0).toString(16).toUpperCase()}`;
  return { en: `half of a character, ${name}`, zh: `不完整的字符 ${name}` };
};

const showBytes = (bytes: number): string => {
  if (bytes >= 1_000_000) return `${Math.round(bytes / 100_000) / 10} MB`;
  return bytes >= 1000 ? `${Math.round(bytes / 100) / 10} kB` : `${bytes} B`;
};

const JSON_VALUE: LocalText = { en: "a JSON value", zh: " JSON 值" };
