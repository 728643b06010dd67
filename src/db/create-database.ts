/** Opens the database that an address names. */
import type { Clock } from "../kernel/clock.js";
import { AppError, isAppError } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";
import { connectedDatabase, type OpenDatabase } from "./connected-database.js";
import type { DataSourceParts, EntityClass, MigrationClass } from "./data-source-parts.js";
import type { Dialect } from "./database.js";
import { codeOf, toDatabaseError } from "./database-errors.js";
import { createMysqlDataSource } from "./mysql.js";
import { createSqliteDataSource } from "./sqlite.js";
import { createTypeormLog } from "./typeorm-log.js";

export type { OpenDatabase } from "./connected-database.js";

export interface DbOptions {
  /** `mysql://user:password@host:port/database`, `sqlite:path` or `sqlite::memory:`. */
  readonly url: string;
  /** Connections to MySQL; default 10. SQLite always has one. */
  readonly poolSize?: number;
  readonly entities: readonly EntityClass[];
  readonly migrations: readonly MigrationClass[];
  /** Refuse database work inside database work instead of hanging. For tests: it is costly. Default false. */
  readonly detectNesting?: boolean;
}

export interface DbDeps {
  readonly log: Log;
  readonly clock: Clock;
}

const DEFAULT_POOL_SIZE = 10;

/**
 * @throws AppError CONFIGURATION_INVALID for an address that cannot work until somebody changes it (malformed, wrong
 * password, unknown database, unwritable folder), SERVICE_UNAVAILABLE when the server does not answer.
 */
export const createDatabase = async (options: DbOptions, deps: DbDeps): Promise<OpenDatabase> => {
  const { url, entities, migrations, poolSize = DEFAULT_POOL_SIZE, detectNesting = false } = options;
  const dialect: Dialect = url.startsWith("sqlite:") ? "sqlite" : "mysql";
  const logger = createTypeormLog(deps.log);
  const parts: DataSourceParts = { poolSize, entities, migrations, logger };
  try {
    const dataSource = dialect === "sqlite" ? createSqliteDataSource(url, parts) : await createMysqlDataSource(url, parts);
    await dataSource.initialize();
    return connectedDatabase({ dialect, dataSource, logger, log: deps.log, detectNesting });
  } catch (error) {
    throw toOpeningError(error);
  }
};

const OPENING_PROBLEMS: Readonly<Record<string, string>> = {
  ER_ACCESS_DENIED_ERROR: "the server refuses the user or password of DATABASE_URL",
  ER_DBACCESS_DENIED_ERROR: "the user of DATABASE_URL may not use this database",
  ER_BAD_DB_ERROR: "the server has no database of the name in DATABASE_URL",
  ENOTDIR: "a part of the path in DATABASE_URL is a file, not a folder",
  EEXIST: "a part of the path in DATABASE_URL is a file, not a folder",
  EACCES: "the folder of DATABASE_URL is not writable",
  EROFS: "the folder of DATABASE_URL is not writable",
  SQLITE_CANTOPEN: "the file of DATABASE_URL cannot be opened",
  SQLITE_READONLY: "the file of DATABASE_URL is not writable",
  SQLITE_NOTADB: "the file of DATABASE_URL is not an SQLite database",
};

const toOpeningError = (error: unknown): unknown => {
  if (isAppError(error)) return error;
  const problem = OPENING_PROBLEMS[codeOf(error)];
  return problem ? new AppError("CONFIGURATION_INVALID", { params: { problem }, cause: error }) : toDatabaseError(error);
};
