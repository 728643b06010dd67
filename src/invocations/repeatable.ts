/**
 * Which invocations a set of repetitions is about, and what became of them: a read model for background work, which
 * asks for no permission. Only invocations that have ended are ever selected.
 */
import type { Database } from "../db/database.js";
import { placeholders, type SqlValue, selectRows } from "../db/sql.js";
import { toSqlTime } from "../db/sql-time.js";
import { AppError } from "../kernel/errors.js";
import type { Progress, Selection } from "./invocation.js";
import { conditionOf } from "./invocation.store.js";
import { INVOCATION_STATUSES, type InvocationStatus, isFinal } from "./lifecycle.js";

export interface Repeatable {
  /** Counts no further than `limit`. @throws AppError BAD_USER_INPUT for a status that is not final. */
  count(selection: Selection, limit: number): Promise<{ readonly total: number; readonly sideEffecting: number }>;
  /** Ids behind `after`, oldest first. */
  next(selection: Selection, page: { readonly after: string | null; readonly limit: number }): Promise<string[]>;
  /** By replay id; one statement. */
  progress(replayIds: readonly string[]): Promise<Map<string, Progress>>;
  /** Those of the originals that were repeated in this set already. */
  repeatedIn(replayId: string, originalIds: readonly string[]): Promise<ReadonlySet<string>>;
}

export const createRepeatable = (database: Database): Repeatable => {
  const select = <Row>(sql: string, params: readonly SqlValue[]) => database.read((manager) => selectRows<Row>(manager, sql, params));
  return {
    async count(selection, limit) {
      const { condition, params } = selected(selection);
      const harm = "CASE WHEN side_effects = 'SIDE_EFFECTING' THEN 1 ELSE 0 END AS harm";
      const sql = `SELECT COUNT(*) AS total, SUM(harm) AS harm FROM (SELECT ${harm} FROM ability_invocation_logs WHERE ${condition} LIMIT ?) AS chosen`;
      const [row] = await select<{ total: number | string; harm: number | string | null }>(sql, [...params, limit]);
      return { total: Number(row?.total ?? 0), sideEffecting: Number(row?.harm ?? 0) };
    },
    async next(selection, { after, limit }) {
      const { condition, params } = selected(selection);
      const sql = `SELECT invocation_id FROM ability_invocation_logs WHERE ${condition} AND invocation_id > ? ORDER BY invocation_id LIMIT ?`;
      const rows = await select<{ invocation_id: string }>(sql, [...params, after ?? "", limit]);
      return rows.map((row) => row.invocation_id);
    },
    async progress(replayIds) {
      if (replayIds.length === 0) return new Map();
      const sql = `SELECT replay_id, gateway_status, COUNT(*) AS n FROM ability_invocation_logs WHERE replay_id IN (${placeholders(replayIds.length)}) GROUP BY replay_id, gateway_status`;
      return progressOf(await select<StatusCount>(sql, replayIds));
    },
    async repeatedIn(replayId, originalIds) {
      if (originalIds.length === 0) return new Set();
      const sql = `SELECT retry_of FROM ability_invocation_logs WHERE replay_id = ? AND retry_of IN (${placeholders(originalIds.length)})`;
      const rows = await select<{ retry_of: string }>(sql, [replayId, ...originalIds]);
      return new Set(rows.map((row) => row.retry_of));
    },
  };
};

const FINAL = INVOCATION_STATUSES.filter(isFinal);

const selected = (selection: Selection): { condition: string; params: SqlValue[] } => {
  const { ids, failureCodes, endedBy, statuses = FINAL, ...query } = selection;
  const unfinished = statuses.find((status) => !isFinal(status));
  if (unfinished) {
    const problem = {
      en: `${unfinished} is not final: only what has ended can be repeated.`,
      zh: `${unfinished} 不是最终状态：只能重新执行已结束的调用。`,
    };
    throw new AppError("BAD_USER_INPUT", { params: { problem } });
  }
  const { condition, params } = conditionOf({ ...query, statuses });
  const within = (column: string, values: readonly string[]) => {
    params.push(...values);
    return values.length === 0 ? " AND 1 = 0" : ` AND ${column} IN (${placeholders(values.length)})`;
  };
  const chosen = ids ? within("invocation_id", ids) : "";
  const failed = failureCodes ? within("failure_code", failureCodes) : "";
  return { condition: `${condition}${chosen}${failed} AND gateway_finished_at <= ?`, params: [...params, toSqlTime(endedBy)] };
};

interface StatusCount {
  replay_id: string;
  gateway_status: string;
  n: number | string;
}

const NOTHING: Progress = { started: 0, active: 0, waiting: 0, succeeded: 0, failed: 0 };

const progressOf = (rows: readonly StatusCount[]): Map<string, Progress> => {
  const found = new Map<string, Progress>();
  for (const { replay_id, gateway_status, n } of rows) {
    const sum = found.get(replay_id) ?? NOTHING;
    const kind = kindOf(gateway_status as InvocationStatus);
    found.set(replay_id, { ...sum, started: sum.started + Number(n), [kind]: sum[kind] + Number(n) });
  }
  return found;
};

const kindOf = (status: InvocationStatus): keyof Omit<Progress, "started"> => {
  if (status === "WAITING") return "waiting";
  if (!isFinal(status)) return "active";
  return status === "SUCCEEDED" ? "succeeded" : "failed";
};
