import "reflect-metadata";
/** Sweeps that take long, and processes that stood still: nobody loses what they hold for it. */
import { expect, test } from "vitest";
import { describeEachDatabase } from "../support/database-matrix.js";
import { LEASE_MS, openWorkforceBench } from "../support/workforce.js";

const FAR = { deadlineAt: Date.UTC(2027, 0, 1) } as const;

describeEachDatabase("long sweeps and pauses", (makeUrl) => {
  const openBench = async () => openWorkforceBench(await makeUrl());

  test("a process that has very much to settle keeps its leases and its lead meanwhile", async () => {
    const { worker, accepted, move, clock, runs } = await openBench();
    const far = { ...FAR, sideEffects: "READ_ONLY" } as const;
    const own = await accepted(far, { workerId: "worker-2" });
    const lost = await Promise.all(Array.from({ length: 350 }, () => accepted(far)));
    await Promise.all([own, ...lost].map((invocation) => move(invocation, "RUNNING")));
    const slowly = (): boolean => {
      void clock.advance(LEASE_MS / 2);
      return false;
    };
    const [sweeper, third] = [worker("worker-2", { provider: { canAttach: slowly } }), worker("worker-3")];
    await clock.advance(LEASE_MS + 1);
    const before = clock.now();
    await sweeper.recovery.sweep();
    expect(clock.now() - before).toBeGreaterThan(LEASE_MS);
    await third.recovery.sweep();
    expect(third.offered).toEqual([]);
    const lapsed = await runs.lapsed({ statuses: ["RUNNING"], column: "lease_until", before: clock.now() }, { limit: 400 });
    expect(lapsed.map(({ id }) => id)).not.toContain(own.id);
  });

  test("who was silent for longer than a lease does not say of others that they are lost, for the time of one", async () => {
    const { worker, accepted, move, clock, read } = await openBench();
    const run = await accepted(FAR);
    await move(run, "RUNNING");
    const [own, sweeper] = [worker("worker-1"), worker("worker-2")];
    await sweeper.recovery.sweep();
    // The host stood still; the sweeper wakes first.
    await clock.advance(2 * LEASE_MS);
    await sweeper.recovery.sweep();
    expect(await read(run)).toMatchObject({ status: "RUNNING" });
    await own.recovery.sweep();
    for (const ms of [LEASE_MS / 2, LEASE_MS / 2, 1]) {
      expect(await read(run)).toMatchObject({ status: "RUNNING" });
      await clock.advance(ms);
      await sweeper.recovery.sweep();
    }
    expect(await read(run)).toMatchObject({ status: "FAILED", failure: { code: "OUTCOME_UNKNOWN" } });
  });
});
