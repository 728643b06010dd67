/**
 * Where migrations run: one connection at a time and one process at a time. On SQLite each step is a transaction that
 * takes the file's write lock first; on MySQL a named lock is held on the very connection that does the work, so that
 * lock and work cannot outlive each other.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { DataSource, type QueryRunner } from "typeorm";
import { sha256 } from "../kernel/json.js";
import type { Log } from "../kernel/log.js";
import type { OpenDatabase } from "./connected-database.js";
import { databaseAway, isConflict, toDatabaseError } from "./database-errors.js";

/** Runs one step: all or nothing on SQLite; on MySQL statement by statement, so a step must bear repetition. */
export type RunStep = <T>(step: (runner: QueryRunner) => Promise<T>) => Promise<T>;

/** Seconds per look at the lock, so that waiting can be logged. */
const LOCK_LOOK_SECONDS = 2;
const LOCK_LOOKS = 300;
/** Seconds an ALTER may wait behind somebody's transaction; meanwhile every other query on the table waits behind it. */
const TABLE_LOCK_SECONDS = 10;
const STEP_ATTEMPTS = 6;
const STEP_PAUSE_MS = 2_000;

/** @throws AppError SERVICE_UNAVAILABLE when another instance holds the lock for ten minutes, or the database is away. */
export const onMigrationBench = <T>(database: OpenDatabase, log: Log, work: (run: RunStep) => Promise<T>): Promise<T> =>
  database.dialect === "sqlite" ? work((step) => stepOnSqlite(database, step)) : onMysqlBench(database, log, work);

const stepOnSqlite: <T>(database: OpenDatabase, step: (runner: QueryRunner) => Promise<T>) => Promise<T> = (database, step) =>
  database.transaction(({ manager }) => step(manager.queryRunner ?? manager.dataSource.createQueryRunner()));

const onMysqlBench = async <T>(database: OpenDatabase, log: Log, work: (run: RunStep) => Promise<T>): Promise<T> => {
  // A pool of its own: changing a large table takes longer than any statement of a request may.
  const { dataSource } = database;
  const bench = new DataSource({
    ...dataSource.options,
    entities: [],
    migrations: [],
    poolSize: 1,
    enableQueryTimeout: false,
  } as typeof dataSource.options);
  try {
    await bench.initialize();
    const runner = bench.createQueryRunner("master");
    await takeLock(runner, log);
    return await work((step) => stepOnMysql(runner, log, step));
  } catch (error) {
    throw toDatabaseError(error);
  } finally {
    // Closing the connection gives the lock back.
    if (bench.isInitialized) await bench.destroy();
  }
};

const takeLock = async (runner: QueryRunner, log: Log): Promise<void> => {
  await runner.query(`SET SESSION lock_wait_timeout = ${TABLE_LOCK_SECONDS}`);
  const [{ name } = { name: "" }] = (await runner.query("SELECT DATABASE() AS name")) as { name: string }[];
  // Lock names count for the whole server and end at 64 characters.
  const lock = `ability_gateway_migrations:${sha256(name).slice(0, 32)}`;
  for (let look = 1; look <= LOCK_LOOKS; look++) {
    const [row] = (await runner.query("SELECT GET_LOCK(?, ?) AS got", [lock, LOCK_LOOK_SECONDS])) as { got: number | string | null }[];
    if (Number(row?.got) === 1) return;
    log.warn({ waitedSeconds: look * LOCK_LOOK_SECONDS }, "another instance is migrating this database; waiting for it");
  }
  throw databaseAway(new Error(`another instance has been migrating for ${LOCK_LOOKS * LOCK_LOOK_SECONDS} s`));
};

const stepOnMysql = async <T>(runner: QueryRunner, log: Log, step: (runner: QueryRunner) => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await step(runner);
    } catch (error) {
      if (!isConflict(error) || attempt === STEP_ATTEMPTS) throw error;
      log.warn({ attempt }, "the table is in use by a long transaction; the migration tries again");
      await sleep(STEP_PAUSE_MS);
    }
  }
};
