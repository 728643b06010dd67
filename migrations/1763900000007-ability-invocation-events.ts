/** `ability_invocation_events`: the append-only log of each invocation. */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { createOwnTable, removeTable } from "../src/db/adoption.js";
import { int, longText, type TableSpec, time, varchar } from "../src/db/ddl.js";

const EVENTS: TableSpec = {
  name: "ability_invocation_events",
  columns: [varchar("invocation_id", 40), int("seq"), varchar("type", 24), time("at"), longText("payload")],
  primaryKey: ["invocation_id", "seq"],
  indexes: [],
};

export class AbilityInvocationEvents1763900000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createOwnTable(runner, EVENTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeTable(runner, EVENTS);
  }
}
