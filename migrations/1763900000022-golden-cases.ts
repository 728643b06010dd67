/** `golden_cases`, `golden_runs`: inputs whose results are known, and when they were tried on which mapping. */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { createOwnTable, removeTable } from "../src/db/adoption.js";
import { int, longText, type TableSpec, time, varchar } from "../src/db/ddl.js";

const CASES: TableSpec = {
  name: "golden_cases",
  columns: [
    varchar("id", 40),
    varchar("ability_id", 80),
    varchar("name", 120),
    longText("form"),
    longText("expectations"),
    int("revision"),
    varchar("created_by", 255),
    time("created_at"),
    time("updated_at"),
  ],
  primaryKey: ["id"],
  indexes: [{ name: "ux_golden_cases_name", columns: ["ability_id", "name"], unique: true }],
};

const RUNS: TableSpec = {
  name: "golden_runs",
  columns: [
    varchar("id", 40),
    varchar("tenant_id", 255),
    varchar("ability_id", 80),
    varchar("mapping_id", 40),
    int("mapping_version"),
    int("mapping_revision"),
    varchar("started_by", 255),
    time("created_at"),
    longText("trials"),
  ],
  primaryKey: ["id"],
  indexes: [
    { name: "ix_golden_runs_ability", columns: ["ability_id", "id"] },
    { name: "ix_golden_runs_mapping", columns: ["mapping_id", "id"] },
  ],
};

export class GoldenCases1763900000022 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createOwnTable(runner, CASES);
    await createOwnTable(runner, RUNS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeTable(runner, RUNS);
    await removeTable(runner, CASES);
  }
}
