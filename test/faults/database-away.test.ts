import "reflect-metadata";
/** A database that is away for ten seconds: running work goes on, nobody misses an event, new calls are told. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import { describeWithServers } from "../support/database-matrix.js";
import { accept, finished, followAll, invoke, sequences, textOf, tryInvoke, upTo } from "../support/operations.js";
import { type PrivateServer, startPrivateMariaDb } from "../support/private-servers.js";
import { publishAbility, type SeededAbility } from "../support/seed.js";
import { openSql } from "../support/sql.js";

const OUTAGE_MS = 10_000;

interface Scene {
  readonly app: TestApp;
  readonly database: PrivateServer;
  readonly long: SeededAbility;
  readonly slow: SeededAbility;
}

const setScene = async (cleanUp: (step: () => Promise<void>) => void): Promise<Scene> => {
  const database = await startPrivateMariaDb();
  cleanUp(() => database.stop());
  const app = await startTestApp({ databaseUrl: database.url, env: { INVOCATION_LEASE: "5s" } });
  cleanUp(app.stop);
  // Test servers write their log once a second; one that is killed must keep what it committed, as a real one does.
  await app.sql("SET GLOBAL innodb_flush_log_at_trx_commit = 2");
  const [long, slow] = await Promise.all([
    publishAbility(app.admin, {
      workflowId: WORKFLOW_IDS.long,
      properties: { pieces: { type: "integer" }, delay_ms: { type: "integer" } },
    }),
    publishAbility(app.admin, { workflowId: WORKFLOW_IDS.slow, properties: { seconds: { type: "number" } } }),
  ]);
  return { app, database, long, slow };
};

/** Work that is under way when the database goes away, and what must have become of it. */
const throughAnOutage = async ({ app, long, slow }: Scene, outage: () => Promise<void>): Promise<void> => {
  const streamed = await Promise.all(upTo(4).map(() => accept(app.admin, long.key, { form: { pieces: 150, delay_ms: 40 } })));
  const overdue = await accept(app.admin, slow.key, { form: { seconds: 29 }, deadlineMs: 4_000 });
  const followed = [...streamed, overdue].map(({ id }) => followAll(app.admin, id));
  await Promise.all(followed.map((following) => following.atLeast(2)));
  await outage();

  const stories = await Promise.all(followed.map((following) => following.all(30_000)));
  for (const events of stories) expect(sequences(events)).toEqual(upTo(events.length));
  const results = await Promise.all([...streamed, overdue].map(({ id }) => finished(app.admin, id)));
  results.slice(0, -1).forEach((result, index) => {
    expect(result).toMatchObject({ status: "SUCCEEDED", attempt: 1 });
    expect(textOf(stories[index] ?? [])).toBe(result.output);
    expect([...result.output.matchAll(/第\d+段/g)]).toHaveLength(150);
  });
  expect(results.at(-1)).toMatchObject({ status: "FAILED", failure: { code: "DEADLINE_EXCEEDED" } });
  // Each ran once: nothing that was under way was begun again.
  const begun = app.simulator
    .history()
    .filter(({ parametersReceived }) => /"pieces":150|"seconds":29/.test(JSON.stringify(parametersReceived)));
  expect(begun).toHaveLength(results.length);
  expect(await accept(app.admin, slow.key, { form: { seconds: 0.01 }, waitMs: 10_000 })).toMatchObject({ status: "SUCCEEDED" });
  await app.admin.dispose();
};

/** After the outage every row is final, and its log says the same. */
const expectTruth = async (database: PrivateServer): Promise<void> => {
  const sql = openSql(database.url);
  try {
    const rows = await sql.query("SELECT invocation_id, gateway_status, last_seq FROM ability_invocation_logs");
    for (const row of rows) {
      const events = await sql.query("SELECT seq, payload FROM ability_invocation_events WHERE invocation_id = ? ORDER BY seq", [
        row.invocation_id,
      ]);
      expect(events.map(({ seq }) => Number(seq))).toEqual(upTo(Number(row.last_seq)));
      expect(JSON.parse(events.at(-1)?.payload)).toMatchObject({ type: "finished", status: row.gateway_status });
    }
    // Every key belongs to an invocation that exists.
    const orphans =
      "SELECT * FROM idempotency_keys k WHERE NOT EXISTS (SELECT 1 FROM ability_invocation_logs l WHERE l.invocation_id = k.invocation_id)";
    expect(await sql.query(orphans)).toEqual([]);
  } finally {
    await sql.close();
  }
};

describeWithServers("a database that is away for ten seconds", () => {
  test.concurrent("killed and started again", { timeout: 90_000 }, async ({ onTestFinished }) => {
    const scene = await setScene(onTestFinished);
    const { app, database, slow } = scene;
    await throughAnOutage(scene, async () => {
      await database.kill();
      const since = performance.now();
      const refused = await tryInvoke(app.admin, slow.key, { form: { seconds: 0.1 } });
      expect(refused.codes).toEqual(["SERVICE_UNAVAILABLE"]);
      expect(refused.errors[0]).toMatchObject({ message: expect.stringContaining("database"), extensions: { retryable: true } });
      expect(performance.now() - since).toBeLessThan(5_000);
      expect((await fetch(`${app.url}/health/ready`)).status).toBe(503);
      expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
      await sleep(OUTAGE_MS);
      await database.restart();
    });
    await expectTruth(database);
  });

  test.concurrent("frozen and thawed", { timeout: 90_000 }, async ({ onTestFinished }) => {
    const scene = await setScene(onTestFinished);
    const { app, database, slow } = scene;
    await throughAnOutage(scene, async () => {
      database.pause();
      const during = tryInvoke(app.admin, slow.key, { form: { seconds: 0.1 }, idempotencyKey: "during" });
      expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
      await sleep(OUTAGE_MS);
      database.resume();
      // Whether it was told or served: asking again with the same key gives one invocation.
      const answer = await during;
      expect(answer.codes.join() || answer.data.invokeAbility.__typename).toMatch(/^(SERVICE_UNAVAILABLE|InvocationAccepted)$/);
      const again = await invoke(app.admin, slow.key, { form: { seconds: 0.1 }, idempotencyKey: "during", waitMs: 10_000 });
      expect(again).toMatchObject({ __typename: "InvocationAccepted", invocation: { status: "SUCCEEDED" } });
    });
    await expectTruth(database);
  });
});
