/** Table `workflow_declarations`: what a workflow declared, as each source said it last. */
import { Column, Entity } from "typeorm";
import { longTextColumn, textColumn, timeColumn } from "../db/columns.js";

@Entity("workflow_declarations")
export class DeclarationEntity {
  @Column(textColumn({ name: "provider", length: 32, primary: true }))
  provider!: string;

  @Column(textColumn({ name: "connection", length: 64, primary: true }))
  connection!: string;

  @Column(textColumn({ name: "workflow_id", length: 64, primary: true }))
  workflowId!: string;

  /** ENGINE_API, STUDIO or CANVAS. */
  @Column(textColumn({ name: "source", length: 16, primary: true }))
  source!: string;

  /** JSON. */
  @Column(longTextColumn({ name: "declaration" }))
  declaration!: string;

  @Column(textColumn({ name: "fingerprint", length: 64 }))
  fingerprint!: string;

  @Column(timeColumn({ name: "observed_at" }))
  observedAt!: number;

  /** Who imported the canvas. */
  @Column(textColumn({ name: "recorded_by", length: 255, nullable: true }))
  recordedBy!: string | null;
}
