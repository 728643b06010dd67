/** `audit_log`: what admins changed. */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { createOwnTable, removeTable } from "../src/db/adoption.js";
import { longText, optional, type TableSpec, time, varchar } from "../src/db/ddl.js";

const AUDIT_LOG: TableSpec = {
  name: "audit_log",
  columns: [
    varchar("id", 40),
    time("at"),
    varchar("tenant_id", 255),
    varchar("actor_id", 255),
    varchar("via", 32),
    varchar("request_id", 128),
    varchar("action", 64),
    varchar("subject_id", 80),
    varchar("ability_id", 80, optional),
    longText("before_change"),
    longText("after_change"),
  ],
  primaryKey: ["id"],
  indexes: [
    { name: "ix_audit_log_ability", columns: ["ability_id", "id"] },
    { name: "ix_audit_log_subject", columns: ["subject_id", "id"] },
    { name: "ix_audit_log_actor", columns: ["actor_id", "id"] },
  ],
};

export class AuditLog1763900000023 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createOwnTable(runner, AUDIT_LOG);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeTable(runner, AUDIT_LOG);
  }
}
