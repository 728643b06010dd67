import "reflect-metadata";
/** Processes that share the work: one accepts calls, others run them, on one MariaDB and one Redis. */
import { beforeAll, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { createSimulator, type Simulator } from "../../src/simulator/simulator.js";
import { startTestApp, type TestApp } from "../support/app.js";
import { describeWithServers } from "../support/database-matrix.js";
import { ensureBuilt, startGateway } from "../support/gateway-process.js";
import { accept, finished, followAll, invoke, readInvocation, sequences, textOf, upTo } from "../support/operations.js";
import { type PrivateServer, startPrivateRedis } from "../support/private-servers.js";
import type { CleanUp } from "../support/process-lives.js";
import { publishAbility } from "../support/seed.js";
import { createDatabase, randomRedisPrefix, sharedRedisUrl } from "../support/services.js";
import { SERVICE_TOKEN } from "../support/tokens.js";
import { until } from "../support/until.js";

const HELD = { pieces: { type: "integer" }, delay_ms: { type: "integer" } };
const PATIENT = { timeoutMs: 60_000, everyMs: 50 };

describeWithServers("an installation of several roles", () => {
  let simulator: Simulator;

  beforeAll(async () => {
    simulator = createSimulator();
    await simulator.start();
    return () => simulator.stop();
  });

  const install = async (cleanUp: CleanUp, more: { redisUrl?: string; simulator?: Simulator } = {}) => {
    const database = await createDatabase();
    cleanUp(database.drop);
    const shared = { databaseUrl: database.url, redisUrl: await sharedRedisUrl(), redisPrefix: randomRedisPrefix(), simulator, ...more };
    const start = async (role: "api" | "worker" | "all", env: Record<string, string> = {}): Promise<TestApp> => {
      const app = await startTestApp({ ...shared, env: { ROLE: role, INVOCATION_LEASE: "5s", ...env } });
      cleanUp(app.stop);
      return app;
    };
    return { ...shared, start };
  };
  const workersOf = async (app: TestApp) => (await app.sql("SELECT worker_id FROM ability_invocation_logs")).map((row) => row.worker_id);

  test.concurrent("what an api process accepts runs on a worker, and is followed where it was accepted", { timeout: 90_000 }, async ({
    onTestFinished,
  }) => {
    const { start } = await install(onTestFinished);
    const api = await start("api");
    const worker = await start("worker");
    const long = await publishAbility(api.admin, { workflowId: WORKFLOW_IDS.long, properties: HELD });
    const { id } = await accept(api.admin, long.key, { form: { pieces: 40, delay_ms: 20 } });
    const events = await followAll(api.admin, id).all();
    expect(sequences(events)).toEqual(upTo(events.length));
    expect(textOf(events)).toBe(events.at(-1).output);
    const waited = await accept(api.admin, long.key, { form: { pieces: 2 }, waitMs: 15_000 });
    expect(waited.status).toBe("SUCCEEDED");
    expect(await api.sql("SELECT DISTINCT worker_id FROM ability_invocation_logs")).toHaveLength(1);

    // A worker answers its platform, and nobody else.
    expect((await fetch(`${worker.url}/health/live`)).status).toBe(200);
    expect(await (await fetch(`${worker.url}/health/ready`)).json()).toMatchObject({ status: "ok" });
    expect(await (await fetch(`${worker.url}/metrics`)).text()).toContain("ability_gateway_");
    const headers = { authorization: `Bearer ${SERVICE_TOKEN}`, "content-type": "application/json" };
    const query = await fetch(`${worker.url}/graphql`, { method: "POST", headers, body: '{"query":"{ __typename }"}' });
    expect(query.status).toBe(404);
    for (const path of ["/", "/graphiql", "/sandbox", "/graphql/stream"]) expect((await fetch(worker.url + path)).status).toBe(404);
    await api.admin.dispose();
  });

  test.concurrent("calls wait for the first worker to come, and two of them share what there is", { timeout: 90_000 }, async ({
    onTestFinished,
  }) => {
    const { start } = await install(onTestFinished);
    const api = await start("api");
    const long = await publishAbility(api.admin, { workflowId: WORKFLOW_IDS.long, properties: HELD });
    const call = { form: { pieces: 20, delay_ms: 20 } };
    const accepted = await Promise.all(upTo(12).map(() => accept(api.admin, long.key, call)));
    expect(accepted.every(({ status }) => status === "QUEUED")).toBe(true);
    await Promise.all([start("worker", { INVOCATION_CONCURRENCY: "2" }), start("worker", { INVOCATION_CONCURRENCY: "2" })]);
    const ends = await Promise.all(accepted.map(({ id }) => finished(api.admin, id, 60_000)));
    expect(ends.map(({ status, attempt }) => `${status} ${attempt}`)).toEqual(Array(12).fill("SUCCEEDED 1"));
  });

  test.concurrent("a call whose job was lost with Redis is found again, and runs once", { timeout: 120_000 }, async ({
    onTestFinished,
  }) => {
    const redis = await startRedis(onTestFinished);
    const engine = createSimulator();
    await engine.start();
    onTestFinished(() => engine.stop());
    const { start } = await install(onTestFinished, { redisUrl: redis.url, simulator: engine });
    const api = await start("api");
    const long = await publishAbility(api.admin, { workflowId: WORKFLOW_IDS.long, properties: HELD });
    const accepted = await Promise.all(upTo(5).map(() => accept(api.admin, long.key, { form: { pieces: 2 } })));
    expect(await workersOf(api)).toEqual(Array(5).fill(null));
    await redis.kill();
    await redis.restart();
    await start("worker");
    const ends = await Promise.all(accepted.map(({ id }) => finished(api.admin, id, 90_000)));
    expect(ends.map(({ status }) => status)).toEqual(Array(5).fill("SUCCEEDED"));
    expect(engine.runs()).toHaveLength(5);
  });

  test.concurrent("while Redis is away, calls are accepted and a process of both roles runs its own", { timeout: 90_000 }, async ({
    onTestFinished,
  }) => {
    const redis = await startRedis(onTestFinished);
    const { start } = await install(onTestFinished, { redisUrl: redis.url });
    const all = await start("all", { INVOCATION_CONCURRENCY: "2" });
    const long = await publishAbility(all.admin, { workflowId: WORKFLOW_IDS.long, properties: HELD });
    await redis.kill();
    const calls = upTo(6).map(() => accept(all.admin, long.key, { form: { pieces: 2 } }));
    const ends = await Promise.all((await Promise.all(calls)).map(({ id }) => finished(all.admin, id, 60_000)));
    expect(ends.map(({ status }) => status)).toEqual(Array(6).fill("SUCCEEDED"));
  });

  test.concurrent("the bound of an ability holds over all workers, and other abilities do not wait", { timeout: 90_000 }, async ({
    onTestFinished,
  }) => {
    const { start } = await install(onTestFinished);
    // Nobody is to lose a place because a busy machine kept it from renewing it.
    const patient = { INVOCATION_LEASE: "30s" };
    const [api] = await Promise.all([start("api", patient), start("worker", patient), start("worker", patient)]);
    const fields = { maxConcurrency: 2 };
    const bounded = await publishAbility(api.admin, { workflowId: WORKFLOW_IDS.long, properties: HELD, fields });
    const free = await publishAbility(api.admin, { workflowId: WORKFLOW_IDS.instant });
    const accepted = await Promise.all(upTo(8).map(() => accept(api.admin, bounded.key, { form: { pieces: 20, delay_ms: 20 } })));
    expect(await invoke(api.admin, free.key, { waitMs: 15_000 })).toMatchObject({ invocation: { status: "SUCCEEDED" } });
    const ends = await Promise.all(accepted.map(({ id }) => finished(api.admin, id, 60_000)));
    expect(ends.map(({ status }) => status)).toEqual(Array(8).fill("SUCCEEDED"));
    const atOnce = ends.map(({ startedAt }) => ends.filter((other) => other.startedAt <= startedAt && startedAt < other.finishedAt).length);
    expect(Math.max(...atOnce)).toBeLessThanOrEqual(2);
  });

  test.concurrent("a worker that is killed with jobs in hand leaves them to the next", { timeout: 180_000 }, async ({ onTestFinished }) => {
    const { start, databaseUrl, redisUrl, redisPrefix } = await install(onTestFinished);
    const api = await start("api");
    const long = await publishAbility(api.admin, { workflowId: WORKFLOW_IDS.long, properties: HELD, fields: { sideEffects: "READ_ONLY" } });
    await ensureBuilt();
    const env = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, REDIS_PREFIX: redisPrefix.replace(":", "") };
    const doomed = await startGateway({ ...env, COZE_BASE_URL: simulator.url, ROLE: "worker", INVOCATION_LEASE: "5s" });
    const { id } = await accept(api.admin, long.key, { form: { pieces: 40, delay_ms: 100 } });
    await until(async () => (await readInvocation(api.admin, id)).status === "RUNNING", PATIENT);
    await doomed.end("SIGKILL");
    await start("worker");
    expect(await finished(api.admin, id, 90_000)).toMatchObject({ status: "SUCCEEDED" });
  });

  const startRedis = async (cleanUp: CleanUp): Promise<PrivateServer> => {
    const redis = await startPrivateRedis();
    cleanUp(() => redis.stop());
    return redis;
  };
});
