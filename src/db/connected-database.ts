/** The contract of database.ts over an open data source: queue, repetition, callbacks after the commit, health. */
import { setTimeout as sleep } from "node:timers/promises";
import type { DataSource } from "typeorm";
import { isAppError } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";
import type { Database, Dialect } from "./database.js";
import { databaseAway } from "./database-errors.js";
import { createMutex } from "./mutex.js";
import { repeatWhereSafe } from "./repetition.js";
import { createSessions } from "./session.js";
import type { TypeormLog } from "./typeorm-log.js";
import { createWorkGuard } from "./work-guard.js";

/** Table of the first migration into which `ping` writes a row and takes it back. */
export const PING_TABLE = "ability_gateway_ping";

const PING_TIMEOUT_MS = 5_000;
/** How long `close` waits for work that is under way. */
const CLOSE_TIMEOUT_MS = 5_000;

/** For the composition root and the migrator; rooms take the plain `Database`. */
export interface OpenDatabase extends Database {
  readonly dataSource: DataSource;
}

interface Parts {
  readonly dialect: Dialect;
  readonly dataSource: DataSource;
  readonly logger: TypeormLog;
  readonly log: Log;
  readonly detectNesting: boolean;
}

export const connectedDatabase = (parts: Parts): OpenDatabase => {
  const { dialect, dataSource, log } = parts;
  const sessions = createSessions(parts);
  const guard = createWorkGuard(parts);
  const inTurn = dialect === "sqlite" ? createMutex() : <T>(work: () => Promise<T>) => work();
  const transaction: Database["transaction"] = async (work) => {
    const { result, callbacks } = await guard.run(() => repeatWhereSafe(() => inTurn(() => sessions.transaction(work))));
    for (const callback of callbacks) runCallback(callback, log);
    return result;
  };
  const shared = createSharedCall(() => pingBy(transaction));
  return {
    dialect,
    dataSource,
    read: (work) => guard.run(() => repeatWhereSafe(() => inTurn(() => sessions.read(work)))),
    transaction,
    ping: shared,
    async close() {
      await Promise.race([guard.close(), sleep(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
      if (dataSource.isInitialized) await dataSource.destroy();
    },
  };
};

const runCallback = (callback: () => unknown, log: Log): void => {
  const failed = (err: unknown) => log.error({ err }, "a callback after a commit failed");
  try {
    const result = callback();
    // An async function is allowed by the type; its rejection must not become an unhandled one.
    if (result instanceof Promise) result.catch(failed);
  } catch (err) {
    failed(err);
  }
};

/** Callers that ask while one call is under way share its outcome. */
const createSharedCall = (call: () => Promise<void>): (() => Promise<void>) => {
  let underWay: Promise<void> | undefined;
  return () => {
    underWay ??= call().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
};

/** Ends the transaction of a ping, so that the row it wrote is taken back. */
class RowWritten extends Error {}

const pingBy = async (transaction: Database["transaction"]): Promise<void> => {
  const written = transaction(async ({ manager }) => {
    await manager.query(`INSERT INTO ${PING_TABLE} (id) VALUES (?)`, [Math.random().toString(36).slice(2)]);
    throw new RowWritten();
  });
  const timeOut = new AbortController();
  const late = sleep(PING_TIMEOUT_MS, undefined, { ref: false, signal: timeOut.signal }).then(() => {
    throw databaseAway(new Error(`no answer within ${PING_TIMEOUT_MS} ms`));
  });
  // Whichever loses the race must not be reported as unhandled.
  late.catch(() => undefined);
  try {
    await Promise.race([written, late]);
  } catch (error) {
    if (!(error instanceof RowWritten)) throw isAppError(error, "SERVICE_UNAVAILABLE") ? error : databaseAway(error);
  } finally {
    timeOut.abort();
  }
};
