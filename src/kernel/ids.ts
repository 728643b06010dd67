/**
 * Ids: a kind prefix and a time-ordered ULID, so that ranges of ids are ranges of time and a wrong kind is refused
 * with a clear error (`reference/graphql-rules.md` rule 8).
 */
import { randomFillSync } from "node:crypto";
import { encodeTime, monotonicFactory } from "ulid";
import { AppError } from "./errors.js";

export const ID_PREFIXES = {
  ability: "abl_",
  invocation: "inv_",
  mapping: "map_",
  webhook: "whk_",
  delivery: "dlv_",
  replay: "rpl_",
  preset: "pre_",
  audit: "aud_",
  goldenCase: "gld_",
  goldenRun: "grn_",
  file: "file_",
} as const;
export type IdKind = keyof typeof ID_PREFIXES;

/** Makes ids that rise within one process even inside the same millisecond. */
export type IdFactory = (kind: IdKind) => string;

export const createIdFactory = (now: () => number): IdFactory => {
  const next = monotonicFactory(createRandom());
  return (kind) => ID_PREFIXES[kind] + next(now());
};

const ULID_TIME_LENGTH = 10;
const MAX_ULID_TIME = 2 ** 48 - 1;

/** Stands before every id of the kind that was made at or after this time (epoch milliseconds). */
export const firstIdAt = (kind: IdKind, time: number): string =>
  ID_PREFIXES[kind] + encodeTime(Math.min(Math.max(time, 0), MAX_ULID_TIME), ULID_TIME_LENGTH);

/** Cryptographic randomness by the page: an id takes sixteen numbers, and asking the system for each is slow. */
const createRandom = (): (() => number) => {
  const page = new Uint8Array(4_096);
  let used = page.length;
  return () => {
    if (used === page.length) {
      randomFillSync(page);
      used = 0;
    }
    return (page[used++] ?? 0) / 256;
  };
};

export const kindOfId = (id: string): IdKind | undefined =>
  (Object.keys(ID_PREFIXES) as IdKind[]).find((kind) => id.startsWith(ID_PREFIXES[kind]));

/** Longest id accepted from outside: prefix and the 64 characters of an adopted string key. */
const MAX_ID_LENGTH = 80;

export const isIdOf = (id: string, kind: IdKind): boolean =>
  id.length <= MAX_ID_LENGTH && id.startsWith(ID_PREFIXES[kind]) && id.length > ID_PREFIXES[kind].length;

/** @throws AppError BAD_USER_INPUT when the id is of another kind or malformed. */
export const requireIdKind = (id: string, kind: IdKind): string => {
  if (isIdOf(id, kind)) return id;
  const shown = id.slice(0, MAX_ID_LENGTH);
  throw new AppError("BAD_USER_INPUT", {
    params: {
      problem: {
        en: `“${shown}” is not the id of a${/^[aeiou]/.test(kind) ? "n" : ""} ${kind}: those start with ${ID_PREFIXES[kind]}`,
        zh: `“${shown}” 不是有效的 ${kind} ID，应以 ${ID_PREFIXES[kind]} 开头`,
      },
    },
  });
};

/** Tables keep the bare key (an adopted table's own), the API shows it with its prefix. */
export const bareId = (id: string, kind: IdKind): string => requireIdKind(id, kind).slice(ID_PREFIXES[kind].length);
export const prefixedId = (bare: string | number, kind: IdKind): string => ID_PREFIXES[kind] + bare;
