import "reflect-metadata";
/** What a call would send and what an earlier one sent: previews that touch nothing, and payloads built again to the byte. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { createSimulator } from "../../src/simulator/simulator.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { Data, TestClient } from "../support/client.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, FIELDS_REFUSED, run } from "../support/operations.js";
import { createAbility, publishAbility, publishMapping, type RuleInput, SAVE } from "../support/seed.js";
import { tokenOf } from "../support/tokens.js";

const PAYLOAD = `payload {
  text masked hash parameters { target fedBy field expression value converted { from to } dropped warning }
}`;
const PREVIEW = `query Preview($input: PreviewInvocationInput!) {
  previewInvocation(input: $input) {
    __typename
    ... on InvocationPreview {
      ${PAYLOAD} form formRevision hiddenFields defaultedFields obstacles { code message }
      mapping { id version state provider connection workflowId mode }
    }
    ${FIELDS_REFUSED}
  }
}`;
const EXPLAIN = `query Explain($id: ID!) {
  explainInvocation(id: $id) { verdict causes { input message } changedParameters ${PAYLOAD} invocation { id provenance { payloadHash } } }
}`;
const PROVENANCE = `query Provenance($id: ID!) {
  invocation(id: $id) { provenance { formRevision mappingVersion engineFingerprint payloadHash mapping { version } } }
}`;
const TABLES =
  "abilities workflow_mappings ability_invocation_logs ability_invocation_payloads ability_invocation_events idempotency_keys audit_log".split(
    " ",
  );

const { instant, write } = WORKFLOW_IDS;
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const preview = (client: TestClient, input: object): Promise<Data> => run(client, PREVIEW, { input });
const explain = (client: TestClient, id: string): Promise<Data> => run(client, EXPLAIN, { id });
const provenance = async (client: TestClient, id: string): Promise<Data> => (await run(client, PROVENANCE, { id })).provenance;

describeEachDatabase("payloads", (makeUrl) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ databaseUrl: await makeUrl() });
  });
  afterAll(() => app?.stop());

  const rowCounts = () => Promise.all(TABLES.map(async (table) => Number((await app.sql(`SELECT COUNT(*) AS n FROM ${table}`))[0]?.n)));
  const lastBody = (): string => app.simulator.history().findLast(({ path }) => path.startsWith("/v1/workflow/"))?.body ?? "";

  test("what a preview shows are the bytes that the engine then gets, that are hashed, and that an explanation builds again", {
    timeout: 60_000,
  }, async () => {
    const ability = await publishAbility(app.admin, {
      workflowId: instant,
      parameters: [
        { target: "z_form", field: "" },
        { target: "b", field: "/b" },
        { target: "a_text", field: "/a", type: "STRING" },
        { target: "nothing", field: "/nobody/sends/this" },
        { target: "computed", expression: "{'keys': $keys(form), 'b': form.b, 'who': caller.id & '/' & ability.key}" },
        { target: "now_and_then", expression: "$count(form.list)", when: "$exists(form.list)" },
      ],
    });
    const text = fc.string({ unit: "grapheme", maxLength: 20 }).filter((value) => !value.includes("\0"));
    const json = fc.jsonValue({ maxDepth: 3, stringUnit: "grapheme" }).filter((value) => !/\\u0000/.test(JSON.stringify(value)));
    const form = fc.record({ a: text, b: json, list: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 4 }) });
    await fc.assert(
      fc.asyncProperty(form, async (values) => {
        const { payload } = await preview(app.admin, { abilityKey: ability.key, form: values });
        const { id } = await accept(app.admin, ability.key, { form: values, waitMs: 20_000 });
        expect(lastBody()).toContain(`"parameters":${payload.text}}`);
        expect(payload.hash).toBe(sha256(payload.text));
        const [kept] = await app.sql("SELECT parameters FROM ability_invocation_payloads WHERE invocation_id = ?", [id]);
        expect(kept?.parameters).toBe(payload.text);
        expect((await provenance(app.admin, id)).payloadHash).toBe(payload.hash);
        expect(await explain(app.admin, id)).toMatchObject({ verdict: "EQUAL", causes: [], changedParameters: [], payload });
      }),
      // Of many calls each, what fails is found soon enough as it is.
      { numRuns: 12, endOnFailure: true },
    );
  });

  test("a preview of a draft says where everything came from, and neither asks the engine nor writes anything", async () => {
    const schema = {
      type: "object",
      properties: {
        city: { type: "string" },
        nights: { type: "integer", default: 2 },
        boat: { type: "boolean" },
        captain: { type: "string" },
      },
    };
    const ability = await publishAbility(app.admin, {
      workflowId: write,
      properties: {},
      fields: {
        form: { schema, uiSchema: { captain: { "ui:visibleWhen": { properties: { boat: { const: true } }, required: ["boat"] } } } },
      },
    });
    const parameters: RuleInput[] = [
      { target: "topic", field: "/city", required: true },
      { target: "words", field: "/nights", type: "STRING" },
      { target: "captain", field: "/captain" },
      { target: "tone", field: "/tone", default: "calm" },
      { target: "sail", constant: 7, when: "form.boat" },
      { target: "total", expression: "form.nights * 3", type: "INTEGER" },
    ];
    const saved = await run(app.admin, SAVE, { input: { abilityId: ability.id, workflowId: instant, parameters } });
    const [calls, counts] = [app.simulator.history().length, await rowCounts()];

    const form = { city: "Oslo", boat: false, captain: "Nemo" };
    const shown = await preview(app.admin, { abilityId: ability.id, form, mappingId: saved.mapping.id });
    expect(shown).toMatchObject({
      __typename: "InvocationPreview",
      mapping: { id: saved.mapping.id, version: 2, state: "DRAFT", provider: "COZE_WORKFLOW", connection: "default", workflowId: instant },
      ...{ form: { city: "Oslo", nights: 2, boat: false }, formRevision: 1, hiddenFields: ["/captain"], defaultedFields: ["/nights"] },
      ...{ obstacles: [], payload: { masked: false, text: '{"tone":"calm","topic":"Oslo","total":6,"words":"2"}' } },
    });
    expect(shown.payload.parameters).toMatchObject([
      { target: "topic", fedBy: "FIELD", field: "/city", value: "Oslo", converted: null, dropped: null },
      { target: "words", fedBy: "FIELD", value: "2", converted: { from: "number", to: "STRING" } },
      { target: "captain", fedBy: "NONE", field: "/captain", value: null, dropped: "ABSENT" },
      { target: "tone", fedBy: "DEFAULT", value: "calm" },
      { target: "sail", fedBy: "NONE", value: null, dropped: "CONDITION" },
      { target: "total", fedBy: "EXPRESSION", expression: "form.nights * 3", value: 6 },
    ]);
    // The published one serves by default, also while the ability is paused, which is said.
    await app.sql("UPDATE abilities SET gateway_status = 'PAUSED' WHERE ability_key = ?", [ability.key]);
    const published = await preview(app.admin, { abilityKey: ability.key, form });
    expect(published).toMatchObject({ mapping: { version: 1, workflowId: write }, payload: { text: "{}" } });
    expect(published.obstacles).toMatchObject([{ code: "ABILITY_PAUSED" }]);

    expect(await preview(app.admin, { abilityId: ability.id, form: { nights: "two" } })).toMatchObject({
      __typename: "ValidationFailed",
      fieldErrors: [{ path: "/nights", code: "FIELD_TYPE" }],
    });
    expect(await preview(app.admin, { abilityId: ability.id, form: {}, mappingId: saved.mapping.id })).toMatchObject({
      __typename: "OperationRefused",
      code: "MAPPING_FAILED",
      message: expect.stringMatching(/topic.*\/city/),
    });
    expect(await preview(app.as(await tokenOf({ id: "ulf" })), { abilityId: ability.id, form })).toMatchObject({
      __typename: "PermissionDenied",
    });
    expect(app.simulator.history()).toHaveLength(calls);
    expect(await rowCounts()).toEqual(counts);
  });

  test("what is secret in a form stays so in a preview, whatever rules make of it", async () => {
    const properties = { key: { type: "string", "x-secret": true }, pin: { type: "string", "x-secret": true }, note: { type: "string" } };
    const ability = await publishAbility(app.admin, {
      ...{ workflowId: instant, properties },
      parameters: [
        { target: "key", field: "/key" },
        { target: "pin", field: "/pin", type: "INTEGER" },
        { target: "all", field: "" },
        { target: "header", expression: "'Bearer ' & form.key" },
        { target: "backwards", expression: "$join($reverse($split(form.key, '')))" },
        { target: "note", expression: "$uppercase(form.note)" },
      ],
    });
    const form = { key: "hush-hush", pin: "4711", note: "see hush" };
    const answer = await app.admin.execute(PREVIEW, { input: { abilityKey: ability.key, form } });
    const { payload, ...shown } = answer.ok().previewInvocation;
    expect(shown.form).toEqual({ key: "••••", pin: "••••", note: "see hush" });
    expect(payload.masked).toBe(true);
    expect(JSON.parse(payload.text)).toEqual({
      ...{ key: "••••", pin: "••••", header: "••••", backwards: "••••", note: "SEE HUSH" },
      all: { key: "••••", pin: "••••", note: "see hush" },
    });
    for (const part of ["hush-hush", "hsuh", "4711"]) expect(JSON.stringify(answer.data)).not.toContain(part);
    // Nor in the explanation of the call, which builds the same bytes.
    const { id } = await accept(app.admin, ability.key, { form, waitMs: 20_000 });
    const explained = await app.admin.execute(EXPLAIN, { id });
    expect(explained.ok().explainInvocation).toMatchObject({ verdict: "EQUAL", causes: [], changedParameters: [], payload });
    for (const part of ["hush-hush", "hsuh", "4711"]) expect(JSON.stringify(explained.data)).not.toContain(part);
    expect((await provenance(app.admin, id)).payloadHash).toBe(payload.hash);
    const set = (parameters: string) =>
      app.sql("UPDATE ability_invocation_payloads SET parameters = ? WHERE invocation_id = ?", [parameters, id]);
    await set("sealed.with-a-key-that-is-gone");
    expect(await explain(app.admin, id)).toMatchObject({ verdict: "NOT_REBUILT", causes: [{ input: "SECRETS" }], payload: null });
    // What a rule cannot use is not quoted either.
    const letters = await preview(app.admin, { abilityKey: ability.key, form: { ...form, pin: "four-seven-eleven" } });
    expect(letters).toMatchObject({ code: "MAPPING_FAILED", message: expect.stringContaining("pin") });
    expect(letters.message).not.toContain("eleven");
    const exact = { ...form, header: "Bearer hush-hush", backwards: "hsuh-hsuh", note: "SEE HUSH", pin: 4711, all: form };
    const sorted = JSON.stringify(Object.fromEntries(Object.entries(exact).sort(([one], [other]) => (one < other ? -1 : 1))));
    expect(payload.hash).toBe(sha256(sorted.replace(JSON.stringify(form), '{"key":"hush-hush","note":"see hush","pin":"4711"}')));
  });

  test("a preview needs a version of that very ability", async () => {
    const [one, other] = [await createAbility(app.admin, {}), await publishAbility(app.admin, { workflowId: instant })];
    expect(await preview(app.admin, { abilityId: one.id, form: {} })).toMatchObject({ code: "ABILITY_NOT_PUBLISHED" });
    expect(await preview(app.admin, { abilityId: one.id, form: {}, mappingId: other.mappingId })).toMatchObject({ code: "NOT_FOUND" });
    await app.sql("UPDATE workflow_mappings SET connection = 'gone' WHERE id = ?", [other.mappingId]);
    const { obstacles } = await preview(app.admin, { abilityId: other.id, form: {}, mappingId: other.mappingId });
    expect(obstacles).toMatchObject([{ code: "CONNECTION_UNKNOWN" }]);
  });

  test("an earlier call is explained by what it was made of then, and whatever is missing is named", async () => {
    const seed = {
      workflowId: instant,
      properties: { a: { type: "string" } },
      parameters: [
        { target: "said", field: "/a" },
        { target: "by", expression: "caller.id & ' of ' & caller.tenant & ' at ' & now & ' with ' & ability.name & ' ' & $now()" },
      ],
    };
    const ability = await publishAbility(app.admin, seed);
    const [anna, operator, stranger] = await Promise.all([
      tokenOf({ id: "anna" }),
      tokenOf({ id: "olga", role: "operator" }),
      tokenOf({ id: "olga", role: "operator", tenant: "other" }),
    ]);
    const { id } = await accept(app.as(anna), ability.key, { form: { a: "hello" }, waitMs: 20_000 });
    const sent = JSON.parse(lastBody()).parameters;
    await publishMapping(app.admin, ability.id, { ...seed, parameters: [] });
    await app.sql("UPDATE abilities SET name = 'Renamed' WHERE ability_key = ?", [ability.key]);

    const olga = app.as(operator);
    const before = await explain(olga, id);
    expect(before).toMatchObject({ verdict: "EQUAL", causes: [], invocation: { id, provenance: { payloadHash: before.payload.hash } } });
    expect(JSON.parse(before.payload.text)).toEqual(sent);
    expect(sent.by).toMatch(/^anna of acme at \d{4}-.* with ability-/);
    expect(await provenance(olga, id)).toMatchObject({ formRevision: 1, mappingVersion: 1, mapping: { version: 1 } });
    expect(await provenance(app.as(anna), id)).toBeNull();
    expect((await app.as(anna).execute(EXPLAIN, { id })).codes).toEqual(["FORBIDDEN"]);
    expect((await app.as(stranger).execute(EXPLAIN, { id })).codes).toEqual(["NOT_FOUND"]);

    const RETRY = `mutation($id: ID!) { retryInvocation(input: { id: $id, version: ORIGINAL, waitMs: 20000 }) {
      ... on InvocationAccepted { invocation { id } } ... on DomainError { code message } } }`;
    const again = await run(olga, RETRY, { id });
    expect(JSON.parse(lastBody()).parameters).toEqual(sent);
    expect(await explain(olga, again.invocation.id)).toMatchObject({ verdict: "EQUAL", payload: { text: before.payload.text } });

    const set = (column: string, value: string | null) =>
      app.sql(`UPDATE ability_invocation_payloads SET ${column} = ? WHERE invocation_id = ?`, [value, id]);
    await set("parameters", '{"said":"something else"}');
    expect(await explain(olga, id)).toMatchObject({
      verdict: "EQUAL",
      causes: [{ input: "PARAMETERS" }],
      changedParameters: ["said", "by"],
    });
    await set("parameters", JSON.stringify(sent));
    await set("parameters", "spoilt");
    expect(await explain(olga, id)).toMatchObject({ verdict: "EQUAL", causes: [{ input: "PARAMETERS" }] });
    await set("parameters", JSON.stringify(sent));
    await set("form", '{"a":"changed"}');
    expect(await explain(olga, id)).toMatchObject({ verdict: "DIFFERENT", causes: [{ input: "FORM" }], changedParameters: ["said"] });
    await set("mapping_context", null);
    expect(await explain(olga, id)).toMatchObject({ verdict: "NOT_REBUILT", causes: [{ input: "CONTEXT" }], payload: null });
    await app.sql("DELETE FROM ability_invocation_payloads WHERE invocation_id = ?", [id]);
    await app.sql("DELETE FROM workflow_mappings WHERE id = ?", [ability.mappingId]);
    const gone = await explain(olga, id);
    expect(gone).toMatchObject({ verdict: "NOT_REBUILT", causes: [{ input: "FORM" }, { input: "MAPPING_VERSION" }], payload: null });
    expect(await provenance(olga, id)).toMatchObject({ mappingVersion: 1, mapping: null });
  });

  test("a call of an earlier version, which kept no hash, is compared with what it kept", async () => {
    const ability = await publishAbility(app.admin, { workflowId: instant, properties: { a: {} } });
    const { id } = await accept(app.admin, ability.key, { form: { a: [1, { b: null }] }, waitMs: 20_000 });
    await app.sql("UPDATE ability_invocation_logs SET payload_hash = NULL WHERE invocation_id = ?", [id]);
    expect(await explain(app.admin, id)).toMatchObject({ verdict: "EQUAL", causes: [], payload: { text: '{"a":[1,{"b":null}]}' } });
  });
});

test("a call records the inputs of its workflow as they were known, where the engine tells them", async () => {
  const simulator = createSimulator({ flavour: "hosted" });
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const app = await startTestApp({ simulator, env: { COZE_FLAVOUR: "hosted" } });
  onTestFinished(app.stop);
  const properties = { topic: { type: "string" } };
  const ability = await publishAbility(app.admin, { workflowId: write, properties });
  const { id } = await accept(app.admin, ability.key, { form: { topic: "tides" }, waitMs: 20_000 });
  const { engineFingerprint } = await provenance(app.admin, id);
  expect(engineFingerprint).toMatch(/^[0-9a-f]{16,64}$/);
  const other = await publishAbility(app.admin, { workflowId: instant, properties });
  const second = await accept(app.admin, other.key, { form: { topic: "tides" }, waitMs: 20_000 });
  expect((await provenance(app.admin, second.id)).engineFingerprint).not.toBe(engineFingerprint);
});
