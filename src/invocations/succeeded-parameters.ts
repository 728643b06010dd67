/** What the engine was sent by calls that succeeded, for whoever learns from it what a workflow takes. */
import type { Database } from "../db/database.js";
import { selectRows } from "../db/sql.js";
import { fromSqlTime } from "../db/sql-time.js";
import { bareId } from "../kernel/ids.js";
import { isJsonObject, type JsonObject, tryParseJson } from "../kernel/json.js";

export interface SucceededQuery {
  readonly abilityId: string;
  readonly connection: string;
  readonly workflowId: string;
  readonly limit: number;
}

/** How far back it is looked: an ability whose calls all fail must not cost a walk through its whole log. */
const LOOKED_AT = 500;

/** Newest first. Parameters that hold secrets are sealed, and left out. */
export const readSucceededParameters =
  (database: Database) =>
  async ({ abilityId, connection, workflowId, limit }: SucceededQuery): Promise<{ parameters: JsonObject; at: number }[]> => {
    const sql =
      "SELECT p.parameters AS parameters, l.gateway_created_at AS at FROM " +
      "(SELECT invocation_id, gateway_status, connection, workflow_id, gateway_created_at FROM ability_invocation_logs " +
      "WHERE ability_id = ? AND invocation_id IS NOT NULL ORDER BY invocation_id DESC LIMIT ?) l " +
      "JOIN ability_invocation_payloads p ON p.invocation_id = l.invocation_id " +
      "WHERE l.gateway_status = 'SUCCEEDED' AND l.connection = ? AND l.workflow_id = ? ORDER BY l.invocation_id DESC LIMIT ?";
    const params = [bareId(abilityId, "ability"), LOOKED_AT, connection, workflowId, limit];
    const rows = await database.read((manager) => selectRows<{ parameters: string; at: Date | string }>(manager, sql, params));
    return rows.flatMap((row) => {
      const parameters = tryParseJson(row.parameters);
      return isJsonObject(parameters) ? [{ parameters, at: fromSqlTime(row.at) }] : [];
    });
  };
