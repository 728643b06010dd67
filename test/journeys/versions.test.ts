import "reflect-metadata";
/** Two versions side by side: what a newer one wrote, this one passes on as far as it understands it. */
import { expect, onTestFinished, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp } from "../support/app.js";
import { accept, finished, followAll, POLL, run, sequences, upTo } from "../support/operations.js";
import { publishAbility } from "../support/seed.js";

test("an event of a kind that this version does not know keeps its number, for followers and for those who poll", async () => {
  const app = await startTestApp();
  onTestFinished(app.stop);
  const ability = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.write, properties: { topic: { type: "string" } } });
  const { id } = await accept(app.admin, ability.key, { form: { topic: "tides" } });
  await finished(app.admin, id);
  const payload = JSON.stringify({ type: "telemetry", temperature: 21 });
  await app.sql("UPDATE ability_invocation_events SET type = 'telemetry', payload = ? WHERE invocation_id = ? AND seq = 3", [payload, id]);

  const events = await followAll(app.admin, id).all();
  expect(sequences(events)).toEqual(upTo(events.length));
  expect(events[2]).toMatchObject({ __typename: "OtherEvent", sequence: 3 });
  expect(events.at(-1)).toMatchObject({ __typename: "Finished", status: "SUCCEEDED" });
  const polled = await run(app.admin, POLL, { id });
  expect(sequences(polled.nodes)).toEqual(sequences(events));
});
