import "reflect-metadata";
/** What nobody holds any more, or nobody ends: found again in the database and settled, once. */
import { expect, onTestFinished, test } from "vitest";
import type { Database } from "../../src/db/database.js";
import { databaseAway } from "../../src/db/database-errors.js";
import { readTableShape } from "../../src/db/table-shape.js";
import { InvocationEntity } from "../../src/invocations/invocation.entity.js";
import type { Invocation, InvocationEvent } from "../../src/invocations/invocation.js";
import { createInvocationStore, type InvocationStore } from "../../src/invocations/invocation.store.js";
import type { InvocationStatus } from "../../src/invocations/lifecycle.js";
import { createRecovery } from "../../src/invocations/recovery.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { invocationOf, newInvocationOf } from "../support/invocations.js";
import { createManualClock, type ManualClock } from "../support/manual-clock.js";
import { openTestDatabase, type TestDatabaseHandle } from "../support/open-database.js";
import { createRecordingLog, type LogLine } from "../support/recording-log.js";
import { until } from "../support/until.js";

const LEASE_MS = 30_000;
const MINUTE = 60_000;

describeEachDatabase("recovery", (makeUrl) => {
  interface Bench {
    readonly store: InvocationStore;
    readonly clock: ManualClock;
    readonly db: TestDatabaseHandle["db"];
    /** A process of its own; `away` takes the database from it. */
    worker(
      workerId: string,
    ): ReturnType<typeof createRecovery> & { enqueued: string[]; events: InvocationEvent[]; away: boolean; lines: readonly LogLine[] };
    accepted(facts?: Partial<Invocation>, more?: Parameters<typeof newInvocationOf>[1]): Promise<Invocation>;
    /** Brings a row into a status as if its worker had. */
    move(invocation: Invocation, status: InvocationStatus): Promise<void>;
    read(invocation: Invocation): Promise<Invocation>;
  }

  const openBench = async (): Promise<Bench> => {
    const { db, migrator } = await openTestDatabase(await makeUrl());
    onTestFinished(() => db.close());
    await migrator.up();
    const clock = createManualClock();
    const store = createInvocationStore({
      ...{ database: db, clock, outboxes: [] },
      table: await db.read((manager) => readTableShape(manager, InvocationEntity)),
    });
    return {
      ...{ store, clock, db },
      worker(workerId) {
        const { log, lines } = createRecordingLog();
        const worker = { enqueued: [] as string[], events: [] as InvocationEvent[], away: false, lines };
        const outage = async (): Promise<never> => {
          throw databaseAway(new Error("connect ECONNREFUSED"));
        };
        const database: Database = {
          ...db,
          read: (work) => (worker.away ? outage() : db.read(work)),
          transaction: (work) => (worker.away ? outage() : db.transaction(work)),
        };
        const recovery = createRecovery({
          ...{ database, clock, log, workerId, leaseMs: LEASE_MS },
          append: store.append,
          committed: (events) => void worker.events.push(...events),
          enqueue: (id) => void worker.enqueued.push(id),
        });
        return Object.assign(worker, recovery);
      },
      async accepted(facts, more) {
        const invocation = invocationOf({ createdAt: clock.now(), deadlineAt: clock.now() + MINUTE, ...facts });
        await store.create(newInvocationOf(invocation, { leaseUntil: clock.now() + LEASE_MS, ...more }));
        return invocation;
      },
      async move({ id }, status) {
        await store.append({ invocationId: id, expectedSeq: 1, status, events: [], patch: {} });
      },
      async read({ id }) {
        return (await store.byIds([id])).get(id) as Invocation;
      },
    };
  };

  test("a queued row whose process is gone is taken over, and its lease kept by the new one", async () => {
    const { worker, accepted, clock, read } = await openBench();
    const invocation = await accepted();
    const [other, third] = [worker("worker-2"), worker("worker-3")];
    await other.sweep();
    expect(other.enqueued).toEqual([]);
    await clock.advance(LEASE_MS + 1);
    await other.sweep();
    await third.sweep();
    expect([other.enqueued, third.enqueued]).toEqual([[invocation.id], []]);
    expect(await read(invocation)).toMatchObject({ status: "QUEUED", lastSeq: 1, failure: null });
  });

  test("a running row whose process is gone ends as OUTCOME_UNKNOWN, once, with one event, whoever sweeps", async () => {
    const { worker, accepted, move, clock, read, store } = await openBench();
    const invocation = await accepted();
    await move(invocation, "RUNNING");
    await clock.advance(LEASE_MS + 1);
    const workers = [worker("worker-2"), worker("worker-3")];
    await Promise.all(workers.map(({ sweep }) => sweep()));
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
      await own.sweep();
      await other.sweep();
    }
    expect(await read(invocation)).toMatchObject({ status: "RUNNING" });
  });

  test("after an outage of the database, others get the time of a lease to renew theirs", async () => {
    const { worker, accepted, move, clock, read } = await openBench();
    const invocation = await accepted({ deadlineAt: Date.UTC(2027, 0, 1) });
    await move(invocation, "RUNNING");
    const [own, other] = [worker("worker-1"), worker("worker-2")];
    other.away = true;
    await expect(other.sweep()).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    await clock.advance(10 * LEASE_MS);
    other.away = false;
    await other.sweep();
    expect(await read(invocation)).toMatchObject({ status: "RUNNING" });
    await own.sweep();
    await clock.advance(LEASE_MS - 1);
    await other.sweep();
    expect(await read(invocation)).toMatchObject({ status: "RUNNING" });
    await clock.advance(2);
    await other.sweep();
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
    await own.endOverdue();
    const failure = ends === status ? null : { code: "DEADLINE_EXCEEDED" };
    expect(await read(invocation)).toMatchObject({ status: ends, failure });
  });

  test("a waiting row belongs to no process: only its deadline ends it", async () => {
    const { worker, accepted, move, clock, read } = await openBench();
    const invocation = await accepted();
    await move(invocation, "WAITING");
    await clock.advance(LEASE_MS + 1);
    const other = worker("worker-2");
    await other.sweep();
    await other.endOverdue();
    expect(await read(invocation)).toMatchObject({ status: "WAITING" });
  });

  test("a row that lay unfinished for two months ends too", async () => {
    const { worker, accepted, move, clock, read } = await openBench();
    const invocation = await accepted();
    await move(invocation, "RUNNING");
    await clock.advance(60 * 24 * 60 * MINUTE);
    await worker("worker-2").sweep();
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
    await other.sweep();
    expect([...other.enqueued].sort()).toEqual(sound.map(({ id }) => id).sort());
    expect(other.lines).toMatchObject([{ level: "error", invocationId: spoilt.id }]);
    expect(await read(sound[0] as Invocation)).toMatchObject({ status: "QUEUED" });
  });

  test("a process that stops hands its queued rows to the others at once", async () => {
    const { worker, accepted, clock } = await openBench();
    const invocation = await accepted();
    await worker("worker-1").releaseQueued();
    await clock.advance(1);
    const other = worker("worker-2");
    await other.sweep();
    expect(other.enqueued).toEqual([invocation.id]);
  });

  test("sweeps go on after a failure, and stop when told", async () => {
    const { worker, accepted, clock } = await openBench();
    const own = worker("worker-2");
    own.away = true;
    await own.start();
    expect(own.lines).toMatchObject([{ level: "warn" }, { level: "warn" }]);
    own.away = false;
    const invocation = await accepted();
    await clock.advance(MINUTE);
    // Outage, spared lease and lapse are over by now; the database answers in real time.
    await until(async () => {
      await clock.advance(1_000);
      return own.enqueued.includes(invocation.id) || own.events.some(({ invocationId }) => invocationId === invocation.id);
    });
    await own.stop();
    expect(clock.pending).toBe(0);
  });
});
