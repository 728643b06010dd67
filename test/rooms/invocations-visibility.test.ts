import "reflect-metadata";
/** Who sees what: users their own, operators their tenant's, nobody another tenant's; what may not be seen is not found. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { Data, TestClient } from "../support/client.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, FOLLOW, finished, INVOKE, invoke, POLL, READ, readInvocation, run } from "../support/operations.js";
import { CREATE, createAbility, PUBLISH, publishAbility, SAVE, type SeededAbility } from "../support/seed.js";
import { tokenOf } from "../support/tokens.js";

const MADE_UP = "inv_01ARZ3NDEKTSV4RRFFQ69G5FAV";

describeEachDatabase("visibility", (makeUrl) => {
  let app: TestApp;
  let [ann, ben, operator, stranger, foreignOperator, nobody]: TestClient[] = [];
  let ability: SeededAbility;
  let draft: SeededAbility;
  let mine: Data;

  const clients = () => ({ ann, ben, operator, stranger, foreignOperator, nobody }) as Record<string, TestClient>;
  const client = (name: string): TestClient => clients()[name] as TestClient;

  beforeAll(async () => {
    app = await startTestApp({ databaseUrl: await makeUrl() });
    const people = [{ id: "ann" }, { id: "ben" }, { id: "olga", role: "operator" as const }, { id: "ann", tenant: "globex" }];
    const tokens = await Promise.all([...people, { id: "otto", tenant: "globex", role: "operator" as const }].map(tokenOf));
    [ann, ben, operator, stranger, foreignOperator] = tokens.map((token) => app.as(token));
    nobody = app.as();
    ability = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.fails, properties: { a: {} } });
    draft = await createAbility(app.admin, {});
    mine = await accept(client("ann"), ability.key, { waitMs: 10_000 });
    await accept(client("ben"), ability.key, { waitMs: 10_000 });
    await accept(client("stranger"), ability.key, { waitMs: 10_000 });
  });
  afterAll(async () => {
    await Promise.all(Object.values(clients()).map((each) => each?.dispose()));
    await app?.stop();
  });

  test.each([
    ["ann", true, 1],
    ["ben", false, 1],
    ["operator", true, 2],
    ["stranger", false, 1],
    ["foreignOperator", false, 1],
  ])("%s sees ann's invocation: %s", async (name, sees, listed) => {
    const who = client(name);
    expect((await run(who, READ, { id: mine.id }))?.id ?? null).toBe(sees ? mine.id : null);
    expect((await run(who, "query($id: ID!) { node(id: $id) { id } }", { id: mine.id }))?.id ?? null).toBe(sees ? mine.id : null);
    expect(await run(who, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids: [MADE_UP, mine.id] })).toEqual([
      null,
      sees ? { id: mine.id } : null,
    ]);
    const { nodes } = await run(who, "{ invocations { nodes { id } } }");
    expect(nodes).toHaveLength(listed);
    expect(nodes.some((node: Data) => node.id === mine.id)).toBe(sees);
    const nested = await run(who, "query($key: String!) { ability(key: $key) { invocations { nodes { id } } } }", { key: ability.key });
    expect(nested.invocations.nodes).toEqual(nodes);

    const polled = await who.execute(POLL, { id: mine.id });
    expect(polled.codes).toEqual(sees ? [] : ["NOT_FOUND"]);
    const following = who.subscribe(FOLLOW, { id: mine.id });
    if (sees) expect(await following.all()).toMatchObject([{ __typename: "SnapshotEvent" }]);
    else expect(await following.refused()).toEqual(["NOT_FOUND"]);
  });

  test("what may not be seen is answered exactly like what does not exist", async () => {
    const answer = async (id: string) => {
      const { errors } = await client("ben").execute(POLL, { id });
      return JSON.stringify(errors)
        .replaceAll(id, "ID")
        .replaceAll(errors[0]?.extensions.requestId ?? "", "REQUEST");
    };
    expect(await answer(mine.id)).toBe(await answer(MADE_UP));
  });

  test("engine, workflow and mapping are shown to operators only", async () => {
    const query = `query($key: String!, $id: ID!) {
      ability(key: $key) { cozeWorkflowId mapping { id workflowId } }
      invocation(id: $id) { executeId links { studioRun studioWorkflow } failure { code class engineCode engineMessage } }
    }`;
    const seenBy = async (name: string) => (await client(name).execute(query, { key: ability.key, id: mine.id })).ok();
    const hidden = { cozeWorkflowId: null, mapping: null };
    const noLinks = { studioRun: null, studioWorkflow: null };
    expect(await seenBy("ann")).toMatchObject({
      ability: hidden,
      invocation: { executeId: null, links: noLinks, failure: { code: expect.any(String), engineMessage: null } },
    });
    const seen = await seenBy("operator");
    expect(seen).toMatchObject({
      ability: { cozeWorkflowId: WORKFLOW_IDS.fails, mapping: { workflowId: WORKFLOW_IDS.fails } },
      invocation: { executeId: expect.stringMatching(/^\d+$/), failure: { engineMessage: expect.stringContaining("the script failed") } },
    });
    expect(seen.invocation.links.studioRun).toContain(seen.invocation.executeId);

    const snapshot = await client("ann")
      .subscribe(
        "subscription($id: ID!) { invocationEvents(invocationId: $id) { ... on SnapshotEvent { invocation { executeId links { studioRun } failure { engineMessage } } } } }",
        { id: mine.id },
      )
      .all();
    expect(snapshot).toEqual([{ invocation: { executeId: null, links: { studioRun: null }, failure: { engineMessage: null } } }]);
    const events = await client("ann").subscribe(FOLLOW, { id: mine.id, snapshot: false }).all();
    expect(events.at(-1)).toMatchObject({ __typename: "Finished", failure: { engineMessage: null } });
  });

  test("drafts are for those who may see mappings", async () => {
    const list = "{ abilities { nodes { key } } }";
    const one = "query($id: ID!, $key: String!) { byKey: ability(key: $key) { id } byId: ability(id: $id) { id } node(id: $id) { id } }";
    const drafts = "{ abilities(filter: { statuses: [DRAFT] }) { nodes { key } } }";
    for (const [name, sees] of [
      ["ann", false],
      ["operator", true],
    ] as const) {
      const shown = sees ? { id: draft.id } : null;
      expect((await client(name).execute(one, { id: draft.id, key: draft.key })).ok()).toEqual({ byKey: shown, byId: shown, node: shown });
      expect((await run(client(name), list)).nodes.some(({ key }: Data) => key === draft.key)).toBe(sees);
      expect((await run(client(name), drafts)).nodes).toHaveLength(sees ? 1 : 0);
    }
    expect(await invoke(client("ann"), draft.key)).toMatchObject({ __typename: "AbilityUnavailable", code: "NOT_FOUND" });
  });

  test("changing the catalogue needs an admin, seeing mappings an operator, and each refusal names the permission", async () => {
    const createInput = { input: { key: "not-mine", name: "Not mine" } };
    const saveInput = { input: { abilityId: ability.id, workflowId: WORKFLOW_IDS.echo, parameters: [] } };
    for (const name of ["ann", "operator"]) {
      expect(await run(client(name), CREATE, createInput)).toMatchObject({
        __typename: "PermissionDenied",
        code: "FORBIDDEN",
        message: /ability:manage/,
      });
      expect(await run(client(name), SAVE, saveInput)).toMatchObject({ __typename: "PermissionDenied", message: /mapping:manage/ });
      expect(await run(client(name), PUBLISH, { input: { id: ability.mappingId } })).toMatchObject({ __typename: "PermissionDenied" });
    }
    const mappings = "query($id: ID!) { workflowMappings(abilityId: $id) { id } }";
    expect((await client("ann").execute(mappings, { id: ability.id })).codes).toEqual(["FORBIDDEN"]);
    expect((await client("operator").execute(mappings, { id: ability.id })).ok().workflowMappings).toEqual([{ id: ability.mappingId }]);
    const one = "query($id: ID!) { workflowMapping(id: $id) { id } }";
    expect((await client("ann").execute(one, { id: ability.mappingId })).codes).toEqual(["FORBIDDEN"]);
    expect(await run(client("ann"), "query($id: ID!) { node(id: $id) { id } }", { id: ability.mappingId }).catch(() => null)).toBeNull();
  });

  test("without a token nothing is shown and nothing starts, and a token that does not hold is refused", async () => {
    const before = await app.sql("SELECT COUNT(*) AS n FROM ability_invocation_logs");
    for (const document of ["{ abilities { nodes { id } } }", "{ invocations { nodes { id } } }", "{ viewer { id } }"]) {
      expect((await client("nobody").execute(document)).codes).toEqual(["UNAUTHENTICATED"]);
    }
    expect((await client("nobody").execute(INVOKE, { input: { abilityKey: ability.key, form: {} } })).codes).toEqual(["UNAUTHENTICATED"]);
    expect((await app.as("nonsense").execute("{ viewer { id } }")).status).toBe(401);
    await expect(client("nobody").subscribe(FOLLOW, { id: mine.id }).refused()).rejects.toThrow();
    expect(await app.sql("SELECT COUNT(*) AS n FROM ability_invocation_logs")).toEqual(before);
  });

  test("an invocation whose ability was retired is still shown, and its ability with it", async () => {
    const old = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant });
    const { id } = await accept(client("ann"), old.key, { waitMs: 10_000 });
    await run(app.admin, "mutation($id: ID!) { retireAbility(input: { id: $id }) { __typename } }", { id: old.id });
    expect(await finished(client("ann"), id)).toMatchObject({ status: "SUCCEEDED", ability: { key: old.key } });
    expect(await readInvocation(client("operator"), id)).toMatchObject({ id });
  });
});
