import "reflect-metadata";
/** One attempt at a time: claimed before the engine hears of it, ended by its deadline whatever engine and log do. */
import { describe, expect, test } from "vitest";
import type { Append, AppendResult } from "../../src/invocations/append-batch.js";
import type { Invocation } from "../../src/invocations/invocation.js";
import { AppError } from "../../src/kernel/errors.js";
import type { JsonObject } from "../../src/kernel/json.js";
import type { Provider, ProviderEvent, ProviderRequest } from "../../src/providers/provider.js";
import type { InvocationJob, JobOptions } from "../../src/queue/queue.js";
import type { Job } from "../../src/runs/jobs.js";
import { createLateResults } from "../../src/runs/late.js";
import { createRunner } from "../../src/runs/runner.js";
import { invocationOf } from "../support/invocations.js";
import { createManualClock, type ManualClock } from "../support/manual-clock.js";
import { createRecordingLog } from "../support/recording-log.js";
import { scriptedProvider } from "../support/scripted-provider.js";
import { until } from "../support/until.js";

type Execute = (request: ProviderRequest, signal: AbortSignal) => AsyncIterable<ProviderEvent>;

interface Script extends Partial<Provider> {
  readonly execute: Execute;
}

/** Rows, questions and conversations are another suite's: here the log is what a test says it is. */
const openRunner = (
  script: Execute | Script,
  append: (append: Append, count: number) => Promise<AppendResult> = async () => "appended",
  { lateWindowMs = 0 } = {},
) => {
  const clock: ManualClock = createManualClock();
  const { log, lines } = createRecordingLog();
  const parts = typeof script === "function" ? { execute: script } : script;
  const seen = {
    appends: [] as Append[],
    requeued: [] as { job: InvocationJob; options: JobOptions }[],
    requests: [] as ProviderRequest[],
    letGo: [] as string[],
    lines,
  };
  const provider = scriptedProvider({
    ...parts,
    execute(request, signal) {
      seen.requests.push(request);
      return parts.execute(request, signal);
    },
  });
  const runner = createRunner({
    ...{ clock, log },
    providers: new Map([["COZE_WORKFLOW", provider]]),
    append: (one) => append(one, seen.appends.push(one)),
    committed: () => undefined,
    store: { byIds: async () => new Map() },
    runs: { letGo: async (ids) => void seen.letGo.push(...ids) },
    interrupts: { answered: async () => undefined, lastOrdinal: async () => 0 },
    conversations: { of: async () => undefined, told: async () => undefined },
    late: createLateResults({ clock, log, runs: { keepLate: async () => false }, windowMs: lateWindowMs }),
    results: { ruleOf: async () => null, of: async (_, output) => output },
    askingRules: async () => ({ answerers: "CALLER", expiryMs: 3_600_000 }),
    requeue: (job, options) => void seen.requeued.push({ job, options }),
    queuedHold: (until) => ({ workerId: "worker-1", leaseUntil: until + 30_000 }),
    workerId: "worker-1",
    leaseMs: 30_000,
    deltaWindowMs: 60,
  });
  const run = (invocation: Invocation, parameters: JsonObject = {}, more: Partial<Job> = {}) =>
    runner.run({ invocation, parameters, unheld: false, ...more });
  return { runner, run, clock, seen };
};

const accepted = (facts: Partial<Invocation> = {}): Invocation => invocationOf({ deadlineAt: Date.UTC(2026, 0, 1) + 60_000, ...facts });
const never = () => new Promise<never>(() => undefined);
const last = (appends: readonly Append[]): Append => appends.at(-1) as Append;

describe("the runner", () => {
  test("claims the row before it asks the engine, and writes what the engine says in order", async () => {
    const { runner, run, seen } = openRunner(async function* () {
      expect(seen.appends).toMatchObject([{ status: "RUNNING", expectedSeq: 1, patch: { attempt: 1, workerId: "worker-1" } }]);
      yield { type: "output", nodeId: "n", text: "tides" };
      yield { type: "remote", executeId: "42" };
      yield { type: "done", output: { text: "tides" } };
    });
    await run(accepted(), { topic: "tides" });
    expect(seen.requests).toMatchObject([{ parameters: { topic: "tides" }, workflowId: "7000000000000000001" }]);
    expect(last(seen.appends)).toMatchObject({ status: "SUCCEEDED", output: { text: "tides" }, patch: { executeId: "42" } });
    expect(seen.appends.flatMap(({ events }) => events.map(({ body, sequence }) => `${sequence} ${body.type}`))).toEqual([
      "2 state",
      "3 output",
      "4 finished",
    ]);
    expect(runner.running).toEqual([]);
  });

  test("never asks the engine for a row that another process has taken", async () => {
    const { run, seen } = openRunner(
      async function* () {},
      async () => "moved-on",
    );
    await run(accepted());
    expect(seen.requests).toEqual([]);
    expect(seen.appends).toHaveLength(1);
  });

  test.each([
    { title: "another has taken meanwhile", second: "moved-on", requests: 0 },
    { title: "nobody has taken meanwhile, once it has taken it again", second: "appended", requests: 1 },
  ] as const)(
    "a process that stood still for longer than its lease asks the engine only for a row that $title",
    async ({ second, requests }) => {
      const { run, clock, seen } = openRunner(
        async function* () {
          yield { type: "done", output: "tides" };
        },
        async (_, count) => {
          // The row was taken, and the process was frozen before it heard of it.
          if (count === 1) await clock.advance(31_000);
          return count === 2 ? second : "appended";
        },
      );
      await run(accepted());
      expect(seen.requests).toHaveLength(requests);
      const again = { workerId: "worker-1", leaseUntil: clock.now() + 30_000 };
      expect(seen.appends[1]).toMatchObject({
        status: "RUNNING",
        patch: again,
        events: [{ body: { from: "RUNNING", to: "RUNNING", attempt: 1 } }],
      });
    },
  );

  test.each(["RUNNING", "SUCCEEDED"] as const)("leaves a row alone that is %s by the time its job is handed out", async (status) => {
    const { run, seen } = openRunner(async function* () {});
    await run(accepted({ status, lastSeq: 2 }));
    expect(seen).toMatchObject({ appends: [], requests: [] });
  });

  test("stops reading, says nothing of a failure and writes nothing more when the row moves on in the middle", async () => {
    const { run, seen } = openRunner(
      async function* (_, signal) {
        yield { type: "output", nodeId: "n", text: "a" };
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        throw new AppError("OUTCOME_UNKNOWN");
      },
      async (_, count) => (count === 1 ? "appended" : "moved-on"),
    );
    await run(accepted());
    expect(seen.appends).toHaveLength(2);
    expect(seen.lines).toEqual([]);
  });

  test("ends by the deadline though the engine's client hears no abort", async () => {
    const { run, clock, seen } = openRunner(async function* () {
      yield { type: "remote", executeId: "42" };
      await never();
    });
    const ended = run(accepted());
    await until(() => seen.appends.length === 2);
    await clock.advance(61_000);
    await ended;
    expect(last(seen.appends)).toMatchObject({ status: "FAILED", patch: { failure: { code: "DEADLINE_EXCEEDED" } } });
  });

  test("does not ask the engine when the deadline passed while the database took its time", async () => {
    let commit: (result: AppendResult) => void = () => undefined;
    const { run, clock, seen } = openRunner(
      async function* () {},
      (_, count) => (count === 1 ? new Promise((resolve) => (commit = resolve)) : Promise.resolve("appended")),
    );
    const ended = run(accepted());
    await until(() => seen.appends.length === 1);
    await clock.advance(61_000);
    commit("appended");
    await ended;
    expect(seen.requests).toEqual([]);
    expect(last(seen.appends)).toMatchObject({ status: "FAILED", patch: { failure: { code: "DEADLINE_EXCEEDED" } } });
  });

  test("does not ask the engine when the deadline passes while it takes the row again, though it would listen for late results", async () => {
    const { run, clock, seen } = openRunner(
      async function* () {},
      async (_, count) => {
        if (count <= 2) await clock.advance(31_000);
        return "appended";
      },
      { lateWindowMs: 600_000 },
    );
    await run(accepted());
    expect(seen.requests).toEqual([]);
    expect(last(seen.appends)).toMatchObject({ status: "FAILED", patch: { failure: { code: "DEADLINE_EXCEEDED" } } });
  });

  test("a row past its deadline expires unsent", async () => {
    const { run, clock, seen } = openRunner(async function* () {});
    await clock.advance(60_000);
    await run(accepted());
    expect(seen.requests).toEqual([]);
    expect(seen.appends).toMatchObject([{ status: "EXPIRED", patch: { failure: { code: "DEADLINE_EXCEEDED" } } }]);
  });

  test("a fact the log refuses ends the run as INTERNAL, behind what was written", async () => {
    const { run, seen } = openRunner(
      async function* () {
        yield { type: "output", nodeId: "n", text: "a" };
        yield { type: "remote", executeId: "4".repeat(999) };
        yield { type: "done", output: null };
      },
      async ({ patch }) => {
        if (patch.executeId) throw new Error("Data too long for column 'execute_id'");
        return "appended";
      },
    );
    await run(accepted());
    expect(last(seen.appends)).toMatchObject({ expectedSeq: 2, status: "FAILED", patch: { failure: { code: "INTERNAL" } } });
    expect(seen.lines).toMatchObject([{ level: "error", err: { message: expect.stringContaining("Data too long") } }]);
  });

  test("what was certainly not accepted goes back into the queue, once the row says so", async () => {
    const { run, clock, seen } = openRunner(async function* () {
      yield* [];
      throw new AppError("ENGINE_UNREACHABLE", { notAccepted: true });
    });
    await run(accepted());
    const { status, patch } = last(seen.appends);
    const [requeued] = seen.requeued;
    expect({ status, requeued }).toMatchObject({ status: "QUEUED", requeued: { job: { sequence: 3 } } });
    expect(patch).toMatchObject({ dueAt: clock.now() + (requeued?.options.delayMs ?? 0), workerId: "worker-1" });
  });

  test("a job that comes before its row is due comes again then", async () => {
    const { run, clock, seen } = openRunner(async function* () {});
    await run(accepted({ attempt: 1, lastSeq: 3 }), {}, { dueAt: clock.now() + 700 });
    expect(seen).toMatchObject({ appends: [], requests: [], requeued: [{ job: { sequence: 3 }, options: { delayMs: 700 } }] });
  });

  const HELD = async function* (_: ProviderRequest, signal: AbortSignal): AsyncGenerator<ProviderEvent> {
    yield { type: "output", nodeId: "n", text: "so far" };
    yield { type: "remote", executeId: "42", logId: "log-42" };
    await new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("socket closed"))));
  };

  test.each([
    { can: "be followed", script: { canAttach: () => true }, facts: {}, status: "RUNNING", letGo: 1 },
    { can: "be repeated", script: {}, facts: { sideEffects: "READ_ONLY" }, status: "QUEUED", letGo: 0 },
    { can: "be neither", script: {}, facts: {}, status: "FAILED", letGo: 0 },
  ] as const)("handed over by a process that stops: a run that can $can is $status", async ({ script, facts, status, letGo }) => {
    const { runner, run, seen } = openRunner({ execute: HELD, ...script });
    const ended = run(accepted(facts));
    await until(() => seen.appends.some(({ patch }) => patch.executeId));
    await runner.handOver();
    await ended;
    expect(last(seen.appends).status).toBe(status);
    expect(seen.appends.flatMap(({ events }) => events.map(({ body }) => body)).filter(({ type }) => type === "output")).toHaveLength(1);
    expect(seen.letGo).toHaveLength(letGo);
    const known = { code: "OUTCOME_UNKNOWN", params: { attempt: 1, executeId: "42", logId: "log-42" } };
    expect(last(seen.appends).patch.failure).toEqual(status === "FAILED" ? expect.objectContaining(known) : undefined);
    if (status === "QUEUED") expect(last(seen.appends).patch).toMatchObject({ workerId: null });
  });

  test("a run without a holder is followed where its worker left it, and says nothing twice", async () => {
    const { run, seen } = openRunner({
      async *execute() {},
      canAttach: ({ executeId }) => executeId === "42",
      async *attach({ handle }) {
        yield { type: "remote", ...handle };
        yield { type: "done", output: "tides" };
      },
    });
    await run(accepted({ status: "RUNNING", lastSeq: 4, attempt: 1, executeId: "42" }), {}, { unheld: true });
    expect(seen.requests).toEqual([]);
    expect(seen.appends).toMatchObject([
      { expectedSeq: 4, status: "RUNNING", events: [{ body: { type: "state", from: "RUNNING", to: "RUNNING", attempt: 1 } }] },
      { expectedSeq: 5, status: "SUCCEEDED", output: "tides" },
    ]);
    expect(seen.appends[0]?.patch).toMatchObject({ workerId: "worker-1" });
  });

  test("an engine that is away while it is asked is asked again, and never sent a second run", async () => {
    let asked = 0;
    const { run, clock, seen } = openRunner({
      async *execute() {
        yield { type: "remote", executeId: "42" };
        throw new AppError("ENGINE_STREAM_CUT");
      },
      canAttach: ({ executeId }) => executeId === "42",
      async *attach() {
        if (++asked < 3) throw new AppError("ENGINE_UNREACHABLE", { notAccepted: true });
        yield { type: "done", output: "tides" };
      },
    });
    const ended = run(accepted());
    await until(async () => {
      await clock.advance(1_000);
      return asked === 3;
    });
    await ended;
    expect(seen.requests).toHaveLength(1);
    expect(last(seen.appends)).toMatchObject({ status: "SUCCEEDED", output: "tides" });
  });

  test.each(["a provider", "a mode"])("leaves %s it does not know to a newer process", async (what) => {
    const { run, clock, seen } = openRunner({ async *execute() {}, modes: what === "a mode" ? ["SYNC"] : ["STREAM"] });
    await run(accepted(what === "a mode" ? {} : { provider: "COZE_AGENT" }));
    expect(seen.requests).toEqual([]);
    expect(seen.appends).toMatchObject([{ status: "QUEUED", events: [], patch: { workerId: null, leaseUntil: clock.now() + 30_000 } }]);
  });

  test("an engine that talks faster than the log is written waits, and loses nothing", async () => {
    const COUNT = 5_000;
    let taken = 0;
    const { run, seen } = openRunner(
      async function* () {
        for (; taken < COUNT; taken++) yield { type: "progress", nodeId: String(taken), nodeTitle: "", finished: true };
        yield { type: "done", output: null };
      },
      async (_, count) => {
        if (count === 2) await until(() => taken > 900);
        return "appended";
      },
    );
    await run(accepted());
    expect(Math.max(...seen.appends.map(({ events }) => events.length))).toBeLessThanOrEqual(1_002);
    expect(seen.appends.flatMap(({ events }) => events)).toHaveLength(COUNT + 2);
  });
});
