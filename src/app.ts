/**
 * The composition root: builds every part bottom-up from one configuration and starts and stops them in order. Two
 * apps in one process share nothing. The parts are opened in app-parts.ts, the rooms built in app-rooms.ts.
 */

import { type AppOverrides, type AppParts, openConnections, openDatabase, openPubSub } from "./app-parts.js";
import { buildRooms } from "./app-rooms.js";
import type { Config } from "./config.js";
import { systemClock } from "./kernel/clock.js";
import { AppError } from "./kernel/errors.js";
import { createLog, type Log } from "./kernel/log.js";
import { createMetrics } from "./kernel/metrics.js";

export interface App {
  /** Resolves once requests are served. @throws AppError MIGRATION_REQUIRED, SERVICE_UNAVAILABLE, SHUTTING_DOWN when stopped meanwhile */
  start(): Promise<{ readonly url: string }>;
  /** Finishes what is under way within the configured grace, then closes everything. Safe to call twice. */
  stop(): Promise<void>;
  /** @throws Error before `start` resolved. */
  readonly url: string;
  readonly log: Log;
}

export const createApp = (config: Config, overrides: AppOverrides = {}): App => {
  const log = overrides.log ?? createLog(config.process.logLevel);
  const metrics = createMetrics({ processMetrics: true });
  const parts: AppParts = { config, overrides, log, metrics, clock: overrides.clock ?? systemClock, undo: [] };
  let url: string | undefined;
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= undoAll(parts);
    return stopping;
  };
  return {
    log,
    stop,
    async start() {
      try {
        url = await build(parts);
        if (stopping) throw new AppError("SHUTTING_DOWN");
      } catch (error) {
        await stop().then(() => undoAll(parts));
        throw error;
      }
      return { url };
    },
    get url() {
      if (url === undefined) throw new Error("the app was not started");
      return url;
    },
  };
};

const undoAll = async ({ undo, log }: AppParts): Promise<void> => {
  for (const step of undo.splice(0).reverse()) {
    try {
      await step();
    } catch (error) {
      log.error({ err: error }, "a part did not stop cleanly");
    }
  }
};

const build = async (parts: AppParts): Promise<string> => {
  const { config, log, undo } = parts;
  const database = await openDatabase(parts);
  const pubsub = openPubSub(parts);
  const clients = openConnections(parts);
  const { engine, courier, replays, files, checks, http } = await buildRooms(parts, { database, pubsub, clients });
  const graceLeft = sharedGrace(parts);
  if (config.process.role !== "api") courier.start();
  undo.push(() => courier.stop(graceLeft()));
  if (config.process.role !== "api") files.keeper.start();
  undo.push(() => files.keeper.stop());
  if (config.process.role !== "api") checks.watch.start();
  undo.push(() => checks.watch.stop());
  engine.start();
  undo.push(() => engine.stop(graceLeft()));
  if (config.process.role !== "api") replays.worker.start();
  undo.push(() => replays.worker.stop());
  const { url } = await http.start();
  undo.push(() => http.stop(graceLeft()), engine.endWaits);
  log.info({ url, database: database.dialect, redis: config.redis !== null }, "ready");
  return url;
};

/** The server and the runs behind it stop one after the other within one grace, counted from the first question. */
const sharedGrace = ({ config, clock }: AppParts): (() => number) => {
  let until: number | undefined;
  return () => {
    until ??= clock.now() + config.process.shutdownGraceMs;
    return Math.max(until - clock.now(), 0);
  };
};
