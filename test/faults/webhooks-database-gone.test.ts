import "reflect-metadata";
/** A database that is gone while webhooks are sent: it does not keep a gateway from stopping. */
import { expect, onTestFinished, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp } from "../support/app.js";
import { describeWithServers } from "../support/database-matrix.js";
import { accept } from "../support/operations.js";
import { publishAbility } from "../support/seed.js";
import { createDatabase } from "../support/services.js";
import { startTcpProxy } from "../support/tcp-proxy.js";
import { registered } from "../support/webhook-operations.js";
import { startReceiver } from "../support/webhook-receiver.js";

describeWithServers("a database that is gone", () => {
  test("a gateway that cannot write what became of a delivery stops all the same", { timeout: 120_000 }, async () => {
    const database = await createDatabase();
    onTestFinished(database.drop);
    const url = new URL(database.url);
    const proxy = await startTcpProxy(Number(url.port || 3306));
    onTestFinished(proxy.close);
    url.host = `127.0.0.1:${proxy.port}`;
    // The lease of a delivery under way is three times as long, and would keep the gateway for all of it.
    const env = { WEBHOOK_ALLOWED_HOSTS: "http://127.0.0.1", WEBHOOK_TIMEOUT: "60s", SHUTDOWN_GRACE: "100ms" };
    const app = await startTestApp({ databaseUrl: url.href, env });
    const receiver = await startReceiver();
    onTestFinished(receiver.stop);
    const ability = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant });
    await registered(app.admin, { abilityId: ability.id, url: receiver.url });
    receiver.answer("silent");
    await accept(app.admin, ability.key);
    await receiver.atLeast(1);
    proxy.cut();
    await app.stop();
    expect(receiver.received).toHaveLength(1);
  });
});
