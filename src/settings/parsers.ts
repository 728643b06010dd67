/**
 * Turns the text of one variable into a value, or says what the text must be. The problem reads on after the
 * variable's name: "PORT must be a whole number from 0 to 65535".
 */
export type Parsed<T> = { readonly value: T } | { readonly problem: string };
export type Parser<T> = (text: string) => Parsed<T>;

/** Between `least` and `most`, both included. */
export const integer =
  (least: number, most: number): Parser<number> =>
  (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    return value >= least && value <= most ? { value } : { problem: `must be a whole number from ${least} to ${most}` };
  };

const MS_PER_UNIT: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `500ms`, `30s`, `2m`, `1h`, `1d`, or a bare number of seconds, into milliseconds. The bounds are written the same way. */
export const duration = (least: string, most: string): Parser<number> => {
  const leastMs = millisecondsOf(least) ?? 0;
  const mostMs = millisecondsOf(most) ?? Number.MAX_SAFE_INTEGER;
  return (text) => {
    const value = millisecondsOf(text);
    if (value !== undefined && value >= leastMs && value <= mostMs) return { value };
    return { problem: `must be a duration from ${least} to ${most}, such as 500ms, 30s or 2m (a bare number means seconds)` };
  };
};

const millisecondsOf = (text: string): number | undefined => {
  const parts = /^(\d{1,12}(?:\.\d{1,3})?)\s*(ms|s|m|h|d)?$/.exec(text);
  return parts ? Math.round(Number(parts[1]) * (MS_PER_UNIT[parts[2] ?? "s"] ?? 1000)) : undefined;
};

const BYTES_PER_UNIT: Readonly<Record<string, number>> = { b: 1, kb: 1024, mb: 1024 ** 2 };

/** `512kb`, `2mb`, or a bare number of bytes (units of 1024), into bytes. */
export const bytes = (least: number, most: number): Parser<number> => {
  return (text) => {
    const parts = /^(\d{1,12})\s*(b|kb|mb)?$/.exec(text.toLowerCase());
    const value = parts ? Number(parts[1]) * (BYTES_PER_UNIT[parts[2] ?? "b"] ?? 1) : Number.NaN;
    if (value >= least && value <= most) return { value };
    return { problem: `must be a size from ${least} to ${most} bytes, such as 512kb or 2mb` };
  };
};

export const onOff: Parser<boolean> = (text) => {
  const word = text.toLowerCase();
  if (["on", "true", "yes", "1"].includes(word)) return { value: true };
  if (["off", "false", "no", "0"].includes(word)) return { value: false };
  return { problem: "must be on or off" };
};

export const choice =
  <T extends string>(...words: readonly T[]): Parser<T> =>
  (text) => {
    const value = words.find((word) => word === text);
    return value === undefined ? { problem: `must be one of ${words.join(", ")}` } : { value };
  };

/** Comma-separated words out of a closed list; `none` is the empty list. Repetitions count once. */
export const subset =
  <T extends string>(...words: readonly T[]): Parser<readonly T[]> =>
  (text) => {
    if (text === "none") return { value: [] };
    const named = split(text);
    const value = words.filter((word) => named.includes(word));
    const known = named.every((name) => (words as readonly string[]).includes(name));
    return known && named.length > 0 ? { value } : { problem: `must be none, or a comma-separated list out of ${words.join(", ")}` };
  };

/** Free text that fits the pattern; `expected` completes "must be …". */
export const text =
  (pattern: RegExp, expected: string): Parser<string> =>
  (value) =>
    pattern.test(value) ? { value } : { problem: `must be ${expected}` };

export const path = text(/^\P{Cc}{1,1000}$/u, "a path");

/** `from=to` pairs, comma-separated, with a closed list on the right; `none` for none. */
export const pairs =
  <T extends string>(...words: readonly T[]): Parser<Readonly<Record<string, T>>> =>
  (value) => {
    if (value === "none") return { value: {} };
    const entries: [string, T][] = [];
    for (const pair of split(value)) {
      const at = pair.lastIndexOf("=");
      const word = words.find((candidate) => candidate === pair.slice(at + 1).trim());
      if (at < 1 || word === undefined) return { problem: `must be a comma-separated list of name=${words.join("|")}` };
      entries.push([pair.slice(0, at).trim(), word]);
    }
    return { value: Object.fromEntries(entries) };
  };

export const split = (list: string): string[] =>
  list
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
