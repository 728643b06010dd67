/** Between the columns of `ability_invocation_logs` and an `Invocation`. */
import type { SideEffects } from "../abilities/ability.js";
import type { SqlValue } from "../db/sql.js";
import { fromSqlTime, toSqlTime } from "../db/sql-time.js";
import { factsOf, isErrorCode } from "../kernel/error-codes.js";
import type { MessageParams } from "../kernel/errors.js";
import { bareId, prefixedId } from "../kernel/ids.js";
import { isJsonObject, type JsonObject, tryParseJson } from "../kernel/json.js";
import type { ProviderKind, RunMode } from "../providers/provider.js";
import { type CancelOutcome, type Invocation, type InvocationFailure, isRetryable } from "./invocation.js";
import type { InvocationStatus } from "./lifecycle.js";
import { turnKeyOf } from "./turn.js";

type Time = Date | string;

export interface InvocationRow {
  invocation_id: string;
  ability_id: string;
  ability_key: string;
  mapping_id: string;
  mapping_version: number;
  form_revision: number;
  payload_hash: string | null;
  engine_fingerprint: string | null;
  provider: string;
  connection: string;
  workflow_id: string;
  mode: string;
  side_effects: string;
  priority: number;
  ability_concurrency: number | null;
  conversation_key: string | null;
  execute_id: string | null;
  engine_space_id: string | null;
  engine_log_id: string | null;
  remote_handle: string | null;
  gateway_status: string;
  last_seq: number;
  attempt: number;
  tenant_id: string;
  caller_id: string;
  request_id: string;
  tags: string | null;
  retry_of: string | null;
  replay_id: string | null;
  cancel_requested_at: Time | null;
  cancel_outcome: string | null;
  late_status: string | null;
  late_at: Time | null;
  failure_code: string | null;
  failure_params: string | null;
  engine_code: string | null;
  engine_message: string | null;
  input_tokens: number | null;
  output_tokens: number | null;
  total_tokens: number | null;
  timeout_ms: number;
  deadline_at: Time;
  gateway_created_at: Time;
  gateway_started_at: Time | null;
  gateway_finished_at: Time | null;
  duration_ms: number | null;
}

/** Everything a list shows; never a payload column. */
export const INVOCATION_COLUMNS = (
  "invocation_id,ability_id,ability_key,mapping_id,mapping_version,form_revision,payload_hash,engine_fingerprint,provider,connection,workflow_id,mode,side_effects," +
  "priority,ability_concurrency,conversation_key,execute_id,engine_space_id,engine_log_id,remote_handle,gateway_status,last_seq,attempt,tenant_id,caller_id,request_id,tags,retry_of,replay_id,cancel_requested_at," +
  "cancel_outcome,late_status,late_at,failure_code," +
  "failure_params,engine_code,engine_message,input_tokens,output_tokens,total_tokens,timeout_ms,deadline_at,gateway_created_at," +
  "gateway_started_at,gateway_finished_at,duration_ms"
).split(",");

/**
 * Never throws: what somebody has spoilt counts as absent, so that the call still ends, and lists it stands in can be read.
 * A run whose handle is unreadable is one that cannot be asked about.
 */
export const invocationFromRow = (row: InvocationRow): Invocation => ({
  id: row.invocation_id,
  abilityId: prefixedId(row.ability_id, "ability"),
  abilityKey: row.ability_key,
  mappingId: row.mapping_id,
  mappingVersion: row.mapping_version,
  formRevision: row.form_revision,
  payloadHash: row.payload_hash,
  engineFingerprint: row.engine_fingerprint,
  provider: row.provider as ProviderKind,
  connection: row.connection,
  workflowId: row.workflow_id,
  mode: row.mode as RunMode,
  sideEffects: row.side_effects as SideEffects,
  priority: row.priority,
  abilityConcurrency: row.ability_concurrency,
  conversationKey: row.conversation_key,
  executeId: row.execute_id,
  spaceId: row.engine_space_id,
  engineLogId: row.engine_log_id,
  remote: objectIn(row.remote_handle) as Invocation["remote"],
  status: row.gateway_status as InvocationStatus,
  lastSeq: row.last_seq,
  attempt: row.attempt,
  tenant: row.tenant_id,
  callerId: row.caller_id,
  requestId: row.request_id,
  tags: textsIn(row.tags),
  retryOf: row.retry_of,
  replayId: row.replay_id,
  cancel: cancelFromRow(row),
  late: lateFromRow(row),
  failure: failureFromRow(row),
  usage: usageFromRow(row),
  timeoutMs: row.timeout_ms,
  deadlineAt: fromSqlTime(row.deadline_at),
  createdAt: fromSqlTime(row.gateway_created_at),
  startedAt: row.gateway_started_at === null ? null : fromSqlTime(row.gateway_started_at),
  finishedAt: row.gateway_finished_at === null ? null : fromSqlTime(row.gateway_finished_at),
  durationMs: row.duration_ms,
});

/** What a row that has not started says; its other columns are NULL. */
export const NEW_INVOCATION_COLUMNS = (
  "invocation_id,ability_id,ability_key,mapping_id,mapping_version,form_revision,payload_hash,engine_fingerprint,provider,connection,workflow_id,mode,side_effects," +
  "priority,ability_concurrency,conversation_key,gateway_status,last_seq,attempt,tenant_id,caller_id,request_id,tags,retry_of," +
  "replay_id,turn_key,timeout_ms,deadline_at,gateway_created_at"
).split(",");

/** Values in the order of `NEW_INVOCATION_COLUMNS`. */
export const rowFromInvocation = (invocation: Invocation): SqlValue[] => [
  invocation.id,
  bareId(invocation.abilityId, "ability"),
  invocation.abilityKey,
  invocation.mappingId,
  invocation.mappingVersion,
  invocation.formRevision,
  invocation.payloadHash,
  invocation.engineFingerprint,
  invocation.provider,
  invocation.connection,
  invocation.workflowId,
  invocation.mode,
  invocation.sideEffects,
  invocation.priority,
  invocation.abilityConcurrency,
  invocation.conversationKey,
  invocation.status,
  invocation.lastSeq,
  invocation.attempt,
  invocation.tenant,
  invocation.callerId,
  invocation.requestId,
  JSON.stringify(invocation.tags),
  invocation.retryOf,
  invocation.replayId,
  turnKeyOf(invocation),
  invocation.timeoutMs,
  toSqlTime(invocation.deadlineAt),
  toSqlTime(invocation.createdAt),
];

const cancelFromRow = (row: InvocationRow): Invocation["cancel"] =>
  row.cancel_requested_at === null
    ? null
    : { requestedAt: fromSqlTime(row.cancel_requested_at), outcome: (row.cancel_outcome ?? "REQUESTED") as CancelOutcome };

const lateFromRow = ({ late_status, late_at }: InvocationRow): Invocation["late"] =>
  late_status === null || late_at === null ? null : { status: late_status as "SUCCEEDED" | "FAILED", at: fromSqlTime(late_at) };

const failureFromRow = (row: InvocationRow): InvocationFailure | null => {
  if (row.failure_code === null) return null;
  const code = isErrorCode(row.failure_code) ? row.failure_code : "ENGINE_FAILED";
  return {
    code,
    failureClass: factsOf(code).failureClass,
    params: (objectIn(row.failure_params) ?? {}) as MessageParams,
    retryable: isRetryable(code, { sideEffects: row.side_effects as SideEffects, attempt: row.attempt }),
    engineCode: row.engine_code,
    engineMessage: row.engine_message,
  };
};

const objectIn = (text: string | null): JsonObject | null => {
  const value = text === null ? undefined : tryParseJson(text);
  return isJsonObject(value) ? value : null;
};

const textsIn = (text: string | null): string[] => {
  const value = text === null ? undefined : tryParseJson(text);
  return Array.isArray(value) ? value.filter((tag) => typeof tag === "string") : [];
};

const usageFromRow = (row: InvocationRow) => {
  if (row.input_tokens === null && row.output_tokens === null && row.total_tokens === null) return null;
  return {
    ...(row.input_tokens !== null && { inputTokens: row.input_tokens }),
    ...(row.output_tokens !== null && { outputTokens: row.output_tokens }),
    ...(row.total_tokens !== null && { totalTokens: row.total_tokens }),
  };
};
