import "reflect-metadata";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createConnection } from "mysql2/promise";
import type { Logger } from "typeorm";
import { expect, test } from "vitest";
import { migrations } from "../../migrations/manifest.js";
import { insertRows, selectRows } from "../../src/db/sql.js";
import { sha256 } from "../../src/kernel/json.js";
import { describeEachDatabase, describeWithServers } from "../support/database-matrix.js";
import {
  columnNamesOf,
  contentOf,
  createLegacyTable,
  definitionOf,
  LEGACY_ABILITIES,
  LEGACY_LOGS,
  runStatements,
} from "../support/legacy-tables.js";
import { openTestDatabase, type TestDatabaseHandle } from "../support/open-database.js";
import { createDatabase } from "../support/services.js";
import { failureOf } from "../support/things.js";
import { until } from "../support/until.js";

const NAMES = migrations.map((migration) => migration.name);
const SLOW = { timeout: 240_000 };

/** Calls back before each statement of the migrations is sent; what it throws stands for a crash at that point. */
const beforeEachStatement = ({ db }: TestDatabaseHandle, look: (sql: string) => void): (() => void) => {
  const logger = db.dataSource.options.logger as Logger;
  const original = logger.logQuery;
  logger.logQuery = (sql, ...rest) => {
    look(sql);
    original(sql, ...rest);
  };
  return () => {
    logger.logQuery = original;
  };
};

const CHANGES_SCHEMA = /^(CREATE|ALTER|DROP|INSERT|DELETE)/;

class Crash extends Error {}

/** Lets `allowed` changing statements through and crashes before the next. */
const crashAfter = (allowed: number): ((sql: string) => void) => {
  let seen = 0;
  return (sql) => {
    if (CHANGES_SCHEMA.test(sql) && ++seen > allowed) throw new Crash(sql);
  };
};

/** Crashes at the next changing statement but one, again and again, until the work gets through. Returns how often. */
const crashAllTheWay = async (
  handle: TestDatabaseHandle,
  work: () => Promise<unknown>,
  allowedAt: (run: number) => number,
): Promise<number> => {
  for (let run = 1; run < 500; run++) {
    const restore = beforeEachStatement(handle, crashAfter(allowedAt(run)));
    try {
      await work();
      return run - 1;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    } finally {
      restore();
    }
  }
  throw new Error("the work never gets through");
};

describeEachDatabase("interrupted migrations", (makeUrl, dialect) => {
  // On MySQL each statement stays done, so three more per run visit every third point, another one with every migration
  // that joins; all of them would take minutes. On SQLite a migration is undone whole, so each run gets further than the
  // one before.
  const allowedAt = (run: number) => (dialect === "mysql" ? 3 : run);

  test.concurrent("are completed by a later run, whatever the statement at which they were interrupted", SLOW, async () => {
    const straight = await openTestDatabase(await makeUrl({ empty: true }));
    const handle = await openTestDatabase(await makeUrl({ empty: true }));
    const tables = ["abilities", "ability_invocation_logs", "workflow_mappings", "ability_invocation_events", "idempotency_keys"];
    const [abilities, logs] = [LEGACY_ABILITIES[0], LEGACY_LOGS[1]];
    if (!abilities || !logs) throw new Error("no variants");
    for (const { db } of [straight, handle]) {
      await createLegacyTable(db, abilities);
      await createLegacyTable(db, logs);
    }
    const columns = await columnNamesOf(handle.db, "abilities");
    const [definition, content] = [await definitionOf(handle.db, "abilities"), await contentOf(handle.db, "abilities", columns)];
    await straight.migrator.up();

    const crashes = await crashAllTheWay(handle, () => handle.migrator.up(), allowedAt);
    expect(crashes).toBeGreaterThan(20);
    for (const table of tables) expect(await definitionOf(handle.db, table), table).toEqual(await definitionOf(straight.db, table));
    expect(await contentOf(handle.db, "abilities", [...columns, "ability_key"])).toEqual(
      await contentOf(straight.db, "abilities", [...columns, "ability_key"]),
    );
    expect((await handle.migrator.status()).every((migration) => migration.applied)).toBe(true);

    await crashAllTheWay(handle, () => handle.migrator.down(99), allowedAt);
    expect(await definitionOf(handle.db, "abilities")).toEqual(definition);
    expect(await contentOf(handle.db, "abilities", columns)).toEqual(content);
    await Promise.all([straight.db.close(), handle.db.close()]);
  });

  test.concurrent("give the same keys when they were interrupted while keys were given", SLOW, async () => {
    const handle = await openTestDatabase(await makeUrl({ empty: true }));
    const { db, migrator } = handle;
    await runStatements(db, ["CREATE TABLE abilities (id int NOT NULL PRIMARY KEY, name varchar(50) NOT NULL, code varchar(50) NULL)"]);
    const rows = Array.from({ length: 1_200 }, (_, id) => [id, `name ${id}`, `code ${id % 700}`] as const);
    await db.transaction(({ manager }) => insertRows(manager, { table: "abilities", columns: ["id", "name", "code"] }, rows));
    let updates = 0;
    const restore = beforeEachStatement(handle, (sql) => {
      if (sql.startsWith("UPDATE abilities") && ++updates === 800) throw new Crash(sql);
    });
    expect(await failureOf(migrator.up())).toBeInstanceOf(Crash);
    restore();
    await migrator.up();
    const keys = (await db.read((manager) => selectRows<{ k: string }>(manager, "SELECT ability_key AS k FROM abilities ORDER BY id"))).map(
      (row) => row.k,
    );
    expect(keys).toEqual(rows.map(([id]) => (id < 700 ? `code-${id}` : `ability-${id}`)));
    await db.close();
  });

  test.concurrent("run once when two instances start together", SLOW, async () => {
    const url = await makeUrl({ empty: true });
    const instances = [await openTestDatabase(url), await openTestDatabase(url), await openTestDatabase(url)];
    const applied = await Promise.all(instances.map(({ migrator }) => migrator.up()));
    expect(applied.flat().sort()).toEqual([...NAMES].sort());
    await Promise.all(instances.map(({ db }) => db.close()));
  });

  test.concurrent("run once when two processes start together", SLOW, async () => {
    const url = await makeUrl({ empty: true });
    const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
    const migrate = () =>
      promisify(execFile)(process.execPath, ["--import", "@oxc-node/core/register", main, "migrate", "up"], {
        cwd: fileURLToPath(new URL("../..", import.meta.url)),
        env: { PATH: process.env.PATH, DATABASE_URL: url },
      });
    const outputs = await Promise.all([migrate(), migrate()]);
    const applied = outputs.flatMap(({ stdout }) => /applied: (.*)/.exec(stdout)?.[1]?.split(", ") ?? []);
    expect(applied.sort()).toEqual([...NAMES].sort());
  });
});

describeWithServers("migrations on MySQL", () => {
  test.concurrent("wait for another instance that holds the lock, and say so", SLOW, async () => {
    const database = await createDatabase({ empty: true });
    const handle = await openTestDatabase(database.url);
    const other = await createConnection(database.url);
    const lock = `ability_gateway_migrations:${sha256(new URL(database.url).pathname.slice(1)).slice(0, 32)}`;
    await other.query("DO GET_LOCK(?, 0)", [lock]);
    const running = handle.migrator.up();
    await until(() => handle.lines.some((line) => String(line.msg).startsWith("another instance is migrating")));
    expect((await handle.migrator.status()).some((migration) => migration.applied)).toBe(false);
    await other.end();
    expect(await running).toEqual(NAMES);
    await handle.db.close();
    await database.drop();
  });

  test.concurrent("try again when a long transaction of the platform holds the table", SLOW, async () => {
    const database = await createDatabase({ empty: true });
    const handle = await openTestDatabase(database.url);
    const [abilities] = LEGACY_ABILITIES;
    if (!abilities) throw new Error("no variant");
    await createLegacyTable(handle.db, abilities);
    const platform = await createConnection(database.url);
    await platform.beginTransaction();
    await platform.query("SELECT count(*) FROM abilities");
    const running = handle.migrator.up();
    await until(() => handle.lines.some((line) => String(line.msg).startsWith("the table is in use")), { timeoutMs: 60_000 });
    await platform.end();
    expect(await running).toEqual(NAMES);
    await handle.db.close();
    await database.drop();
  });
});
