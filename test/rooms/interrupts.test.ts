import "reflect-metadata";
/** Runs that ask a person: the row waits alone, one answer counts, and the run goes on where any worker is. */
import { expect, test } from "vitest";
import type { Interrupt } from "../../src/invocations/interrupt.js";
import type { Invocation } from "../../src/invocations/invocation.js";
import { AppError } from "../../src/kernel/errors.js";
import type { JsonValue } from "../../src/kernel/json.js";
import type { Provider, ProviderEvent, Question, ResumeRequest } from "../../src/providers/provider.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { until } from "../support/until.js";
import { LEASE_MS, MINUTE, openWorkforceBench, type Worker } from "../support/workforce.js";

const HOUR = 60 * MINUTE;

describeEachDatabase("interrupts", (makeUrl) => {
  const ask = (question: Question = { prompt: "Which port?" }, number = 1): ProviderEvent => ({
    type: "interrupted",
    eventId: `42/${number}`,
    interruptType: 2,
    question,
  });

  /** A run that asks, and takes the answers as it is told to. */
  const open = async (script: { question?: Question; resume?: Provider["resume"]; settings?: object } = {}) => {
    const bench = await openWorkforceBench(await makeUrl());
    const resumes: ResumeRequest[] = [];
    const provider: Partial<Provider> = {
      async *execute() {
        yield { type: "output", nodeId: "n", text: "Hello." };
        yield { type: "remote", executeId: "42" };
        yield ask(script.question);
      },
      resume(request, signal) {
        resumes.push(request);
        if (script.resume) return script.resume(request, signal);
        return (async function* (): AsyncGenerator<ProviderEvent> {
          yield { type: "done", output: request.answer };
        })();
      },
    };
    const workerOf = (name: string): Worker => bench.worker(name, { provider, settings: script.settings ?? {} });
    const first = workerOf("worker-1");
    first.work();
    const invocation = await bench.accepted();
    await first.runner.run(await first.jobOf(invocation));
    const read = () => bench.read(invocation);
    const openInterrupt = async () => (await first.control.openInterrupts([invocation.id])).get(invocation.id) as Interrupt;
    const answer = async (worker: Worker, value: JsonValue, more: { id?: string; permitted?: boolean; given?: Invocation } = {}) =>
      worker.control.answer(more.given ?? (await read()), more.id ?? `int_${invocation.id.slice(4)}_1`, {
        ...{ value, answererId: "somebody" },
        permitted: () => more.permitted ?? true,
      });
    const ended = (status: string) => until(async () => (await read()).status === status, { what: `the status ${status}` });
    return { ...bench, resumes, first, workerOf, invocation, read, openInterrupt, answer, ended };
  };

  test("a question frees the worker and moves the deadline; its answer gives the run back the time it had left", async () => {
    const { first, invocation, clock, openInterrupt, read, answer, ended, resumes, events, runs } = await open();
    const raisedAt = clock.now();
    expect(first.runner.running).toEqual([]);
    expect(await read()).toMatchObject({ status: "WAITING", deadlineAt: raisedAt + HOUR });
    expect(await runs.job(invocation.id)).toMatchObject({ unheld: true });
    expect(await openInterrupt()).toMatchObject({ ordinal: 1, state: "OPEN", question: { prompt: "Which port?" }, runTimeLeftMs: MINUTE });
    await clock.advance(HOUR - 1);
    const { invocation: queued, replayed } = await answer(first, "Brest");
    expect({ status: queued.status, left: queued.deadlineAt - clock.now(), replayed }).toEqual({
      status: "QUEUED",
      left: MINUTE,
      replayed: false,
    });
    await ended("SUCCEEDED");
    expect(resumes).toMatchObject([{ eventId: "42/1", interruptType: 2, answer: "Brest", handle: { executeId: "42" } }]);
    expect(
      (await events(invocation)).map(({ body, sequence }) => `${sequence} ${body.type} ${"to" in body ? body.to : ""}`.trim()),
    ).toEqual(["1 state QUEUED", "2 state RUNNING", "3 output", "4 interrupt", "5 state QUEUED", "6 state RUNNING", "7 finished"]);
    expect((await events(invocation)).filter(({ body }) => "restarted" in body)).toEqual([]);
    expect(await openInterrupt()).toBeUndefined();
  });

  test("of two answers on two processes one counts, the other is given its result, and so is whoever comes later", async () => {
    const { first, workerOf, answer, ended, resumes, read } = await open();
    const second = workerOf("worker-2");
    const given = await read();
    const answers = await Promise.all([answer(first, "Brest", { given }), answer(second, "Toulon", { given })]);
    expect(answers.map(({ replayed }) => replayed).sort()).toEqual([false, true]);
    if (answers[0]?.replayed) second.work();
    await ended("SUCCEEDED");
    expect(await answer(second, "Calais")).toMatchObject({ replayed: true, invocation: { status: "SUCCEEDED" } });
    expect(resumes).toHaveLength(1);
    expect(resumes[0]?.answer).toBe(answers[0]?.replayed ? "Toulon" : "Brest");
  });

  test("a run may ask again, and each question takes its own answer", async () => {
    const { first, answer, ended, resumes, openInterrupt, invocation, read } = await open({
      async *resume({ eventId }) {
        if (eventId === "42/1") yield ask({ prompt: "Really?", options: ["yes", "no"] }, 2);
        else yield { type: "done", output: "sailed" };
      },
    });
    await answer(first, "Brest");
    const again = await until(async () => ((await read()).status === "WAITING" ? openInterrupt() : undefined));
    expect(again).toMatchObject({ ordinal: 2, question: { options: ["yes", "no"] } });
    expect(await answer(first, "Toulon")).toMatchObject({ replayed: true, invocation: { status: "WAITING" } });
    await answer(first, "yes", { id: again.id });
    await ended("SUCCEEDED");
    expect(resumes.map((request) => request.answer)).toEqual(["Brest", "yes"]);
    expect(again.id).toBe(`int_${invocation.id.slice(4)}_2`);
  });

  test("an answer waits in the row when nobody works, and is used by the process that comes next", async () => {
    const { workerOf, answer, ended, resumes, clock } = await open({ settings: { sharesQueue: true } });
    await answer(workerOf("api-1"), "Brest");
    expect(resumes).toEqual([]);
    await clock.advance(LEASE_MS + 1);
    const next = workerOf("worker-2");
    next.work();
    await next.recovery.sweep();
    await ended("SUCCEEDED");
    expect(resumes).toMatchObject([{ answer: "Brest" }]);
  });

  test("an answer the engine certainly did not take is given again", async () => {
    let tries = 0;
    const { first, answer, read, clock, resumes } = await open({
      async *resume({ answer: given }) {
        if (++tries === 1) throw new AppError("ENGINE_UNREACHABLE", { notAccepted: true });
        yield { type: "done", output: given };
      },
    });
    await answer(first, "Brest");
    await until(async () => {
      await clock.advance(100);
      return (await read()).status === "SUCCEEDED";
    });
    expect(resumes.map((request) => request.answer)).toEqual(["Brest", "Brest"]);
  });

  test("however often a run has asked, an answer the engine did not take is given again", async () => {
    let tries = 0;
    const { first, answer, read, clock, invocation } = await open({
      async *resume({ eventId }) {
        const number = Number(eventId.slice("42/".length));
        if (number < 5) yield ask({ prompt: "And then?" }, number + 1);
        else if (++tries === 1) throw new AppError("ENGINE_UNREACHABLE", { notAccepted: true });
        else yield { type: "done", output: "sailed" };
      },
    });
    for (let number = 1; number <= 5; number++) {
      const id = `int_${invocation.id.slice(4)}_${number}`;
      await until(async () => (await first.control.openInterrupts([invocation.id])).get(invocation.id)?.id === id);
      await answer(first, "on", { id });
    }
    await until(async () => {
      await clock.advance(100);
      return (await read()).status === "SUCCEEDED";
    });
    expect(tries).toBe(2);
  });

  test("a worker that dies over an answer does not use the event a second time", async () => {
    const { first, answer, read, resumes, clock, workerOf } = await open({
      async *resume() {
        await new Promise(() => undefined);
        yield { type: "done", output: null };
      },
    });
    await answer(first, "Brest");
    await until(() => resumes.length === 1);
    await clock.advance(LEASE_MS + 1);
    const other = workerOf("worker-2");
    other.work();
    await other.recovery.sweep();
    expect(await read()).toMatchObject({ status: "FAILED", failure: { code: "OUTCOME_UNKNOWN", params: { attempt: 2, executeId: "42" } } });
    expect(resumes).toHaveLength(1);
  });

  test("a question nobody answers expires with an event of its own, and takes no answer afterwards", async () => {
    const { workerOf, answer, read, clock, events, invocation, openInterrupt } = await open();
    const other = workerOf("worker-2");
    await clock.advance(HOUR + 1);
    await expect(answer(other, "Brest")).rejects.toMatchObject({ code: "INTERRUPT_NOT_OPEN", params: { why: { en: "its time is over" } } });
    await other.recovery.endOverdue();
    expect(await read()).toMatchObject({ status: "EXPIRED", failure: { code: "INTERRUPT_EXPIRED", retryable: false } });
    expect((await events(invocation)).slice(-2).map(({ body }) => body)).toMatchObject([
      { type: "interruptExpired", interruptId: `int_${invocation.id.slice(4)}_1` },
      { type: "finished", status: "EXPIRED" },
    ]);
    await expect(answer(other, "Brest")).rejects.toMatchObject({ code: "INTERRUPT_NOT_OPEN" });
    expect(await openInterrupt()).toBeUndefined();
  });

  test("a cancelled question takes no answer, an unknown one never did, and who may not answer is told so", async () => {
    const { first, answer, read } = await open();
    await expect(answer(first, "Brest", { id: "int_other_1" })).rejects.toMatchObject({ code: "INTERRUPT_NOT_OPEN" });
    await expect(answer(first, "Brest", { permitted: false })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await first.control.cancel(await read())).toMatchObject({ status: "CANCELLED", cancel: { outcome: "DETACHED" }, failure: null });
    await expect(answer(first, "Brest")).rejects.toMatchObject({ code: "INTERRUPT_NOT_OPEN", params: { why: { en: /cancelled/ } } });
  });

  const UNFIT: readonly { question: Question; value: JsonValue; code: string }[] = [
    { question: { prompt: "?" }, value: 7, code: "FIELD_TYPE" },
    { question: { prompt: "?" }, value: "  ", code: "FIELD_REQUIRED" },
    { question: { prompt: "?" }, value: "a\0", code: "FIELD_TEXT" },
    { question: { prompt: "?" }, value: "x".repeat(20_001), code: "FIELD_LENGTH" },
    {
      question: { prompt: "?", form: { type: "object", properties: { days: { type: "integer" } } } },
      value: { days: "x" },
      code: "FIELD_TYPE",
    },
    { question: { prompt: "?", form: { type: "object", "not a keyword": 1 } }, value: "text", code: "FIELD_TYPE" },
  ];

  test.each(UNFIT)("$value is no answer to $question: $code", async ({ question, value, code }) => {
    const { first, answer, read } = await open({ question });
    await expect(answer(first, value)).rejects.toMatchObject({ code: "FORM_INVALID", fields: [{ code }] });
    expect(await read()).toMatchObject({ status: "WAITING" });
  });

  test("a form's values reach the engine as an object", async () => {
    const form = { type: "object", properties: { days: { type: "integer" } }, required: ["days"] };
    const { first, answer, ended, resumes } = await open({ question: { prompt: "?", form } });
    await answer(first, { days: 3 });
    await ended("SUCCEEDED");
    expect(resumes).toMatchObject([{ answer: { days: 3 } }]);
  });

  test("the call's idempotency key outlives the question", async () => {
    const { clock, db, workerOf, invocation } = await open({ settings: { interruptExpiryMs: 72 * HOUR } });
    await clock.advance(48 * HOUR);
    const other = workerOf("worker-2");
    await other.recovery.endOverdue();
    await other.recovery.tidy();
    const keys = await db.read((manager) => manager.query("SELECT invocation_id FROM idempotency_keys"));
    expect(keys).toEqual([{ invocation_id: invocation.id }]);
  });
});
