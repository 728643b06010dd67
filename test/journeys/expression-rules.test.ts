import "reflect-metadata";
/** Rules with expressions through GraphQL: saved with their problems named, published, and served as the engine gets them. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { Data, TestClient } from "../support/client.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, invoke, REFUSED, run } from "../support/operations.js";
import { createAbility, publishAbility, type RuleInput } from "../support/seed.js";
import { randomRedisPrefix, sharedRedisUrl } from "../support/services.js";
import { tokenOf } from "../support/tokens.js";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const RULE = "target source field constant expression type items default required when";
const SAVE = `mutation Save($input: SaveWorkflowMappingInput!) {
  saveWorkflowMapping(input: $input) {
    __typename
    ... on SaveWorkflowMappingPayload { warnings mapping { version parameters { ${RULE} } } }
    ${REFUSED}
  }
}`;
const MAPPING = `query Mapping($id: ID!) { workflowMapping(id: $id) { parameters { ${RULE} } } }`;

const properties = {
  boat: { type: "object", properties: { name: { type: "string" }, length: { type: "number" } } },
  stops: { type: "array", items: { type: "object", properties: { city: { type: "string" }, nights: { type: "integer" } } } },
  kind: { type: "string" },
  trap: { type: "string" },
};
const parameters: RuleInput[] = [
  { target: "route", expression: "$join(form.stops.city, ' → ')", required: true },
  { target: "nights", expression: "$sum(form.stops.nights) / 2", type: "INTEGER" },
  { target: "metres", field: "/boat/length", type: "STRING" },
  { target: "by", expression: "caller.id & ' of ' & caller.tenant & ' asks ' & ability.key" },
  { target: "at", expression: "now", type: "TIME" },
  { target: "tone", field: "/tone", default: "calm" },
  { target: "berth", field: "/boat/name", when: "form.kind = 'sail'" },
];
const form = {
  boat: { name: "Petit Prince", length: 9.5 },
  stops: [
    { city: "Brest", nights: 2 },
    { city: "Vannes", nights: 3 },
  ],
};

describeEachDatabase("rules with expressions", (makeUrl, dialect) => {
  let app: TestApp;
  let ann: TestClient;

  beforeAll(async () => {
    const redis = dialect === "mysql" ? { redisUrl: await sharedRedisUrl(), redisPrefix: randomRedisPrefix() } : {};
    app = await startTestApp({ databaseUrl: await makeUrl(), ...redis });
    ann = app.as(await tokenOf({ id: "ann" }));
  });
  afterAll(() => app?.stop());

  const save = async (rules: readonly RuleInput[], client = app.admin): Promise<Data> => {
    const { id: abilityId } = await createAbility(app.admin, { properties });
    return run(client, SAVE, {
      input: { abilityId, workflowId: WORKFLOW_IDS.instant, parameters: rules },
    });
  };
  /** Parameters of the runs that the simulated engine began, oldest first. */
  const receivedBy = async (): Promise<Data[]> => {
    const { calls } = (await (await fetch(`${app.simulator.url}/_history`)).json()) as Data;
    return calls.map(({ parametersReceived }: Data) => parametersReceived).filter(Boolean);
  };

  test("make what the engine receives", async () => {
    const { key, mappingId } = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties, parameters });
    const started = await accept(ann, key, { form, waitMs: 25_000 });
    expect(started.status).toBe("SUCCEEDED");
    const received = (await receivedBy()).at(-1);
    expect(received).toEqual({
      ...{
        route: "Brest → Vannes",
        nights: 2,
        metres: "9.5",
        by: `ann of ${received?.by.split(" of ")[1].split(" asks ")[0]} asks ${key}`,
      },
      at: started.createdAt,
      tone: "calm",
    });
    await accept(ann, key, { form: { ...form, kind: "sail" }, waitMs: 25_000 });
    expect((await receivedBy()).at(-1)).toMatchObject({ berth: "Petit Prince" });
    const mapping = await run(app.admin, MAPPING, { id: mappingId });
    expect(mapping.parameters[1]).toEqual({
      ...{ target: "nights", source: "EXPRESSION", field: null, constant: null, expression: "$sum(form.stops.nights) / 2" },
      ...{ type: "INTEGER", items: null, default: null, required: false, when: null },
    });
    expect(mapping.parameters[6]).toMatchObject({ source: "FIELD", field: "/boat/name", when: "form.kind = 'sail'" });
  });

  test("refuse a call that they cannot serve, with the rule named; nothing reaches the engine", async () => {
    const { key } = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties, parameters });
    const before = (await receivedBy()).length;
    const refused = await invoke(ann, key, { form: { boat: { length: 1 } } });
    expect(refused).toMatchObject({ __typename: expect.not.stringMatching("InvocationAccepted"), code: "MAPPING_FAILED" });
    expect(refused.message).toContain("rule 1 (route, from /stops/city) needs a value, and there is none.");
    expect((await receivedBy()).length).toBe(before);
  });

  test("an endless one is ended, while others are answered", async () => {
    const hostile = [{ target: "x", expression: "$match(form.trap, /^(a+)+$/)" }];
    const { key } = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties, parameters: hostile });
    const trapped = invoke(ann, key, { form: { trap: `${"a".repeat(60)}!` } });
    let answered = 0;
    let over = false;
    void trapped.finally(() => {
      over = true;
    });
    while (!over) {
      await run(ann, "{ viewer { id } }");
      answered++;
    }
    expect(await trapped).toMatchObject({
      code: "MAPPING_FAILED",
      message: expect.stringMatching(/rule 1 \(x, from \/trap\) failed in its expression/),
    });
    expect(answered).toBeGreaterThan(3);
  });

  test("are refused with the place of the problem when they are saved, and warned of when they read nothing", async () => {
    expect(await save([{ target: "a", expression: "form.boat.name &" }])).toMatchObject({
      ...{
        code: "MAPPING_INVALID",
        message: "The mapping is not valid: rule 1: expression: at character 16: Unexpected end of expression.",
      },
    });
    expect(await save([{ target: "a", expression: "$eval(form.kind)" }])).toMatchObject({
      message: expect.stringContaining("$eval is not available"),
    });
    expect(await save([{ target: "a", expression: "1", field: "/kind" }])).toMatchObject({
      message: expect.stringContaining("rule 1: source must be"),
    });
    expect(await save([{ target: "a", field: "/kind", type: "LIST", items: "LIST" }])).toMatchObject({ code: "MAPPING_INVALID" });
    const odd = await save([{ target: "a", expression: "form.boat.nam & topic", when: "form.stops[city = 'Brest'].night" }]);
    expect(odd.warnings).toEqual([
      "a reads /boat/nam, which the form does not describe.",
      "a reads /stops/night, which the form does not describe.",
      "a reads topic; expressions can only read form, caller, ability, now.",
    ]);
    expect(await save(parameters, ann)).toMatchObject({ __typename: "PermissionDenied" });
  });
});
