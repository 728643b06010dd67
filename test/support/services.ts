/**
 * The MariaDB and the Redis all test files of one run share. `TEST_DATABASE_URL` and `TEST_REDIS_URL` name servers to
 * use instead of private ones. Files keep out of each other's way with a fresh database and a Redis prefix of their own.
 */
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createConnection } from "mysql2/promise";
import { copyMigratedDatabase } from "./migrated-template.js";

export type ServiceName = "mariadb" | "redis";

/** Names the folder of this run, removed at its end however it ends; set by global-setup.ts for the workers. */
export const RUN_FOLDER_VARIABLE = "GATEWAY_TEST_RUN_FOLDER";
/** The socket in that folder on which global-setup.ts hands out servers. */
export const SERVICES_SOCKET = "services";

export interface TestServices {
  /** Address of a database on the shared server; the one the server came with when no name is given. */
  mysqlUrl(databaseName?: string): string;
  readonly redisUrl: string;
}

/**
 * Starts both servers on first use in a run.
 * @throws Error with a sentence that says what to install or to set when a server cannot be had.
 */
export const testServices = async (): Promise<TestServices> => {
  const [mysql, redisUrl] = await Promise.all([sharedMysqlUrl(), sharedRedisUrl()]);
  return { mysqlUrl: (databaseName) => withDatabase(mysql, databaseName), redisUrl };
};

/** The shared Redis alone, for files that need no database. */
export const sharedRedisUrl = async (): Promise<string> => process.env.TEST_REDIS_URL || (await askFor("redis"));

const sharedMysqlUrl = async (): Promise<string> => {
  const given = process.env.TEST_DATABASE_URL;
  if (!given) return askFor("mariadb");
  if (URL.canParse(given) && new URL(given).protocol === "mysql:") return given;
  throw new Error("TEST_DATABASE_URL must read mysql://user:password@host:port/database; its user must be allowed to create databases.");
};

const withDatabase = (url: string, databaseName: string | undefined): string => {
  if (databaseName === undefined) return url;
  const changed = new URL(url);
  changed.pathname = `/${databaseName}`;
  return changed.href;
};

const randomName = (): string => `t_${randomBytes(6).toString("hex")}`;

/** For keys and channels, so that files which share the Redis do not hear each other. */
export const randomRedisPrefix = (): string => `${randomName()}:`;

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A new utf8mb4 database on the shared server: migrated, or empty. One of a server from outside is always empty. */
export const createDatabase = async ({ empty = false }: { empty?: boolean } = {}): Promise<TestDatabase> => {
  const server = await sharedMysqlUrl();
  const name = randomName();
  await runStatement(server, `CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  if (!empty && !process.env.TEST_DATABASE_URL) await copyMigratedDatabase(server, name);
  return { url: withDatabase(server, name), drop: () => runStatement(server, `DROP DATABASE IF EXISTS ${name}`) };
};

const runStatement = async (url: string, statement: string): Promise<void> => {
  const connection = await createConnection(url);
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
};

/** A folder for temporary files of this run. @throws Error outside of a run with test/vitest.config.ts. */
export const runFolder = (): string => {
  const folder = process.env[RUN_FOLDER_VARIABLE];
  if (!folder)
    throw new Error("Shared test servers and folders exist only in a run with test/vitest.config.ts: its globalSetup owns them.");
  return folder;
};

const askFor = async (name: ServiceName): Promise<string> => {
  const socket = connect(join(runFolder(), SERVICES_SOCKET));
  socket.end(name);
  const answer = JSON.parse(await text(socket)) as { url?: string; error?: string };
  if (answer.url === undefined) throw new Error(answer.error);
  return answer.url;
};
