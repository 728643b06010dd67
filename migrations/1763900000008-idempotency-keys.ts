/** `idempotency_keys`: which invocation a caller's key stands for. */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { createOwnTable, removeTable } from "../src/db/adoption.js";
import { type TableSpec, time, varchar } from "../src/db/ddl.js";

const IDEMPOTENCY_KEYS: TableSpec = {
  name: "idempotency_keys",
  columns: [
    varchar("scope_hash", 64),
    varchar("tenant_id", 255),
    varchar("caller_id", 255),
    varchar("ability_id", 64),
    varchar("idempotency_key", 255),
    varchar("input_hash", 64),
    varchar("invocation_id", 40),
    time("created_at"),
    time("expires_at"),
  ],
  primaryKey: ["scope_hash"],
  indexes: [
    { name: "ix_idempotency_keys_invocation", columns: ["invocation_id"] },
    { name: "ix_idempotency_keys_expiry", columns: ["expires_at"] },
  ],
};

export class IdempotencyKeys1763900000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createOwnTable(runner, IDEMPOTENCY_KEYS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeTable(runner, IDEMPOTENCY_KEYS);
  }
}
