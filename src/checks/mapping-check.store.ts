/** How checks are kept: the last one of each mapping version, beside what was declared when it was published. */
import type { Database, Transaction } from "../db/database.js";
import { isDuplicateKey } from "../db/database-errors.js";
import { execute, insertRows, placeholders, type SqlValue, selectRows } from "../db/sql.js";
import { fromSqlTime, toSqlTime } from "../db/sql-time.js";
import {
  type CheckReason,
  type Drift,
  errorsOf,
  type Finding,
  type KnownInputs,
  type MappingCheck,
  type SourceReport,
} from "./mapping-check.js";

export interface MappingCheckStore {
  byIds(mappingIds: readonly string[]): Promise<Map<string, MappingCheck>>;
  /** A baseline that is there already stays. */
  record(check: MappingCheck): Promise<void>;
  /** The mapping goes live: what it was compared with last becomes its baseline. */
  rebase(tx: Transaction, mappingId: string): Promise<void>;
}

export const createMappingCheckStore = (database: Database): MappingCheckStore => ({
  async byIds(mappingIds) {
    if (mappingIds.length === 0) return new Map();
    const sql = `SELECT ${COLUMNS.join(",")} FROM mapping_checks WHERE mapping_id IN (${placeholders(mappingIds.length)})`;
    const rows = await database.read((manager) => selectRows<Row>(manager, sql, mappingIds));
    return new Map(rows.map((row) => [row.mapping_id, fromRow(row)]));
  },
  async record(check) {
    try {
      await write(database, check);
    } catch (error) {
      // Another check of the same mapping wrote its first row at the same moment.
      if (!isDuplicateKey(error)) throw error;
      await write(database, check);
    }
  },
  async rebase(tx, mappingId) {
    const sql = "UPDATE mapping_checks SET baseline = inputs, drift = NULL WHERE mapping_id = ? AND source <> 'LEARNED'";
    await execute(tx.manager, sql, [mappingId]);
  },
});

interface Row {
  mapping_id: string;
  checked_at: Date | string;
  reason: string;
  source: string | null;
  errors: number;
  warnings: number;
  sources: string;
  findings: string;
  inputs: string | null;
  baseline: string | null;
  drift: string | null;
}

const CONTENT = "checked_at,reason,source,errors,warnings,sources,findings,inputs,drift".split(",");
const COLUMNS = ["mapping_id", ...CONTENT, "baseline"];

const parsed = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T));

const fromRow = (row: Row): MappingCheck => ({
  mappingId: row.mapping_id,
  checkedAt: fromSqlTime(row.checked_at),
  reason: row.reason as CheckReason,
  sources: JSON.parse(row.sources) as SourceReport[],
  findings: JSON.parse(row.findings) as Finding[],
  inputs: parsed<KnownInputs>(row.inputs),
  baseline: parsed<KnownInputs>(row.baseline),
  drift: parsed<Drift>(row.drift),
});

const write = (database: Database, check: MappingCheck): Promise<void> =>
  database.transaction(async ({ manager }) => {
    const { mappingId, findings, inputs, drift } = check;
    const errors = errorsOf(check).length;
    const content: SqlValue[] = [
      ...[toSqlTime(check.checkedAt), check.reason, inputs?.source ?? null, errors, findings.length - errors],
      ...[JSON.stringify(check.sources), JSON.stringify(findings), inputs && JSON.stringify(inputs), drift && JSON.stringify(drift)],
    ];
    const baseline = check.baseline && JSON.stringify(check.baseline);
    const sets = [...CONTENT.map((name) => `${name} = ?`), "baseline = COALESCE(baseline, ?)"].join(", ");
    const sql = `UPDATE mapping_checks SET ${sets} WHERE mapping_id = ?`;
    if ((await execute(manager, sql, [...content, baseline, mappingId])) > 0) return;
    await insertRows(manager, { table: "mapping_checks", columns: COLUMNS }, [[mappingId, ...content, baseline]]);
  });
