import "reflect-metadata";
/** Webhooks and what changes around them: their owner's role, their state, the database, and that they are there. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, run } from "../support/operations.js";
import { publishAbility } from "../support/seed.js";
import { tokenOf } from "../support/tokens.js";
import { until } from "../support/until.js";
import {
  deliveryIn,
  PAUSE_WEBHOOK,
  REDELIVER_WEBHOOK,
  readWebhook,
  registered,
  TEST_WEBHOOK,
  UPDATE_WEBHOOK,
} from "../support/webhook-operations.js";
import { startReceiver } from "../support/webhook-receiver.js";

const STATUS_ONLY = "query($invocationId: ID!) { invocation(id: $invocationId) { id status executeId } }";

describeEachDatabase("webhooks", (makeUrl) => {
  let app: TestApp;

  beforeAll(async () => {
    // A busy machine is no reason for a second attempt.
    app = await startTestApp({ databaseUrl: await makeUrl(), env: { WEBHOOK_ALLOWED_HOSTS: "http://127.0.0.1", WEBHOOK_TIMEOUT: "60s" } });
  });
  afterAll(() => app?.stop());

  test("who is no longer an admin has no more to do with webhooks of abilities, and writes documents as what they are now", async ({
    onTestFinished,
  }) => {
    const receiver = await startReceiver();
    onTestFinished(receiver.stop);
    const instant = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties: { a: {} } });
    const before = app.as(await tokenOf({ id: "dora", role: "admin" }));
    const after = app.as(await tokenOf({ id: "dora" }));
    const call = await accept(before, instant.key, { waitMs: 10_000 });
    const { id: ofAbility } = await registered(before, { abilityId: instant.id, url: "https://hooks.example.com/" });
    const { id: ofCall } = await registered(before, { invocationId: call.id, url: receiver.url, document: STATUS_ONLY });
    const [told] = await receiver.atLeast(1);
    expect(told?.body.data.invocation.executeId).not.toBeNull();

    expect(await readWebhook(before, ofAbility)).toMatchObject({ id: ofAbility });
    expect(await readWebhook(after, ofAbility)).toBeNull();
    expect(await run(after, TEST_WEBHOOK, { input: { id: ofAbility } })).toMatchObject({ code: "NOT_FOUND" });
    expect((await run(after, "query { webhooks { nodes { id } } }")).nodes).toEqual([{ id: ofCall }]);

    await run(after, UPDATE_WEBHOOK, { input: { id: ofCall, expectedRevision: 1, document: STATUS_ONLY } });
    await run(after, TEST_WEBHOOK, { input: { id: ofCall } });
    const [, sample] = await receiver.atLeast(2);
    expect(sample?.body.data).toEqual({ invocation: { id: call.id, status: "SUCCEEDED", executeId: null } });
  });

  test("a delivery written while its webhook was deleted is not tried for ever", { timeout: 30_000 }, async () => {
    await app.sql(
      "INSERT INTO webhook_deliveries (id,webhook_id,event_key,kind,state,attempts,tries,due_at,created_at) " +
        "VALUES ('whd_left','whk_gone','whd_left','ENDED','PENDING',0,0,'2020-01-01 00:00:00.000','2020-01-01 00:00:00.000')",
    );
    await until(async () => (await app.sql("SELECT id FROM webhook_deliveries WHERE id = 'whd_left'")).length === 0, {
      timeoutMs: 20_000,
      everyMs: 100,
    });
  });

  test("an end that was written while its webhook was paused waits, and was no attempt", { timeout: 40_000 }, async ({
    onTestFinished,
  }) => {
    const receiver = await startReceiver();
    onTestFinished(receiver.stop);
    const { id: abilityId, key } = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant });
    const { id } = await registered(app.admin, { abilityId, url: receiver.url });
    const call = await accept(app.admin, key, { waitMs: 10_000 });
    const [told] = await receiver.atLeast(1);
    await deliveryIn(app.admin, told?.id ?? "", "DELIVERED");
    await run(app.admin, PAUSE_WEBHOOK, { input: { id } });
    await app.sql(
      "UPDATE webhook_deliveries SET state = 'PENDING', attempts = 0, tries = 0, due_at = '2020-01-01 00:00:00.000' WHERE id = ?",
      [told?.id ?? null],
    );
    expect(await deliveryIn(app.admin, told?.id ?? "", "HELD")).toMatchObject({ attempts: 0, invocation: { id: call.id } });
    expect(receiver.received).toHaveLength(1);
  });

  test("what cannot be asked of the database is not what is told: the next attempt asks again", async ({ onTestFinished }) => {
    const receiver = await startReceiver();
    onTestFinished(receiver.stop);
    const { id: abilityId, key } = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant });
    await accept(app.admin, key, { waitMs: 10_000 });
    const { id } = await registered(app.admin, { abilityId, url: receiver.url });
    await app.sql("ALTER TABLE ability_invocation_payloads RENAME TO payloads_elsewhere");
    const { delivery } = await run(app.admin, TEST_WEBHOOK, { input: { id } });
    const failed = await deliveryIn(app.admin, delivery.id, "FAILED");
    await app.sql("ALTER TABLE payloads_elsewhere RENAME TO ability_invocation_payloads");
    expect(failed).toMatchObject({ body: null, lastError: expect.stringMatching(/^could not be prepared: /) });
    expect(receiver.received).toEqual([]);
    await run(app.admin, REDELIVER_WEBHOOK, { input: { deliveryId: delivery.id } });
    const [told] = await receiver.atLeast(1);
    expect(told?.body).toMatchObject({ data: { invocation: { output: expect.anything() } } });
    expect(told?.body.errors).toBeUndefined();
  });
});
