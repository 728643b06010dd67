/** How the audit log is kept: rows are added with the change they tell of, and read newest first. */
import type { Database, Transaction } from "../db/database.js";
import { insertRows, placeholders, type SqlValue, selectRows } from "../db/sql.js";
import { fromSqlTime, toSqlTime } from "../db/sql-time.js";
import type { JsonValue } from "../kernel/json.js";
import { type AuditAction, type AuditEntry, TENANTS_OWN } from "./audit.js";

/** Absent = any. Times are epoch milliseconds, `to` excluded. */
export interface AuditFilter {
  readonly abilityId?: string;
  readonly subjectId?: string;
  readonly actorId?: string;
  readonly actions?: readonly string[];
  readonly from?: number;
  readonly to?: number;
}

export interface AuditStore {
  insert(tx: Transaction, entry: AuditEntry): Promise<void>;
  byIds(ids: readonly string[], tenant: string): Promise<Map<string, AuditEntry>>;
  /** Newest first; `beforeId` continues behind an id. */
  list(filter: AuditFilter, page: { readonly tenant: string; readonly beforeId?: string; readonly limit: number }): Promise<AuditEntry[]>;
}

/** By a tenant's admins; the parameter is the tenant. */
const SEEN_IN = `(tenant_id = ? OR NOT (${TENANTS_OWN.map((subject) => `action LIKE '${subject}.%'`).join(" OR ")}))`;

const COLUMNS = "id,at,tenant_id,actor_id,via,request_id,action,subject_id,ability_id,before_change,after_change".split(",");

export const createAuditStore = (database: Database): AuditStore => {
  const select = async (condition: string, params: readonly SqlValue[]): Promise<AuditEntry[]> => {
    const sql = `SELECT ${COLUMNS.join(",")} FROM audit_log WHERE ${condition}`;
    return (await database.read((manager) => selectRows<AuditRow>(manager, sql, params))).map(fromRow);
  };
  return {
    insert: (tx, entry) => insertRows(tx.manager, { table: "audit_log", columns: COLUMNS }, [toRow(entry)]),
    async byIds(ids, tenant) {
      if (ids.length === 0) return new Map();
      const found = await select(`id IN (${placeholders(ids.length)}) AND ${SEEN_IN}`, [...ids, tenant]);
      return new Map(found.map((entry) => [entry.id, entry]));
    },
    list(filter, { tenant, beforeId, limit }) {
      const { conditions, params } = conditionsOf(filter);
      conditions.push(SEEN_IN);
      params.push(tenant);
      if (beforeId !== undefined) {
        conditions.push("id < ?");
        params.push(beforeId);
      }
      return select(`${conditions.join(" AND ")} ORDER BY id DESC LIMIT ?`, [...params, limit]);
    },
  };
};

const conditionsOf = ({ abilityId, subjectId, actorId, actions, from, to }: AuditFilter): { conditions: string[]; params: SqlValue[] } => {
  const conditions: string[] = [];
  const params: SqlValue[] = [];
  const where = (condition: string, value: SqlValue | undefined): void => {
    if (value === undefined) return;
    conditions.push(condition);
    params.push(value);
  };
  where("ability_id = ?", abilityId);
  where("subject_id = ?", subjectId);
  where("actor_id = ?", actorId);
  where("at >= ?", from === undefined ? undefined : toSqlTime(from));
  where("at < ?", to === undefined ? undefined : toSqlTime(to));
  if (actions) {
    conditions.push(actions.length > 0 ? `action IN (${placeholders(actions.length)})` : "1 = 0");
    params.push(...actions);
  }
  return { conditions, params };
};

interface AuditRow {
  id: string;
  at: Date | string;
  tenant_id: string;
  actor_id: string;
  via: string;
  request_id: string;
  action: string;
  subject_id: string;
  ability_id: string | null;
  before_change: string;
  after_change: string;
}

const toRow = (entry: AuditEntry): SqlValue[] => [
  ...[entry.id, toSqlTime(entry.at), entry.tenant, entry.actorId, entry.via, entry.requestId, entry.action],
  ...[entry.subjectId, entry.abilityId, JSON.stringify(entry.before), JSON.stringify(entry.after)],
];

const fromRow = (row: AuditRow): AuditEntry => ({
  id: row.id,
  at: fromSqlTime(row.at),
  tenant: row.tenant_id,
  actorId: row.actor_id,
  via: row.via,
  requestId: row.request_id,
  action: row.action as AuditAction,
  subjectId: row.subject_id,
  abilityId: row.ability_id,
  before: JSON.parse(row.before_change) as JsonValue,
  after: JSON.parse(row.after_change) as JsonValue,
});
