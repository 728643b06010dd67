import "reflect-metadata";
/**
 * A whole gateway for one test: the real app on a free port, a simulator as its Coze, a database of its own, its log
 * in memory, and a look into its tables past all our code.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { createApp } from "../../src/app.js";
import type { AppOverrides } from "../../src/app-parts.js";
import { createSimulator, type Simulator } from "../../src/simulator/simulator.js";
import { createTestClient, type TestClient } from "./client.js";
import { configOf } from "./config.js";
import { copyMigratedFile } from "./migrated-template.js";
import { createRecordingLog, type LogLine } from "./recording-log.js";
import { randomRedisPrefix, runFolder } from "./services.js";
import { openSql, type SqlReader } from "./sql.js";
import { SERVICE_TOKEN, TENANT_CLAIM, TOKEN_SECRET } from "./tokens.js";

export interface TestAppOptions {
  /** Default: an SQLite file that is gone after `stop`. */
  readonly databaseUrl?: string;
  /** Default: none, everything stays in the process. */
  readonly redisUrl?: string;
  /** Apps of one installation share it. Default: one that nobody else has. */
  readonly redisPrefix?: string;
  /** Somebody else's, who stops it. Default: one of its own. */
  readonly simulator?: Simulator;
  /** More variables, or others. */
  readonly env?: Readonly<Record<string, string>>;
  readonly overrides?: AppOverrides;
}

export interface TestApp {
  readonly url: string;
  readonly databaseUrl: string;
  readonly simulator: Simulator;
  /** Everything it logged, parsed. */
  readonly lines: readonly LogLine[];
  /** Signed in with the service token, so an admin. */
  readonly admin: TestClient;
  /** Signed in with another token; without one, nobody. */
  as(token?: string): TestClient;
  /** Reads or writes its tables over a connection of the test's own. */
  readonly sql: SqlReader["query"];
  /** Safe to call twice. */
  stop(): Promise<void>;
}

/** Address of Coze Studio that links must lead to, whatever the engine says. */
export const STUDIO_URL = "https://studio.example.com";

const environment = (databaseUrl: string, cozeUrl: string, options: TestAppOptions): Record<string, string> => ({
  NODE_ENV: "test",
  PORT: "0",
  DATABASE_URL: databaseUrl,
  ...(options.redisUrl && { REDIS_URL: options.redisUrl, REDIS_PREFIX: (options.redisPrefix ?? randomRedisPrefix()).replace(":", "") }),
  COZE_BASE_URL: cozeUrl,
  COZE_API_TOKEN: "pat_simulator",
  COZE_FLAVOUR: "oss",
  COZE_STUDIO_URL: STUDIO_URL,
  SERVICE_API_TOKEN: SERVICE_TOKEN,
  AUTH_JWT_SECRET: TOKEN_SECRET,
  AUTH_JWT_TENANT_CLAIM: TENANT_CLAIM,
  AUTH_DEVELOPMENT: "off",
  SHUTDOWN_GRACE: "2s",
  // Asks the engine now and then; who tests that turns it on.
  MAPPING_CHECK_INTERVAL: "0s",
  ...options.env,
});

export const startTestApp = async (options: TestAppOptions = {}): Promise<TestApp> => {
  const undo: (() => Promise<unknown>)[] = [];
  const simulator = options.simulator ?? createSimulator();
  if (!options.simulator) {
    await simulator.start();
    undo.push(() => simulator.stop());
  }
  const databaseUrl = options.databaseUrl ?? (await temporaryDatabase(undo));
  const { log, lines } = createRecordingLog();
  const app = createApp(configOf(environment(databaseUrl, simulator.url, options)), { log, ...options.overrides });
  undo.push(() => app.stop());
  const reader = openSql(databaseUrl);
  undo.push(() => reader.close());
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const { url } = await app.start();
    const as = (token?: string) => createTestClient(url, token);
    return { url, databaseUrl, simulator, lines, admin: as(SERVICE_TOKEN), as, sql: reader.query, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const temporaryDatabase = async (undo: (() => Promise<unknown>)[]): Promise<string> => {
  const folder = await mkdtemp(join(runFolder(), "app-"));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "test.db");
  await copyMigratedFile(runFolder(), file);
  return `sqlite:${file}`;
};
