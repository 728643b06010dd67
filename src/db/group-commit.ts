/**
 * Many small writes, one commit. While a commit is under way, what arrives waits and then goes together: no added
 * latency when idle, one round of statements per batch under load.
 */
import type { Clock } from "../kernel/clock.js";
import { delay } from "../kernel/clock.js";
import { isAppError } from "../kernel/errors.js";
import type { Database, Transaction } from "./database.js";

export interface GroupCommit<Item, Result> {
  /** Resolves after the commit. */
  submit(item: Item): Promise<Result>;
  /** Resolves when nothing is waiting or under way. */
  idle(): Promise<void>;
  /** Tries once more what waits for an absent database, and then no longer: what cannot be written is rejected. */
  close(): void;
  readonly depth: number;
}

export interface GroupCommitOptions<Item, Result> {
  readonly database: Database;
  readonly clock: Clock;
  /** Writes all items; gives one result per item, in order. `repeated` = an earlier try may have been committed. */
  readonly apply: (tx: Transaction, items: readonly Item[], repeated: boolean) => Promise<Result[]>;
  readonly maxBatch: number;
  /**
   * While the database is away: go on trying (true: facts that already happened must not be lost) or fail at once
   * (false: a caller is waiting and can be told).
   */
  readonly persistent: boolean;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

const RETRY_FIRST_MS = 50;
const RETRY_MAX_MS = 2_000;

export const createGroupCommit = <Item, Result>(options: GroupCommitOptions<Item, Result>): GroupCommit<Item, Result> => {
  const waiting: Waiting<Item, Result>[] = [];
  const closing = new AbortController();
  let running: Promise<void> | undefined;

  const commitOnce = async (batch: readonly Waiting<Item, Result>[], repeated: boolean): Promise<void> => {
    const items = batch.map((entry) => entry.item);
    const results = await options.database.transaction((tx) => options.apply(tx, items, repeated));
    for (const [index, entry] of batch.entries()) entry.resolve(results[index] as Result);
  };

  const commit = async (batch: readonly Waiting<Item, Result>[], repeated = false): Promise<void> => {
    for (let attempt = 0; ; attempt++) {
      const mayHaveLanded = repeated || attempt > 0;
      try {
        return await commitOnce(batch, mayHaveLanded);
      } catch (error) {
        const away = isAppError(error, "SERVICE_UNAVAILABLE");
        if (!away && batch.length > 1) return commitEach(batch, mayHaveLanded);
        if (!away || !options.persistent || closing.signal.aborted) {
          for (const entry of batch) entry.reject(error);
          return;
        }
        await delay(options.clock, Math.min(RETRY_FIRST_MS * 2 ** attempt, RETRY_MAX_MS), closing.signal);
      }
    }
  };

  /** One item the database refuses must not take the others down. */
  const commitEach = async (batch: readonly Waiting<Item, Result>[], repeated: boolean): Promise<void> => {
    for (const entry of batch) await commit([entry], repeated);
  };

  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      // What other sockets bring in this turn joins: SQLite commits within a turn, so nothing would ever wait for it.
      await nextTurn();
      const batch = waiting.splice(0, options.maxBatch);
      await commit(batch);
    }
    running = undefined;
  };

  return {
    submit: (item) =>
      new Promise<Result>((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        running ??= run();
      }),
    idle: () => running ?? Promise.resolve(),
    close: () => closing.abort(),
    get depth() {
      return waiting.length;
    },
  };
};

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
