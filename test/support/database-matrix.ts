/** Runs one suite on every selected database, so that what holds on SQLite is known to hold on MariaDB too. */
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { copyMigratedFile } from "./migrated-template.js";
import { selectedDialects, type TestDialect } from "./selected-dialects.js";
import { createDatabase, runFolder } from "./services.js";

/** Address of a new database, migrated unless it is to be empty: a file in a temporary folder, or a database on the shared server. */
export type MakeDatabaseUrl = (options?: { empty?: boolean }) => Promise<string>;

/** The suite is declared once per selected dialect; every database it made is dropped when it is through. */
export const describeEachDatabase = (name: string, suite: (makeUrl: MakeDatabaseUrl, dialect: TestDialect) => void): void => {
  describe.each(selectedDialects())(`${name} (%s)`, (dialect) => {
    const discards: (() => Promise<void>)[] = [];
    // After-hooks run in reverse order: declared first, this one comes after the suite has closed its connections.
    afterAll(async () => {
      await Promise.all(discards.map((discard) => discard()));
    });
    suite(async ({ empty = false } = {}) => {
      const { url, discard } = await MAKERS[dialect](empty);
      discards.push(discard);
      return url;
    }, dialect);
  });
};

const MAKERS: Record<TestDialect, (empty: boolean) => Promise<{ url: string; discard(): Promise<void> }>> = {
  sqlite: async (empty) => {
    const folder = await mkdtemp(join(runFolder(), "sqlite-"));
    const file = join(folder, "test.db");
    if (!empty) await copyMigratedFile(runFolder(), file);
    return { url: `sqlite:${file}`, discard: () => rm(folder, { recursive: true, force: true }) };
  },
  mysql: async (empty) => {
    const database = await createDatabase({ empty });
    return { url: database.url, discard: database.drop };
  },
};

/** For suites that need MariaDB or Redis themselves: part of the run when `mysql` is selected, else reported as left out. */
export const describeWithServers = (name: string, suite: () => void): void => {
  describe.runIf(selectedDialects().includes("mysql"))(name, suite);
};
