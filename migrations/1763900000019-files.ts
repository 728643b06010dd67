/** `files`: what was uploaded, registered or kept; `keep_files` of a mapping: which files of a result are kept. */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { addColumnsWithMarks, createOwnTable, removeColumns, removeTable } from "../src/db/adoption.js";
import { int, longText, optional, type TableSpec, text, time, varchar } from "../src/db/ddl.js";

const FILES: TableSpec = {
  name: "files",
  columns: [
    varchar("id", 40),
    varchar("tenant_id", 255),
    varchar("caller_id", 255),
    varchar("origin", 16),
    varchar("state", 16),
    varchar("connection", 64, optional),
    varchar("engine_file_id", 255, optional),
    text("engine_uri", optional),
    text("engine_url", optional),
    text("source_url", optional),
    varchar("invocation_id", 40, optional),
    text("pointer", optional),
    varchar("output_key", 64, optional),
    varchar("name", 255),
    varchar("kind", 170),
    int("bytes", optional),
    varchar("sha256", 64, optional),
    varchar("failure", 64, optional),
    int("attempts", { default: 0 }),
    varchar("worker_id", 64, optional),
    time("due_at"),
    varchar("request_id", 128),
    time("created_at"),
    time("expires_at"),
  ],
  primaryKey: ["id"],
  indexes: [
    { name: "ix_files_caller", columns: ["tenant_id", "caller_id", "id"] },
    { name: "ix_files_state", columns: ["state", "due_at"] },
    { name: "ix_files_expiry", columns: ["expires_at"] },
    { name: "ix_files_invocation", columns: ["invocation_id"] },
    { name: "ux_files_output", columns: ["output_key"], unique: true },
  ],
};

const KEEP_FILES = longText("keep_files", optional);

export class Files1763900000019 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createOwnTable(runner, FILES);
    await addColumnsWithMarks(runner, "workflow_mappings", [KEEP_FILES]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeColumns(runner, "workflow_mappings", [KEEP_FILES.name]);
    await removeTable(runner, FILES);
  }
}
