/**
 * `ability_form_revisions`: every form an ability had since, so that calls and old clients can be told what they were
 * shown. `ability_presets`: values to begin a form with. The forms abilities have now become their first known revisions.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { createOwnTable, removeTable } from "../src/db/adoption.js";
import { int, longText, optional, type TableSpec, text, time, varchar } from "../src/db/ddl.js";

const REVISIONS: TableSpec = {
  name: "ability_form_revisions",
  columns: [
    varchar("ability_id", 64),
    int("revision"),
    longText("form_schema"),
    longText("form_ui_schema", optional),
    varchar("created_by", 255, optional),
    time("created_at", optional),
  ],
  primaryKey: ["ability_id", "revision"],
  indexes: [],
};

const PRESETS: TableSpec = {
  name: "ability_presets",
  columns: [
    varchar("id", 40),
    varchar("ability_id", 64),
    varchar("kind", 16),
    varchar("name", 255),
    text("description", optional),
    int("form_revision"),
    longText("input"),
    longText("output", optional),
    int("duration_ms", optional),
    varchar("invocation_id", 40, optional),
    varchar("created_by", 255),
    int("revision", { default: 1 }),
    time("created_at"),
    time("updated_at"),
  ],
  primaryKey: ["id"],
  indexes: [{ name: "ix_ability_presets_ability", columns: ["ability_id", "id"] }],
};

/** Once, however often a migration that was cut off begins again. */
const KEEP_CURRENT =
  "INSERT INTO ability_form_revisions (ability_id, revision, form_schema, form_ui_schema, created_at) " +
  "SELECT CAST(a.id AS CHAR(64)), a.form_revision, a.form_schema, a.form_ui_schema, a.gateway_updated_at FROM abilities a " +
  "WHERE a.form_schema IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ability_form_revisions r WHERE r.ability_id = CAST(a.id AS CHAR(64)))";

export class Forms1763900000018 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createOwnTable(runner, REVISIONS);
    await createOwnTable(runner, PRESETS);
    await runner.query(KEEP_CURRENT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeTable(runner, PRESETS);
    await removeTable(runner, REVISIONS);
  }
}
