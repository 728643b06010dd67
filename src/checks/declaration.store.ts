/** How declarations are kept: one row per workflow and source, the last one said. */
import type { Database, Transaction } from "../db/database.js";
import { isDuplicateKey } from "../db/database-errors.js";
import { execute, insertRows, placeholders, type SqlValue, selectRows } from "../db/sql.js";
import { fromSqlTime, toSqlTime } from "../db/sql-time.js";
import type { ProviderKind, WorkflowDeclaration } from "../providers/provider.js";

/** What declares: a workflow, as one connection reaches it. */
export interface DeclaringWorkflow {
  readonly provider: ProviderKind;
  readonly connection: string;
  readonly workflowId: string;
}

export interface StoredDeclaration {
  readonly source: "ENGINE_API" | "STUDIO" | "CANVAS";
  readonly declaration: WorkflowDeclaration;
  readonly fingerprint: string;
  /** Epoch ms. */
  readonly observedAt: number;
  /** Who imported it; `null` where nobody did. */
  readonly recordedBy: string | null;
}

export interface DeclarationStore {
  /** Newest first. */
  of(workflow: DeclaringWorkflow): Promise<StoredDeclaration[]>;
  /** `alongside` is written in the same transaction. */
  record(workflow: DeclaringWorkflow, said: StoredDeclaration, alongside?: (tx: Transaction) => Promise<void>): Promise<void>;
  /** Fingerprint of what was said last, by key as `keyOf` makes it; empty where nothing was: that is an answer to keep, too. */
  fingerprints(keys: readonly string[]): Promise<Map<string, string>>;
}

/** None of the parts holds a line break. */
export const keyOf = ({ provider, connection, workflowId }: DeclaringWorkflow): string => [provider, connection, workflowId].join("\n");

export const createDeclarationStore = (database: Database): DeclarationStore => ({
  async of({ provider, connection, workflowId }) {
    const sql = `SELECT ${COLUMNS.join(",")} FROM workflow_declarations WHERE provider = ? AND connection = ? AND workflow_id = ? ORDER BY observed_at DESC`;
    const rows = await database.read((manager) => selectRows<Row>(manager, sql, [provider, connection, workflowId]));
    return rows.map(fromRow);
  },
  async record(workflow, said, alongside = async () => undefined) {
    try {
      await write(database, { workflow, said, alongside });
    } catch (error) {
      // Somebody else wrote the first row of it at the same moment.
      if (!isDuplicateKey(error)) throw error;
      await write(database, { workflow, said, alongside });
    }
  },
  fingerprints: (keys) => fingerprints(database, keys),
});

interface Row {
  provider: string;
  connection: string;
  workflow_id: string;
  source: string;
  declaration: string;
  fingerprint: string;
  observed_at: Date | string;
  recorded_by: string | null;
}

const KEY = "provider,connection,workflow_id,source".split(",");
const CONTENT = "declaration,fingerprint,observed_at,recorded_by".split(",");
const COLUMNS = [...KEY, ...CONTENT];

const fromRow = (row: Row): StoredDeclaration => ({
  source: row.source as StoredDeclaration["source"],
  declaration: JSON.parse(row.declaration) as WorkflowDeclaration,
  fingerprint: row.fingerprint,
  observedAt: fromSqlTime(row.observed_at),
  recordedBy: row.recorded_by,
});

interface Recording {
  readonly workflow: DeclaringWorkflow;
  readonly said: StoredDeclaration;
  readonly alongside: (tx: Transaction) => Promise<void>;
}

const write = (database: Database, { workflow, said, alongside }: Recording): Promise<void> =>
  database.transaction(async (tx) => {
    const { manager } = tx;
    await alongside(tx);
    const key: SqlValue[] = [workflow.provider, workflow.connection, workflow.workflowId, said.source];
    const content = [JSON.stringify(said.declaration), said.fingerprint, toSqlTime(said.observedAt), said.recordedBy];
    const sets = CONTENT.map((name) => `${name} = ?`).join(", ");
    const where = KEY.map((name) => `${name} = ?`).join(" AND ");
    if ((await execute(manager, `UPDATE workflow_declarations SET ${sets} WHERE ${where}`, [...content, ...key])) > 0) return;
    await insertRows(manager, { table: "workflow_declarations", columns: COLUMNS }, [[...key, ...content]]);
  });

const fingerprints = async (database: Database, keys: readonly string[]): Promise<Map<string, string>> => {
  const wanted = new Set(keys);
  const ids = [...new Set(keys.map((key) => key.split("\n")[2] ?? ""))];
  if (ids.length === 0) return new Map();
  const sql = `SELECT provider, connection, workflow_id, fingerprint FROM workflow_declarations WHERE workflow_id IN (${placeholders(ids.length)}) ORDER BY observed_at`;
  const rows = await database.read((manager) => selectRows<Omit<Row, "declaration">>(manager, sql, ids));
  const said = rows.map((row): [string, string] => [
    keyOf({ provider: row.provider as ProviderKind, connection: row.connection, workflowId: row.workflow_id }),
    row.fingerprint,
  ]);
  const none = keys.map((key): [string, string] => [key, ""]);
  return new Map([...none, ...said.filter(([key]) => wanted.has(key))]);
};
