/** A small table of no meaning for tests of the database room, and what they do with it. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { OpenDatabase } from "../../src/db/create-database.js";
import { insertRows, selectRows } from "../../src/db/sql.js";

export const countThings = async (db: OpenDatabase, where = "1 = 1"): Promise<number> => {
  const rows = await db.read((manager) => selectRows<{ n: number | string }>(manager, `SELECT count(*) AS n FROM things WHERE ${where}`));
  return Number(rows[0]?.n);
};

export const createThings = (db: OpenDatabase): Promise<unknown> =>
  db.read((manager) => manager.query("CREATE TABLE things (id varchar(40) PRIMARY KEY, n int NOT NULL, word varchar(40) UNIQUE)"));

export const insertThing = (db: OpenDatabase, id: string): Promise<void> =>
  db.transaction(({ manager }) => insertRows(manager, { table: "things", columns: ["id", "n"] }, [[id, 0]]));

/** What it failed with. @throws Error when it did not fail. */
export const failureOf = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error("this should have failed");
};

/** What a database that is away looks like to callers. */
export const unavailable = { code: "SERVICE_UNAVAILABLE", params: { part: { en: "database", zh: "数据库" } } };

/** Runs something as another request would: outside the database work in whose course it is called. */
export const outside = AsyncLocalStorage.snapshot();
