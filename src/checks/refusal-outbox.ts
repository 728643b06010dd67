/** Hears of calls whose parameters the engine refused, when they have ended. One statement, and only for those. */
import type { Transaction } from "../db/database.js";
import { placeholders, selectRows } from "../db/sql.js";
import type { ErrorCode } from "../kernel/error-codes.js";

export interface RefusalOutbox {
  ended(tx: Transaction, invocationIds: readonly string[], failures: ReadonlyMap<string, ErrorCode>): Promise<void>;
}

/** @param refused told after the commit. */
export const createRefusalOutbox = (refused: (mappingIds: readonly string[]) => void): RefusalOutbox => ({
  async ended(tx, _, failures) {
    const ids = [...failures].filter(([, code]) => code === "ENGINE_INVALID_PARAMETERS").map(([id]) => id);
    if (ids.length === 0) return;
    const sql = `SELECT DISTINCT mapping_id FROM ability_invocation_logs WHERE invocation_id IN (${placeholders(ids.length)})`;
    const rows = await selectRows<{ mapping_id: string }>(tx.manager, sql, ids);
    tx.afterCommit(() => refused(rows.map((row) => row.mapping_id)));
  },
});
