/** What an append changes in the row of an invocation beside its status, and the columns that takes. */
import type { SqlValue } from "../db/sql.js";
import { toSqlTime } from "../db/sql-time.js";
import { messageOf } from "../kernel/errors.js";
import type { RemoteHandle, TokenCounts } from "../providers/provider.js";
import { type CancelOutcome, type InvocationFailure, MAX_INT } from "./invocation.js";

/** Absent = unchanged. Times are epoch milliseconds. */
export interface LogPatch {
  readonly executeId?: string;
  readonly spaceId?: string;
  readonly engineLogId?: string;
  /** The engine's other ids of the run. */
  readonly remote?: Pick<RemoteHandle, "conversationId" | "chatId">;
  readonly attempt?: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly durationMs?: number;
  readonly deadlineAt?: number;
  /** When the next attempt may begin. */
  readonly dueAt?: number | null;
  readonly usage?: TokenCounts;
  readonly failure?: InvocationFailure;
  readonly cancel?: { readonly requestedAt?: number; readonly outcome: CancelOutcome };
  /** `null` = no process holds the row. */
  readonly workerId?: string | null;
  /** Nobody waits for its turn to end any longer. */
  readonly turnOver?: boolean;
  /** Of an ended row: when the engine is asked what became of it. */
  readonly leaseUntil?: number | null;
}

/** Engines choose their ids and counts; what does not fit its column must not cost the run its end. */
const clipped = (text: string | undefined, length: number): string | undefined => text?.slice(0, length);
const counted = (count: number | undefined): number | undefined =>
  count === undefined ? undefined : Math.min(Math.max(Math.trunc(count), 0), MAX_INT);

export const patchColumns = (patch: LogPatch): [string, SqlValue][] => {
  const columns: [string, SqlValue][] = [];
  const put = (name: string, value: SqlValue | undefined) => value !== undefined && columns.push([name, value]);
  const putTime = (name: string, value: number | null | undefined) =>
    value !== undefined && columns.push([name, value === null ? null : toSqlTime(value)]);
  put("execute_id", clipped(patch.executeId, 64));
  put("engine_space_id", clipped(patch.spaceId, 64));
  put("engine_log_id", clipped(patch.engineLogId, 128));
  put("remote_handle", patch.remote && JSON.stringify(patch.remote));
  put("attempt", patch.attempt);
  putTime("gateway_started_at", patch.startedAt);
  putTime("gateway_finished_at", patch.finishedAt);
  put("duration_ms", patch.durationMs);
  putTime("deadline_at", patch.deadlineAt);
  putTime("due_at", patch.dueAt);
  put("input_tokens", counted(patch.usage?.inputTokens));
  put("output_tokens", counted(patch.usage?.outputTokens));
  put("total_tokens", counted(patch.usage?.totalTokens));
  putTime("cancel_requested_at", patch.cancel?.requestedAt);
  put("cancel_outcome", patch.cancel?.outcome);
  if (patch.turnOver) columns.push(["turn_key", null]);
  put("worker_id", patch.workerId);
  putTime("lease_until", patch.leaseUntil);
  if (patch.failure) columns.push(...failureColumns(patch.failure));
  return columns;
};

const failureColumns = (failure: InvocationFailure): [string, SqlValue][] => [
  ["failure_code", failure.code],
  ["failure_class", failure.failureClass],
  ["failure_message", messageOf(failure.code, failure.params, "en")],
  ["failure_params", JSON.stringify(failure.params)],
  ["engine_code", failure.engineCode?.slice(0, 32) ?? null],
  ["engine_message", failure.engineMessage],
  ["retryable", failure.retryable ? 1 : 0],
];
