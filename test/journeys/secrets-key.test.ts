import "reflect-metadata";
/** The key of stored secrets is changed: receivers notice nothing, and the former key is not needed for long. */
import { expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { createSimulator } from "../../src/simulator/simulator.js";
import { startTestApp, type TestApp } from "../support/app.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, run } from "../support/operations.js";
import { publishAbility } from "../support/seed.js";
import { until } from "../support/until.js";
import { deliveriesOf, deliveryIn, REDELIVER_WEBHOOK, ROTATE_SECRET, registered } from "../support/webhook-operations.js";
import { startReceiver, verifySignature } from "../support/webhook-receiver.js";

const FIRST = "the first key of the secrets of the tests";
const SECOND = "the second key of the secrets of the tests";
const THIRD = "the third key of the secrets of the tests";

describeEachDatabase("a change of SECRETS_KEY", (makeUrl) => {
  test("with the former key told, deliveries go on and secrets are sealed anew; without it they wait for a new secret", {
    timeout: 90_000,
  }, async ({ onTestFinished }) => {
    const receiver = await startReceiver();
    onTestFinished(receiver.stop);
    const simulator = createSimulator();
    await simulator.start();
    onTestFinished(() => simulator.stop());
    const databaseUrl = await makeUrl();
    const start = async (keys: Record<string, string>) => {
      const env = { WEBHOOK_ALLOWED_HOSTS: "http://127.0.0.1", WEBHOOK_TIMEOUT: "60s", WEBHOOK_ATTEMPTS: "1", ...keys };
      const app = await startTestApp({ databaseUrl, simulator, env });
      onTestFinished(app.stop);
      return app;
    };
    const before = await start({ SECRETS_KEY: FIRST });
    const { id: abilityId, key } = await publishAbility(before.admin, { workflowId: WORKFLOW_IDS.instant });
    const { id, secret } = await registered(before.admin, { abilityId, url: receiver.url });
    await accept(before.admin, key);
    const [first] = await receiver.atLeast(1);
    await deliveryIn(before.admin, first?.id ?? "", "DELIVERED");
    await before.sql("UPDATE webhook_deliveries SET finished_at = '2020-01-01 00:00:00.000'");
    const sealedWith = async ({ sql }: TestApp) => (await sql("SELECT secret FROM webhooks"))[0]?.secret.split(".")[1];
    const former = await sealedWith(before);
    await before.stop();

    const changed = await start({ SECRETS_KEY: SECOND, SECRETS_KEY_PREVIOUS: `${FIRST},${THIRD}` });
    await accept(changed.admin, key);
    const [, second] = await receiver.atLeast(2);
    if (!second) return expect.unreachable();
    verifySignature(second, secret);
    await until(async () => (await sealedWith(changed)) !== former, { timeoutMs: 30_000, what: "the secret to be sealed anew" });
    // The same process forgot what was over long ago.
    await until(async () => (await deliveriesOf(changed.admin, id)).length === 1, { timeoutMs: 30_000, what: "the old delivery to go" });
    await changed.stop();

    const after = await start({ SECRETS_KEY: SECOND });
    await accept(after.admin, key);
    const [, , third] = await receiver.atLeast(3);
    if (!third) return expect.unreachable();
    verifySignature(third, secret);
    await after.stop();

    const lost = await start({ SECRETS_KEY: THIRD });
    await accept(lost.admin, key);
    const [failed] = await until(async () => {
      const list = await deliveriesOf(lost.admin, id, ["FAILED"]);
      return list.length > 0 ? list : undefined;
    });
    expect(failed.lastError).toMatch(/^could not be prepared: .*SECRETS_KEY_PREVIOUS/);
    const rotated = await run(lost.admin, ROTATE_SECRET, { input: { id } });
    expect(rotated.webhook).toMatchObject({ previousSecretUntil: null });
    await run(lost.admin, REDELIVER_WEBHOOK, { input: { deliveryId: failed.id } });
    const [, , , fourth] = await receiver.atLeast(4);
    if (!fourth) return expect.unreachable();
    verifySignature(fourth, rotated.secret);
  });
});
