import "reflect-metadata";
/** Cancelling tells the truth: what was asked, what the engine did, and a result that lands first wins. */
import { expect, test } from "vitest";
import type { Invocation } from "../../src/invocations/invocation.js";
import { AppError } from "../../src/kernel/errors.js";
import type { Provider, ProviderEvent } from "../../src/providers/provider.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { until } from "../support/until.js";
import { LEASE_MS, MINUTE, openWorkforceBench, type WorkforceBench } from "../support/workforce.js";

/** A gate that a test opens. */
const gate = <T = void>() => {
  let open: (value: T) => void = () => undefined;
  const opened = new Promise<T>((resolve) => (open = resolve));
  return { opened, open };
};

const outcomes = async ({ events }: WorkforceBench, invocation: Invocation): Promise<string[]> =>
  (await events(invocation)).flatMap(({ body }) => (body.type === "state" ? body.to : body.type === "finished" ? body.status : []));

describeEachDatabase("cancelling", (makeUrl) => {
  /** A run that has told its id and goes on until its result is let out. */
  const open = async (parts: Partial<Provider> & { settings?: object; facts?: Partial<Invocation> } = {}) => {
    const { settings = {}, facts, ...script } = parts;
    const bench = await openWorkforceBench(await makeUrl());
    const result = gate<ProviderEvent>();
    const seen = { cancels: [] as unknown[], aborted: false };
    const provider: Partial<Provider> = {
      cancellation: "ENGINE",
      async *execute(_, signal) {
        signal.addEventListener("abort", () => (seen.aborted = true));
        yield { type: "remote", executeId: "42" };
        yield await result.opened;
      },
      ...script,
      async cancel(request, signal) {
        seen.cancels.push(request.handle);
        return script.cancel?.(request, signal) ?? true;
      },
    };
    const worker = bench.worker("worker-1", { provider, settings });
    const api = bench.worker("api-1");
    worker.work();
    const invocation = await bench.accepted(facts);
    const read = () => bench.read(invocation);
    const running = async () => {
      void worker.runner.run(await worker.jobOf(invocation));
      await until(async () => (await read()).executeId === "42");
    };
    const ended = (status: string) => until(async () => (await read()).status === status, { what: `the status ${status}` });
    return { bench, ...bench, worker, api, provider, invocation, read, running, ended, result, seen };
  };

  test("a call that has not begun is cancelled at once, and no engine hears of it", async () => {
    const { bench, api, worker, invocation, read, seen } = await open();
    const answer = await api.control.cancel(invocation);
    expect(answer).toMatchObject({ status: "CANCELLED", cancel: { outcome: "NOT_STARTED" }, failure: null });
    await worker.runner.run({ invocation, parameters: {}, unheld: false });
    expect(await outcomes(bench, invocation)).toEqual(["QUEUED", "CANCELLED"]);
    expect(seen.cancels).toEqual([]);
    expect(await api.control.cancel(await read())).toMatchObject({ status: "CANCELLED" });
  });

  test("a run whose engine has not been asked yet when the wish arrives never reaches it", async () => {
    const asked: unknown[] = [];
    const { bench, worker, invocation } = await open({
      async *execute(request) {
        asked.push(request);
        yield { type: "done", output: "too late" };
      },
    });
    const run = worker.runner.run(await worker.jobOf(invocation));
    worker.runner.cancel(invocation.id);
    await run;
    expect(await outcomes(bench, invocation)).toEqual(["QUEUED", "RUNNING", "CANCELLING", "CANCELLED"]);
    expect(asked).toEqual([]);
    const sql = "SELECT cancel_outcome FROM ability_invocation_logs WHERE invocation_id = ?";
    expect(await bench.db.read((manager) => manager.query(sql, [invocation.id]))).toEqual([{ cancel_outcome: "NOT_STARTED" }]);
  });

  test("a run elsewhere is stopped by its engine, as the wish reaches its worker", async () => {
    const { bench, api, invocation, read, running, ended, seen, worker } = await open();
    await running();
    expect(await api.control.cancel(await read())).toMatchObject({ cancel: { outcome: expect.stringMatching(/REQUESTED|STOPPED/) } });
    await ended("CANCELLED");
    expect(await read()).toMatchObject({ cancel: { outcome: "STOPPED_BY_ENGINE" }, failure: null });
    expect(await outcomes(bench, invocation)).toEqual(["QUEUED", "RUNNING", "CANCELLING", "CANCELLED"]);
    expect(seen.cancels).toEqual([{ executeId: "42" }]);
    await until(() => seen.aborted && worker.runner.running.length === 0);
  });

  test("asking twice asks the engine once", async () => {
    const { api, read, running, ended, seen } = await open();
    await running();
    const invocation = await read();
    await Promise.all([api.control.cancel(invocation), api.control.cancel(invocation)]);
    await ended("CANCELLED");
    expect(seen.cancels).toHaveLength(1);
  });

  test.each([
    { what: "cannot stop it", cancel: async () => false },
    {
      what: "fails over the question",
      async cancel(): Promise<boolean> {
        throw new AppError("ENGINE_UNREACHABLE");
      },
    },
  ])("from a run whose engine $what everybody is detached", async ({ cancel }) => {
    const { api, read, running, ended } = await open({ cancel });
    await running();
    await api.control.cancel(await read());
    await ended("CANCELLED");
    expect(await read()).toMatchObject({ cancel: { outcome: "DETACHED" } });
  });

  test("an engine that does not answer the question is waited for a while, and then detached from", async () => {
    const { api, read, running, ended, clock, seen } = await open({ cancel: () => new Promise(() => undefined) });
    await running();
    await api.control.cancel(await read());
    await until(() => seen.cancels.length === 1);
    await clock.advance(10_001);
    await ended("CANCELLED");
    expect(await read()).toMatchObject({ cancel: { outcome: "DETACHED" } });
  });

  test("a result that lands while the engine is asked wins", async () => {
    const answer = gate<boolean>();
    const { bench, api, invocation, read, running, ended, result, seen } = await open({ cancel: () => answer.opened });
    await running();
    await api.control.cancel(await read());
    await until(() => seen.cancels.length === 1);
    result.open({ type: "done", output: "tides" });
    await ended("SUCCEEDED");
    answer.open(true);
    expect(await read()).toMatchObject({ status: "SUCCEEDED", cancel: { outcome: "REQUESTED" } });
    expect(await outcomes(bench, invocation)).toEqual(["QUEUED", "RUNNING", "CANCELLING", "SUCCEEDED"]);
  });

  test.each([
    { code: "ENGINE_CANCELLED", status: "CANCELLED", outcome: "STOPPED_BY_ENGINE" },
    { code: "ENGINE_STREAM_CUT", status: "CANCELLED", outcome: "DETACHED" },
    { code: "ENGINE_FAILED", status: "FAILED", outcome: "REQUESTED" },
  ] as const)("a run that ends with $code while it is being stopped is $status, $outcome", async ({ code, status, outcome }) => {
    const broken = gate();
    const { api, read, running, ended, seen } = await open({
      cancel: () => new Promise(() => undefined),
      async *execute() {
        yield { type: "remote", executeId: "42" };
        await broken.opened;
        throw new AppError(code);
      },
    });
    await running();
    await api.control.cancel(await read());
    await until(() => seen.cancels.length === 1);
    broken.open();
    await ended(status);
    expect(await read()).toMatchObject({ cancel: { outcome } });
  });

  test("a wish whose message was lost is noticed with the next heartbeat", async () => {
    const { runs, read, running, ended, worker, clock, invocation } = await open();
    await running();
    expect(await runs.requestCancel(invocation.id, clock.now())).toBe(true);
    await worker.recovery.sweep();
    await ended("CANCELLED");
    expect(await read()).toMatchObject({ cancel: { outcome: "STOPPED_BY_ENGINE", requestedAt: clock.now() } });
  });

  test("a question does not hide a wish that was written just before it", async () => {
    const asked = gate();
    const { runs, read, running, ended, clock, invocation, worker } = await open({
      async *execute() {
        yield { type: "remote", executeId: "42" };
        await asked.opened;
        yield { type: "interrupted", eventId: "42/1", interruptType: 2, question: { prompt: "Which port?" } };
      },
    });
    await running();
    await runs.requestCancel(invocation.id, clock.now());
    asked.open();
    await ended("CANCELLED");
    expect(await read()).toMatchObject({ cancel: { outcome: "DETACHED" } });
    expect(await worker.control.openInterrupts([invocation.id])).toEqual(new Map());
  });

  test("a deadline that passes while the engine is asked ends it as cancelled", async () => {
    const { api, read, running, ended, clock, seen } = await open({
      cancel: () => new Promise(() => undefined),
      facts: { deadlineAt: Date.UTC(2026, 0, 1) + 2_000 },
    });
    await running();
    await api.control.cancel(await read());
    await until(() => seen.cancels.length === 1);
    await clock.advance(2_001);
    await ended("CANCELLED");
    expect(await read()).toMatchObject({ cancel: { outcome: "DETACHED" }, failure: null });
  });

  test.each([
    { can: "find", outcome: "STOPPED_BY_ENGINE" },
    { can: "not find", outcome: "DETACHED" },
  ] as const)("of a worker that died, the run that the engine can $can is $outcome", async ({ can, outcome }) => {
    const { runs, read, ended, clock, invocation, bench, move, seen, provider } = await open();
    await move(invocation, "RUNNING", { executeId: "42", attempt: 1 });
    await runs.requestCancel(invocation.id, clock.now());
    await clock.advance(LEASE_MS + 1);
    const next = bench.worker("worker-2", {
      provider: {
        ...provider,
        canAttach: () => can === "find",
        async *attach() {
          await new Promise(() => undefined);
          yield { type: "done", output: null };
        },
      },
    });
    next.work();
    await next.recovery.sweep();
    await ended("CANCELLED");
    expect(await read()).toMatchObject({ cancel: { outcome }, failure: null });
    expect(seen.cancels).toHaveLength(can === "find" ? 1 : 0);
  });

  test("who is stopped right after the start waits for the engine to tell the run's id", async () => {
    const named = gate();
    const { api, read, worker, ended, clock, seen, invocation, bench } = await open({
      async *execute() {
        await named.opened;
        yield { type: "remote", executeId: "42" };
        await new Promise(() => undefined);
      },
    });
    void worker.runner.run(await worker.jobOf(invocation));
    await until(async () => (await read()).status === "RUNNING");
    await api.control.cancel(await read());
    await until(async () => (await read()).status === "CANCELLING");
    expect(seen.cancels).toEqual([]);
    named.open();
    await until(async () => {
      await clock.advance(50);
      return (await read()).status === "CANCELLED";
    });
    await ended("CANCELLED");
    expect(seen.cancels).toEqual([{ executeId: "42" }]);
    expect(await outcomes(bench, invocation)).toEqual(["QUEUED", "RUNNING", "CANCELLING", "CANCELLED"]);
  });

  test.each(["detached from", "past its deadline"])(
    "what a run that was %s delivers later stands beside it, once, and changes nothing else",
    async (how) => {
      const { api, read, running, ended, clock, result, seen, worker, store, events, invocation } = await open({
        cancel: async () => false,
      });
      await running();
      if (how === "detached from") await api.control.cancel(await read());
      else await clock.advance(MINUTE + 1);
      const status = how === "detached from" ? "CANCELLED" : "FAILED";
      await ended(status);
      await until(() => worker.runner.running.length === 0);
      const before = await events(invocation);
      expect(seen.aborted).toBe(false);
      result.open({ type: "done", output: { text: "tides" } });
      const late = await until(async () => (await read()).late && read());
      expect(late).toMatchObject({ status, late: { status: "SUCCEEDED", at: clock.now() } });
      expect((await store.payloads([invocation.id])).get(invocation.id)).toMatchObject({ lateOutput: { text: "tides" } });
      expect(await events(invocation)).toEqual(before);
    },
  );

  test("nobody listens for ever", async () => {
    const { read, running, ended, clock, seen } = await open({ settings: { lateWindowMs: 5 * MINUTE } });
    await running();
    await clock.advance(MINUTE + 1);
    await ended("FAILED");
    await clock.advance(5 * MINUTE - 2);
    expect(seen.aborted).toBe(false);
    await clock.advance(2);
    expect(seen.aborted).toBe(true);
    expect(await read()).toMatchObject({ late: null, failure: { code: "DEADLINE_EXCEEDED" } });
  });

  test.each([
    { knows: "how it ended", attach: "done", late: { status: "SUCCEEDED" } },
    { knows: "that it failed", attach: "failed", late: { status: "FAILED" } },
    { knows: "nothing", attach: "unknown", late: null },
  ] as const)("an engine that knows $knows is asked once, after the process that listened has gone", async ({ attach, late }) => {
    const { bench, read, clock, move, invocation } = await open();
    await move(invocation, "RUNNING", { executeId: "42", attempt: 1, leaseUntil: clock.now() + 60 * MINUTE });
    let asked = 0;
    const next = bench.worker("worker-2", {
      provider: {
        canAttach: () => true,
        async *attach() {
          asked++;
          if (attach === "done") yield { type: "done", output: "tides" };
          if (attach === "failed") throw new AppError("ENGINE_FAILED");
          throw new AppError("OUTCOME_UNKNOWN");
        },
      },
    });
    await clock.advance(MINUTE + LEASE_MS + 1);
    await next.recovery.endOverdue();
    expect(await read()).toMatchObject({ status: "FAILED", failure: { code: "DEADLINE_EXCEEDED" } });
    await next.recovery.sweep();
    expect(asked).toBe(0);
    for (let round = 0; round < 3; round++) {
      await clock.advance(10 * MINUTE + 1);
      await next.recovery.sweep();
      await until(() => asked > 0);
      // The round ends in its own time: withdrawing waits for it.
      if (round === 2) await next.recovery.withdraw();
    }
    await until(async () => (await read()).late?.status === late?.status);
    expect(asked).toBe(1);
  });
});
