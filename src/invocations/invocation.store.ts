/** How invocations are kept: group-committed writes, reads by key, keyset lists that never touch a payload column. */

import type { Database } from "../db/database.js";
import { createGroupCommit } from "../db/group-commit.js";
import { createGroupRead } from "../db/group-read.js";
import { type Statement, selectEach } from "../db/select-each.js";
import { placeholders, type SqlValue, selectRows } from "../db/sql.js";
import { fromSqlTime, toSqlTime } from "../db/sql-time.js";
import type { TableShape } from "../db/table-shape.js";
import type { Clock } from "../kernel/clock.js";
import { bareId, firstIdAt } from "../kernel/ids.js";
import type { JsonObject, JsonValue } from "../kernel/json.js";
import { createSecretBox, type SecretBox } from "../kernel/secret-box.js";
import type { CallContext } from "../mappings/mapping.js";
import { type KeptPayload, openPayload, type PayloadProblem } from "../payloads/sealed-payload.js";
import { type Append, type AppendResult, appendBatch, type Outbox } from "./append-batch.js";
import { type CreateResult, createBatch, type IdempotencyRecord, type NewInvocation, recordFromRow } from "./create-batch.js";
import type { EventBody, Invocation, InvocationEvent, InvocationPayload } from "./invocation.js";
import { INVOCATION_COLUMNS, type InvocationRow, invocationFromRow } from "./invocation.row.js";
import type { InvocationStatus } from "./lifecycle.js";

/** Absent = any. Newest first; `beforeId` continues behind an id, which is a position in time. */
export interface InvocationQuery {
  readonly tenant: string;
  readonly callerId?: string;
  readonly abilityIds?: readonly string[];
  readonly statuses?: readonly InvocationStatus[];
  readonly createdFrom?: number;
  readonly createdTo?: number;
  readonly beforeId?: string;
  readonly replayId?: string;
  readonly retryOf?: string;
  readonly limit: number;
}

export interface EventRange {
  readonly invocationId: string;
  readonly after: number;
  readonly limit: number;
}

export interface InvocationStore {
  create(invocation: NewInvocation): Promise<CreateResult>;
  append(append: Append): Promise<AppendResult>;
  byIds(ids: readonly string[]): Promise<Map<string, Invocation>>;
  payloads(ids: readonly string[]): Promise<Map<string, InvocationPayload>>;
  /** One result per query, in order; one statement for all. */
  list(queries: readonly InvocationQuery[]): Promise<Invocation[][]>;
  /** Events with a sequence above `after`, oldest first; one result per range, in order; one statement for all. */
  events(ranges: readonly EventRange[]): Promise<InvocationEvent[][]>;
  idempotencyRecord(scopeHash: string): Promise<IdempotencyRecord | undefined>;
  dropIdempotencyRecord(scopeHash: string, invocationId: string): Promise<void>;
  /** Resolves when every write that was begun has ended. */
  idle(): Promise<void>;
  /** What waits for an absent database is tried once more, and then rejected. */
  close(): void;
}

const MAX_BATCH = 64;

export interface InvocationStoreDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly table: TableShape;
  readonly outboxes: readonly Outbox[];
  /** Default: secrets are kept as they are. */
  readonly secrets?: SecretBox;
}

export const createInvocationStore = ({
  database,
  clock,
  table,
  outboxes,
  secrets = createSecretBox({ key: null }),
}: InvocationStoreDeps): InvocationStore => {
  const creates = createGroupCommit<NewInvocation, CreateResult>({
    database,
    clock,
    maxBatch: MAX_BATCH,
    persistent: false,
    apply: (tx, items) => createBatch(tx, items, { dialect: database.dialect, now: clock.now(), table, outboxes, secrets }),
  });
  const appends = createGroupCommit<Append, AppendResult>({
    database,
    clock,
    maxBatch: MAX_BATCH,
    persistent: true,
    apply: (tx, items, repeated) => appendBatch(tx, items, { dialect: database.dialect, repeated, outboxes }),
  });
  return {
    create: creates.submit,
    append: appends.submit,
    byIds: together((ids) => byIds(database, ids)),
    payloads: together((ids) => payloads(database, secrets, ids)),
    list: (queries) => list(database, queries),
    events: (ranges) => events(database, ranges),
    idempotencyRecord: (hash) => idempotencyRecord(database, hash),
    dropIdempotencyRecord: (hash, invocationId) =>
      database.transaction(async (tx) => {
        await tx.manager.query("DELETE FROM idempotency_keys WHERE scope_hash = ? AND invocation_id = ?", [hash, invocationId]);
      }),
    idle: async () => {
      await Promise.all([creates.idle(), appends.idle()]);
    },
    close() {
      creates.close();
      appends.close();
    },
  };
};

/** What callers who know nothing of each other ask for at the same time is read together. */
const together = <Value>(read: (ids: readonly string[]) => Promise<Map<string, Value>>) => {
  const readOne = createGroupRead({ read, maxBatch: MAX_BATCH, lanes: 2 });
  return async (ids: readonly string[]): Promise<Map<string, Value>> => {
    const found = new Map<string, Value>();
    const keep = async (id: string) => {
      const value = await readOne(id);
      if (value !== undefined) found.set(id, value);
    };
    await Promise.all(ids.map(keep));
    return found;
  };
};

const COLUMNS = INVOCATION_COLUMNS.join(",");

const byIds = async (database: Database, ids: readonly string[]): Promise<Map<string, Invocation>> => {
  if (ids.length === 0) return new Map();
  const sql = `SELECT ${COLUMNS} FROM ability_invocation_logs WHERE invocation_id IN (${placeholders(ids.length)})`;
  const rows = await database.read((manager) => selectRows<InvocationRow>(manager, sql, ids));
  return new Map(rows.map((row) => [row.invocation_id, invocationFromRow(row)]));
};

interface PayloadRow {
  invocation_id: string;
  form: string;
  parameters: string;
  output: string | null;
  raw_output: string | null;
  late_output: string | null;
  mapping_context: string | null;
}

const payloads = async (database: Database, secrets: SecretBox, ids: readonly string[]): Promise<Map<string, InvocationPayload>> => {
  if (ids.length === 0) return new Map();
  const sql = `SELECT invocation_id, form, parameters, output, raw_output, late_output, mapping_context FROM ability_invocation_payloads WHERE invocation_id IN (${placeholders(ids.length)})`;
  const rows = await database.read((manager) => selectRows<PayloadRow>(manager, sql, ids));
  return new Map(rows.map((row) => [row.invocation_id, payloadFromRow(secrets, row)]));
};

const payloadFromRow = (secrets: SecretBox, row: PayloadRow): InvocationPayload => ({
  form: JSON.parse(row.form) as JsonObject,
  ...readable(openPayload(secrets, row.parameters)),
  context: row.mapping_context === null ? null : (JSON.parse(row.mapping_context) as CallContext),
  ...(row.output !== null && { output: JSON.parse(row.output) as JsonValue }),
  ...(row.raw_output !== null && { rawOutput: JSON.parse(row.raw_output) as JsonValue }),
  ...(row.late_output !== null && { lateOutput: JSON.parse(row.late_output) as JsonValue }),
});

const readable = (kept: KeptPayload | PayloadProblem): Pick<InvocationPayload, "parameters" | "secrets" | "unreadable"> =>
  typeof kept === "string" ? { parameters: {}, unreadable: kept } : kept;

const list = async (database: Database, queries: readonly InvocationQuery[]): Promise<Invocation[][]> => {
  const results = await selectEach<InvocationRow>(database, queries.map(listStatement));
  // UNION ALL promises no order between or within its parts.
  return results.map((rows) => rows.map(invocationFromRow).sort((a, b) => (a.id < b.id ? 1 : -1)));
};

/**
 * Ids are ranges of time, which keeps a look into the past from reading everything since. An id may be a little younger
 * than its row, or older where a clock was set back.
 */
const ID_SLACK_MS = 60_000;

const listStatement = (query: InvocationQuery): Statement => {
  const { condition, params } = conditionOf(query);
  const sql = `SELECT ${COLUMNS} FROM ability_invocation_logs WHERE ${condition} ORDER BY invocation_id DESC LIMIT ?`;
  return { sql, params: [...params, query.limit] };
};

/** What a row must be to match. */
export const conditionOf = (query: Omit<InvocationQuery, "limit">): { condition: string; params: SqlValue[] } => {
  const conditions = ["tenant_id = ?", "invocation_id IS NOT NULL"];
  const params: SqlValue[] = [query.tenant];
  const where = (condition: string, ...values: SqlValue[]) => {
    conditions.push(condition);
    params.push(...values);
  };
  const within = (column: string, values: readonly string[]) =>
    values.length === 0 ? where("1 = 0") : where(`${column} IN (${placeholders(values.length)})`, ...values);
  if (query.callerId !== undefined) where("caller_id = ?", query.callerId);
  if (query.abilityIds)
    within(
      "ability_id",
      query.abilityIds.map((id) => bareId(id, "ability")),
    );
  if (query.statuses) within("gateway_status", query.statuses);
  if (query.createdFrom !== undefined) {
    where("gateway_created_at >= ?", toSqlTime(query.createdFrom));
    where("invocation_id >= ?", firstIdAt("invocation", query.createdFrom - ID_SLACK_MS));
  }
  if (query.createdTo !== undefined) {
    where("gateway_created_at < ?", toSqlTime(query.createdTo));
    where("invocation_id < ?", firstIdAt("invocation", query.createdTo + ID_SLACK_MS));
  }
  if (query.beforeId !== undefined) where("invocation_id < ?", query.beforeId);
  if (query.replayId !== undefined) where("replay_id = ?", query.replayId);
  if (query.retryOf !== undefined) where("retry_of = ?", query.retryOf);
  return { condition: conditions.join(" AND "), params };
};

interface EventRow {
  seq: number;
  at: Date | string;
  payload: string;
}

const events = async (database: Database, ranges: readonly EventRange[]): Promise<InvocationEvent[][]> => {
  const sql = "SELECT seq, at, payload FROM ability_invocation_events WHERE invocation_id = ? AND seq > ? ORDER BY seq LIMIT ?";
  const results = await selectEach<EventRow>(
    database,
    ranges.map(({ invocationId, after, limit }) => ({ sql, params: [invocationId, after, limit] })),
  );
  return results.map((rows, index) =>
    rows.map((row) => eventFromRow(ranges[index]?.invocationId ?? "", row)).sort((a, b) => a.sequence - b.sequence),
  );
};

const eventFromRow = (invocationId: string, row: EventRow): InvocationEvent => ({
  invocationId,
  sequence: row.seq,
  at: fromSqlTime(row.at),
  body: JSON.parse(row.payload) as EventBody,
});

const idempotencyRecord = async (database: Database, hash: string): Promise<IdempotencyRecord | undefined> => {
  const sql = "SELECT invocation_id, input_hash, expires_at FROM idempotency_keys WHERE scope_hash = ?";
  const rows = await database.read((manager) =>
    selectRows<{ invocation_id: string; input_hash: string; expires_at: Date | string }>(manager, sql, [hash]),
  );
  return rows[0] && recordFromRow(rows[0]);
};
