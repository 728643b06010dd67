/** `workflow_mappings`: numbered versions of how a form becomes parameters. */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { createOwnTable, removeTable } from "../src/db/adoption.js";
import { int, longText, optional, type TableSpec, time, varchar } from "../src/db/ddl.js";

const WORKFLOW_MAPPINGS: TableSpec = {
  name: "workflow_mappings",
  columns: [
    varchar("id", 40),
    varchar("ability_id", 64),
    int("version"),
    varchar("state", 16),
    varchar("provider", 32),
    varchar("connection", 64),
    varchar("workflow_id", 64, optional),
    longText("parameters"),
    varchar("mode", 16, { default: "STREAM" }),
    int("timeout_ms", optional),
    int("revision", { default: 1 }),
    varchar("created_by", 255),
    time("created_at"),
    time("updated_at"),
    time("published_at", optional),
    varchar("published_by", 255, optional),
  ],
  primaryKey: ["id"],
  indexes: [
    { name: "ux_workflow_mappings_version", columns: ["ability_id", "version"], unique: true },
    { name: "ix_workflow_mappings_state", columns: ["ability_id", "state"] },
  ],
};

export class WorkflowMappings1763900000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createOwnTable(runner, WORKFLOW_MAPPINGS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeTable(runner, WORKFLOW_MAPPINGS);
  }
}
