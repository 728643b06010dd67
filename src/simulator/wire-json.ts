/**
 * JSON as Coze's Go server writes it: 64-bit integers as bare numbers, which JavaScript can neither hold nor print.
 */

/** A JSON value in which an integer beyond 2^53 is a bigint. */
export type JsonLike = null | boolean | number | bigint | string | readonly JsonLike[] | { readonly [name: string]: JsonLike | undefined };
export type JsonRecord = { readonly [name: string]: JsonLike | undefined };

/** As `JSON.stringify`, and a bigint becomes a number in full. Members that are undefined are left out. */
export function stringify(value: JsonLike): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item: JsonLike) => stringify(item)).join(",")}]`;
  const members: string[] = [];
  for (const [name, item] of Object.entries(value as JsonRecord)) {
    if (item !== undefined) members.push(`${JSON.stringify(name)}:${stringify(item)}`);
  }
  return `{${members.join(",")}}`;
}

const HTML = /[<>&]/g;
const HTML_ESCAPES: Readonly<Record<string, string>> = { "<": "\\u003c", ">": "\\u003e", "&": "\\u0026" };

/** Go's encoder escapes what could break out of HTML, so `&` in a link arrives as `\u0026` (`reference/coze-api.md` §12). */
export function stringifyLikeGo(value: JsonLike): string {
  return stringify(value).replace(HTML, (character) => HTML_ESCAPES[character] ?? character);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @returns nothing when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
