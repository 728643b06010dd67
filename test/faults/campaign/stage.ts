/**
 * Everything a campaign needs: MariaDB, Redis and the simulated engine as processes, gateways as processes, and a bad
 * network between all of them. Clients and gateways know only addresses of links.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestClient } from "../../support/client.js";
import { PROCESS_ENV } from "../../support/gateway-process.js";
import { startPrivateMariaDb, startPrivateRedis } from "../../support/private-servers.js";
import { SERVICE_TOKEN } from "../../support/tokens.js";
import { type Expiries, publishAbilities } from "./abilities.js";
import { type Capabilities, capabilitiesOf } from "./capabilities.js";
import { type EngineRecorder, startEngineRecorder } from "./engine-recorder.js";
import { type Link, startLink } from "./link.js";
import type { LinkName, UnitName } from "./plan.js";
import { type Receiver, startReceiver } from "./receiver.js";
import { startNodeUnit, type Unit, unitOf } from "./unit.js";
import { registerWebhooks } from "./webhooks.js";

export type Role = "all" | "api" | "worker";

export interface Gateway {
  readonly index: number;
  readonly role: Role;
  readonly unit: Unit;
  /** Where clients reach it, through its link. */
  readonly url: string;
  /** Where the harness reaches it, past the link. */
  readonly metricsUrl: string;
}

export interface Stage {
  readonly can: Capabilities;
  readonly gateways: readonly Gateway[];
  /** Those that answer clients. */
  readonly doors: readonly Gateway[];
  readonly units: ReadonlyMap<UnitName, Unit>;
  readonly links: ReadonlyMap<LinkName, Link>;
  readonly recorder: EngineRecorder;
  readonly receiver: Receiver;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly leaseMs: number;
  /** Logs of all programs. */
  readonly folder: string;
  /** Ends all programs. The logs are removed unless somebody wants to read them. */
  close(keepLogs?: boolean): Promise<void>;
}

export interface StageOptions extends Expiries {
  readonly roles: readonly Role[];
  readonly leaseMs: number;
}

const MAIN = join(import.meta.dirname, "../../../dist/src/main.js");

/** A kill of the server process loses nothing that was committed; a kill of the machine is not part of a campaign. */
const COMMITS_SURVIVE_KILLS = ["--innodb-flush-log-at-trx-commit=2"];

interface Backend {
  readonly database: Unit;
  readonly redis: Unit;
  readonly engine: Unit;
  readonly recorder: EngineRecorder;
  readonly receiver: Receiver;
}

export const setStage = async (options: StageOptions): Promise<Stage> => {
  const folder = mkdtempSync(join(tmpdir(), "gateway-faults-"));
  const undo: (() => Promise<unknown>)[] = [];
  const close = async (keepLogs = false) => {
    for (const step of undo.splice(0).reverse()) await step();
    if (!keepLogs) rmSync(folder, { recursive: true, force: true });
  };
  const keep: Keep = (part) => {
    undo.push(() => part.close());
    return part;
  };
  try {
    const backend = await startBackend(folder, keep);
    const { database, redis, engine, recorder, receiver } = backend;
    const links = new Map<LinkName, Link>();
    const addLink = async (name: LinkName, port: number): Promise<Link> => {
      const link = keep(await startLink(port));
      links.set(name, link);
      return link;
    };
    const gateways: Gateway[] = [];
    for (const [index, role] of options.roles.entries()) {
      const env = await gatewayEnv(index, { backend, addLink, role, options });
      const args = ["--enable-source-maps", MAIN, "serve"];
      const unit = keep(await startNodeUnit({ name: `gateway-${index}`, args, env, readyPath: "/health/live", folder }));
      const door = await addLink(`${index}-clients`, unit.port);
      gateways.push({ index, role, unit, url: `http://127.0.0.1:${door.port}`, metricsUrl: `${unit.url}/metrics` });
    }
    const doors = gateways.filter(({ role }) => role !== "worker");
    const units = new Map([database, redis, engine, ...gateways.map(({ unit }) => unit)].map((unit) => [unit.name, unit]));
    const can = await prepare({ url: doors[0]?.url ?? "", receiver }, options);
    const { leaseMs } = options;
    const addresses = { databaseUrl: database.url, redisUrl: redis.url };
    return { can, gateways, doors, units, links, recorder, receiver, leaseMs, ...addresses, folder, close };
  } catch (error) {
    await close();
    throw error;
  }
};

/** Notes what has to be closed in the end. */
type Keep = <T extends { close(): Promise<unknown> }>(part: T) => T;

const startBackend = async (folder: string, keep: Keep): Promise<Backend> => {
  const program = { args: [MAIN, "simulator", "--port", "PORT"], env: {}, readyPath: "/_history", folder };
  const [database, redis, engine, receiver] = await Promise.all([
    startPrivateMariaDb({ settings: COMMITS_SURVIVE_KILLS }).then((server) => keep(unitOf({ name: "database", server }))),
    startPrivateRedis().then((server) => keep(unitOf({ name: "redis", server }))),
    startNodeUnit({ name: "engine", ...program }).then(keep),
    startReceiver().then(keep),
  ]);
  return { database, redis, engine, receiver, recorder: keep(await startEngineRecorder(engine.port)) };
};

interface GatewaySetting {
  readonly backend: Backend;
  readonly addLink: (name: LinkName, port: number) => Promise<Link>;
  readonly role: Role;
  readonly options: StageOptions;
}

const gatewayEnv = async (index: number, { backend, addLink, role, options }: GatewaySetting) => {
  const { database, redis, recorder, receiver } = backend;
  const [toDatabase, toRedis, toEngine] = [
    await addLink(`${index}-database`, database.port),
    await addLink(`${index}-redis`, redis.port),
    await addLink(`${index}-engine`, recorder.port),
  ];
  const { PORT: _port, ...env } = PROCESS_ENV;
  return {
    ...env,
    ROLE: role,
    DATABASE_URL: database.url.replace(`:${database.port}/`, `:${toDatabase.port}/`),
    MIGRATE_ON_START: "on",
    REDIS_URL: `redis://127.0.0.1:${toRedis.port}`,
    COZE_BASE_URL: `http://127.0.0.1:${toEngine.port}`,
    INVOCATION_LEASE: `${options.leaseMs}ms`,
    SHUTDOWN_GRACE: "4s",
    WEBHOOK_ALLOWED_HOSTS: `http://127.0.0.1:${receiver.port}`,
    WEBHOOK_TIMEOUT: "1s",
    WEBHOOK_FIRST_RETRY: "200ms",
    LOG_LEVEL: "info",
  };
};

const prepare = async ({ url, receiver }: { url: string; receiver: Receiver }, expiries: Expiries): Promise<Capabilities> => {
  const admin = createTestClient(url, SERVICE_TOKEN);
  const can = await capabilitiesOf(admin, url);
  const abilities = await publishAbilities(admin, can, expiries);
  await registerWebhooks({ url, can, receiver, abilities });
  return can;
};
