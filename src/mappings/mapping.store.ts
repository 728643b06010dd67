/** How mappings are kept: numbered versions per ability; at most one is a draft, at most one is published. */
import type { Database, Transaction } from "../db/database.js";
import { execute, insertRows, placeholders, type SqlValue, selectRows } from "../db/sql.js";
import { fromSqlTime, toSqlTime } from "../db/sql-time.js";
import { bareId, prefixedId } from "../kernel/ids.js";
import type { ProviderKind, RunMode } from "../providers/provider.js";
import type { ParameterRule } from "./mapping.js";
import type { OutputRule } from "./output-rule.js";
import type { MappingState, WorkflowMapping } from "./workflow-mapping.js";

export interface MappingStore {
  byIds(ids: readonly string[]): Promise<Map<string, WorkflowMapping>>;
  /** Published mapping of each ability that has one, by ability id. */
  publishedOf(abilityIds: readonly string[]): Promise<Map<string, WorkflowMapping>>;
  /** All versions, newest first. */
  versionsOf(abilityId: string): Promise<WorkflowMapping[]>;
  /** Ids of versions in service behind this one, in order. */
  servingAfter(id: string, limit: number): Promise<string[]>;
  insert(tx: Transaction, mapping: WorkflowMapping): Promise<void>;
  /** Writes state and content if the revision is still the one before `mapping.revision`. @returns false when it moved on. */
  update(tx: Transaction, mapping: WorkflowMapping): Promise<boolean>;
  /** Every published version of the ability but this one steps back. */
  supersede(tx: Transaction, mapping: WorkflowMapping): Promise<void>;
}

export const createMappingStore = (database: Database): MappingStore => {
  const select = async (condition: string, params: readonly SqlValue[]): Promise<WorkflowMapping[]> => {
    const sql = `SELECT ${COLUMNS.join(",")} FROM workflow_mappings WHERE ${condition} ORDER BY ability_id, version DESC`;
    const rows = await database.read((manager) => selectRows<MappingRow>(manager, sql, params));
    return rows.map(fromRow);
  };
  return {
    async byIds(ids) {
      if (ids.length === 0) return new Map();
      const found = await select(`id IN (${placeholders(ids.length)})`, ids);
      return new Map(found.map((mapping) => [mapping.id, mapping]));
    },
    async publishedOf(abilityIds) {
      if (abilityIds.length === 0) return new Map();
      const bare = abilityIds.map((id) => bareId(id, "ability"));
      const found = await select(`state = 'PUBLISHED' AND ability_id IN (${placeholders(bare.length)})`, bare);
      return new Map(found.map((mapping) => [mapping.abilityId, mapping]));
    },
    versionsOf: (abilityId) => select("ability_id = ?", [bareId(abilityId, "ability")]),
    async servingAfter(id, limit) {
      const sql = "SELECT id FROM workflow_mappings WHERE state = 'PUBLISHED' AND id > ? ORDER BY id LIMIT ?";
      const rows = await database.read((manager) => selectRows<{ id: string }>(manager, sql, [id, limit]));
      return rows.map((row) => row.id);
    },
    insert: (tx, mapping) => insertRows(tx.manager, { table: "workflow_mappings", columns: COLUMNS }, [toRow(mapping)]),
    update,
    async supersede(tx, mapping) {
      await execute(
        tx.manager,
        "UPDATE workflow_mappings SET state = 'SUPERSEDED' WHERE ability_id = ? AND state = 'PUBLISHED' AND id <> ?",
        [bareId(mapping.abilityId, "ability"), mapping.id],
      );
    },
  };
};

interface MappingRow {
  id: string;
  ability_id: string;
  version: number;
  state: string;
  provider: string;
  connection: string;
  workflow_id: string | null;
  parameters: string;
  output: string | null;
  keep_files: string | null;
  mode: string;
  timeout_ms: number | null;
  revision: number;
  created_by: string;
  created_at: Date | string;
  updated_at: Date | string;
  published_at: Date | string | null;
  published_by: string | null;
  restored_at: Date | string | null;
  restored_by: string | null;
}

const COLUMNS = (
  "id,ability_id,version,state,provider,connection,workflow_id,parameters,output,keep_files,mode,timeout_ms,revision,created_by,created_at,updated_at," +
  "published_at,published_by,restored_at,restored_by"
).split(",");

const fromRow = (row: MappingRow): WorkflowMapping => ({
  id: row.id,
  abilityId: prefixedId(row.ability_id, "ability"),
  version: row.version,
  state: row.state as MappingState,
  provider: row.provider as ProviderKind,
  connection: row.connection,
  workflowId: row.workflow_id,
  parameters: JSON.parse(row.parameters) as ParameterRule[],
  output: row.output === null ? null : (JSON.parse(row.output) as OutputRule),
  keepFiles: row.keep_files === null ? [] : (JSON.parse(row.keep_files) as string[]),
  mode: row.mode as RunMode,
  timeoutMs: row.timeout_ms,
  revision: row.revision,
  createdBy: row.created_by,
  createdAt: fromSqlTime(row.created_at),
  updatedAt: fromSqlTime(row.updated_at),
  publishedAt: row.published_at === null ? null : fromSqlTime(row.published_at),
  publishedBy: row.published_by,
  restoredAt: row.restored_at === null ? null : fromSqlTime(row.restored_at),
  restoredBy: row.restored_by,
});

/** Values in the order of `COLUMNS`. */
const toRow = (mapping: WorkflowMapping): SqlValue[] => [
  mapping.id,
  bareId(mapping.abilityId, "ability"),
  mapping.version,
  mapping.state,
  mapping.provider,
  mapping.connection,
  mapping.workflowId,
  JSON.stringify(mapping.parameters),
  mapping.output === null ? null : JSON.stringify(mapping.output),
  mapping.keepFiles.length === 0 ? null : JSON.stringify(mapping.keepFiles),
  mapping.mode,
  mapping.timeoutMs,
  mapping.revision,
  mapping.createdBy,
  toSqlTime(mapping.createdAt),
  toSqlTime(mapping.updatedAt),
  mapping.publishedAt === null ? null : toSqlTime(mapping.publishedAt),
  mapping.publishedBy,
  mapping.restoredAt === null ? null : toSqlTime(mapping.restoredAt),
  mapping.restoredBy,
];

const update = async (tx: Transaction, mapping: WorkflowMapping): Promise<boolean> => {
  const changed = await execute(
    tx.manager,
    `UPDATE workflow_mappings SET ${COLUMNS.map((name) => `${name} = ?`).join(", ")} WHERE id = ? AND revision = ?`,
    [...toRow(mapping), mapping.id, mapping.revision - 1],
  );
  return changed === 1;
};
