/** Table `audit_log`: one row per change that an admin made. Rows are added and never changed. */
import { Column, Entity, Index } from "typeorm";
import { longTextColumn, textColumn, timeColumn } from "../db/columns.js";

@Entity("audit_log")
@Index("ix_audit_log_ability", ["abilityId", "id"])
@Index("ix_audit_log_subject", ["subjectId", "id"])
@Index("ix_audit_log_actor", ["actorId", "id"])
export class AuditEntity {
  @Column(textColumn({ name: "id", length: 40, primary: true }))
  id!: string;

  @Column(timeColumn({ name: "at" }))
  at!: number;

  @Column(textColumn({ name: "tenant_id", length: 255 }))
  tenantId!: string;

  @Column(textColumn({ name: "actor_id", length: 255 }))
  actorId!: string;

  /** How the actor proved who they are. */
  @Column(textColumn({ name: "via", length: 32 }))
  via!: string;

  @Column(textColumn({ name: "request_id", length: 128 }))
  requestId!: string;

  /** `mapping.publish` and the like. */
  @Column(textColumn({ name: "action", length: 64 }))
  action!: string;

  @Column(textColumn({ name: "subject_id", length: 80 }))
  subjectId!: string;

  @Column(textColumn({ name: "ability_id", length: 80, nullable: true }))
  abilityId!: string | null;

  /** JSON, `null` where there was nothing. */
  @Column(longTextColumn({ name: "before_change" }))
  before!: string;

  /** JSON, `null` where it is gone. */
  @Column(longTextColumn({ name: "after_change" }))
  after!: string;
}
