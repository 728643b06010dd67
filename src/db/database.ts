/**
 * The database as the rooms see it: reads, transactions with callbacks after the commit, a health check.
 * Two dialects: `mysql` (MySQL 8.4, MariaDB 10.11+) with a pool, `sqlite` (embedded) with one connection, where
 * reads and transactions queue behind one mutex so that nobody sees or rolls back somebody else's half.
 */
import type { EntityManager } from "typeorm";

export type Dialect = "mysql" | "sqlite";

export interface Database {
  readonly dialect: Dialect;
  /**
   * Runs again, once, when its connection turns out to be dead. Like `transaction`, never inside other work of the same
   * database: on SQLite's one connection it waits for itself for ever (tests refuse it, see `detectNesting`).
   * @throws AppError SERVICE_UNAVAILABLE when the database cannot be reached.
   */
  read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
  /**
   * All or nothing. Deadlocks and lock time-outs are repeated a few times, so `work` may run more than once and must
   * have no effect but on the database; effects belong into `afterCommit`.
   * @throws AppError SERVICE_UNAVAILABLE when the database cannot be reached; also when the answer to COMMIT was lost,
   * so that after this error the work may or may not have been done.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Resolves when a row can be written. @throws AppError SERVICE_UNAVAILABLE */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface Transaction {
  readonly manager: EntityManager;
  /** Runs after a successful commit, in order of registration; what it throws is logged and changes nothing. */
  afterCommit(callback: () => void): void;
}
