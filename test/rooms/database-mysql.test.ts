import "reflect-metadata";
import { type Connection, createConnection } from "mysql2/promise";
import type { EntityManager } from "typeorm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenDatabase } from "../../src/db/create-database.js";
import { execute, insertRows, selectRows } from "../../src/db/sql.js";
import { isAppError } from "../../src/kernel/errors.js";
import { describeWithServers } from "../support/database-matrix.js";
import { openTestDatabase, type TestDatabaseHandle } from "../support/open-database.js";
import { type PrivateServer, startPrivateMariaDb } from "../support/private-servers.js";
import { countThings, createThings, failureOf, insertThing, unavailable } from "../support/things.js";
import { until } from "../support/until.js";

describeWithServers("MySQL", () => {
  let server: PrivateServer;
  let admin: Connection;
  beforeAll(async () => {
    server = await startPrivateMariaDb();
    admin = await createConnection(server.url);
  });
  afterAll(async () => {
    admin.destroy();
    await server.stop();
  });

  const withThings = async (work: (handle: TestDatabaseHandle) => Promise<void>, poolSize = 4) => {
    const handle = await openTestDatabase(server.url, { poolSize });
    try {
      await handle.db.read((manager) => manager.query("DROP TABLE IF EXISTS things"));
      await createThings(handle.db);
      await work(handle);
    } finally {
      await handle.db.close();
    }
  };

  type Swallow = "nothing" | "the deadlock" | "everything";

  /** Two transactions that lock the same two rows crosswise the first time; resolves how often they ran. */
  const collide = async (db: OpenDatabase, swallow: Swallow): Promise<number> => {
    await insertThing(db, "left");
    await insertThing(db, "right");
    let attempts = 0;
    let holders = 0;
    let open: () => void = () => undefined;
    const bothHoldOne = new Promise<void>((resolve) => {
      open = resolve;
    });
    const cross = (name: string, ids: readonly [string, string]) =>
      db.transaction(async ({ manager }) => {
        attempts++;
        await execute(manager, "UPDATE things SET n = n + 1 WHERE id = ?", [ids[0]]);
        if (++holders >= 2) open();
        await bothHoldOne;
        const second = execute(manager, "UPDATE things SET n = n + 1 WHERE id = ?", [ids[1]]);
        await (swallow === "nothing" ? second : second.catch(() => undefined));
        const third = insertRows(manager, { table: "things", columns: ["id", "n"] }, [[name, 0]]);
        await (swallow === "everything" ? third.catch(() => undefined) : third);
      });
    await Promise.all([cross("one", ["left", "right"]), cross("two", ["right", "left"])]);
    return attempts;
  };

  for (const swallow of ["nothing", "the deadlock", "everything"] as const) {
    test(`repeats the whole transaction after a deadlock when the work swallows ${swallow}`, () =>
      withThings(async ({ db }) => {
        expect(await collide(db, swallow)).toBe(3);
        expect(await countThings(db, "n = 2")).toBe(2);
        expect(await countThings(db)).toBe(4);
      }));
  }

  test(
    "a process that stands still in a transaction keeps its locks for seconds, not for ever, and does its work afterwards",
    () =>
      withThings(async ({ db }) => {
        await insertThing(db, "locked");
        const add = (manager: EntityManager) => execute(manager, "UPDATE things SET n = n + 1 WHERE id = ?", ["locked"]);
        let wake: () => void = () => undefined;
        const asleep = new Promise<void>((resolve) => {
          wake = resolve;
        });
        let begun = false;
        const standing = db.transaction(async ({ manager }) => {
          await add(manager);
          begun = true;
          await asleep;
          await add(manager);
        });
        await until(() => begun);
        await db.transaction(({ manager }) => add(manager));
        wake();
        await standing;
        expect(await countThings(db, "n = 3")).toBe(1);
      }),
    90_000,
  );

  const killConnectionOf = async (manager: EntityManager): Promise<void> => {
    const [row] = await selectRows<{ id: string | number }>(manager, "SELECT CONNECTION_ID() AS id");
    await admin.query(`KILL ${Number(row?.id)}`);
  };

  test("repeats a read once when its connection dies", () =>
    withThings(async ({ db }) => {
      await insertThing(db, "a");
      let attempts = 0;
      const rows = await db.read(async (manager) => {
        if (++attempts === 1) await killConnectionOf(manager);
        return selectRows(manager, "SELECT id FROM things");
      });
      expect(rows).toEqual([{ id: "a" }]);
      expect(attempts).toBe(2);
    }));

  test("gives up a read whose connection dies every time", () =>
    withThings(async ({ db }) => {
      let attempts = 0;
      const error = await failureOf(
        db.read(async (manager) => {
          attempts++;
          await killConnectionOf(manager);
          return selectRows(manager, "SELECT 1");
        }),
      );
      expect(error).toMatchObject(unavailable);
      expect(attempts).toBe(2);
    }));

  test("repeats a transaction whose connection dies before the commit, and drops the callbacks of the lost attempt", () =>
    withThings(async ({ db }) => {
      let attempts = 0;
      const seen: number[] = [];
      await db.transaction(async ({ manager, afterCommit }) => {
        const attempt = ++attempts;
        afterCommit(() => seen.push(attempt));
        await insertRows(manager, { table: "things", columns: ["id", "n"] }, [[`attempt ${attempt}`, 0]]);
        if (attempt === 1) await killConnectionOf(manager);
        await selectRows(manager, "SELECT 1");
      });
      expect(seen).toEqual([2]);
      expect(await countThings(db)).toBe(1);
    }));

  test("does not repeat a transaction whose COMMIT got no answer", () =>
    withThings(async ({ db }) => {
      let attempts = 0;
      const error = await failureOf(
        db.transaction(async ({ manager }) => {
          attempts++;
          await insertRows(manager, { table: "things", columns: ["id", "n"] }, [["a", 0]]);
          await killConnectionOf(manager);
        }),
      );
      expect(error).toMatchObject(unavailable);
      expect(attempts).toBe(1);
    }));

  test("gives every connection a strict UTC session, whatever the server's defaults are", async () => {
    await admin.query("SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES', GLOBAL time_zone = '+08:00'");
    try {
      await withThings(async ({ db }) => {
        const sessions = await Promise.all(
          Array.from({ length: 4 }, () =>
            db.transaction(async ({ manager }) => {
              const rows = await selectRows<{ m: string; z: string }>(manager, "SELECT @@sql_mode AS m, @@time_zone AS z, SLEEP(0.05)");
              return [rows[0]?.m.includes("STRICT_TRANS_TABLES"), rows[0]?.m.includes("NO_BACKSLASH"), rows[0]?.z];
            }),
          ),
        );
        expect(sessions).toEqual(Array.from({ length: 4 }, () => [true, false, "+00:00"]));
        const tooLong = db.transaction(({ manager }) =>
          insertRows(manager, { table: "things", columns: ["id", "n"] }, [["x".repeat(41), 0]]),
        );
        expect(await failureOf(tooLong)).toMatchObject({ code: "ER_DATA_TOO_LONG" });
      });
    } finally {
      await admin.query("SET GLOBAL sql_mode = DEFAULT, GLOBAL time_zone = 'SYSTEM'");
    }
  });

  test("says what is wrong with an address, without the password", async () => {
    const wrong = (change: (url: URL) => void) => {
      const url = new URL(server.url);
      change(url);
      return failureOf(openTestDatabase(url.href));
    };
    const password = await wrong((url) => {
      url.password = "hunter2";
    });
    const database = await wrong((url) => {
      url.pathname = "/nowhere";
    });
    const noDatabase = await wrong((url) => {
      url.pathname = "/";
    });
    expect([password, database, noDatabase]).toMatchObject(Array.from({ length: 3 }, () => ({ code: "CONFIGURATION_INVALID" })));
    expect(String(password)).not.toContain("hunter2");
    for (const odd of ["postgres://app:app@127.0.0.1/app", "mysql:app", "nonsense", `${server.url}?sll=true`]) {
      expect(await failureOf(openTestDatabase(odd)), odd).toMatchObject({ code: "CONFIGURATION_INVALID" });
    }
    expect(await failureOf(openTestDatabase("mysql://app:app@127.0.0.1:1/app"))).toMatchObject(unavailable);
  });

  test("answers SERVICE_UNAVAILABLE while the server is gone and works again when it is back", () =>
    withThings(async ({ db, migrator }) => {
      await migrator.up();
      await Promise.all(Array.from({ length: 4 }, () => countThings(db)));
      await server.kill();
      expect(await failureOf(countThings(db))).toMatchObject(unavailable);
      expect(await failureOf(insertThing(db, "a"))).toMatchObject(unavailable);
      const ping = await failureOf(db.ping());
      expect(ping).toMatchObject(unavailable);
      expect(isAppError(ping) && ping.cause).toBeTruthy();
      await server.restart();
      expect(await countThings(db)).toBe(0);
      await insertThing(db, "a");
      await db.ping();
      expect(await countThings(db)).toBe(1);
    }));

  test("ping notices a server that holds its connections and answers nothing", () =>
    withThings(async ({ db, migrator }) => {
      await migrator.up();
      await db.ping();
      server.pause();
      try {
        expect(await failureOf(db.ping())).toMatchObject(unavailable);
      } finally {
        server.resume();
      }
      await until(() => db.ping().then(() => true));
    }));
});
