/** The databases that invocations are measured on, each beside the rate at which it commits a row on its own. */
import { join } from "node:path";
import Sqlite from "libsql";
import { createConnection } from "mysql2/promise";
import { startPrivateMariaDb, startPrivateRedis } from "../support/private-servers.js";
import { type Bench, quantile } from "./part.js";

export interface Store {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  /** Single-row transactions over as many connections as the gateway has, as fast as they go. */
  commits(seconds: number): Promise<Commits>;
}

export interface Commits {
  readonly perSecond: number;
  readonly median: number;
  readonly p99: number;
}

/** What a server on a machine of its own is set to: every commit reaches the disk, and a gigabyte of pages stays in memory. */
export const PRODUCTION_SETTINGS = [
  ...["--innodb-flush-log-at-trx-commit=1", "--innodb-flush-method=O_DIRECT", "--innodb-doublewrite=1", "--debug-no-sync=0"],
  ...["--innodb-buffer-pool-size=1G", "--innodb-log-file-size=512M"],
  ...["--max-allowed-packet=64M", "--tmp-table-size=64M"],
];

const POOL = 10;

export const mariaDbStore = async (bench: Bench): Promise<Store & { readonly databaseUrl: string }> => {
  const [mariadb, redis] = [await startPrivateMariaDb({ settings: PRODUCTION_SETTINGS }), await startPrivateRedis()];
  bench.undo.push(
    () => mariadb.stop(),
    () => redis.stop(),
  );
  return {
    name: "MariaDB + Redis",
    databaseUrl: mariadb.url,
    env: { DATABASE_URL: mariadb.url, REDIS_URL: redis.url },
    commits: (seconds) => mysqlCommits(mariadb.url, seconds),
  };
};

export const sqliteStore = (bench: Bench, file: string): Store => {
  const path = join(bench.folder, file);
  return { name: "SQLite", env: { DATABASE_URL: `sqlite:${path}` }, commits: async (seconds) => sqliteCommits(`${path}.commits`, seconds) };
};

const TABLE = "CREATE TABLE IF NOT EXISTS bench_commits (id VARCHAR(40) PRIMARY KEY, text VARCHAR(255))";
const INSERT =
  "INSERT INTO bench_commits VALUES (?, 'a row about as large as a short event of an invocation, in a transaction of its own')";

const mysqlCommits = async (url: string, seconds: number): Promise<Commits> => {
  const connections = await Promise.all(Array.from({ length: POOL }, () => createConnection(url)));
  await connections[0]?.query(TABLE);
  const times: number[] = [];
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1_000;
  await Promise.all(
    connections.map(async (connection, index) => {
      for (let count = 0; performance.now() < endAt; count++) {
        const sentAt = performance.now();
        await connection.execute(INSERT, [`${index}-${count}-${startedAt}`]);
        times.push(performance.now() - sentAt);
      }
      await connection.end();
    }),
  );
  return commitsOf(times, startedAt);
};

/** With the settings of the gateway's own connection. */
const sqliteCommits = (path: string, seconds: number): Commits => {
  const database = new Sqlite(path);
  for (const pragma of ["journal_mode = WAL", "synchronous = NORMAL"]) database.prepare(`PRAGMA ${pragma}`).all();
  database.exec(TABLE);
  const insert = database.prepare(INSERT);
  const times: number[] = [];
  const startedAt = performance.now();
  for (let count = 0; performance.now() < startedAt + seconds * 1_000; count++) {
    const sentAt = performance.now();
    insert.run(`${count}`);
    times.push(performance.now() - sentAt);
  }
  database.close();
  return commitsOf(times, startedAt);
};

const commitsOf = (times: readonly number[], startedAt: number): Commits => ({
  perSecond: (times.length * 1_000) / (performance.now() - startedAt),
  median: quantile(times, 0.5),
  p99: quantile(times, 0.99),
});
