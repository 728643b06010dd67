/** The rooms, built bottom-up, and the one port in front of them. */
import { hostname } from "node:os";
import type { GraphQLSchema } from "graphql";
import { AbilityEntity } from "./abilities/ability.entity.js";
import { type AbilityService, type AbilityServiceDeps, createAbilityService } from "./abilities/ability.service.js";
import { createAbilityStore } from "./abilities/ability.store.js";
import { createCatalogueNews } from "./abilities/catalogue-news.js";
import { createFormRevisionStore } from "./abilities/form-revision.store.js";
import { keepRowsNamed } from "./abilities/row-naming.js";
import { type AppParts, openQueue, sharing } from "./app-parts.js";
import { createAuditService } from "./audit/audit.service.js";
import { createAuditStore } from "./audit/audit.store.js";
import { createAuthenticator } from "./auth/authenticator.js";
import { type Checks, type ChecksDeps, createChecks } from "./checks/checks.js";
import type { Config } from "./config.js";
import type { CozeClient } from "./coze/client.js";
import type { OpenDatabase } from "./db/create-database.js";
import { readTableShape } from "./db/table-shape.js";
import { createExpressions } from "./expressions/expression-processes.js";
import type { FileService } from "./files/file.service.js";
import { createFileRoom, type FileRoom, type FileRoomDeps } from "./files/file-room.js";
import { DEFAULT_FORM_LIMITS } from "./forms/form-limits.js";
import { createQueryGate } from "./graphql/limits.js";
import { createLoaders } from "./graphql/loaders.js";
import { createSchema } from "./graphql/schema.js";
import { createStoredDocuments } from "./graphql/stored-documents.js";
import { createHealthServer } from "./http/health-server.js";
import { createHttpServer, type HttpServer } from "./http/server.js";
import { InvocationEntity } from "./invocations/invocation.entity.js";
import type { InvocationService } from "./invocations/invocation.service.js";
import { readSucceededParameters } from "./invocations/succeeded-parameters.js";
import { createIdFactory } from "./kernel/ids.js";
import { packageVersion } from "./kernel/package-version.js";
import { createMappingService, type MappingService, type MappingServiceDeps } from "./mappings/mapping.service.js";
import { createMappingStore } from "./mappings/mapping.store.js";
import { createCozeFiles } from "./providers/coze-files.js";
import { createCozeProviders } from "./providers/coze-providers.js";
import type { PubSub } from "./pubsub/pubsub.js";
import { createReplays, REPLAY_SETTINGS, type Replays } from "./replays/replays.js";
import { createEngine, type Engine } from "./runs/engine.js";
import { seedSamples } from "./samples/seed.js";
import { type Courier, createCourier } from "./webhooks/courier.js";

interface Opened {
  readonly database: OpenDatabase;
  readonly pubsub: PubSub;
  readonly clients: ReadonlyMap<string, CozeClient>;
}

/** Invocations waiting here beyond which new ones are refused: more than a process can work off in minutes. */
const MAX_QUEUED = 10_000;
const FEED_POLL_MS = 5_000;

export const buildRooms = async (
  parts: AppParts,
  { database, pubsub, clients }: Opened,
): Promise<{ engine: Engine; courier: Courier; replays: Replays; files: FileRoom; checks: Checks; http: HttpServer }> => {
  const { config, clock, log, metrics } = parts;
  const newId = createIdFactory(clock.now);
  const tables = await database.read(async (manager) => ({
    abilities: await readTableShape(manager, AbilityEntity),
    logs: await readTableShape(manager, InvocationEntity),
  }));
  const providers = createCozeProviders({ connections: clients, clock });
  const audit = createAuditService({ clock, newId, store: createAuditStore(database) });
  const news = createCatalogueNews({ pubsub, log });
  parts.undo.push(news.close);
  const abilityStore = createAbilityStore(database, tables.abilities);
  const abilities = openAbilities(parts, { database, newId, news, store: abilityStore });
  const expressions = createExpressions();
  parts.undo.push(() => expressions.close());
  const workerId = `${hostname().slice(0, 30)}-${process.pid}-${newId("invocation").slice(-8)}`;
  const { mappings, checks } = openMappings(parts, { database, newId, news, audit, abilities, providers, workerId });
  const courier = createCourier(config.webhooks, { database, clock, log, metrics, newId, workerId });
  const files = openFiles(parts, clients, { database, newId, workerId, abilities, mappings });
  const engine = createEngine(
    { ...config.invocations, ...sharing(config), maxQueued: MAX_QUEUED, feedPollMs: FEED_POLL_MS },
    {
      ...{ database, pubsub, providers, abilities, mappings, expressions, files: files.references, clock, log, metrics, newId },
      logTable: tables.logs,
      outboxes: [courier.outbox, files.outbox, checks.outbox],
      ...{ checkWebhook: courier.checkWebhook, chores: [...courier.chores, ...files.chores] },
      ...openQueue(parts),
      workerId,
      timeoutOf: (connection) => clients.get(connection)?.settings.timeoutMs ?? config.coze.defaultTimeoutMs,
      fingerprintOf: ({ provider, connection, workflowId }) =>
        checks.service.fingerprintOf({ provider, connection, workflowId: workflowId ?? "" }),
    },
  );
  parts.undo.push(await keepRowsNamed(abilityStore, { clock, log }));
  if (parts.overrides.samples) await seedSamples({ abilities, mappings, log });
  const webhooks = courier.createService({ abilities, invocations: engine.service });
  const replays = createReplays(
    { ...REPLAY_SETTINGS, leaseMs: config.invocations.leaseMs, ...parts.overrides.replays },
    { database, abilities, invocations: engine.service, clock, log, newId, workerId },
  );
  const services = {
    ...{ abilities, mappings, webhooks, audit, invocations: engine.service },
    ...{ replays: replays.service, files: files.service, checks: checks.service },
  };
  const schema = await createSchema({ ...services, serverInfo: serverInfo(config) });
  courier.use(createStoredDocuments({ gate: createQueryGate(schema), createLoaders, log }));
  const http = openHttp(parts, { schema, invocations: engine.service, files: files.service, database, pubsub });
  return { engine, courier, replays, files, checks, http };
};

type FileParts = Omit<FileRoomDeps, "engine" | "clock" | "log">;

const openFiles = ({ config, clock, log }: AppParts, connections: Opened["clients"], deps: FileParts): FileRoom =>
  createFileRoom(config.files, { ...deps, clock, log, engine: createCozeFiles({ connections, clock }) });

type MappingParts = Omit<MappingServiceDeps, "clock" | "store" | "gates"> & Pick<ChecksDeps, "workerId">;

/** Each needs the other: a check looks mappings up, a mapping is checked on its way to publication. */
const openMappings = ({ config, clock, log, metrics }: AppParts, deps: MappingParts): { mappings: MappingService; checks: Checks } => {
  const calls = { parameters: readSucceededParameters(deps.database) };
  const checks = createChecks(config.checks, { ...deps, clock, log, metrics, calls, mappings: () => mappings });
  const store = createMappingStore(deps.database);
  const mappings: MappingService = createMappingService({ ...deps, clock, store, gates: [checks.service.gate] });
  return { mappings, checks };
};

type AbilityParts = Pick<AbilityServiceDeps, "database" | "newId" | "news" | "store">;

const openAbilities = ({ config, clock }: AppParts, deps: AbilityParts): AbilityService =>
  createAbilityService({
    ...{ ...deps, clock },
    revisions: createFormRevisionStore(deps.database),
    formLimits: { ...DEFAULT_FORM_LIMITS, maxBytes: config.invocations.maxFormBytes },
  });

interface Served {
  readonly schema: GraphQLSchema;
  readonly invocations: InvocationService;
  readonly files: FileService;
  readonly database: OpenDatabase;
  readonly pubsub: PubSub;
}

const openHttp = (parts: AppParts, { schema, invocations, files, database, pubsub }: Served): HttpServer => {
  const { config, clock, log, metrics, overrides } = parts;
  const { publicUrl, ...http } = config.http;
  const readiness = { database: () => database.ping(), pubsub: () => pubsub.ping() };
  if (config.process.role === "worker") return createHealthServer(config.http, { log, metrics, readiness });
  return (overrides.createHttp ?? createHttpServer)(
    {
      ...http,
      ...(publicUrl !== null && { publicUrl }),
      uploadTimeoutMs: config.files.uploadTimeoutMs,
      explorers: { developmentSignIn: config.auth.development, ...config.explorers },
    },
    {
      ...{ schema, files, clock, log, metrics },
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
