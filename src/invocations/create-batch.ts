/** Writes new invocations: log row, payload, event 1 and idempotency row of each, many per transaction. */
import type { Dialect, Transaction } from "../db/database.js";
import { quoted } from "../db/ddl.js";
import { insertRows, placeholders, type SqlValue, selectRows } from "../db/sql.js";
import { fromSqlTime, toSqlTime } from "../db/sql-time.js";
import { fillerValue, type TableShape } from "../db/table-shape.js";
import type { SecretBox } from "../kernel/secret-box.js";
import { sealPayload } from "../payloads/sealed-payload.js";
import type { Outbox } from "./append-batch.js";
import type { CompletionWebhook } from "./completion-webhook.js";
import type { IdempotencyScope } from "./idempotency.js";
import { scopeHash } from "./idempotency.js";
import type { Invocation, InvocationEvent, InvocationPayload } from "./invocation.js";
import { NEW_INVOCATION_COLUMNS, rowFromInvocation } from "./invocation.row.js";

export interface NewInvocation {
  readonly invocation: Invocation;
  readonly payload: InvocationPayload;
  readonly firstEvent: InvocationEvent;
  readonly idempotency: NewIdempotencyKey;
  /** The process that will run it, if that is known, and until when it may be silent. */
  readonly workerId: string | null;
  readonly leaseUntil: number;
  readonly webhook?: CompletionWebhook;
}

export interface NewIdempotencyKey {
  readonly scope: IdempotencyScope;
  /** Made here just now: nobody can have used it. */
  readonly generated: boolean;
  readonly inputHash: string;
  readonly expiresAt: number;
}

/** An earlier use of the same key. */
export interface IdempotencyRecord {
  readonly invocationId: string;
  readonly inputHash: string;
  readonly expiresAt: number;
}

export type CreateResult = { readonly created: true } | { readonly created: false; readonly earlier: IdempotencyRecord };

export interface CreateContext {
  readonly dialect: Dialect;
  readonly now: number;
  /** Seals what calls hold of secrets. */
  readonly secrets: SecretBox;
  /** An adopted log table may want values for columns of its former owner. */
  readonly table: TableShape;
  readonly outboxes: readonly Outbox[];
}

export const createBatch = async (tx: Transaction, items: readonly NewInvocation[], context: CreateContext): Promise<CreateResult[]> => {
  const earlier = await insertKeys(tx, items, context);
  const results = items.map((item): CreateResult => {
    const record = earlier.get(scopeHash(item.idempotency.scope));
    return !record || record.invocationId === item.invocation.id ? { created: true } : { created: false, earlier: record };
  });
  const created = items.filter((_, index) => results[index]?.created);
  await insertLogRows(tx, created, context);
  await insertRows(
    tx.manager,
    { table: "ability_invocation_payloads", columns: ["invocation_id", "form", "parameters", "form_hash", "mapping_context"] },
    created.map(({ invocation, payload, idempotency }) => [
      invocation.id,
      JSON.stringify(payload.form),
      sealPayload(context.secrets, payload),
      idempotency.inputHash,
      payload.context && JSON.stringify(payload.context),
    ]),
  );
  await insertEvents(
    tx,
    created.map((item) => item.firstEvent),
  );
  const watched = created.flatMap(({ invocation: { id }, webhook }) => (webhook ? [{ invocationId: id, webhook }] : []));
  if (watched.length > 0) for (const outbox of context.outboxes) await outbox.accepting?.(tx, watched);
  return results;
};

export const insertEvents = (tx: Transaction, events: readonly InvocationEvent[]): Promise<void> =>
  insertRows(
    tx.manager,
    { table: "ability_invocation_events", columns: ["invocation_id", "seq", "type", "at", "payload"] },
    events.map(({ invocationId, sequence, at, body }) => [invocationId, sequence, body.type, toSqlTime(at), storedBody(body)]),
  );

/** The output stands in the payload row only. */
export const storedBody = (body: InvocationEvent["body"]): string =>
  JSON.stringify(body.type === "finished" ? { type: body.type, status: body.status } : body);

interface KeyRow {
  scope_hash: string;
  invocation_id: string;
  input_hash: string;
  expires_at: Date | string;
}

/**
 * Two calls with the same key meet here: the second INSERT waits for the first commit, changes nothing, and the
 * SELECT shows whose row it is. Sorted, so that two instances take the row locks in the same order.
 */
const insertKeys = async (
  tx: Transaction,
  items: readonly NewInvocation[],
  context: CreateContext,
): Promise<Map<string, IdempotencyRecord>> => {
  const rows = items.map((item) => keyRow(item, context.now)).sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
  const keep = context.dialect === "mysql" ? "ON DUPLICATE KEY UPDATE scope_hash = scope_hash" : "ON CONFLICT (scope_hash) DO NOTHING";
  const columns = [
    "scope_hash",
    "tenant_id",
    "caller_id",
    "ability_id",
    "idempotency_key",
    "input_hash",
    "invocation_id",
    "created_at",
    "expires_at",
  ];
  await insertRows(tx.manager, { table: "idempotency_keys", columns, suffix: keep }, rows);
  const chosen = items.filter(({ idempotency }) => !idempotency.generated).map(({ idempotency }) => scopeHash(idempotency.scope));
  if (chosen.length === 0) return new Map();
  const found = await selectRows<KeyRow>(
    tx.manager,
    `SELECT scope_hash, invocation_id, input_hash, expires_at FROM idempotency_keys WHERE scope_hash IN (${placeholders(chosen.length)})`,
    chosen,
  );
  return new Map(found.map((row) => [row.scope_hash, recordFromRow(row)]));
};

export const recordFromRow = (row: Omit<KeyRow, "scope_hash">): IdempotencyRecord => ({
  invocationId: row.invocation_id,
  inputHash: row.input_hash,
  expiresAt: fromSqlTime(row.expires_at),
});

const keyRow = ({ idempotency: { scope, inputHash, expiresAt }, invocation }: NewInvocation, now: number): SqlValue[] => [
  scopeHash(scope),
  scope.tenant,
  scope.callerId,
  scope.abilityId,
  scope.key,
  inputHash,
  invocation.id,
  toSqlTime(now),
  toSqlTime(expiresAt),
];

const insertLogRows = (tx: Transaction, items: readonly NewInvocation[], { table, now }: CreateContext): Promise<void> => {
  const owners = [...(table.fillId ? ["id"] : []), ...table.fillers.map(({ column }) => quoted(column))];
  const rows = items.map(({ invocation, workerId, leaseUntil }) => [
    ...rowFromInvocation(invocation),
    workerId,
    toSqlTime(leaseUntil),
    ...(table.fillId ? [invocation.id] : []),
    ...table.fillers.map(({ filler }) => fillerValue(filler, { key: invocation.id, now })),
  ]);
  const columns = [...NEW_INVOCATION_COLUMNS, "worker_id", "lease_until", ...owners];
  return insertRows(tx.manager, { table: "ability_invocation_logs", columns }, rows);
};
