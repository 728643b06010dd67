/**
 * Watches the work that is under way: lets `close` wait for it and, for tests, refuses work nested in other work, which
 * on one connection would wait for itself for ever and on a pool can use it up.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { AppError } from "../kernel/errors.js";
import { databaseAway } from "./database-errors.js";

export interface WorkGuard {
  /**
   * @throws AppError SERVICE_UNAVAILABLE after `close`; with `detectNesting` INTERNAL inside work of the same database:
   * the inner code must use the manager it was given.
   */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Refuses new work; resolves when the running work has settled. */
  close(): Promise<void>;
}

/** Following every promise of the process to know what is nested costs a fifth of its throughput on Node 20. */
export const createWorkGuard = ({ detectNesting }: { detectNesting: boolean }): WorkGuard => {
  const nesting = detectNesting ? createNestingDetector() : undefined;
  const underWay = new Set<Promise<unknown>>();
  let closed = false;
  return {
    async run(work) {
      if (closed) throw databaseAway(new Error("the database was closed"));
      const result = (nesting ? nesting.run(work) : work()).finally(() => underWay.delete(result));
      underWay.add(result);
      return result;
    },
    async close() {
      closed = true;
      await Promise.allSettled(underWay);
      nesting?.end();
    },
  };
};

const createNestingDetector = () => {
  const inside = new AsyncLocalStorage<{ running: boolean }>();
  return {
    async run<T>(work: () => Promise<T>): Promise<T> {
      if (inside.getStore()?.running) {
        throw new AppError("INTERNAL", { cause: new Error("database work inside database work: pass the manager on instead") });
      }
      // The flag, because what the work leaves behind (timers, sockets) keeps the storage but is no longer inside.
      const token = { running: true };
      try {
        return await inside.run(token, work);
      } finally {
        token.running = false;
      }
    },
    // Every storage that was ever used takes its time of every promise of the process until it is told to stop.
    end: () => inside.disable(),
  };
};
