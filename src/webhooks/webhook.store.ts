/** How webhooks are kept. */
import type { Role } from "../auth/principal.js";
import type { Database, Transaction } from "../db/database.js";
import { execute, insertRows, placeholders, type SqlValue, selectRows } from "../db/sql.js";
import { fromSqlTime, toSqlTime } from "../db/sql-time.js";
import { bareId, prefixedId } from "../kernel/ids.js";
import { keyNameOf } from "../kernel/secret-box.js";
import type { PauseReason, Webhook, WebhookState } from "./webhook.js";

/** Absent = any. Newest first; `beforeId` continues behind an id. */
export interface WebhookQuery {
  readonly tenant: string;
  /** Only those for calls of this owner. */
  readonly callsOf?: string;
  readonly abilityIds?: readonly string[];
  readonly invocationIds?: readonly string[];
  readonly states?: readonly WebhookState[];
  readonly beforeId?: string;
  readonly limit: number;
}

export interface WebhookStore {
  byIds(ids: readonly string[]): Promise<Map<string, Webhook>>;
  list(query: WebhookQuery): Promise<Webhook[]>;
  /** Webhooks of the tenant with the same target. */
  countOf(target: Pick<Webhook, "owner" | "abilityId" | "invocationId">): Promise<number>;
  insert(tx: Transaction, webhooks: readonly Webhook[]): Promise<void>;
  /** Writes it if the revision is still the one before `webhook.revision`. @returns false when it moved on. */
  update(tx: Transaction, webhook: Webhook): Promise<boolean>;
  /** With its deliveries. @returns false when it was gone already. */
  delete(tx: Transaction, id: string): Promise<boolean>;
  /** Whatever its revision is. @returns false when it was not active. */
  pauseGone(tx: Transaction, id: string, now: number): Promise<boolean>;
  /** Whether the invocation has ended; until the transaction is over it cannot end unnoticed. */
  hasEnded(tx: Transaction, invocationId: string): Promise<boolean>;
}

export const createWebhookStore = (database: Database): WebhookStore => {
  const select = async (rest: string, params: readonly SqlValue[]): Promise<Webhook[]> => {
    const rows = await database.read((manager) =>
      selectRows<WebhookRow>(manager, `SELECT ${COLUMNS.join(",")} FROM webhooks WHERE ${rest}`, params),
    );
    return rows.map(fromRow);
  };
  return {
    async byIds(ids) {
      if (ids.length === 0) return new Map();
      const found = await select(`id IN (${placeholders(ids.length)})`, ids);
      return new Map(found.map((webhook) => [webhook.id, webhook]));
    },
    list: (query) => {
      const { condition, params } = listCondition(query);
      return select(`${condition} ORDER BY id DESC LIMIT ?`, [...params, query.limit]);
    },
    async countOf({ owner, abilityId, invocationId }) {
      const [column, value] = abilityId === null ? ["invocation_id", invocationId] : ["ability_id", bareId(abilityId, "ability")];
      const sql = `SELECT count(*) AS n FROM webhooks WHERE ${column} = ? AND tenant_id = ?`;
      const rows = await database.read((manager) => selectRows<{ n: number | string }>(manager, sql, [value, owner.tenant]));
      return Number(rows[0]?.n ?? 0);
    },
    insert: (tx, webhooks) => insertRows(tx.manager, { table: "webhooks", columns: WRITTEN }, webhooks.map(toRow)),
    async update(tx, webhook) {
      const sql = `UPDATE webhooks SET ${WRITTEN.map((name) => `${name} = ?`).join(", ")} WHERE id = ? AND revision = ?`;
      return (await execute(tx.manager, sql, [...toRow(webhook), webhook.id, webhook.revision - 1])) === 1;
    },
    async delete(tx, id) {
      await execute(tx.manager, "DELETE FROM webhook_deliveries WHERE webhook_id = ?", [id]);
      return (await execute(tx.manager, "DELETE FROM webhooks WHERE id = ?", [id])) === 1;
    },
    async pauseGone(tx, id, now) {
      const sql =
        "UPDATE webhooks SET state = 'PAUSED', pause_reason = 'GONE', revision = revision + 1, updated_at = ? WHERE id = ? AND state = 'ACTIVE'";
      return (await execute(tx.manager, sql, [toSqlTime(now), id])) === 1;
    },
    hasEnded: (tx, invocationId) => hasEnded(tx, { invocationId, dialect: database.dialect }),
  };
};

/** On MySQL the row is locked, so its end waits; on SQLite this transaction, which has written, is alone. */
const hasEnded = async (tx: Transaction, { invocationId, dialect }: { invocationId: string; dialect: string }): Promise<boolean> => {
  const lock = dialect === "mysql" ? " FOR UPDATE" : "";
  const sql = `SELECT gateway_status FROM ability_invocation_logs WHERE invocation_id = ?${lock}`;
  const [row] = await selectRows<{ gateway_status: string }>(tx.manager, sql, [invocationId]);
  return row !== undefined && ["SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED"].includes(row.gateway_status);
};

const listCondition = (query: WebhookQuery): { condition: string; params: SqlValue[] } => {
  const conditions = ["tenant_id = ?"];
  const params: SqlValue[] = [query.tenant];
  const within = (column: string, values: readonly string[] | undefined) => {
    if (!values) return;
    conditions.push(values.length === 0 ? "1 = 0" : `${column} IN (${placeholders(values.length)})`);
    params.push(...values);
  };
  if (query.callsOf !== undefined) {
    conditions.push("owner_id = ? AND invocation_id IS NOT NULL");
    params.push(query.callsOf);
  }
  within(
    "ability_id",
    query.abilityIds?.map((id) => bareId(id, "ability")),
  );
  within("invocation_id", query.invocationIds);
  within("state", query.states);
  if (query.beforeId !== undefined) {
    conditions.push("id < ?");
    params.push(query.beforeId);
  }
  return { condition: conditions.join(" AND "), params };
};

type Time = Date | string;

interface WebhookRow {
  id: string;
  tenant_id: string;
  owner_id: string;
  owner_roles: string;
  owner_via: string;
  ability_id: string | null;
  invocation_id: string | null;
  url: string;
  document: string;
  secret: string;
  previous_secret: string | null;
  previous_secret_until: Time | null;
  state: string;
  pause_reason: string | null;
  revision: number;
  created_at: Time;
  updated_at: Time;
}

const COLUMNS = (
  "id,tenant_id,owner_id,owner_roles,owner_via,ability_id,invocation_id,url,document,secret,previous_secret,previous_secret_until," +
  "state,pause_reason,revision,created_at,updated_at"
).split(",");

/** What the upkeep finds its rows by besides. */
const WRITTEN = [...COLUMNS, "sealed_with"];

const fromRow = (row: WebhookRow): Webhook => ({
  id: row.id,
  owner: {
    id: row.owner_id,
    tenant: row.tenant_id,
    roles: row.owner_roles.split(",") as Role[],
    via: row.owner_via as Webhook["owner"]["via"],
  },
  abilityId: row.ability_id === null ? null : prefixedId(row.ability_id, "ability"),
  invocationId: row.invocation_id,
  url: row.url,
  document: row.document,
  secret: row.secret,
  previousSecret:
    row.previous_secret === null || row.previous_secret_until === null
      ? null
      : { secret: row.previous_secret, until: fromSqlTime(row.previous_secret_until) },
  state: row.state as WebhookState,
  pauseReason: row.pause_reason as PauseReason | null,
  revision: row.revision,
  createdAt: fromSqlTime(row.created_at),
  updatedAt: fromSqlTime(row.updated_at),
});

/** Values in the order of `WRITTEN`. */
const toRow = (webhook: Webhook): SqlValue[] => [
  webhook.id,
  webhook.owner.tenant,
  webhook.owner.id,
  webhook.owner.roles.join(","),
  webhook.owner.via,
  webhook.abilityId === null ? null : bareId(webhook.abilityId, "ability"),
  webhook.invocationId,
  webhook.url,
  webhook.document,
  webhook.secret,
  webhook.previousSecret?.secret ?? null,
  webhook.previousSecret ? toSqlTime(webhook.previousSecret.until) : null,
  webhook.state,
  webhook.pauseReason,
  webhook.revision,
  toSqlTime(webhook.createdAt),
  toSqlTime(webhook.updatedAt),
  keyNameOf(webhook.secret),
];
