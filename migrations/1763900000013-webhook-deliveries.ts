/** `webhook_deliveries`: every message to a webhook, due, under way, delivered or given up. */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { createOwnTable, removeTable } from "../src/db/adoption.js";
import { int, longText, optional, type TableSpec, text, time, varchar } from "../src/db/ddl.js";

const DELIVERIES: TableSpec = {
  name: "webhook_deliveries",
  columns: [
    varchar("id", 40),
    varchar("webhook_id", 40),
    varchar("event_key", 40),
    varchar("invocation_id", 40, optional),
    varchar("kind", 16),
    varchar("state", 16),
    int("attempts", { default: 0 }),
    int("tries", { default: 0 }),
    time("due_at"),
    varchar("worker_id", 64, optional),
    time("lease_until", optional),
    longText("body", optional),
    longText("attempt_log", optional),
    int("http_status", optional),
    text("last_error", optional),
    int("duration_ms", optional),
    time("created_at"),
    time("finished_at", optional),
  ],
  primaryKey: ["id"],
  indexes: [
    { name: "ux_webhook_deliveries_event", columns: ["webhook_id", "event_key"], unique: true },
    { name: "ix_webhook_deliveries_webhook", columns: ["webhook_id", "id"] },
    { name: "ix_webhook_deliveries_due", columns: ["state", "due_at"] },
  ],
};

export class WebhookDeliveries1763900000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createOwnTable(runner, DELIVERIES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeTable(runner, DELIVERIES);
  }
}
