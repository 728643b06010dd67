/** What the gateway remembers for a time only: idempotency keys that have expired, conversations nobody continues. */
import type { Database } from "../db/database.js";
import { execute } from "../db/sql.js";
import { toSqlTime } from "../db/sql-time.js";
import type { Clock } from "../kernel/clock.js";

/** Rows per commit, and commits per round: a round holds nobody up for long, and the next one goes on. */
const BATCH = 500;
const MAX_BATCHES = 20;

/** Engines forget conversations as well; who comes back after this time begins a new one. */
const CONVERSATION_MS = 90 * 24 * 3_600_000;

export interface Retention {
  readonly database: Database;
  readonly clock: Clock;
}

/** @returns how many rows are gone. */
export const dropExpired = async ({ database, clock }: Retention): Promise<number> => {
  const keys = await dropInBatches(database, { table: "idempotency_keys", column: "expires_at", before: clock.now() });
  const unused = { table: "engine_conversations", column: "used_at", before: clock.now() - CONVERSATION_MS };
  return keys + (await dropInBatches(database, unused));
};

const dropInBatches = async (database: Database, { table, column, before }: { table: string; column: string; before: number }) => {
  // The inner name, because MySQL deletes from no table that it reads.
  const oldest = `SELECT scope_hash FROM (SELECT scope_hash FROM ${table} WHERE ${column} < ? ORDER BY ${column} LIMIT ${BATCH}) AS old`;
  let dropped = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const gone = await database.transaction(({ manager }) =>
      execute(manager, `DELETE FROM ${table} WHERE scope_hash IN (${oldest})`, [toSqlTime(before)]),
    );
    dropped += gone;
    if (gone < BATCH) break;
  }
  return dropped;
};
