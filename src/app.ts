/**
 * The composition root: builds every part bottom-up from one configuration and starts and stops them in order. Two
 * apps in one process share nothing.
 */
import { hostname } from "node:os";
import type { GraphQLSchema } from "graphql";
import { migrations } from "../migrations/manifest.js";
import { AbilityEntity } from "./abilities/ability.entity.js";
import { createAbilityService } from "./abilities/ability.service.js";
import { createAbilityStore } from "./abilities/ability.store.js";
import { DEFAULT_FORM_LIMITS } from "./abilities/form-limits.js";
import { keepRowsNamed } from "./abilities/row-naming.js";
import { createAuthenticator } from "./auth/authenticator.js";
import type { Config } from "./config.js";
import { type CozeClient, createCozeClient } from "./coze/client.js";
import { createCozeMetrics } from "./coze/coze-metrics.js";
import type { CozeConnectionSettings } from "./coze/settings.js";
import { createDatabase, type OpenDatabase } from "./db/create-database.js";
import { createMigrator } from "./db/migrator.js";
import { readTableShape } from "./db/table-shape.js";
import { entities } from "./entities.js";
import { createQueryGate } from "./graphql/limits.js";
import { createLoaders } from "./graphql/loaders.js";
import { createSchema } from "./graphql/schema.js";
import { createStoredDocuments } from "./graphql/stored-documents.js";
import { createHealthServer } from "./http/health-server.js";
import { createHttpServer, type HttpServer } from "./http/server.js";
import { createEngine, type Engine } from "./invocations/engine.js";
import { InvocationEntity } from "./invocations/invocation.entity.js";
import type { InvocationService } from "./invocations/invocation.service.js";
import { type Clock, systemClock } from "./kernel/clock.js";
import { AppError } from "./kernel/errors.js";
import { createIdFactory } from "./kernel/ids.js";
import { createLog, type Log } from "./kernel/log.js";
import { createMetrics, type Metrics } from "./kernel/metrics.js";
import { packageVersion } from "./kernel/package-version.js";
import { createMappingService } from "./mappings/mapping.service.js";
import { createMappingStore } from "./mappings/mapping.store.js";
import { createCozeProviders } from "./providers/coze-providers.js";
import { createInProcessPubSub } from "./pubsub/in-process.js";
import type { PubSub } from "./pubsub/pubsub.js";
import { createRedisPubSub } from "./pubsub/redis.js";
import { createQueue, createSlots } from "./queue/create-queue.js";
import type { AbilitySlots, InvocationQueue } from "./queue/queue.js";
import { createReplays, REPLAY_SETTINGS, type ReplaySettings, type Replays } from "./replays/replays.js";
import { seedSamples } from "./samples/seed.js";
import { type Courier, createCourier } from "./webhooks/courier.js";

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

export interface App {
  /** Resolves once requests are served. @throws AppError MIGRATION_REQUIRED, SERVICE_UNAVAILABLE, SHUTTING_DOWN when stopped meanwhile */
  start(): Promise<{ readonly url: string }>;
  /** Finishes what is under way within the configured grace, then closes everything. Safe to call twice. */
  stop(): Promise<void>;
  /** @throws Error before `start` resolved. */
  readonly url: string;
  readonly log: Log;
}

interface Parts {
  readonly config: Config;
  readonly overrides: AppOverrides;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Undone in reverse order when the app stops, or when a later part cannot start. */
  readonly undo: (() => Promise<void> | void)[];
}

export const createApp = (config: Config, overrides: AppOverrides = {}): App => {
  const log = overrides.log ?? createLog(config.process.logLevel);
  const metrics = createMetrics({ processMetrics: true });
  const parts: Parts = { config, overrides, log, metrics, clock: overrides.clock ?? systemClock, undo: [] };
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

const undoAll = async ({ undo, log }: Parts): Promise<void> => {
  for (const step of undo.splice(0).reverse()) {
    try {
      await step();
    } catch (error) {
      log.error({ err: error }, "a part did not stop cleanly");
    }
  }
};

const build = async (parts: Parts): Promise<string> => {
  const { config, log, undo } = parts;
  const database = await openDatabase(parts);
  const pubsub = openPubSub(parts);
  const clients = openConnections(parts);
  const { engine, courier, replays, http } = await buildRooms(parts, { database, pubsub, clients });
  const graceLeft = sharedGrace(parts);
  if (config.process.role !== "api") courier.start();
  undo.push(() => courier.stop(graceLeft()));
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
const sharedGrace = ({ config, clock }: Parts): (() => number) => {
  let until: number | undefined;
  return () => {
    until ??= clock.now() + config.process.shutdownGraceMs;
    return Math.max(until - clock.now(), 0);
  };
};

const openDatabase = async ({ config, log, clock, undo }: Parts): Promise<OpenDatabase> => {
  const { url, poolSize, migrateOnStart } = config.database;
  const database = await createDatabase({ url: url(), poolSize, entities, migrations }, { log, clock });
  undo.push(() => database.close());
  const migrator = createMigrator(database, { log, clock });
  if (migrateOnStart) await migrator.up();
  const missing = (await migrator.status()).filter((migration) => !migration.applied);
  if (missing.length > 0) throw new AppError("MIGRATION_REQUIRED", { params: { count: missing.length } });
  return database;
};

const openPubSub = ({ config, log, metrics, undo }: Parts): PubSub => {
  const { redis } = config;
  const pubsub = redis ? createRedisPubSub({ url: redis.url(), prefix: redis.prefix, log, metrics }) : createInProcessPubSub({ log });
  undo.push(() => pubsub.close());
  return pubsub;
};

const sharing = ({ process: { role }, redis }: Config) => ({ runsInvocations: role !== "api", sharesQueue: redis !== null });

/** The engine stops the queue; slots are given back until then. */
const openQueue = ({ config, clock, log, undo }: Parts): { queue: InvocationQueue; slots: AbilitySlots } => {
  const redis = config.redis && { url: config.redis.url(), prefix: config.redis.prefix };
  const settings = { redis, runs: sharing(config).runsInvocations };
  const slots = createSlots(settings, { clock, log });
  undo.push(() => slots.close());
  return { queue: createQueue(settings, { clock, log }), slots };
};

const openConnections = ({ config, overrides, clock, log, metrics, undo }: Parts): Map<string, CozeClient> => {
  const configured = config.coze.connections.map(
    ({ studioUrl, spaceId, ...connection }): CozeConnectionSettings => ({
      ...connection,
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

interface Opened {
  readonly database: OpenDatabase;
  readonly pubsub: PubSub;
  readonly clients: ReadonlyMap<string, CozeClient>;
}

/** Invocations waiting here beyond which new ones are refused: more than a process can work off in minutes. */
const MAX_QUEUED = 10_000;
const FEED_POLL_MS = 5_000;

const buildRooms = async (
  parts: Parts,
  { database, pubsub, clients }: Opened,
): Promise<{ engine: Engine; courier: Courier; replays: Replays; http: HttpServer }> => {
  const { config, clock, log, metrics } = parts;
  const newId = createIdFactory(clock.now);
  const tables = await database.read(async (manager) => ({
    abilities: await readTableShape(manager, AbilityEntity),
    logs: await readTableShape(manager, InvocationEntity),
  }));
  const providers = createCozeProviders({ connections: clients, clock });
  const abilityStore = createAbilityStore(database, tables.abilities);
  const abilities = createAbilityService({
    database,
    clock,
    newId,
    store: abilityStore,
    formLimits: { ...DEFAULT_FORM_LIMITS, maxBytes: config.invocations.maxFormBytes },
  });
  const mappings = createMappingService({ database, clock, newId, abilities, providers, store: createMappingStore(database) });
  const workerId = `${hostname().slice(0, 30)}-${process.pid}-${newId("invocation").slice(-8)}`;
  const courier = createCourier(config.webhooks, { database, clock, log, metrics, newId, workerId });
  const engine = createEngine(
    { ...config.invocations, ...sharing(config), maxQueued: MAX_QUEUED, feedPollMs: FEED_POLL_MS },
    {
      ...{ database, pubsub, providers, abilities, mappings, clock, log, metrics, newId },
      logTable: tables.logs,
      outboxes: [courier.outbox],
      ...openQueue(parts),
      workerId,
      timeoutOf: (connection) => clients.get(connection)?.settings.timeoutMs ?? config.coze.defaultTimeoutMs,
    },
  );
  parts.undo.push(await keepRowsNamed(abilityStore, { clock, log }));
  if (parts.overrides.samples) await seedSamples({ abilities, mappings, log });
  const webhooks = courier.createService({ abilities, invocations: engine.service });
  const replays = createReplays(
    { ...REPLAY_SETTINGS, ...parts.overrides.replays },
    { database, abilities, invocations: engine.service, clock, log, newId, workerId },
  );
  const services = { abilities, mappings, invocations: engine.service, webhooks, replays: replays.service };
  const schema = await createSchema({ ...services, serverInfo: serverInfo(config) });
  courier.use(createStoredDocuments({ gate: createQueryGate(schema), createLoaders, log }));
  return { engine, courier, replays, http: openHttp(parts, { schema, invocations: engine.service, database, pubsub }) };
};

interface Served {
  readonly schema: GraphQLSchema;
  readonly invocations: InvocationService;
  readonly database: OpenDatabase;
  readonly pubsub: PubSub;
}

const openHttp = (parts: Parts, { schema, invocations, database, pubsub }: Served): HttpServer => {
  const { config, clock, log, metrics, overrides } = parts;
  const { publicUrl, ...http } = config.http;
  const readiness = { database: () => database.ping(), pubsub: () => pubsub.ping() };
  if (config.process.role === "worker") return createHealthServer(config.http, { log, metrics, readiness });
  return (overrides.createHttp ?? createHttpServer)(
    {
      ...http,
      ...(publicUrl !== null && { publicUrl }),
      explorers: { developmentSignIn: config.auth.development, ...config.explorers },
    },
    {
      ...{ schema, clock, log, metrics },
      createLoaders: (ctx) => ({ ...createLoaders(ctx), follow: invocations.follow, followActivity: invocations.followActivity }),
      authenticate: createAuthenticator(config.auth, { clock, log }).authenticate,
      readiness,
    },
  );
};

const serverInfo = (config: Config) => ({
  name: "Ability Gateway",
  version: packageVersion(),
  database: config.database.dialect,
  messaging: config.redis ? "redis" : "in-process",
  simulatedEngine: config.coze.simulator,
});
