/** Between the columns of `webhook_deliveries` and a `WebhookDelivery`. */
import { fromSqlTime } from "../db/sql-time.js";
import type { DeliveryAttempt, DeliveryKind, DeliveryState, WebhookDelivery } from "./webhook.js";

type Time = Date | string;

export interface DeliveryRow {
  id: string;
  webhook_id: string;
  invocation_id: string | null;
  kind: string;
  state: string;
  attempts: number;
  tries: number;
  due_at: Time;
  lease_until: Time | null;
  attempt_log: string | null;
  http_status: number | null;
  last_error: string | null;
  duration_ms: number | null;
  created_at: Time;
  finished_at: Time | null;
}

/** Never the body: lists do not show it. */
export const COLUMNS = (
  "id,webhook_id,invocation_id,kind,state,attempts,tries,due_at,lease_until,attempt_log,http_status,last_error,duration_ms," +
  "created_at,finished_at"
).split(",");

export const fromRow = (row: DeliveryRow): WebhookDelivery => ({
  id: row.id,
  webhookId: row.webhook_id,
  invocationId: row.invocation_id,
  kind: row.kind as DeliveryKind,
  state: row.state as DeliveryState,
  attempts: row.attempts,
  tries: row.tries,
  attemptLog: row.attempt_log === null ? [] : (JSON.parse(row.attempt_log) as DeliveryAttempt[]),
  dueAt: fromSqlTime(row.due_at),
  leaseUntil: row.lease_until === null ? null : fromSqlTime(row.lease_until),
  httpStatus: row.http_status,
  lastError: row.last_error,
  durationMs: row.duration_ms,
  createdAt: fromSqlTime(row.created_at),
  finishedAt: row.finished_at === null ? null : fromSqlTime(row.finished_at),
});
