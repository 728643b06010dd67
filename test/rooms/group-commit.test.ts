import "reflect-metadata";
/** Many writes, one commit: who is told what when a commit fails, vanishes, or its answer gets lost. */
import { expect, onTestFinished, test } from "vitest";
import type { Database } from "../../src/db/database.js";
import { databaseAway } from "../../src/db/database-errors.js";
import { createGroupCommit } from "../../src/db/group-commit.js";
import { insertRows, selectRows } from "../../src/db/sql.js";
import { readTableShape } from "../../src/db/table-shape.js";
import { InvocationEntity } from "../../src/invocations/invocation.entity.js";
import type { InvocationEvent } from "../../src/invocations/invocation.js";
import { createInvocationStore } from "../../src/invocations/invocation.store.js";
import { systemClock } from "../../src/kernel/clock.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { invocationOf, newInvocationOf } from "../support/invocations.js";
import { openTestDatabase } from "../support/open-database.js";
import { until } from "../support/until.js";

/** An item whose row breaks a rule of the table. */
const REFUSED = 1_313;

/** What happens to the next transactions, in order; afterwards they go through. */
type Mishap = "refused before" | "answer lost";

describeEachDatabase("group commit", (makeUrl) => {
  const open = async () => {
    const { db, migrator } = await openTestDatabase(await makeUrl());
    onTestFinished(() => db.close());
    await migrator.up();
    await db.transaction(({ manager }) => manager.query("CREATE TABLE things (id INTEGER PRIMARY KEY, text VARCHAR(20) NOT NULL)"));
    const mishaps: Mishap[] = [];
    const counted = { transactions: 0 };
    const database: Database = {
      ...db,
      async transaction(work) {
        counted.transactions++;
        const mishap = mishaps.shift();
        if (mishap === "refused before") throw databaseAway(new Error("connect ECONNREFUSED"));
        const result = await db.transaction(work);
        if (mishap === "answer lost") throw databaseAway(new Error("read ECONNRESET"));
        return result;
      },
    };
    const ids = () => db.read((manager) => selectRows<{ id: number }>(manager, "SELECT id FROM things ORDER BY id"));
    const group = (persistent: boolean) =>
      createGroupCommit<number, string>({
        ...{ database, clock: systemClock, maxBatch: 10, persistent },
        async apply(tx, items, repeated) {
          await insertRows(
            tx.manager,
            { table: "things", columns: ["id", "text"] },
            items.map((id) => [id, id === REFUSED ? null : "x"]),
          );
          return items.map((id) => `${id}${repeated ? " repeated" : ""}`);
        },
      });
    return { db, database, mishaps, counted, ids, group };
  };

  test("what arrives while a commit is under way goes together in the next", async () => {
    const { group, counted, ids } = await open();
    const { submit, idle } = group(false);
    const results = await Promise.all(Array.from({ length: 25 }, (_, id) => submit(id)));
    expect(results).toEqual(Array.from({ length: 25 }, (_, id) => String(id)));
    await idle();
    expect(counted.transactions).toBe(3);
    expect(await ids()).toHaveLength(25);
  });

  test("an item the database refuses fails alone", async () => {
    const { group, ids } = await open();
    const { submit } = group(true);
    const results = await Promise.allSettled([12, REFUSED, 14].map(submit));
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect((await ids()).map(({ id }) => id)).toEqual([12, 14]);
  });

  test("with the database away, one that can be told is told at once, one that must not be lost is tried again", async () => {
    const { group, mishaps, ids } = await open();
    mishaps.push("refused before");
    await expect(group(false).submit(1)).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    mishaps.push("refused before", "refused before");
    expect(await group(true).submit(2)).toBe("2 repeated");
    expect((await ids()).map(({ id }) => id)).toEqual([2]);
  });

  test("closing ends the attempts: what cannot be written is rejected, and nothing keeps trying", async () => {
    const { group, mishaps, counted } = await open();
    mishaps.push(...Array.from({ length: 1_000 }, (): Mishap => "refused before"));
    const { submit, close, idle } = group(true);
    const outcome = expect(submit(1)).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    await until(() => counted.transactions > 0);
    close();
    await outcome;
    await idle();
    await expect(submit(2)).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
  });

  const openStore = async () => {
    const bench = await open();
    const table = await bench.db.read((manager) => readTableShape(manager, InvocationEntity));
    const store = createInvocationStore({ database: bench.database, clock: systemClock, table, outboxes: [] });
    const accepted = async (deadlineAt = Date.now()) => {
      const invocation = invocationOf({ deadlineAt });
      await store.create(newInvocationOf(invocation));
      return invocation;
    };
    return { ...bench, store, accepted };
  };

  const eventsOf = (invocationId: string, from: number, count: number): InvocationEvent[] =>
    Array.from({ length: count }, (_, index) => ({
      invocationId,
      sequence: from + index,
      at: 1_767_225_600_000,
      body: { type: "progress", nodeId: "n", nodeTitle: String(index), finished: true },
    }));

  test("an append whose commit was not answered is known to have landed, and is not written twice", async () => {
    const { store, accepted, mishaps } = await openStore();
    const [one, other] = [await accepted(), await accepted()];
    mishaps.push("answer lost", "answer lost");
    const results = await Promise.all(
      [one, other].map(({ id }) =>
        store.append({ invocationId: id, expectedSeq: 1, status: "RUNNING", events: eventsOf(id, 2, 3), patch: {} }),
      ),
    );
    expect(results).toEqual(["appended", "appended"]);
    const events = await store.events([one, other].map(({ id }) => ({ invocationId: id, after: 0, limit: 10 })));
    expect(events.map((list) => list.map(({ sequence }) => sequence))).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ]);
  });

  test("after an unanswered commit, another process's move is still seen as one", async () => {
    const { store, accepted, mishaps } = await openStore();
    const { id } = await accepted();
    await store.append({ invocationId: id, expectedSeq: 1, status: "RUNNING", events: eventsOf(id, 2, 1), patch: {} });
    mishaps.push("refused before");
    const mine = { invocationId: id, expectedSeq: 1, status: "EXPIRED", events: eventsOf(id, 2, 2), patch: {} } as const;
    expect(await store.append(mine)).toBe("moved-on");
  });

  test("thousands of events in one commit fit", async () => {
    const { store, accepted } = await openStore();
    const { id } = await accepted();
    expect(await store.append({ invocationId: id, expectedSeq: 1, status: "RUNNING", events: eventsOf(id, 2, 8_000), patch: {} })).toBe(
      "appended",
    );
    const [events] = await store.events([{ invocationId: id, after: 0, limit: 10_000 }]);
    expect(events?.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 8_001 }, (_, index) => index + 1));
  });

  test("forms of many megabytes in one commit fit", async () => {
    const { store } = await openStore();
    const text = "x".repeat(700_000);
    const created = await Promise.all(
      Array.from({ length: 24 }, () => {
        const item = newInvocationOf(invocationOf());
        return store.create({ ...item, payload: { form: { text }, parameters: { text }, context: null } });
      }),
    );
    expect(created.every((result) => result.created)).toBe(true);
  });

  test("ids and counts of an engine that do not fit their columns are cut to size", async () => {
    const { store, accepted } = await openStore();
    const { id } = await accepted();
    const patch = {
      executeId: "4".repeat(100),
      spaceId: "5".repeat(100),
      engineLogId: "l".repeat(500),
      usage: { inputTokens: 3e9, outputTokens: -1, totalTokens: 1.5 },
    };
    expect(await store.append({ invocationId: id, expectedSeq: 1, status: "RUNNING", events: [], patch })).toBe("appended");
    expect((await store.byIds([id])).get(id)).toMatchObject({
      executeId: "4".repeat(64),
      spaceId: "5".repeat(64),
      engineLogId: "l".repeat(128),
      usage: { inputTokens: 2_147_483_647, outputTokens: 0, totalTokens: 1 },
    });
  });
});
