/** Table `invocation_replays`: sets of invocations that are run again together. How they fare is counted from the log. */
import { Column, Entity, Index } from "typeorm";
import { flagColumn, intColumn, longTextColumn, textColumn, timeColumn } from "../db/columns.js";

@Entity("invocation_replays")
@Index("ix_invocation_replays_state", ["state", "leaseUntil"])
@Index("ix_invocation_replays_tenant", ["tenantId", "id"])
@Index("ux_invocation_replays_key", ["keyHash"], { unique: true })
export class ReplayEntity {
  @Column(textColumn({ name: "id", length: 40, primary: true }))
  id!: string;

  @Column(textColumn({ name: "tenant_id", length: 255 }))
  tenantId!: string;

  /** Who asked for it. */
  @Column(textColumn({ name: "owner_id", length: 255 }))
  ownerId!: string;

  @Column(textColumn({ name: "request_id", length: 128 }))
  requestId!: string;

  /** JSON: which invocations, as it was resolved when it was asked for. */
  @Column(longTextColumn({ name: "selection" }))
  selection!: string;

  /** ORIGINAL or CURRENT. */
  @Column(textColumn({ name: "version", length: 16 }))
  version!: string;

  @Column(flagColumn({ name: "include_side_effecting" }))
  includeSideEffecting!: boolean;

  /** RUNNING, ABORTING, ABORTED or FINISHED. */
  @Column(textColumn({ name: "state", length: 16 }))
  state!: string;

  @Column(intColumn({ name: "total" }))
  total!: number;

  /** JSON: how many could not be repeated, by code. Changes together with the cursor. */
  @Column(longTextColumn({ name: "refusals" }))
  refusals!: string;

  /** The last original that was dealt with. */
  @Column(textColumn({ name: "cursor_id", length: 40, nullable: true }))
  cursorId!: string | null;

  /** Who has begun a step and not said that it is done. */
  @Column(textColumn({ name: "worker_id", length: 64, nullable: true }))
  workerId!: string | null;

  /** Nobody else touches it before; also when the next step is due. */
  @Column(timeColumn({ name: "lease_until" }))
  leaseUntil!: number;

  /** Hash of tenant, owner and idempotency key. */
  @Column(textColumn({ name: "key_hash", length: 64, nullable: true }))
  keyHash!: string | null;

  @Column(textColumn({ name: "input_hash", length: 64 }))
  inputHash!: string;

  @Column(timeColumn({ name: "created_at" }))
  createdAt!: number;

  @Column(timeColumn({ name: "finished_at", nullable: true }))
  finishedAt!: number | null;
}
