import "reflect-metadata";
/** Webhooks where more than one process may send them, and where the one that was about to dies. */
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { createSimulator, type Simulator } from "../../src/simulator/simulator.js";
import { startTestApp } from "../support/app.js";
import { describeEachDatabase, describeWithServers, type MakeDatabaseUrl } from "../support/database-matrix.js";
import { ensureBuilt, type GatewayProcess, startGateway } from "../support/gateway-process.js";
import { accept, upTo } from "../support/operations.js";
import { publishAbility } from "../support/seed.js";
import { createDatabase, randomRedisPrefix, sharedRedisUrl } from "../support/services.js";
import { openSql } from "../support/sql.js";
import { until } from "../support/until.js";
import { deliveriesOf, deliveryIn, registered } from "../support/webhook-operations.js";
import { startReceiver, verifySignature, type WebhookReceiver } from "../support/webhook-receiver.js";

const receiving = async (): Promise<WebhookReceiver> => {
  const receiver = await startReceiver();
  onTestFinished(receiver.stop);
  return receiver;
};

/** A busy machine is no reason for a second attempt. */
const ENV = { WEBHOOK_ALLOWED_HOSTS: "http://127.0.0.1", WEBHOOK_TIMEOUT: "60s" };

describeWithServers("webhooks of two gateways of one installation", () => {
  test("each end is sent once, whichever of them ran the call and whichever sends it", { timeout: 60_000 }, async () => {
    const database = await createDatabase();
    onTestFinished(database.drop);
    const installation = { databaseUrl: database.url, redisUrl: await sharedRedisUrl(), redisPrefix: randomRedisPrefix(), env: ENV };
    const first = await startTestApp(installation);
    onTestFinished(first.stop);
    const second = await startTestApp({ ...installation, simulator: first.simulator });
    onTestFinished(second.stop);
    const receiver = await receiving();
    const ability = await publishAbility(first.admin, { workflowId: WORKFLOW_IDS.instant, properties: { a: {} } });
    const { id } = await registered(first.admin, { abilityId: ability.id, url: receiver.url });

    const calls = await Promise.all(upTo(40).map((n) => accept((n % 2 ? first : second).admin, ability.key, { form: { a: n } })));
    await receiver.atLeast(40, 30_000);
    // All due again at one moment, for both to see at once.
    await until(async () => (await deliveriesOf(first.admin, id, ["PENDING"])).length === 0, { timeoutMs: 20_000, everyMs: 100 });
    await first.sql("UPDATE webhook_deliveries SET state = 'PENDING', tries = 0, due_at = '2020-01-01 00:00:00.000'");
    await receiver.atLeast(80, 30_000);
    const stands = async () => {
      const [row] = await first.sql("SELECT count(*) AS n, sum(attempts) AS attempts FROM webhook_deliveries WHERE state = 'DELIVERED'");
      return Number(row?.n) === 40 && Number(row?.attempts);
    };
    expect(await until(stands, { timeoutMs: 20_000, everyMs: 100 })).toBe(80);
    expect(receiver.received).toHaveLength(80);
    expect(new Set(receiver.received.map((one) => one.id)).size).toBe(40);
    expect(new Set(receiver.received.map(({ raw }) => raw)).size).toBe(40);
    expect(new Set(receiver.received.map(({ body }) => body.data.invocation.id))).toEqual(new Set(calls.map((call) => call.id)));
  });
});

describeEachDatabase("a webhook of a call", (makeUrl) => {
  test("registered while the call ends: told exactly once, whichever came first", { timeout: 60_000 }, async () => {
    const app = await startTestApp({ databaseUrl: await makeUrl(), env: ENV });
    onTestFinished(app.stop);
    const receiver = await receiving();
    const ability = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties: { a: {} } });
    const calls = await Promise.all(
      upTo(30).map(async (a) => {
        const { id } = await accept(app.admin, ability.key, { form: { a } });
        await registered(app.admin, { invocationId: id, url: receiver.url });
        return id as string;
      }),
    );
    await receiver.atLeast(30, 30_000);
    const told = async () => Number((await app.sql("SELECT count(*) AS n FROM webhook_deliveries WHERE state = 'DELIVERED'"))[0]?.n) === 30;
    await until(told, { timeoutMs: 20_000, everyMs: 100 });
    expect(receiver.received.map(({ body }) => body.data.invocation.id).sort()).toEqual(calls.sort());
  });
});

let simulator: Simulator;
beforeAll(async () => {
  await ensureBuilt();
  simulator = createSimulator();
  await simulator.start();
  return () => simulator.stop();
});

const starting = async (url: string): Promise<GatewayProcess> => {
  const gateway = await startGateway({ DATABASE_URL: url, COZE_BASE_URL: simulator.url, ...ENV });
  onTestFinished(async () => {
    await gateway.admin.dispose();
    await gateway.end("SIGKILL");
  });
  return gateway;
};

/** Minutes pass. */
const letLeasesLapse = async (url: string): Promise<void> => {
  const sql = openSql(url);
  onTestFinished(sql.close);
  const [row] = await sql.query("SELECT due_at, lease_until, worker_id FROM webhook_deliveries");
  expect(row).toMatchObject({ due_at: row?.lease_until, worker_id: expect.any(String) });
  await sql.query("UPDATE webhook_deliveries SET due_at = '2020-01-01 00:00:00.000', lease_until = '2020-01-01 00:00:00.000'");
};

describeEachDatabase("webhooks of a gateway that is killed", (makeUrl: MakeDatabaseUrl) => {
  test("while it sends: the next one sends the same bytes under the same id", { timeout: 90_000 }, async () => {
    const url = await makeUrl();
    const receiver = await receiving();
    const dying = await starting(url);
    const ability = await publishAbility(dying.admin, { workflowId: WORKFLOW_IDS.instant, properties: { a: {} } });
    const { secret } = await registered(dying.admin, { abilityId: ability.id, url: receiver.url });
    receiver.answer("silent");
    const call = await accept(dying.admin, ability.key, { form: { a: 1 } });
    await receiver.atLeast(1, 30_000);
    await dying.end("SIGKILL");
    await letLeasesLapse(url);

    const next = await starting(url);
    const [lost, sent] = await receiver.atLeast(2, 60_000);
    if (!lost || !sent) return expect.unreachable();
    expect([sent.id, sent.raw]).toEqual([lost.id, lost.raw]);
    expect(sent.body.data.invocation.id).toBe(call.id);
    verifySignature(sent, secret);
    // The attempt that died is counted; nobody is left to say what became of it.
    expect(await deliveryIn(next.admin, sent.id, "DELIVERED")).toMatchObject({ attempts: 2, attemptLog: [{ number: 2, httpStatus: 204 }] });
    expect(receiver.received).toHaveLength(2);
  });

  test("before it could send: what was committed with the end of the call is sent by the next one", { timeout: 90_000 }, async () => {
    const url = await makeUrl();
    const receiver = await receiving();
    const dying = await starting(url);
    const ability = await publishAbility(dying.admin, { workflowId: WORKFLOW_IDS.instant, properties: { a: {} } });
    const { id } = await registered(dying.admin, { abilityId: ability.id, url: receiver.url });
    // Four at once is as many as one webhook gets: the fifth is committed and waits.
    receiver.answer("silent", "silent", "silent", "silent");
    await Promise.all(upTo(4).map((a) => accept(dying.admin, ability.key, { form: { a } })));
    await receiver.atLeast(4, 30_000);
    const fifth = await accept(dying.admin, ability.key, { form: { a: 5 }, waitMs: 10_000 });
    expect(fifth.status).toBe("SUCCEEDED");
    const waiting = await until(async () => (await deliveriesOf(dying.admin, id)).find((one) => one.invocation.id === fifth.id));
    expect(waiting).toMatchObject({ state: "PENDING", attempts: 0, body: null });
    await dying.end("SIGKILL");

    const next = await starting(url);
    expect(await deliveryIn(next.admin, waiting.id, "DELIVERED")).toMatchObject({ attempts: 1 });
    expect(receiver.received.filter((one) => one.id === waiting.id)).toHaveLength(1);
  });
});
