import "reflect-metadata";
/** What comes out of an ability: a part of the engine's result, something computed from it, or an honest failure that keeps it. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { REFUSED, run } from "../support/operations.js";
import { createAbility } from "../support/seed.js";
import { sharedRedisUrl } from "../support/services.js";
import { tokenOf } from "../support/tokens.js";

const SAVE = `mutation($input: SaveWorkflowMappingInput!) {
  saveWorkflowMapping(input: $input) { __typename ... on SaveWorkflowMappingPayload { mapping { id output { from field expression hint } } } ${REFUSED} }
}`;
const PUBLISH = `mutation($input: PublishWorkflowMappingInput!) { publishWorkflowMapping(input: $input) { __typename } }`;
const CALL = `mutation($input: InvokeAbilityInput!) {
  invokeAbility(input: $input) {
    __typename
    ... on InvocationAccepted { invocation { id status output rawOutput failure { code message } ability { outputHint outputSchema } } }
    ... on DomainError { message }
  }
}`;
const READ = `query($id: ID!) { invocation(id: $id) { status output rawOutput failure { code message } } }`;

describeEachDatabase("output rules", (makeUrl, dialect) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ databaseUrl: await makeUrl(), ...(dialect === "mysql" && { redisUrl: await sharedRedisUrl() }) });
  });
  afterAll(() => app?.stop());

  const ability = async (workflowId: string, output: object | null) => {
    const { id, key } = await createAbility(app.admin, { fields: { sideEffects: "READ_ONLY" } });
    const parameters = ["topic", "string", "integer", "list"].map((target) => ({ target, field: `/${target}` }));
    const saved = await run(app.admin, SAVE, { input: { abilityId: id, workflowId, parameters, output } });
    if (saved.mapping) await run(app.admin, PUBLISH, { input: { id: saved.mapping.id } });
    return { key, saved };
  };
  const call = async (key: string, form: object, client = app.admin) =>
    (await run(client, CALL, { input: { abilityKey: key, form, waitMs: 20_000 } })).invocation;

  test("a part that is computed and fits, with how to show it", async () => {
    const schema = { type: "array", items: { type: "object", required: ["name"] } };
    const { key, saved } = await ability(WORKFLOW_IDS.echo, { expression: 'output.list.{"name": $}', schema, hint: "TABLE" });
    expect(saved.mapping.output).toEqual({ from: "DATA", field: null, expression: 'output.list.{"name": $}', hint: "TABLE" });
    expect(await call(key, { list: ["a", "b"] })).toEqual(
      expect.objectContaining({
        ...{ status: "SUCCEEDED", output: [{ name: "a" }, { name: "b" }], rawOutput: null, failure: null },
        ability: { outputHint: "TABLE", outputSchema: schema },
      }),
    );
  });

  test("what one node said while it ran", async () => {
    const { key } = await ability(WORKFLOW_IDS.write, { from: "NODES", expression: "$keys(output)" });
    const { output: nodes } = await call(key, { topic: "tides" });
    const { key: first } = await ability(WORKFLOW_IDS.write, { from: "NODES", field: `/${nodes[0]}`, hint: "TEXT" });
    const { status, output } = await call(first, { topic: "tides" });
    expect([status, output]).toEqual(["SUCCEEDED", expect.stringContaining("tides")]);
  });

  test("a result that breaks the schema fails, and operators find it as it came", async () => {
    const schema = { type: "object", required: ["integer"], properties: { integer: { type: "integer", maximum: 10 } } };
    const { key } = await ability(WORKFLOW_IDS.echo, { schema });
    const una = app.as(await tokenOf({ id: "una" }));
    const fine = await call(key, { integer: 10 }, una);
    expect(fine).toMatchObject({ status: "SUCCEEDED", output: { integer: 10 } });
    const broken = await call(key, { integer: 11 }, una);
    expect(broken).toMatchObject({ status: "FAILED", output: null, rawOutput: null, failure: { code: "OUTPUT_INVALID" } });
    expect(broken.failure.message).toContain("/integer");
    expect(await call(key, { integer: 12 })).toMatchObject({ status: "FAILED", rawOutput: { integer: 12 } });
  });

  test("an expression without end costs its own call, and no other", async () => {
    const { key: endless } = await ability(WORKFLOW_IDS.echo, { expression: "($f := function($n) { $f($n + 1) }; $f(0))" });
    const { key: plain } = await ability(WORKFLOW_IDS.echo, null);
    const [stuck, quick] = await Promise.all([call(endless, { string: "a" }), call(plain, { string: "b" })]);
    expect(quick).toMatchObject({ status: "SUCCEEDED", output: { string: "b" } });
    expect(stuck).toMatchObject({ status: "FAILED", failure: { code: "OUTPUT_INVALID" }, rawOutput: { string: "a" } });
    expect((await run(app.admin, READ, { id: stuck.id })).failure.code).toBe("OUTPUT_INVALID");
  });

  test.each([
    [{ field: "a/b" }, "JSON Pointer"],
    [{ field: "/a", expression: "a" }, "either a field or an expression"],
    [{ expression: "output.(" }, "output:"],
    [{ schema: { type: "string", pattern: "^(a+)+$" } }, "output:"],
  ])("%j is refused when it is saved", async (output, problem) => {
    const { saved } = await ability(WORKFLOW_IDS.echo, output);
    expect(saved).toMatchObject({ code: "MAPPING_INVALID", message: expect.stringContaining(problem) });
  });
});
