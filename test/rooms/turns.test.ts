import "reflect-metadata";
/** Calls of one conversation: one after the other, in the order in which they were accepted, whoever runs them. */
import { expect, test, vi } from "vitest";
import type { Invocation } from "../../src/invocations/invocation.js";
import type { ProviderEvent } from "../../src/providers/provider.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { until } from "../support/until.js";
import { LEASE_MS, MINUTE, openWorkforceBench, type Worker } from "../support/workforce.js";

/** Days after the time at which the manual clock begins. */
const FAR = Date.UTC(2026, 0, 20);

describeEachDatabase("turns in a conversation", (makeUrl) => {
  vi.setConfig({ testTimeout: 120_000 });

  const open = async () => {
    const bench = await openWorkforceBench(await makeUrl());
    const { clock } = bench;
    const started: string[] = [];
    const ends = new Map<string, (event: ProviderEvent) => void>();
    const workerOf = (name: string): Worker => {
      const worker = bench.worker(name, {
        provider: {
          async *execute({ invocationId }) {
            started.push(invocationId);
            yield await new Promise<ProviderEvent>((resolve) => ends.set(invocationId, resolve));
          },
          async *resume({ answer }) {
            yield { type: "done", output: answer };
          },
        },
      });
      worker.work();
      return worker;
    };
    return {
      ...{ ...bench, started, workerOf },
      /** Accepted after those before it. */
      async call(facts: Partial<Invocation> = {}): Promise<Invocation> {
        await clock.advance(1);
        return bench.accepted({ provider: "COZE_AGENT", conversationKey: "tides", deadlineAt: FAR, ...facts });
      },
      end: (invocation: Invocation, event: ProviderEvent = { type: "done", output: "yes" }) => ends.get(invocation.id)?.(event),
      /** Time passes until then, and jobs come back. */
      reaches: (what: string, condition: () => boolean | Promise<boolean>) =>
        until(
          async () => {
            await clock.advance(100);
            return condition();
          },
          { what, timeoutMs: 60_000 },
        ),
      /** A look that found somebody else at work. */
      looksOf: (worker: Worker, { id }: Invocation) => worker.offered.filter(({ invocationId }) => invocationId === id).length,
    };
  };

  test("they run in the order of their acceptance on two processes, whoever heard of which first; others are not held up", async () => {
    const { workerOf, call, started, end, reaches, looksOf, read } = await open();
    const [one, other] = [workerOf("worker-1"), workerOf("worker-2")];
    const calls = [await call(), await call(), await call(), await call()] as const;
    const [first, second, third, fourth] = calls;
    const free = [
      await call({ conversationKey: "else" }),
      await call({ callerId: "else" }),
      await call({ provider: "COZE_CHATFLOW", conversationKey: null }),
      await call({ provider: "COZE_CHATFLOW", conversationKey: null }),
      await call({ provider: "COZE_WORKFLOW" }),
      await call({ provider: "COZE_WORKFLOW" }),
    ];
    one.offer(fourth);
    other.offer(third);
    one.offer(second);
    await reaches("all of them to come back", () => looksOf(one, fourth) > 1 && looksOf(other, third) > 1 && looksOf(one, second) > 1);
    expect(started).toEqual([]);
    for (const invocation of free) one.offer(invocation);
    await reaches("the others to begin", () => started.length === free.length);
    other.offer(first);
    for (const [index, invocation] of calls.entries()) {
      await reaches(`call ${index} to begin`, () => started.includes(invocation.id));
      const looks = looksOf(one, fourth) + looksOf(other, third);
      if (index < 2) await reaches("those behind it to look again", () => looksOf(one, fourth) + looksOf(other, third) > looks + 1);
      expect(started.slice(free.length)).toEqual(calls.slice(0, index + 1).map(({ id }) => id));
      end(invocation);
    }
    await reaches("the last to end", async () => (await read(fourth)).status === "SUCCEEDED");
    for (const invocation of free) end(invocation);
  });

  test("one that waits for a person keeps the next waiting, which ends at its deadline; then it is the turn of the one behind", async () => {
    const { workerOf, call, started, end, reaches, looksOf, read, clock, db } = await open();
    const worker = workerOf("worker-1");
    const asking = await call();
    const impatient = await call({ deadlineAt: clock.now() + MINUTE });
    const patient = await call();
    for (const invocation of [asking, impatient, patient]) worker.offer(invocation);
    await reaches("the first to begin", () => started.length === 1);
    end(asking, { type: "interrupted", eventId: "1", interruptType: 2, question: { prompt: "Which?" } });
    await reaches("the question", async () => (await read(asking)).status === "WAITING");
    const looks = looksOf(worker, impatient);
    await reaches("more looks", () => looksOf(worker, impatient) > looks + 1);
    await clock.advance(MINUTE);
    await worker.recovery.endOverdue();
    expect(await read(impatient)).toMatchObject({ status: "EXPIRED", failure: { code: "DEADLINE_EXCEEDED" } });
    expect(started).toEqual([asking.id]);
    const control = { value: "this", answererId: "somebody", permitted: () => true };
    await worker.control.answer(await read(asking), `int_${asking.id.slice(4)}_1`, control);
    await reaches("the next turn", () => started.length === 2);
    expect(started).toEqual([asking.id, patient.id]);
    expect(await read(asking)).toMatchObject({ status: "SUCCEEDED" });
    end(patient);
    await reaches("its end", async () => (await read(patient)).status === "SUCCEEDED");
    // Those that have ended are not looked at by anybody who asks for a turn.
    const [row] = await db.read((manager) => manager.query("SELECT COUNT(turn_key) AS n FROM ability_invocation_logs"));
    expect(Number(row.n)).toBe(0);
  });

  test("a process that died keeps the next waiting no longer than its lease", async () => {
    const { workerOf, call, started, reaches, looksOf, read, clock, move } = await open();
    const held = await call();
    await move(held, "RUNNING", { attempt: 1 });
    const next = await call();
    const worker = workerOf("worker-2");
    worker.offer(next);
    await reaches("a look", () => looksOf(worker, next) > 1);
    expect(started).toEqual([]);
    await clock.advance(LEASE_MS);
    await worker.recovery.sweep();
    expect(await read(held)).toMatchObject({ status: "FAILED", failure: { code: "OUTCOME_UNKNOWN" } });
    await reaches("its turn", () => started.includes(next.id));
  });

  test("one that began goes on before those accepted earlier, so that two clocks cannot make two calls wait for each other", async () => {
    const { call, move, runs } = await open();
    const [early, late] = [await call(), await call()];
    await move(late, "QUEUED", { attempt: 1 });
    expect(await Promise.all([early, late].map(({ id }) => runs.isBehind(id)))).toEqual([true, false]);
    await move(early, "CANCELLED");
    expect(await runs.isBehind(early.id)).toBeUndefined();
  });
});
