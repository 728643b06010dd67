import "reflect-metadata";
/** A gateway that dies in the middle, or is told to stop: what it was doing is settled truthfully, by it or by another. */
import { beforeAll, describe, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { createSimulator, type Simulator } from "../../src/simulator/simulator.js";
import { type Env, ensureBuilt, type GatewayProcess } from "../support/gateway-process.js";
import { accept, finished, followAll, invoke, readInvocation, sequences, upTo } from "../support/operations.js";
import { databaseUrl, environment, leftOver, running, start } from "../support/process-lives.js";
import { publishAbility, type SeededAbility } from "../support/seed.js";
import { selectedDialects } from "../support/selected-dialects.js";

/** Processes that start and stop in turn take their time on a busy machine. */
const PATIENCE = { timeout: 180_000 };

let simulator: Simulator;

beforeAll(async () => {
  await ensureBuilt();
  simulator = createSimulator();
  await simulator.start();
  return () => simulator.stop();
});

const environmentOf = (url: string, more: Env = {}): Env => environment({ databaseUrl: url, cozeUrl: simulator.url }, more);

const slowAbility = (gateway: GatewayProcess): Promise<SeededAbility> =>
  publishAbility(gateway.admin, { workflowId: WORKFLOW_IDS.slow, properties: { seconds: { type: "number" } } });

/** Only those that the engine was sent: `seconds` tells them apart. */
const sent = (seconds: number) =>
  simulator.history().filter((call) => (call.parametersReceived as { seconds?: number })?.seconds === seconds);

describe.concurrent.each(selectedDialects())("a lost worker (%s)", PATIENCE, (dialect) => {
  test("killed in the middle: the next process settles what ran, runs what waited, and tells followers all of it", async ({
    onTestFinished,
  }) => {
    const url = await databaseUrl(dialect, onTestFinished);
    const seconds = dialect === "mysql" ? 0.31 : 0.32;
    const first = await start(environmentOf(url), onTestFinished);
    const ability = await slowAbility(first);
    const call = { form: { seconds: 25 }, idempotencyKey: "lost" };
    const lost = await accept(first.admin, ability.key, call);
    await running(first, lost.id);
    const waiting = await Promise.all([1, 2].map(() => accept(first.admin, ability.key, { form: { seconds } })));
    const overdue = await accept(first.admin, ability.key, { form: { seconds }, deadlineMs: 1_000 });
    await first.end("SIGKILL");

    const second = await start(environmentOf(url), onTestFinished);
    const followed = [lost, ...waiting, overdue].map(({ id }) => followAll(second.admin, id));
    const stories = await Promise.all(followed.map((following) => following.all(25_000)));
    for (const events of stories) expect(sequences(events)).toEqual(upTo(events.length));
    expect(stories.map((events) => events.at(-1))).toMatchObject([
      { status: "FAILED", failure: { code: "OUTCOME_UNKNOWN", message: expect.stringContaining("Check before repeating it") } },
      { status: "SUCCEEDED" },
      { status: "SUCCEEDED" },
      { status: "EXPIRED", failure: { code: "DEADLINE_EXCEEDED" } },
    ]);
    // Neither the lost run nor the overdue one reached the engine a second time.
    expect(sent(seconds)).toHaveLength(2);
    expect(await invoke(second.admin, ability.key, call)).toMatchObject({ replayed: true, invocation: { id: lost.id, status: "FAILED" } });
    expect(await leftOver(url)).toEqual([]);
  });
});

/** What stopping means does not depend on the database, so one will do: the one that is shared, if there is a choice. */
const [dialect = "sqlite"] = selectedDialects().toReversed();

test.concurrent(
  "a gateway that is asked to stop: a run under way is finished first, one that takes too long ends as unknown, and what waits is left to others",
  PATIENCE,
  async ({ onTestFinished }) => {
    const url = await databaseUrl(dialect, onTestFinished);
    const patient = await start(environmentOf(url), onTestFinished);
    const ability = await slowAbility(patient);
    const { id } = await accept(patient.admin, ability.key, { form: { seconds: 2 } });
    await running(patient, id);
    const stopped = await patient.end("SIGTERM");
    expect(stopped.code, stopped.stderr).toBe(0);

    const hasty = await start(environmentOf(url, { SHUTDOWN_GRACE: "200ms" }), onTestFinished);
    expect(await readInvocation(hasty.admin, id)).toMatchObject({ status: "SUCCEEDED", output: "Waited 2 seconds." });
    const long = await accept(hasty.admin, ability.key, { form: { seconds: 26 } });
    await running(hasty, long.id);
    const queued = await accept(hasty.admin, ability.key, { form: { seconds: 0.2 } });
    const hurried = await hasty.end("SIGTERM");
    expect(hurried.code, hurried.stderr).toBe(0);

    const last = await start(environmentOf(url), onTestFinished);
    expect(await readInvocation(last.admin, long.id)).toMatchObject({ status: "FAILED", failure: { code: "OUTCOME_UNKNOWN" } });
    expect(await finished(last.admin, queued.id)).toMatchObject({ status: "SUCCEEDED", attempt: 1 });
    expect(await leftOver(url)).toEqual([]);
  },
);
