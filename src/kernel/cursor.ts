/** Cursors: opaque to clients, bound to the list they came from, refused anywhere else (rules 15, 28). Pure. */
import { AppError } from "./errors.js";
import { sha256 } from "./json.js";

/** Position in the events of one invocation: strictly later events follow. Sequence 0 stands before the first. */
export const eventCursor = (invocationId: string, sequence: number): string => encode(`e:${invocationId}:${sequence}`);

/** @throws AppError INVALID_CURSOR when malformed or of another invocation. */
export const sequenceOfCursor = (cursor: string, invocationId: string): number => {
  const [kind, id, sequence, ...rest] = decode(cursor).split(":");
  const valid = kind === "e" && id === invocationId && rest.length === 0 && /^\d{1,9}$/.test(sequence ?? "");
  if (!valid) throw new AppError("INVALID_CURSOR");
  return Number(sequence);
};

/** Cursors of one keyset list. */
export interface ListCursors {
  /** The position behind the row with this key. */
  of(key: string): string;
  /** @throws AppError INVALID_CURSOR when the cursor was made for another scope. */
  keyOf(cursor: string): string;
}

/** `scope` names list, filter and viewer: cursors of other scopes are refused. */
export const listCursors = (scope: string): ListCursors => {
  const prefix = `l:${sha256(scope).slice(0, 16)}:`;
  return {
    of: (key) => encode(prefix + key),
    keyOf(cursor) {
      const text = decode(cursor);
      if (!text.startsWith(prefix) || text.length === prefix.length) throw new AppError("INVALID_CURSOR");
      return text.slice(prefix.length);
    },
  };
};

const MAX_CURSOR_LENGTH = 400;
const encode = (text: string): string => Buffer.from(text, "utf8").toString("base64url");

const decode = (cursor: string): string => {
  if (cursor.length > MAX_CURSOR_LENGTH || !/^[\w-]+$/.test(cursor)) throw new AppError("INVALID_CURSOR");
  return Buffer.from(cursor, "base64url").toString("utf8");
};
