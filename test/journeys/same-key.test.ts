import "reflect-metadata";
/** One key, many calls at once, on two instances that share a MariaDB and a Redis: one invocation and one run. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import { retry } from "../support/control.js";
import { describeWithServers } from "../support/database-matrix.js";
import { accept, finished, invoke, tryInvoke, upTo } from "../support/operations.js";
import { replay } from "../support/replays.js";
import { publishAbility, publishFaulty } from "../support/seed.js";
import { createDatabase, randomRedisPrefix, sharedRedisUrl, type TestDatabase } from "../support/services.js";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const CROWD = 50;

describeWithServers("one key on two instances", () => {
  let database: TestDatabase | undefined;
  let apps: TestApp[] = [];
  const admin = (n: number) => (apps[n % 2] as TestApp).admin;

  beforeAll(async () => {
    database = await createDatabase();
    const installation = { databaseUrl: database.url, redisUrl: await sharedRedisUrl(), redisPrefix: randomRedisPrefix() };
    const first = await startTestApp(installation);
    apps = [first];
    apps.push(await startTestApp({ ...installation, simulator: first.simulator }));
  });
  afterAll(async () => {
    for (const app of [...apps].reverse()) await app.stop();
    await database?.drop();
  });

  const crowd = <T>(call: (n: number) => Promise<T>): Promise<T[]> => Promise.all(upTo(CROWD).map(call));
  const runsOf = (workflowId: string, label: string) =>
    apps[0]?.simulator
      .history()
      .filter((call) => call.workflowId === workflowId && JSON.stringify(call.parametersReceived ?? null).includes(label)) ?? [];

  test("fifty calls make one invocation, which runs once", async () => {
    const echo = await publishAbility(admin(0), { workflowId: WORKFLOW_IDS.instant, properties: { a: {} } });
    const answers = await crowd((n) => invoke(admin(n), echo.key, { form: { a: "crowd" }, idempotencyKey: "crowd" }));
    const ids = new Set(answers.map(({ invocation }) => invocation.id));
    expect(ids.size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    const [id] = [...ids];
    expect(await finished(admin(1), id, 60_000)).toMatchObject({ status: "SUCCEEDED" });
    expect(runsOf(WORKFLOW_IDS.instant, "crowd")).toHaveLength(1);
    const [rows] = (await apps[0]?.sql("SELECT COUNT(*) AS n FROM ability_invocation_logs WHERE ability_key = ?", [echo.key])) ?? [];
    expect(Number(rows?.n)).toBe(1);
  });

  test("fifty repetitions make one, and fifty sets of repetitions make one", async () => {
    const echo = await publishAbility(admin(0), {
      workflowId: WORKFLOW_IDS.instant,
      properties: { a: {} },
      fields: { sideEffects: "READ_ONLY" },
    });
    const { id } = await accept(admin(0), echo.key, { form: { a: 1 } });
    await finished(admin(0), id, 60_000);
    const repeated = await crowd((n) => retry(admin(n), id, { idempotencyKey: "again" }));
    expect(new Set(repeated.map(({ invocation }) => invocation.id)).size).toBe(1);
    expect(repeated.filter(({ replayed }) => !replayed)).toHaveLength(1);
    const sets = await crowd((n) => replay(admin(n), { ids: [id] }, { idempotencyKey: "set" }));
    expect(new Set(sets.map((set) => set.replay.id)).size).toBe(1);
    expect(sets.filter(({ replayed }) => !replayed)).toHaveLength(1);
  });

  test("a run that certainly failed gives the key back, on the other instance too; a success keeps it", async () => {
    const faulty = await publishFaulty(admin(0), { workflowId: WORKFLOW_IDS.write, properties: { topic: { type: "string" } } });
    const call = { form: { topic: "x", fault: "refuse-token" }, idempotencyKey: "freed" };
    const failed = await accept(admin(0), faulty.key, call);
    expect(await finished(admin(0), failed.id, 60_000)).toMatchObject({ status: "FAILED" });
    // Each call of the crowd fails too, so that the key changes hands; never does one invocation stand for two runs.
    const all = await crowd((n) => tryInvoke(admin(n), faulty.key, call));
    // Whoever found the key taken and free again five times in a row is told so.
    expect(new Set(all.flatMap(({ codes }) => codes))).toEqual(new Set(all.some(({ errors }) => errors.length > 0) ? ["CONFLICT"] : []));
    const answers = all.filter(({ errors }) => errors.length === 0).map(({ data }) => data.invokeAbility);
    const began = answers.filter(({ replayed }) => !replayed).map(({ invocation }) => invocation.id);
    expect(began).not.toContain(failed.id);
    expect(began.length).toBeGreaterThan(0);
    expect(new Set(began).size).toBe(began.length);
    for (const { invocation } of answers) expect(began).toContain(invocation.id);
  });
});
