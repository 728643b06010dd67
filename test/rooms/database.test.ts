import "reflect-metadata";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AbilityEntity } from "../../src/abilities/ability.entity.js";
import type { OpenDatabase } from "../../src/db/create-database.js";
import { isDuplicateKey } from "../../src/db/database-errors.js";
import { createMutex } from "../../src/db/mutex.js";
import { execute, insertRows, selectRows } from "../../src/db/sql.js";
import { fromSqlTime, toSqlTime } from "../../src/db/sql-time.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { openTestDatabase, type TestDatabaseHandle } from "../support/open-database.js";
import { countThings, createThings, failureOf, insertThing, outside, unavailable } from "../support/things.js";
import { until } from "../support/until.js";

describe("mutex", () => {
  test("runs one at a time in order of arrival, also after a failure", async () => {
    const mutex = createMutex();
    const steps: string[] = [];
    const work =
      (name: string, fails = false) =>
      async () => {
        steps.push(`${name} in`);
        await Promise.resolve();
        steps.push(`${name} out`);
        if (fails) throw new Error(name);
        return name;
      };
    const results = await Promise.allSettled([mutex(work("a")), mutex(work("b", true)), mutex(work("c"))]);
    expect(steps).toEqual(["a in", "a out", "b in", "b out", "c in", "c out"]);
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });
});

describeEachDatabase("database", (makeUrl, dialect) => {
  let handle: TestDatabaseHandle;
  let db: OpenDatabase;

  beforeEach(async () => {
    handle = await openTestDatabase(await makeUrl({ empty: true }));
    db = handle.db;
    await createThings(db);
  });
  afterEach(() => db.close());

  test("keeps every one of many concurrent transactions, and nothing of those that fail", async () => {
    await insertThing(db, "counter");
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, (_, index) =>
        db.transaction(async ({ manager }) => {
          await execute(manager, "UPDATE things SET n = n + 1 WHERE id = ?", ["counter"]);
          await insertRows(manager, { table: "things", columns: ["id", "n"] }, [[`row-${index}`, index]]);
          if (index % 3 === 0) throw new Error("changed my mind");
        }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(20);
    expect(await countThings(db, "id LIKE 'row-%'")).toBe(20);
    expect(await countThings(db, "id = 'counter' AND n = 20")).toBe(1);
  });

  test("does not let a read see half of a transaction", async () => {
    let reading: Promise<number> | undefined;
    await db.transaction(async ({ manager }) => {
      await insertRows(manager, { table: "things", columns: ["id", "n"] }, [["half", 1]]);
      reading = new Promise((resolve, reject) => {
        // Out of the transaction's own context, as another request would be.
        setImmediate(() => outside(() => countThings(db)).then(resolve, reject));
      });
      if (dialect === "mysql") expect(await reading).toBe(0);
      await insertRows(manager, { table: "things", columns: ["id", "n"] }, [["whole", 2]]);
    });
    expect(await reading).toBe(dialect === "mysql" ? 0 : 2);
  });

  test("runs callbacks after the commit, in order, and survives those that throw", async () => {
    const seen: string[] = [];
    const result = await db.transaction(async ({ manager, afterCommit }) => {
      afterCommit(() => seen.push("first"));
      afterCommit(() => {
        throw new Error("a callback broke");
      });
      afterCommit((async () => {
        throw new Error("an async callback broke");
      }) as () => void);
      afterCommit(() => seen.push("last"));
      await insertRows(manager, { table: "things", columns: ["id", "n"] }, [["a", 1]]);
      expect(seen).toEqual([]);
      return "done";
    });
    expect(result).toBe("done");
    expect(seen).toEqual(["first", "last"]);
    await until(() => handle.lines.filter((line) => line.msg === "a callback after a commit failed").length === 2);
  });

  test("lets a callback read what was committed", async () => {
    const seen = await new Promise<number>((resolve, reject) => {
      db.transaction(async ({ manager, afterCommit }) => {
        afterCommit(() => void countThings(db).then(resolve, reject));
        await insertRows(manager, { table: "things", columns: ["id", "n"] }, [["a", 1]]);
      }).catch(reject);
    });
    expect(seen).toBe(1);
  });

  test("runs no callback of a transaction that is rolled back", async () => {
    const seen: string[] = [];
    const error = await failureOf(
      db.transaction(async ({ manager, afterCommit }) => {
        afterCommit(() => seen.push("never"));
        await insertRows(manager, { table: "things", columns: ["id", "n"] }, [["a", 1]]);
        throw new Error("no");
      }),
    );
    expect(error).toEqual(new Error("no"));
    expect(seen).toEqual([]);
    expect(await countThings(db)).toBe(0);
  });

  test("refuses work inside work instead of waiting for itself", async () => {
    const inRead = await failureOf(db.read(() => countThings(db)));
    const inTransaction = await failureOf(db.transaction(() => db.transaction(async () => 1)));
    expect([inRead, inTransaction]).toMatchObject([{ code: "INTERNAL" }, { code: "INTERNAL" }]);
    expect(await countThings(db)).toBe(0);
  });

  test("recognises duplicate keys, and nothing else as one", async () => {
    const insert = (values: readonly (readonly [string, number | null, string | null])[]) =>
      db.transaction(({ manager }) => insertRows(manager, { table: "things", columns: ["id", "n", "word"] }, values));
    await insert([["a", 1, "word"]]);
    expect(isDuplicateKey(await failureOf(insert([["a", 1, null]])))).toBe(true);
    expect(isDuplicateKey(await failureOf(insert([["b", 1, "word"]])))).toBe(true);
    expect(isDuplicateKey(await failureOf(insert([["c", null, null]])))).toBe(false);
    expect(isDuplicateKey(new Error("duplicate"))).toBe(false);
    expect(isDuplicateKey(undefined)).toBe(false);
  });

  test("counts the rows of an UPDATE the same way, also when nothing changes in them", async () => {
    await insertThing(db, "a");
    const affected = await db.transaction(async ({ manager }) => [
      await execute(manager, "UPDATE things SET n = 0 WHERE id = ?", ["a"]),
      await execute(manager, "UPDATE things SET n = 1 WHERE id = ?", ["b"]),
      await execute(manager, "DELETE FROM things WHERE id = ?", ["a"]),
    ]);
    expect(affected).toEqual([1, 0, 1]);
  });

  test("brings times back to the millisecond, by raw SQL and by entity", async () => {
    await handle.migrator.up();
    const at = Date.UTC(2026, 1, 28, 23, 59, 59, 987);
    await db.transaction(({ manager }) =>
      insertRows(manager, { table: "abilities", columns: ["id", "ability_key", "gateway_created_at"] }, [["abl_1", "one", toSqlTime(at)]]),
    );
    const [row] = await db.read((manager) =>
      selectRows<{ t: Date | string }>(manager, "SELECT gateway_created_at AS t FROM abilities WHERE gateway_created_at = ?", [
        toSqlTime(at),
      ]),
    );
    expect(fromSqlTime(row?.t ?? "")).toBe(at);
    const entity = await db.read((manager) => manager.findOneByOrFail(AbilityEntity, { createdAt: at }));
    expect(entity).toMatchObject({ id: "abl_1", createdAt: at, updatedAt: null });
    await db.transaction(({ manager }) => manager.save(Object.assign(entity, { updatedAt: at + 1 })));
    const later = await db.read((manager) => selectRows<{ t: Date | string }>(manager, "SELECT gateway_updated_at AS t FROM abilities"));
    expect(fromSqlTime(later[0]?.t ?? "")).toBe(at + 1);
  });

  test("keeps texts as they are: any script, any size, upper and lower case apart", async () => {
    await handle.migrator.up();
    const long = "漢字 and 🙂 ".repeat(50_000);
    await db.transaction(async ({ manager }) => {
      await insertRows(manager, { table: "abilities", columns: ["id", "ability_key", "name", "form_schema"] }, [
        ["A", "upper", "能力🙂", long],
        ["a", "lower", "x' OR '1'='1 \\", null],
      ]);
    });
    const rows = await db.read((manager) => manager.find(AbilityEntity, { where: { id: "A" } }));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ name: "能力🙂", formSchema: long });
    const other = await db.read((manager) => manager.findOneByOrFail(AbilityEntity, { name: "x' OR '1'='1 \\" }));
    expect(other.id).toBe("a");
  });

  test("binds whatever it is given or throws, and never ends the process", async () => {
    const bind = (value: unknown) => db.read((manager) => manager.query("SELECT ? AS v", [value]));
    const odd = [
      true,
      new Date(0),
      Buffer.from("x"),
      new Uint8Array([1]),
      {},
      { a: 1 },
      () => 1,
      Symbol("s"),
      Number.NaN,
      2n ** 70n,
      [[1]],
      "a\0b",
    ];
    for (const value of odd) await bind(value).catch(() => undefined);
    await db.read((manager) => manager.query("SELECT 1", [Buffer.from("more parameters than places")])).catch(() => undefined);
    await insertThing(db, "still here");
    expect(await countThings(db)).toBe(1);
  });

  test("an object as a parameter is never SQL", async () => {
    await insertThing(db, "secret");
    const rows = await db
      .read((manager) => manager.query("SELECT id FROM things WHERE id = ?", [{ id: 1 }]) as Promise<unknown[]>)
      .catch(() => []);
    expect(rows).toEqual([]);
  });

  test("ping writes a row and leaves none; without the table the database is not ready", async () => {
    expect(await failureOf(db.ping())).toMatchObject(unavailable);
    await handle.migrator.up();
    await Promise.all([db.ping(), db.ping(), db.ping()]);
    const rows = await db.read((manager) => selectRows(manager, "SELECT * FROM ability_gateway_ping"));
    expect(rows).toEqual([]);
  });

  test("close waits for what is under way and refuses what comes later", async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = db.transaction(async ({ manager }) => {
      await insertRows(manager, { table: "things", columns: ["id", "n"] }, [["late", 1]]);
      await gate;
      return "committed";
    });
    const closed = db.close();
    const refused = await failureOf(countThings(db));
    release();
    expect(refused).toMatchObject(unavailable);
    expect(await slow).toBe("committed");
    await closed;
  });
});
