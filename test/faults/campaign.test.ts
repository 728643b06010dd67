/**
 * A short campaign of faults with a few fixed seeds: gateways, databases and the engine are killed, frozen and cut off at
 * random moments while calls run, and every promise is checked. `npm run faults` is the long one.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeWithServers } from "../support/database-matrix.js";
import { ensureBuilt } from "../support/gateway-process.js";
import { runCampaign } from "./campaign/campaign.js";
import { tableOf, violationsOf } from "./campaign/report.js";
import { type Stage, setStage } from "./campaign/stage.js";

/** Starting five programs on a busy machine; a campaign and the calm behind it. */
const PATIENCE_MS = 300_000;

describeWithServers("a campaign of faults", () => {
  let stage: Stage;

  beforeAll(async () => {
    await ensureBuilt();
    stage = await setStage({ roles: ["all", "all"], leaseMs: 5_000, answerMs: 2_000 });
  }, PATIENCE_MS);
  afterAll(() => stage?.close());

  test.each(["lighthouse", "ebb"])(
    "whatever is killed, frozen or cut off, every promise is kept (seed %s)",
    async (seed) => {
      const result = await runCampaign(stage, {
        ...{ seed, ms: 10_000, pace: 0.2, callsPerSecond: 5, maxOpen: 30, lanes: 2 },
        graceMs: 60_000,
      });
      expect(result.violations, `${violationsOf(result)}\n${tableOf(result)}`).toEqual([]);
      // A campaign in which nothing was accepted, followed or broken proves nothing.
      expect(result.calls).toBeGreaterThan(0);
      expect(Object.keys(result.invocations).length).toBeGreaterThan(0);
      expect(result.runsBegun).toBeGreaterThan(0);
      expect(result.eventsPublished).toBeGreaterThan(0);
      expect(result.webhooksReceived).toBeGreaterThan(0);
      expect(Object.keys(result.faults).length).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});
