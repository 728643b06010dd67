import "reflect-metadata";
/** The built program as an operator runs it: five variables, MariaDB, Redis, a Coze elsewhere, signals and exit codes. */
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { describeWithServers } from "../support/database-matrix.js";
import { type Env, ensureBuilt, runProcess, startGateway, startProcess } from "../support/gateway-process.js";
import { FOLLOW, invoke, readInvocation, sequences, upTo } from "../support/operations.js";
import { publishAbility } from "../support/seed.js";
import { createDatabase, randomRedisPrefix, sharedRedisUrl, type TestDatabase } from "../support/services.js";
import { openSql } from "../support/sql.js";
import { SERVICE_TOKEN } from "../support/tokens.js";
import { until } from "../support/until.js";

describeWithServers("the program in production", () => {
  let database: TestDatabase;
  let env: Env;

  beforeAll(async () => {
    await ensureBuilt();
    database = await createDatabase({ empty: true });
    const simulator = await startProcess(["simulator", "--port", "0"], {});
    const cozeUrl = await until(() => /listens at (http:\S+);/.exec(simulator.stderr())?.[1], {
      what: "the simulator's address",
      timeoutMs: 30_000,
    });
    env = {
      NODE_ENV: "production",
      DATABASE_URL: database.url,
      REDIS_URL: await sharedRedisUrl(),
      REDIS_PREFIX: randomRedisPrefix().replace(":", ""),
      COZE_BASE_URL: cozeUrl,
      COZE_API_TOKEN: "pat_simulator",
      SERVICE_API_TOKEN: SERVICE_TOKEN,
      PORT: "0",
    };
    return async () => {
      await simulator.end("SIGTERM");
      await database.drop();
    };
  });

  test("an empty environment is refused with every problem at once", async () => {
    const { code, stderr, stdout } = await runProcess(["serve"], { NODE_ENV: "production" });
    expect(code).toBe(1);
    for (const name of ["DATABASE_URL", "REDIS_URL", "COZE_BASE_URL", "SERVICE_API_TOKEN"]) expect(stderr).toContain(name);
    expect(stdout).toBe("");
  });

  test("a database that was not migrated is refused with the command that helps; migrated, the main job runs, and SIGTERM ends it with code 0", {
    timeout: 60_000,
  }, async () => {
    const refused = await runProcess(["serve"], env);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/The database lacks \d+ migrations\. Run: npm run migrate -- up/);

    const migrated = await runProcess(["migrate", "up"], env);
    expect(migrated).toMatchObject({ code: 0, stdout: expect.stringMatching(/\d+ applied: /) });
    expect(await runProcess(["migrate", "up"], env)).toMatchObject({ code: 0, stdout: expect.stringContaining("Nothing was applied.") });

    const gateway = await startGateway(env);
    onTestFinished(() => void gateway.end("SIGKILL"));
    const ability = await publishAbility(gateway.admin, { workflowId: WORKFLOW_IDS.write, properties: { topic: { type: "string" } } });
    const accepted = await invoke(gateway.admin, ability.key, { form: { topic: "tides" } });
    const { id } = accepted.invocation;
    const events = await gateway.admin.subscribe(FOLLOW, { id, after: accepted.subscribeFrom }).all();
    expect(sequences(events)).toEqual(upTo(events.length));
    expect(events.at(-1)).toMatchObject({ __typename: "Finished", status: "SUCCEEDED" });
    const output = "tides deserves a closer look: this friendly text stays under 120 words.";
    expect(await readInvocation(gateway.admin, id)).toMatchObject({ status: "SUCCEEDED", output });
    const sql = openSql(database.url);
    onTestFinished(() => sql.close());
    expect(await sql.query("SELECT gateway_status FROM ability_invocation_logs WHERE invocation_id = ?", [id])).toEqual([
      { gateway_status: "SUCCEEDED" },
    ]);

    await gateway.admin.dispose();
    const ended = await gateway.end("SIGTERM");
    expect(ended.code).toBe(0);
    for (const secret of [SERVICE_TOKEN, `:${new URL(database.url).password}@`]) expect(ended.stdout + ended.stderr).not.toContain(secret);
    for (const line of ended.stdout.trim().split("\n")) expect(JSON.parse(line)).toMatchObject({ level: expect.any(String) });
  });
});
