/**
 * Runs the migrations of the open database, each once, whoever else starts at the same time. Its table has the
 * columns TypeORM's own tools expect, and the time of the run.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";
import type { Clock } from "../kernel/clock.js";
import { AppError } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";
import type { OpenDatabase } from "./connected-database.js";
import { MIGRATIONS_TABLE } from "./data-source-parts.js";
import { onMigrationBench, type RunStep } from "./migration-bench.js";
import { fromSqlTime, toSqlTime } from "./sql-time.js";
import { dialectOf, readTable } from "./table-facts.js";

export interface MigrationStatus {
  readonly name: string;
  readonly applied: boolean;
  /** Epoch milliseconds. */
  readonly appliedAt?: number;
}

export interface Migrator {
  /** In order. A name that this version does not know was applied by a newer one and comes last. Changes nothing. */
  status(): Promise<MigrationStatus[]>;
  /**
   * Applies what is missing. Safe to call again after a crash at any point. @returns names applied by this call.
   * @throws AppError CONFIGURATION_INVALID when a table that is there cannot be adopted.
   */
  up(): Promise<string[]>;
  /** Takes back the last `count` (default 1). @returns their names, in the order in which they were taken back. */
  down(count?: number): Promise<string[]>;
}

interface Parts {
  readonly log: Log;
  readonly clock: Clock;
}

export const createMigrator = (database: OpenDatabase, { log, clock }: Parts): Migrator => {
  const known = sortedMigrations(database.dataSource.migrations);
  return {
    status: () => database.read(async ({ queryRunner }) => (queryRunner ? statusOf(known, await readApplied(queryRunner)) : [])),
    up: () =>
      onMigrationBench(database, log, async (run) => {
        const applied: string[] = [];
        for (const migration of known) {
          if (await applyOne(run, migration, { log, clock })) applied.push(migration.name);
        }
        return applied;
      }),
    down: (count = 1) =>
      onMigrationBench(database, log, async (run) => {
        const reverted: string[] = [];
        while (reverted.length < count) {
          const name = await revertLast(run, known, log);
          if (name === undefined) break;
          reverted.push(name);
        }
        return reverted;
      }),
  };
};

interface NamedMigration {
  readonly name: string;
  /** Last 13 digits of the class name, as TypeORM has it. */
  readonly timestamp: number;
  readonly instance: MigrationInterface;
}

const sortedMigrations = (instances: readonly MigrationInterface[]): NamedMigration[] =>
  instances
    .map((instance) => ({ instance, name: instance.name ?? instance.constructor.name }))
    .map(({ instance, name }) => ({ instance, name, timestamp: Number(name.slice(-13)) }))
    .sort((a, b) => a.timestamp - b.timestamp);

interface AppliedRow {
  readonly name: string;
  readonly applied_at: Date | string | null;
}

const readApplied = async (runner: QueryRunner): Promise<AppliedRow[]> => {
  if (!(await readTable(runner, MIGRATIONS_TABLE))) return [];
  return runner.query(`SELECT name, applied_at FROM ${MIGRATIONS_TABLE} ORDER BY id`) as Promise<AppliedRow[]>;
};

const statusOf = (known: readonly NamedMigration[], rows: readonly AppliedRow[]): MigrationStatus[] => {
  const names = [...new Set([...known.map((migration) => migration.name), ...rows.map((row) => row.name)])];
  return names.map((name) => {
    const row = rows.find((candidate) => candidate.name === name);
    return { name, applied: row !== undefined, ...(row?.applied_at ? { appliedAt: fromSqlTime(row.applied_at) } : {}) };
  });
};

const applyOne = (run: RunStep, { name, timestamp, instance }: NamedMigration, { log, clock }: Parts): Promise<boolean> =>
  run(async (runner) => {
    // Looked up inside the step, because another process may have been faster.
    await createMigrationsTable(runner);
    if ((await readApplied(runner)).some((row) => row.name === name)) return false;
    const startedAt = clock.now();
    log.info({ migration: name }, "applying migration");
    await instance.up(runner);
    await runner.query(`INSERT INTO ${MIGRATIONS_TABLE} (timestamp, name, applied_at) VALUES (?, ?, ?)`, [
      timestamp,
      name,
      toSqlTime(clock.now()),
    ]);
    log.info({ migration: name, durationMs: clock.now() - startedAt }, "migration applied");
    return true;
  });

const revertLast = (run: RunStep, known: readonly NamedMigration[], log: Log): Promise<string | undefined> =>
  run(async (runner) => {
    const name = (await readApplied(runner)).at(-1)?.name;
    if (name === undefined) return undefined;
    const migration = known.find((candidate) => candidate.name === name);
    if (!migration) {
      const problem = `migration ${name} was applied by another version of the gateway; only that version can take it back`;
      throw new AppError("CONFIGURATION_INVALID", { params: { problem } });
    }
    log.info({ migration: name }, "taking migration back");
    await migration.instance.down(runner);
    await runner.query(`DELETE FROM ${MIGRATIONS_TABLE} WHERE name = ?`, [name]);
    return name;
  });

const createMigrationsTable = async (runner: QueryRunner): Promise<void> => {
  if (await readTable(runner, MIGRATIONS_TABLE)) return;
  const key = dialectOf(runner) === "mysql" ? "int NOT NULL AUTO_INCREMENT PRIMARY KEY" : "integer PRIMARY KEY AUTOINCREMENT";
  const columns = `id ${key}, timestamp bigint NOT NULL, name varchar(191) NOT NULL UNIQUE, applied_at datetime(3) NULL`;
  await runner.query(`CREATE TABLE ${MIGRATIONS_TABLE} (${columns})`);
};
