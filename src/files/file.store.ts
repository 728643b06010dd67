/** How files are kept. A row is written before anything leaves the process, and says afterwards what came of it. */
import type { Database, Transaction } from "../db/database.js";
import { execute, insertRows, placeholders, type SqlValue, selectRows } from "../db/sql.js";
import { toSqlTime } from "../db/sql-time.js";
import type { StoredFile } from "./file.js";
import { COLUMNS, type FileRow, fromRow, toRow } from "./file.row.js";

/** What one caller did since a moment. */
export interface FileUsage {
  readonly count: number;
  readonly bytes: number;
}

export interface ClaimedOutput {
  readonly file: StoredFile;
  /** Of this one; the attempt under way included. */
  readonly attempts: number;
  readonly claim: string;
}

export interface FileStore {
  byIds(ids: readonly string[]): Promise<Map<string, StoredFile>>;
  /** Files kept of results, by invocation, in the order of their ids. */
  ofInvocations(invocationIds: readonly string[]): Promise<Map<string, StoredFile[]>>;
  /** Uploaded and registered ones. */
  usage(caller: { readonly tenant: string; readonly callerId: string; readonly since: number }): Promise<FileUsage>;
  /** @param dueAt when a pending one counts as lost. */
  insert(file: StoredFile, dueAt: number): Promise<void>;
  /** What became of a pending upload. @returns false when it was given up meanwhile. */
  settle(file: StoredFile): Promise<boolean>;
  /** Pending uploads of which nothing was heard for too long: nobody knows whether the engine has them. */
  loseUploads(now: number): Promise<number>;
  /** Marks what is over, so that nobody is given it any longer. @returns up to `limit` ids whose content is to be removed. */
  expire(now: number, limit: number): Promise<string[]>;
  forget(ids: readonly string[]): Promise<void>;
  /** Outputs to be kept, due now. */
  claim(request: {
    readonly claim: string;
    readonly limit: number;
    readonly now: number;
    readonly leaseUntil: number;
  }): Promise<ClaimedOutput[]>;
  /** @returns false when the claim was lost. @param retryAt absent = it is over. */
  conclude(claimed: ClaimedOutput, file: StoredFile, retryAt?: number): Promise<boolean>;
}

/** One that is there already was written by an earlier try. */
export const insertOutputs = (
  tx: Transaction,
  outputs: readonly { readonly file: StoredFile; readonly key: string }[],
  dialect: Database["dialect"],
): Promise<void> =>
  insertRows(
    tx.manager,
    {
      table: "files",
      columns: [...COLUMNS, "output_key", "due_at"],
      suffix: dialect === "mysql" ? "ON DUPLICATE KEY UPDATE id = id" : "ON CONFLICT DO NOTHING",
    },
    outputs.map(({ file, key }) => [...toRow(file), key, toSqlTime(file.createdAt)]),
  );

export const createFileStore = (database: Database): FileStore => ({ ...reads(database), ...writes(database), ...claims(database) });

const reads = (database: Database): Pick<FileStore, "byIds" | "ofInvocations" | "usage"> => {
  const select = async (rest: string, params: readonly SqlValue[]): Promise<StoredFile[]> => {
    const sql = `SELECT ${COLUMNS.join(",")} FROM files WHERE ${rest} ORDER BY id`;
    return (await database.read((manager) => selectRows<FileRow>(manager, sql, params))).map(fromRow);
  };
  return {
    async byIds(ids) {
      if (ids.length === 0) return new Map();
      const found = await select(`id IN (${placeholders(ids.length)})`, ids);
      return new Map(found.map((file) => [file.id, file]));
    },
    async ofInvocations(invocationIds) {
      const kept = new Map<string, StoredFile[]>();
      if (invocationIds.length === 0) return kept;
      for (const file of await select(`invocation_id IN (${placeholders(invocationIds.length)})`, invocationIds)) {
        const key = file.invocationId ?? "";
        kept.set(key, [...(kept.get(key) ?? []), file]);
      }
      return kept;
    },
    async usage({ tenant, callerId, since }) {
      const sql =
        "SELECT count(*) AS n, COALESCE(sum(bytes), 0) AS total FROM files WHERE tenant_id = ? AND caller_id = ? AND created_at >= ? AND origin <> 'OUTPUT'";
      const rows = await database.read((manager) =>
        selectRows<{ n: number | string; total: number | string }>(manager, sql, [tenant, callerId, toSqlTime(since)]),
      );
      return { count: Number(rows[0]?.n ?? 0), bytes: Number(rows[0]?.total ?? 0) };
    },
  };
};

const SETTLED = "state = ?, engine_file_id = ?, engine_uri = ?, engine_url = ?, name = ?, kind = ?, bytes = ?, sha256 = ?, failure = ?";

const settledValues = ({ state, engine, name, kind, bytes, sha256, failure }: StoredFile): SqlValue[] => [
  ...[state, engine.fileId ?? null, engine.uri ?? null, engine.url ?? null, name, kind, bytes, sha256, failure],
];

const writes = (database: Database): Pick<FileStore, "insert" | "settle" | "loseUploads" | "expire" | "forget"> => {
  const change = (sql: string, params: readonly SqlValue[]): Promise<number> =>
    database.transaction(({ manager }) => execute(manager, sql, params));
  return {
    insert: (file, dueAt) =>
      database.transaction((tx) =>
        insertRows(tx.manager, { table: "files", columns: [...COLUMNS, "due_at"] }, [[...toRow(file), toSqlTime(dueAt)]]),
      ),
    settle: async (file) =>
      (await change(`UPDATE files SET ${SETTLED} WHERE id = ? AND state = 'PENDING'`, [...settledValues(file), file.id])) === 1,
    loseUploads: (now) =>
      change(
        "UPDATE files SET state = 'FAILED', failure = 'OUTCOME_UNKNOWN' WHERE state = 'PENDING' AND origin = 'UPLOAD' AND due_at < ?",
        [toSqlTime(now)],
      ),
    async expire(now, limit) {
      const over = "SELECT id FROM files WHERE expires_at < ? ORDER BY expires_at LIMIT ?";
      const rows = await database.read((manager) => selectRows<{ id: string }>(manager, over, [toSqlTime(now), limit]));
      const ids = rows.map(({ id }) => id);
      if (ids.length > 0) await change(`UPDATE files SET state = 'EXPIRED' WHERE id IN (${placeholders(ids.length)})`, ids);
      return ids;
    },
    async forget(ids) {
      if (ids.length > 0) await change(`DELETE FROM files WHERE state = 'EXPIRED' AND id IN (${placeholders(ids.length)})`, ids);
    },
  };
};

/** While one is kept its lease stands in `due_at`, so it is due again when its keeper died. */
const claims = (database: Database): Pick<FileStore, "claim" | "conclude"> => ({
  async claim({ claim, limit, now, leaseUntil }) {
    const due = "state = 'PENDING' AND origin = 'OUTPUT' AND due_at <= ?";
    const seen = await database.read((manager) =>
      selectRows<{ id: string }>(manager, `SELECT id FROM files WHERE ${due} ORDER BY due_at LIMIT ?`, [toSqlTime(now), limit]),
    );
    if (seen.length === 0) return [];
    const ids = seen.map(({ id }) => id);
    const these = `id IN (${placeholders(ids.length)})`;
    return database.transaction(async ({ manager }) => {
      const update = `UPDATE files SET worker_id = ?, due_at = ?, attempts = attempts + 1 WHERE ${these} AND ${due}`;
      if ((await execute(manager, update, [claim, toSqlTime(leaseUntil), ...ids, toSqlTime(now)])) === 0) return [];
      const mine = `SELECT ${COLUMNS.join(",")},attempts FROM files WHERE ${these} AND worker_id = ?`;
      const rows = await selectRows<FileRow & { attempts: number }>(manager, mine, [...ids, claim]);
      return rows.map((row) => ({ file: fromRow(row), attempts: row.attempts, claim }));
    });
  },
  conclude: ({ claim }, file, retryAt) =>
    database.transaction(async ({ manager }) => {
      const [due, dueAt] = retryAt === undefined ? ["", []] : [", due_at = ?", [toSqlTime(retryAt)]];
      const sql = `UPDATE files SET ${SETTLED}${due}, worker_id = NULL WHERE id = ? AND worker_id = ? AND state = 'PENDING'`;
      return (await execute(manager, sql, [...settledValues(file), ...dueAt, file.id, claim])) === 1;
    }),
});
