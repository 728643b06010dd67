/**
 * What a call was made of, for whoever explains it later: the hash of its payload, the fingerprint of the engine that got
 * it and the context its expressions read. And who made a superseded mapping serve again.
 * A log that was adopted may hold millions of rows: columns that may be empty are added without touching them.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { addColumnsWithMarks, removeColumns } from "../src/db/adoption.js";
import { type ColumnSpec, longText, optional, time, varchar } from "../src/db/ddl.js";

const ADDED: readonly (readonly [table: string, columns: readonly ColumnSpec[]])[] = [
  ["ability_invocation_logs", [varchar("payload_hash", 64, optional), varchar("engine_fingerprint", 64, optional)]],
  ["ability_invocation_payloads", [longText("mapping_context", optional)]],
  ["workflow_mappings", [time("restored_at", optional), varchar("restored_by", 255, optional)]],
];

export class PayloadVersions1763900000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of ADDED) await addColumnsWithMarks(runner, table, columns);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of ADDED) {
      const names = columns.map(({ name }) => name);
      await removeColumns(runner, table, names);
    }
  }
}
