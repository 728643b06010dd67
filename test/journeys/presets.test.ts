import "reflect-metadata";
/** Values to begin a form with: written by admins, or captured from a call with what came of it. On SQLite, and on MariaDB with Redis. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { Data, TestClient } from "../support/client.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, run, upTo } from "../support/operations.js";
import { createAbility, publishAbility, type SeededAbility } from "../support/seed.js";
import { sharedRedisUrl } from "../support/services.js";
import { storedOperation } from "../support/stored-operations.js";
import { tokenOf } from "../support/tokens.js";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const CREATE = storedOperation("CreateAbilityPreset");
const CAPTURE = storedOperation("CaptureAbilityExample");
const UPDATE = storedOperation("UpdateAbilityPreset");
const DELETE = storedOperation("DeleteAbilityPreset");
const LIST = storedOperation("AbilityPresets");
const ONE = storedOperation("AbilityPreset");
const CHANGE_FORM = "mutation($input: UpdateAbilityInput!) { updateAbility(input: $input) { ... on DomainError { code } } }";

describeEachDatabase("presets", (makeUrl, dialect) => {
  let app: TestApp;
  let ann: TestClient;
  beforeAll(async () => {
    app = await startTestApp({ databaseUrl: await makeUrl(), ...(dialect === "mysql" && { redisUrl: await sharedRedisUrl() }) });
    ann = app.as(await tokenOf({ id: "ann" }));
  });
  afterAll(() => app?.stop());

  const properties = {
    a: { type: "integer" },
    tone: { enum: ["calm", "loud"], default: "calm" },
    key: { type: "string", "x-secret": true },
  };
  const published = (): Promise<SeededAbility> =>
    publishAbility(app.admin, {
      workflowId: WORKFLOW_IDS.instant,
      properties,
      required: ["a", "key"],
      parameters: [
        { target: "a", field: "/a" },
        { target: "tone", field: "/tone" },
      ],
    });
  const admin = (document: string, input: object): Promise<Data> => run(app.admin, document, { input });
  const listed = async (client: TestClient, key: string, kind?: string): Promise<Data[]> =>
    (await run(client, LIST, { key, kind })).presets;

  test("are complete but for secrets, and read by everybody who sees the ability", async () => {
    const { id: abilityId, key } = await published();
    const { preset } = await admin(CREATE, { abilityId, name: "Calm 平静", description: "To begin with", input: { a: 1 } });
    expect(preset).toMatchObject({
      kind: "PRESET",
      name: "Calm 平静",
      formRevision: 1,
      fits: true,
      input: { a: 1, tone: "calm" },
      output: null,
      revision: 1,
    });
    expect(await listed(ann, key)).toEqual([preset]);
    expect(await run(ann, ONE, { id: preset.id })).toMatchObject({ ...preset, ability: { key } });
    expect(await run(ann, "query($id: ID!) { node(id: $id) { __typename id } }", { id: preset.id })).toEqual({
      __typename: "AbilityPreset",
      id: preset.id,
    });
  });

  test("are refused where the form would refuse them, or where they would keep a secret", async () => {
    const { id: abilityId } = await published();
    const missing = await admin(CREATE, { abilityId, name: "x", input: { tone: "calm" } });
    expect(missing).toMatchObject({ code: "FORM_INVALID", fieldErrors: [{ path: "/a", code: "FIELD_REQUIRED" }] });
    const secret = await admin(CREATE, { abilityId, name: "x", input: { a: 1, key: "hush" } });
    expect(secret).toMatchObject({ fieldErrors: [{ path: "/key", message: "A preset keeps no secrets. Leave this field out." }] });
    expect(await admin(CREATE, { abilityId, name: " ", input: { a: 1 } })).toMatchObject({
      fieldErrors: [{ path: "/name", code: "FIELD_REQUIRED" }],
    });
  });

  test("an example is what a call was given, what came of it and how long it took; nobody sees its secret", async () => {
    const { key } = await published();
    const call = await accept(ann, key, { form: { a: 7, key: "hush-hush" }, waitMs: 20_000 });
    const boss = app.as(await tokenOf({ id: "boss", role: "admin" }));
    const { preset } = await run(boss, CAPTURE, { input: { invocationId: call.id, name: "Seven" } });
    expect(preset).toMatchObject({
      kind: "EXAMPLE",
      input: { a: 7, tone: "calm" },
      output: call.output,
      durationMs: call.durationMs,
      fits: true,
    });
    expect(preset.input).not.toHaveProperty("key");
    expect((await listed(ann, key, "EXAMPLE")).map(({ name }) => name)).toEqual(["Seven"]);
    expect(await listed(ann, key, "PRESET")).toEqual([]);
    const changed = await run(boss, UPDATE, { input: { id: preset.id, expectedRevision: 1, input: { a: 8 } } });
    expect(changed).toMatchObject({ code: "BAD_USER_INPUT", message: /belongs to its output/ });
  });

  test("an example does not tell a secret that its workflow repeated to the caller", async () => {
    const { key } = await publishAbility(app.admin, {
      workflowId: WORKFLOW_IDS.instant,
      properties: { login: { type: "object", properties: { pin: { type: "string", "x-secret": true } } } },
      parameters: [{ target: "login", field: "/login" }],
    });
    const boss = app.as(await tokenOf({ id: "boss", role: "admin" }));
    const call = await accept(ann, key, { form: { login: { pin: "720799331" } }, waitMs: 20_000 });
    expect(JSON.stringify(call.output)).toContain("720799331");
    const { preset } = await run(boss, CAPTURE, { input: { invocationId: call.id, name: "Login" } });
    expect(preset).toMatchObject({ input: { login: {} }, output: { echo: { login: { pin: "••••" } } } });
    expect(JSON.stringify([await listed(ann, key), await app.sql("SELECT * FROM audit_log")])).not.toContain("720799331");
  });

  test("only what succeeded can be an example", async () => {
    const failing = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.fails, properties: { a: {} }, parameters: [] });
    const boss = app.as(await tokenOf({ id: "boss", role: "admin" }));
    const failed = await accept(boss, failing.key, { waitMs: 20_000 });
    expect(await run(boss, CAPTURE, { input: { invocationId: failed.id, name: "x" } })).toMatchObject({
      code: "BAD_USER_INPUT",
      message: /succeeded/,
    });
    const waiting = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.ask, properties: { a: {} }, parameters: [] });
    const asked = await accept(boss, waiting.key, { waitMs: 20_000 });
    expect(await run(boss, CAPTURE, { input: { invocationId: asked.id, name: "x" } })).toMatchObject({ code: "INVOCATION_NOT_FINAL" });
  });

  test("change under an optimistic lock, say when the form has outgrown them, and go; each change is in the audit log", async () => {
    const { id: abilityId, key } = await published();
    const { preset } = await admin(CREATE, { abilityId, name: "One", input: { a: 1 } });
    const renamed = await admin(UPDATE, { id: preset.id, expectedRevision: 1, name: "Uno", description: null });
    expect(renamed.preset).toMatchObject({ name: "Uno", revision: 2, input: { a: 1 } });
    expect(await admin(UPDATE, { id: preset.id, expectedRevision: 1, name: "Eins" })).toMatchObject({ code: "CONFLICT" });
    await admin(CHANGE_FORM, {
      id: abilityId,
      expectedRevision: 2,
      form: { schema: { type: "object", properties: { a: { type: "string" } } } },
    });
    expect(await listed(ann, key)).toMatchObject([{ fits: false, formRevision: 1 }]);
    const filled = await admin(UPDATE, { id: preset.id, expectedRevision: 2, input: { a: "1" } });
    expect(filled.preset).toMatchObject({ fits: true, formRevision: 2, revision: 3 });
    expect((await admin(DELETE, { id: preset.id })).preset).toEqual({ id: preset.id });
    expect(await admin(DELETE, { id: preset.id })).toMatchObject({ code: "NOT_FOUND" });
    expect(await listed(ann, key)).toEqual([]);
    const actions = await app.sql("SELECT action FROM audit_log WHERE subject_id = ? ORDER BY id", [preset.id]);
    expect(actions.map(({ action }) => action)).toEqual(["preset.create", "preset.update", "preset.update", "preset.delete"]);
  });

  test("are an admin's to write, and of drafts an operator's to read", async () => {
    const draft = await createAbility(app.admin, { properties: { a: {} } });
    const { preset } = await admin(CREATE, { abilityId: draft.id, name: "x", input: {} });
    expect(await run(ann, ONE, { id: preset.id })).toBeNull();
    for (const [document, input] of [
      [CREATE, { abilityId: draft.id, name: "x", input: {} }],
      [UPDATE, { id: preset.id, expectedRevision: 1 }],
      [DELETE, { id: preset.id }],
    ] as const) {
      expect(await run(ann, document, { input })).toMatchObject({ code: "FORBIDDEN" });
    }
  });

  test("an ability has at most 100 of them", async () => {
    const { id: abilityId } = await createAbility(app.admin, { properties: { a: {} } });
    const { preset } = await admin(CREATE, { abilityId, name: "first", input: {} });
    const columns = "ability_id,kind,name,form_revision,input,created_by,revision,created_at,updated_at";
    for (const n of upTo(99))
      await app.sql(`INSERT INTO ability_presets (id,${columns}) SELECT ?, ${columns} FROM ability_presets WHERE id = ?`, [
        `${preset.id.slice(0, -3)}${n}`,
        preset.id,
      ]);
    expect(await admin(CREATE, { abilityId, name: "one too many", input: {} })).toMatchObject({
      code: "PRESET_LIMIT_REACHED",
      message: /at most 100/,
    });
    await admin(DELETE, { id: preset.id });
    expect(await admin(CREATE, { abilityId, name: "in its place", input: {} })).toMatchObject({ preset: { name: "in its place" } });
  });
});
