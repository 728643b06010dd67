/** The gateway's database room on a test database, with all entities and migrations and a log that can be read. */
import { Writable } from "node:stream";
import { migrations } from "../../migrations/manifest.js";
import { createDatabase, type DbOptions, type OpenDatabase } from "../../src/db/create-database.js";
import { createMigrator, type Migrator } from "../../src/db/migrator.js";
import { entities } from "../../src/entities.js";
import { systemClock } from "../../src/kernel/clock.js";
import { createLog } from "../../src/kernel/log.js";

export interface TestDatabaseHandle {
  readonly db: OpenDatabase;
  readonly migrator: Migrator;
  /** Log lines written so far, parsed. */
  readonly lines: readonly Record<string, unknown>[];
}

export const openTestDatabase = async (url: string, options: Partial<DbOptions> = {}): Promise<TestDatabaseHandle> => {
  const lines: Record<string, unknown>[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  const deps = { log: createLog("debug", sink), clock: systemClock };
  const db = await createDatabase({ url, entities, migrations, detectNesting: true, ...options }, deps);
  return { db, migrator: createMigrator(db, deps), lines };
};
