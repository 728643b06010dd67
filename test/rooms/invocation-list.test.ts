import "reflect-metadata";
/** Lists of invocations over time: exact to the millisecond at both ends, newest first, page by page. */
import { expect, onTestFinished, test } from "vitest";
import { readTableShape } from "../../src/db/table-shape.js";
import { InvocationEntity } from "../../src/invocations/invocation.entity.js";
import { createInvocationStore } from "../../src/invocations/invocation.store.js";
import { systemClock } from "../../src/kernel/clock.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { invocationOf, newInvocationOf } from "../support/invocations.js";
import { openTestDatabase } from "../support/open-database.js";

const DAY_MS = 86_400_000;
const NOON = Date.UTC(2026, 0, 1, 12);

describeEachDatabase("the list of invocations", (makeUrl) => {
  const open = async (times: readonly number[]) => {
    const { db, migrator } = await openTestDatabase(await makeUrl());
    onTestFinished(() => db.close());
    await migrator.up();
    const store = createInvocationStore({
      ...{ database: db, clock: systemClock, outboxes: [] },
      table: await db.read((manager) => readTableShape(manager, InvocationEntity)),
    });
    const invocations = times.map((createdAt) => invocationOf({ createdAt }));
    for (const invocation of invocations) await store.create(newInvocationOf(invocation));
    return { store, invocations };
  };

  test("a window of time takes its first millisecond and leaves out its last", async () => {
    const times = [NOON - 30 * DAY_MS, NOON - 1, NOON, NOON + 1, NOON + DAY_MS - 1, NOON + DAY_MS, NOON + 30 * DAY_MS];
    const { store, invocations } = await open(times);
    const within = async (createdFrom?: number, createdTo?: number) => {
      const window = { ...(createdFrom !== undefined && { createdFrom }), ...(createdTo !== undefined && { createdTo }) };
      const [rows = []] = await store.list([{ tenant: "", limit: 100, ...window }]);
      return rows.map(({ createdAt }) => createdAt);
    };
    expect(await within(NOON, NOON + DAY_MS)).toEqual([NOON + DAY_MS - 1, NOON + 1, NOON]);
    expect(await within(NOON + DAY_MS)).toEqual([NOON + 30 * DAY_MS, NOON + DAY_MS]);
    expect(await within(undefined, NOON)).toEqual([NOON - 1, NOON - 30 * DAY_MS]);
    expect(await within(NOON, NOON)).toEqual([]);
    for (const extreme of [Date.parse("0000-01-01T00:00:00Z"), 0, 253_402_300_799_999]) {
      expect([...(await within(extreme)), ...(await within(undefined, extreme))].sort()).toEqual(times.toSorted());
    }
    expect(invocations.map(({ id }) => id)).toEqual(invocations.map(({ id }) => id).toSorted());
  });

  test("an id a little younger than its row is found where the row belongs", async () => {
    const { store } = await open([]);
    const invocation = { ...invocationOf({ createdAt: NOON + 5 }), createdAt: NOON - 1 };
    await store.create(newInvocationOf(invocation));
    const [before, after] = await store.list([
      { tenant: "", limit: 10, createdTo: NOON },
      { tenant: "", limit: 10, createdFrom: NOON },
    ]);
    expect([before?.length, after?.length]).toEqual([1, 0]);
  });

  test("two hundred and fifty questions at once are each answered, in order", async () => {
    const { store, invocations } = await open([NOON, NOON + 1, NOON + 2]);
    const queries = Array.from({ length: 250 }, (_, index) => ({ tenant: "", limit: 1, createdTo: NOON + 1 + (index % 3) }));
    const pages = await store.list(queries);
    expect(pages.map((rows) => rows.map(({ id }) => id))).toEqual(queries.map((_, index) => [invocations[index % 3]?.id]));
  });
});
