/** Opens MySQL or MariaDB: finds out which of the two it is, and gives every connection of the pool the same session. */
import mysql from "mysql2";
import { createConnection } from "mysql2/promise";
import { DataSource } from "typeorm";
import { AppError } from "../kernel/errors.js";
import { type DataSourceParts, MIGRATIONS_TABLE } from "./data-source-parts.js";

const CONNECT_TIMEOUT_MS = 5_000;
/** A statement that takes longer fails: a server that hangs must not hold requests for ever. */
const STATEMENT_TIMEOUT_MS = 30_000;
/**
 * Seconds that a transaction may wait for its own process: one that is paused, or whose machine is gone, would keep its
 * locks for hours, and with them every process that has to end one of those calls. MySQL only knows a bound on idle
 * connections, so the pool gives its own back before.
 */
const IDLE_TRANSACTION_S = 5;
const IDLE_CONNECTION_S = 30;
const POOL_IDLE_MS = 15_000;
/** Waiting requests per connection of the pool before new ones are refused. */
const QUEUE_PER_CONNECTION = 200;

interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** From `?ssl=true`: encrypted, and the server's certificate must be one this machine trusts. */
  readonly ssl?: { readonly rejectUnauthorized: true };
}

const PROTOCOLS = new Set(["mysql:", "mariadb:"]);

/** @throws AppError CONFIGURATION_INVALID */
const parseAddress = (url: string): Address => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const database = decodeURIComponent(parsed?.pathname.slice(1) ?? "");
  if (!parsed?.hostname || !database || !PROTOCOLS.has(parsed.protocol)) {
    const problem = "DATABASE_URL must read mysql://user:password@host:port/database or sqlite:path";
    throw new AppError("CONFIGURATION_INVALID", { params: { problem } });
  }
  const unknown = [...parsed.searchParams].find(([name, value]) => name !== "ssl" || value !== "true");
  if (unknown) {
    const problem = `DATABASE_URL has the parameter ${unknown[0]}; known is only ssl=true`;
    throw new AppError("CONFIGURATION_INVALID", { params: { problem } });
  }
  return {
    host: parsed.hostname.replace(/^\[|\]$/g, ""),
    port: Number(parsed.port || 3306),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    database,
    ...(parsed.searchParams.has("ssl") ? { ssl: { rejectUnauthorized: true } } : {}),
  };
};

interface Server {
  readonly type: "mysql" | "mariadb";
  /** False where binary logging by statement refuses READ COMMITTED. */
  readonly allowsReadCommitted: boolean;
}

const probe = async (address: Address): Promise<Server> => {
  const connection = await createConnection({ ...address, connectTimeout: CONNECT_TIMEOUT_MS });
  try {
    const [rows] = await connection.query("SHOW VARIABLES WHERE Variable_name IN ('version', 'log_bin', 'binlog_format')");
    const variables = new Map((rows as { Variable_name: string; Value: string }[]).map((row) => [row.Variable_name, row.Value]));
    return {
      type: /mariadb/i.test(variables.get("version") ?? "") ? "mariadb" : "mysql",
      allowsReadCommitted: variables.get("log_bin") !== "ON" || variables.get("binlog_format") !== "STATEMENT",
    };
  } finally {
    connection.destroy();
  }
};

/**
 * The server's defaults are somebody else's choice, so each connection sets its own:
 * - strict mode, or too long text would be cut silently. Not NO_ZERO_DATE: an adopted table that has such a default
 *   could not be altered. Not NO_BACKSLASH_ESCAPES: mysql2 escapes values with backslashes.
 * - UTC, or TIMESTAMP columns of adopted tables would be shifted by the server's zone.
 * - READ COMMITTED: without gap locks, concurrent inserts into neighbouring key ranges do not deadlock. The stores use
 *   conditional updates and unique keys, which need no repeatable reads.
 * - An end for transactions whose process is silent.
 */
const sessionStatements = (server: Server): string[] => [
  "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', innodb_lock_wait_timeout = 10",
  `SET SESSION TRANSACTION ISOLATION LEVEL ${server.allowsReadCommitted ? "READ COMMITTED" : "REPEATABLE READ"}`,
  server.type === "mariadb"
    ? `SET SESSION idle_transaction_timeout = ${IDLE_TRANSACTION_S}`
    : `SET SESSION wait_timeout = ${IDLE_CONNECTION_S}`,
];

/** TypeORM has no hook for new connections, but takes the client library as an option. */
const clientWithSession = (server: Server): Pick<typeof mysql, "createPool"> => ({
  createPool: ((config: mysql.PoolOptions) => {
    const pool = mysql.createPool(config);
    // Commands of one connection run in order, so these come before the first real one. If one fails, so will that.
    pool.on("connection", (connection) => {
      for (const statement of sessionStatements(server)) connection.query(statement, () => undefined);
    });
    return pool;
  }) as typeof mysql.createPool,
});

export const createMysqlDataSource = async (url: string, parts: DataSourceParts): Promise<DataSource> => {
  const address = parseAddress(url);
  const server = await probe(address);
  return new DataSource({
    type: server.type,
    driver: clientWithSession(server),
    host: address.host,
    port: address.port,
    username: address.user,
    password: address.password,
    database: address.database,
    ...(address.ssl ? { ssl: address.ssl } : {}),
    charset: "UTF8MB4_UNICODE_CI",
    timezone: "Z",
    connectTimeout: CONNECT_TIMEOUT_MS,
    poolSize: parts.poolSize,
    supportBigNumbers: true,
    bigNumberStrings: true,
    multipleStatements: false,
    enableQueryTimeout: true,
    maxQueryExecutionTime: STATEMENT_TIMEOUT_MS,
    extra: {
      enableKeepAlive: true,
      keepAliveInitialDelay: 10_000,
      // Connections idle for long are the ones a firewall cuts without telling.
      maxIdle: Math.ceil(parts.poolSize / 2),
      idleTimeout: POOL_IDLE_MS,
      queueLimit: parts.poolSize * QUEUE_PER_CONNECTION,
      // JSON columns of adopted tables as text, like on SQLite.
      jsonStrings: true,
    },
    entities: [...parts.entities],
    migrations: [...parts.migrations],
    migrationsTableName: MIGRATIONS_TABLE,
    synchronize: false,
    logger: parts.logger,
  });
};
