/** `abilities`: adopted where the platform has such a table, with its string or integer key; created elsewhere. */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { type Adoptable, createOrAdoptTable, removeTable } from "../src/db/adoption.js";
import { int, longText, optional, text, time, varchar } from "../src/db/ddl.js";

export const ABILITIES: Adoptable = {
  table: {
    name: "abilities",
    columns: [
      varchar("id", 64),
      varchar("ability_key", 64, optional),
      varchar("name", 255, optional),
      text("description", { ...optional, accepts: ["text"] }),
      varchar("category", 64, { ...optional, accepts: ["text", "enum"] }),
      text("tags", optional),
      varchar("gateway_status", 16, { default: "DRAFT" }),
      varchar("side_effects", 16, { default: "SIDE_EFFECTING" }),
      int("form_revision", { default: 1 }),
      longText("form_schema", optional),
      longText("form_ui_schema", optional),
      int("deadline_ms", optional),
      int("max_concurrency", optional),
      varchar("answerers", 16, { default: "CALLER" }),
      int("answer_expiry_s", optional),
      int("revision", { default: 1 }),
      time("gateway_created_at", optional),
      time("gateway_updated_at", optional),
    ],
    primaryKey: ["id"],
    indexes: [],
  },
  existingKey: "id",
  writtenByCalls: false,
  adoptedIndexes: [],
};

export class Abilities1763900000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createOrAdoptTable(runner, ABILITIES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeTable(runner, ABILITIES.table);
  }
}
