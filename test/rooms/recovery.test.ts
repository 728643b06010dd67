import "reflect-metadata";
/** What nobody holds any more, or nobody ends: found again in the database and settled, once. */
import { expect, test } from "vitest";
import type { Invocation } from "../../src/invocations/invocation.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { until } from "../support/until.js";
import { LEASE_MS, MINUTE, openWorkforceBench } from "../support/workforce.js";

describeEachDatabase("recovery", (makeUrl) => {
  const openBench = async () => openWorkforceBench(await makeUrl());

  test("a queued row whose process is gone is taken over, and its lease kept by the new one", async () => {
    const { worker, accepted, clock, read } = await openBench();
    const invocation = await accepted();
    const [other, third] = [worker("worker-2"), worker("worker-3")];
    await other.recovery.sweep();
    expect(other.offered).toEqual([]);
    await clock.advance(LEASE_MS + 1);
    await other.recovery.sweep();
    await third.recovery.sweep();
    expect([other.offered, third.offered]).toEqual([[{ invocationId: invocation.id, sequence: 1 }], []]);
    expect(await read(invocation)).toMatchObject({ status: "QUEUED", lastSeq: 1, failure: null });
  });

  test("a running row whose process is gone ends as OUTCOME_UNKNOWN, once, with one event, whoever sweeps", async () => {
    const { worker, accepted, move, clock, read, store } = await openBench();
    const invocation = await accepted();
    await move(invocation, "RUNNING");
    await clock.advance(LEASE_MS + 1);
    const workers = [worker("worker-2"), worker("worker-3")];
    await Promise.all(workers.map(({ recovery }) => recovery.sweep()));
    expect(workers.flatMap(({ events }) => events)).toMatchObject([{ sequence: 2, body: { type: "finished", status: "FAILED" } }]);
    expect(await read(invocation)).toMatchObject({ status: "FAILED", lastSeq: 2, failure: { code: "OUTCOME_UNKNOWN" } });
    const [events] = await store.events([{ invocationId: invocation.id, after: 0, limit: 10 }]);
    expect(events?.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  test("a process renews what it holds, and loses nothing to others while it does", async () => {
    const { worker, accepted, move, clock, read } = await openBench();
    const invocation = await accepted({ deadlineAt: Date.UTC(2027, 0, 1) });
    await move(invocation, "RUNNING");
    const [own, other] = [worker("worker-1"), worker("worker-2")];
    for (let count = 0; count < 4; count++) {
      await clock.advance(LEASE_MS - 1);
      await own.recovery.sweep();
      await other.recovery.sweep();
    }
    expect(await read(invocation)).toMatchObject({ status: "RUNNING" });
  });

  test("after an outage of the database, others get the time of a lease to renew theirs", async () => {
    const { worker, accepted, move, clock, read } = await openBench();
    const invocation = await accepted({ deadlineAt: Date.UTC(2027, 0, 1) });
    await move(invocation, "RUNNING");
    const [own, other] = [worker("worker-1"), worker("worker-2")];
    other.away = true;
    await expect(other.recovery.sweep()).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    await clock.advance(10 * LEASE_MS);
    other.away = false;
    await other.recovery.sweep();
    expect(await read(invocation)).toMatchObject({ status: "RUNNING" });
    await own.recovery.sweep();
    await clock.advance(LEASE_MS - 1);
    await other.recovery.sweep();
    expect(await read(invocation)).toMatchObject({ status: "RUNNING" });
    await clock.advance(2);
    await other.recovery.sweep();
    expect(await read(invocation)).toMatchObject({ status: "FAILED", failure: { code: "OUTCOME_UNKNOWN" } });
  });

  test.each([
    { status: "QUEUED", lateMs: 1, ends: "EXPIRED" },
    { status: "WAITING", lateMs: 1, ends: "EXPIRED" },
    { status: "RUNNING", lateMs: LEASE_MS + 1, ends: "FAILED" },
    { status: "RUNNING", lateMs: LEASE_MS - 1, ends: "RUNNING" },
  ] as const)("a $status row past its deadline by $lateMs ms is $ends, though its process lives", async ({ status, lateMs, ends }) => {
    const { worker, accepted, move, clock, read } = await openBench();
    const invocation = await accepted({}, { leaseUntil: clock.now() + 10 * MINUTE });
    if (status !== "QUEUED") await move(invocation, status);
    const own = worker("worker-1");
    await clock.advance(MINUTE + lateMs);
    await own.recovery.endOverdue();
    const failure = ends === status ? null : { code: "DEADLINE_EXCEEDED" };
    expect(await read(invocation)).toMatchObject({ status: ends, failure });
  });

  test("a waiting row belongs to no process: only its deadline ends it", async () => {
    const { worker, accepted, move, clock, read } = await openBench();
    const invocation = await accepted();
    await move(invocation, "WAITING");
    await clock.advance(LEASE_MS + 1);
    const other = worker("worker-2");
    await other.recovery.sweep();
    await other.recovery.endOverdue();
    expect(await read(invocation)).toMatchObject({ status: "WAITING" });
  });

  test("a row that lay unfinished for two months ends too", async () => {
    const { worker, accepted, move, clock, read } = await openBench();
    const invocation = await accepted();
    await move(invocation, "RUNNING");
    await clock.advance(60 * 24 * 60 * MINUTE);
    await worker("worker-2").recovery.sweep();
    expect(await read(invocation)).toMatchObject({ status: "FAILED", durationMs: 2_147_483_647 });
  });

  test("many lost rows are settled in one sweep, and one that cannot be holds up no other", async () => {
    const { worker, accepted, clock, read, db } = await openBench();
    const invocations = await Promise.all(Array.from({ length: 250 }, () => accepted()));
    const [spoilt, ...sound] = invocations as [Invocation, ...Invocation[]];
    await db.transaction(({ manager }) =>
      manager.query("UPDATE ability_invocation_logs SET tags = 'not JSON', lease_until = ? WHERE invocation_id = ?", [
        "2026-01-01 00:00:00.000",
        spoilt.id,
      ]),
    );
    await clock.advance(LEASE_MS + 1);
    const other = worker("worker-2");
    await other.recovery.sweep();
    expect(other.offered.map(({ invocationId }) => invocationId).sort()).toEqual(sound.map(({ id }) => id).sort());
    expect(other.lines).toMatchObject([{ level: "error", invocationId: spoilt.id }]);
    expect(await read(sound[0] as Invocation)).toMatchObject({ status: "QUEUED" });
  });

  test("a process that stops hands its queued rows to the others at once", async () => {
    const { worker, accepted, clock } = await openBench();
    const invocation = await accepted();
    await worker("worker-1").recovery.withdraw();
    await clock.advance(1);
    const other = worker("worker-2");
    await other.recovery.sweep();
    expect(other.offered).toEqual([{ invocationId: invocation.id, sequence: 1 }]);
  });

  test("sweeps go on after a failure, and stop when told", async () => {
    const { worker, accepted, clock } = await openBench();
    const own = worker("worker-2");
    own.away = true;
    await own.recovery.start();
    expect(own.lines).toMatchObject([{ level: "warn" }, { level: "warn" }]);
    own.away = false;
    const invocation = await accepted();
    await clock.advance(MINUTE);
    // Outage, spared lease and lapse are over by now; the database answers in real time.
    await until(async () => {
      await clock.advance(1_000);
      return (
        own.offered.some(({ invocationId }) => invocationId === invocation.id) ||
        own.events.some(({ invocationId }) => invocationId === invocation.id)
      );
    });
    await own.recovery.stop();
    expect(clock.pending).toBe(0);
  });
});
