/**
 * Work that one process at a time should do, decided in the table `gateway_leases`. Clocks of different machines may
 * disagree: for a moment two may lead, so what a leader does must be safe to do twice.
 */
import type { Clock } from "../kernel/clock.js";
import type { Database } from "./database.js";
import { isDuplicateKey } from "./database-errors.js";
import { execute } from "./sql.js";
import { toSqlTime } from "./sql-time.js";

export interface Leadership {
  /**
   * Takes the lead when nobody has it, or keeps it. To be asked again well before `ttlMs` is over.
   * @throws AppError SERVICE_UNAVAILABLE
   */
  hold(): Promise<boolean>;
  /** Whether the last `hold` still counts, by this process's clock. */
  readonly leading: boolean;
  /** Lets another process lead at once. */
  release(): Promise<void>;
}

export interface LeadershipOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** Name of the work. */
  readonly name: string;
  /** Unique per process and start. */
  readonly holder: string;
  /** After this time of silence another process takes over. */
  readonly ttlMs: number;
}

export const createLeadership = (options: LeadershipOptions): Leadership => {
  const { database, clock, name, holder } = options;
  let leadsUntil = 0;

  const take = (until: number): Promise<boolean> =>
    database.transaction(async ({ manager }) => {
      const sql = "UPDATE gateway_leases SET holder = ?, held_until = ? WHERE name = ? AND (holder = ? OR held_until < ?)";
      return (await execute(manager, sql, [holder, toSqlTime(until), name, holder, toSqlTime(clock.now())])) > 0;
    });

  /** Only the very first process of a database finds no row. */
  const introduce = async (): Promise<void> => {
    const rows = await database.read((manager) => manager.query("SELECT holder FROM gateway_leases WHERE name = ?", [name]));
    if ((rows as unknown[]).length > 0) return;
    try {
      const row = [name, holder, toSqlTime(clock.now() - 1)];
      await database.transaction(({ manager }) =>
        manager.query("INSERT INTO gateway_leases (name, holder, held_until) VALUES (?,?,?)", row),
      );
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  };

  let introduced = false;
  return {
    async hold() {
      if (!introduced) {
        await introduce();
        introduced = true;
      }
      const until = clock.now() + options.ttlMs;
      const taken = await take(until);
      leadsUntil = taken ? until : 0;
      return taken;
    },
    get leading() {
      return clock.now() < leadsUntil;
    },
    async release() {
      if (leadsUntil === 0) return;
      leadsUntil = 0;
      await database.transaction(({ manager }) =>
        execute(manager, "UPDATE gateway_leases SET held_until = ? WHERE name = ? AND holder = ?", [
          toSqlTime(clock.now() - 1),
          name,
          holder,
        ]),
      );
    },
  };
};
