/** Abilities behind every kind of engine, through the public door: chosen in the mapping, run, followed to the end. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import { INVOKE, run } from "../support/operations.js";
import { createAbility, PUBLISH, SAVE } from "../support/seed.js";
import { until } from "../support/until.js";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.stop());

interface Target {
  readonly provider: string;
  readonly mode?: string;
  readonly workflowId: string;
  readonly targets?: readonly string[];
}

const save = async ({ targets = ["message"], ...target }: Target) => {
  const ability = await createAbility(app.admin, {});
  const parameters = targets.map((name) => ({ target: name, field: `/${name}` }));
  return { ability, saved: await run(app.admin, SAVE, { input: { abilityId: ability.id, parameters, ...target } }) };
};

const publish = async (target: Target): Promise<string> => {
  const { ability, saved } = await save(target);
  const published = await run(app.admin, PUBLISH, { input: { id: saved.mapping?.id } });
  if (!published.mapping) throw new Error(`not published: ${JSON.stringify([saved, published])}`);
  return ability.id;
};

const READ = "query Read($id: ID!) { invocation(id: $id) { status output failure { code } executeId } }";

const invoke = async (abilityId: string, form: object) => {
  const accepted = await run(app.admin, INVOKE, { input: { abilityId, form } });
  const { id } = accepted.invocation;
  return until(
    async () => {
      const { data } = await app.admin.execute(READ, { id });
      const { invocation } = data as { invocation: { status: string; output: unknown; failure: unknown; executeId: string | null } };
      return ["SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED"].includes(invocation.status) ? invocation : undefined;
    },
    { what: "the end of the invocation" },
  );
};

describe("an ability", () => {
  test.each<[string, Target, object, unknown]>([
    [
      "a workflow asked about later",
      { provider: "COZE_WORKFLOW", mode: "ASYNC", workflowId: WORKFLOW_IDS.job, targets: ["label", "seconds"] },
      { label: "x", seconds: 0 },
      { label: "x", seconds: 0 },
    ],
    [
      "a workflow in one answer",
      { provider: "COZE_WORKFLOW", mode: "SYNC", workflowId: WORKFLOW_IDS.job, targets: ["label", "seconds"] },
      { label: "y", seconds: 0 },
      { label: "y", seconds: 0 },
    ],
    ["a chatflow", { provider: "COZE_CHATFLOW", workflowId: WORKFLOW_IDS.chatflow }, { message: "tides" }, "You said: tides"],
    ["an agent", { provider: "COZE_AGENT", workflowId: WORKFLOW_IDS.bot }, { message: "tides" }, "I heard: tides"],
    ["an agent, polled", { provider: "COZE_AGENT", mode: "ASYNC", workflowId: WORKFLOW_IDS.bot }, { message: "tea" }, "I heard: tea"],
  ])("may point at %s", async (...[, target, form, output]) => {
    expect(await invoke(await publish(target), form)).toMatchObject({ status: "SUCCEEDED", output, failure: null });
  });

  test.each<[string, Target, string]>([
    ["a mode the engine does not have", { provider: "COZE_CHATFLOW", mode: "ASYNC", workflowId: WORKFLOW_IDS.chatflow }, "ASYNC"],
    ["a chat without a message", { provider: "COZE_AGENT", workflowId: WORKFLOW_IDS.bot, targets: ["tone"] }, "message"],
    [
      "a conversation of the form's choice",
      { provider: "COZE_CHATFLOW", workflowId: WORKFLOW_IDS.chatflow, targets: ["message", "CONVERSATION_NAME"] },
      "CONVERSATION_NAME",
    ],
    ["an id that is none", { provider: "COZE_AGENT", workflowId: "my agent" }, "my agent"],
  ])("may not point at %s", async (_what, target, named) => {
    const { saved } = await save(target);
    expect(saved).toMatchObject({ code: "MAPPING_INVALID", message: expect.stringContaining(named) });
  });
});
