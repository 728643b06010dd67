/**
 * Appends events: the row's status and the events that explain it change in one transaction, many invocations per
 * commit. Every append carries the sequence it saw; when the row has moved on, nothing of that append is written.
 */
import type { Dialect, Transaction } from "../db/database.js";
import { execute, placeholders, type SqlValue, selectRows, updateRows } from "../db/sql.js";
import { toSqlTime } from "../db/sql-time.js";
import type { ErrorCode } from "../kernel/error-codes.js";
import type { JsonValue } from "../kernel/json.js";
import type { WatchedInvocation } from "./completion-webhook.js";
import { insertEvents, storedBody } from "./create-batch.js";
import { mayHaveRun } from "./idempotency.js";
import { type InterruptWrite, writeInterrupts } from "./interrupt.store.js";
import type { EventSubject, InvocationEvent } from "./invocation.js";
import { type InvocationStatus, UNFINISHED_STATUSES } from "./lifecycle.js";
import { type LogPatch, patchColumns } from "./log-patch.js";

export interface Append {
  readonly invocationId: string;
  readonly expectedSeq: number;
  /** Not written: for those who are told after the commit. */
  readonly subject?: EventSubject;
  readonly status: InvocationStatus;
  readonly events: readonly InvocationEvent[];
  readonly patch: LogPatch;
  /** Written to the payload row when the run succeeded. */
  readonly output?: JsonValue;
  /** Written beside it when the engine's result is not what the ability promises. */
  readonly rawOutput?: JsonValue;
  readonly interrupts?: readonly InterruptWrite[];
  /** Refused, as if the row had moved on, once somebody asked for the end of the run: a question must not hide that. */
  readonly unlessCancelled?: boolean;
}

/**
 * What has to be written in the transaction that ends an invocation: a message to somebody, a trace to report; or in the
 * one that accepts it. Both may run more than once for the same invocations.
 */
export interface Outbox {
  /** `failures`: the code of each that failed. */
  ended(tx: Transaction, invocationIds: readonly string[], failures: ReadonlyMap<string, ErrorCode>): Promise<void>;
  /** Those for which somebody asked to be told; never an empty list. */
  accepting?(tx: Transaction, watched: readonly WatchedInvocation[]): Promise<void>;
}

export type AppendResult = "appended" | "moved-on";

export interface AppendContext {
  readonly dialect: Dialect;
  readonly repeated: boolean;
  readonly outboxes: readonly Outbox[];
}

export const appendBatch = async (tx: Transaction, appends: readonly Append[], context: AppendContext): Promise<AppendResult[]> => {
  const won = await winnersOf(tx, appends, context.dialect);
  const winners = [...won];
  await updateLogRows(tx, winners);
  await writeOutcomes(tx, winners);
  const events = winners.flatMap((append) => append.events);
  await insertEvents(tx, events);
  const ended = events.filter(({ body }) => body.type === "finished").map(({ invocationId }) => invocationId);
  if (ended.length > 0) for (const outbox of context.outboxes) await outbox.ended(tx, ended, failuresAmong(winners));
  const results: AppendResult[] = [];
  for (const append of appends)
    results.push(won.has(append) || (context.repeated && (await landedEarlier(tx, append))) ? "appended" : "moved-on");
  return results;
};

const failuresAmong = (appends: readonly Append[]): Map<string, ErrorCode> =>
  new Map(appends.flatMap(({ invocationId, patch: { failure } }) => (failure ? [[invocationId, failure.code] as const] : [])));

interface Head {
  invocation_id: string;
  last_seq: number;
  gateway_status: string;
  cancel_requested_at: Date | string | null;
}

/** Locks the rows and compares them with what each append saw. Of two for the same invocation the first comes first. */
const winnersOf = async (tx: Transaction, appends: readonly Append[], dialect: Dialect): Promise<Set<Append>> => {
  const ids = [...new Set(appends.map(({ invocationId }) => invocationId))].sort();
  // SQLite has one writer, and this is it.
  const sql = `SELECT invocation_id, last_seq, gateway_status, cancel_requested_at FROM ability_invocation_logs WHERE invocation_id IN (${placeholders(ids.length)}) ${dialect === "mysql" ? "FOR UPDATE" : ""}`;
  const heads = new Map((await selectRows<Head>(tx.manager, sql, ids)).map((head) => [head.invocation_id, head]));
  const won = new Set<Append>();
  for (const append of appends) {
    const head = heads.get(append.invocationId);
    if (!head || !stands(head, append)) continue;
    won.add(append);
    // One that follows in the same batch saw the row before this one.
    heads.delete(append.invocationId);
  }
  return won;
};

const stands = (head: Head, { expectedSeq, unlessCancelled }: Append): boolean =>
  head.last_seq === expectedSeq &&
  UNFINISHED_STATUSES.some((status) => status === head.gateway_status) &&
  !(unlessCancelled && head.cancel_requested_at !== null);

/** One statement for all that change the same columns. */
const updateLogRows = async (tx: Transaction, appends: readonly Append[]): Promise<void> => {
  const groups = new Map<string, { columns: string[]; rows: SqlValue[][] }>();
  for (const append of appends) {
    const changes = [
      ["gateway_status", append.status] as const,
      ["last_seq", append.expectedSeq + append.events.length] as const,
      ...patchColumns(append.patch),
    ];
    const columns = changes.map(([name]) => name);
    const row = [append.invocationId, ...changes.map(([, value]) => value)];
    const group = groups.get(columns.join());
    if (group) group.rows.push(row);
    else groups.set(columns.join(), { columns, rows: [row] });
  }
  for (const { columns, rows } of groups.values())
    await updateRows(tx.manager, { table: "ability_invocation_logs", key: "invocation_id", columns }, rows);
};

const writeOutcomes = async (tx: Transaction, appends: readonly Append[]): Promise<void> => {
  await writePayloads(tx, { column: "output", of: ({ output }) => output }, appends);
  await writePayloads(tx, { column: "raw_output", of: ({ rawOutput }) => rawOutput }, appends);
  for (const { interrupts } of appends) if (interrupts) await writeInterrupts(tx, interrupts);
  const freed = appends.filter(freesItsKey).map(({ invocationId }) => invocationId);
  if (freed.length > 0) await execute(tx.manager, freeKeysSql(freed.length), freed);
};

/**
 * Not of repetitions in a set: a worker that slept while another did its step would find the key free, and repeat an
 * original once more that is repeated once.
 */
const freeKeysSql = (count: number): string =>
  `DELETE FROM idempotency_keys WHERE invocation_id IN (${placeholders(count)}) AND NOT EXISTS ` +
  "(SELECT 1 FROM ability_invocation_logs l WHERE l.invocation_id = idempotency_keys.invocation_id AND l.replay_id IS NOT NULL)";

const writePayloads = (
  tx: Transaction,
  { column, of }: { column: string; of: (append: Append) => JsonValue | undefined },
  appends: readonly Append[],
): Promise<void> => {
  const rows = appends.flatMap((append) => {
    const value = of(append);
    return value === undefined ? [] : [[append.invocationId, JSON.stringify(value)]];
  });
  return updateRows(tx.manager, { table: "ability_invocation_payloads", key: "invocation_id", columns: [column] }, rows);
};

/** A failed run frees its key (rule 25), unless the engine may have finished it: then a second run must be meant. */
const freesItsKey = ({ status, patch: { failure } }: Append): boolean =>
  status === "FAILED" && failure !== undefined && !mayHaveRun(failure.code);

/**
 * The connection broke during an earlier COMMIT, whose outcome nobody told us. The log shows whether our last event
 * stands where we wanted it. Two workers may begin the same call in the same millisecond, so whoever takes the row has to
 * be its holder as well.
 */
const landedEarlier = async (tx: Transaction, append: Append): Promise<boolean> => {
  const last = append.events.at(-1);
  if (!last) return false;
  const [row] = await selectRows<{ payload: string; worker_id: string | null }>(
    tx.manager,
    "SELECT e.payload, l.worker_id FROM ability_invocation_events e JOIN ability_invocation_logs l ON l.invocation_id = e.invocation_id " +
      "WHERE e.invocation_id = ? AND e.seq = ? AND e.at = ? AND e.type = ?",
    [append.invocationId, last.sequence, toSqlTime(last.at), last.body.type],
  );
  if (row?.payload !== storedBody(last.body)) return false;
  return append.patch.workerId == null || append.patch.workerId === row.worker_id;
};
