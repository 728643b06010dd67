/** What the rooms stand on, opened from the configuration: database, messages, queue, connections to engines. */
import { migrations } from "../migrations/manifest.js";
import type { Config } from "./config.js";
import { type CozeClient, createCozeClient } from "./coze/client.js";
import { createCozeMetrics } from "./coze/coze-metrics.js";
import type { CozeConnectionSettings } from "./coze/settings.js";
import { createDatabase, type OpenDatabase } from "./db/create-database.js";
import { createMigrator } from "./db/migrator.js";
import { entities } from "./entities.js";
import type { createHttpServer } from "./http/server.js";
import type { Clock } from "./kernel/clock.js";
import { AppError } from "./kernel/errors.js";
import type { Log } from "./kernel/log.js";
import type { Metrics } from "./kernel/metrics.js";
import { createInProcessPubSub } from "./pubsub/in-process.js";
import type { PubSub } from "./pubsub/pubsub.js";
import { createRedisPubSub } from "./pubsub/redis.js";
import { createQueue, createSlots } from "./queue/create-queue.js";
import type { AbilitySlots, InvocationQueue } from "./queue/queue.js";
import { meterQueue } from "./queue/queue-meter.js";
import type { ReplaySettings } from "./replays/replays.js";

export interface AppOverrides {
  readonly clock?: Clock;
  readonly log?: Log;
  /** Added to the configured connections: the simulator's `default`, whose address only its starter knows. */
  readonly connections?: readonly CozeConnectionSettings[];
  /** Adds the sample abilities to an empty catalogue. */
  readonly samples?: boolean;
  /** Other bounds of bulk repetitions. */
  readonly replays?: Partial<ReplaySettings>;
  /** Another way to serve the same schema: benchmarks compare with it. */
  readonly createHttp?: typeof createHttpServer;
}

export interface AppParts {
  readonly config: Config;
  readonly overrides: AppOverrides;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Undone in reverse order when the app stops, or when a later part cannot start. */
  readonly undo: (() => Promise<void> | void)[];
}

export const openDatabase = async ({ config, log, clock, undo }: AppParts): Promise<OpenDatabase> => {
  const { url, poolSize, migrateOnStart } = config.database;
  const database = await createDatabase({ url: url(), poolSize, entities, migrations }, { log, clock });
  undo.push(() => database.close());
  const migrator = createMigrator(database, { log, clock });
  if (migrateOnStart) await migrator.up();
  const missing = (await migrator.status()).filter((migration) => !migration.applied);
  if (missing.length > 0) throw new AppError("MIGRATION_REQUIRED", { params: { count: missing.length } });
  return database;
};

export const openPubSub = ({ config, log, metrics, undo }: AppParts): PubSub => {
  const { redis } = config;
  const pubsub = redis ? createRedisPubSub({ url: redis.url(), prefix: redis.prefix, log, metrics }) : createInProcessPubSub({ log });
  undo.push(() => pubsub.close());
  return pubsub;
};

export const sharing = ({ process: { role }, redis }: Config) => ({ runsInvocations: role !== "api", sharesQueue: redis !== null });

/** The engine stops the queue; slots are given back until then. */
export const openQueue = ({ config, clock, log, metrics, undo }: AppParts): { queue: InvocationQueue; slots: AbilitySlots } => {
  const redis = config.redis && { url: config.redis.url(), prefix: config.redis.prefix };
  const settings = { redis, runs: sharing(config).runsInvocations, leaseMs: config.invocations.leaseMs };
  const slots = createSlots(settings, { clock, log });
  undo.push(() => slots.close());
  const queue = createQueue(settings, { clock, log });
  meterQueue(queue, { metrics, clock });
  return { queue, slots };
};

export const openConnections = ({ config, overrides, clock, log, metrics, undo }: AppParts): Map<string, CozeClient> => {
  const configured = config.coze.connections.map(
    ({ studioUrl, spaceId, fileInput, studioSession, ...connection }): CozeConnectionSettings => ({
      ...connection,
      ...(fileInput !== null && { fileInput }),
      ...(studioSession !== null && { studioSession }),
      ...(studioUrl !== null && { studioUrl }),
      ...(spaceId !== null && { spaceId }),
    }),
  );
  const cozeMetrics = createCozeMetrics(metrics);
  const clients = new Map(
    [...configured, ...(overrides.connections ?? [])].map((settings) => [
      settings.name,
      createCozeClient(settings, { clock, log, metrics: cozeMetrics }),
    ]),
  );
  undo.push(() => {
    for (const client of clients.values()) client.close();
  });
  return clients;
};
