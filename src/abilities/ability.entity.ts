/**
 * Table `abilities`: perhaps the platform's own, adopted by a migration.
 * What may be NULL here although the gateway always sets it, is NULL in rows the platform wrote.
 */
import { Column, Entity, Index } from "typeorm";
import { idColumn, intColumn, longTextColumn, textColumn, timeColumn } from "../db/columns.js";

@Entity("abilities")
@Index("ux_abilities_ability_key", ["key"], { unique: true })
export class AbilityEntity {
  /** Ours, or the platform's: an integer there reads as its digits. */
  @Column(idColumn({ name: "id", primary: true }))
  id!: string;

  /** NULL in rows the platform inserted after the migration: see ability-key.ts. */
  @Column(textColumn({ name: "ability_key", length: 64, nullable: true }))
  key!: string | null;

  @Column(textColumn({ name: "name", length: 255, nullable: true }))
  name!: string | null;

  @Column(longTextColumn({ name: "description", nullable: true }))
  description!: string | null;

  @Column(textColumn({ name: "category", length: 64, nullable: true }))
  category!: string | null;

  /** JSON list of strings. */
  @Column(longTextColumn({ name: "tags", nullable: true }))
  tags!: string | null;

  /** DRAFT, ACTIVE, PAUSED or RETIRED. Not `status`: platforms have one of their own. */
  @Column(textColumn({ name: "gateway_status", length: 16 }))
  status!: string;

  /** READ_ONLY, IDEMPOTENT or SIDE_EFFECTING. */
  @Column(textColumn({ name: "side_effects", length: 16 }))
  sideEffects!: string;

  @Column(intColumn({ name: "form_revision" }))
  formRevision!: number;

  /** JSON. */
  @Column(longTextColumn({ name: "form_schema", nullable: true }))
  formSchema!: string | null;

  /** JSON. */
  @Column(longTextColumn({ name: "form_ui_schema", nullable: true }))
  formUiSchema!: string | null;

  @Column(intColumn({ name: "deadline_ms", nullable: true }))
  deadlineMs!: number | null;

  /** Invocations of this ability at the engine at once, over all processes. NULL = no bound of its own. */
  @Column(intColumn({ name: "max_concurrency", nullable: true }))
  maxConcurrency!: number | null;

  /** CALLER or OPERATORS. */
  @Column(textColumn({ name: "answerers", length: 16 }))
  answerers!: string;

  /** Seconds a question stays open. NULL = the gateway's default. */
  @Column(intColumn({ name: "answer_expiry_s", nullable: true }))
  answerExpiryS!: number | null;

  /** Workflow of the published mapping, for readers outside the gateway. */
  @Column(idColumn({ name: "coze_workflow_id", nullable: true }))
  cozeWorkflowId!: string | null;

  /** Rises with every change; a writer names the one it saw. */
  @Column(intColumn({ name: "revision" }))
  revision!: number;

  /** NULL in rows the platform wrote. */
  @Column(timeColumn({ name: "gateway_created_at", nullable: true }))
  createdAt!: number | null;

  @Column(timeColumn({ name: "gateway_updated_at", nullable: true }))
  updatedAt!: number | null;
}
