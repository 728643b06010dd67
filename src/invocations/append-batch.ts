/**
 * Appends events: the row's status and the events that explain it change in one transaction, many invocations per
 * commit. Every append carries the sequence it saw; when the row has moved on, nothing of that append is written.
 */
import type { Transaction } from "../db/database.js";
import { execute, selectRows } from "../db/sql.js";
import { toSqlTime } from "../db/sql-time.js";
import type { JsonValue } from "../kernel/json.js";
import { insertEvents, storedBody } from "./create-batch.js";
import { mayHaveRun } from "./idempotency.js";
import { type InterruptWrite, writeInterrupts } from "./interrupt.store.js";
import type { EventSubject, InvocationEvent } from "./invocation.js";
import type { InvocationStatus } from "./lifecycle.js";
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
  readonly interrupts?: readonly InterruptWrite[];
  /** Refused, as if the row had moved on, once somebody asked for the end of the run: a question must not hide that. */
  readonly unlessCancelled?: boolean;
}

/** What has to be written in the transaction that ends an invocation: a message to somebody, a trace to report. */
export interface Outbox {
  /** May run more than once for the same invocations. */
  ended(tx: Transaction, invocationIds: readonly string[]): Promise<void>;
}

export type AppendResult = "appended" | "moved-on";

export interface AppendContext {
  readonly repeated: boolean;
  readonly outboxes: readonly Outbox[];
}

export const appendBatch = async (
  tx: Transaction,
  appends: readonly Append[],
  { repeated, outboxes }: AppendContext,
): Promise<AppendResult[]> => {
  const results: AppendResult[] = [];
  const events: InvocationEvent[] = [];
  for (const append of appends) {
    const won = await updateLogRow(tx, append);
    if (won) {
      events.push(...append.events);
      await writeOutcome(tx, append);
    }
    results.push(won || (repeated && (await landedEarlier(tx, append))) ? "appended" : "moved-on");
  }
  await insertEvents(tx, events);
  const ended = events.filter(({ body }) => body.type === "finished").map(({ invocationId }) => invocationId);
  if (ended.length > 0) for (const outbox of outboxes) await outbox.ended(tx, ended);
  return results;
};

const updateLogRow = async (tx: Transaction, append: Append): Promise<boolean> => {
  const columns = patchColumns(append.patch);
  const names = ["gateway_status", "last_seq", ...columns.map(([name]) => name)];
  const values = [append.status, append.expectedSeq + append.events.length, ...columns.map(([, value]) => value)];
  const unless = append.unlessCancelled ? " AND cancel_requested_at IS NULL" : "";
  const changed = await execute(
    tx.manager,
    `UPDATE ability_invocation_logs SET ${names.map((name) => `${name} = ?`).join(", ")} WHERE invocation_id = ? AND last_seq = ? AND gateway_status NOT IN ('SUCCEEDED','FAILED','CANCELLED','EXPIRED')${unless}`,
    [...values, append.invocationId, append.expectedSeq],
  );
  return changed === 1;
};

const writeOutcome = async (tx: Transaction, append: Append): Promise<void> => {
  if (append.output !== undefined) {
    await execute(tx.manager, "UPDATE ability_invocation_payloads SET output = ? WHERE invocation_id = ?", [
      JSON.stringify(append.output),
      append.invocationId,
    ]);
  }
  if (append.interrupts) await writeInterrupts(tx, append.interrupts);
  // A failed run frees its key (rule 25), unless the engine may have finished it: then a second run must be meant.
  const { failure } = append.patch;
  if (append.status === "FAILED" && failure && !mayHaveRun(failure.code))
    await execute(tx.manager, "DELETE FROM idempotency_keys WHERE invocation_id = ?", [append.invocationId]);
};

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
