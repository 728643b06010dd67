/** The SQL statements this process sends to its databases, seen where TypeORM hands them to the driver. */
import { BetterSqlite3QueryRunner } from "typeorm/driver/better-sqlite3/BetterSqlite3QueryRunner.js";
import { MysqlQueryRunner } from "typeorm/driver/mysql/MysqlQueryRunner.js";
import { vi } from "vitest";

/** @returns what `work` gave, and the statements sent meanwhile: run nothing else beside it. */
export const statementsOf = async <T>(work: () => Promise<T>): Promise<{ result: T; statements: string[] }> => {
  const spies = [vi.spyOn(BetterSqlite3QueryRunner.prototype, "query"), vi.spyOn(MysqlQueryRunner.prototype, "query")];
  try {
    const result = await work();
    return { result, statements: spies.flatMap((spy) => spy.mock.calls.map(([statement]) => statement)) };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
};

const TRIES = 20;

/**
 * The quietest of a few runs of `work`, which must change nothing: an app looks for work in its tables now and then, and
 * that falls into one run or another. Ends with the first run of no more than `atMost` statements.
 */
export const quietestStatementsOf = async <T>(work: () => Promise<T>, atMost: number): Promise<{ result: T; statements: string[] }> => {
  let quietest = await statementsOf(work);
  for (let tries = 1; tries < TRIES && quietest.statements.length > atMost; tries++) {
    const next = await statementsOf(work);
    if (next.statements.length < quietest.statements.length) quietest = next;
  }
  return quietest;
};
