import "reflect-metadata";
/** What is read of the catalogue: nothing by a call once it is warm, and a handful of statements by the lists of admins. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { Data } from "../support/client.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, run, upTo } from "../support/operations.js";
import { publishAbility, publishMapping } from "../support/seed.js";
import { quietestStatementsOf, statementsOf } from "../support/statements.js";
import { until } from "../support/until.js";

/** The transaction that ends calls joins the log with what their mappings keep of files: that is a read of the log. */
const CATALOGUE = /^SELECT .* FROM (abilities|ability_form_revisions|workflow_mappings|workflow_declarations|mapping_checks)\b/is;
const { echo, instant } = WORKFLOW_IDS;
const properties = { string: { type: "string" } };
const UPDATE =
  "mutation($input: UpdateAbilityInput!) { updateAbility(input: $input) { __typename ... on UpdateAbilityPayload { ability { revision } } } }";
const CASE = "mutation($input: SaveGoldenCaseInput!) { saveGoldenCase(input: $input) { __typename } }";
const RUN = "mutation($input: RunGoldenCasesInput!) { runGoldenCases(input: $input) { ... on RunGoldenCasesPayload { run { id } } } }";

describeEachDatabase("the catalogue", (makeUrl) => {
  let app: TestApp;
  let seeded: { id: string; key: string };
  beforeAll(async () => {
    // A long lease: the gateway's own sweeps would be counted too.
    app = await startTestApp({ databaseUrl: await makeUrl(), env: { INVOCATION_LEASE: "10m" } });
    seeded = await publishAbility(app.admin, { workflowId: echo, properties, fields: { sideEffects: "READ_ONLY" } });
  });
  afterAll(() => app?.stop());

  test("is not read by calls once it is warm, from acceptance to result", async () => {
    const { id, key } = await publishAbility(app.admin, { workflowId: instant, properties });
    const READ = "query($id: ID!) { ability(id: $id) { revision } }";
    const { revision } = await run(app.admin, READ, { id });
    const schema = { type: "object", properties: { ...properties, more: { type: "string" } } };
    await run(app.admin, UPDATE, { input: { id, expectedRevision: revision, form: { schema } } });
    // Rendered from an earlier revision that fits: the verdict on it is at hand, too.
    const call = () => accept(app.admin, key, { form: { string: "a" }, formRevision: 1, waitMs: 20_000 });
    // Under traffic it is read again behind an answer now and then, so not every call is without.
    const read = async () => {
      await call();
      const { statements } = await statementsOf(call);
      expect(statements.length).toBeGreaterThan(0);
      return statements.filter((statement) => CATALOGUE.test(statement));
    };
    await until(async () => (await read()).length === 0, { timeoutMs: 30_000, everyMs: 1, what: "a call that reads nothing of it" });
  });

  const ask = async (document: string, variables: object, atMost: number): Promise<Data> => {
    const { result, statements } = await quietestStatementsOf(() => run(app.admin, document, variables as never), atMost);
    expect(statements.length, statements.join("\n")).toBeLessThanOrEqual(atMost);
    return result;
  };

  test("shows versions with their checks and abilities in four statements, however many there are", async () => {
    for (const n of upTo(6)) await publishMapping(app.admin, seeded.id, { workflowId: echo, properties, timeoutMs: 1_000 * n });
    const VERSIONS =
      "query($id: ID!) { workflowMappings(abilityId: $id) { version ability { key } check { checkedAt errors drift { since } } } }";
    const versions = await ask(VERSIONS, { id: seeded.id }, 4);
    expect(versions).toHaveLength(7);
    for (const { ability, check } of versions) expect([ability.key, check.errors]).toEqual([seeded.key, 0]);
  });

  test("shows golden runs with their results, and the audit log, in a few statements", async () => {
    for (const n of upTo(3))
      await run(app.admin, CASE, { input: { abilityId: seeded.id, name: `case ${n}`, form: { string: "a" }, expectations: [] } });
    const started = [];
    for (const _ of upTo(4)) started.push((await run(app.admin, RUN, { input: { abilityId: seeded.id } })).run.id);
    const RUNS =
      "query($id: ID!) { goldenRuns(abilityId: $id) { nodes { id verdict results { verdict invocation { status } } } pageInfo { hasNextPage } } }";
    const runs = () => run(app.admin, RUNS, { id: seeded.id });
    await until(async () => (await runs()).nodes.every(({ verdict }: Data) => verdict === "PASSED"), { timeoutMs: 30_000 });
    const { nodes } = await ask(RUNS, { id: seeded.id }, 4);
    expect(nodes.map(({ id }: Data) => id)).toEqual(started.reverse());
    expect(nodes.flatMap(({ results }: Data) => results)).toHaveLength(12);
    const log = await ask("{ auditLog(first: 20) { nodes { action before changes { changes { pointer } } } } }", {}, 1);
    expect(log.nodes.length).toBeGreaterThan(10);
  });
});
