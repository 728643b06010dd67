import "reflect-metadata";
/** A workflow changes under the mapping that serves calls: the gateway finds out before its users do. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { InputSpec, ScriptedWorkflow } from "../../src/simulator/script.js";
import { createSimulator, type Simulator } from "../../src/simulator/simulator.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { Data } from "../support/client.js";
import { describeEachDatabase, describeWithServers } from "../support/database-matrix.js";
import { changesIn, checkNow, findingsIn, importCanvas, lastCheck, publishDraft, saveDraft, sourcesIn } from "../support/mapping-checks.js";
import { accept, finished, invoke, REFUSED, run } from "../support/operations.js";
import { createAbility, publishAbility, publishMapping } from "../support/seed.js";
import { createDatabase, randomRedisPrefix, sharedRedisUrl } from "../support/services.js";
import { tokenOf } from "../support/tokens.js";
import { until } from "../support/until.js";

const INPUTS: Readonly<Record<string, InputSpec>> = {
  topic: { type: "string", required: true },
  words: { type: "integer", default: 100 },
};
const WORKFLOWS = Array.from({ length: 60 }, (_, index): ScriptedWorkflow => {
  const end = { kind: "end", variables: { summary: "{{topic}}" } } as const;
  return { id: String(7_500_000_000_050_000 + index), name: `checked ${index}`, inputs: INPUTS, steps: [end] };
});
let used = 0;
const nextWorkflow = (): string => {
  const workflow = WORKFLOWS[used++];
  if (!workflow) throw new Error("no workflow is left");
  return workflow.id;
};
const properties = { topic: { type: "string" }, words: { type: "integer" } };
const form = { schema: { type: "object", required: ["topic"], properties } };
const seeded = (workflowId: string) => ({ workflowId, properties, required: ["topic"] });
const rules = [
  { target: "topic", field: "/topic" },
  { target: "words", field: "/words" },
];

const ROLLBACK = `mutation Rollback($input: RollbackWorkflowMappingInput!) {
  rollbackWorkflowMapping(input: $input) {
    __typename
    ... on RollbackWorkflowMappingPayload { mapping { version state check { errors drift { since } } } }
    ${REFUSED}
  }
}`;

const session = { COZE_STUDIO_SESSION: "s3ss10n" };
const openSimulator = (): Promise<Simulator> => startSimulator({ studioSession: "s3ss10n", workflows: WORKFLOWS });
const startSimulator = async (options: Parameters<typeof createSimulator>[0]): Promise<Simulator> => {
  const simulator = createSimulator(options);
  await simulator.start();
  return simulator;
};
const runsOf = (simulator: Simulator, workflowId: string): number =>
  simulator.history().filter((call) => call.workflowId === workflowId && call.path.startsWith("/v1/workflow/")).length;

describeEachDatabase("mappings checked against their workflows", (makeUrl, dialect) => {
  let simulator: Simulator;
  let app: TestApp;
  beforeAll(async () => {
    simulator = await openSimulator();
    const redis = dialect === "mysql" ? { redisUrl: await sharedRedisUrl(), redisPrefix: randomRedisPrefix() } : {};
    app = await startTestApp({ databaseUrl: await makeUrl(), simulator, ...redis, env: { ...session, MAPPING_CHECK_INTERVAL: "1s" } });
  });
  afterAll(async () => {
    await app?.stop();
    await simulator?.stop();
  });

  const CHANGES: readonly (readonly [
    what: string,
    inputs: Readonly<Record<string, InputSpec>>,
    found: readonly string[],
    drift: readonly string[],
  ])[] = [
    [
      "renamed",
      { subject: { type: "string", required: true }, words: { type: "integer", default: 100 } },
      ["ERROR REQUIRED_INPUT_UNCOVERED subject", "WARNING UNKNOWN_INPUT topic"],
      ["RENAMED subject"],
    ],
    ["retyped", { ...INPUTS, words: { type: "boolean" } }, ["ERROR INPUT_TYPE_MISMATCH words"], ["DEFAULT_CHANGED words", "RETYPED words"]],
    [
      "a new required one",
      { ...INPUTS, audience: { type: "string", required: true } },
      ["ERROR REQUIRED_INPUT_UNCOVERED audience"],
      ["REQUIRED_ADDED audience"],
    ],
    ["removed", { topic: { type: "string", required: true } }, ["WARNING UNKNOWN_INPUT words"], ["REMOVED words"]],
  ];

  test("inputs of published mappings are changed: the timer tells before any call fails", async () => {
    const changed = await Promise.all(
      CHANGES.map(async ([, inputs]) => {
        const workflowId = nextWorkflow();
        const { key, mappingId } = await publishAbility(app.admin, seeded(workflowId));
        const published = await lastCheck(app.admin, mappingId);
        expect(published).toMatchObject({ source: "STUDIO", live: true, errors: 0, warnings: 0, drift: null });
        expect(published.publishedFingerprint).toBe(published.engineFingerprint);
        const { id } = await accept(app.admin, key, { form: { topic: "tides", words: 3 } });
        expect((await finished(app.admin, id)).status).toBe("SUCCEEDED");
        simulator.changeWorkflow(workflowId, { inputs });
        return { workflowId, mappingId, published, before: runsOf(simulator, workflowId) };
      }),
    );
    for (const [index, { workflowId, mappingId, published, before }] of changed.entries()) {
      const [what, , found, drift] = CHANGES[index] ?? [];
      const told = async () => {
        const last = await lastCheck(app.admin, mappingId);
        return last.reason === "TIMER" && last.drift && last;
      };
      const check = await until(told, { timeoutMs: 30_000, everyMs: 100, what: `the timer's check of an input ${what}` });
      expect(findingsIn(check)).toEqual(found);
      expect(changesIn(check)).toEqual(drift);
      expect(check).toMatchObject({
        source: "STUDIO",
        drift: { impact: "BREAKING" },
        publishedFingerprint: published.publishedFingerprint,
      });
      expect(check.engineFingerprint).not.toBe(published.engineFingerprint);
      expect(runsOf(simulator, workflowId)).toBe(before);

      // Somebody puts the workflow back: nothing is left of it.
      simulator.changeWorkflow(workflowId, { inputs: INPUTS });
      const healed = await checkNow(app.admin, mappingId);
      expect(healed.check).toMatchObject({ errors: 0, warnings: 0, drift: null, engineFingerprint: published.engineFingerprint });
    }
  });

  test("what was found is undone in one mutation: the version before serves again, and its calls succeed", async () => {
    const [steady, changing] = [nextWorkflow(), nextWorkflow()];
    const { id: abilityId, key } = await publishAbility(app.admin, seeded(steady));
    const mappingId = await publishMapping(app.admin, abilityId, seeded(changing));
    simulator.changeWorkflow(changing, { inputs: { subject: { type: "string", required: true } } });
    const told = async () => {
      const last = await lastCheck(app.admin, mappingId);
      return last.errors > 0 && last;
    };
    const check = await until(told, { timeoutMs: 30_000, everyMs: 100, what: "the check that finds the change" });
    expect(findingsIn(check)).toContain("ERROR REQUIRED_INPUT_UNCOVERED subject");
    expect(runsOf(simulator, changing)).toBe(0);

    const back = await run(app.admin, ROLLBACK, { input: { abilityId, version: 1 } });
    expect(back.mapping).toMatchObject({ version: 1, state: "PUBLISHED", check: { errors: 0, drift: null } });
    const { id } = await accept(app.admin, key, { form: { topic: "tides" } });
    expect((await finished(app.admin, id)).status).toBe("SUCCEEDED");
  });

  test("going back to a version whose workflow has changed as well says so in its answer, and goes back all the same", async () => {
    const [changing, steady] = [nextWorkflow(), nextWorkflow()];
    const { id: abilityId } = await publishAbility(app.admin, seeded(changing));
    await publishMapping(app.admin, abilityId, seeded(steady));
    simulator.changeWorkflow(changing, { inputs: { subject: { type: "string", required: true } } });
    const back = await run(app.admin, ROLLBACK, { input: { abilityId, version: 1 } });
    expect(back.mapping).toMatchObject({ version: 1, state: "PUBLISHED", check: { errors: 1, drift: { since: expect.any(String) } } });
  });

  test("an unchanged workflow raises nothing, however often it is looked at", async () => {
    const { mappingId } = await publishAbility(app.admin, seeded(nextWorkflow()));
    const seen = await until(
      async () => {
        const last = await lastCheck(app.admin, mappingId);
        return last.reason === "TIMER" && last;
      },
      { timeoutMs: 30_000 },
    );
    expect(seen).toMatchObject({ errors: 0, warnings: 0, drift: null });
    expect(app.lines.filter((line) => line.mappingId === mappingId && line.level !== "info")).toEqual([]);
  });

  test("a draft is checked when it is saved, and does not go live with an error while a live source says so", async () => {
    const workflowId = nextWorkflow();
    const ability = await createAbility(app.admin, { properties, required: ["topic"] });
    const draft = { abilityId: ability.id, workflowId, parameters: [{ target: "subject", field: "/topic" }] };
    const saved = await saveDraft(app.admin, draft);
    expect(findingsIn(saved.mapping.check)).toEqual(["ERROR REQUIRED_INPUT_UNCOVERED topic", "WARNING UNKNOWN_INPUT subject"]);
    expect(saved.mapping.check.reason).toBe("SAVE");
    expect(saved.warnings).toContain("The workflow requires topic (STRING), and no rule fills it.");

    for (const overrideCheck of [false, true]) {
      const refused = await publishDraft(app.admin, { id: saved.mapping.id, overrideCheck });
      expect(refused).toMatchObject({ __typename: "OperationRefused", code: "MAPPING_CHECK_FAILED", retryable: false });
      expect(refused.message).toContain("The workflow requires topic (STRING), and no rule fills it.");
    }
    expect((await lastCheck(app.admin, saved.mapping.id)).reason).toBe("PUBLISH");
    expect((await invoke(app.admin, ability.key, { form: { topic: "x" } })).code).toBe("ABILITY_NOT_PUBLISHED");

    const better = await saveDraft(app.admin, { ...draft, parameters: rules });
    expect(better.warnings).toEqual([]);
    const published = await publishDraft(app.admin, { id: better.mapping.id });
    expect(published.mapping).toMatchObject({ state: "PUBLISHED", check: { errors: 0, warnings: 0 } });
  });

  test("warnings do not keep a draft from going live", async () => {
    const ability = await createAbility(app.admin, { properties });
    const saved = await saveDraft(app.admin, { abilityId: ability.id, workflowId: nextWorkflow(), parameters: rules });
    expect(findingsIn(saved.mapping.check)).toEqual(["WARNING REQUIRED_INPUT_MAY_BE_ABSENT topic"]);
    expect((await publishDraft(app.admin, { id: saved.mapping.id })).mapping.state).toBe("PUBLISHED");
  });

  test("who may see mappings sees checks, who manages them may ask for one, others for nothing", async () => {
    const { mappingId } = await publishAbility(app.admin, seeded(nextWorkflow()));
    const operator = app.as(await tokenOf({ id: "olga", role: "operator" }));
    expect(await lastCheck(operator, mappingId)).toMatchObject({ errors: 0 });
    expect(await checkNow(operator, mappingId)).toMatchObject({ __typename: "PermissionDenied" });
    const canvas = { workflowId: "7500000000000000001", canvas: "{}" };
    expect(await importCanvas(operator, canvas)).toMatchObject({ __typename: "PermissionDenied" });
    expect(await importCanvas(app.admin, canvas)).toMatchObject({ code: "CANVAS_INVALID" });
    expect(await importCanvas(app.admin, { ...canvas, connection: "nowhere" })).toMatchObject({ code: "CONNECTION_UNKNOWN" });
    expect(await importCanvas(app.admin, { ...canvas, workflowId: "1; DROP" })).toMatchObject({ code: "MAPPING_INVALID" });
  });

  test("messages are in the caller's language", async () => {
    const ability = await createAbility(app.admin, { properties });
    const saved = await saveDraft(app.admin, { abilityId: ability.id, workflowId: nextWorkflow(), parameters: [] });
    const answer = await app.admin.execute(
      `query Look($id: ID!) { workflowMapping(id: $id) { check { findings { message } } } }`,
      { id: saved.mapping.id },
      { "accept-language": "zh" },
    );
    expect(answer.ok().workflowMapping.check.findings[0].message).toBe("工作流要求必填输入 topic（STRING），但没有规则为其赋值。");
  });
});

describeEachDatabase("without a live source", (makeUrl) => {
  let app: TestApp;
  beforeAll(async () => {
    const simulator = createSimulator({ workflows: WORKFLOWS });
    await simulator.start();
    app = await startTestApp({ databaseUrl: await makeUrl(), simulator, env: { MAPPING_CHECK_INTERVAL: "0s" } });
  });
  afterAll(async () => {
    await app?.stop();
    await app?.simulator.stop();
  });

  test("nothing is known, then what calls taught, then a canvas; and its errors may be overridden", async () => {
    const workflowId = nextWorkflow();
    const { id: abilityId, key, mappingId } = await publishAbility(app.admin, seeded(workflowId));
    const unknown = await lastCheck(app.admin, mappingId);
    expect(sourcesIn(unknown)).toEqual([
      ...["ENGINE_API UNAVAILABLE", "STUDIO UNAVAILABLE", "CANVAS UNAVAILABLE", "SNAPSHOT UNAVAILABLE", "LEARNED UNAVAILABLE"],
    ]);
    expect(unknown).toMatchObject({ source: null, live: false, errors: 0, warnings: 1, engineFingerprint: null });
    expect(findingsIn(unknown)).toEqual(["WARNING INPUTS_UNKNOWN null"]);

    await finished(app.admin, (await accept(app.admin, key, { form: { topic: "tides", words: 3 } })).id);
    const draft = { abilityId, workflowId, parameters: [{ target: "words", field: "/words" }] };
    const learned = (await saveDraft(app.admin, draft)).mapping.check;
    expect(learned).toMatchObject({ source: "LEARNED", live: false, errors: 0 });
    expect(findingsIn(learned)).toEqual(["WARNING INPUT_NO_LONGER_SENT topic"]);

    const variables = [
      { name: "topic", type: "string", required: true },
      { name: "words", type: "integer" },
    ];
    const canvas = JSON.stringify({ nodes: [{ id: "100001", type: "1", data: { outputs: variables } }], edges: [] });
    const imported = await importCanvas(app.admin, { workflowId, canvas });
    expect(imported.inputs).toEqual(["topic", "words"]);
    const saved = (await saveDraft(app.admin, draft)).mapping;
    expect(sourcesIn(saved.check)).toEqual(["ENGINE_API UNAVAILABLE", "STUDIO UNAVAILABLE", "CANVAS USED", "SNAPSHOT UNAVAILABLE"]);
    expect(saved.check).toMatchObject({ source: "CANVAS", live: false, engineFingerprint: imported.engineFingerprint, errors: 1 });

    const refused = await publishDraft(app.admin, { id: saved.id });
    expect(refused.code).toBe("MAPPING_CHECK_FAILED");
    expect(refused.message).toContain("overrideCheck");
    expect((await publishDraft(app.admin, { id: saved.id, overrideCheck: true })).mapping.state).toBe("PUBLISHED");
    expect(app.lines.some((line) => line.msg === "published over its check" && line.mappingId === saved.id)).toBe(true);

    // The baseline was taken from a source that said something: the next canvas is compared with it.
    const changed = JSON.stringify({ nodes: [{ id: "100001", type: "1", data: { outputs: variables.slice(1) } }] });
    await importCanvas(app.admin, { workflowId, canvas: changed });
    const drifted = (await checkNow(app.admin, saved.id)).check;
    expect(changesIn(drifted)).toEqual(["REMOVED topic"]);
    expect(drifted.errors).toBe(0);
  });

  test("the first call whose parameters the engine refuses has its mapping checked at once", async () => {
    const workflowId = nextWorkflow();
    const { key, mappingId } = await publishAbility(app.admin, seeded(workflowId));
    const canvas = JSON.stringify({ nodes: [{ type: "1", data: { outputs: [{ name: "subject", type: "string", required: true }] } }] });
    app.simulator.changeWorkflow(workflowId, { inputs: { subject: { type: "string", required: true } } });
    await importCanvas(app.admin, { workflowId, canvas });
    const { id } = await accept(app.admin, key, { form: { topic: "tides" } });
    expect((await finished(app.admin, id)).failure.code).toBe("ENGINE_INVALID_PARAMETERS");
    const check = await until(async () => {
      const last = await lastCheck(app.admin, mappingId);
      return last.reason === "FAILURE" && last;
    });
    expect(findingsIn(check)).toContain("ERROR REQUIRED_INPUT_UNCOVERED subject");
  });
});

describeEachDatabase("without any source", (makeUrl) => {
  test("a refusal by the engine is a finding until somebody says how the workflow is now", async () => {
    const simulator = await startSimulator({ workflows: WORKFLOWS });
    const app = await startTestApp({ databaseUrl: await makeUrl(), simulator, env: { MAPPING_CHECK_INTERVAL: "0s" } });
    onTestFinished(async () => {
      await app.stop();
      await simulator.stop();
    });
    const workflowId = nextWorkflow();
    const { key, mappingId } = await publishAbility(app.admin, seeded(workflowId));
    simulator.changeWorkflow(workflowId, { inputs: { ...INPUTS, audience: { type: "string", required: true } } });
    const { id } = await accept(app.admin, key, { form: { topic: "tides" } });
    expect((await finished(app.admin, id)).failure.code).toBe("ENGINE_INVALID_PARAMETERS");
    const failed = async () => {
      const last = await lastCheck(app.admin, mappingId);
      return last.reason === "FAILURE" && last;
    };
    const check = await until(failed, { what: "the check after the refusal" });
    expect(findingsIn(check)).toEqual(["WARNING INPUTS_UNKNOWN null", "WARNING PARAMETERS_REFUSED null"]);
    expect(findingsIn((await checkNow(app.admin, mappingId)).check)).toContain("WARNING PARAMETERS_REFUSED null");
    const outputs = [...Object.keys(INPUTS), "audience"].map((name) => ({ name, type: "string", required: name === "audience" }));
    await importCanvas(app.admin, { workflowId, canvas: JSON.stringify({ nodes: [{ type: "1", data: { outputs } }] }) });
    const { check: known } = await checkNow(app.admin, mappingId);
    expect(findingsIn(known)).toEqual(["ERROR REQUIRED_INPUT_UNCOVERED audience"]);
  });
});

describe("a live source that goes away", () => {
  test("leaves a snapshot, whose age is told; it gives way to a newer canvas", async () => {
    const simulator = await openSimulator();
    const app = await startTestApp({ simulator, env: { ...session, MAPPING_CHECK_INTERVAL: "0s" } });
    onTestFinished(async () => {
      await app.stop();
      await simulator.stop();
    });
    const workflowId = nextWorkflow();
    const { mappingId } = await publishAbility(app.admin, seeded(workflowId));
    simulator.injectFault({ match: { path: "/api/workflow_api/released_workflows" }, fault: "html502" });
    simulator.injectFault({ match: { path: "/api/workflow_api/workflow_list" }, fault: "html502" });
    const check = (await checkNow(app.admin, mappingId)).check;
    expect(sourcesIn(check)).toEqual(["ENGINE_API UNAVAILABLE", "STUDIO UNAVAILABLE", "CANVAS UNAVAILABLE", "SNAPSHOT USED"]);
    expect(check).toMatchObject({ source: "SNAPSHOT", live: false, errors: 0, drift: null });
    const [, studio, , snapshot] = check.sources as Data[];
    expect(studio?.problem).toMatch(/./);
    expect(snapshot?.ageSeconds).toBeGreaterThanOrEqual(0);

    const canvas = JSON.stringify({ nodes: [{ type: "1", data: { outputs: [{ name: "topic", type: "string", required: true }] } }] });
    await importCanvas(app.admin, { workflowId, canvas });
    const newer = (await checkNow(app.admin, mappingId)).check;
    expect(sourcesIn(newer).slice(2)).toEqual(["CANVAS USED", "SNAPSHOT AVAILABLE"]);
    expect(changesIn(newer)).toEqual(["REMOVED words"]);
  });

  test("hosted Coze shows a token what its workflow declares", async () => {
    const simulator = await startSimulator({ flavour: "hosted", workflows: WORKFLOWS });
    const app = await startTestApp({ simulator, env: { COZE_FLAVOUR: "hosted" } });
    onTestFinished(async () => {
      await app.stop();
      await simulator.stop();
    });
    const { mappingId } = await publishAbility(app.admin, seeded(nextWorkflow()));
    const check = await lastCheck(app.admin, mappingId);
    expect(sourcesIn(check)).toEqual(["ENGINE_API USED"]);
    expect(check).toMatchObject({ live: true, errors: 0, warnings: 0 });
    const missing = await createAbility(app.admin, form.schema);
    const saved = await saveDraft(app.admin, { abilityId: missing.id, workflowId: "7599999999999999999", parameters: [] });
    expect(findingsIn(saved.mapping.check)).toEqual(["ERROR WORKFLOW_NOT_FOUND 7599999999999999999"]);
  });
});

describeWithServers("two instances", () => {
  test("check by one of them at a time, and the other takes over when it stops", async () => {
    const simulator = await openSimulator();
    const database = await createDatabase();
    const shared = { databaseUrl: database.url, redisUrl: await sharedRedisUrl(), redisPrefix: randomRedisPrefix(), simulator };
    const start = () => startTestApp({ ...shared, env: { ...session, MAPPING_CHECK_INTERVAL: "1s" } });
    const apps = [await start(), await start()];
    onTestFinished(async () => {
      for (const app of apps) await app.stop();
      await simulator.stop();
      await database.drop();
    });
    const [first, second] = apps as [TestApp, TestApp];
    const workflowId = nextWorkflow();
    const { mappingId } = await publishAbility(first.admin, seeded(workflowId));
    const leader = async (): Promise<Data> =>
      (await second.sql("SELECT holder, held_until FROM gateway_leases WHERE name = 'mapping-checks'"))[0];
    const before = await until(async () => (await lastCheck(second.admin, mappingId)).reason === "TIMER" && (await leader()), {
      timeoutMs: 30_000,
    });
    const metrics = await Promise.all(apps.map(async ({ url }) => (await fetch(`${url}/metrics`)).text()));
    expect(metrics.filter((text) => /mapping_checks_total\{reason="TIMER"/.test(text))).toHaveLength(1);

    const [leading, following] = /mapping_checks_total\{reason="TIMER"/.test(metrics[0] ?? "") ? [first, second] : [second, first];
    await leading.stop();
    simulator.changeWorkflow(workflowId, { inputs: { ...INPUTS, audience: { type: "string", required: true } } });
    const told = async () => {
      const last = await lastCheck(following.admin, mappingId);
      return last.errors > 0 && last;
    };
    const check = await until(told, { timeoutMs: 30_000, everyMs: 100, what: "the other instance's check" });
    expect(changesIn(check)).toEqual(["REQUIRED_ADDED audience"]);
    const [after] = await following.sql("SELECT holder FROM gateway_leases WHERE name = 'mapping-checks'");
    expect(after?.holder).not.toBe(before.holder);
  });
});
