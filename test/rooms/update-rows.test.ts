import "reflect-metadata";
/** Many rows, each with values of its own, in one statement. */
import { expect, onTestFinished, test } from "vitest";
import { type SqlValue, selectRows, updateRows } from "../../src/db/sql.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { openTestDatabase } from "../support/open-database.js";

describeEachDatabase("updateRows", (makeUrl) => {
  const open = async (count: number) => {
    const { db } = await openTestDatabase(await makeUrl());
    onTestFinished(() => db.close());
    await db.transaction(async ({ manager }) => {
      await manager.query("CREATE TABLE things (id VARCHAR(20) PRIMARY KEY, n INTEGER, text LONGTEXT)");
      for (let index = 0; index < count; index++)
        await manager.query("INSERT INTO things VALUES (?,?,?)", [`id-${index}`, index, "before"]);
    });
    const update = (columns: string[], rows: SqlValue[][]) =>
      db.transaction(({ manager }) => updateRows(manager, { table: "things", key: "id", columns }, rows));
    const read = () =>
      db.read((manager) => selectRows<{ id: string; n: number | null; text: string }>(manager, "SELECT * FROM things ORDER BY n"));
    return { update, read };
  };

  test("each row gets its own values, NULL among them, and others keep theirs", async () => {
    const { update, read } = await open(4);
    await update(
      ["n", "text"],
      [
        ["id-0", 10, "O'Neil \\ 100% ? 潮"],
        ["id-1", 11, "WHEN 'x' THEN"],
        ["id-2", null, "same"],
      ],
    );
    const rows = await read();
    expect(rows).toHaveLength(4);
    expect(rows).toEqual(
      expect.arrayContaining([
        { id: "id-0", n: 10, text: "O'Neil \\ 100% ? 潮" },
        { id: "id-1", n: 11, text: "WHEN 'x' THEN" },
        { id: "id-2", n: null, text: "same" },
        { id: "id-3", n: 3, text: "before" },
      ]),
    );
  });

  test("a column that is the same for all, a single row, and none at all", async () => {
    const { update, read } = await open(3);
    await update(
      ["text"],
      [
        ["id-0", "all"],
        ["id-1", "all"],
      ],
    );
    await update(["n", "text"], [["id-2", 20, "one"]]);
    await update(["text"], []);
    expect(await read()).toEqual([
      { id: "id-0", n: 0, text: "all" },
      { id: "id-1", n: 1, text: "all" },
      { id: "id-2", n: 20, text: "one" },
    ]);
  });

  test("values that together fit no statement are written by several", async () => {
    const { update, read } = await open(5);
    const long = (index: number) => `${index}`.repeat(900_000);
    await update(
      ["text"],
      [0, 1, 2, 3, 4].map((index) => [`id-${index}`, long(index)]),
    );
    expect((await read()).map(({ text }) => text.length)).toEqual([900_000, 900_000, 900_000, 900_000, 900_000]);
  });
});
