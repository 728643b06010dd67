/**
 * `workflow_declarations`: what each workflow declared, as each source said it last. `mapping_checks`: the last check of
 * each mapping version, with what the workflow declared when it was published.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { createOwnTable, removeTable } from "../src/db/adoption.js";
import { int, longText, optional, type TableSpec, time, varchar } from "../src/db/ddl.js";

const DECLARATIONS: TableSpec = {
  name: "workflow_declarations",
  columns: [
    varchar("provider", 32),
    varchar("connection", 64),
    varchar("workflow_id", 64),
    varchar("source", 16),
    longText("declaration"),
    varchar("fingerprint", 64),
    time("observed_at"),
    varchar("recorded_by", 255, optional),
  ],
  primaryKey: ["provider", "connection", "workflow_id", "source"],
  indexes: [],
};

const CHECKS: TableSpec = {
  name: "mapping_checks",
  columns: [
    varchar("mapping_id", 40),
    time("checked_at"),
    varchar("reason", 16),
    varchar("source", 16, optional),
    int("errors"),
    int("warnings"),
    longText("sources"),
    longText("findings"),
    longText("inputs", optional),
    longText("baseline", optional),
    longText("drift", optional),
  ],
  primaryKey: ["mapping_id"],
  indexes: [],
};

export class MappingChecks1763900000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createOwnTable(runner, DECLARATIONS);
    await createOwnTable(runner, CHECKS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeTable(runner, CHECKS);
    await removeTable(runner, DECLARATIONS);
  }
}
