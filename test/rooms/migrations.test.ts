import "reflect-metadata";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { migrations } from "../../migrations/manifest.js";
import type { OpenDatabase } from "../../src/db/create-database.js";
import { insertRows, selectRows } from "../../src/db/sql.js";
import { type ColumnFamily, readTable } from "../../src/db/table-facts.js";
import { fillerValue, readTableShape } from "../../src/db/table-shape.js";
import { entities } from "../../src/entities.js";
import { InvocationEntity } from "../../src/invocations/invocation.entity.js";
import { describeEachDatabase } from "../support/database-matrix.js";
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
import { failureOf } from "../support/things.js";

/** Tables without an entity: what was applied, what was adopted, and the row that readiness writes. */
const BOOKKEEPING = 3;

const NAMES = migrations.map((migration) => migration.name);

const tablesOf = async (db: OpenDatabase): Promise<string[]> => {
  const sql =
    db.dialect === "sqlite"
      ? "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
      : "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()";
  const rows = await db.read((manager) => selectRows<{ name: string }>(manager, sql));
  return rows.map((row) => row.name).sort();
};

const keysOf = async (db: OpenDatabase): Promise<(string | null)[]> => {
  const rows = await db.read((manager) => selectRows<{ ability_key: string }>(manager, "SELECT ability_key FROM abilities ORDER BY id"));
  return rows.map((row) => row.ability_key);
};

const FAMILIES: Readonly<Record<string, readonly ColumnFamily[]>> = {
  varchar: ["text"],
  text: ["text"],
  int: ["integer"],
  boolean: ["boolean"],
  datetime: ["time"],
};

describeEachDatabase("migrations", (makeUrl) => {
  // Every test makes and changes many tables, which a busy machine with a slow disk takes its time for.
  vi.setConfig({ testTimeout: 60_000 });

  let handle: TestDatabaseHandle;
  let db: OpenDatabase;

  beforeEach(async () => {
    handle = await openTestDatabase(await makeUrl({ empty: true }));
    db = handle.db;
  });
  afterEach(() => db.close());

  test("go up once, down completely, and up again", async () => {
    const { migrator } = handle;
    expect(await migrator.status()).toEqual(NAMES.map((name) => ({ name, applied: false })));
    expect(await tablesOf(db)).toEqual([]);
    expect(await migrator.up()).toEqual(NAMES);
    expect(await migrator.up()).toEqual([]);
    for (const { applied, appliedAt } of await migrator.status()) {
      expect(applied).toBe(true);
      expect(Math.abs(Date.now() - (appliedAt ?? 0))).toBeLessThan(60_000);
    }
    const tables = await tablesOf(db);
    expect(tables).toHaveLength(entities.length + BOOKKEEPING);
    expect(await migrator.down()).toEqual(NAMES.slice(-1));
    expect(await migrator.down(99)).toEqual(NAMES.slice(0, -1).reverse());
    expect(await migrator.down()).toEqual([]);
    expect(await tablesOf(db)).toEqual(["ability_gateway_migrations"]);
    expect(await migrator.up()).toEqual(NAMES);
    expect(await tablesOf(db)).toEqual(tables);
  });

  test("log their progress", async () => {
    await handle.migrator.up();
    const done = handle.lines.filter((line) => line.msg === "migration applied").map((line) => line.migration);
    expect(done).toEqual(NAMES);
  });

  test("make exactly the tables that the entities describe", async () => {
    await handle.migrator.up();
    for (const entity of entities) {
      const { tableName, columns, indices } = db.dataSource.getMetadata(entity);
      const facts = await db.read(({ queryRunner }) => (queryRunner ? readTable(queryRunner, tableName) : Promise.resolve(undefined)));
      expect([...(facts?.columns.keys() ?? [])].sort(), tableName).toEqual(columns.map((column) => column.databaseName).sort());
      for (const column of columns) {
        const real = facts?.columns.get(column.databaseName);
        const where = `${tableName}.${column.databaseName}`;
        expect(FAMILIES[String(column.type)], where).toContain(real?.family);
        expect(real?.nullable, where).toBe(column.isNullable);
        if (column.length) expect(real?.length, where).toBe(Number(column.length));
      }
      for (const index of indices) {
        expect(facts?.indexes, tableName).toContainEqual({
          name: index.name,
          unique: index.isUnique,
          columns: index.columns.map((column) => column.databaseName),
        });
      }
    }
  });

  describe("on a platform's abilities", () => {
    for (const legacy of LEGACY_ABILITIES) {
      test(`with ${legacy.title}: keep every row and byte, forwards and back`, async () => {
        await createLegacyTable(db, legacy);
        const columns = await columnNamesOf(db, "abilities");
        const [definition, content] = [await definitionOf(db, "abilities"), await contentOf(db, "abilities", columns)];
        expect(content).toHaveLength(legacy.rows.length);

        await handle.migrator.up();
        expect(await contentOf(db, "abilities", columns)).toEqual(content);
        expect(await keysOf(db)).toEqual(legacy.keys);
        const rows = await db.read((manager) => selectRows<Record<string, unknown>>(manager, "SELECT * FROM abilities"));
        for (const row of rows) {
          expect(row).toMatchObject({ gateway_status: "DRAFT", side_effects: "SIDE_EFFECTING", form_revision: 1, revision: 1 });
          expect(row.name ?? row.Name).toBeTruthy();
        }

        await handle.migrator.down(99);
        expect(await contentOf(db, "abilities", columns)).toEqual(content);
        expect(await definitionOf(db, "abilities")).toEqual(definition);
        await handle.migrator.up();
        expect(await keysOf(db)).toEqual(legacy.keys);
      });
    }

    test("with 5,000 rows: every one has a key of its own", { timeout: 120_000 }, async () => {
      await runStatements(db, ["CREATE TABLE abilities (id int NOT NULL PRIMARY KEY, name varchar(50) NOT NULL, code varchar(50) NULL)"]);
      const rows = Array.from({ length: 5_000 }, (_, id) => [id, `name ${id}`, id % 2 ? `Code ${id % 1_000}` : null] as const);
      for (let start = 0; start < rows.length; start += 500) {
        await db.transaction(({ manager }) =>
          insertRows(manager, { table: "abilities", columns: ["id", "name", "code"] }, rows.slice(start, start + 500)),
        );
      }
      const content = await contentOf(db, "abilities", ["id", "name", "code"]);
      await handle.migrator.up();
      const keys = await keysOf(db);
      expect(new Set(keys).size).toBe(5_000);
      expect(keys.slice(0, 2)).toEqual(["ability-0", "code-1"]);
      expect(keys[1_001]).toBe("ability-1001");
      expect(await contentOf(db, "abilities", ["id", "name", "code"])).toEqual(content);
    });

    test("let the platform go on inserting rows its own way", async () => {
      const [legacy] = LEGACY_ABILITIES;
      if (!legacy) throw new Error("no variant");
      await createLegacyTable(db, legacy);
      await handle.migrator.up();
      await runStatements(db, [
        "INSERT INTO abilities (name, slug) VALUES ('a', 'later-1')",
        "INSERT INTO abilities (name, slug) VALUES ('b', 'later-2')",
      ]);
      expect((await keysOf(db)).slice(-2)).toEqual([null, null]);
    });

    test("keep a key column of the platform's own as it is", async () => {
      await runStatements(db, [
        "CREATE TABLE abilities (id int NOT NULL PRIMARY KEY, name varchar(50), ability_key varchar(50))",
        "INSERT INTO abilities VALUES (1, 'a', 'Mine'), (2, 'b', NULL)",
      ]);
      await handle.migrator.up();
      expect(await keysOf(db)).toEqual(["Mine", null]);
      await handle.migrator.down(99);
      expect(await keysOf(db)).toEqual(["Mine", null]);
    });
  });

  describe("on a platform's invocation log", () => {
    for (const legacy of LEGACY_LOGS) {
      test(`with ${legacy.title}: keep it, and take rows of the gateway`, async () => {
        await createLegacyTable(db, legacy);
        const columns = await columnNamesOf(db, legacy.table);
        const [definition, content] = [await definitionOf(db, legacy.table), await contentOf(db, legacy.table, columns)];
        await handle.migrator.up();
        expect(await contentOf(db, legacy.table, columns)).toEqual(content);

        const shape = await db.read((manager) => readTableShape(manager, InvocationEntity));
        const insert = (key: string) => {
          const own: [string, string | number][] = [
            ...shape.fillers.map(({ column, filler }): [string, string | number] => [
              column,
              fillerValue(filler, { key, now: Date.now() }),
            ]),
            ...(shape.fillId ? [["id", key] as [string, string]] : []),
            ...Object.entries({ invocation_id: key, ability_id: "1", gateway_status: "QUEUED", last_seq: 1, tags: '["t"]' }),
          ];
          return db.transaction(({ manager }) =>
            insertRows(manager, { table: legacy.table, columns: own.map(([name]) => name) }, [own.map(([, value]) => value)]),
          );
        };
        await insert("inv_01J00000000000000000000001");
        await insert("inv_01J00000000000000000000002");
        expect(await failureOf(insert("inv_01J00000000000000000000002"))).toBeTruthy();
        const entity = await db.read((manager) =>
          manager.findOneByOrFail(InvocationEntity, { invocationId: "inv_01J00000000000000000000002" }),
        );
        expect(entity).toMatchObject({ abilityId: "1", status: "QUEUED", lastSeq: 1, tags: '["t"]', startedAt: null });

        await runStatements(db, [`DELETE FROM ${legacy.table} WHERE invocation_id IS NOT NULL`]);
        await handle.migrator.down(99);
        expect(await contentOf(db, legacy.table, columns)).toEqual(content);
        const ignoringCounter = (value: unknown) => JSON.stringify(value).replace(/ AUTO_INCREMENT=\d+/, "");
        expect(ignoringCounter(await definitionOf(db, legacy.table))).toEqual(ignoringCounter(definition));
      });
    }
  });

  describe("refuse, and change nothing, when", () => {
    const refusals: readonly (readonly [string, readonly string[], RegExp])[] = [
      [
        "abilities is a view",
        ["CREATE TABLE real_ones (id int)", "CREATE VIEW abilities AS SELECT * FROM real_ones"],
        /abilities is a view/,
      ],
      ["abilities have no id", ["CREATE TABLE abilities (name varchar(20))"], /abilities\.id is missing/],
      ["ids are binary", ["CREATE TABLE abilities (id blob)"], /abilities\.id is of type blob/i],
      ["a name is a number", ["CREATE TABLE abilities (id int PRIMARY KEY, name int)"], /abilities\.name is of type int.* varchar/i],
      [
        "a column we leave empty must not be",
        ["CREATE TABLE ability_invocation_logs (retry_of varchar(40) NOT NULL)"],
        /ability_invocation_logs\.retry_of must allow NULL/,
      ],
      [
        "our values would not fit",
        ["CREATE TABLE ability_invocation_logs (caller_id varchar(20))"],
        /caller_id is shorter than \d+ characters/,
      ],
      [
        "the log knows abilities by number, and they have none",
        ["CREATE TABLE ability_invocation_logs (ability_id int)"],
        /ability_id is of type int.*, too small for the keys of abilities/i,
      ],
      [
        "the log's column for abilities is shorter than their keys",
        ["CREATE TABLE abilities (id varchar(50) PRIMARY KEY)", "CREATE TABLE ability_invocation_logs (ability_id varchar(36))"],
        /ability_id is of type varchar\(36\), too small/,
      ],
      [
        "a row needs a value that only the platform knows",
        [
          "CREATE TABLE users (id int PRIMARY KEY)",
          "CREATE TABLE ability_invocation_logs (user_id int NOT NULL, FOREIGN KEY (user_id) REFERENCES users (id))",
        ],
        /user_id .* needs a value that the gateway cannot know/,
      ],
    ];
    for (const [title, statements, sentence] of refusals) {
      test(title, async () => {
        await runStatements(db, statements);
        const tables = await tablesOf(db);
        const error = await failureOf(handle.migrator.up());
        expect(error).toMatchObject({ code: "CONFIGURATION_INVALID" });
        expect((error as Error).message).toMatch(sentence);
        const added = (await tablesOf(db)).filter((name) => !tables.includes(name) && !name.startsWith("ability_gateway_"));
        expect(added).toEqual([]);
        expect((await handle.migrator.status()).some((migration) => migration.applied)).toBe(false);
      });
    }

    test("another program has a table of a name we need, which down then leaves alone", async () => {
      await runStatements(db, ["CREATE TABLE idempotency_keys (id int PRIMARY KEY)", "INSERT INTO idempotency_keys VALUES (1)"]);
      const error = await failureOf(handle.migrator.up());
      expect((error as Error).message).toMatch(/already has a table idempotency_keys that is not the gateway's/);
      await handle.migrator.down(99);
      expect(await tablesOf(db)).toEqual(["ability_gateway_migrations", "idempotency_keys"]);
    });
  });

  test("of a newer version are shown and not taken back by this one", async () => {
    await handle.migrator.up();
    await runStatements(db, ["INSERT INTO ability_gateway_migrations (timestamp, name) VALUES (1999999999999, 'Later1999999999999')"]);
    expect((await handle.migrator.status()).at(-1)).toEqual({ name: "Later1999999999999", applied: true });
    expect(await failureOf(handle.migrator.down())).toMatchObject({ code: "CONFIGURATION_INVALID" });
    expect(await handle.migrator.up()).toEqual([]);
  });
});
