/**
 * One attempt at a read or a transaction on one connection, and what happens to the connection afterwards: back to
 * the pool when it is sound, destroyed when it is not.
 */
import type { DataSource, EntityManager, QueryRunner } from "typeorm";
import type { Dialect, Transaction } from "./database.js";
import { databaseAway, isAway } from "./database-errors.js";
import type { TypeormLog } from "./typeorm-log.js";

export interface Committed<T> {
  readonly result: T;
  readonly callbacks: readonly (() => void)[];
}

export interface Sessions {
  read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<Committed<T>>;
}

export const createSessions = (parts: { dialect: Dialect; dataSource: DataSource; logger: TypeormLog }): Sessions => {
  const { dialect, dataSource, logger } = parts;
  const giveBack = dialect === "sqlite" ? giveBackSqlite : giveBackMysql;
  return {
    async read(work) {
      const runner = dataSource.createQueryRunner("master");
      let failure: unknown;
      try {
        return await work(runner.manager);
      } catch (error) {
        failure = error;
        throw error;
      } finally {
        await giveBack(runner, isAway(failure));
      }
    },
    async transaction(work) {
      const runner = dataSource.createQueryRunner("master");
      let sound = true;
      try {
        return await commitWork(runner, { work, logger });
      } catch (error) {
        // A server that does not answer would let a ROLLBACK wait as well; it rolls back when it loses the connection.
        sound = (dialect === "sqlite" || !isAway(error)) && (await rolledBack(runner));
        throw error;
      } finally {
        await giveBack(runner, !sound);
      }
    },
  };
};

const commitWork = async <T>(
  runner: QueryRunner,
  { work, logger }: { work: (tx: Transaction) => Promise<T>; logger: TypeormLog },
): Promise<Committed<T>> => {
  const callbacks: (() => void)[] = [];
  await runner.startTransaction();
  const result = await work({ manager: runner.manager, afterCommit: (callback) => callbacks.push(callback) });
  // The server has rolled everything back and `work` swallowed that: nothing is left that a COMMIT could keep.
  const conflict = logger.conflictOf(runner);
  if (conflict) throw conflict;
  await runner.commitTransaction().catch((error: unknown) => {
    // The answer to COMMIT got lost, so nobody knows whether it counts: repeating could do everything twice.
    throw isAway(error) ? databaseAway(error) : error;
  });
  return { result, callbacks };
};

const rolledBack = async (runner: QueryRunner): Promise<boolean> => {
  if (!runner.isTransactionActive) return true;
  try {
    await runner.rollbackTransaction();
    return true;
  } catch {
    return false;
  }
};

const giveBackMysql = async (runner: QueryRunner, unsound: boolean): Promise<void> => {
  const { databaseConnection } = runner as unknown as { databaseConnection?: { destroy(): void } };
  if (unsound) databaseConnection?.destroy();
  await runner.release();
};

/**
 * The one SQLite runner lives on. When BEGIN was refused, or a full disk made SQLite roll back by itself, it would
 * still count an open transaction and turn the next one into a savepoint.
 */
const giveBackSqlite = async (runner: QueryRunner): Promise<void> => {
  Object.assign(runner, { isTransactionActive: false, transactionDepth: 0 });
  await runner.release();
};
