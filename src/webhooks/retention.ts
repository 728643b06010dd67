/**
 * Forgets deliveries that have been over for long, and webhooks of single calls behind them. What is still to be sent
 * stays, and with it its webhook; webhooks of abilities stay until somebody deletes them.
 */
import type { Database } from "../db/database.js";
import { execute, placeholders, type SqlValue, selectRows } from "../db/sql.js";
import { toSqlTime } from "../db/sql-time.js";
import type { Clock } from "../kernel/clock.js";
import { firstIdAt } from "../kernel/ids.js";

/** Rows per commit, and commits per table and round: a round holds nobody up for long, and the next one goes on. */
const BATCH = 500;
const MAX_BATCHES = 20;

export interface WebhookRetention {
  readonly database: Database;
  readonly clock: Clock;
  /** Milliseconds. */
  readonly retentionMs: number;
}

export const forgetOldWebhooks = async ({ database, clock, retentionMs }: WebhookRetention): Promise<void> => {
  const before = clock.now() - retentionMs;
  await removeInBatches(database, oldDeliveries(toSqlTime(before)));
  await removeInBatches(database, oldCallWebhooks(before));
};

/** What is found may have changed when it is removed: `still` is asked again then. */
interface Old {
  readonly table: string;
  readonly select: string;
  readonly params: readonly SqlValue[];
  readonly still: { readonly sql: string; readonly params: readonly SqlValue[] };
}

/** One that is asked for once more has no end until it is over again. */
const oldDeliveries = (before: string): Old => ({
  table: "webhook_deliveries",
  select: "SELECT id FROM webhook_deliveries WHERE finished_at < ? ORDER BY finished_at",
  params: [before],
  still: { sql: "finished_at < ?", params: [before] },
});

const UNTOLD = "NOT EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.webhook_id = webhooks.id)";

/** Ids are ranges of time: what is younger is not looked at. A call whose row is gone has ended long ago. */
const oldCallWebhooks = (before: number): Old => ({
  table: "webhooks",
  select:
    "SELECT webhooks.id AS id FROM webhooks LEFT JOIN ability_invocation_logs l ON l.invocation_id = webhooks.invocation_id " +
    "WHERE webhooks.id < ? AND webhooks.invocation_id IS NOT NULL AND (l.invocation_id IS NULL OR l.gateway_finished_at < ?) " +
    `AND ${UNTOLD} ORDER BY webhooks.id`,
  params: [firstIdAt("webhook", before), toSqlTime(before)],
  still: { sql: UNTOLD, params: [] },
});

/** Found by a plain read, removed by key: a range that is locked would hold up those who write deliveries. */
const removeInBatches = async (database: Database, { table, select, params, still }: Old): Promise<void> => {
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const found = await database.read((manager) => selectRows<{ id: string }>(manager, `${select} LIMIT ${BATCH}`, params));
    if (found.length === 0) return;
    const ids = found.map(({ id }) => id);
    const sql = `DELETE FROM ${table} WHERE id IN (${placeholders(ids.length)}) AND ${still.sql}`;
    await database.transaction(({ manager }) => execute(manager, sql, [...ids, ...still.params]));
    if (found.length < BATCH) return;
  }
};
