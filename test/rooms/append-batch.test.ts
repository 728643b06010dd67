import "reflect-metadata";
/** Many appends in one transaction: each is judged by the row it saw, and nobody pays for somebody else's. */
import { expect, test } from "vitest";
import { selectRows } from "../../src/db/sql.js";
import { type Append, appendBatch } from "../../src/invocations/append-batch.js";
import type { Invocation } from "../../src/invocations/invocation.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { openWorkforceBench } from "../support/workforce.js";

describeEachDatabase("a batch of appends", (makeUrl) => {
  const open = async (count: number) => {
    const bench = await openWorkforceBench(await makeUrl());
    const invocations: Invocation[] = [];
    for (let index = 0; index < count; index++) invocations.push(await bench.accepted());
    const append = (batch: readonly Append[]) =>
      bench.db.transaction((tx) => appendBatch(tx, batch, { dialect: bench.db.dialect, repeated: false, outboxes: [] }));
    return { ...bench, invocations, append };
  };
  const begun = ({ id, createdAt }: Invocation, patch: Append["patch"] = {}): Append => ({
    ...{ invocationId: id, expectedSeq: 1, status: "RUNNING", patch: { attempt: 1, startedAt: createdAt + 1, ...patch } },
    events: [{ invocationId: id, sequence: 2, at: createdAt + 1, body: { type: "state", from: "QUEUED", to: "RUNNING", attempt: 1 } }],
  });
  const ended = ({ id, createdAt }: Invocation, output: string): Append => ({
    ...{ invocationId: id, expectedSeq: 2, status: "SUCCEEDED", patch: { finishedAt: createdAt + 2 }, output },
    events: [{ invocationId: id, sequence: 3, at: createdAt + 2, body: { type: "finished", status: "SUCCEEDED" } }],
  });

  test("every row gets what is its own", async () => {
    const { invocations, append, read, store, events } = await open(5);
    expect(await append(invocations.map((one, index) => begun(one, index === 0 ? {} : { executeId: `run-${index}` })))).toEqual(
      invocations.map(() => "appended"),
    );
    expect(await append(invocations.map((one, index) => ended(one, `text ${index}`)))).toEqual(invocations.map(() => "appended"));
    for (const [index, one] of invocations.entries()) {
      const row = await read(one);
      expect([row?.status, row?.lastSeq, row?.executeId]).toEqual(["SUCCEEDED", 3, index === 0 ? null : `run-${index}`]);
      expect((await store.payloads([one.id])).get(one.id)?.output).toBe(`text ${index}`);
      expect((await events(one)).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    }
  });

  test("one that saw an older row, or none, changes nothing and holds nobody up", async () => {
    const { invocations, append, read, events } = await open(2);
    const [first, second] = invocations as [Invocation, Invocation];
    const stale = { ...begun(first), expectedSeq: 0 };
    const unknown = begun({ ...second, id: "inv_00000000000000000000000000" });
    expect(await append([stale, unknown, begun(second)])).toEqual(["moved-on", "moved-on", "appended"]);
    expect([(await read(first))?.status, (await events(first)).length]).toEqual(["QUEUED", 1]);
    expect((await read(second))?.status).toBe("RUNNING");
  });

  test("of two for the same row the first counts", async () => {
    const { invocations, append, read } = await open(1);
    const [only] = invocations as [Invocation];
    expect(await append([begun(only, { executeId: "first" }), begun(only, { executeId: "second" })])).toEqual(["appended", "moved-on"]);
    expect((await read(only))?.executeId).toBe("first");
  });

  test("a final row takes nothing more", async () => {
    const { invocations, append } = await open(1);
    const [only] = invocations as [Invocation];
    await append([begun(only)]);
    await append([ended(only, "text")]);
    const more = { ...ended(only, "more"), expectedSeq: 3, events: [] };
    expect(await append([more])).toEqual(["moved-on"]);
  });

  test("a run that failed for certain gives its key back, unless it repeats an original in a set", async () => {
    const { accepted, append, db } = await open(0);
    const [alone, repetition] = [await accepted(), await accepted({ replayId: "rpl_00000000000000000000000000" })];
    const failed = ({ id, createdAt }: Invocation): Append => ({
      ...{ invocationId: id, expectedSeq: 1, status: "FAILED", events: [] },
      patch: {
        finishedAt: createdAt + 1,
        failure: { code: "ENGINE_FAILED", failureClass: "ENGINE", params: {}, engineCode: null, engineMessage: null, retryable: false },
      },
    });
    expect(await append([failed(alone), failed(repetition)])).toEqual(["appended", "appended"]);
    const kept = await db.read((manager) => selectRows<{ invocation_id: string }>(manager, "SELECT invocation_id FROM idempotency_keys"));
    expect(kept).toEqual([{ invocation_id: repetition.id }]);
  });
});
