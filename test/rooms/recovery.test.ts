import "reflect-metadata";
/** What nobody holds any more, or nobody ends: found again in the database and settled, once. */
import { expect, test } from "vitest";
import type { Invocation } from "../../src/invocations/invocation.js";
import type { RemoteRequest } from "../../src/providers/provider.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { statementsOf } from "../support/statements.js";
import { until } from "../support/until.js";
import { LEASE_MS, MINUTE, openWorkforceBench, type Worker } from "../support/workforce.js";

describeEachDatabase("recovery", (makeUrl) => {
  const openBench = async () => openWorkforceBench(await makeUrl());

  test("a queued row whose process is gone is taken over, and its lease kept by the new one", async () => {
    const { worker, accepted, clock, read } = await openBench();
    const invocation = await accepted();
    const [other, third] = [worker("worker-2"), worker("worker-3")];
    await other.recovery.sweep();
    expect(other.offered).toEqual([]);
    await clock.advance(LEASE_MS);
    await other.recovery.sweep();
    await clock.advance(1);
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

  test("many lost rows are settled in one sweep, one with spoilt columns among them", async () => {
    const { worker, accepted, clock, read, db } = await openBench();
    const invocations = await Promise.all(Array.from({ length: 250 }, () => accepted()));
    const [spoilt] = invocations as [Invocation, ...Invocation[]];
    await db.transaction(({ manager }) =>
      manager.query("UPDATE ability_invocation_logs SET tags = 'not JSON', remote_handle = '[1', lease_until = ? WHERE invocation_id = ?", [
        "2026-01-01 00:00:00.000",
        spoilt.id,
      ]),
    );
    await clock.advance(LEASE_MS + 1);
    const other = worker("worker-2");
    await other.recovery.sweep();
    expect(other.offered.map(({ invocationId }) => invocationId).sort()).toEqual(invocations.map(({ id }) => id).sort());
    expect(await read(spoilt)).toMatchObject({ status: "QUEUED", tags: [] });
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

  const ATTACHABLE = { canAttach: ({ executeId }: { executeId?: string }) => executeId !== undefined };
  const RUN = { executeId: "42", engineLogId: "log-42", attempt: 1 } as const;

  test("a lost run that the engine can be asked about is offered to a worker, which follows it to its end", async () => {
    const { worker, accepted, move, clock, read, events } = await openBench();
    const invocation = await accepted();
    await move(invocation, "RUNNING", RUN);
    await clock.advance(LEASE_MS + 1);
    const sweeper = worker("worker-2", { provider: ATTACHABLE });
    await sweeper.recovery.sweep();
    expect(sweeper.offered).toEqual([{ invocationId: invocation.id, sequence: 1 }]);
    const asked: unknown[] = [];
    const following = {
      ...ATTACHABLE,
      async *attach({ handle }: RemoteRequest) {
        asked.push(handle);
        yield { type: "done", output: "tides" } as const;
      },
    };
    const [one, other] = [worker("worker-3", { provider: following }), worker("worker-4", { provider: following })];
    const job = await one.jobOf(invocation);
    await Promise.all([one, other].map(({ runner }) => runner.run(job)));
    expect(asked).toHaveLength(1);
    expect(await read(invocation)).toMatchObject({ status: "SUCCEEDED", attempt: 1 });
    expect((await events(invocation)).map(({ body }) => body)).toMatchObject([
      { type: "state", to: "QUEUED" },
      { type: "state", from: "RUNNING", to: "RUNNING", attempt: 1 },
      { type: "finished", status: "SUCCEEDED" },
    ]);
  });

  test("a worker that was only slow cannot write over the one that follows its run", async () => {
    const { worker, accepted, move, clock, store } = await openBench();
    const invocation = await accepted();
    await move(invocation, "RUNNING", RUN);
    await clock.advance(LEASE_MS + 1);
    await worker("worker-2", { provider: ATTACHABLE }).recovery.sweep();
    let finish: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (finish = resolve));
    const other = worker("worker-3", {
      provider: {
        ...ATTACHABLE,
        async *attach() {
          await held;
          yield { type: "done", output: null };
        },
      },
    });
    const run = other.runner.run(await other.jobOf(invocation));
    await until(() => other.events.length === 1);
    const late = { invocationId: invocation.id, expectedSeq: 1, status: "FAILED", events: [], patch: {} } as const;
    expect(await store.append(late)).toBe("moved-on");
    finish();
    await run;
  });

  test.each(["READ_ONLY", "IDEMPOTENT"] as const)(
    "a lost run of an ability that is %s begins again, and clients can tell",
    async (sideEffects) => {
      const { worker, accepted, move, clock, read, events } = await openBench();
      const invocation = await accepted({ sideEffects });
      await move(invocation, "RUNNING", { attempt: 1 });
      await clock.advance(LEASE_MS + 1);
      const other = worker("worker-2", {
        provider: {
          async *execute() {
            yield { type: "done", output: "again" };
          },
        },
      });
      await other.recovery.sweep();
      other.work();
      await until(async () => (await read(invocation)).status === "SUCCEEDED");
      expect((await events(invocation)).slice(1).map(({ body }) => body)).toMatchObject([
        { type: "state", from: "RUNNING", to: "QUEUED" },
        { type: "state", from: "QUEUED", to: "RUNNING", attempt: 2, restarted: true },
        { type: "finished" },
      ]);
    },
  );

  test("a lost run is not begun again where the engine goes on from what it said, whatever the ability declares", async () => {
    const { worker, accepted, move, clock, read } = await openBench();
    const invocation = await accepted({ sideEffects: "READ_ONLY" });
    await move(invocation, "RUNNING", { attempt: 1 });
    await clock.advance(LEASE_MS + 1);
    await worker("worker-2", { provider: { repeatable: false } }).recovery.sweep();
    expect(await read(invocation)).toMatchObject({ status: "FAILED", failure: { code: "OUTCOME_UNKNOWN", retryable: true } });
  });

  test("repetitions are bounded, and what is known of a run that ends as unknown is told", async () => {
    const { worker, accepted, move, clock, read } = await openBench();
    const invocation = await accepted({ sideEffects: "READ_ONLY" });
    await move(invocation, "RUNNING", { ...RUN, attempt: 4 });
    await clock.advance(LEASE_MS + 1);
    await worker("worker-2").recovery.sweep();
    expect(await read(invocation)).toMatchObject({
      status: "FAILED",
      failure: { code: "OUTCOME_UNKNOWN", params: { attempt: 4, executeId: "42", logId: "log-42" }, retryable: true },
    });
  });

  test.each([
    { sideEffects: "SIDE_EFFECTING", attempt: 1, retryable: false },
    { sideEffects: "SIDE_EFFECTING", attempt: 0, retryable: true },
    { sideEffects: "IDEMPOTENT", attempt: 1, retryable: true },
  ] as const)("a deadline passed in attempt $attempt of a $sideEffects ability is retryable: $retryable", async (facts) => {
    const { worker, accepted, move, clock, read } = await openBench();
    const invocation = await accepted({ sideEffects: facts.sideEffects });
    if (facts.attempt > 0) await move(invocation, "RUNNING", { attempt: facts.attempt });
    await clock.advance(3 * MINUTE);
    await worker("worker-2").recovery.endOverdue();
    expect((await read(invocation)).failure).toMatchObject({ code: "DEADLINE_EXCEEDED", retryable: facts.retryable });
  });

  test("what only a newer process understands is left to one until its deadline", async () => {
    const { worker, accepted, move, clock, read } = await openBench();
    const invocation = await accepted({ deadlineAt: clock.now() + 10 * MINUTE });
    await move(invocation, "RUNNING", { attempt: 1 });
    const old = worker("worker-2", { provider: { modes: ["SYNC"] } });
    for (let count = 0; count < 5; count++) {
      await clock.advance(LEASE_MS);
      await old.recovery.sweep();
    }
    expect(old.offered).toEqual([]);
    expect(await read(invocation)).toMatchObject({ status: "RUNNING" });
    for (let count = 0; count < 20; count++) {
      await clock.advance(LEASE_MS);
      await old.recovery.sweep();
    }
    expect(await read(invocation)).toMatchObject({ status: "FAILED", failure: { code: "DEADLINE_EXCEEDED" } });
  });

  test("the time of a delayed attempt is honoured by whoever takes the row over", async () => {
    const { worker, accepted, clock, read, runs, store } = await openBench();
    const invocation = await accepted();
    const dueAt = clock.now() + LEASE_MS + 5_000;
    await store.append({ invocationId: invocation.id, expectedSeq: 1, status: "QUEUED", events: [], patch: { dueAt } });
    await clock.advance(LEASE_MS + 1);
    const times: number[] = [];
    const other = worker("worker-2", {
      provider: {
        async *execute() {
          times.push(clock.now());
          yield { type: "done", output: null };
        },
      },
    });
    other.work();
    await other.recovery.sweep();
    await until(async () => {
      await clock.advance(500);
      return (await read(invocation)).status === "SUCCEEDED";
    });
    expect(times[0]).toBeGreaterThanOrEqual(dueAt);
    expect(await runs.job(invocation.id)).not.toHaveProperty("dueAt");
  });

  test("a row in a shared queue has no holder, and is offered again whenever nobody took it within a lease", async () => {
    const { worker, accepted, clock } = await openBench();
    const invocation = await accepted({ deadlineAt: clock.now() + 10 * MINUTE });
    const other = worker("worker-2", { settings: { sharesQueue: true } });
    const offers: number[] = [];
    for (const wait of [LEASE_MS + 1, LEASE_MS, 1]) {
      await clock.advance(wait);
      await other.recovery.sweep();
      offers.push(other.offered.length);
    }
    expect(offers).toEqual([1, 1, 2]);
    expect(other.offered).toEqual(Array(2).fill({ invocationId: invocation.id, sequence: 1 }));
    expect(await other.jobOf(invocation)).toMatchObject({ unheld: true });
  });

  test("one process sweeps at a time; another takes over when it falls silent, or at once when it withdraws", async () => {
    const { worker, accepted, clock } = await openBench();
    const [first, second, third] = ["a", "b", "c"].map((name) => worker(name)) as [Worker, Worker, Worker];
    await first.recovery.sweep();
    const lost = await accepted({ deadlineAt: clock.now() + 10 * MINUTE }, { leaseUntil: clock.now() });
    await clock.advance(LEASE_MS - 1);
    await second.recovery.sweep();
    expect(second.offered).toEqual([]);
    await clock.advance(2);
    await second.recovery.sweep();
    expect(second.offered.map(({ invocationId }) => invocationId)).toEqual([lost.id]);
    await second.recovery.withdraw();
    await third.recovery.sweep();
    expect(third.offered.map(({ invocationId }) => invocationId)).toEqual([lost.id]);
  });

  test("expired idempotency keys are forgotten in batches, and no other", async () => {
    const { worker, accepted, clock, db } = await openBench();
    await Promise.all(Array.from({ length: 1_100 }, () => accepted()));
    await clock.advance(24 * 60 * MINUTE + 1);
    const young = await accepted();
    const other = worker("worker-2");
    await other.recovery.tidy();
    const keys = () => db.read((manager) => manager.query("SELECT invocation_id FROM idempotency_keys"));
    expect(await keys()).toHaveLength(1_101);
    await other.recovery.endOverdue();
    await other.recovery.tidy();
    expect(await keys()).toEqual([{ invocation_id: young.id }]);
  });

  test("rows that outlive their deadline by two leases are counted, and there is none once they are swept", async () => {
    const { worker, accepted, move, clock } = await openBench();
    const invocation = await accepted();
    await move(invocation, "RUNNING", { leaseUntil: clock.now() + 60 * MINUTE });
    await clock.advance(MINUTE + 2 * LEASE_MS + 1);
    const other = worker("worker-2");
    await other.recovery.sweep();
    expect(await other.zombies()).toBe(1);
    await other.recovery.endOverdue();
    await other.recovery.sweep();
    expect(await other.zombies()).toBe(0);
  });

  test("an ordinary run costs two commits of few statements, and looks for no question, conversation or cancel", async () => {
    const { worker, accepted } = await openBench();
    const invocation = await accepted();
    const own = worker("worker-1", {
      provider: {
        async *execute() {
          yield { type: "remote", executeId: "42" };
          yield { type: "done", output: "tides" };
        },
      },
    });
    const { statements } = await statementsOf(() => own.runner.run({ invocation, parameters: {}, unheld: false }));
    const written = statements
      .map((sql) =>
        sql
          .match(/^(UPDATE|INSERT INTO|SELECT|DELETE) ?(\w+)?/)
          ?.slice(1)
          .join(" "),
      )
      .filter(Boolean);
    const [logs, events, payloads] = ["logs", "events", "payloads"].map((name) => `ability_invocation_${name}`);
    const begin = ["SELECT invocation_id", `UPDATE ${logs}`, `INSERT INTO ${events}`];
    const end = ["SELECT invocation_id", `UPDATE ${logs}`, `UPDATE ${payloads}`, `INSERT INTO ${events}`];
    expect(written).toEqual([...begin, ...end]);
  });
});
