/** Table `webhook_deliveries`: every message to a webhook, due, under way, delivered or given up. */
import { Column, Entity, Index } from "typeorm";
import { intColumn, longTextColumn, textColumn, timeColumn } from "../db/columns.js";

@Entity("webhook_deliveries")
@Index("ux_webhook_deliveries_event", ["webhookId", "eventKey"], { unique: true })
@Index("ix_webhook_deliveries_webhook", ["webhookId", "id"])
@Index("ix_webhook_deliveries_due", ["state", "dueAt"])
@Index("ix_webhook_deliveries_finished", ["finishedAt"])
export class WebhookDeliveryEntity {
  /** Sent as `webhook-id`. */
  @Column(textColumn({ name: "id", length: 40, primary: true }))
  id!: string;

  @Column(textColumn({ name: "webhook_id", length: 40 }))
  webhookId!: string;

  /** What it tells of, once per webhook: the id of the invocation that ended; of a test its own id. */
  @Column(textColumn({ name: "event_key", length: 40 }))
  eventKey!: string;

  @Column(textColumn({ name: "invocation_id", length: 40, nullable: true }))
  invocationId!: string | null;

  /** ENDED or TEST. */
  @Column(textColumn({ name: "kind", length: 16 }))
  kind!: string;

  /** PENDING, HELD, DELIVERED or FAILED. */
  @Column(textColumn({ name: "state", length: 16 }))
  state!: string;

  /** Begun in all. */
  @Column(intColumn({ name: "attempts" }))
  attempts!: number;

  /** Begun since it was created or last asked for: what the back-off counts. */
  @Column(intColumn({ name: "tries" }))
  tries!: number;

  /** When it is sent next; while it is being sent, when its lease ends. */
  @Column(timeColumn({ name: "due_at" }))
  dueAt!: number;

  /** The claim that sends it. */
  @Column(textColumn({ name: "worker_id", length: 64, nullable: true }))
  workerId!: string | null;

  @Column(timeColumn({ name: "lease_until", nullable: true }))
  leaseUntil!: number | null;

  /** Written before it is first sent, and never again: every attempt sends these bytes. */
  @Column(longTextColumn({ name: "body", nullable: true }))
  body!: string | null;

  /** JSON list of the last attempts. */
  @Column(longTextColumn({ name: "attempt_log", nullable: true }))
  attemptLog!: string | null;

  @Column(intColumn({ name: "http_status", nullable: true }))
  httpStatus!: number | null;

  @Column(longTextColumn({ name: "last_error", nullable: true }))
  lastError!: string | null;

  @Column(intColumn({ name: "duration_ms", nullable: true }))
  durationMs!: number | null;

  @Column(timeColumn({ name: "created_at" }))
  createdAt!: number;

  @Column(timeColumn({ name: "finished_at", nullable: true }))
  finishedAt!: number | null;
}
