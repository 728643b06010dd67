/** Table `workflow_mappings`: how an ability's form becomes the parameters of a workflow, in numbered versions. */
import { Column, Entity, Index } from "typeorm";
import { idColumn, intColumn, longTextColumn, textColumn, timeColumn } from "../db/columns.js";

@Entity("workflow_mappings")
@Index("ux_workflow_mappings_version", ["abilityId", "version"], { unique: true })
@Index("ix_workflow_mappings_state", ["abilityId", "state"])
export class MappingEntity {
  @Column(textColumn({ name: "id", length: 40, primary: true }))
  id!: string;

  @Column(idColumn({ name: "ability_id" }))
  abilityId!: string;

  @Column(intColumn({ name: "version" }))
  version!: number;

  /** DRAFT, PUBLISHED or SUPERSEDED. */
  @Column(textColumn({ name: "state", length: 16 }))
  state!: string;

  @Column(textColumn({ name: "provider", length: 32 }))
  provider!: string;

  @Column(textColumn({ name: "connection", length: 64 }))
  connection!: string;

  @Column(textColumn({ name: "workflow_id", length: 64, nullable: true }))
  workflowId!: string | null;

  /** JSON list of rules. */
  @Column(longTextColumn({ name: "parameters" }))
  parameters!: string;

  /** JSON of the output rule; absent = the engine's output as it is. */
  @Column(longTextColumn({ name: "output", nullable: true }))
  output!: string | null;

  /** JSON list of pointers into the result; none = nothing of it is kept. */
  @Column(longTextColumn({ name: "keep_files", nullable: true }))
  keepFiles!: string | null;

  /** STREAM, SYNC or ASYNC. */
  @Column(textColumn({ name: "mode", length: 16 }))
  mode!: string;

  @Column(intColumn({ name: "timeout_ms", nullable: true }))
  timeoutMs!: number | null;

  /** Rises with every change of a draft; a writer names the one it saw. */
  @Column(intColumn({ name: "revision" }))
  revision!: number;

  @Column(textColumn({ name: "created_by", length: 255 }))
  createdBy!: string;

  @Column(timeColumn({ name: "created_at" }))
  createdAt!: number;

  @Column(timeColumn({ name: "updated_at" }))
  updatedAt!: number;

  @Column(timeColumn({ name: "published_at", nullable: true }))
  publishedAt!: number | null;

  @Column(textColumn({ name: "published_by", length: 255, nullable: true }))
  publishedBy!: string | null;

  /** When and by whom it was last made to serve again, after another version had. */
  @Column(timeColumn({ name: "restored_at", nullable: true }))
  restoredAt!: number | null;

  @Column(textColumn({ name: "restored_by", length: 255, nullable: true }))
  restoredBy!: string | null;
}
