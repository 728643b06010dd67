/** `invocation_replays`: sets of invocations that are run again together. */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { createOwnTable, removeTable } from "../src/db/adoption.js";
import { flag, int, longText, optional, type TableSpec, time, varchar } from "../src/db/ddl.js";

const REPLAYS: TableSpec = {
  name: "invocation_replays",
  columns: [
    varchar("id", 40),
    varchar("tenant_id", 255),
    varchar("owner_id", 255),
    varchar("request_id", 128),
    longText("selection"),
    varchar("version", 16),
    flag("include_side_effecting"),
    varchar("state", 16),
    int("total"),
    longText("refusals"),
    varchar("cursor_id", 40, optional),
    varchar("worker_id", 64, optional),
    time("lease_until"),
    varchar("key_hash", 64, optional),
    varchar("input_hash", 64),
    time("created_at"),
    time("finished_at", optional),
  ],
  primaryKey: ["id"],
  indexes: [
    { name: "ix_invocation_replays_state", columns: ["state", "lease_until"] },
    { name: "ix_invocation_replays_tenant", columns: ["tenant_id", "id"] },
    { name: "ux_invocation_replays_key", columns: ["key_hash"], unique: true },
  ],
};

export class InvocationReplays1763900000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createOwnTable(runner, REPLAYS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeTable(runner, REPLAYS);
  }
}
