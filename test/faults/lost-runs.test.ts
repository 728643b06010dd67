import "reflect-metadata";
/** Runs whose process dies or leaves: followed where the engine can be asked, repeated where that is harmless, answered later. */
import { beforeAll, describe, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { createSimulator, type Simulator } from "../../src/simulator/simulator.js";
import type { TestClient } from "../support/client.js";
import { answer } from "../support/control.js";
import { ensureBuilt, type GatewayProcess } from "../support/gateway-process.js";
import { accept, finished, followAll, readInvocation, sequences, upTo } from "../support/operations.js";
import { attemptsOf, type CleanUp, databaseUrl, environment, inState, leftOver, running, start } from "../support/process-lives.js";
import { publishAbility } from "../support/seed.js";
import { selectedDialects } from "../support/selected-dialects.js";

/** Processes that start and stop in turn take their time on a busy machine. */
const PATIENCE = { timeout: 180_000 };

beforeAll(ensureBuilt);

/** Where jobs in the background and tickers behind their first pieces stand still until the faults are cleared. */
const startEngine = async (cleanUp: CleanUp): Promise<Simulator> => {
  const engine = createSimulator();
  await engine.start();
  cleanUp(() => engine.stop());
  engine.injectFault({ match: { workflow_id: WORKFLOW_IDS.job }, fault: "hang" });
  engine.injectFault({ match: { workflow_id: WORKFLOW_IDS.ticker }, fault: "hang:10" });
  return engine;
};

const READ_ONLY = { fields: { sideEffects: "READ_ONLY" } };
const LABEL = { label: { type: "string" } };

const publish = async (admin: TestClient) => {
  const job = { ...LABEL, seconds: { type: "number" } };
  const ticks = { ...LABEL, pieces: { type: "integer" }, every_ms: { type: "integer" } };
  const [background, harmless, asking] = await Promise.all([
    publishAbility(admin, { workflowId: WORKFLOW_IDS.job, mode: "ASYNC", properties: job }),
    publishAbility(admin, { workflowId: WORKFLOW_IDS.ticker, properties: ticks, ...READ_ONLY }),
    publishAbility(admin, { workflowId: WORKFLOW_IDS.ask, properties: { topic: { type: "string" } } }),
  ]);
  return { background, harmless, asking };
};

const labelled = (engine: Simulator, label: string) =>
  engine.history().filter(({ parametersReceived }) => Object.values(parametersReceived ?? {}).includes(label));

describe.concurrent.each(selectedDialects())("a process killed with a run in every state (%s)", PATIENCE, (dialect) => {
  test("each goes on as it may, and nothing with side effects begins twice", async ({ onTestFinished }) => {
    const url = await databaseUrl(dialect, onTestFinished);
    const engine = await startEngine(onTestFinished);
    const env = environment({ databaseUrl: url, cozeUrl: engine.url }, { INVOCATION_CONCURRENCY: "3" });
    const first = await start(env, onTestFinished);
    const { background, harmless, asking } = await publish(first.admin);
    const slow = await publishAbility(first.admin, { workflowId: WORKFLOW_IDS.slow, properties: { seconds: { type: "number" } } });
    const label = (name: string) => `${name}-${dialect}`;
    const ask = (name: string) => accept(first.admin, asking.key, { form: { topic: label(name) } });
    const [asked, answered] = await Promise.all([ask("asked"), ask("answered")]);
    for (const { id } of [asked, answered]) await inState(first, id, ({ status }) => status === "WAITING");

    const job = await accept(first.admin, background.key, { form: { label: label("job"), seconds: 1 } });
    const ticking = await accept(first.admin, harmless.key, { form: { label: label("tick"), pieces: 20, every_ms: 100 } });
    const lost = await accept(first.admin, slow.key, { form: { seconds: 100 } });
    await running(first, lost.id);
    await inState(first, job.id, ({ executeId }) => executeId !== null);
    await followAll(first.admin, ticking.id).atLeast(4);
    // Every worker is busy, so that this answer is in the row and nowhere else.
    await answerOpen(first, answered.id, "Brest");
    await first.end("SIGKILL");
    engine.clearFaults();

    const second = await start(env, onTestFinished);
    expect(await readInvocation(second.admin, asked.id)).toMatchObject({ status: "WAITING" });
    await answerOpen(second, asked.id, "Toulon");
    const ends = await Promise.all([asked, answered, job, ticking, lost].map(({ id }) => finished(second.admin, id, 80_000)));
    expect(ends).toMatchObject([
      { status: "SUCCEEDED", output: expect.stringContaining("Toulon"), attempt: 2 },
      { status: "SUCCEEDED", output: expect.stringContaining("Brest"), attempt: 2 },
      { status: "SUCCEEDED", output: { label: label("job") }, attempt: 1 },
      { status: "SUCCEEDED", attempt: 2 },
      { status: "FAILED", failure: { code: "OUTCOME_UNKNOWN", retryable: false } },
    ]);
    expect(labelled(engine, label("job"))).toHaveLength(1);
    expect(await Promise.all([job, ticking].map(({ id }) => attemptsOf(url, id)))).toEqual([
      [1, 1],
      [1, 2],
    ]);
    for (const { id } of ends) {
      const events = await followAll(second.admin, id as string).all();
      expect(sequences(events)).toEqual(upTo(events.length));
    }
    expect(await leftOver(url)).toEqual([]);
  });
});

const answerOpen = async ({ admin }: GatewayProcess, invocationId: string, text: string): Promise<void> => {
  const result = await answer(admin, { invocationId, interruptId: `int_${invocationId.slice("inv_".length)}_1`, answer: text });
  expect(result).toMatchObject({ replayed: false });
};

/** The database does not matter here, so one will do: the one that is shared, if there is a choice. */
const [dialect = "sqlite"] = selectedDialects().toReversed();

test.concurrent(
  "a gateway that is asked to stop hands over what others can follow or repeat, and a process beside it goes on",
  PATIENCE,
  async ({ onTestFinished }) => {
    const url = await databaseUrl(dialect, onTestFinished);
    const engine = await startEngine(onTestFinished);
    const env = environment({ databaseUrl: url, cozeUrl: engine.url }, { INVOCATION_CONCURRENCY: "3", SHUTDOWN_GRACE: "200ms" });
    const [leaving, staying] = [await start(env, onTestFinished), await start(env, onTestFinished)];
    const { background, harmless } = await publish(leaving.admin);
    const job = await accept(leaving.admin, background.key, { form: { label: "handed-over", seconds: 1 } });
    const ticking = await accept(leaving.admin, harmless.key, { form: { label: "ticked-over", pieces: 20, every_ms: 100 } });
    await inState(leaving, job.id, ({ executeId }) => executeId !== null);
    await followAll(leaving.admin, ticking.id).atLeast(4);
    const stopped = await leaving.end("SIGTERM");
    engine.clearFaults();
    expect(stopped.code, stopped.stderr).toBe(0);
    const ends = await Promise.all([job, ticking].map(({ id }) => finished(staying.admin, id, 80_000)));
    expect(ends).toMatchObject([
      { status: "SUCCEEDED", output: { label: "handed-over" }, attempt: 1 },
      { status: "SUCCEEDED", attempt: 2 },
    ]);
    expect(labelled(engine, "handed-over")).toHaveLength(1);
    expect(await leftOver(url)).toEqual([]);
  },
);
