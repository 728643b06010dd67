import "reflect-metadata";
/** Whoever asked for it is told when an invocation has ended: once in the ordinary case, never not at all. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { DEFAULT_DOCUMENT } from "../../src/webhooks/webhook.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { TestClient } from "../support/client.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, finished, run } from "../support/operations.js";
import { publishAbility, publishFaulty, type SeededAbility } from "../support/seed.js";
import { tokenOf } from "../support/tokens.js";
import { until } from "../support/until.js";
import {
  ACTIVATE_WEBHOOK,
  createWebhook,
  DELETE_WEBHOOK,
  deliveriesOf,
  deliveryIn,
  PAUSE_WEBHOOK,
  REDELIVER_WEBHOOK,
  ROTATE_SECRET,
  readDelivery,
  readWebhook,
  registered,
  TEST_WEBHOOK,
  UPDATE_WEBHOOK,
} from "../support/webhook-operations.js";
import { startReceiver, verifySignature, type WebhookReceiver } from "../support/webhook-receiver.js";

const STATUS_ONLY = "query($invocationId: ID!) { invocation(id: $invocationId) { id status executeId } }";

describeEachDatabase("webhooks", (makeUrl) => {
  let app: TestApp;
  /** An admin of the tenant in which ann and bob are users. */
  let boss: TestClient;
  let ann: TestClient;
  let bob: TestClient;
  let instant: SeededAbility;
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    const env = {
      WEBHOOK_ALLOWED_HOSTS: "http://127.0.0.1",
      // A busy machine is no reason for a second attempt.
      WEBHOOK_TIMEOUT: "60s",
      WEBHOOK_FIRST_RETRY: "20ms",
      WEBHOOK_ATTEMPTS: "4",
      SECRETS_KEY: "a key for the secrets of the tests",
    };
    app = await startTestApp({ databaseUrl: await makeUrl(), env });
    boss = app.as(await tokenOf({ id: "boss", role: "admin" }));
    ann = app.as(await tokenOf({ id: "ann" }));
    bob = app.as(await tokenOf({ id: "bob" }));
    instant = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties: { a: {} } });
  });
  afterAll(() => app?.stop());

  const receiving = async (onTestFinished: (step: () => Promise<void>) => void): Promise<WebhookReceiver> => {
    receiver = await startReceiver();
    onTestFinished(receiver.stop);
    return receiver;
  };
  const ownAbility = () => publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties: { a: {} } });

  test("of an ability: every end is told once, signed, with the answer of the document; again and as a test when asked", async ({
    onTestFinished,
  }) => {
    await receiving(onTestFinished);
    const ability = await ownAbility();
    const { id, secret } = await registered(boss, { abilityId: ability.id, url: receiver.url });
    const call = await accept(ann, ability.key, { form: { a: 1 }, tags: ["t"] });
    const [first] = await receiver.atLeast(1);
    if (!first) return expect.unreachable();
    verifySignature(first, secret);
    expect(() => verifySignature({ ...first, raw: `${first.raw} ` }, secret)).toThrow("no signature");
    expect(first).toMatchObject({ method: "POST", path: "/hook", headers: { "content-type": "application/json" } });
    expect(first.body).toMatchObject({ type: "invocation.ended", timestamp: expect.stringMatching(/^\d{4}-.*Z$/) });
    // What an admin's query says now is what was told.
    expect(first.body.data).toEqual((await boss.execute(DEFAULT_DOCUMENT, { invocationId: call.id })).ok());
    expect(first.body.data.invocation).toMatchObject({ id: call.id, status: "SUCCEEDED", tags: ["t"], ability: { key: ability.key } });
    const told = await deliveryIn(boss, first.id, "DELIVERED");
    expect(told).toMatchObject({
      attempts: 1,
      httpStatus: 204,
      lastError: null,
      kind: "ENDED",
      body: first.raw,
      invocation: { id: call.id },
    });

    // Once more: the same id, the same bytes, a signature of its own time, whatever the document says by now.
    await run(boss, UPDATE_WEBHOOK, { input: { id, expectedRevision: 1, document: STATUS_ONLY } });
    expect(await run(boss, REDELIVER_WEBHOOK, { input: { deliveryId: first.id } })).toMatchObject({ delivery: { id: first.id } });
    const [, again] = await receiver.atLeast(2);
    if (!again) return expect.unreachable();
    expect([again.id, again.raw]).toEqual([first.id, first.raw]);
    verifySignature(again, secret);
    await until(async () => (await readDelivery(boss, first.id)).attemptLog.length === 2);

    const tested = await run(boss, TEST_WEBHOOK, { input: { id } });
    const [, , sample] = await receiver.atLeast(3);
    expect(sample).toMatchObject({ id: tested.delivery.id, body: { type: "webhook.test", data: { invocation: { id: call.id } } } });
    expect((await deliveriesOf(boss, id)).map((delivery) => delivery.kind)).toEqual(["TEST", "ENDED"]);
    await deliveryIn(boss, tested.delivery.id, "DELIVERED");
    expect(receiver.received).toHaveLength(3);
  });

  test("a receiver that fails is tried again with the same bytes, and what went wrong is told", async ({ onTestFinished }) => {
    await receiving(onTestFinished);
    const ability = await ownAbility();
    const { id } = await registered(boss, { abilityId: ability.id, url: receiver.url });
    receiver.answer(500, "cut", 400, 200);
    await accept(ann, ability.key);
    const received = await receiver.atLeast(4);
    expect(new Set(received.map(({ raw }) => raw)).size).toBe(1);
    expect(new Set(received.map((one) => one.id)).size).toBe(1);
    const delivery = await deliveryIn(boss, received[0]?.id ?? "", "DELIVERED");
    expect(delivery.attemptLog).toEqual([
      { number: 1, httpStatus: 500, error: "answered 500" },
      { number: 2, httpStatus: null, error: "the connection was cut before an answer came" },
      { number: 3, httpStatus: 400, error: "answered 400" },
      { number: 4, httpStatus: 200, error: null },
    ]);

    receiver.answer(500, 302, 404, 503);
    await accept(ann, ability.key);
    await receiver.atLeast(8);
    const [failed] = await until(async () => {
      const list = await deliveriesOf(boss, id, ["FAILED"]);
      return list.length > 0 ? list : undefined;
    });
    expect(failed).toMatchObject({
      attempts: 4,
      httpStatus: 503,
      lastError: "answered 503",
      finishedAt: expect.any(String),
      nextAttemptAt: null,
    });
    expect(failed.attemptLog[1].error).toBe("answered 302: redirects are not followed");
    // Asked for again it has all its attempts before it.
    receiver.answer(500);
    await run(boss, REDELIVER_WEBHOOK, { input: { deliveryId: failed.id } });
    expect(await deliveryIn(boss, failed.id, "DELIVERED")).toMatchObject({ attempts: 6, httpStatus: 204 });
    expect(receiver.received.slice(4).every(({ raw }) => raw === receiver.received[4]?.raw)).toBe(true);
  });

  test("a receiver that does not answer in time is tried again", async ({ onTestFinished }) => {
    await receiving(onTestFinished);
    const env = { WEBHOOK_ALLOWED_HOSTS: "http://127.0.0.1", WEBHOOK_TIMEOUT: "1s", WEBHOOK_FIRST_RETRY: "20ms" };
    const hasty = await startTestApp({ databaseUrl: await makeUrl(), env });
    onTestFinished(hasty.stop);
    const ability = await publishAbility(hasty.admin, { workflowId: WORKFLOW_IDS.instant });
    await registered(hasty.admin, { abilityId: ability.id, url: receiver.url });
    receiver.answer("silent");
    await accept(hasty.admin, ability.key);
    const [first, second] = await receiver.atLeast(2);
    expect([second?.id, second?.raw]).toEqual([first?.id, first?.raw]);
    const { attemptLog } = await deliveryIn(hasty.admin, first?.id ?? "", "DELIVERED");
    expect(attemptLog[0]).toEqual({ number: 1, httpStatus: null, error: "no answer within 1000 ms" });
    expect(attemptLog.at(-1)).toMatchObject({ httpStatus: 204, error: null });
  });

  test("410 pauses it; what waited is sent when it is activated, what ended meanwhile is not", async ({ onTestFinished }) => {
    await receiving(onTestFinished);
    const ability = await ownAbility();
    const { id } = await registered(boss, { abilityId: ability.id, url: receiver.url });
    receiver.answer(410);
    await accept(ann, ability.key);
    await until(async () => (await readWebhook(boss, id)).state === "PAUSED");
    expect(await readWebhook(boss, id)).toMatchObject({ pauseReason: "GONE", revision: 2 });
    const [gone] = await deliveriesOf(boss, id);
    expect(gone).toMatchObject({ state: "FAILED", httpStatus: 410, attempts: 1 });
    expect(await run(boss, REDELIVER_WEBHOOK, { input: { deliveryId: gone.id } })).toMatchObject({ code: "WEBHOOK_PAUSED" });

    const activated = await run(boss, ACTIVATE_WEBHOOK, { input: { id } });
    expect(activated.webhook).toMatchObject({ state: "ACTIVE", pauseReason: null, revision: 3 });
    receiver.answer({ status: 503, headers: { "retry-after": "3600" } });
    const waiting = await accept(ann, ability.key, { waitMs: 10_000 });
    await receiver.atLeast(2);
    await until(async () => (await deliveriesOf(boss, id, ["PENDING"])).some(({ httpStatus }) => httpStatus === 503));
    expect((await run(boss, PAUSE_WEBHOOK, { input: { id } })).webhook).toMatchObject({ state: "PAUSED", pauseReason: "REQUESTED" });
    expect(await deliveriesOf(boss, id, ["HELD"])).toMatchObject([{ invocation: { id: waiting.id }, nextAttemptAt: null }]);
    const untold = await accept(ann, ability.key, { waitMs: 10_000 });
    expect(untold.status).toBe("SUCCEEDED");
    await run(boss, ACTIVATE_WEBHOOK, { input: { id } });
    const [, , later] = await receiver.atLeast(3);
    expect(later?.body.data.invocation.id).toBe(waiting.id);
    await deliveryIn(boss, later?.id ?? "", "DELIVERED");
    expect(await deliveriesOf(boss, id)).toHaveLength(2);
  });

  test("of a call: its owner is told of its end, or at once when it has ended, and sees no more than the owner may", async ({
    onTestFinished,
  }) => {
    await receiving(onTestFinished);
    const slow = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.slow, properties: { seconds: { type: "number" } } });
    const running = await accept(ann, slow.key, { form: { seconds: 1.5 } });
    const ended = await accept(ann, instant.key, { waitMs: 10_000 });
    const target = { url: receiver.url, document: STATUS_ONLY };
    const later = await registered(ann, { ...target, invocationId: running.id });
    const atOnce = await registered(ann, { ...target, invocationId: ended.id });
    const received = await receiver.atLeast(2);
    const of = (id: string) => received.find(({ body }) => body.data.invocation.id === id);
    for (const [call, { secret }] of [
      [running, later],
      [ended, atOnce],
    ] as const) {
      const told = of(call.id);
      if (!told) return expect.unreachable();
      verifySignature(told, secret);
      // Users do not see engine ids; an admin does.
      expect(told.body.data).toEqual({ invocation: { id: call.id, status: "SUCCEEDED", executeId: null } });
    }
    expect((await finished(boss, ended.id)).executeId).not.toBeNull();
    expect(await readWebhook(ann, later.id)).toMatchObject({ ownerId: "ann", invocation: { id: running.id }, ability: null });

    // Nobody else's business.
    for (const invocationId of [running.id, ended.id, "inv_unknown"]) {
      expect(await createWebhook(bob, { ...target, invocationId })).toMatchObject({ __typename: "OperationRefused", code: "NOT_FOUND" });
    }
    const operator = app.as(await tokenOf({ id: "olga", role: "operator" }));
    expect(await createWebhook(operator, { ...target, invocationId: ended.id })).toMatchObject({ code: "NOT_FOUND" });
    expect(await createWebhook(ann, { ...target, abilityId: instant.id })).toMatchObject({ __typename: "PermissionDenied" });
    const [told] = received;
    expect(await readWebhook(bob, later.id)).toBeNull();
    expect(await readDelivery(bob, told?.id ?? "")).toBeNull();
    expect(await run(bob, REDELIVER_WEBHOOK, { input: { deliveryId: told?.id } })).toMatchObject({ code: "NOT_FOUND" });
    expect(await run(bob, DELETE_WEBHOOK, { input: { id: later.id } })).toMatchObject({ code: "NOT_FOUND" });
    const mine = "query { webhooks { nodes { id } } }";
    expect((await run(bob, mine)).nodes).toEqual([]);
    expect((await run(ann, mine)).nodes.map(({ id }: { id: string }) => id)).toEqual([atOnce.id, later.id]);
    expect((await run(boss, mine)).nodes.length).toBeGreaterThan(2);

    expect(await run(ann, DELETE_WEBHOOK, { input: { id: later.id } })).toMatchObject({ deletedId: later.id });
    expect(await readWebhook(ann, later.id)).toBeNull();
    expect(await app.sql("SELECT id FROM webhook_deliveries WHERE webhook_id = ?", [later.id])).toEqual([]);
  });

  test("an ability's webhook of one tenant hears nothing of another's calls", async ({ onTestFinished }) => {
    await receiving(onTestFinished);
    const ability = await ownAbility();
    const rival = app.as(await tokenOf({ id: "rita", tenant: "rival" }));
    const { id } = await registered(boss, { abilityId: ability.id, url: receiver.url });
    await accept(rival, ability.key, { waitMs: 10_000 });
    const own = await accept(ann, ability.key, { waitMs: 10_000 });
    await receiver.atLeast(1);
    expect(await deliveriesOf(boss, id)).toMatchObject([{ invocation: { id: own.id } }]);
  });

  test("failures are ends too", async ({ onTestFinished }) => {
    await receiving(onTestFinished);
    const faulty = await publishFaulty(app.admin, { workflowId: WORKFLOW_IDS.instant });
    await registered(boss, { abilityId: faulty.id, url: receiver.url });
    await accept(ann, faulty.key, { form: { fault: "cut-mid-frame" }, waitMs: 10_000 });
    const [told] = await receiver.atLeast(1);
    expect(told?.body.data.invocation).toMatchObject({ status: "FAILED", output: null, failure: { code: expect.any(String) } });
  });

  test("a gateway that stops gives up what it sends, and the next one goes on at once", async ({ onTestFinished }) => {
    await receiving(onTestFinished);
    const databaseUrl = await makeUrl();
    const env = { WEBHOOK_ALLOWED_HOSTS: "http://127.0.0.1", WEBHOOK_TIMEOUT: "60s", SHUTDOWN_GRACE: "100ms" };
    const stopping = await startTestApp({ databaseUrl, env });
    onTestFinished(stopping.stop);
    const ability = await publishAbility(stopping.admin, { workflowId: WORKFLOW_IDS.instant });
    await registered(stopping.admin, { abilityId: ability.id, url: receiver.url });
    receiver.answer("silent");
    await accept(stopping.admin, ability.key);
    await receiver.atLeast(1);
    await stopping.stop();
    const next = await startTestApp({ databaseUrl, env });
    onTestFinished(next.stop);
    const [first, second] = await receiver.atLeast(2);
    expect(second?.raw).toBe(first?.raw);
    const delivery = await deliveryIn(next.admin, first?.id ?? "", "DELIVERED");
    expect(delivery.attemptLog.map(({ error }: { error: string }) => error)).toEqual(["given up: the gateway was stopping", null]);
  });

  describe("what is refused", () => {
    const url = "https://hooks.example.com/";
    const refused = async (document: string): Promise<string> => {
      const answer = await createWebhook(boss, { abilityId: instant.id, url, document });
      expect(answer).toMatchObject({ __typename: "ValidationFailed", fieldErrors: [{ path: "/document", code: "DOCUMENT_INVALID" }] });
      return answer.fieldErrors[0].message as string;
    };

    test.each([
      [
        "query($invocationId: ID!) {\n  invocation(id: $invocationId) {\n    id\n    stat\n  }\n}",
        /^Line 4, column 5: Cannot query field "stat"/,
      ],
      ["query($invocationId: ID!) {\n  invocation(id: $invocationId) { id", /^Line 2, column 37: Syntax Error/],
      ["", /^Line 1, column 1: Syntax Error/],
      [
        "query($invocationId: Int!) { invocation(id: $invocationId) { id } }",
        /^Line 1, column 7: Variable "\$invocationId" of type "Int!"/,
      ],
      ["{ serverInfo { name } }", /^Line 1, column 1: The query has to declare the variable \$invocationId/],
      ["query A { viewer { id } }\nquery B { viewer { id } }", /^Line 2, column 1: A stored document has one operation/],
      [
        "\n  mutation($invocationId: ID!) { retryInvocation: deleteWebhook(input: { id: $invocationId }) { __typename } }",
        /^Line 2, column 3: A stored document is a query, not a mutation/,
      ],
      [
        "subscription($invocationId: ID!) { invocationEvents(invocationId: $invocationId) { at } }",
        /^Line 1, column 1: .*not a subscription/,
      ],
      [
        "query($invocationId: ID!, $other: Int!) { invocation(id: $invocationId) { events(first: $other) { nodes { at } } } }",
        /^Line 1, column 27: Only \$invocationId is given a value/,
      ],
      [
        `query($invocationId: ID!) { invocation(id: $invocationId) { ability { invocations(first: 100) { nodes { ability { invocations(first: 100) { nodes { events(first: 100) { nodes { at } } } } } } } } } }`,
        /^Line 1, column 1: .*asks for too much/,
      ],
    ])("document %#", async (document, message) => {
      expect(await refused(document)).toMatch(message);
    });

    test.each([
      "http://hooks.example.com/",
      "https://127.0.0.2/",
      "https://[::ffff:10.0.0.1]/",
      "https://a:b@hooks.example.com/",
      "nonsense",
    ])("address %s", async (address) => {
      const answer = await createWebhook(boss, { abilityId: instant.id, url: address });
      expect(answer).toMatchObject({ __typename: "ValidationFailed", fieldErrors: [{ path: "/url", code: "DESTINATION_REFUSED" }] });
    });

    test("no target, two targets, an unknown one, and too many for one", async () => {
      const input = { abilityId: instant.id, invocationId: "inv_1", url };
      expect(await createWebhook(boss, input)).toMatchObject({ code: "BAD_USER_INPUT" });
      expect(await createWebhook(boss, { url })).toMatchObject({ code: "BAD_USER_INPUT" });
      expect(await createWebhook(boss, { url, abilityId: "abl_unknown" })).toMatchObject({ code: "NOT_FOUND" });
      const ability = await ownAbility();
      for (let count = 0; count < 10; count++) await registered(boss, { abilityId: ability.id, url });
      expect(await createWebhook(boss, { url, abilityId: ability.id })).toMatchObject({ code: "WEBHOOK_LIMIT_REACHED" });
    });

    test("a change on top of an old revision; a valid one is in force at once", async ({ onTestFinished }) => {
      await receiving(onTestFinished);
      const ability = await ownAbility();
      const { id } = await registered(boss, { abilityId: ability.id, url });
      const change = (input: object) => run(boss, UPDATE_WEBHOOK, { input: { id, ...input } });
      expect(await change({ expectedRevision: 1, document: "{" })).toMatchObject({ __typename: "ValidationFailed" });
      expect(await change({ expectedRevision: 1, url: receiver.url, document: STATUS_ONLY })).toMatchObject({ webhook: { revision: 2 } });
      expect(await change({ expectedRevision: 1, url })).toMatchObject({ __typename: "OperationRefused", code: "CONFLICT" });
      await accept(ann, ability.key);
      const [told] = await receiver.atLeast(1);
      expect(Object.keys(told?.body.data.invocation)).toEqual(["id", "status", "executeId"]);
    });
  });

  test("a secret is shown once, kept sealed, and signs beside its successor while that is brought out", async ({ onTestFinished }) => {
    await receiving(onTestFinished);
    const ability = await ownAbility();
    const { id, secret } = await registered(boss, { abilityId: ability.id, url: receiver.url });
    const rotated = await run(boss, ROTATE_SECRET, { input: { id } });
    expect(rotated.secret).not.toBe(secret);
    await accept(ann, ability.key);
    const [told] = await receiver.atLeast(1);
    if (!told) return expect.unreachable();
    verifySignature(told, secret);
    verifySignature(told, rotated.secret);
    expect(String(told.headers["webhook-signature"]).split(" ")).toHaveLength(2);
    await deliveryIn(boss, told.id, "DELIVERED");
    await app.sql("UPDATE webhooks SET previous_secret_until = '2020-01-01 00:00:00.000' WHERE id = ?", [id]);
    await run(boss, REDELIVER_WEBHOOK, { input: { deliveryId: told.id } });
    const [, later] = await receiver.atLeast(2);
    if (!later) return expect.unreachable();
    verifySignature(later, rotated.secret);
    expect(() => verifySignature(later, secret)).toThrow("no signature");

    const [row] = await app.sql("SELECT secret, previous_secret FROM webhooks WHERE id = ?", [id]);
    expect([row?.secret, row?.previous_secret]).toEqual([expect.stringMatching(/^sealed\./), expect.stringMatching(/^sealed\./)]);
    const everything = JSON.stringify([app.lines, row, await readWebhook(boss, id), await deliveriesOf(boss, id)]);
    for (const text of [secret, rotated.secret, secret.slice(6), rotated.secret.slice(6)]) expect(everything).not.toContain(text);
  });
});
