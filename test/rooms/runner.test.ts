import "reflect-metadata";
/** One attempt at a time: claimed before the engine hears of it, ended by its deadline whatever engine and log do. */
import { describe, expect, test } from "vitest";
import type { Append, AppendResult } from "../../src/invocations/append-batch.js";
import type { Invocation } from "../../src/invocations/invocation.js";
import { createRunner } from "../../src/invocations/runner.js";
import { AppError } from "../../src/kernel/errors.js";
import type { ProviderEvent, ProviderRequest } from "../../src/providers/provider.js";
import { invocationOf } from "../support/invocations.js";
import { createManualClock, type ManualClock } from "../support/manual-clock.js";
import { createRecordingLog } from "../support/recording-log.js";
import { scriptedProvider } from "../support/scripted-provider.js";
import { until } from "../support/until.js";

type Execute = (request: ProviderRequest, signal: AbortSignal) => AsyncIterable<ProviderEvent>;

const openRunner = (execute: Execute, append: (append: Append, count: number) => Promise<AppendResult> = async () => "appended") => {
  const clock: ManualClock = createManualClock();
  const { log, lines } = createRecordingLog();
  const seen = { appends: [] as Append[], requeued: [] as number[], requests: [] as ProviderRequest[], lines };
  const provider = scriptedProvider({
    execute(request, signal) {
      seen.requests.push(request);
      return execute(request, signal);
    },
  });
  const runner = createRunner({
    ...{ clock, log },
    providers: new Map([["COZE_WORKFLOW", provider]]),
    append: (one) => append(one, seen.appends.push(one)),
    committed: () => undefined,
    requeue: (_, delayMs) => void seen.requeued.push(delayMs),
    workerId: "worker-1",
    leaseMs: 30_000,
    deltaWindowMs: 60,
  });
  return { runner, clock, seen };
};

const accepted = (facts: Partial<Invocation> = {}): Invocation => invocationOf({ deadlineAt: Date.UTC(2026, 0, 1) + 60_000, ...facts });
const never = () => new Promise<never>(() => undefined);
const last = (appends: readonly Append[]): Append => appends.at(-1) as Append;

describe("the runner", () => {
  test("claims the row before it asks the engine, and writes what the engine says in order", async () => {
    const { runner, seen } = openRunner(async function* () {
      expect(seen.appends).toMatchObject([{ status: "RUNNING", expectedSeq: 1, patch: { attempt: 1, workerId: "worker-1" } }]);
      yield { type: "output", nodeId: "n", text: "tides" };
      yield { type: "remote", executeId: "42" };
      yield { type: "done", output: { text: "tides" } };
    });
    await runner.run(accepted(), { topic: "tides" });
    expect(seen.requests).toMatchObject([{ parameters: { topic: "tides" }, workflowId: "7000000000000000001" }]);
    expect(last(seen.appends)).toMatchObject({ status: "SUCCEEDED", output: { text: "tides" }, patch: { executeId: "42" } });
    expect(seen.appends.flatMap(({ events }) => events.map(({ body, sequence }) => `${sequence} ${body.type}`))).toEqual([
      "2 state",
      "3 output",
      "4 finished",
    ]);
    expect(runner.active).toBe(0);
  });

  test("never asks the engine for a row that another process has taken", async () => {
    const { runner, seen } = openRunner(
      async function* () {},
      async () => "moved-on",
    );
    await runner.run(accepted(), {});
    expect(seen.requests).toEqual([]);
    expect(seen.appends).toHaveLength(1);
  });

  test.each(["RUNNING", "SUCCEEDED"] as const)("leaves a row alone that is %s by the time its job is handed out", async (status) => {
    const { runner, seen } = openRunner(async function* () {});
    await runner.run(accepted({ status, lastSeq: 2 }), {});
    expect(seen).toMatchObject({ appends: [], requests: [] });
  });

  test("stops reading, says nothing of a failure and writes nothing more when the row moves on in the middle", async () => {
    const { runner, seen } = openRunner(
      async function* (_, signal) {
        yield { type: "output", nodeId: "n", text: "a" };
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        throw new AppError("OUTCOME_UNKNOWN");
      },
      async (_, count) => (count === 1 ? "appended" : "moved-on"),
    );
    await runner.run(accepted(), {});
    expect(seen.appends).toHaveLength(2);
    expect(seen.lines).toEqual([]);
  });

  test("ends by the deadline though the engine's client hears no abort", async () => {
    const { runner, clock, seen } = openRunner(async function* () {
      yield { type: "remote", executeId: "42" };
      await never();
    });
    const ended = runner.run(accepted(), {});
    await until(() => seen.appends.length === 2);
    await clock.advance(61_000);
    await ended;
    expect(last(seen.appends)).toMatchObject({ status: "FAILED", patch: { failure: { code: "DEADLINE_EXCEEDED" } } });
  });

  test("does not ask the engine when the deadline passed while the database took its time", async () => {
    let commit: (result: AppendResult) => void = () => undefined;
    const { runner, clock, seen } = openRunner(
      async function* () {},
      (_, count) => (count === 1 ? new Promise((resolve) => (commit = resolve)) : Promise.resolve("appended")),
    );
    const ended = runner.run(accepted(), {});
    await until(() => seen.appends.length === 1);
    await clock.advance(61_000);
    commit("appended");
    await ended;
    expect(seen.requests).toEqual([]);
    expect(last(seen.appends)).toMatchObject({ status: "FAILED", patch: { failure: { code: "DEADLINE_EXCEEDED" } } });
  });

  test("a row past its deadline expires unsent", async () => {
    const { runner, clock, seen } = openRunner(async function* () {});
    await clock.advance(60_000);
    await runner.run(accepted(), {});
    expect(seen.requests).toEqual([]);
    expect(seen.appends).toMatchObject([{ status: "EXPIRED", patch: { failure: { code: "DEADLINE_EXCEEDED" } } }]);
  });

  test("a fact the log refuses ends the run as INTERNAL, behind what was written", async () => {
    const { runner, seen } = openRunner(
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
    await runner.run(accepted(), {});
    expect(last(seen.appends)).toMatchObject({ expectedSeq: 2, status: "FAILED", patch: { failure: { code: "INTERNAL" } } });
    expect(seen.lines).toMatchObject([{ level: "error", err: { message: expect.stringContaining("Data too long") } }]);
  });

  test("what was certainly not accepted goes back into the queue, once the row says so", async () => {
    const { runner, seen } = openRunner(async function* () {
      yield* [];
      throw new AppError("ENGINE_UNREACHABLE", { notAccepted: true });
    });
    await runner.run(accepted(), {});
    expect(last(seen.appends)).toMatchObject({ status: "QUEUED" });
    expect(seen.requeued).toHaveLength(1);
  });

  test("abandoned runs end as OUTCOME_UNKNOWN", async () => {
    const { runner, seen } = openRunner(async function* (_, signal) {
      yield* [];
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("socket closed"))));
    });
    const ended = runner.run(accepted(), {});
    await until(() => seen.requests.length === 1);
    await runner.abandonAll();
    await ended;
    expect(last(seen.appends)).toMatchObject({ status: "FAILED", patch: { failure: { code: "OUTCOME_UNKNOWN" } } });
  });

  test("an engine that talks faster than the log is written waits, and loses nothing", async () => {
    const COUNT = 5_000;
    let taken = 0;
    const { runner, seen } = openRunner(
      async function* () {
        for (; taken < COUNT; taken++) yield { type: "progress", nodeId: String(taken), nodeTitle: "", finished: true };
        yield { type: "done", output: null };
      },
      async (_, count) => {
        if (count === 2) await until(() => taken > 900);
        return "appended";
      },
    );
    await runner.run(accepted(), {});
    expect(Math.max(...seen.appends.map(({ events }) => events.length))).toBeLessThanOrEqual(1_002);
    expect(seen.appends.flatMap(({ events }) => events)).toHaveLength(COUNT + 2);
  });
});
