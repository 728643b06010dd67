/** Table `engine_conversations`: which conversation at the engine a caller goes on with. */
import { Column, Entity, Index } from "typeorm";
import { idColumn, textColumn, timeColumn } from "../db/columns.js";

@Entity("engine_conversations")
@Index("ix_engine_conversations_used", ["usedAt"])
export class EngineConversationEntity {
  /** Hash of tenant, caller, ability, key and connection. */
  @Column(textColumn({ name: "scope_hash", length: 64, primary: true }))
  scopeHash!: string;

  @Column(textColumn({ name: "tenant_id", length: 255 }))
  tenantId!: string;

  @Column(textColumn({ name: "caller_id", length: 255 }))
  callerId!: string;

  @Column(idColumn({ name: "ability_id" }))
  abilityId!: string;

  @Column(textColumn({ name: "conversation_key", length: 64 }))
  conversationKey!: string;

  @Column(textColumn({ name: "connection", length: 64 }))
  connection!: string;

  /** The engine's id of it. */
  @Column(textColumn({ name: "conversation_id", length: 64 }))
  conversationId!: string;

  @Column(timeColumn({ name: "created_at" }))
  createdAt!: number;

  @Column(timeColumn({ name: "used_at" }))
  usedAt!: number;
}
