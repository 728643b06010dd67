/** `ability_invocation_interrupts`: questions that runs ask people, and the answers. */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { createOwnTable, removeTable } from "../src/db/adoption.js";
import { int, longText, optional, type TableSpec, time, varchar } from "../src/db/ddl.js";

const INTERRUPTS: TableSpec = {
  name: "ability_invocation_interrupts",
  columns: [
    varchar("id", 40),
    varchar("invocation_id", 40),
    int("ordinal"),
    varchar("engine_event_id", 255),
    int("interrupt_type"),
    longText("question"),
    varchar("answerers", 16),
    varchar("state", 16),
    int("run_time_left_ms"),
    time("raised_at"),
    time("expires_at"),
    time("answered_at", optional),
    varchar("answerer_id", 255, optional),
    longText("answer", optional),
  ],
  primaryKey: ["id"],
  indexes: [{ name: "ux_ability_invocation_interrupts_ordinal", columns: ["invocation_id", "ordinal"], unique: true }],
};

export class AbilityInvocationInterrupts1763900000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createOwnTable(runner, INTERRUPTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeTable(runner, INTERRUPTS);
  }
}
