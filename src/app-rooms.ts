/** The rooms, built bottom-up, and the one port in front of them. */
import { hostname } from "node:os";
import { AbilityEntity } from "./abilities/ability.entity.js";
import { createAbilityStore } from "./abilities/ability.store.js";
import { keepRowsNamed } from "./abilities/row-naming.js";
import { openCatalogue } from "./app-catalogue.js";
import { openHttp } from "./app-http.js";
import { type AppParts, openQueue, sharing } from "./app-parts.js";
import type { Checks } from "./checks/checks.js";
import type { Config } from "./config.js";
import type { CozeClient } from "./coze/client.js";
import type { OpenDatabase } from "./db/create-database.js";
import { readTableShape, type TableShape } from "./db/table-shape.js";
import { createExpressions } from "./expressions/expression-processes.js";
import { createFileRoom, type FileRoom, type FileRoomDeps } from "./files/file-room.js";
import { createQueryGate } from "./graphql/limits.js";
import { createLoaders } from "./graphql/loaders.js";
import { createSchema } from "./graphql/schema.js";
import { createStoredDocuments } from "./graphql/stored-documents.js";
import type { HttpServer } from "./http/server.js";
import { InvocationEntity } from "./invocations/invocation.entity.js";
import { createIdFactory } from "./kernel/ids.js";
import { packageVersion } from "./kernel/package-version.js";
import { createSecretBox, type SecretBox } from "./kernel/secret-box.js";
import { createPresetService } from "./presets/preset.service.js";
import { createPresetStore } from "./presets/preset.store.js";
import { createPreviewService } from "./previews/preview.service.js";
import { createCozeFiles } from "./providers/coze-files.js";
import { createCozeProviders } from "./providers/coze-providers.js";
import type { PubSub } from "./pubsub/pubsub.js";
import { createReplays, REPLAY_SETTINGS, type Replays } from "./replays/replays.js";
import { createEngine, type Engine, type EngineDeps } from "./runs/engine.js";
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

interface Rooms {
  readonly engine: Engine;
  readonly courier: Courier;
  readonly replays: Replays;
  readonly files: FileRoom;
  readonly checks: Checks;
  readonly http: HttpServer;
}

export const buildRooms = async (parts: AppParts, opened: Opened): Promise<Rooms> => {
  const { config, clock, log, metrics } = parts;
  const { database, pubsub, clients } = opened;
  const newId = createIdFactory(clock.now);
  const workerId = `${hostname().slice(0, 30)}-${process.pid}-${newId("invocation").slice(-8)}`;
  const providers = createCozeProviders({ connections: clients, clock });
  const abilityStore = createAbilityStore(database, await shapeOf(database, AbilityEntity));
  const catalogue = openCatalogue(parts, { database, pubsub, providers, newId, workerId, abilityStore });
  const { abilities, mappings, checks, audit } = catalogue;
  const courier = createCourier(config.webhooks, { database, clock, log, metrics, newId, workerId });
  const files = openFiles(parts, clients, { database, newId, workerId, abilities, mappings });
  const expressions = createExpressions();
  parts.undo.push(() => expressions.close());
  const engine = await openEngine(parts, opened, {
    ...{ abilities, mappings, expressions, checks, courier, files, providers },
    newId,
    workerId,
  });
  parts.undo.push(await keepRowsNamed(abilityStore, { clock, log }));
  if (parts.overrides.samples) await seedSamples({ abilities, mappings, log });
  const invocations = engine.service;
  const replays = createReplays(
    { ...REPLAY_SETTINGS, leaseMs: config.invocations.leaseMs, ...parts.overrides.replays },
    { database, abilities, invocations, clock, log, newId, workerId },
  );
  const schema = await createSchema({
    ...{ abilities, mappings, audit, invocations, golden: catalogue.openGolden(invocations) },
    presets: createPresetService({ database, abilities, invocations, audit, clock, newId, store: createPresetStore(database) }),
    previews: createPreviewService({ abilities, mappings, invocations, expressions, providers, files: files.references, now: clock.now }),
    ...{ replays: replays.service, files: files.service, checks: checks.service },
    webhooks: courier.createService({ abilities, invocations, audit }),
    serverInfo: serverInfo(config),
  });
  courier.use(createStoredDocuments({ gate: createQueryGate(schema), createLoaders, log }));
  const http = openHttp(parts, { schema, invocations, files: files.service, database, pubsub });
  return { engine, courier, replays, files, checks, http };
};

const shapeOf = (database: OpenDatabase, entity: Parameters<typeof readTableShape>[1]): Promise<TableShape> =>
  database.read((manager) => readTableShape(manager, entity));

interface Workshop extends Pick<EngineDeps, "abilities" | "mappings" | "expressions" | "providers" | "newId" | "workerId"> {
  readonly checks: Checks;
  readonly courier: Courier;
  readonly files: FileRoom;
}

const openEngine = async (parts: AppParts, { database, pubsub, clients }: Opened, workshop: Workshop): Promise<Engine> => {
  const { config, clock, log, metrics } = parts;
  const { checks, courier, files, ...deps } = workshop;
  return createEngine(
    { ...config.invocations, ...sharing(config), maxQueued: MAX_QUEUED, feedPollMs: FEED_POLL_MS },
    {
      ...{ ...deps, database, pubsub, clock, log, metrics },
      ...openQueue(parts),
      ...{ files: files.references, secrets: secretBoxOf(config) },
      logTable: await shapeOf(database, InvocationEntity),
      outboxes: [courier.outbox, files.outbox, checks.outbox],
      ...{ checkWebhook: courier.checkWebhook, chores: [...courier.chores, ...files.chores] },
      timeoutOf: (connection) => clients.get(connection)?.settings.timeoutMs ?? config.coze.defaultTimeoutMs,
      fingerprintOf: ({ provider, connection, workflowId }) =>
        checks.service.fingerprintOf({ provider, connection, workflowId: workflowId ?? "" }),
    },
  );
};

type FileParts = Omit<FileRoomDeps, "engine" | "clock" | "log">;

const openFiles = ({ config, clock, log }: AppParts, connections: Opened["clients"], deps: FileParts): FileRoom =>
  createFileRoom(config.files, { ...deps, clock, log, engine: createCozeFiles({ connections, clock }) });

/** One key seals the secrets of webhooks and of calls. */
const secretBoxOf = ({ webhooks }: Config): SecretBox => createSecretBox({ key: webhooks.secretsKey, former: webhooks.formerSecretsKeys });

const serverInfo = (config: Config) => ({
  name: "Ability Gateway",
  version: packageVersion(),
  database: config.database.dialect,
  messaging: config.redis ? "redis" : "in-process",
  simulatedEngine: config.coze.simulator,
});
