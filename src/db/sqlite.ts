/** Opens the embedded database: one libsql connection, write-ahead log, foreign keys on. */
import { DataSource } from "typeorm";
import { type DataSourceParts, MIGRATIONS_TABLE } from "./data-source-parts.js";
import { LibsqlDriver } from "./libsql-driver.js";

/** Milliseconds to wait for another process that writes. Waiting blocks this process, so it is short; busy is retried. */
const BUSY_TIMEOUT_MS = 1_000;

/** `sqlite:relative/path`, `sqlite:///absolute/path` or `sqlite::memory:`. The folder is created when it is missing. */
export const createSqliteDataSource = (url: string, parts: DataSourceParts): DataSource =>
  new DataSource({
    type: "better-sqlite3",
    driver: LibsqlDriver,
    database: url.slice("sqlite:".length).replace(/^\/\//, ""),
    enableWAL: true,
    prepareDatabase: (connection: LibsqlDriver) => {
      connection.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
      // With the write-ahead log NORMAL survives a crash of the process; only a power cut may lose the last commits.
      connection.pragma("synchronous = NORMAL");
    },
    entities: [...parts.entities],
    migrations: [...parts.migrations],
    migrationsTableName: MIGRATIONS_TABLE,
    synchronize: false,
    logger: parts.logger,
  });
