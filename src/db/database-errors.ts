/**
 * What a driver's error means, the same for mysql2 and SQLite: a duplicate key, a conflict that a repetition solves,
 * a connection that died, or a database that is away.
 */
import { AppError, isAppError } from "../kernel/errors.js";

export const DATABASE_PART = { en: "database", zh: "数据库" } as const;

export const databaseAway = (cause: unknown): AppError => new AppError("SERVICE_UNAVAILABLE", { params: { part: DATABASE_PART }, cause });

/** TypeORM wraps what a driver throws; the inner error has the code. */
export const driverErrorOf = (error: unknown): unknown => {
  const inner = (error as { driverError?: unknown } | null)?.driverError;
  return inner ?? error;
};

/** Empty for our own errors: their codes and sentences mean something else. */
export const codeOf = (error: unknown): string => textOf(error, "code");

const messageOf = (error: unknown): string => textOf(error, "message");

const textOf = (error: unknown, property: "code" | "message"): string => {
  const inner = driverErrorOf(error);
  if (isAppError(inner)) return "";
  const text = (inner as Record<string, unknown> | null | undefined)?.[property];
  return typeof text === "string" ? text : "";
};

const DUPLICATE_CODES = new Set(["ER_DUP_ENTRY", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_ROWID"]);

/** True for a violated primary key or unique index, on both dialects. */
export const isDuplicateKey = (error: unknown): boolean => DUPLICATE_CODES.has(codeOf(error));

/** MySQL rolls the whole transaction back on a deadlock; on a lock time-out only the statement, so we do the rest. */
const CONFLICT_CODES = new Set(["ER_LOCK_DEADLOCK", "ER_LOCK_WAIT_TIMEOUT", "ER_CHECKREAD"]);
const SQLITE_CONFLICT = /^SQLITE_(BUSY|LOCKED)/;

/** True where a MySQL transaction that met this error must not go on: parts of it are gone. */
export const endsTransaction = (error: unknown): boolean => CONFLICT_CODES.has(codeOf(error));

/** Another transaction was in the way: nothing of ours happened, the same work may succeed a moment later. */
export const isConflict = (error: unknown): boolean => endsTransaction(error) || SQLITE_CONFLICT.test(codeOf(error));

const DROPPED_CODES = new Set([
  "PROTOCOL_CONNECTION_LOST",
  "ECONNRESET",
  "EPIPE",
  "ER_SERVER_SHUTDOWN",
  "ER_CONNECTION_KILLED",
  // MySQL 8 says this before it closes a connection that was idle for `wait_timeout`.
  "ER_CLIENT_INTERACTION_TIMEOUT",
  "PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR",
]);
const DROPPED_MESSAGE = /closed state|connection is closed|This socket has been ended/i;

/** The connection was gone, perhaps since long: a fresh one may work, and an open transaction was rolled back. */
export const isDropped = (error: unknown): boolean => DROPPED_CODES.has(codeOf(error)) || DROPPED_MESSAGE.test(messageOf(error));

const AWAY_CODES = new Set([
  ...["ECONNREFUSED", "ECONNABORTED", "ETIMEDOUT", "EHOSTUNREACH", "EHOSTDOWN", "ENETUNREACH", "ENETDOWN", "ENOTFOUND", "EAI_AGAIN"],
  ...["PROTOCOL_SEQUENCE_TIMEOUT", "PROTOCOL_ENQUEUE_AFTER_QUIT", "HANDSHAKE_SSL_ERROR"],
  ...["ER_CON_COUNT_ERROR", "ER_TOO_MANY_USER_CONNECTIONS", "ER_USER_LIMIT_REACHED", "ER_HOST_IS_BLOCKED", "ER_QUERY_INTERRUPTED"],
  // The password was changed under a running gateway.
  ...["ER_ACCESS_DENIED_ERROR", "ER_DBACCESS_DENIED_ERROR"],
  // A primary that was demoted to a read-only replica.
  ...["ER_OPTION_PREVENTS_STATEMENT", "ER_READ_ONLY_MODE", "ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION"],
  ...["ER_RECORD_FILE_FULL", "ER_DISK_FULL", "ER_OUT_OF_RESOURCES"],
]);
const SQLITE_AWAY = /^SQLITE_(CANTOPEN|IOERR|FULL|READONLY|NOMEM|PERM|NOTADB|CORRUPT)/;
const AWAY_MESSAGE = /^(Pool is closed\.|No connections available\.|Queue limit reached\.)$|database connection is not open/i;

/** The server or file cannot do its work now, whoever asks: the pool, the network, a full disk, a read-only replica. */
export const isAway = (error: unknown): boolean => {
  const code = codeOf(error);
  return isDropped(error) || AWAY_CODES.has(code) || SQLITE_AWAY.test(code) || AWAY_MESSAGE.test(messageOf(error));
};

/** What leaves the room: our own errors as they are, "away" and unsolved conflicts as SERVICE_UNAVAILABLE. */
export const toDatabaseError = (error: unknown): unknown => {
  const inner = driverErrorOf(error);
  if (isAppError(inner)) return inner;
  return isAway(error) || isConflict(error) ? databaseAway(error) : error;
};
