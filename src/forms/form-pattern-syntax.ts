/** Regular expressions as trees, as far as needed to judge their worst case. Reads what `new RegExp(…, "u")` accepted. */

export type PatternNode =
  /** Exactly one character: a literal, an escape, a class or the dot. `source` is a pattern of its own. */
  | { readonly kind: "atom"; readonly source: string }
  /** Takes no character: `^`, `$`, `\b`, `\B`. */
  | { readonly kind: "assertion"; readonly source: string }
  | { readonly kind: "look"; readonly body: PatternNode }
  | { readonly kind: "backreference" }
  | { readonly kind: "sequence"; readonly parts: readonly PatternNode[] }
  | { readonly kind: "choice"; readonly options: readonly PatternNode[] }
  /** `max` may be Infinity. */
  | { readonly kind: "repeat"; readonly body: PatternNode; readonly min: number; readonly max: number };

export const parsePattern = (pattern: string): PatternNode => readChoice({ pattern, at: 0 });

interface Cursor {
  readonly pattern: string;
  at: number;
}

const GROUP_OPENING = /\((?:\?(?:(?<look><?[=!])|:|<[^>]*>))?/uy;
const ESCAPE =
  /\\(?:(?<reference>[1-9][0-9]*|k<[^>]*>)|(?<edge>[bB])|[pP]\{[^}]*\}|u\{[^}]*\}|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[a-zA-Z]|.)/suy;
const CLASS = /\[(?:\\.|[^\]\\])*\]/suy;
const QUANTIFIER = /(?:[*+?]|\{(?<min>[0-9]+)(?<comma>,)?(?<max>[0-9]*)\})\??/uy;
const ANY = /./suy;

const take = (cursor: Cursor, expression: RegExp): RegExpExecArray | null => {
  // Copied, because a sticky expression remembers its position and these are shared.
  const sticky = new RegExp(expression);
  sticky.lastIndex = cursor.at;
  const match = sticky.exec(cursor.pattern);
  cursor.at += match?.[0].length ?? 0;
  return match;
};

const readChoice = (cursor: Cursor): PatternNode => {
  const options = [readSequence(cursor)];
  while (cursor.pattern[cursor.at] === "|") {
    cursor.at++;
    options.push(readSequence(cursor));
  }
  return options.length === 1 && options[0] ? options[0] : { kind: "choice", options };
};

const readSequence = (cursor: Cursor): PatternNode => {
  const parts: PatternNode[] = [];
  while (cursor.at < cursor.pattern.length && !"|)".includes(cursor.pattern[cursor.at] ?? "")) {
    parts.push(readQuantifier(cursor, readOne(cursor)));
  }
  return parts.length === 1 && parts[0] ? parts[0] : { kind: "sequence", parts };
};

const readOne = (cursor: Cursor): PatternNode => {
  const group = take(cursor, GROUP_OPENING);
  if (group) {
    const body = readChoice(cursor);
    cursor.at++;
    return group.groups?.look ? { kind: "look", body } : body;
  }
  const escaped = take(cursor, ESCAPE);
  if (escaped?.groups?.reference) return { kind: "backreference" };
  if (escaped?.groups?.edge) return { kind: "assertion", source: escaped[0] };
  const source = (escaped ?? take(cursor, CLASS) ?? take(cursor, ANY))?.[0] ?? "";
  return source === "^" || source === "$" ? { kind: "assertion", source } : { kind: "atom", source };
};

const readQuantifier = (cursor: Cursor, body: PatternNode): PatternNode => {
  const match = take(cursor, QUANTIFIER);
  if (!match) return body;
  const { min, comma, max } = match.groups ?? {};
  if (min !== undefined) {
    const most = max ? Number(max) : comma ? Number.POSITIVE_INFINITY : Number(min);
    return { kind: "repeat", body, min: Number(min), max: most };
  }
  const sign = match[0][0];
  return { kind: "repeat", body, min: sign === "+" ? 1 : 0, max: sign === "?" ? 1 : Number.POSITIVE_INFINITY };
};
