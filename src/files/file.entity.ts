/** Table `files`: every file that was uploaded, registered or is kept, and what became of it. */
import { Column, Entity, Index } from "typeorm";
import { intColumn, longTextColumn, textColumn, timeColumn } from "../db/columns.js";

@Entity("files")
@Index("ix_files_caller", ["tenantId", "callerId", "id"])
@Index("ix_files_state", ["state", "dueAt"])
@Index("ix_files_expiry", ["expiresAt"])
@Index("ix_files_invocation", ["invocationId"])
@Index("ux_files_output", ["outputKey"], { unique: true })
export class FileEntity {
  @Column(textColumn({ name: "id", length: 40, primary: true }))
  id!: string;

  @Column(textColumn({ name: "tenant_id", length: 255 }))
  tenantId!: string;

  @Column(textColumn({ name: "caller_id", length: 255 }))
  callerId!: string;

  /** UPLOAD, ADDRESS or OUTPUT. */
  @Column(textColumn({ name: "origin", length: 16 }))
  origin!: string;

  /** PENDING, READY, FAILED or EXPIRED. */
  @Column(textColumn({ name: "state", length: 16 }))
  state!: string;

  /** Where it was uploaded. */
  @Column(textColumn({ name: "connection", length: 64, nullable: true }))
  connection!: string | null;

  /** As the engine calls it. */
  @Column(textColumn({ name: "engine_file_id", length: 255, nullable: true }))
  engineFileId!: string | null;

  @Column(longTextColumn({ name: "engine_uri", nullable: true }))
  engineUri!: string | null;

  @Column(longTextColumn({ name: "engine_url", nullable: true }))
  engineUrl!: string | null;

  @Column(longTextColumn({ name: "source_url", nullable: true }))
  sourceUrl!: string | null;

  /** Of an OUTPUT: whose result names it … */
  @Column(textColumn({ name: "invocation_id", length: 40, nullable: true }))
  invocationId!: string | null;

  /** … and where, as a JSON Pointer. */
  @Column(longTextColumn({ name: "pointer", nullable: true }))
  pointer!: string | null;

  /** Of an OUTPUT: a hash of these two, so that it is kept once. */
  @Column(textColumn({ name: "output_key", length: 64, nullable: true }))
  outputKey!: string | null;

  @Column(textColumn({ name: "name", length: 255 }))
  name!: string;

  @Column(textColumn({ name: "kind", length: 170 }))
  kind!: string;

  @Column(intColumn({ name: "bytes", nullable: true }))
  bytes!: number | null;

  @Column(textColumn({ name: "sha256", length: 64, nullable: true }))
  sha256!: string | null;

  /** An error code. */
  @Column(textColumn({ name: "failure", length: 64, nullable: true }))
  failure!: string | null;

  /** Attempts to keep it that were begun. */
  @Column(intColumn({ name: "attempts" }))
  attempts!: number;

  /** The claim that keeps it. */
  @Column(textColumn({ name: "worker_id", length: 64, nullable: true }))
  workerId!: string | null;

  /** Of a pending one: when it is tried next, or when an upload of which nothing was heard counts as lost. */
  @Column(timeColumn({ name: "due_at" }))
  dueAt!: number;

  @Column(textColumn({ name: "request_id", length: 128 }))
  requestId!: string;

  @Column(timeColumn({ name: "created_at" }))
  createdAt!: number;

  @Column(timeColumn({ name: "expires_at" }))
  expiresAt!: number;
}
