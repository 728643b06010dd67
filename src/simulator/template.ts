/**
 * Fills `{{name}}` and `{{name.field}}` templates from the variables of a run. Pure.
 */
import { fileNameOf } from "./file-values.js";
import { type JsonLike, stringify } from "./wire-json.js";

export type Variables = Readonly<Record<string, JsonLike>>;

const WHOLE = /^\{\{\s*([^{}]+?)\s*\}\}$/;
const ANY = /\{\{\s*([^{}]+?)\s*\}\}/g;

/**
 * A string that is nothing but one template becomes the value itself, of whatever type; `{{*}}` is all variables.
 * Objects and arrays are filled member by member; a variable nobody set is null. `{{name|file_name}}` is the name of
 * the file behind a URL.
 */
export function fill(value: unknown, variables: Variables): JsonLike {
  if (typeof value === "string") {
    const name = WHOLE.exec(value)?.[1];
    return name === undefined ? fillText(value, variables) : lookUp(name, variables);
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, variables));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fill(item, variables)]));
  }
  return value as JsonLike;
}

/** As `fill`, but always text: what is not a string is written as JSON, and null as nothing. */
export function fillText(template: string, variables: Variables): string {
  return template.includes("{{") ? template.replace(ANY, (_, name: string) => asText(lookUp(name, variables))) : template;
}

/** @returns `fallback` when the template does not become a finite number that is not negative. */
export function fillAmount(amount: number | string | undefined, variables: Variables, fallback: number): number {
  if (amount === undefined) return fallback;
  const value = typeof amount === "number" ? amount : Number(fillText(amount, variables) || Number.NaN);
  return Number.isFinite(value) && value >= 0 ? value : fallback;
}

export function asText(value: JsonLike): string {
  if (value === null) return "";
  return typeof value === "string" ? value : stringify(value);
}

function lookUp(expression: string, variables: Variables): JsonLike {
  const [path = "", filter] = expression.split("|", 2);
  const value = path === "*" ? { ...variables } : valueAt(path, variables);
  return filter === "file_name" && typeof value === "string" ? fileNameOf(value) : value;
}

function valueAt(path: string, variables: Variables): JsonLike {
  let value: JsonLike = { ...variables };
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return null;
    value = (value as Record<string, JsonLike>)[name] ?? null;
  }
  return value;
}
