import "reflect-metadata";
/** The pen of one run: order, merging, and what happens when the row moved on or the store refuses. */
import { describe, expect, test } from "vitest";
import type { Append, AppendResult } from "../../src/invocations/append-batch.js";
import type { InvocationEvent } from "../../src/invocations/invocation.js";
import { createJournal, type Fact } from "../../src/invocations/journal.js";
import { createManualClock } from "../support/manual-clock.js";
import { until } from "../support/until.js";

const START: Fact = { event: "started", body: { type: "state", from: "QUEUED", to: "RUNNING" }, patch: { attempt: 1 } };
const text = (piece: string): Fact => ({ event: "output", body: { type: "output", nodeId: "n", text: piece } });
const DONE: Fact = { event: "done", body: { type: "finished", status: "SUCCEEDED", output: "!" }, output: "!", patch: { durationMs: 5 } };

const openJournal = (answer: (append: Append, count: number) => Promise<AppendResult>) => {
  const seen = { appends: [] as Append[], committed: [] as InvocationEvent[], movedOn: 0, refused: [] as unknown[] };
  const journal = createJournal(
    { invocationId: "inv_1", status: "QUEUED", lastSeq: 1 },
    {
      clock: createManualClock(),
      append: (append) => {
        seen.appends.push(append);
        return answer(append, seen.appends.length);
      },
      committed: (events) => void seen.committed.push(...events),
      movedOn: () => void seen.movedOn++,
      refused: (error) => void seen.refused.push(error),
    },
  );
  return { journal, seen };
};

describe("the journal of a run", () => {
  test("numbers events without a hole, one append at a time, and merges what happens meanwhile", async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { journal, seen } = openJournal(async (_, count) => {
      if (count === 1) await held;
      return "appended";
    });
    journal.record(START);
    await until(() => seen.appends.length === 1);
    for (const piece of ["a", "b", "c"]) journal.record(text(piece));
    journal.record(DONE);
    expect(journal).toMatchObject({ status: "SUCCEEDED", waiting: 4, committed: { status: "QUEUED", lastSeq: 1 } });
    release();
    expect(await journal.settled()).toBe(true);
    expect(seen.appends.map(({ expectedSeq, status, events }) => [expectedSeq, status, events.length])).toEqual([
      [1, "RUNNING", 1],
      [2, "SUCCEEDED", 4],
    ]);
    expect(seen.appends[1]).toMatchObject({ output: "!", patch: { durationMs: 5 } });
    expect(seen.committed.map(({ sequence }) => sequence)).toEqual([2, 3, 4, 5, 6]);
    expect(journal.committed).toEqual({ status: "SUCCEEDED", lastSeq: 6 });
  });

  test("drops what comes behind the end", async () => {
    const { journal, seen } = openJournal(async () => "appended");
    for (const fact of [START, DONE, text("late"), DONE]) journal.record(fact);
    await journal.settled();
    expect(seen.committed.map(({ body }) => body.type)).toEqual(["state", "finished"]);
  });

  test("stops when the row has moved on, and says so once", async () => {
    const { journal, seen } = openJournal(async (_, count) => (count === 1 ? "appended" : "moved-on"));
    journal.record(START);
    await journal.settled();
    journal.record(text("a"));
    expect(await journal.settled()).toBe(false);
    journal.record(text("b"));
    expect(await journal.settled()).toBe(false);
    expect(seen).toMatchObject({ movedOn: 1, refused: [] });
    expect(seen.appends).toHaveLength(2);
    expect(seen.committed).toHaveLength(1);
  });

  test("a refusal of the store is told and not thrown: nobody may be waiting to catch it", async () => {
    const unhandled: unknown[] = [];
    const hear = (reason: unknown) => void unhandled.push(reason);
    process.on("unhandledRejection", hear);
    const refusal = new Error("Data too long for column 'execute_id'");
    const { journal, seen } = openJournal(async (_, count) => {
      if (count === 2) throw refusal;
      return "appended";
    });
    journal.record(START);
    await journal.settled();
    journal.record(text("a"));
    await until(() => seen.refused.length > 0);
    // Rejections are reported after the microtasks of a turn.
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", hear);
    expect(unhandled).toEqual([]);
    expect(seen.refused).toEqual([refusal]);
    expect(await journal.settled()).toBe(false);
    journal.record(DONE);
    expect(seen.appends).toHaveLength(2);
    expect(journal.committed).toEqual({ status: "RUNNING", lastSeq: 2 });
  });
});
