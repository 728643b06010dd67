/**
 * Writes what has to stand with an invocation: the webhook that was asked for with it, in the transaction that accepts it;
 * a delivery for every webhook that watches it, in the transaction that ends it. Nothing that ended goes untold, and
 * nothing is told that did not end.
 */
import type { Dialect, Transaction } from "../db/database.js";
import { placeholders, selectRows } from "../db/sql.js";
import type { Clock } from "../kernel/clock.js";
import type { IdFactory } from "../kernel/ids.js";
import type { CallWebhooks } from "./call-webhook.js";
import type { WebhookDelivery } from "./webhook.js";
import { insertDeliveries } from "./webhook-delivery.store.js";

export interface WebhookOutbox extends Pick<CallWebhooks, "accepting"> {
  /** May run more than once for the same invocations. */
  ended(tx: Transaction, invocationIds: readonly string[]): Promise<void>;
}

export interface OutboxDeps {
  readonly dialect: Dialect;
  readonly clock: Clock;
  readonly newId: IdFactory;
  /** After the commit: something is due. */
  readonly wake: () => void;
  readonly accepting: CallWebhooks["accepting"];
}

/** An end costs one statement where nobody watches. */
export const createWebhookOutbox = ({ dialect, clock, newId, wake, accepting }: OutboxDeps): WebhookOutbox => ({
  accepting,
  async ended(tx, invocationIds) {
    const watchers = await selectRows<Watcher>(tx.manager, watchersSql(invocationIds.length), [...invocationIds, ...invocationIds]);
    if (watchers.length === 0) return;
    const now = clock.now();
    const deliveries = watchers.map(({ webhook_id, invocation_id }) =>
      newDelivery({ id: newId("delivery"), webhookId: webhook_id, invocationId: invocation_id, now }),
    );
    // One that is there already was written by an earlier try, or at the registration.
    await insertDeliveries(tx, deliveries, dialect === "mysql" ? "ON DUPLICATE KEY UPDATE id = id" : "ON CONFLICT DO NOTHING");
    tx.afterCommit(wake);
  },
});

interface Watcher {
  webhook_id: string;
  invocation_id: string;
}

/** The cast, because an adopted table may have whole numbers as keys, and those compare with texts in surprising ways. */
const watchersSql = (count: number): string =>
  "SELECT w.id AS webhook_id, l.invocation_id AS invocation_id FROM ability_invocation_logs l " +
  "JOIN webhooks w ON w.ability_id = CAST(l.ability_id AS CHAR(64)) AND w.state = 'ACTIVE' AND w.tenant_id = l.tenant_id " +
  `WHERE l.invocation_id IN (${placeholders(count)}) ` +
  "UNION ALL SELECT w.id AS webhook_id, w.invocation_id AS invocation_id FROM webhooks w " +
  `WHERE w.state = 'ACTIVE' AND w.invocation_id IN (${placeholders(count)})`;

/** Due at once. */
export const newDelivery = (facts: {
  readonly id: string;
  readonly webhookId: string;
  readonly invocationId: string | null;
  readonly now: number;
  readonly kind?: WebhookDelivery["kind"];
}): WebhookDelivery => ({
  id: facts.id,
  webhookId: facts.webhookId,
  invocationId: facts.invocationId,
  kind: facts.kind ?? "ENDED",
  state: "PENDING",
  attempts: 0,
  tries: 0,
  attemptLog: [],
  dueAt: facts.now,
  leaseUntil: null,
  httpStatus: null,
  lastError: null,
  durationMs: null,
  createdAt: facts.now,
  finishedAt: null,
});
