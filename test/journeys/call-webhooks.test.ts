import "reflect-metadata";
/** A call that brings its webhook: whoever is named is told of its end, and no end is missed. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { DEFAULT_DOCUMENT } from "../../src/webhooks/webhook.js";
import { startTestApp, type TestApp } from "../support/app.js";
import { invokeWatched } from "../support/call-webhooks.js";
import type { TestClient } from "../support/client.js";
import { describeEachDatabase, describeWithServers } from "../support/database-matrix.js";
import { accept, run, upTo } from "../support/operations.js";
import { publishAbility, publishFaulty, type SeededAbility } from "../support/seed.js";
import { createDatabase, randomRedisPrefix, sharedRedisUrl } from "../support/services.js";
import { tokenOf } from "../support/tokens.js";
import { until } from "../support/until.js";
import { deliveriesOf, deliveryIn, ROTATE_SECRET, readWebhook } from "../support/webhook-operations.js";
import { startReceiver, verifySignature, type WebhookReceiver } from "../support/webhook-receiver.js";

const STATUS_ONLY = "query($invocationId: ID!) { invocation(id: $invocationId) { id status executeId } }";

/** A busy machine is no reason for a second attempt. */
const ENV = { WEBHOOK_ALLOWED_HOSTS: "http://127.0.0.1", WEBHOOK_TIMEOUT: "60s", SECRETS_KEY: "a key for the secrets of the tests" };

describeEachDatabase("a call with a webhook", (makeUrl) => {
  let app: TestApp;
  let receiver: WebhookReceiver;
  let ann: TestClient;
  let bob: TestClient;
  let instant: SeededAbility;

  beforeAll(async () => {
    receiver = await startReceiver();
    app = await startTestApp({ databaseUrl: await makeUrl(), env: ENV });
    ann = app.as(await tokenOf({ id: "ann" }));
    bob = app.as(await tokenOf({ id: "bob" }));
    instant = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties: { a: {} } });
  });
  afterAll(async () => {
    await app?.stop();
    await receiver?.stop();
  });

  const toldOf = (id: string) =>
    until(() => receiver.received.find(({ body }) => body.data.invocation?.id === id), { timeoutMs: 20_000, what: `the end of ${id}` });
  const rowsOf = (id: string) => app.sql("SELECT * FROM webhooks WHERE invocation_id = ?", [id]);
  const accepted = async () => Number((await app.sql("SELECT count(*) AS n FROM ability_invocation_logs"))[0]?.n);

  test("tells the end once, as its caller may see it, signed with a secret that is shown once and kept sealed", async () => {
    const answer = await invokeWatched(ann, instant.key, { form: { a: 1 }, webhook: { url: receiver.url, document: STATUS_ONLY } });
    const { invocation, webhook, webhookSecret } = answer;
    expect(webhook).toMatchObject({
      ownerId: "ann",
      url: receiver.url,
      document: STATUS_ONLY,
      revision: 1,
      invocation: { id: invocation.id },
    });
    const told = await toldOf(invocation.id);
    verifySignature(told, webhookSecret);
    // Users do not see engine ids.
    expect(told.body).toMatchObject({ type: "invocation.ended", data: { invocation: { status: "SUCCEEDED", executeId: null } } });
    await deliveryIn(ann, told.id, "DELIVERED");
    expect(await deliveriesOf(ann, webhook.id)).toMatchObject([{ id: told.id, attempts: 1, httpStatus: 204 }]);
    const [row] = await rowsOf(invocation.id);
    expect(row?.secret).toMatch(/^sealed\./);
    expect(row?.sealed_with).toBe(String(row?.secret).split(".")[1]);
    const kept = JSON.stringify([app.lines, row, await readWebhook(ann, webhook.id)]);
    for (const text of [webhookSecret, webhookSecret.slice(6)]) expect(kept).not.toContain(text);
    expect(await readWebhook(bob, webhook.id)).toBeNull();
  });

  test("without a document the usual one is told; a failure is an end, and a call without a webhook has none", async () => {
    const faulty = await publishFaulty(app.admin, { workflowId: WORKFLOW_IDS.instant });
    const failing = await invokeWatched(ann, faulty.key, { form: { fault: "cut-mid-frame" }, webhook: { url: receiver.url } });
    const told = await toldOf(failing.invocation.id);
    expect(told.body.data.invocation).toMatchObject({ status: "FAILED", failure: { code: expect.any(String) } });
    expect(failing.webhook.document).toBe(DEFAULT_DOCUMENT);
    for (const webhook of [undefined, null]) {
      const without = await invokeWatched(ann, instant.key, { ...(webhook === null && { webhook }) });
      expect(without).toMatchObject({ replayed: false, webhook: null, webhookSecret: null });
      expect(await rowsOf(without.invocation.id)).toEqual([]);
    }
  });

  test("sent again it is the same call with the same webhook, and the secret is not shown again; another webhook is a conflict", async () => {
    const call = { form: { a: 2 }, idempotencyKey: "watched-call" };
    const webhook = { url: receiver.url };
    const first = await invokeWatched(ann, instant.key, { ...call, webhook });
    expect(first).toMatchObject({ replayed: false, webhookSecret: expect.stringMatching(/^whsec_/) });
    const again = await invokeWatched(ann, instant.key, { ...call, webhook: { ...webhook, document: null } });
    expect(again).toMatchObject({
      replayed: true,
      webhookSecret: null,
      invocation: { id: first.invocation.id },
      webhook: { id: first.webhook.id },
    });
    for (const other of [undefined, { url: `${receiver.url}/else` }, { ...webhook, document: STATUS_ONLY }, { url: "nonsense" }]) {
      const refused = await invokeWatched(ann, instant.key, { ...call, ...(other && { webhook: other }) });
      expect(refused).toMatchObject({ __typename: "IdempotencyConflict", code: "IDEMPOTENCY_CONFLICT" });
    }
    expect(await rowsOf(first.invocation.id)).toHaveLength(1);
    await toldOf(first.invocation.id);

    // Who lost the secret on the way makes another.
    const rotated = await run(ann, ROTATE_SECRET, { input: { id: again.webhook.id } });
    expect(rotated.secret).toMatch(/^whsec_/);
  });

  test("many at once with one key are one call with one webhook, and one of them is shown the secret", async () => {
    const call = { form: { a: 3 }, idempotencyKey: "at-once", webhook: { url: receiver.url } };
    const answers = await Promise.all(upTo(10).map(() => invokeWatched(ann, instant.key, call)));
    expect(new Set(answers.map(({ invocation }) => invocation.id)).size).toBe(1);
    const secrets = answers.flatMap(({ webhookSecret }) => webhookSecret ?? []);
    expect(secrets).toHaveLength(1);
    expect(await rowsOf(answers[0].invocation.id)).toHaveLength(1);
    verifySignature(await toldOf(answers[0].invocation.id), secrets[0]);
  });

  test("what is wrong with the webhook is told as data, in both languages, and nothing is accepted", async () => {
    const before = await accepted();
    const document = "query($invocationId: ID!) { invocation(id: $invocationId) { stat } }";
    const refused = await invokeWatched(ann, instant.key, { webhook: { url: "http://10.0.0.1/", document }, idempotencyKey: "refused" });
    expect(refused).toMatchObject({ __typename: "ValidationFailed", code: "BAD_USER_INPUT" });
    expect(refused.fieldErrors).toEqual([
      { path: "/webhook/url", code: "DESTINATION_REFUSED", message: "Nothing is sent to this address: it must begin with https://." },
      {
        path: "/webhook/document",
        code: "DOCUMENT_INVALID",
        message: expect.stringMatching(/^Line 1, column 61: Cannot query field "stat"/),
      },
    ]);
    const input = { abilityKey: instant.key, form: {}, webhook: { url: "https://127.0.0.2/" } };
    const chinese = await ann.execute(
      "mutation($input: InvokeAbilityInput!) { invokeAbility(input: $input) { ... on ValidationFailed { fieldErrors { message } } } }",
      { input },
      { "accept-language": "zh" },
    );
    expect(chinese.ok().invokeAbility.fieldErrors[0].message).toMatch(/^不会向该地址发送/);
    expect(await accepted()).toBe(before);
    // The key of a call that was refused is free.
    const next = await invokeWatched(ann, instant.key, { webhook: { url: receiver.url }, idempotencyKey: "refused" });
    expect(next).toMatchObject({ __typename: "InvocationAccepted", replayed: false });
    await toldOf(next.invocation.id);
  });

  test("a call whose webhook cannot be written is not accepted either", async () => {
    const before = await accepted();
    await app.sql("ALTER TABLE webhooks RENAME TO webhooks_elsewhere");
    const refused = await invokeWatched(ann, instant.key, { webhook: { url: receiver.url }, idempotencyKey: "unwritten" }).catch(String);
    await app.sql("ALTER TABLE webhooks_elsewhere RENAME TO webhooks");
    expect(refused).toContain("INTERNAL");
    expect(await accepted()).toBe(before);
    const next = await invokeWatched(ann, instant.key, { webhook: { url: receiver.url }, idempotencyKey: "unwritten" });
    expect(next).toMatchObject({ replayed: false });
    await toldOf(next.invocation.id);
  });
});

describeWithServers("calls with webhooks on two gateways of one installation", () => {
  test("what one accepts the other runs and tells, once each, whoever was asked with the same key", { timeout: 90_000 }, async ({
    onTestFinished,
  }) => {
    const receiver = await startReceiver();
    onTestFinished(receiver.stop);
    const database = await createDatabase();
    onTestFinished(database.drop);
    const shared = { databaseUrl: database.url, redisUrl: await sharedRedisUrl(), redisPrefix: randomRedisPrefix() };
    const door = await startTestApp({ ...shared, env: { ...ENV, ROLE: "api" } });
    onTestFinished(door.stop);
    const other = await startTestApp({ ...shared, simulator: door.simulator, env: { ...ENV, ROLE: "api" } });
    onTestFinished(other.stop);
    const { key } = await publishAbility(door.admin, { workflowId: WORKFLOW_IDS.instant, properties: { a: {} } });
    await accept(other.admin, key);
    const webhook = { url: receiver.url };
    const answers = await Promise.all(
      upTo(20).map((n) =>
        invokeWatched((n % 2 ? door : other).admin, key, { form: { a: n >> 1 }, idempotencyKey: `key-${n >> 1}`, webhook }),
      ),
    );
    const calls = new Set(answers.map(({ invocation }) => invocation.id));
    expect(calls.size).toBe(11);
    // Nobody is there yet to run them, or to tell.
    expect(receiver.received).toEqual([]);

    const worker = await startTestApp({ ...shared, simulator: door.simulator, env: { ...ENV, ROLE: "worker" } });
    onTestFinished(worker.stop);
    const received = await receiver.atLeast(11, 60_000);
    expect(new Set(received.map(({ body }) => body.data.invocation.id))).toEqual(calls);
    const shown = answers.filter(({ webhookSecret }) => webhookSecret !== null);
    expect(shown).toHaveLength(11);
    for (const { invocation, webhookSecret } of shown) {
      const told = received.find(({ body }) => body.data.invocation.id === invocation.id);
      if (!told) return expect.unreachable();
      verifySignature(told, webhookSecret);
    }
    for (const { id } of received) await deliveryIn(door.admin, id, "DELIVERED");
    expect(receiver.received).toHaveLength(11);
  });
});
