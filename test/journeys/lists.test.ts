import "reflect-metadata";
/** Lists and what hangs on their entries: a handful of SQL statements however long the list, payloads only when asked for. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { Data } from "../support/client.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, run, upTo } from "../support/operations.js";
import { publishAbility } from "../support/seed.js";
import { quietestStatementsOf } from "../support/statements.js";
import { registered } from "../support/webhook-operations.js";

describeEachDatabase("lists", (makeUrl) => {
  let app: TestApp;
  beforeAll(async () => {
    // A long lease: the gateway's own sweeps would be counted too.
    app = await startTestApp({ databaseUrl: await makeUrl(), env: { INVOCATION_LEASE: "10m" } });
    const seeded = await Promise.all(
      upTo(20).map(() => publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties: { n: {} } })),
    );
    await Promise.all(seeded.flatMap(({ key }, n) => [1, 2, 3].map(() => accept(app.admin, key, { form: { n }, waitMs: 20_000 }))));
  });
  afterAll(() => app?.stop());

  /** The answer and the statements it took; it must be free of payloads unless it may read them. */
  const ask = async (document: string, { atMost, readsPayloads = false }: { atMost: number; readsPayloads?: boolean }) => {
    const { result, statements } = await quietestStatementsOf(() => run(app.admin, document), atMost);
    const selects = statements.filter((statement) => /^SELECT/i.test(statement));
    expect(selects.some((statement) => statement.includes("ability_invocation_payloads"))).toBe(readsPayloads);
    expect(selects.length, selects.join("\n")).toBeLessThanOrEqual(atMost);
    return result;
  };

  test("twenty abilities with mapping and latest invocations take a statement per kind of thing, four in all", async () => {
    const result = await ask(
      "{ abilities(first: 20) { nodes { key form { schema } mapping { id workflowId ability { key } } invocations(first: 2) { nodes { id status ability { key } } pageInfo { hasNextPage } } } } }",
      { atMost: 4 },
    );
    expect(result.nodes).toHaveLength(20);
    for (const { key, mapping, invocations } of result.nodes) {
      expect(mapping).toMatchObject({ workflowId: WORKFLOW_IDS.instant, ability: { key } });
      expect(invocations.nodes).toHaveLength(2);
      expect(invocations.nodes.every((node: Data) => node.ability.key === key)).toBe(true);
      expect(invocations.pageInfo.hasNextPage).toBe(true);
    }
  });

  test("twenty invocations with their abilities, results and events take a statement per kind of thing, five at most", async () => {
    const list = await ask(
      "{ invocations(first: 20) { nodes { id status tags usage { totalTokens } failure { code } links { studioRun } ability { key } } } }",
      { atMost: 2 },
    );
    expect(list.nodes).toHaveLength(20);

    const whole = await ask(
      "{ invocations(first: 20) { nodes { input output ability { key mapping { version } } events(first: 3) { nodes { sequence } } } } }",
      { atMost: 5, readsPayloads: true },
    );
    expect(whole.nodes.every(({ input, output }: Data) => output.echo.n === input.n)).toBe(true);
  });

  test("ten webhooks with their latest deliveries take a statement per kind of thing, three in all", async () => {
    const abilities = (await run(app.admin, "{ abilities(first: 10) { nodes { id } } }")).nodes as Data[];
    for (const { id: abilityId } of abilities) {
      const { id } = await registered(app.admin, { abilityId, url: "https://hooks.example.com/" });
      const values = upTo(3).map((n) => `('dlv_${id}_${n}','${id}','${n}','ENDED','DELIVERED',1,1,'2020-01-01','2020-01-01')`);
      const columns = "id,webhook_id,event_key,kind,state,attempts,tries,due_at,created_at";
      await app.sql(`INSERT INTO webhook_deliveries (${columns}) VALUES ${values.join(",")}`);
    }
    const document =
      "{ webhooks(first: 10) { nodes { id ability { key } deliveries(first: 2) { nodes { id } pageInfo { hasNextPage } } } } }";
    const { nodes } = await ask(document, { atMost: 3 });
    const [last, middle] = upTo(3).reverse();
    for (const { id, deliveries } of nodes) {
      expect(deliveries).toEqual({
        nodes: [{ id: `dlv_${id}_${last}` }, { id: `dlv_${id}_${middle}` }],
        pageInfo: { hasNextPage: true },
      });
    }
    expect(nodes).toHaveLength(10);
  });

  test("nodes of any kind are read together", async () => {
    const document = "{ abilities(first: 10) { nodes { id mapping { id } invocations(first: 1) { nodes { id } } } } }";
    const result = await ask(document, { atMost: 3 });
    const ids = result.nodes.flatMap(({ id, mapping, invocations }: Data) => [id, mapping.id, invocations.nodes[0].id]);
    const read = () => run(app.admin, "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", { ids });
    const { result: nodes, statements } = await quietestStatementsOf(read, 3);
    expect(nodes.map(({ id }: Data) => id)).toEqual(ids);
    expect(new Set(nodes.map(({ __typename }: Data) => __typename))).toEqual(new Set(["Ability", "WorkflowMapping", "Invocation"]));
    expect(statements.length, statements.join("\n")).toBeLessThanOrEqual(3);
  });

  test("invocations are paged newest first without double or hole, also under filters", async () => {
    const query =
      "query($after: Cursor, $filter: InvocationFilter) { invocations(first: 7, after: $after, filter: $filter) { nodes { id createdAt ability { key } } pageInfo { hasNextPage endCursor } } }";
    const collect = async (filter?: object) => {
      const ids: Data[] = [];
      for (let after: string | undefined, more = true; more; ) {
        const { nodes, pageInfo } = await run(app.admin, query, { after, filter });
        ids.push(...nodes);
        after = pageInfo.endCursor;
        more = pageInfo.hasNextPage;
      }
      return ids;
    };
    const everything = await collect();
    const all = everything.map(({ id }) => id as string);
    expect(all).toHaveLength(60);
    expect(new Set(all).size).toBe(60);
    expect(all).toEqual([...all].sort().reverse());
    const { key } = everything[5].ability;
    expect((await collect({ abilityKeys: [key] })).map(({ id }) => id)).toEqual(
      everything.filter(({ ability }) => ability.key === key).map(({ id }) => id),
    );
    expect(await collect({ statuses: ["FAILED"] })).toEqual([]);
    expect(await collect({ abilityKeys: ["unknown"] })).toEqual([]);
    const from = everything[20].createdAt;
    expect((await collect({ createdFrom: from, statuses: ["SUCCEEDED"] })).map(({ id }) => id)).toEqual(
      everything.filter(({ createdAt }) => createdAt >= from).map(({ id }) => id),
    );
    expect((await collect({ createdTo: from })).length).toBe(everything.filter(({ createdAt }) => createdAt < from).length);
  });
});
