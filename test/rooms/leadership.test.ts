import "reflect-metadata";
/** One leader at a time, another after its silence, and at once after its goodbye. */
import { expect, onTestFinished, test } from "vitest";
import { createLeadership } from "../../src/db/leadership.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { createManualClock } from "../support/manual-clock.js";
import { openTestDatabase } from "../support/open-database.js";

const TTL_MS = 30_000;

describeEachDatabase("leadership", (makeUrl) => {
  const open = async () => {
    const { db, migrator } = await openTestDatabase(await makeUrl());
    onTestFinished(() => db.close());
    await migrator.up();
    const clock = createManualClock();
    const process = (holder: string, name = "sweeper") => createLeadership({ database: db, clock, name, holder, ttlMs: TTL_MS });
    return { clock, process };
  };

  test("of processes that ask at once, one leads, and keeps the lead while it asks again", async () => {
    const { clock, process } = await open();
    const all = ["a", "b", "c", "d"].map((holder) => process(holder));
    const first = await Promise.all(all.map(({ hold }) => hold()));
    expect(first.filter(Boolean)).toHaveLength(1);
    for (let count = 0; count < 3; count++) {
      await clock.advance(TTL_MS - 1);
      const leader = first.indexOf(true);
      expect(await all[leader]?.hold()).toBe(true);
      expect(await Promise.all(all.map(({ hold }) => hold()))).toEqual(first);
    }
    expect(all.map(({ leading }) => leading)).toEqual(first);
  });

  test("a leader that falls silent stops leading by its own clock before another can", async () => {
    const { clock, process } = await open();
    const [silent, other] = [process("a"), process("b")];
    await silent.hold();
    await clock.advance(TTL_MS);
    expect([silent.leading, await other.hold()]).toEqual([false, false]);
    await clock.advance(1);
    expect(await other.hold()).toBe(true);
    expect(await silent.hold()).toBe(false);
  });

  test("a leader that leaves is replaced at once, and one that does not lead can give nothing away", async () => {
    const { process } = await open();
    const [leader, other] = [process("a"), process("b")];
    await leader.hold();
    await other.hold();
    await other.release();
    expect(await process("c").hold()).toBe(false);
    await leader.release();
    expect(leader.leading).toBe(false);
    expect(await other.hold()).toBe(true);
  });

  test("different works have different leaders", async () => {
    const { process } = await open();
    expect([await process("a", "sweeper").hold(), await process("b", "courier").hold()]).toEqual([true, true]);
  });
});
