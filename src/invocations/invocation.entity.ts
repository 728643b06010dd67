/**
 * Table `ability_invocation_logs`: one row per invocation, the summary of its events.
 * In an adopted table the platform's own rows have no `invocation_id`.
 */
import { Column, Entity, Index } from "typeorm";
import { flagColumn, idColumn, intColumn, longTextColumn, textColumn, timeColumn } from "../db/columns.js";

@Entity("ability_invocation_logs")
@Index("ix_ability_invocation_logs_caller", ["tenantId", "callerId", "invocationId"])
@Index("ix_ability_invocation_logs_ability", ["abilityId", "invocationId"])
@Index("ix_ability_invocation_logs_lease", ["status", "leaseUntil"])
@Index("ix_ability_invocation_logs_deadline", ["status", "deadlineAt"])
@Index("ix_ability_invocation_logs_execute", ["executeId"])
@Index("ix_ability_invocation_logs_replay", ["replayId", "invocationId"])
@Index("ix_ability_invocation_logs_turn", ["turnKey", "invocationId"])
@Index("ix_ability_invocation_logs_retry", ["retryOf", "invocationId"])
@Index("ix_ability_invocation_logs_failure", ["tenantId", "failureCode", "invocationId"])
export class InvocationEntity {
  @Column(textColumn({ name: "invocation_id", length: 40, primary: true }))
  invocationId!: string;

  @Column(idColumn({ name: "ability_id" }))
  abilityId!: string;

  @Column(textColumn({ name: "ability_key", length: 64 }))
  abilityKey!: string;

  @Column(textColumn({ name: "mapping_id", length: 40 }))
  mappingId!: string;

  @Column(intColumn({ name: "mapping_version" }))
  mappingVersion!: number;

  @Column(intColumn({ name: "form_revision" }))
  formRevision!: number;

  /** Hex of the SHA-256 of what the engine is sent; rows of earlier versions have none. */
  @Column(textColumn({ name: "payload_hash", length: 64, nullable: true }))
  payloadHash!: string | null;

  /** Of the workflow's inputs as they were known when the call was accepted, if they were. */
  @Column(textColumn({ name: "engine_fingerprint", length: 64, nullable: true }))
  engineFingerprint!: string | null;

  @Column(textColumn({ name: "provider", length: 32 }))
  provider!: string;

  @Column(textColumn({ name: "connection", length: 64 }))
  connection!: string;

  @Column(textColumn({ name: "workflow_id", length: 64, nullable: true }))
  workflowId!: string | null;

  /** STREAM, SYNC or ASYNC: how the engine is asked. */
  @Column(textColumn({ name: "mode", length: 16 }))
  mode!: string;

  /** What repeating the call does, as the ability said when it was accepted. */
  @Column(textColumn({ name: "side_effects", length: 16 }))
  sideEffects!: string;

  /** Higher goes first. */
  @Column(intColumn({ name: "priority" }))
  priority!: number;

  /** The ability's bound on runs at once that was in force when the call was accepted. */
  @Column(intColumn({ name: "ability_concurrency", nullable: true }))
  abilityConcurrency!: number | null;

  /** Which of the caller's conversations with the ability this call continues. */
  @Column(textColumn({ name: "conversation_key", length: 64, nullable: true }))
  conversationKey!: string | null;

  /** Of unfinished calls that take turns in one conversation at the engine: a hash that they share. */
  @Column(textColumn({ name: "turn_key", length: 64, nullable: true }))
  turnKey!: string | null;

  /** The engine's id of the run, as soon as it is known. */
  @Column(textColumn({ name: "execute_id", length: 64, nullable: true }))
  executeId!: string | null;

  @Column(textColumn({ name: "engine_space_id", length: 64, nullable: true }))
  engineSpaceId!: string | null;

  @Column(textColumn({ name: "engine_log_id", length: 128, nullable: true }))
  engineLogId!: string | null;

  /** JSON of the other ids by which the engine knows the run: those of a chat. */
  @Column(longTextColumn({ name: "remote_handle", nullable: true }))
  remoteHandle!: string | null;

  /** Not `status`: platforms have one of their own. */
  @Column(textColumn({ name: "gateway_status", length: 24 }))
  status!: string;

  /** Sequence of the newest event. */
  @Column(intColumn({ name: "last_seq" }))
  lastSeq!: number;

  @Column(intColumn({ name: "attempt" }))
  attempt!: number;

  @Column(textColumn({ name: "tenant_id", length: 255 }))
  tenantId!: string;

  @Column(textColumn({ name: "caller_id", length: 255 }))
  callerId!: string;

  @Column(textColumn({ name: "request_id", length: 128 }))
  requestId!: string;

  /** JSON list of strings. */
  @Column(longTextColumn({ name: "tags", nullable: true }))
  tags!: string | null;

  @Column(textColumn({ name: "retry_of", length: 40, nullable: true }))
  retryOf!: string | null;

  /** The set of repetitions this one belongs to. */
  @Column(textColumn({ name: "replay_id", length: 40, nullable: true }))
  replayId!: string | null;

  /** Written beside the log's events, by whichever process is asked; the worker that holds the row acts on it. */
  @Column(timeColumn({ name: "cancel_requested_at", nullable: true }))
  cancelRequestedAt!: number | null;

  /** REQUESTED, NOT_STARTED, STOPPED_BY_ENGINE or DETACHED. */
  @Column(textColumn({ name: "cancel_outcome", length: 24, nullable: true }))
  cancelOutcome!: string | null;

  /** How the engine ended after the invocation had: SUCCEEDED or FAILED. The result is in the payload row. */
  @Column(textColumn({ name: "late_status", length: 24, nullable: true }))
  lateStatus!: string | null;

  @Column(timeColumn({ name: "late_at", nullable: true }))
  lateAt!: number | null;

  @Column(textColumn({ name: "failure_code", length: 64, nullable: true }))
  failureCode!: string | null;

  @Column(textColumn({ name: "failure_class", length: 24, nullable: true }))
  failureClass!: string | null;

  /** For people; never upstream text. */
  @Column(longTextColumn({ name: "failure_message", nullable: true }))
  failureMessage!: string | null;

  /** JSON of the sentence's parameters. */
  @Column(longTextColumn({ name: "failure_params", nullable: true }))
  failureParams!: string | null;

  @Column(textColumn({ name: "engine_code", length: 32, nullable: true }))
  engineCode!: string | null;

  /** For admins only. */
  @Column(longTextColumn({ name: "engine_message", nullable: true }))
  engineMessage!: string | null;

  @Column(flagColumn({ name: "retryable", nullable: true }))
  retryable!: boolean | null;

  @Column(intColumn({ name: "input_tokens", nullable: true }))
  inputTokens!: number | null;

  @Column(intColumn({ name: "output_tokens", nullable: true }))
  outputTokens!: number | null;

  @Column(intColumn({ name: "total_tokens", nullable: true }))
  totalTokens!: number | null;

  @Column(intColumn({ name: "timeout_ms" }))
  timeoutMs!: number;

  @Column(timeColumn({ name: "deadline_at" }))
  deadlineAt!: number;

  /** Not before this time: the next attempt of a queued invocation. */
  @Column(timeColumn({ name: "due_at", nullable: true }))
  dueAt!: number | null;

  @Column(textColumn({ name: "worker_id", length: 64, nullable: true }))
  workerId!: string | null;

  @Column(timeColumn({ name: "lease_until", nullable: true }))
  leaseUntil!: number | null;

  @Column(timeColumn({ name: "gateway_created_at" }))
  createdAt!: number;

  @Column(timeColumn({ name: "gateway_started_at", nullable: true }))
  startedAt!: number | null;

  @Column(timeColumn({ name: "gateway_finished_at", nullable: true }))
  finishedAt!: number | null;

  @Column(intColumn({ name: "duration_ms", nullable: true }))
  durationMs!: number | null;
}
