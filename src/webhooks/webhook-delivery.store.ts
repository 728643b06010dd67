/** How deliveries are kept, claimed by one sender at a time, and concluded. */
import type { Database, Transaction } from "../db/database.js";
import { type Statement, selectEach } from "../db/select-each.js";
import { execute, insertRows, placeholders, type SqlValue, selectRows } from "../db/sql.js";
import { toSqlTime } from "../db/sql-time.js";
import type { DeliveryAttempt, DeliveryState, WebhookDelivery } from "./webhook.js";
import { COLUMNS, type DeliveryRow, fromRow } from "./webhook-delivery.row.js";

export interface DeliveryRange {
  readonly webhookId: string;
  readonly states?: readonly DeliveryState[];
  readonly beforeId?: string;
  readonly limit: number;
}

/** A delivery that a sender holds: no other sends it before the lease is over. */
export interface ClaimedDelivery {
  readonly delivery: WebhookDelivery;
  readonly body: string | null;
  readonly claim: string;
  readonly leaseUntil: number;
}

export interface ClaimRequest {
  /** Names this claim; no other may have the same. At most 64 characters. */
  readonly claim: string;
  readonly limit: number;
  /** Webhooks that are being sent as much as they may. */
  readonly except: readonly string[];
  readonly now: number;
  readonly leaseUntil: number;
}

export interface Conclusion {
  readonly id: string;
  readonly claim: string;
  readonly state: DeliveryState;
  readonly dueAt: number;
  readonly attempt: DeliveryAttempt;
  readonly attemptLog: readonly DeliveryAttempt[];
  readonly finishedAt: number | null;
}

export interface DeliveryStore {
  byIds(ids: readonly string[]): Promise<Map<string, WebhookDelivery>>;
  bodies(ids: readonly string[]): Promise<Map<string, string>>;
  /** Newest first; all ranges in one statement. */
  lists(ranges: readonly DeliveryRange[]): Promise<WebhookDelivery[][]>;
  /** What is due. Counts an attempt of each. */
  claim(request: ClaimRequest): Promise<ClaimedDelivery[]>;
  /** @returns false when the claim was lost; then nothing may be sent. */
  keepBody(claimed: ClaimedDelivery, body: string, leaseUntil: number): Promise<boolean>;
  /** @returns false when the claim was lost. */
  extend(claimed: ClaimedDelivery, leaseUntil: number): Promise<boolean>;
  /** @returns false when the claim was lost: somebody else's attempt counts. */
  conclude(tx: Transaction, conclusion: Conclusion): Promise<boolean>;
  /** Puts back what was claimed for a webhook that is paused; the attempt was none. */
  hold(claimed: ClaimedDelivery, now: number): Promise<void>;
  /** Forgets what was claimed for a webhook that there is no more. */
  drop(claimed: ClaimedDelivery): Promise<void>;
  insert(tx: Transaction, delivery: WebhookDelivery): Promise<void>;
  /** With the webhook: what is pending waits, what waited is due. Tests are left alone. */
  holdAll(tx: Transaction, webhookId: string): Promise<void>;
  releaseAll(tx: Transaction, webhookId: string, now: number): Promise<void>;
  /** Due now, with all its tries before it. @returns false when it is being sent at this moment. */
  sendAgain(tx: Transaction, id: string, now: number): Promise<boolean>;
}

export const createDeliveryStore = (database: Database): DeliveryStore => ({
  ...reads(database),
  ...claims(database),
  conclude,
  insert: (tx, delivery) => insertDeliveries(tx, [delivery]),
  async holdAll(tx, webhookId) {
    const sql =
      "UPDATE webhook_deliveries SET state = 'HELD' WHERE webhook_id = ? AND state = 'PENDING' AND kind = 'ENDED' AND worker_id IS NULL";
    await execute(tx.manager, sql, [webhookId]);
  },
  async releaseAll(tx, webhookId, now) {
    const sql = "UPDATE webhook_deliveries SET state = 'PENDING', due_at = ? WHERE webhook_id = ? AND state = 'HELD'";
    await execute(tx.manager, sql, [toSqlTime(now), webhookId]);
  },
  async sendAgain(tx, id, now) {
    const sql =
      "UPDATE webhook_deliveries SET state = 'PENDING', tries = 0, due_at = ?, worker_id = NULL, lease_until = NULL, finished_at = NULL " +
      "WHERE id = ? AND (lease_until IS NULL OR lease_until < ?)";
    return (await execute(tx.manager, sql, [toSqlTime(now), id, toSqlTime(now)])) === 1;
  },
});

const reads = (database: Database): Pick<DeliveryStore, "byIds" | "bodies" | "lists"> => ({
  async byIds(ids) {
    if (ids.length === 0) return new Map();
    const sql = `SELECT ${COLUMNS.join(",")} FROM webhook_deliveries WHERE id IN (${placeholders(ids.length)})`;
    const rows = await database.read((manager) => selectRows<DeliveryRow>(manager, sql, ids));
    return new Map(rows.map((row) => [row.id, fromRow(row)]));
  },
  async bodies(ids) {
    if (ids.length === 0) return new Map();
    const sql = `SELECT id, body FROM webhook_deliveries WHERE body IS NOT NULL AND id IN (${placeholders(ids.length)})`;
    const rows = await database.read((manager) => selectRows<{ id: string; body: string }>(manager, sql, ids));
    return new Map(rows.map((row) => [row.id, row.body]));
  },
  async lists(ranges) {
    const results = await selectEach<DeliveryRow>(database, ranges.map(rangeStatement));
    return results.map((rows) => rows.map(fromRow).sort((a, b) => (a.id < b.id ? 1 : -1)));
  },
});

const claims = (database: Database): Pick<DeliveryStore, "claim" | "keepBody" | "extend" | "hold" | "drop"> => ({
  claim: (request) => claim(database, request),
  keepBody: ({ delivery, claim: by }, body, leaseUntil) => {
    const until = toSqlTime(leaseUntil);
    const sql = "UPDATE webhook_deliveries SET body = ?, lease_until = ?, due_at = ? WHERE id = ? AND worker_id = ?";
    return database.transaction(async (tx) => (await execute(tx.manager, sql, [body, until, until, delivery.id, by])) === 1);
  },
  extend: ({ delivery, claim: by }, leaseUntil) => {
    const until = toSqlTime(leaseUntil);
    const sql = "UPDATE webhook_deliveries SET lease_until = ?, due_at = ? WHERE id = ? AND worker_id = ?";
    return database.transaction(async (tx) => (await execute(tx.manager, sql, [until, until, delivery.id, by])) === 1);
  },
  hold: (claimed, now) => hold(database, claimed, now),
  drop: ({ delivery, claim: by }) =>
    database.transaction(async ({ manager }) => {
      await execute(manager, "DELETE FROM webhook_deliveries WHERE id = ? AND worker_id = ?", [delivery.id, by]);
    }),
});

/** Under the webhook's lock: one that is being activated must not keep a delivery that waits for it. */
const hold = (database: Database, { delivery, claim: by }: ClaimedDelivery, now: number): Promise<void> =>
  database.transaction(async ({ manager }) => {
    const lock = database.dialect === "mysql" ? " FOR UPDATE" : "";
    const rows = await selectRows<{ state: string }>(manager, `SELECT state FROM webhooks WHERE id = ?${lock}`, [delivery.webhookId]);
    const sql =
      "UPDATE webhook_deliveries SET state = ?, due_at = ?, attempts = attempts - 1, tries = tries - 1, worker_id = NULL, lease_until = NULL " +
      "WHERE id = ? AND worker_id = ?";
    await execute(manager, sql, [rows[0]?.state === "PAUSED" ? "HELD" : "PENDING", toSqlTime(now), delivery.id, by]);
  });

const INSERTED = "id,webhook_id,event_key,invocation_id,kind,state,attempts,tries,due_at,created_at".split(",");

/** @param suffix what to do about one that is there already; default: an error. */
export const insertDeliveries = (tx: Transaction, deliveries: readonly WebhookDelivery[], suffix = ""): Promise<void> =>
  insertRows(
    tx.manager,
    { table: "webhook_deliveries", columns: INSERTED, suffix },
    deliveries.map(({ id, webhookId, invocationId, kind, state, dueAt, createdAt }) => [
      ...[id, webhookId, kind === "TEST" ? id : (invocationId ?? id), invocationId, kind, state, 0, 0],
      ...[toSqlTime(dueAt), toSqlTime(createdAt)],
    ]),
  );

const rangeStatement = ({ webhookId, states, beforeId, limit }: DeliveryRange): Statement => {
  const conditions = ["webhook_id = ?"];
  const params: SqlValue[] = [webhookId];
  if (states) {
    conditions.push(states.length === 0 ? "1 = 0" : `state IN (${placeholders(states.length)})`);
    params.push(...states);
  }
  if (beforeId !== undefined) {
    conditions.push("id < ?");
    params.push(beforeId);
  }
  const sql = `SELECT ${COLUMNS.join(",")} FROM webhook_deliveries WHERE ${conditions.join(" AND ")} ORDER BY id DESC LIMIT ?`;
  return { sql, params: [...params, limit] };
};

/**
 * The lease stands in `due_at` too, so that what is being sent is not looked at by others, and is due again when its
 * sender died. The update asks again whether it is due: of two that saw the same row, one changes it.
 */
const claim = async (database: Database, request: ClaimRequest): Promise<ClaimedDelivery[]> => {
  const [now, leaseUntil] = [toSqlTime(request.now), toSqlTime(request.leaseUntil)];
  const except = request.except.length === 0 ? "" : ` AND webhook_id NOT IN (${placeholders(request.except.length)})`;
  const due = `SELECT id FROM webhook_deliveries WHERE state = 'PENDING' AND due_at <= ?${except} ORDER BY due_at LIMIT ?`;
  const seen = await database.read((manager) => selectRows<{ id: string }>(manager, due, [now, ...request.except, request.limit]));
  if (seen.length === 0) return [];
  const ids = seen.map(({ id }) => id);
  return database.transaction(async ({ manager }) => {
    const update =
      "UPDATE webhook_deliveries SET worker_id = ?, lease_until = ?, due_at = ?, attempts = attempts + 1, tries = tries + 1 " +
      `WHERE id IN (${placeholders(ids.length)}) AND state = 'PENDING' AND due_at <= ?`;
    if ((await execute(manager, update, [request.claim, leaseUntil, leaseUntil, ...ids, now])) === 0) return [];
    const mine = `SELECT ${COLUMNS.join(",")},body FROM webhook_deliveries WHERE id IN (${placeholders(ids.length)}) AND worker_id = ?`;
    const rows = await selectRows<DeliveryRow & { body: string | null }>(manager, mine, [...ids, request.claim]);
    return rows.map((row) => ({ delivery: fromRow(row), body: row.body, claim: request.claim, leaseUntil: request.leaseUntil }));
  });
};

const conclude = async (tx: Transaction, conclusion: Conclusion): Promise<boolean> => {
  const { id, claim, state, dueAt, attempt, attemptLog, finishedAt } = conclusion;
  const sql =
    "UPDATE webhook_deliveries SET state = ?, due_at = ?, worker_id = NULL, lease_until = NULL, attempt_log = ?, http_status = ?, " +
    "last_error = ?, duration_ms = ?, finished_at = ? WHERE id = ? AND worker_id = ?";
  const changed = await execute(tx.manager, sql, [
    ...[state, toSqlTime(dueAt), JSON.stringify(attemptLog), attempt.httpStatus, attempt.error, attempt.durationMs],
    ...[finishedAt === null ? null : toSqlTime(finishedAt), id, claim],
  ]);
  return changed === 1;
};
