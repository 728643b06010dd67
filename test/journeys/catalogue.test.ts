import "reflect-metadata";
/** Admins at work: abilities and their forms change under optimistic locks, mappings go from draft to published to superseded. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { Data } from "../support/client.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, FIELDS_REFUSED, invoke, run, tryInvoke, upTo } from "../support/operations.js";
import { CREATE, createAbility, PUBLISH, publishAbility, publishMapping, SAVE } from "../support/seed.js";

const UPDATE = `mutation($input: UpdateAbilityInput!) {
  updateAbility(input: $input) {
    __typename
    ... on UpdateAbilityPayload { ability { name description category tags sideEffects deadlineMs revision form { revision schema uiSchema } } }
    ${FIELDS_REFUSED}
  }
}`;

const statusChange = (verb: "Pause" | "Activate" | "Retire"): string => `mutation($id: ID!) {
  changed: ${verb.toLowerCase()}Ability(input: { id: $id }) { __typename ... on ${verb}AbilityPayload { ability { status } } ${FIELDS_REFUSED} }
}`;

describeEachDatabase("the catalogue", (makeUrl) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ databaseUrl: await makeUrl() });
  });
  afterAll(() => app?.stop());
  const admin = (document: string, variables: object) => run(app.admin, document, variables as Record<string, unknown>);

  describe("changing an ability", () => {
    test("keeps what is not mentioned, raises revisions, and refuses a change on top of an old reading", async () => {
      const { id } = await createAbility(app.admin, {
        properties: { a: { type: "string" } },
        fields: { tags: ["one"], category: "texts" },
      });
      const first = await admin(UPDATE, { input: { id, expectedRevision: 1, name: "Renamed 名称", description: "Does things" } });
      expect(first.ability).toMatchObject({
        name: "Renamed 名称",
        description: "Does things",
        tags: ["one"],
        category: "texts",
        revision: 2,
        form: { revision: 1 },
      });
      const stale = await admin(UPDATE, { input: { id, expectedRevision: 1, name: "Too late" } });
      expect(stale).toMatchObject({ __typename: "OperationRefused", code: "CONFLICT", message: /changed by somebody else meanwhile/ });

      const schema = { type: "object", properties: { b: { type: "integer" } } };
      const second = await admin(UPDATE, {
        input: { id, expectedRevision: 2, form: { schema, uiSchema: { b: { "ui:widget": "range" } } } },
      });
      expect(second.ability).toMatchObject({
        name: "Renamed 名称",
        revision: 3,
        form: { revision: 2, schema, uiSchema: { b: { "ui:widget": "range" } } },
      });
      const cleared = await admin(UPDATE, {
        input: { id, expectedRevision: 3, description: null, deadlineMs: 5_000, sideEffects: "READ_ONLY" },
      });
      expect(cleared.ability).toMatchObject({ description: null, deadlineMs: 5_000, sideEffects: "READ_ONLY", form: { revision: 2 } });
    });

    test("by two admins at once lets one through", async () => {
      const { id } = await createAbility(app.admin, {});
      const answers = await Promise.all(["A", "B", "C"].map((name) => admin(UPDATE, { input: { id, expectedRevision: 1, name } })));
      expect(answers.map(({ __typename }: Data) => __typename).sort()).toEqual([
        "OperationRefused",
        "OperationRefused",
        "UpdateAbilityPayload",
      ]);
    });

    test("by a form that cannot be shown or stored is refused and changes nothing", async () => {
      const { id } = await createAbility(app.admin, {});
      const before = await app.sql("SELECT * FROM abilities ORDER BY id");
      for (const schema of [
        { type: "array" },
        { type: "object", properties: { a: { $ref: "#/nowhere" } } },
        { type: "object", required: "a" },
      ]) {
        expect(await admin(UPDATE, { input: { id, expectedRevision: 1, form: { schema } } })).toMatchObject({ code: "BAD_USER_INPUT" });
      }
      expect(await app.sql("SELECT * FROM abilities ORDER BY id")).toEqual(before);
    });

    test("a key is taken once, by whoever comes first", async () => {
      const answers = await Promise.all(upTo(5).map((n) => admin(CREATE, { input: { key: "contested", name: `${n}` } })));
      const taken = answers.filter(({ __typename }: Data) => __typename !== "CreateAbilityPayload");
      expect(taken).toHaveLength(4);
      for (const refusal of taken) expect(refusal).toMatchObject({ code: "ABILITY_KEY_TAKEN", message: /Choose another key/ });
    });

    test("its status follows the table of transitions", async () => {
      const { id, key } = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant });
      const change = async (verb: "Pause" | "Activate" | "Retire") => {
        const changed = await admin(statusChange(verb), { id });
        return changed.ability?.status ?? changed.code;
      };
      expect(await change("Activate")).toBe("ABILITY_TRANSITION_REFUSED");
      expect(await change("Pause")).toBe("PAUSED");
      expect(await invoke(app.admin, key)).toMatchObject({ code: "ABILITY_PAUSED", message: expect.stringContaining(key) });
      expect(await change("Pause")).toBe("ABILITY_TRANSITION_REFUSED");
      expect(await change("Activate")).toBe("ACTIVE");
      expect(await accept(app.admin, key, { waitMs: 10_000 })).toMatchObject({ status: "SUCCEEDED" });
      expect(await change("Retire")).toBe("RETIRED");
      for (const verb of ["Pause", "Activate", "Retire"] as const) expect(await change(verb)).toBe("ABILITY_TRANSITION_REFUSED");
    });
  });

  describe("the form a caller fills in", () => {
    test("must be the current one when the caller says which it was", async () => {
      const { id, key } = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties: { a: {} } });
      await admin(UPDATE, {
        input: { id, expectedRevision: 2, form: { schema: { type: "object", properties: { a: { type: "integer" } } } } },
      });
      expect(await invoke(app.admin, key, { form: { a: 1 }, formRevision: 1 })).toMatchObject({
        __typename: "ValidationFailed",
        code: "FORM_REVISION_CHANGED",
        message: "The form has changed (revision 2, you sent 1). Reload the form.",
        fieldErrors: [
          { path: "/a", code: "FIELD_CHANGED", message: "This field takes other values now. Reload the form and fill it in again." },
        ],
      });
      expect(await accept(app.admin, key, { form: { a: 1 }, formRevision: 2, waitMs: 10_000 })).toMatchObject({ status: "SUCCEEDED" });
    });

    test("answers in Chinese to those who ask for it", async () => {
      const { key } = await publishAbility(app.admin, {
        workflowId: WORKFLOW_IDS.instant,
        properties: { topic: { type: "string" } },
        required: ["topic"],
      });
      const document = `mutation($key: String!) { invokeAbility(input: { abilityKey: $key, form: {} }) { ${FIELDS_REFUSED} } }`;
      const answer = await app.admin.execute(document, { key }, { "accept-language": "zh-CN,zh;q=0.9,en;q=0.5" });
      expect(answer.ok().invokeAbility).toMatchObject({
        code: "FORM_INVALID",
        message: "部分字段需要修改。",
        fieldErrors: [{ path: "/topic", code: "FIELD_REQUIRED", message: "此字段为必填项。" }],
      });
      const wrong = await app.admin.execute("{ abilities(first: 500) { nodes { id } } }", {}, { "accept-language": "zh" });
      expect(wrong.errors[0]?.message).toMatch(/first 必须在 1 与 100 之间/);
      expect(await tryInvoke(app.admin, key)).toMatchObject({ data: { invokeAbility: { message: "Some fields need your attention." } } });
    });
  });

  describe("mappings", () => {
    const versions = async (abilityId: string) =>
      (await admin("query($id: ID!) { workflowMappings(abilityId: $id) { version state } }", { id: abilityId })).map(
        (mapping: Data) => `${mapping.version} ${mapping.state}`,
      );

    test("go from draft to published to superseded, and readers of the table see the target of the published one", async () => {
      const { id, key } = await createAbility(app.admin, { properties: { a: {} } });
      const target = async () =>
        (await app.sql("SELECT coze_workflow_id FROM abilities WHERE ability_key = ?", [key]))[0]?.coze_workflow_id;
      const save = (input: object = {}) =>
        admin(SAVE, { input: { abilityId: id, workflowId: WORKFLOW_IDS.instant, parameters: [{ target: "a", field: "/a" }], ...input } });
      const { mapping: draft } = await save();
      expect((await save({ workflowId: WORKFLOW_IDS.echo })).mapping).toMatchObject({
        id: draft.id,
        version: 1,
        revision: 2,
        workflowId: WORKFLOW_IDS.echo,
      });
      expect(await target()).toBeNull();
      expect(await invoke(app.admin, key)).toMatchObject({ code: "ABILITY_NOT_PUBLISHED" });
      await admin(PUBLISH, { input: { id: draft.id } });
      expect(await target()).toBe(WORKFLOW_IDS.echo);
      expect(await admin(PUBLISH, { input: { id: draft.id } })).toMatchObject({ code: "MAPPING_NOT_DRAFT", message: /Save a new draft/ });

      const { mapping: next } = await save();
      expect(next).toMatchObject({ version: 2, state: "DRAFT" });
      expect(await versions(id)).toEqual(["2 DRAFT", "1 PUBLISHED"]);
      await admin(PUBLISH, { input: { id: next.id } });
      expect(await versions(id)).toEqual(["2 PUBLISHED", "1 SUPERSEDED"]);
      expect(await target()).toBe(WORKFLOW_IDS.instant);
    });

    test("an invocation keeps the version it was accepted with", async () => {
      const ability = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.slow, parameters: [{ target: "seconds", constant: 1 }] });
      const { id } = await accept(app.admin, ability.key);
      await publishMapping(app.admin, ability.id, { workflowId: WORKFLOW_IDS.instant });
      expect(await accept(app.admin, ability.key, { waitMs: 10_000 })).toMatchObject({ status: "SUCCEEDED", output: { echo: {} } });
      const rows = await app.sql(
        "SELECT mapping_version, workflow_id FROM ability_invocation_logs WHERE ability_key = ? ORDER BY invocation_id",
        [ability.key],
      );
      expect(rows.map((row) => [Number(row.mapping_version), row.workflow_id])).toEqual([
        [1, WORKFLOW_IDS.slow],
        [2, WORKFLOW_IDS.instant],
      ]);
      expect((await accept(app.admin, ability.key, { idempotencyKey: id, waitMs: 10_000 })).status).toBe("SUCCEEDED");
    });

    test("two admins who save the same reading at once: one is told", async () => {
      const { id } = await createAbility(app.admin, {});
      const save = (workflowId: string, expectedRevision?: number) =>
        admin(SAVE, { input: { abilityId: id, workflowId, parameters: [], expectedRevision } });
      await save(WORKFLOW_IDS.echo);
      const answers = await Promise.all([save(WORKFLOW_IDS.instant, 1), save(WORKFLOW_IDS.slow, 1)]);
      expect(answers.map(({ code }: Data) => code ?? "saved").sort()).toEqual(["CONFLICT", "saved"]);
      expect(await save(WORKFLOW_IDS.echo, 1)).toMatchObject({ code: "CONFLICT", message: /mapping of/ });
      expect(await versions(id)).toEqual(["1 DRAFT"]);
    });

    test("two admins who publish the same draft at once: one version is published", async () => {
      const { id } = await createAbility(app.admin, {});
      const { mapping } = await admin(SAVE, { input: { abilityId: id, workflowId: WORKFLOW_IDS.echo, parameters: [] } });
      const answers = await Promise.all([1, 2, 3].map(() => admin(PUBLISH, { input: { id: mapping.id } })));
      expect(answers.filter(({ __typename }: Data) => __typename === "PublishWorkflowMappingPayload")).toHaveLength(1);
      expect(await versions(id)).toEqual(["1 PUBLISHED"]);
    });

    test("constants, nested fields and required ones make the parameters that the engine is sent", async () => {
      const parameters = [
        { target: "city", field: "/address/city" },
        { target: "second", field: "/list/1" },
        { target: "fixed", constant: { deep: [1, "二", null] } },
        { target: "absent", field: "/address/zip" },
        { target: "needed", field: "/need", required: true },
      ];
      const { key } = await publishAbility(app.admin, {
        workflowId: WORKFLOW_IDS.instant,
        properties: { address: {}, list: {}, need: {} },
        parameters,
      });
      const form = { address: { city: "上海" }, list: ["x", "y"], need: false };
      const { output } = await accept(app.admin, key, { form, waitMs: 10_000 });
      expect(output.echo).toEqual({ city: "上海", second: "y", fixed: { deep: [1, "二", null] }, needed: false });
      expect(await invoke(app.admin, key, { form: { address: {} } })).toMatchObject({
        code: "MAPPING_FAILED",
        message: expect.stringContaining("/need"),
      });
    });
  });

  describe("pages and filters", () => {
    beforeAll(async () => {
      await Promise.all(
        upTo(250).map((n) =>
          createAbility(app.admin, {
            key: `page-${String(n).padStart(3, "0")}`,
            fields: { name: n === 7 ? "100%_done" : "Page", category: n % 2 ? "odd" : "even" },
          }),
        ),
      );
    });
    const list = async (filter: object, first = 100) => {
      const pages: Data[][] = [];
      for (let after: string | undefined, more = true; more; ) {
        const { nodes, pageInfo } = await admin(
          "query($first: Int!, $after: Cursor, $filter: AbilityFilter) { abilities(first: $first, after: $after, filter: $filter) { nodes { key name } pageInfo { hasNextPage hasPreviousPage endCursor } } }",
          { first, after, filter },
        );
        expect(pageInfo.hasPreviousPage).toBe(after !== undefined);
        pages.push(nodes);
        after = pageInfo.endCursor;
        more = pageInfo.hasNextPage;
      }
      return pages;
    };
    const expected = (take: (n: number) => boolean = () => true) =>
      upTo(250)
        .filter(take)
        .map((n) => `page-${String(n).padStart(3, "0")}`);
    const keys = (pages: Data[][]) => pages.flat().map(({ key }) => key);

    test("250 abilities come in three pages of at most 100, each once, while others are added", async () => {
      const pages = await list({ search: "page-" });
      expect(pages.map((page) => page.length)).toEqual([100, 100, 50]);
      expect(keys(pages)).toEqual(expected());
    });

    test("filters narrow the pages", async () => {
      expect(keys(await list({ categories: ["odd"] }, 30))).toEqual(expected((n) => n % 2 === 1));
      expect(keys(await list({ search: "PAGE-02", categories: ["even"] }))).toEqual([
        "page-020",
        "page-022",
        "page-024",
        "page-026",
        "page-028",
      ]);
      expect(keys(await list({ statuses: ["ACTIVE"], search: "page-" }))).toEqual([]);
      expect(keys(await list({ statuses: ["DRAFT", "ACTIVE"], search: "page-25" }))).toEqual(["page-250"]);
      for (const search of ["100%_", "%", "_done"]) expect(keys(await list({ search })), search).toEqual(["page-007"]);
      expect(keys(await list({ statuses: [] }))).toEqual([]);
    });
  });
});
