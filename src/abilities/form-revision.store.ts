/** How forms of abilities are kept: one row per revision, written with the change that made it. */
import type { Database, Transaction } from "../db/database.js";
import { insertRows, type SqlValue, selectRows } from "../db/sql.js";
import { fromSqlTime, toSqlTime } from "../db/sql-time.js";
import { bareId } from "../kernel/ids.js";
import type { JsonObject } from "../kernel/json.js";
import type { FormRevision } from "./form-revision.js";

export interface FormRevisionStore {
  at(abilityId: string, revision: number): Promise<FormRevision | undefined>;
  /** Newest first; `before` continues behind a revision. */
  list(query: { readonly abilityId: string; readonly before?: number; readonly limit: number }): Promise<FormRevision[]>;
  /** Keeps what is there: a revision never changes. */
  keep(tx: Transaction, abilityId: string, revision: FormRevision): Promise<void>;
}

export const createFormRevisionStore = (database: Database): FormRevisionStore => {
  const select = async (condition: string, params: readonly SqlValue[]): Promise<FormRevision[]> => {
    const sql = `SELECT ${COLUMNS.join(",")} FROM ability_form_revisions WHERE ${condition}`;
    return (await database.read((manager) => selectRows<Row>(manager, sql, params))).map(fromRow);
  };
  return {
    at: async (abilityId, revision) => (await select("ability_id = ? AND revision = ?", [bareId(abilityId, "ability"), revision]))[0],
    list: ({ abilityId, before, limit }) =>
      before === undefined
        ? select("ability_id = ? ORDER BY revision DESC LIMIT ?", [bareId(abilityId, "ability"), limit])
        : select("ability_id = ? AND revision < ? ORDER BY revision DESC LIMIT ?", [bareId(abilityId, "ability"), before, limit]),
    async keep(tx, abilityId, form) {
      const suffix =
        database.dialect === "mysql" ? "ON DUPLICATE KEY UPDATE revision = revision" : "ON CONFLICT (ability_id, revision) DO NOTHING";
      const uiSchema = form.uiSchema && JSON.stringify(form.uiSchema);
      const at = form.createdAt === null ? null : toSqlTime(form.createdAt);
      const row = [bareId(abilityId, "ability"), form.revision, JSON.stringify(form.schema), uiSchema, form.createdBy, at];
      await insertRows(tx.manager, { table: "ability_form_revisions", columns: ["ability_id", ...COLUMNS], suffix }, [row]);
    },
  };
};

const COLUMNS = ["revision", "form_schema", "form_ui_schema", "created_by", "created_at"];

interface Row {
  revision: number;
  form_schema: string;
  form_ui_schema: string | null;
  created_by: string | null;
  created_at: Date | string | null;
}

const fromRow = (row: Row): FormRevision => ({
  revision: row.revision,
  schema: JSON.parse(row.form_schema) as JsonObject,
  uiSchema: row.form_ui_schema === null ? null : (JSON.parse(row.form_ui_schema) as JsonObject),
  createdBy: row.created_by,
  createdAt: row.created_at === null ? null : fromSqlTime(row.created_at),
});
