/**
 * `ability_invocation_logs`: one row per invocation. Adopted where the platform has such a table: its rows stay as
 * they are and have no `invocation_id`.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { type Adoptable, createOrAdoptTable, removeTable } from "../src/db/adoption.js";
import { flag, int, optional, text, time, varchar } from "../src/db/ddl.js";
import { readTable } from "../src/db/table-facts.js";
import { AppError } from "../src/kernel/errors.js";

/** Characters of ids with our prefixes, and of engine ids, which are numbers of 64 bits or UUIDs. */
const OUR_ID = { atLeast: 30 } as const;
const ENGINE_ID = { atLeast: 36 } as const;

export const INVOCATION_LOGS: Adoptable = {
  table: {
    name: "ability_invocation_logs",
    columns: [
      varchar("invocation_id", 40, OUR_ID),
      // As wide as the key of `abilities`, whatever that is.
      varchar("ability_id", 64, { accepts: ["text", "integer"], atLeast: 1 }),
      varchar("ability_key", 64),
      varchar("mapping_id", 40, OUR_ID),
      int("mapping_version"),
      int("form_revision"),
      varchar("provider", 32),
      varchar("connection", 64),
      varchar("workflow_id", 64, { ...optional, ...ENGINE_ID }),
      varchar("mode", 16),
      varchar("side_effects", 16),
      int("priority", { default: 0 }),
      int("ability_concurrency", optional),
      varchar("conversation_key", 64, optional),
      varchar("execute_id", 64, { ...optional, ...ENGINE_ID }),
      varchar("engine_space_id", 64, { ...optional, ...ENGINE_ID }),
      varchar("engine_log_id", 128, optional),
      text("remote_handle", optional),
      varchar("gateway_status", 24),
      int("last_seq"),
      int("attempt", { default: 0 }),
      varchar("tenant_id", 255),
      varchar("caller_id", 255),
      varchar("request_id", 128),
      text("tags", optional),
      varchar("retry_of", 40, { ...optional, ...OUR_ID }),
      varchar("replay_id", 40, { ...optional, ...OUR_ID }),
      time("cancel_requested_at", optional),
      varchar("cancel_outcome", 24, optional),
      varchar("late_status", 24, optional),
      time("late_at", optional),
      varchar("failure_code", 64, optional),
      varchar("failure_class", 24, optional),
      text("failure_message", { ...optional, accepts: ["text"] }),
      text("failure_params", optional),
      varchar("engine_code", 32, optional),
      text("engine_message", { ...optional, accepts: ["text"] }),
      flag("retryable", optional),
      int("input_tokens", optional),
      int("output_tokens", optional),
      int("total_tokens", optional),
      int("timeout_ms"),
      time("deadline_at"),
      time("due_at", optional),
      varchar("worker_id", 64, optional),
      time("lease_until", optional),
      time("gateway_created_at"),
      time("gateway_started_at", optional),
      time("gateway_finished_at", optional),
      int("duration_ms", optional),
    ],
    primaryKey: ["invocation_id"],
    indexes: [
      { name: "ix_ability_invocation_logs_caller", columns: ["tenant_id", "caller_id", "invocation_id"] },
      { name: "ix_ability_invocation_logs_ability", columns: ["ability_id", "invocation_id"] },
      { name: "ix_ability_invocation_logs_lease", columns: ["gateway_status", "lease_until"] },
      { name: "ix_ability_invocation_logs_deadline", columns: ["gateway_status", "deadline_at"] },
      { name: "ix_ability_invocation_logs_execute", columns: ["execute_id"] },
      { name: "ix_ability_invocation_logs_replay", columns: ["replay_id", "invocation_id"] },
    ],
  },
  writtenByCalls: true,
  adoptedIndexes: [{ name: "ux_ability_invocation_logs_invocation", columns: ["invocation_id"], unique: true }],
};

/** Keys of abilities that the gateway creates are texts of 30 characters; an adopted log must be able to hold them. */
export const requireMatchingIds = async (runner: QueryRunner): Promise<void> => {
  const reference = (await readTable(runner, "ability_invocation_logs"))?.columns.get("ability_id");
  const key = (await readTable(runner, "abilities"))?.columns.get("id");
  if (!reference || (key && key.family !== "text")) return;
  const needed = key?.length ?? OUR_ID.atLeast;
  if (reference.family === "text" && (reference.length ?? needed) >= needed) return;
  const problem = `ability_invocation_logs.ability_id is of type ${reference.type}, too small for the keys of abilities; widen it to varchar(64)`;
  throw new AppError("CONFIGURATION_INVALID", { params: { problem } });
};

export class AbilityInvocationLogs1763900000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createOrAdoptTable(runner, INVOCATION_LOGS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeTable(runner, INVOCATION_LOGS.table);
  }
}
