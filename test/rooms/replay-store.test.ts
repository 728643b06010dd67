import "reflect-metadata";
/** Steps of sets of repetitions, taken by one worker at a time whatever their clocks say. */
import { expect, onTestFinished, test } from "vitest";
import type { Database } from "../../src/db/database.js";
import type { Replay } from "../../src/replays/replay.js";
import { createReplayStore } from "../../src/replays/replay.store.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { openTestDatabase } from "../support/open-database.js";

const NOW = Date.UTC(2026, 0, 1);
const REPLAY: Replay = {
  ...{ id: "rpl_1", tenant: "", ownerId: "olga", requestId: "r", selection: { tenant: "", endedBy: NOW }, version: "CURRENT" },
  ...{ includeSideEffecting: false, state: "RUNNING", total: 1, refusals: {}, cursorId: null, stepOpen: false },
  ...{ createdAt: NOW, finishedAt: null },
};

describeEachDatabase("the store of replays", (makeUrl) => {
  test("a step that another worker left open between the look and the claim is not taken for a closed one", async () => {
    const { db, migrator } = await openTestDatabase(await makeUrl());
    onTestFinished(() => db.close());
    await migrator.up();
    const other = createReplayStore(db);
    await other.insert({ replay: REPLAY, keyHash: null, inputHash: "" });
    let meanwhile: (() => Promise<unknown>) | undefined = async () => {
      await other.claim({ workerId: "slow", now: NOW, until: NOW + 30_000 });
      // By its clock, which is behind.
      await other.endStep(REPLAY.id, "slow", { cursorId: null, refusals: {}, nextAt: NOW, complete: false });
    };
    const between: Database = {
      ...db,
      async read(work) {
        const seen = await db.read(work);
        const step = meanwhile;
        meanwhile = undefined;
        await step?.();
        return seen;
      },
    };
    const claim = () => createReplayStore(between).claim({ workerId: "fast", now: NOW + 5_000, until: NOW + 35_000 });
    expect((await claim())?.stepOpen ?? (await claim())?.stepOpen).toBe(true);
  });
});
