import "reflect-metadata";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { insertRows, selectRows } from "../../src/db/sql.js";
import { openTestDatabase } from "../support/open-database.js";
import { selectedDialects } from "../support/selected-dialects.js";
import { countThings, createThings, failureOf, insertThing, unavailable } from "../support/things.js";

describe.runIf(selectedDialects().includes("sqlite"))("SQLite", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "gateway-db-test-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("creates the folder of its file and keeps the data there", async () => {
    const path = join(folder, "some", "new folder", "gateway.db");
    const first = await openTestDatabase(`sqlite:${path}`);
    await createThings(first.db);
    await insertThing(first.db, "kept");
    await first.db.close();
    expect(existsSync(path)).toBe(true);
    const second = await openTestDatabase(`sqlite:${path}`);
    expect(await countThings(second.db)).toBe(1);
    await second.db.close();
  });

  test("opens with a write-ahead log, a busy time-out and foreign keys", async () => {
    const { db } = await openTestDatabase(`sqlite:${join(folder, "pragmas.db")}`);
    const pragma = async (name: string) => (await db.read((manager) => selectRows<object>(manager, `PRAGMA ${name}`))).map(Object.values);
    expect(await pragma("journal_mode")).toEqual([["wal"]]);
    expect(await pragma("foreign_keys")).toEqual([[1]]);
    expect(await pragma("synchronous")).toEqual([[1]]);
    expect(await pragma("busy_timeout")).not.toEqual([[0]]);
    await db.close();
  });

  test("refuses NUL characters in a sentence instead of cutting the text there", async () => {
    const { db } = await openTestDatabase("sqlite::memory:");
    await createThings(db);
    expect(await failureOf(insertThing(db, "a\0b"))).toMatchObject({ code: "FIELD_TEXT", params: { character: "NUL" } });
    expect(await countThings(db)).toBe(0);
    await db.close();
  });

  test("stores whole numbers in text columns without a decimal point", async () => {
    const { db } = await openTestDatabase("sqlite::memory:");
    const rows = await db.read(async (manager) => {
      await manager.query("CREATE TABLE texts (v varchar(40))");
      await manager.query("INSERT INTO texts VALUES (?), (?)", [5, 9_007_199_254_740_991]);
      return selectRows(manager, "SELECT v FROM texts");
    });
    expect(rows).toEqual([{ v: "5" }, { v: "9007199254740991" }]);
    await db.close();
  });

  test("waits for another process that writes, then goes on", async () => {
    const url = `sqlite:${join(folder, "shared.db")}`;
    const [one, two] = [await openTestDatabase(url), await openTestDatabase(url)];
    await createThings(one.db);
    let attempts = 0;
    let second: Promise<void> | undefined;
    await one.db.transaction(async ({ manager }) => {
      await insertRows(manager, { table: "things", columns: ["id", "n"] }, [["one", 1]]);
      // It blocks this very process until its busy time-out, is refused, and repeats while we commit.
      second = two.db.transaction(async (tx) => {
        attempts++;
        await insertRows(tx.manager, { table: "things", columns: ["id", "n"] }, [["two", 2]]);
      });
      second.catch(() => undefined);
    });
    await second;
    expect(attempts).toBe(1);
    expect(await countThings(one.db)).toBe(2);
    await Promise.all([one.db.close(), two.db.close()]);
  });

  test("works again after BEGIN was refused to the end", async () => {
    const url = `sqlite:${join(folder, "busy.db")}`;
    const [holder, waiter] = [await openTestDatabase(url), await openTestDatabase(url)];
    await createThings(holder.db);
    await waiter.db.read((manager) => manager.query("PRAGMA busy_timeout = 1"));
    await holder.db.transaction(async () => {
      expect(await failureOf(insertThing(waiter.db, "x"))).toMatchObject(unavailable);
    });
    const error = await failureOf(waiter.db.transaction(() => Promise.reject(new Error("rolled back"))));
    expect(error).toEqual(new Error("rolled back"));
    await insertThing(waiter.db, "y");
    expect(await countThings(holder.db)).toBe(1);
    await Promise.all([holder.db.close(), waiter.db.close()]);
  });

  test("starts afresh after SQLite has rolled back by itself", async () => {
    const url = `sqlite:${join(folder, "self.db")}`;
    const [one, two] = [await openTestDatabase(url), await openTestDatabase(url)];
    await createThings(one.db);
    // What a full disk does to a transaction: it is over before anybody asked for that.
    const lost = one.db.transaction(async ({ manager }) => {
      await manager.query("ROLLBACK");
      throw new Error("lost");
    });
    expect(await failureOf(lost)).toEqual(new Error("lost"));
    expect(await failureOf(one.db.transaction(() => Promise.reject(new Error("rolled back"))))).toEqual(new Error("rolled back"));
    await two.db.read((manager) => manager.query("PRAGMA busy_timeout = 1"));
    await insertThing(one.db, "a");
    await insertThing(two.db, "b");
    expect(await countThings(one.db)).toBe(2);
    await Promise.all([one.db.close(), two.db.close()]);
  });

  test("a full disk is a database that is away, not a mistake of the caller", async () => {
    const { db } = await openTestDatabase(`sqlite:${join(folder, "full.db")}`);
    await db.read((manager) => manager.query("CREATE TABLE texts (v text)"));
    await db.read((manager) => manager.query("PRAGMA max_page_count = 4"));
    const write = (size: number) => db.transaction(({ manager }) => manager.query("INSERT INTO texts VALUES (?)", ["x".repeat(size)]));
    expect(await failureOf(write(1_000_000))).toMatchObject(unavailable);
    await write(1);
    await db.close();
  });

  test("says what is wrong with an address it cannot open", async () => {
    const file = join(folder, "plain.txt");
    await writeFile(file, "this is not a database, but long enough to look like a broken one".repeat(40));
    for (const path of [file, join(file, "below.db")]) {
      expect(await failureOf(openTestDatabase(`sqlite:${path}`))).toMatchObject({ code: "CONFIGURATION_INVALID" });
    }
  });
});
