import "reflect-metadata";
/** How the whole app stops: callers get their answers, and nothing it opened outlives it. */
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createApp } from "../../src/app.js";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp } from "../support/app.js";
import { configOf } from "../support/config.js";
import { accept, invoke } from "../support/operations.js";
import { createRecordingLog } from "../support/recording-log.js";
import { publishAbility } from "../support/seed.js";
import { runFolder } from "../support/services.js";
import { SERVICE_TOKEN } from "../support/tokens.js";
import { until } from "../support/until.js";

const SECONDS = { seconds: { type: "number" } };

test("a caller who waits for the end is answered when the app stops, and the run has the rest of the grace", async () => {
  const app = await startTestApp({ env: { SHUTDOWN_GRACE: "10s" } });
  onTestFinished(app.stop);
  const ability = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.slow, properties: SECONDS });
  const answer = invoke(app.admin, ability.key, { form: { seconds: 3 }, waitMs: 20_000 });
  await until(() => app.simulator.runs().length > 0, { what: "the run to begin" });
  const stopped = app.stop();
  expect(await answer).toMatchObject({ __typename: "InvocationAccepted", invocation: { status: "RUNNING" } });
  await stopped;
  expect(app.lines.filter(({ level }) => level === "error" || level === "warn")).toEqual([]);
});

test("an app that is stopped while it starts leaves no port open and says that it is stopping", async () => {
  const databaseUrl = `sqlite:${join(runFolder(), `stopped-${Date.now()}.db`)}`;
  const env = {
    NODE_ENV: "test",
    PORT: "0",
    DATABASE_URL: databaseUrl,
    COZE_BASE_URL: "http://127.0.0.1:9",
    COZE_API_TOKEN: "pat_x",
    SERVICE_API_TOKEN: SERVICE_TOKEN,
  };
  const listening = () => process.getActiveResourcesInfo().filter((name) => name === "TCPServerWrap").length;
  const before = listening();
  const app = createApp(configOf(env), { log: createRecordingLog().log });
  const starting = app.start();
  await app.stop();
  await expect(starting).rejects.toMatchObject({ code: expect.stringMatching(/SHUTTING_DOWN|SERVICE_UNAVAILABLE/) });
  expect(listening()).toBe(before);
});

test("two apps in one process share nothing: one stops, the other serves", async () => {
  const [one, other] = await Promise.all([startTestApp(), startTestApp()]);
  onTestFinished(other.stop);
  const [first, second] = await Promise.all(
    [one, other].map(({ admin }) => publishAbility(admin, { key: "same-key", workflowId: WORKFLOW_IDS.instant })),
  );
  expect(first?.id).not.toBe(second?.id);
  await one.stop();
  expect(await accept(other.admin, "same-key", { waitMs: 10_000 })).toMatchObject({ status: "SUCCEEDED" });
  await expect(one.admin.execute("{ viewer { id } }")).rejects.toThrow();
});
