/** `ability_invocation_payloads`: what went into an invocation and came out. */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { createOwnTable, removeTable } from "../src/db/adoption.js";
import { longText, optional, type TableSpec, varchar } from "../src/db/ddl.js";

const PAYLOADS: TableSpec = {
  name: "ability_invocation_payloads",
  columns: [
    varchar("invocation_id", 40),
    longText("form"),
    longText("parameters"),
    longText("output", optional),
    longText("late_output", optional),
    varchar("form_hash", 64),
  ],
  primaryKey: ["invocation_id"],
  indexes: [],
};

export class AbilityInvocationPayloads1763900000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createOwnTable(runner, PAYLOADS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeTable(runner, PAYLOADS);
  }
}
