import "reflect-metadata";
/** A Redis that is away for ten seconds: no call is refused or lost, and followers on another instance miss no event. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp } from "../support/app.js";
import { describeWithServers } from "../support/database-matrix.js";
import { accept, followAll, sequences, textOf, upTo } from "../support/operations.js";
import { type PrivateServer, startPrivateRedis } from "../support/private-servers.js";
import { publishAbility } from "../support/seed.js";
import { createDatabase } from "../support/services.js";
import { until } from "../support/until.js";

const OUTAGE_MS = 10_000;

const ACTIVITY = `subscription { invocationActivity { __typename
  ... on InvocationActivity { invocation { id } event { __typename } } ... on ActivityGap { reason since until } } }`;

const OUTAGES: readonly [string, (redis: PrivateServer) => Promise<void>][] = [
  [
    "killed and started again",
    async (redis) => {
      await redis.kill();
      await sleep(OUTAGE_MS);
      await redis.restart();
    },
  ],
  [
    "frozen and thawed",
    async (redis) => {
      redis.pause();
      await sleep(OUTAGE_MS);
      redis.resume();
    },
  ],
];

describeWithServers("a Redis that is away for ten seconds", () => {
  test.concurrent.each(OUTAGES)("%s", { timeout: 90_000 }, async (name, outage) => {
    const [redis, database] = await Promise.all([startPrivateRedis(), createDatabase()]);
    const installation = { databaseUrl: database.url, redisUrl: redis.url, redisPrefix: "one" };
    const runner = await startTestApp(installation);
    const other = await startTestApp({ ...installation, simulator: runner.simulator });
    try {
      const properties = { pieces: { type: "integer" }, delay_ms: { type: "integer" } };
      const long = await publishAbility(runner.admin, { workflowId: WORKFLOW_IDS.long, properties });
      const begun = await Promise.all(upTo(3).map(() => accept(runner.admin, long.key, { form: { pieces: 200, delay_ms: 40 } })));
      const live = begun.flatMap(({ id }) => [followAll(runner.admin, id), followAll(other.admin, id)]);
      const watching = other.admin.subscribe(ACTIVITY);
      await Promise.all([watching.atLeast(1), ...live.map((following) => following.atLeast(4))]);

      const away = outage(redis);
      const during = await accept(other.admin, long.key, { form: { pieces: 5, delay_ms: 1 }, waitMs: 10_000 });
      expect(during).toMatchObject({ status: "SUCCEEDED" });
      const late = [followAll(other.admin, begun[0].id), followAll(runner.admin, during.id)];
      await away;

      const stories = await Promise.all([...live, ...late].map((following) => following.all(30_000)));
      for (const events of stories) {
        expect(sequences(events)).toEqual(upTo(events.length));
        expect(textOf(events)).toBe(events.at(-1).output);
        expect(events.at(-1)).toMatchObject({ __typename: "Finished", status: "SUCCEEDED" });
      }
      // What operators missed is said: a Redis that was killed took its messages along.
      const gap = () => watching.items.some(({ reason }) => reason === "MESSAGES_LOST");
      if (name === "killed and started again") await until(gap, { timeoutMs: 30_000, what: "the gap" });
      // And when it is back, messages flow again: activity is heard of through Redis alone, nobody looks for it.
      const after = await accept(runner.admin, long.key, { form: { pieces: 30, delay_ms: 20 } });
      const events = await followAll(other.admin, after.id).all();
      expect(sequences(events)).toEqual(upTo(events.length));
      const heard = () => watching.items.some(({ invocation, event }) => invocation?.id === after.id && event.__typename === "Finished");
      await until(heard, { timeoutMs: 30_000, what: "the end of a run on the other instance" });
    } finally {
      await Promise.all([runner.admin.dispose(), other.admin.dispose()]);
      await other.stop();
      await runner.stop();
      await Promise.all([redis.stop(), database.drop()]);
    }
  });
});
