import "reflect-metadata";
/** Golden cases: kept, tried on a draft that serves nobody yet, and a gate in front of publishing it. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { FIELDS_REFUSED, REFUSED, run } from "../support/operations.js";
import { publishAbility, SAVE } from "../support/seed.js";
import { sharedRedisUrl } from "../support/services.js";
import { tokenOf } from "../support/tokens.js";
import { until } from "../support/until.js";

const SAVE_CASE = `mutation($input: SaveGoldenCaseInput!) {
  saveGoldenCase(input: $input) { __typename ... on SaveGoldenCasePayload { goldenCase { id name revision expectations { kind pointer value tolerance } } } ${FIELDS_REFUSED} }
}`;
const DELETE_CASE = `mutation($input: DeleteGoldenCaseInput!) { deleteGoldenCase(input: $input) { __typename ${REFUSED} } }`;
const RUN = `mutation($input: RunGoldenCasesInput!) { runGoldenCases(input: $input) { __typename ... on RunGoldenCasesPayload { run { id mappingVersion } } ${REFUSED} } }`;
const STANDING = `query($id: ID!) { node(id: $id) { ... on GoldenRun { verdict results { name verdict problems invocation { id status } } } } }`;
const PUBLISH = `mutation($input: PublishWorkflowMappingInput!) { publishWorkflowMapping(input: $input) { __typename ${REFUSED} } }`;
const AUDIT = `query($filter: AuditFilterInput) { auditLog(filter: $filter) { nodes { action actor changes { changes { pointer } } } } }`;

describeEachDatabase("golden cases", (makeUrl, dialect) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ databaseUrl: await makeUrl(), ...(dialect === "mysql" && { redisUrl: await sharedRedisUrl() }) });
  });
  afterAll(() => app?.stop());

  const properties = { string: { type: "string" }, integer: { type: "integer" } };
  const echo = (fields: object = { sideEffects: "READ_ONLY" }) =>
    publishAbility(app.admin, { workflowId: WORKFLOW_IDS.echo, properties, required: ["string"], fields });
  const saveCase = (abilityId: string, name: string, expectations: object[]) =>
    run(app.admin, SAVE_CASE, { input: { abilityId, name, form: { string: "a", integer: 7 }, expectations } });
  const draft = async (abilityId: string, parameters: object[]) =>
    (await run(app.admin, SAVE, { input: { abilityId, workflowId: WORKFLOW_IDS.echo, parameters } })).mapping;
  const tried = async (abilityId: string, more: object = {}) => {
    const started = await run(app.admin, RUN, { input: { abilityId, ...more } });
    const standing = async () => run(app.admin, STANDING, { id: started.run.id });
    await until(async () => (await standing()).verdict !== "RUNNING", { timeoutMs: 30_000, what: "the cases to end" });
    return { ...(await standing()), version: started.run.mappingVersion };
  };

  test("each kind of expectation holds where it should, and says what it found where not", async () => {
    const { id } = await echo();
    await saveCase(id, "all hold", [
      { kind: "EXACT", value: { string: "a", integer: 7 } },
      { kind: "SUBSET", value: { integer: 7 } },
      { kind: "SCHEMA", schema: { type: "object", required: ["string"] } },
      { kind: "PATTERN", pointer: "/string", pattern: "^[a-c]$" },
      { kind: "NUMBER", pointer: "/integer", value: 6.8, tolerance: 0.25 },
    ]);
    await saveCase(id, "none holds", [
      { kind: "EXACT", value: { string: "a" } },
      { kind: "SUBSET", value: { other: 1 } },
      { kind: "SCHEMA", schema: { type: "array" } },
      { kind: "PATTERN", pointer: "/string", pattern: "^z" },
      { kind: "NUMBER", pointer: "/integer", value: 6 },
      { kind: "EXACT", pointer: "/missing", value: 1 },
    ]);
    const { verdict, results } = await tried(id);
    expect(verdict).toBe("FAILED");
    expect(results[0]).toMatchObject({ name: "all hold", verdict: "PASSED", problems: [], invocation: { status: "SUCCEEDED" } });
    expect(results[1].problems).toEqual([
      expect.stringContaining('at /: it is {"'),
      expect.stringContaining("expectation 2"),
      expect.stringContaining("expectation 3"),
      expect.stringContaining('at /string: it is "a"'),
      expect.stringContaining("at /integer: it is 7"),
      expect.stringContaining("at /missing: there is nothing"),
    ]);
  });

  test("a draft is tried before it serves anybody, and published only when its cases pass as they are now", async () => {
    const { id, key } = await echo();
    const { goldenCase } = await saveCase(id, "the text arrives", [{ kind: "EXACT", pointer: "/string", value: "a" }]);
    const publish = async (mappingId: string) => run(app.admin, PUBLISH, { input: { id: mappingId } });
    const wrong = await draft(id, [{ target: "string", field: "/integer" }]);
    expect(await publish(wrong.id)).toMatchObject({ code: "GOLDEN_CASES_NOT_PASSED", message: expect.stringContaining("not run") });
    expect(await tried(id)).toMatchObject({ verdict: "FAILED", version: 2 });
    expect(await publish(wrong.id)).toMatchObject({ message: expect.stringContaining("the text arrives") });
    // Callers are served by the version that is published, whatever is tried.
    const call = `mutation { invokeAbility(input: { abilityKey: "${key}", form: { string: "live" }, waitMs: 20000 }) { ... on InvocationAccepted { invocation { output } } } }`;
    expect((await run(app.admin, call)).invocation.output).toEqual({ string: "live" });
    const right = await draft(id, [{ target: "string", field: "/string" }]);
    expect(await publish(right.id)).toMatchObject({ message: expect.stringContaining("not run on this draft as it is now") });
    expect(await tried(id)).toMatchObject({ verdict: "PASSED" });
    await saveCase(id, "one more", []);
    expect(await publish(right.id)).toMatchObject({ message: expect.stringContaining("one more was added or changed") });
    expect(await tried(id)).toMatchObject({ verdict: "PASSED" });
    expect(await publish(right.id)).toMatchObject({ __typename: "PublishWorkflowMappingPayload" });
    expect(await run(app.admin, DELETE_CASE, { input: { id: goldenCase.id, expectedRevision: 1 } })).toMatchObject({
      __typename: "DeleteGoldenCasePayload",
    });
    const { nodes } = await run(app.admin, AUDIT, { filter: { abilityId: id } });
    expect(nodes.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(["golden.delete", "mapping.publish", "golden.save", "mapping.save"]),
    );
  });

  test("an ability that was never published can be tried; one that does something in the world only on demand", async () => {
    const { id } = await echo({ sideEffects: "SIDE_EFFECTING" });
    expect(await run(app.admin, RUN, { input: { abilityId: id } })).toMatchObject({ code: "GOLDEN_CASES_MISSING" });
    await saveCase(id, "case", []);
    expect(await run(app.admin, RUN, { input: { abilityId: id } })).toMatchObject({ code: "GOLDEN_CASES_SIDE_EFFECTS" });
    expect(await tried(id, { includeSideEffecting: true })).toMatchObject({ verdict: "PASSED" });
  });

  test("cases that passed with a form that has changed since are run again before their draft goes live", async () => {
    const { id } = await echo();
    await saveCase(id, "case", []);
    const { id: mappingId } = await draft(id, [{ target: "string", field: "/string" }]);
    expect(await tried(id)).toMatchObject({ verdict: "PASSED" });
    const READ = "query($id: ID!) { ability(id: $id) { revision } }";
    const UPDATE = "mutation($input: UpdateAbilityInput!) { updateAbility(input: $input) { __typename } }";
    const { revision: expectedRevision } = await run(app.admin, READ, { id });
    const schema = { type: "object", properties, required: ["string", "integer"] };
    await run(app.admin, UPDATE, { input: { id, expectedRevision, form: { schema } } });
    const publish = () => run(app.admin, PUBLISH, { input: { id: mappingId } });
    expect(await publish()).toMatchObject({ code: "GOLDEN_CASES_NOT_PASSED", message: expect.stringContaining("form has changed") });
    expect(await tried(id)).toMatchObject({ verdict: "PASSED" });
    expect(await publish()).toMatchObject({ __typename: "PublishWorkflowMappingPayload" });
  });

  test("what one tenant tried is not shown to another, and proves nothing for it", async () => {
    const { id } = await echo();
    await saveCase(id, "case", []);
    const { id: mappingId } = await draft(id, [{ target: "string", field: "/string" }]);
    await tried(id);
    const RUNS = "query($id: ID!) { goldenRuns(abilityId: $id) { nodes { id } } }";
    const [{ id: runId }] = (await run(app.admin, RUNS, { id })).nodes;
    const rival = app.as(await tokenOf({ id: "rival", role: "admin", tenant: "other" }));
    expect((await run(rival, RUNS, { id })).nodes).toEqual([]);
    expect(await run(rival, "query($id: ID!) { node(id: $id) { id } }", { id: runId })).toBeNull();
    expect(await run(rival, PUBLISH, { input: { id: mappingId } })).toMatchObject({ message: expect.stringContaining("not run") });
    expect(await run(app.admin, PUBLISH, { input: { id: mappingId } })).toMatchObject({ __typename: "PublishWorkflowMappingPayload" });
  });

  test("what cannot be meant, or not by this person, is refused", async () => {
    const { id } = await echo();
    const { goldenCase } = await saveCase(id, "case", []);
    expect(await saveCase(id, "case", [])).toMatchObject({
      code: "BAD_USER_INPUT",
      message: expect.stringContaining("another golden case"),
    });
    expect(await run(app.admin, SAVE_CASE, { input: { abilityId: id, name: "x", form: {} } })).toMatchObject({
      code: "FORM_INVALID",
      fieldErrors: [{ path: "/string" }],
    });
    for (const [expectation, problem] of [
      [{ kind: "EXACT" }, "needs a value"],
      [{ kind: "PATTERN", pattern: "^(a+)+$" }, "expectation 1"],
      [{ kind: "SCHEMA", schema: { type: "nonsense" } }, "expectation 1"],
      [{ kind: "NUMBER", value: 1, tolerance: -1 }, "tolerance"],
      [{ kind: "EXACT", pointer: "a/b", value: 1 }, "JSON Pointer"],
    ] as const) {
      expect(await saveCase(id, "x", [expectation])).toMatchObject({ code: "BAD_USER_INPUT", message: expect.stringContaining(problem) });
    }
    const change = { id: goldenCase.id, expectedRevision: 9, abilityId: id, name: "case", form: { string: "b" }, expectations: [] };
    expect(await run(app.admin, SAVE_CASE, { input: change })).toMatchObject({ code: "CONFLICT" });
    expect(await run(app.admin, SAVE_CASE, { input: { ...change, expectedRevision: 1 } })).toMatchObject({ goldenCase: { revision: 2 } });
    const operator = app.as(await tokenOf({ id: "olga", role: "operator" }));
    expect(await run(operator, RUN, { input: { abilityId: id } })).toMatchObject({ code: "FORBIDDEN" });
    const una = app.as(await tokenOf({ id: "una" }));
    expect((await una.execute(`{ goldenCases(abilityId: "${id}") { id } }`)).errors?.[0]?.extensions?.code).toBe("FORBIDDEN");
  });
});
