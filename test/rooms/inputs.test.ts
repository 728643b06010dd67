import "reflect-metadata";
/** Arguments at their edges: explicit nulls, long lists, ids that cannot be, and what of them reaches the log. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, run } from "../support/operations.js";
import { createAbility, newKey, publishAbility } from "../support/seed.js";

const FIELDS = "__typename ... on DomainError { code }";
const UPDATE = `mutation Update($input: UpdateAbilityInput!) {
  updateAbility(input: $input) { ${FIELDS} ... on UpdateAbilityPayload { ability { name description category tags sideEffects deadlineMs maxConcurrency answerers answerExpiryMs revision form { revision } } } }
}`;
const CREATE = `mutation Create($input: CreateAbilityInput!) {
  createAbility(input: $input) { ${FIELDS} ... on CreateAbilityPayload { ability { tags description deadlineMs maxConcurrency answerers answerExpiryMs } } }
}`;
const INVOCATIONS =
  "query Invocations($filter: InvocationFilter, $after: Cursor) { invocations(filter: $filter, after: $after) { nodes { id } } }";
const ABILITIES = "query Abilities($filter: AbilityFilter, $after: Cursor) { abilities(filter: $filter, after: $after) { nodes { id } } }";

const many = (count: number, value = "FAILED"): string[] => Array.from({ length: count }, () => value);

describeEachDatabase("inputs", (makeUrl) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ databaseUrl: await makeUrl() });
  });
  afterAll(() => app?.stop());

  test("null removes what can be removed, and leaves everything else as it is", async () => {
    const questions = { maxConcurrency: 3, answerers: "OPERATORS", answerExpiryMs: 60_000 };
    const fields = { description: "d", category: "c", tags: ["t"], deadlineMs: 5_000, sideEffects: "READ_ONLY", ...questions };
    const { id, key } = await createAbility(app.admin, { fields });
    const kept = { name: key, tags: ["t"], sideEffects: "READ_ONLY", answerers: "OPERATORS", form: { revision: 1 } };
    const nothing = { name: null, tags: null, sideEffects: null, answerers: null, form: null };
    const first = await run(app.admin, UPDATE, { input: { id, expectedRevision: 1, ...nothing } });
    expect(first.ability).toMatchObject({ ...kept, ...questions, description: "d", category: "c", deadlineMs: 5_000 });
    const removed = { description: null, category: null, deadlineMs: null, maxConcurrency: null, answerExpiryMs: null };
    const second = await run(app.admin, UPDATE, { input: { id, expectedRevision: first.ability.revision, ...removed } });
    expect(second.ability).toMatchObject({ ...kept, ...removed });
    const created = await run(app.admin, CREATE, { input: { key: newKey(), name: "n", tags: null, form: null, ...removed } });
    expect(created.ability).toEqual({
      ...{ tags: [], description: null, deadlineMs: null },
      ...{ maxConcurrency: null, answerers: "CALLER", answerExpiryMs: null },
    });
  });

  test("a filter of nulls is no filter, and an empty list matches nothing", async () => {
    const { id } = await createAbility(app.admin, {});
    const nulls = { statuses: null, categories: null, search: null };
    expect((await run(app.admin, ABILITIES, { filter: nulls, after: null })).nodes).toContainEqual({ id });
    const ofAll = { abilityIds: null, abilityKeys: null, statuses: null, createdFrom: null, createdTo: null };
    expect((await app.admin.execute(INVOCATIONS, { filter: ofAll, after: null })).errors).toEqual([]);
    for (const filter of [{ abilityIds: [] }, { abilityKeys: [] }, { statuses: [] }]) {
      expect((await run(app.admin, INVOCATIONS, { filter })).nodes).toEqual([]);
    }
  });

  test.each([
    { document: INVOCATIONS, filter: { abilityIds: many(101, "abl_1") } },
    { document: INVOCATIONS, filter: { abilityKeys: many(40_000) } },
    { document: INVOCATIONS, filter: { statuses: many(40_000) } },
    { document: ABILITIES, filter: { categories: many(40_000) } },
    { document: ABILITIES, filter: { search: "%".repeat(500_000) } },
  ])("a filter beyond its bounds is refused: $filter", async ({ document, filter }) => {
    const answer = await app.admin.execute(document, { filter });
    expect(answer.codes).toEqual(["BAD_USER_INPUT"]);
    expect(answer.errors[0]?.message).toMatch(/filter\.\w+ may have at most (100|5000)/);
  });

  test("an id that cannot be one leaves the others of the request alone", async () => {
    const { id } = await createAbility(app.admin, {});
    const ids = [id, "abl_", `abl_${"x".repeat(100)}`, "nonsense", "inv_unknown", "map_unknown"];
    const answer = await app.admin.execute("query Nodes($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids });
    expect(answer.data.nodes).toEqual([{ id }, null, null, null, null, null]);
    expect(answer.codes).toEqual(["BAD_USER_INPUT", "BAD_USER_INPUT", "BAD_USER_INPUT"]);
    const { mappingId } = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant });
    const two = await app.admin.execute(`{ bad: workflowMapping(id: "${id}") { id } good: workflowMapping(id: "${mappingId}") { id } }`);
    expect(two.data).toEqual({ bad: null, good: { id: mappingId } });
    expect(two.codes).toEqual(["BAD_USER_INPUT"]);
  });

  test("as many nested lists as a document may name fit into the statements behind them", async () => {
    await Promise.all(Array.from({ length: 50 }, () => createAbility(app.admin, {})));
    const fields = Array.from(
      { length: 12 },
      (_, index) => `list${index}: invocations(first: 1, filter: { statuses: [FAILED] }) { nodes { id } }`,
    );
    const { abilities } = (await app.admin.execute(`{ abilities(first: 50) { nodes { ${fields.join(" ")} } } }`)).ok();
    expect(abilities.nodes).toHaveLength(50);
  });

  test("an ability's own list does not widen what the filter names", async () => {
    const { id, key } = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant });
    const invocation = await accept(app.admin, key);
    const document = `query Own($filter: InvocationFilter) { ability(id: "${id}") { invocations(filter: $filter) { nodes { id } } } }`;
    const own = async (filter: object) =>
      (await run(app.admin, document, { filter })).invocations.nodes.map((node: { id: string }) => node.id);
    for (const filter of [{}, { abilityIds: [id] }, { abilityKeys: [key] }, { abilityIds: ["abl_other"], abilityKeys: [key] }]) {
      expect(await own(filter)).toEqual([invocation.id]);
    }
    for (const filter of [{ abilityIds: ["abl_other"] }, { abilityKeys: ["other"] }, { abilityIds: [] }])
      expect(await own(filter)).toEqual([]);
  });

  test("nothing above went wrong on our side", () => {
    expect(app.lines.filter(({ level }) => level === "error")).toEqual([]);
  });
});
