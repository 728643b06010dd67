/** `webhooks`: who is told when an invocation has ended. */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { createOwnTable, removeTable } from "../src/db/adoption.js";
import { int, longText, optional, type TableSpec, text, time, varchar } from "../src/db/ddl.js";

const WEBHOOKS: TableSpec = {
  name: "webhooks",
  columns: [
    varchar("id", 40),
    varchar("tenant_id", 255),
    varchar("owner_id", 255),
    varchar("owner_roles", 64),
    varchar("owner_via", 16),
    varchar("ability_id", 64, optional),
    varchar("invocation_id", 40, optional),
    text("url"),
    longText("document"),
    text("secret"),
    text("previous_secret", optional),
    time("previous_secret_until", optional),
    varchar("state", 16),
    varchar("pause_reason", 16, optional),
    int("revision", { default: 1 }),
    time("created_at"),
    time("updated_at"),
  ],
  primaryKey: ["id"],
  indexes: [
    { name: "ix_webhooks_ability", columns: ["ability_id", "state"] },
    { name: "ix_webhooks_invocation", columns: ["invocation_id"] },
    { name: "ix_webhooks_owner", columns: ["tenant_id", "owner_id", "id"] },
  ],
};

export class Webhooks1763900000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createOwnTable(runner, WEBHOOKS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeTable(runner, WEBHOOKS);
  }
}
