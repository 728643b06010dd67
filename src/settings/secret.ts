/**
 * Secrets as functions: a function prints as `[Function]` and vanishes from JSON, so a configuration can be logged
 * whole. One that comes from a file follows the file, so a token rotates without a restart.
 */
import { readFileSync } from "node:fs";
import { type Parsed, type Parser, split } from "./parsers.js";

/** The value as of now. Never throws. */
export type Secret = () => string;

/** How long one reading of a file is good for, in milliseconds. */
const REREAD_MS = 1000;
const MAX_FILE_BYTES = 65_536;

export const fixedSecret = (value: string): Secret => {
  return () => value;
};

export interface FileSecretOptions {
  readonly path: string;
  readonly parse: Parser<string>;
  /** Epoch ms. */
  readonly now: () => number;
}

/**
 * Reads the file now and again at most once a second. A later reading that fails or is not valid keeps the last good
 * value: whoever replaces the file may be half-way through.
 */
export const fileSecret = ({ path, parse, now }: FileSecretOptions): Parsed<Secret> => {
  const first = readSecretFile(path, parse);
  if ("problem" in first) return first;
  let current = first.value;
  let readAt = now();
  const secret = () => {
    if (Math.abs(now() - readAt) >= REREAD_MS) {
      readAt = now();
      const next = readSecretFile(path, parse);
      if ("value" in next) current = next.value;
    }
    return current;
  };
  return { value: secret };
};

const readSecretFile = (path: string, parse: Parser<string>): Parsed<string> => {
  const content = readText(path);
  if ("problem" in content) return content;
  const value = content.value.replace(/[\r\n]+$/, "");
  return value === "" ? { problem: `names the file ${path}, which is empty` } : prefixed(parse(value), path);
};

const prefixed = (parsed: Parsed<string>, path: string): Parsed<string> =>
  "problem" in parsed ? { problem: `names the file ${path}, whose content ${parsed.problem}` } : parsed;

/** The problem names the file and the system's code for why it cannot be read, never its content. */
export const readText = (path: string): Parsed<string> => {
  try {
    const content = readFileSync(path);
    if (content.length > MAX_FILE_BYTES) return { problem: `names the file ${path}, which is larger than ${MAX_FILE_BYTES} bytes` };
    return { value: content.toString("utf8").replace(/^\uFEFF/, "") };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
    return { problem: `names the file ${path}, which cannot be read (${code})` };
  }
};

/** Something that may stand in an HTTP header: visible ASCII without spaces. */
export const token =
  (leastCharacters: number): Parser<string> =>
  (value) => {
    if (!/^[\x21-\x7e]+$/.test(value)) return { problem: "must be one word of visible ASCII characters, without spaces or line breaks" };
    return value.length >= leastCharacters ? { value } : { problem: `must have at least ${leastCharacters} characters` };
  };

/** A key for signatures, measured in bytes of UTF-8. */
export const signingKey =
  (leastBytes: number): Parser<string> =>
  (value) =>
    Buffer.byteLength(value) >= leastBytes ? { value } : { problem: `must have at least ${leastBytes} bytes` };

/** One or more keys, separated by commas or line breaks; see `keysIn`. */
export const formerKeys =
  (leastBytes: number): Parser<string> =>
  (value) => {
    const keys = keysIn(value);
    const whole = keys.length > 0 && keys.every((key) => Buffer.byteLength(key) >= leastBytes);
    return whole ? { value } : { problem: `must be a list of keys of at least ${leastBytes} bytes each, separated by commas` };
  };

export const keysIn = (list: string): string[] => split(list.replaceAll(/[\r\n]+/g, ","));
