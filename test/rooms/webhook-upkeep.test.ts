import "reflect-metadata";
/** What is done about webhooks while nobody looks: old ones are forgotten, secrets of former keys are sealed anew. */
import { expect, onTestFinished, test } from "vitest";
import { toSqlTime } from "../../src/db/sql-time.js";
import { readTableShape } from "../../src/db/table-shape.js";
import { InvocationEntity } from "../../src/invocations/invocation.entity.js";
import { createInvocationStore } from "../../src/invocations/invocation.store.js";
import { createIdFactory, prefixedId } from "../../src/kernel/ids.js";
import { createMetrics } from "../../src/kernel/metrics.js";
import { createSecretBox } from "../../src/kernel/secret-box.js";
import { createCourier } from "../../src/webhooks/courier.js";
import { newDelivery } from "../../src/webhooks/outbox.js";
import { resealSecrets } from "../../src/webhooks/resealing.js";
import type { Webhook, WebhookDelivery } from "../../src/webhooks/webhook.js";
import { createWebhookStore } from "../../src/webhooks/webhook.store.js";
import { insertDeliveries } from "../../src/webhooks/webhook-delivery.store.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { invocationOf, newInvocationOf } from "../support/invocations.js";
import { createManualClock } from "../support/manual-clock.js";
import { openTestDatabase } from "../support/open-database.js";
import { createRecordingLog } from "../support/recording-log.js";
import { openSql } from "../support/sql.js";
import { statementsOf } from "../support/statements.js";

const DAY = 24 * 3_600_000;
const KEY = "the key of today, which is long enough";
const FORMER = "the key of yesterday, long enough too";
const OWNER: Webhook["owner"] = { id: "ann", tenant: "acme", roles: ["user"], via: "jwt" };

describeEachDatabase("the upkeep of webhooks", (makeUrl) => {
  const open = async () => {
    const url = await makeUrl();
    const { db, migrator } = await openTestDatabase(url);
    onTestFinished(() => db.close());
    await migrator.up();
    const reader = openSql(url);
    onTestFinished(() => reader.close());
    const clock = createManualClock();
    const { log, lines } = createRecordingLog();
    const newId = createIdFactory(clock.now);
    const courier = createCourier(
      {
        ...{ timeoutMs: 1_000, maxAttempts: 3, firstRetryMs: 1_000, allowedHosts: [], retentionMs: 30 * DAY },
        ...{ secretsKey: () => KEY, formerSecretsKeys: () => [FORMER] },
      },
      { database: db, clock, log, newId, metrics: createMetrics({ processMetrics: false }), workerId: "worker-1" },
    );
    const table = await db.read((manager) => readTableShape(manager, InvocationEntity));
    const store = createInvocationStore({ database: db, clock, table, outboxes: [courier.outbox] });
    const webhooks = createWebhookStore(db);
    const upkeep = async () => {
      for (const chore of courier.chores) await chore();
    };
    const webhook = async (facts: Partial<Webhook> = {}): Promise<Webhook> => {
      const now = clock.now();
      const made: Webhook = {
        ...{ id: newId("webhook"), owner: OWNER, abilityId: "abl_1", invocationId: null, url: "https://hooks.example.com/" },
        ...{ document: "{ a }", secret: createSecretBox({ key: () => KEY }).seal("whsec_x"), previousSecret: null },
        ...{ state: "ACTIVE", pauseReason: null, revision: 1, createdAt: now, updatedAt: now, ...facts },
      };
      await db.transaction((tx) => webhooks.insert(tx, [made]));
      return made;
    };
    const delivery = async (of: Pick<Webhook, "id">, state: WebhookDelivery["state"]): Promise<string> => {
      const made = newDelivery({ id: newId("delivery"), webhookId: of.id, invocationId: null, now: clock.now() });
      const over = state === "DELIVERED" || state === "FAILED";
      await db.transaction((tx) => insertDeliveries(tx, [{ ...made, state }]));
      if (over) await reader.query("UPDATE webhook_deliveries SET finished_at = ? WHERE id = ?", [toSqlTime(clock.now()), made.id]);
      return made.id;
    };
    const ids = async (name: "webhooks" | "webhook_deliveries") =>
      (await reader.query(`SELECT id FROM ${name} ORDER BY id`)).map(({ id }) => id);
    return { db, clock, lines, courier, store, webhooks, upkeep, webhook, delivery, ids, newId, sql: reader.query };
  };

  test("deliveries go a time after they were over; what is still to be sent stays, and webhooks of abilities do", async () => {
    const { clock, upkeep, webhook, delivery, ids } = await open();
    const ofAbility = await webhook();
    const [, , pending, held] = [
      await delivery(ofAbility, "DELIVERED"),
      await delivery(ofAbility, "FAILED"),
      await delivery(ofAbility, "PENDING"),
      await delivery(ofAbility, "HELD"),
    ];
    await clock.advance(DAY);
    const later = await delivery(ofAbility, "DELIVERED");
    await clock.advance(29 * DAY);
    await upkeep();
    expect(await ids("webhook_deliveries")).toHaveLength(5);
    await clock.advance(1);
    await upkeep();
    expect(await ids("webhook_deliveries")).toEqual([pending, held, later]);
    await clock.advance(DAY);
    await upkeep();
    expect(await ids("webhook_deliveries")).toEqual([pending, held]);
    expect(await ids("webhooks")).toEqual([ofAbility.id]);
  });

  test("the webhook of a call goes when the call has ended long ago and nothing is left to tell", async () => {
    const { clock, store, upkeep, webhook, delivery, ids, newId, sql } = await open();
    const watched = async (facts: Parameters<typeof invocationOf>[0] = {}) => {
      const invocation = invocationOf({ id: newId("invocation"), createdAt: clock.now(), ...facts });
      await store.create(newInvocationOf(invocation));
      return webhook({ abilityId: null, invocationId: invocation.id });
    };
    const ended = { status: "SUCCEEDED", finishedAt: clock.now() } as const;
    const [told, running, waiting, gone] = [await watched(ended), await watched(), await watched(ended), await watched(ended)];
    await delivery(told, "DELIVERED");
    await delivery(waiting, "HELD");
    await sql("UPDATE ability_invocation_logs SET gateway_finished_at = ? WHERE gateway_status = 'SUCCEEDED'", [toSqlTime(clock.now())]);
    await sql("DELETE FROM ability_invocation_logs WHERE invocation_id = ?", [gone.invocationId]);
    await upkeep();
    expect(await ids("webhooks")).toHaveLength(4);
    await clock.advance(30 * DAY + 1);
    // Registered long after the end, to be told at once.
    const late = await webhook({ abilityId: null, invocationId: told.invocationId });
    await upkeep();
    expect(await ids("webhooks")).toEqual([running.id, waiting.id, late.id]);
    expect(await ids("webhook_deliveries")).toHaveLength(1);
  });

  test("many that have to stay do not keep one behind them from going", async () => {
    const { db, clock, upkeep, webhook, webhooks, ids, newId } = await open();
    const first = await webhook({ abilityId: null, invocationId: "inv_1" });
    const staying = Array.from({ length: 500 }, () => ({ ...first, id: newId("webhook") }));
    const all = [first, ...staying];
    const waiting = ({ id }: Webhook) => newDelivery({ id: newId("delivery"), webhookId: id, invocationId: null, now: clock.now() });
    await db.transaction(async (tx) => {
      await webhooks.insert(tx, staying);
      await insertDeliveries(tx, all.map(waiting));
    });
    await webhook({ abilityId: null, invocationId: "inv_2" });
    await clock.advance(31 * DAY);
    await upkeep();
    expect(await ids("webhooks")).toEqual(all.map(({ id }) => id));
  });

  test("a heap of old ones goes in a few bounded statements, a rest the next time", { timeout: 60_000 }, async () => {
    const { db, clock, upkeep, webhook, ids, newId, sql } = await open();
    const { id } = await webhook();
    const heap = Array.from({ length: 10_600 }, () =>
      newDelivery({ id: newId("delivery"), webhookId: id, invocationId: null, now: clock.now() }),
    );
    await db.transaction((tx) => insertDeliveries(tx, heap));
    await sql("UPDATE webhook_deliveries SET state = 'DELIVERED', finished_at = ?", [toSqlTime(clock.now())]);
    await clock.advance(31 * DAY);
    const { statements } = await statementsOf(upkeep);
    expect(await ids("webhook_deliveries")).toHaveLength(600);
    expect(statements.filter((statement) => statement.startsWith("DELETE"))).toHaveLength(20);
    await upkeep();
    expect(await ids("webhook_deliveries")).toEqual([]);
  });

  test("what a former key sealed and what was stored without one is sealed with the key of today, once", async () => {
    const { db, lines, upkeep, webhook, webhooks, sql } = await open();
    const [old, none, today] = [FORMER, null, KEY].map((key) => createSecretBox({ key: key === null ? null : () => key }));
    const until = Date.UTC(2026, 0, 2);
    const previousSecret = { secret: old?.seal("whsec_before") ?? "", until };
    const sealedOnce = await webhook({ secret: old?.seal("whsec_old") ?? "", previousSecret });
    const plain = await webhook({ secret: none?.seal("whsec_plain") ?? "" });
    const current = await webhook({ secret: today?.seal("whsec_today") ?? "" });
    // As a version wrote it that told no names.
    await sql("UPDATE webhooks SET sealed_with = NULL WHERE id = ?", [current.id]);
    await upkeep();
    const found = await webhooks.byIds([sealedOnce.id, plain.id, current.id]);
    const opened = [...found.values()].map(({ secret }) => today?.open(secret));
    expect(opened.sort()).toEqual(["whsec_old", "whsec_plain", "whsec_today"]);
    expect(today?.open(found.get(sealedOnce.id)?.previousSecret?.secret ?? "")).toBe("whsec_before");
    // What was in order keeps its text, nobody's revision moves, and the log says what was done, without secrets.
    expect(found.get(current.id)).toEqual(current);
    expect([...found.values()].map(({ revision }) => revision)).toEqual([1, 1, 1]);
    expect(await sql("SELECT DISTINCT sealed_with FROM webhooks")).toEqual([{ sealed_with: today?.keyNames().current }]);
    expect(lines.filter(({ msg }) => msg.includes("sealed with the key of today"))).toMatchObject([
      { level: "info", secrets: 2, more: false },
    ]);
    expect(JSON.stringify(lines)).not.toContain("whsec_");
    const { statements } = await statementsOf(upkeep);
    expect(statements.filter((statement) => /^(UPDATE|DELETE)/.test(statement))).toEqual([]);
    // Without a key there is nothing to seal with.
    const idle = await statementsOf(() =>
      resealSecrets({ database: db, secrets: createSecretBox({ key: null }), log: createRecordingLog().log }),
    );
    expect(idle.statements).toEqual([]);
  });

  test("what no key opens is told once and stands in nobody's way; told its key later, it is sealed", async () => {
    const { db, lines, upkeep, webhook, webhooks, sql } = await open();
    const lost = createSecretBox({ key: () => "a key that nobody remembers any more" });
    const old = createSecretBox({ key: () => FORMER });
    const unknown = await webhook({ secret: lost.seal("whsec_unknown") });
    const damaged = await webhook({ secret: `${old.seal("whsec_damaged")}AA` });
    const fine = await webhook({ secret: old.seal("whsec_fine"), previousSecret: { secret: lost.seal("whsec_lost"), until: 0 } });
    for (let count = 0; count < 420; count++) await webhook({ secret: old.seal(`whsec_${count}`) });
    await sql("UPDATE webhooks SET sealed_with = NULL WHERE id = ?", [unknown.id]);
    await upkeep();
    await upkeep();
    const box = createSecretBox({ key: () => KEY });
    expect(box.open((await webhooks.byIds([fine.id])).get(fine.id)?.secret ?? "")).toBe("whsec_fine");
    expect(lines.filter(({ level }) => level === "error")).toMatchObject([{ secrets: 2 }]);
    const names = await sql("SELECT sealed_with AS name, count(*) AS n FROM webhooks GROUP BY sealed_with");
    expect(Object.fromEntries(names.map(({ name, n }) => [name, Number(n)]))).toEqual({
      ...{ [box.keyNames().current ?? ""]: 421, [lost.keyNames().current ?? ""]: 1, damaged: 1 },
    });
    expect((await webhooks.byIds([damaged.id])).get(damaged.id)).toEqual(damaged);

    const secrets = createSecretBox({ key: () => KEY, former: () => ["a key that nobody remembers any more"] });
    await resealSecrets({ database: db, secrets, log: createRecordingLog().log });
    expect(box.open((await webhooks.byIds([unknown.id])).get(unknown.id)?.secret ?? "")).toBe("whsec_unknown");
  });

  test("calls that bring webhooks cost one statement more per commit, calls without cost none", async () => {
    const { db, clock, courier, store, webhooks, newId } = await open();
    courier.use({ check: () => [], run: () => expect.unreachable("nothing is sent here") });
    const ctx = {
      ...{ principal: OWNER, requestId: "request-1", language: "en" as const },
      ...{ log: createRecordingLog().log, signal: new AbortController().signal },
    };
    const call = (watched: boolean) => {
      const webhook = watched ? { webhook: courier.checkWebhook(ctx, { url: "https://hooks.example.com/" }) } : {};
      return { ...newInvocationOf(invocationOf({ id: newId("invocation"), createdAt: clock.now() })), ...webhook };
    };
    const bare = await statementsOf(() => Promise.all([false, false, false].map((watched) => store.create(call(watched)))));
    expect(bare.statements.filter((statement) => statement.includes("webhooks"))).toEqual([]);
    const calls = [call(true), call(false), call(true), call(true)];
    const mixed = await statementsOf(() => Promise.all(calls.map((one) => store.create(one))));
    expect(mixed.statements.filter((statement) => statement.includes("INTO webhooks"))).toHaveLength(1);
    expect(mixed.statements).toHaveLength(bare.statements.length + 1);
    const ids = calls.map(({ invocation }) => prefixedId(invocation.id.slice("inv_".length), "webhook"));
    expect([...(await webhooks.byIds(ids)).keys()].sort()).toEqual([ids[0], ids[2], ids[3]].sort());

    // A commit that is tried again leaves one of each.
    let tries = 0;
    const again = createInvocationStore({
      ...{ clock, outboxes: [courier.outbox], table: await db.read((manager) => readTableShape(manager, InvocationEntity)) },
      database: {
        ...db,
        transaction: (work) =>
          db.transaction(async (tx) => {
            const result = await work(tx);
            if (++tries === 1) throw Object.assign(new Error("Deadlock found"), { code: "ER_LOCK_DEADLOCK", errno: 1213 });
            return result;
          }),
      },
    });
    const repeated = call(true);
    await again.create(repeated).catch(() => again.create(repeated));
    expect(tries).toBeGreaterThan(1);
    expect(await webhooks.list({ tenant: "acme", invocationIds: [repeated.invocation.id], limit: 10 })).toHaveLength(1);
  });
});
