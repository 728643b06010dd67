/** Table `idempotency_keys`: which invocation a caller's key stands for. */
import { Column, Entity, Index } from "typeorm";
import { idColumn, textColumn, timeColumn } from "../db/columns.js";

@Entity("idempotency_keys")
@Index("ix_idempotency_keys_invocation", ["invocationId"])
@Index("ix_idempotency_keys_expiry", ["expiresAt"])
export class IdempotencyKeyEntity {
  /** Hash of tenant, caller, ability and key. */
  @Column(textColumn({ name: "scope_hash", length: 64, primary: true }))
  scopeHash!: string;

  @Column(textColumn({ name: "tenant_id", length: 255 }))
  tenantId!: string;

  @Column(textColumn({ name: "caller_id", length: 255 }))
  callerId!: string;

  @Column(idColumn({ name: "ability_id" }))
  abilityId!: string;

  @Column(textColumn({ name: "idempotency_key", length: 255 }))
  idempotencyKey!: string;

  @Column(textColumn({ name: "input_hash", length: 64 }))
  inputHash!: string;

  @Column(textColumn({ name: "invocation_id", length: 40 }))
  invocationId!: string;

  @Column(timeColumn({ name: "created_at" }))
  createdAt!: number;

  @Column(timeColumn({ name: "expires_at" }))
  expiresAt!: number;
}
