import "reflect-metadata";
/** A Coze that refuses, lies, stalls, breaks off or is not there: every call ends, by its deadline, and says why. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { createSimulator } from "../../src/simulator/simulator.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { Data, TestClient } from "../support/client.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, finished, followAll, invoke, sequences, textOf, upTo } from "../support/operations.js";
import { publishAbility, publishFaulty } from "../support/seed.js";
import { until } from "../support/until.js";

const TOPIC = { topic: { type: "string" } };
const SECONDS = { seconds: { type: "number" } };

/** The rows tell the same story as the API. */
const expectTrueRows = async (app: TestApp, invocation: Data): Promise<void> => {
  const [row] = await app.sql("SELECT * FROM ability_invocation_logs WHERE invocation_id = ?", [invocation.id]);
  expect(row).toMatchObject({ gateway_status: invocation.status, failure_code: invocation.failure?.code ?? null });
  const events = await app.sql("SELECT seq, type FROM ability_invocation_events WHERE invocation_id = ? ORDER BY seq", [invocation.id]);
  expect(events.map(({ seq }) => Number(seq))).toEqual(upTo(Number(row?.last_seq)));
  expect(events.map(({ type }) => type === "finished")).toEqual(events.map((_, index) => index === events.length - 1));
  const [payload] = await app.sql("SELECT output FROM ability_invocation_payloads WHERE invocation_id = ?", [invocation.id]);
  expect(payload?.output === null).toBe(invocation.status !== "SUCCEEDED");
};

/** Statuses in the order the events tell. */
const statuses = async (client: TestClient, id: string): Promise<string[]> =>
  (await followAll(client, id).all()).flatMap(({ to, status }) => to ?? status ?? []);

interface Fault {
  readonly fault: string;
  readonly code: string;
  /** What the sentence tells the reader. */
  readonly says: RegExp;
  /** The engine may have finished the run, so its idempotency key must not start another. */
  readonly mayHaveRun: boolean;
}

const FAULTS: readonly Fault[] = [
  { fault: "html504", code: "ENGINE_TIMEOUT", says: /may still be going on/, mayHaveRun: true },
  { fault: "html502", code: "ENGINE_BAD_RESPONSE", says: /proxy in between/, mayHaveRun: true },
  { fault: "empty200", code: "ENGINE_STREAM_CUT", says: /may have finished/, mayHaveRun: true },
  { fault: "cut:3", code: "ENGINE_STREAM_CUT", says: /may have finished/, mayHaveRun: true },
  { fault: "cut-mid-frame:3", code: "ENGINE_STREAM_CUT", says: /may have finished/, mayHaveRun: true },
  { fault: "no-terminal", code: "ENGINE_STREAM_CUT", says: /may have finished/, mayHaveRun: true },
  { fault: "plain-text-error:2", code: "ENGINE_FAILED", says: /failed in Coze/, mayHaveRun: false },
  { fault: "refuse-token", code: "ENGINE_AUTH_FAILED", says: /renew COZE_API_TOKEN/, mayHaveRun: false },
];

const HARMLESS = ["429:2", "ping", "split-utf8", "slow-chunks:5", "unknown-json-fields", "code-string"];

describe("a misbehaving Coze", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app?.stop());

  test.each(FAULTS)("$fault ends as $code", async ({ fault, code, says, mayHaveRun }) => {
    const ability = await publishFaulty(app.admin, { workflowId: WORKFLOW_IDS.write, properties: TOPIC });
    const call = { form: { topic: "tides", fault }, idempotencyKey: "once", waitMs: 15_000 };
    const invocation = await accept(app.admin, ability.key, call);
    expect(invocation).toMatchObject({
      status: "FAILED",
      output: null,
      attempt: 1,
      failure: { code, message: expect.stringMatching(says) },
    });
    await expectTrueRows(app, invocation);
    const again = await invoke(app.admin, ability.key, call);
    expect(again).toMatchObject({ replayed: mayHaveRun, invocation: { status: "FAILED" } });
    expect(again.invocation.id === invocation.id).toBe(mayHaveRun);
  });

  test.each(HARMLESS)("%s does no harm", async (fault) => {
    const ability = await publishFaulty(app.admin, { workflowId: WORKFLOW_IDS.long, properties: { pieces: { type: "integer" } } });
    const invocation = await accept(app.admin, ability.key, { form: { pieces: 5, fault }, waitMs: 15_000 });
    expect(invocation).toMatchObject({ status: "SUCCEEDED", failure: null, attempt: fault === "429:2" ? 3 : 1 });
    const events = await followAll(app.admin, invocation.id).all();
    expect(textOf(events)).toBe("第1段é🚀 第2段é🚀 第3段é🚀 第4段é🚀 第5段é🚀 ");
    expect(sequences(events)).toEqual(upTo(events.length));
    await expectTrueRows(app, invocation);
  });

  test("an unpublished workflow and one that fails in the middle are told apart, and keep what Coze said for operators", async () => {
    const [unpublished, failing] = await Promise.all([
      publishAbility(app.admin, { workflowId: WORKFLOW_IDS.unpublished }),
      publishAbility(app.admin, { workflowId: WORKFLOW_IDS.fails }),
    ]);
    const first = await accept(app.admin, unpublished.key, { waitMs: 10_000 });
    expect(first.failure).toMatchObject({ code: "WORKFLOW_NOT_PUBLISHED", class: "CONFIGURATION", message: /Publish it in Coze Studio/ });
    const second = await accept(app.admin, failing.key, { waitMs: 10_000 });
    expect(second.failure).toMatchObject({ class: "ENGINE", engineMessage: expect.stringContaining("the script failed") });
    expect(await statuses(app.admin, second.id)).toEqual(["QUEUED", "RUNNING", "FAILED"]);
    await expectTrueRows(app, second);
  });

  const slowerThanItsDeadline = async ({ admin }: TestApp, seconds: number): Promise<Data> => {
    const slow = await publishAbility(admin, { workflowId: WORKFLOW_IDS.slow, properties: SECONDS });
    const { id } = await accept(admin, slow.key, { form: { seconds }, deadlineMs: 1_000 });
    const invocation = await finished(admin, id);
    expect(invocation).toMatchObject({ status: "FAILED", failure: { code: "DEADLINE_EXCEEDED", class: "TIMEOUT", retryable: false } });
    expect(Date.parse(invocation.finishedAt) - Date.parse(invocation.deadlineAt)).toBeLessThan(2_000);
    return invocation;
  };
  const received = ({ simulator }: TestApp, seconds: number) =>
    simulator.history().filter((call) => JSON.stringify(call.parametersReceived) === `{"seconds":${seconds}}`);

  test("a run slower than its deadline ends by then, and what Coze delivers later stands beside the end", async () => {
    const invocation = await slowerThanItsDeadline(app, 3.5);
    const late = () =>
      app.sql(
        "SELECT l.late_status, p.late_output FROM ability_invocation_logs l JOIN ability_invocation_payloads p ON p.invocation_id = l.invocation_id WHERE l.invocation_id = ?",
        [invocation.id],
      );
    const [row] = await until(async () => (await late())[0]?.late_status && late(), { what: "the late result" });
    expect(row).toEqual({ late_status: "SUCCEEDED", late_output: JSON.stringify("Waited 3.5 seconds.") });
    expect(received(app, 3.5)).toHaveLength(1);
    await expectTrueRows(app, invocation);
  });

  test("a gateway that is told not to listen for late results lets Coze see the connection close", async () => {
    const strict = await startTestApp({ env: { LATE_RESULT_WINDOW: "0s" } });
    onTestFinished(strict.stop);
    await slowerThanItsDeadline(strict, 29);
    await until(() => received(strict, 29)[0]?.status === "disconnected", { what: "the simulator to see the disconnect" });
    expect(received(strict, 29)).toHaveLength(1);
  });

  test("a mapping's own time limit ends a slow run long before the deadline", async () => {
    const slow = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.slow, properties: SECONDS, timeoutMs: 300 });
    const invocation = await accept(app.admin, slow.key, { form: { seconds: 28 }, waitMs: 10_000 });
    expect(invocation).toMatchObject({ status: "FAILED", failure: { code: "ENGINE_TIMEOUT" } });
  });

  test("a wrong token of the platform fails calls with a sentence for the operator, and stays out of answer and log", async () => {
    const other = await startTestApp({ simulator: app.simulator, env: { COZE_API_TOKEN: "pat_worn_out" } });
    onTestFinished(other.stop);
    const ability = await publishAbility(other.admin, { workflowId: WORKFLOW_IDS.instant });
    const invocation = await accept(other.admin, ability.key, { waitMs: 10_000 });
    expect(invocation.failure).toMatchObject({ code: "ENGINE_AUTH_FAILED", engineCode: "700012006", class: "CONFIGURATION" });
    expect(JSON.stringify([invocation, other.lines])).not.toContain("pat_worn_out");
    await expectTrueRows(other, invocation);
  });
});

describe("a Coze that is down", () => {
  const startDown = async (onTestFinished: (step: () => Promise<void>) => void) => {
    const simulator = createSimulator();
    await simulator.start();
    const app = await startTestApp({ simulator });
    onTestFinished(async () => {
      await app.stop();
      await simulator.stop();
    });
    const ability = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties: { a: {} } });
    await simulator.stop();
    return { app, simulator, ability };
  };

  test.concurrent("is tried again, because it took nothing, until the attempts are used up", async ({ onTestFinished }) => {
    const { app, ability } = await startDown(onTestFinished);
    const call = { idempotencyKey: "down", waitMs: 20_000 };
    const invocation = await accept(app.admin, ability.key, call);
    expect(invocation).toMatchObject({ status: "FAILED", attempt: 4, failure: { code: "ENGINE_UNREACHABLE", retryable: true } });
    const attempt = ["RUNNING", "QUEUED"];
    expect(await statuses(app.admin, invocation.id)).toEqual(["QUEUED", ...attempt, ...attempt, ...attempt, "RUNNING", "FAILED"]);
    await expectTrueRows(app, invocation);
    // A run that never began frees its key. By now the circuit is open, and the next call is not even tried in vain.
    expect(await invoke(app.admin, ability.key, { ...call, deadlineMs: 2_000 })).toMatchObject({ replayed: false });
  });

  test.concurrent("is not tried beyond a short deadline", async ({ onTestFinished }) => {
    const { app, ability } = await startDown(onTestFinished);
    const invocation = await accept(app.admin, ability.key, { deadlineMs: 1_000, waitMs: 20_000 });
    expect(invocation).toMatchObject({
      status: "FAILED",
      failure: { code: expect.stringMatching(/ENGINE_UNREACHABLE|DEADLINE_EXCEEDED/) },
    });
    expect(invocation.attempt).toBeLessThan(4);
    expect(Date.parse(invocation.finishedAt) - Date.parse(invocation.deadlineAt)).toBeLessThan(2_000);
    await expectTrueRows(app, invocation);
  });

  test.concurrent("runs the call once it is back", async ({ onTestFinished }) => {
    const { app, simulator, ability } = await startDown(onTestFinished);
    const { id } = await accept(app.admin, ability.key, { form: { a: 1 } });
    await until(() => app.lines.some(({ msg }) => msg.startsWith("attempt was not accepted")), { what: "the first attempt to fail" });
    await simulator.start();
    const invocation = await finished(app.admin, id);
    expect(invocation).toMatchObject({ status: "SUCCEEDED", output: { echo: { a: 1 } } });
    expect(invocation.attempt).toBeGreaterThan(1);
    expect(simulator.runs()).toHaveLength(1);
    await expectTrueRows(app, invocation);
  });
});

describeEachDatabase("a result of five megabytes", (makeUrl) => {
  test("is stored, shown and streamed whole", async () => {
    const app = await startTestApp({ databaseUrl: await makeUrl() });
    onTestFinished(app.stop);
    const ability = await publishFaulty(app.admin, { workflowId: WORKFLOW_IDS.instant });
    const { id } = await accept(app.admin, ability.key, { form: { fault: "huge" } });
    const events = await followAll(app.admin, id).all();
    const invocation = await finished(app.admin, id);
    expect(JSON.stringify(invocation.output).length).toBeGreaterThan(5_000_000);
    expect(events.at(-1)).toMatchObject({ __typename: "Finished", status: "SUCCEEDED" });
    expect(JSON.stringify(events.at(-1).output) === JSON.stringify(invocation.output)).toBe(true);
    expect(sequences(events)).toEqual(upTo(events.length));
    await expectTrueRows(app, invocation);
  });
});
