import "reflect-metadata";
/** A process that dies while it works a set of repetitions off: another one goes on, and nothing is repeated twice. */
import { beforeAll, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { createSimulator, type Simulator } from "../../src/simulator/simulator.js";
import type { Data } from "../support/client.js";
import { describeWithServers } from "../support/database-matrix.js";
import { ensureBuilt, type GatewayProcess } from "../support/gateway-process.js";
import { accept, upTo } from "../support/operations.js";
import { environment, start } from "../support/process-lives.js";
import { replayState, startReplay } from "../support/replays.js";
import { publishAbility } from "../support/seed.js";
import { createDatabase, randomRedisPrefix, sharedRedisUrl } from "../support/services.js";
import { openSql } from "../support/sql.js";
import { until } from "../support/until.js";

let simulator: Simulator;

beforeAll(async () => {
  await ensureBuilt();
  simulator = createSimulator();
  await simulator.start();
  return () => simulator.stop();
});

const COUNT = 100;

describeWithServers("a set of repetitions whose workers die", () => {
  test("is gone on with by the next, and repeats each invocation once", { timeout: 240_000 }, async ({ onTestFinished }) => {
    const database = await createDatabase();
    onTestFinished(database.drop);
    const env = environment(
      { databaseUrl: database.url, cozeUrl: simulator.url },
      { REDIS_URL: await sharedRedisUrl(), REDIS_PREFIX: randomRedisPrefix().replace(":", ""), INVOCATION_CONCURRENCY: "8" },
    );
    const first = await start(env, onTestFinished);
    const properties = { seconds: { type: "number", default: 0.1 } };
    const fields = { sideEffects: "READ_ONLY" };
    const ability = await publishAbility(first.admin, { workflowId: WORKFLOW_IDS.slow, properties, fields });
    const originals: Data[] = await Promise.all(upTo(COUNT).map(() => accept(first.admin, ability.key)));
    const sql = openSql(database.url);
    onTestFinished(() => sql.close());
    const ended = "SELECT COUNT(*) AS n FROM ability_invocation_logs WHERE gateway_status = 'SUCCEEDED'";
    await until(async () => Number((await sql.query(ended))[0]?.n) === COUNT, { timeoutMs: 90_000, everyMs: 200, what: "the originals" });

    const { id, total } = await startReplay(first.admin, { abilityKeys: [ability.key] });
    expect(total).toBe(COUNT);
    const begun = (gateway: GatewayProcess, atLeast: number) =>
      until(async () => (await replayState(gateway.admin, id, 1)).started >= atLeast, {
        timeoutMs: 60_000,
        what: `${atLeast} repetitions`,
      });
    await begun(first, 20);
    await first.end("SIGKILL");
    const second = await start(env, onTestFinished);
    await begun(second, 60);
    await second.end("SIGKILL");
    const third = await start(env, onTestFinished);
    const done = await until(
      async () => {
        const state = await replayState(third.admin, id, 1);
        return state.state === "FINISHED" && state;
      },
      { timeoutMs: 150_000, everyMs: 200, what: "the end of the set" },
    );
    expect(done).toMatchObject({ total: COUNT, started: COUNT, finished: COUNT, refused: 0 });
    const rows = await sql.query("SELECT retry_of FROM ability_invocation_logs WHERE replay_id = ?", [id]);
    expect(rows.map(({ retry_of }) => retry_of).sort()).toEqual(originals.map((original) => original.id).sort());
  });
});
