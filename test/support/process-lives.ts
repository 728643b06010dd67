/** Gateway processes that live one after the other, or side by side, on one database. */
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import type { Data } from "./client.js";
import { type Env, type GatewayProcess, startGateway } from "./gateway-process.js";
import { copyMigratedFile } from "./migrated-template.js";
import { readInvocation } from "./operations.js";
import type { TestDialect } from "./selected-dialects.js";
import { createDatabase, runFolder } from "./services.js";
import { openSql, type SqlRow } from "./sql.js";
import { until } from "./until.js";

export type CleanUp = (step: () => Promise<void>) => void;

/** Address of a database that is gone after the test. */
export const databaseUrl = async (dialect: TestDialect, cleanUp: CleanUp): Promise<string> => {
  if (dialect === "sqlite") {
    const file = join(await mkdtemp(join(runFolder(), "lost-")), "test.db");
    await copyMigratedFile(runFolder(), file);
    return `sqlite:${file}`;
  }
  const database = await createDatabase();
  cleanUp(database.drop);
  return database.url;
};

/** One worker, a short lease and a long grace, unless told otherwise. */
export const environment = (where: { databaseUrl: string; cozeUrl: string }, more: Env = {}): Env => ({
  DATABASE_URL: where.databaseUrl,
  COZE_BASE_URL: where.cozeUrl,
  INVOCATION_LEASE: "5s",
  INVOCATION_CONCURRENCY: "1",
  SHUTDOWN_GRACE: "15s",
  ...more,
});

export const start = async (env: Env, cleanUp: CleanUp): Promise<GatewayProcess> => {
  const gateway = await startGateway(env);
  cleanUp(async () => {
    await gateway.admin.dispose();
    await gateway.end("SIGKILL");
  });
  return gateway;
};

export const inState = (gateway: GatewayProcess, id: string, probe: (invocation: Data) => boolean): Promise<Data> =>
  until(
    async () => {
      const invocation = await readInvocation(gateway.admin, id);
      return probe(invocation) && invocation;
    },
    { timeoutMs: 60_000, what: `the state of ${id}` },
  );

export const running = (gateway: GatewayProcess, id: string): Promise<Data> => inState(gateway, id, ({ status }) => status === "RUNNING");

const withRows = async (url: string, ...query: readonly [string, ...string[]]): Promise<SqlRow[]> => {
  const [statement, ...parameters] = query;
  const sql = openSql(url);
  try {
    return await sql.query(statement, parameters);
  } finally {
    await sql.close();
  }
};

export const leftOver = (url: string): Promise<SqlRow[]> =>
  withRows(url, "SELECT * FROM ability_invocation_logs WHERE gateway_status NOT IN ('SUCCEEDED','FAILED','CANCELLED','EXPIRED')");

/** The number that each way into RUNNING bears. */
export const attemptsOf = async (url: string, id: string): Promise<(number | undefined)[]> => {
  const sql = "SELECT payload FROM ability_invocation_events WHERE invocation_id = ? AND type = 'state' ORDER BY seq";
  const states = (await withRows(url, sql, id)).map(({ payload }) => JSON.parse(payload) as { to: string; attempt?: number });
  return states.filter(({ to }) => to === "RUNNING").map(({ attempt }) => attempt);
};
