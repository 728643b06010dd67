import "reflect-metadata";
/** Forms at work: hidden fields, earlier revisions, and forms that nobody could use. On SQLite, and on MariaDB with Redis. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { Data, TestClient } from "../support/client.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, FIELDS_REFUSED, invoke, run, upTo } from "../support/operations.js";
import { createAbility, publishAbility, publishMapping } from "../support/seed.js";
import { sharedRedisUrl } from "../support/services.js";
import { tokenOf } from "../support/tokens.js";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const UPDATE = `mutation($input: UpdateAbilityInput!) {
  updateAbility(input: $input) { __typename ... on UpdateAbilityPayload { ability { revision form { revision } } } ${FIELDS_REFUSED} }
}`;
const REVISIONS = `query($id: ID!, $first: Int = 20, $after: Cursor) {
  abilityFormRevisions(abilityId: $id, first: $first, after: $after) {
    nodes { revision schema uiSchema createdAt createdBy } pageInfo { hasNextPage endCursor }
  }
}`;
const FORM_AT = "query($id: ID!, $revision: Int!) { formAt(abilityId: $id, revision: $revision) { revision schema createdBy } }";

const when = (name: string, value: unknown) => ({ properties: { [name]: { const: value } }, required: [name] });

interface FormChange {
  /** Of the ability, on top of which. */
  readonly revision: number;
  readonly schema: object;
  readonly uiSchema?: object | null | undefined;
}

describeEachDatabase("forms", (makeUrl, dialect) => {
  let app: TestApp;
  let ann: TestClient;
  beforeAll(async () => {
    app = await startTestApp({ databaseUrl: await makeUrl(), ...(dialect === "mysql" && { redisUrl: await sharedRedisUrl() }) });
    ann = app.as(await tokenOf({ id: "ann" }));
  });
  afterAll(() => app?.stop());

  const change = (id: string, { revision, schema, uiSchema = null }: FormChange): Promise<Data> =>
    run(app.admin, UPDATE, { input: { id, expectedRevision: revision, form: { schema: { type: "object", ...schema }, uiSchema } } });

  describe("fields that the form does not show", () => {
    // biome-ignore-start lint/suspicious/noThenProperty: a keyword of JSON Schema
    const schema = {
      properties: {
        kind: { enum: ["short", "long"], default: "short" },
        note: { type: "string", minLength: 3 },
        list: {
          type: "array",
          items: {
            type: "object",
            properties: { child: { type: "boolean" } },
            if: when("child", true),
            then: { properties: { age: { type: "integer" } }, required: ["age"] },
            unevaluatedProperties: false,
          },
        },
      },
      required: ["note"],
    };
    // biome-ignore-end lint/suspicious/noThenProperty: a keyword of JSON Schema
    const uiSchema = { note: { "ui:visibleWhen": when("kind", "long") } };

    test("reach neither the engine nor the log, and are not missed; those it does show are checked", async () => {
      const ability = await createAbility(app.admin, { properties: schema.properties });
      await change(ability.id, { revision: 1, schema, uiSchema });
      await publishMapping(app.admin, ability.id, { workflowId: WORKFLOW_IDS.instant, properties: schema.properties });
      const form = {
        note: "",
        list: [
          { child: false, age: 3 },
          { child: true, age: 3 },
        ],
      };
      const hidden = await accept(ann, ability.key, { form, waitMs: 20_000 });
      const left = { kind: "short", list: [{ child: false }, { child: true, age: 3 }] };
      expect(hidden).toMatchObject({ status: "SUCCEEDED", input: left, output: { echo: left } });
      expect(hidden.output.echo).toEqual(left);
      expect(await invoke(ann, ability.key, { form: { kind: "long", list: [{ child: true }] } })).toMatchObject({
        code: "FORM_INVALID",
        fieldErrors: [
          { path: "/note", code: "FIELD_REQUIRED" },
          { path: "/list/0/age", code: "FIELD_REQUIRED" },
        ],
      });
    });
  });

  describe("revisions", () => {
    test("are kept, each as it was, and read page by page and one by one", async () => {
      const { id } = await createAbility(app.admin, {
        properties: { a: { type: "string", title: "A", "x-i18n": { zh: { title: "甲" } } } },
      });
      for (const revision of [1, 2])
        await change(id, {
          revision,
          schema: { properties: { [`f${revision}`]: {} } },
          uiSchema: revision === 2 ? { f2: { "ui:widget": "x" } } : null,
        });
      const [newest] = [await run(app.admin, REVISIONS, { id, first: 2 })];
      expect(newest.nodes.map(({ revision, uiSchema }: Data) => [revision, uiSchema])).toEqual([
        [3, { f2: { "ui:widget": "x" } }],
        [2, null],
      ]);
      const rest = await run(app.admin, REVISIONS, { id, first: 2, after: newest.pageInfo.endCursor });
      expect(rest).toMatchObject({
        nodes: [{ revision: 1, createdAt: expect.any(String), createdBy: "service" }],
        pageInfo: { hasNextPage: false },
      });
      const chinese = await app.admin.execute(FORM_AT, { id, revision: 1 }, { "accept-language": "zh" });
      expect(chinese.ok().formAt.schema.properties.a).toEqual({ type: "string", title: "甲" });
      expect(await run(app.admin, FORM_AT, { id, revision: 9 })).toBeNull();
    });

    test("are not made by what leaves the form alone, nor by a change that is refused", async () => {
      const { id } = await createAbility(app.admin, { properties: { a: {} } });
      await run(app.admin, UPDATE, { input: { id, expectedRevision: 1, name: "Other" } });
      expect(await change(id, { revision: 2, schema: { properties: { a: {} } } })).toMatchObject({ ability: { form: { revision: 1 } } });
      expect(await change(id, { revision: 1, schema: { properties: { b: {} } } })).toMatchObject({ code: "CONFLICT" });
      expect((await run(app.admin, REVISIONS, { id })).nodes).toHaveLength(1);
    });

    test("of a draft are for those who see drafts; who made one is for operators", async () => {
      const draft = await createAbility(app.admin, {});
      const refused = await ann.execute(REVISIONS, { id: draft.id });
      expect(refused.codes).toEqual(["NOT_FOUND"]);
      const { id } = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties: { a: {} } });
      expect(await run(ann, FORM_AT, { id, revision: 1 })).toMatchObject({ revision: 1, createdBy: null });
    });

    test("a call filled in before the form grew is taken; one whose fields changed is told which", async () => {
      const ability = await publishAbility(app.admin, {
        workflowId: WORKFLOW_IDS.instant,
        properties: { a: { type: "string" }, b: { type: "integer" } },
      });
      const grown = { a: { type: "string", title: "Other words" }, b: { type: "integer" }, c: { default: 1 } };
      await change(ability.id, { revision: 2, schema: { properties: grown, required: ["c"] } });
      const taken = await accept(ann, ability.key, { form: { a: "x", b: 1 }, formRevision: 1, waitMs: 20_000 });
      expect(taken).toMatchObject({ status: "SUCCEEDED", input: { a: "x", b: 1, c: 1 } });
      const [row] = await app.sql("SELECT form_revision FROM ability_invocation_logs WHERE invocation_id = ?", [taken.id]);
      expect(Number(row?.form_revision)).toBe(2);

      await change(ability.id, { revision: 3, schema: { properties: { b: { type: "string" }, c: {}, d: {} }, required: ["d"] } });
      const refused = await invoke(ann, ability.key, { form: { a: "x", b: "1", d: 1 }, formRevision: 1 });
      expect(refused).toMatchObject({ __typename: "ValidationFailed", code: "FORM_REVISION_CHANGED" });
      expect(refused.fieldErrors.map(({ path, code }: Data) => `${path} ${code}`)).toEqual([
        "/a FIELD_CHANGED",
        "/b FIELD_CHANGED",
        "/d FIELD_CHANGED",
      ]);
      expect(await invoke(ann, ability.key, { form: {}, formRevision: 99 })).toMatchObject({
        code: "FORM_REVISION_CHANGED",
        fieldErrors: [],
      });
      expect(await accept(ann, ability.key, { form: { d: 1 }, formRevision: 3, waitMs: 20_000 })).toMatchObject({ status: "SUCCEEDED" });
    });
  });

  describe("forms that nobody could use", () => {
    const deep = upTo(40).reduce((inner): object => ({ properties: { a: inner } }), {});
    const doubled = (count: number): Record<string, object> =>
      Object.fromEntries(
        upTo(count).map((n) => [
          `a${n}`,
          n === count ? { type: "object" } : { allOf: [{ $ref: `#/$defs/a${n + 1}` }, { $ref: `#/$defs/a${n + 1}` }] },
        ]),
      );
    // biome-ignore format: a table
    const REFUSED: Record<string, [schema: object, uiSchema?: object]> = {
      "that are no schema": [{ properties: { a: { type: "text" } } }],
      "of 20,000 fields": [{ properties: Object.fromEntries(upTo(20_000).map((n) => [`f${n}`, { type: "string" }])) }],
      "nested without end": [deep],
      "that apply themselves to themselves": [{ properties: { a: { $ref: "#/$defs/a" } }, $defs: { a: { allOf: [{ $ref: "#/$defs/a" }] } } }],
      "with a pattern that may take for ever": [{ properties: { a: { type: "string", pattern: "^(a+)+$" } } }],
      "with a keyword that is misspelt": [{ properties: { a: { type: "string", maxLenght: 3 } } }],
      "with a secret that is misspelt": [{ properties: { a: { type: "string", "x-secrets": true } } }],
      "with a condition that is misspelt": [{ properties: { a: {} } }, { a: { "ui:visible-when": true } }],
      "of more parts than can be compiled soon": [{ properties: Object.fromEntries(upTo(2_000).map((n) => [`f${n}`, { type: "string" }])) }],
      "that refer twice to what refers twice, and so on": [{ allOf: [{ $ref: "#/$defs/a1" }], $defs: doubled(40) }],
      "with classes of characters without end": [{ properties: { a: { pattern: `^(${upTo(120).map((n) => `[${String.fromCharCode(0x4e00 + n)}]`).join("|")})*$` }, b: { pattern: `^(${upTo(120).map((n) => `[${String.fromCharCode(0x5e00 + n)}]`).join("|")})*$` } } }],
      "with more conditions than anybody can keep in mind": [{ allOf: upTo(201).map((n) => ({ if: { required: [`f${n}`] } })) }],
    };

    const measured = async (work: () => Promise<void>): Promise<number> => {
      const lag = monitorEventLoopDelay({ resolution: 10 });
      lag.enable();
      await work();
      lag.disable();
      return lag.max / 1e6;
    };
    /** Milliseconds that nobody else is answered, at most, on a machine that is busy with others. */
    const LONGEST_LAG = 5_000;

    test("are refused with a code, each of them, and the published version serves on", async () => {
      const ability = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties: { a: {} } });
      const lag = await measured(async () => {
        for (const [name, [schema, uiSchema]] of Object.entries(REFUSED)) {
          const answer = await change(ability.id, { revision: 2, schema, uiSchema });
          expect(answer, name).toMatchObject({ code: "BAD_USER_INPUT", message: /form schema at/ });
        }
      });
      expect(lag).toBeLessThan(LONGEST_LAG);
      expect(await accept(ann, ability.key, { form: { a: 1 }, formRevision: 1, waitMs: 20_000 })).toMatchObject({ status: "SUCCEEDED" });
      expect((await run(app.admin, REVISIONS, { id: ability.id })).nodes).toHaveLength(1);
    });

    test("values that would take for ever are refused soon, and the same ability serves on", async () => {
      const kinds = [1, 2].map((kind) => ({ type: "object", properties: { x: { $ref: "#/$defs/node" }, kind: { const: kind } } }));
      const tree = await createAbility(app.admin, {});
      await change(tree.id, { revision: 1, schema: { properties: { x: { $ref: "#/$defs/node" } }, $defs: { node: { anyOf: kinds } } } });
      await publishMapping(app.admin, tree.id, { workflowId: WORKFLOW_IDS.instant, properties: { x: {} } });
      const number = await publishAbility(app.admin, {
        workflowId: WORKFLOW_IDS.instant,
        properties: { n: { type: "string" } },
        parameters: [{ target: "n", field: "/n", type: "NUMBER" }],
      });
      const lag = await measured(async () => {
        const x = upTo(27).reduce((inner): object => ({ x: inner }), { kind: 3 });
        expect(await invoke(ann, tree.key, { form: { x } })).toMatchObject({
          code: "FORM_INVALID",
          fieldErrors: [{ code: "FORM_TOO_LARGE" }],
        });
        expect(await invoke(ann, number.key, { form: { n: `${"1".repeat(200_000)}x` } })).toMatchObject({ code: "MAPPING_FAILED" });
      });
      expect(lag).toBeLessThan(LONGEST_LAG);
      expect(await accept(ann, tree.key, { form: { x: { x: { kind: 2 } } }, waitMs: 20_000 })).toMatchObject({ status: "SUCCEEDED" });
      expect(await accept(ann, number.key, { form: { n: "12" }, waitMs: 20_000 })).toMatchObject({ status: "SUCCEEDED" });
    });

    test("values of 10,000 entries are answered, and too many are refused", async () => {
      const entry = { type: "object", properties: { n: { type: "integer" } }, additionalProperties: false };
      const { key } = await publishAbility(app.admin, {
        workflowId: WORKFLOW_IDS.instant,
        properties: { list: { type: "array", maxItems: 10_000, items: entry } },
      });
      const listOf = (count: number, value: unknown = 1) => ({ list: upTo(count).map(() => ({ n: value })) });
      expect(await accept(ann, key, { form: listOf(10_000), waitMs: 20_000 })).toMatchObject({ status: "SUCCEEDED" });
      expect((await invoke(ann, key, { form: listOf(10_000, "no") })).fieldErrors).toHaveLength(50);
      expect(await invoke(ann, key, { form: listOf(30_000) })).toMatchObject({
        code: "FORM_INVALID",
        fieldErrors: [{ code: "FORM_TOO_LARGE" }],
      });
    });
  });
});
