/**
 * What TypeORM has to say, in our log: slow statements and connection warnings, never bound values. As the place that
 * hears of every statement before it is sent, it also stops a transaction that the server has already rolled back.
 */
import type { Logger, QueryRunner } from "typeorm";
import type { Log } from "../kernel/log.js";
import { endsTransaction } from "./database-errors.js";

export interface TypeormLog extends Logger {
  /** The conflict that ended the transaction of this runner on the server, if there was one. */
  conflictOf(runner: QueryRunner): unknown;
}

export const createTypeormLog = (log: Log): TypeormLog => {
  const conflicts = new WeakMap<QueryRunner, unknown>();
  return {
    conflictOf: (runner) => conflicts.get(runner),
    // After a deadlock MySQL runs further statements outside any transaction, each committed at once. Work that
    // swallowed the error must not get that far.
    logQuery(sql, _parameters, runner) {
      const conflict = runner && conflicts.get(runner);
      if (conflict && sql !== "ROLLBACK") throw conflict;
    },
    logQueryError(error, ...[, , runner]) {
      // MySQL has a runner per transaction. SQLite's only one lives on, and never loses parts of a transaction.
      if (runner?.isTransactionActive && endsTransaction(error)) conflicts.set(runner, error);
    },
    logQuerySlow: (durationMs, sql) => log.warn({ durationMs, sql: sql.slice(0, 500) }, "slow statement"),
    logSchemaBuild() {},
    logMigration() {},
    log(level, message) {
      if (level === "warn") log.warn({ detail: String(message) }, "database driver warns");
    },
  };
};
