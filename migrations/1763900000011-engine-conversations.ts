/** `engine_conversations`: the engine conversation that a caller continues. */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { createOwnTable, removeTable } from "../src/db/adoption.js";
import { type TableSpec, time, varchar } from "../src/db/ddl.js";

const CONVERSATIONS: TableSpec = {
  name: "engine_conversations",
  columns: [
    varchar("scope_hash", 64),
    varchar("tenant_id", 255),
    varchar("caller_id", 255),
    varchar("ability_id", 64),
    varchar("conversation_key", 64),
    varchar("connection", 64),
    varchar("conversation_id", 64),
    time("created_at"),
    time("used_at"),
  ],
  primaryKey: ["scope_hash"],
  indexes: [{ name: "ix_engine_conversations_used", columns: ["used_at"] }],
};

export class EngineConversations1763900000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createOwnTable(runner, CONVERSATIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeTable(runner, CONVERSATIONS);
  }
}
