import "reflect-metadata";
/** Rows that somebody or something has spoilt: their calls end all the same, and harm no other. */
import { expect, test } from "vitest";
import type { Interrupt } from "../../src/invocations/interrupt.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { until } from "../support/until.js";
import { LEASE_MS, MINUTE, openWorkforceBench } from "../support/workforce.js";

describeEachDatabase("spoilt rows", (makeUrl) => {
  const openBench = async () => openWorkforceBench(await makeUrl());

  test("calls whose parameters cannot be read end FAILED as soon as a worker takes them, and keep no other from running", async () => {
    const { worker, accepted, move, clock, read, db } = await openBench();
    const [spoilt, begun, sound] = [await accepted(), await accepted(), await accepted()];
    await move(begun, "QUEUED", { attempt: 1, executeId: "77" });
    for (const { id } of [spoilt, begun])
      await db.transaction(({ manager }) =>
        manager.query("UPDATE ability_invocation_payloads SET parameters = '{\"topic\":' WHERE invocation_id = ?", [id]),
      );
    await clock.advance(LEASE_MS + 1);
    const asked: string[] = [];
    const other = worker("worker-2", {
      provider: {
        async *execute({ invocationId }) {
          asked.push(invocationId);
          yield { type: "done", output: "yes" };
        },
      },
    });
    other.work();
    await other.recovery.sweep();
    await until(async () => (await Promise.all([spoilt, begun, sound].map(read))).every(({ finishedAt }) => finishedAt !== null));
    expect(await read(spoilt)).toMatchObject({ status: "FAILED", failure: { code: "INTERNAL" } });
    // The engine may have finished what was begun.
    expect(await read(begun)).toMatchObject({ status: "FAILED", failure: { code: "OUTCOME_UNKNOWN", params: { executeId: "77" } } });
    expect(await read(sound)).toMatchObject({ status: "SUCCEEDED" });
    expect(asked).toEqual([sound.id]);
    expect(other.lines.filter(({ level }) => level === "error").map(({ invocationId }) => invocationId)).toEqual(
      expect.arrayContaining([spoilt.id]),
    );
  });

  test("rows that cannot be read end by their deadline, and so does whatever shares their page", async () => {
    const { worker, accepted, move, clock, read, db, store } = await openBench();
    const [running, waiting, sound] = [await accepted(), await accepted(), await accepted()];
    await move(running, "RUNNING");
    await move(sound, "WAITING");
    const interrupt: Interrupt = {
      ...{ id: "int_1", invocationId: waiting.id, ordinal: 1, engineEventId: "1", interruptType: 2, question: { prompt: "Which?" } },
      ...{ answerers: "CALLER", state: "OPEN", runTimeLeftMs: MINUTE, raisedAt: clock.now(), expiresAt: clock.now() + MINUTE },
      ...{ answeredAt: null, answererId: null, answer: null },
    };
    await store.append({
      ...{ invocationId: waiting.id, expectedSeq: 1, status: "WAITING", events: [], patch: {} },
      interrupts: [{ kind: "raise", interrupt }],
    });
    await db.transaction(async ({ manager }) => {
      await manager.query(
        "UPDATE ability_invocation_logs SET tags = 'x', remote_handle = 'x', failure_params = 'x' WHERE invocation_id IN (?, ?)",
        [running.id, waiting.id],
      );
      await manager.query("UPDATE ability_invocation_interrupts SET question = 'x', answer = 'x'");
    });
    await clock.advance(MINUTE + LEASE_MS + 1);
    const own = worker("worker-1");
    await own.recovery.endOverdue();
    expect(await read(running)).toMatchObject({ status: "FAILED", failure: { code: "DEADLINE_EXCEEDED" } });
    expect(await read(waiting)).toMatchObject({ status: "EXPIRED", failure: { code: "INTERRUPT_EXPIRED" } });
    expect(await read(sound)).toMatchObject({ status: "EXPIRED" });
    expect(own.lines.filter(({ level }) => level === "error")).toEqual([]);
  });
});
