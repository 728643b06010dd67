import "reflect-metadata";
/** What admins change is written down with what it was: every mutation of the schema, and who may call which. */
import { readFile } from "node:fs/promises";
import { buildSchema } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { Data, TestClient } from "../support/client.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, run } from "../support/operations.js";
import { newKey, publishAbility } from "../support/seed.js";
import { tokenOf } from "../support/tokens.js";

const schema = buildSchema(await readFile(new URL("../../schema/schema.graphql", import.meta.url), "utf8"));

/** Mutations that change nothing an admin has set, and where it is written down what they do. */
const NO_CHANGES: Readonly<Record<string, string>> = {
  invokeAbility: "the log of invocations",
  retryInvocation: "the log of invocations",
  cancelInvocation: "the events of the invocation",
  resumeInvocation: "the events of the invocation",
  registerFile: "the file itself, which is its caller's",
  replayInvocations: "the set of repetitions, with its owner",
  abortReplay: "the set of repetitions",
  checkWorkflowMapping: "the check",
  runGoldenCases: "the run, with who started it",
  testWebhook: "the delivery",
  redeliverWebhook: "the delivery",
};

type Kind = "added" | "changed" | "removed";

interface Step {
  readonly mutation: string;
  readonly kind: Kind;
  readonly action: string;
  /** From what earlier steps gave. */
  readonly input: (made: Made) => object;
  /** Selected of the payload. */
  readonly select?: string;
  readonly keep?: (payload: Data, made: Made) => void;
}

interface Made {
  abilityId: string;
  revision: number;
  first: string;
  draft: string;
  presetId: string;
  caseId: string;
  invocationId: string;
  webhookId: string;
}

const { instant } = WORKFLOW_IDS;
const canvas = (name: string) => JSON.stringify({ nodes: [{ type: "1", data: { outputs: [{ name, type: "string" }] } }] });
const imported = (name: string) => () => ({ workflowId: "7500000000000000009", canvas: canvas(name) });
const ability = (made: Made) => ({ id: made.abilityId });
const webhook = (made: Made) => ({ id: made.webhookId });
const keepRevision = (payload: Data, made: Made) => {
  made.revision = payload.ability.revision;
};
const HOOK = "https://hooks.example.com/told?token=hush-hush&place=1";

const STEPS: readonly Step[] = [
  {
    ...{ mutation: "createAbility", kind: "added", action: "ability.create", select: "ability { id revision }" },
    input: () => ({ key: newKey("audited"), name: "Audited", form: { schema: { type: "object", properties: { a: { type: "string" } } } } }),
    keep(payload, made) {
      made.abilityId = payload.ability.id;
      keepRevision(payload, made);
    },
  },
  {
    ...{ mutation: "updateAbility", kind: "changed", action: "ability.update" },
    input: (made) => ({ ...ability(made), expectedRevision: made.revision, name: "Audited again", sideEffects: "READ_ONLY" }),
  },
  {
    ...{ mutation: "saveWorkflowMapping", kind: "added", action: "mapping.save", select: "mapping { id }" },
    input: ({ abilityId }) => ({ abilityId, workflowId: instant, parameters: [{ target: "a", field: "/a" }] }),
    keep(payload, made) {
      made.first = payload.mapping.id;
    },
  },
  {
    ...{ mutation: "saveWorkflowMapping", kind: "changed", action: "mapping.save" },
    input: ({ abilityId }) => ({ abilityId, workflowId: instant, parameters: [{ target: "b", field: "/a" }] }),
  },
  {
    // Nothing served before: there is nothing to show.
    ...{ mutation: "publishWorkflowMapping", kind: "added", action: "mapping.publish" },
    input: ({ first }) => ({ id: first }),
  },
  {
    ...{ mutation: "saveWorkflowMapping", kind: "added", action: "mapping.save", select: "mapping { id }" },
    input: ({ abilityId }) => ({ abilityId, workflowId: instant, parameters: [] }),
    keep(payload, made) {
      made.draft = payload.mapping.id;
    },
  },
  {
    ...{ mutation: "publishWorkflowMapping", kind: "changed", action: "mapping.publish" },
    input: ({ draft }) => ({ id: draft }),
  },
  {
    ...{ mutation: "rollbackWorkflowMapping", kind: "changed", action: "mapping.rollback" },
    input: ({ abilityId }) => ({ abilityId, version: 1 }),
  },
  { mutation: "importWorkflowCanvas", kind: "added", action: "workflow.import-canvas", input: imported("one") },
  { mutation: "importWorkflowCanvas", kind: "changed", action: "workflow.import-canvas", input: imported("two") },
  {
    ...{ mutation: "createAbilityPreset", kind: "added", action: "preset.create", select: "preset { id }" },
    input: ({ abilityId }) => ({ abilityId, name: "Begin", input: { a: "x" } }),
    keep(payload, made) {
      made.presetId = payload.preset.id;
    },
  },
  {
    ...{ mutation: "updateAbilityPreset", kind: "changed", action: "preset.update" },
    input: ({ presetId }) => ({ id: presetId, expectedRevision: 1, name: "Begin so" }),
  },
  { mutation: "deleteAbilityPreset", kind: "removed", action: "preset.delete", input: ({ presetId }) => ({ id: presetId }) },
  {
    ...{ mutation: "captureAbilityExample", kind: "added", action: "preset.capture" },
    input: ({ invocationId }) => ({ invocationId, name: "Seen" }),
  },
  {
    ...{ mutation: "saveGoldenCase", kind: "added", action: "golden.save", select: "goldenCase { id }" },
    input: ({ abilityId }) => ({ abilityId, name: "case", form: { a: "x" }, expectations: [] }),
    keep(payload, made) {
      made.caseId = payload.goldenCase.id;
    },
  },
  {
    ...{ mutation: "saveGoldenCase", kind: "changed", action: "golden.save" },
    input: ({ abilityId, caseId }) => ({ abilityId, id: caseId, expectedRevision: 1, name: "the case", form: {}, expectations: [] }),
  },
  { mutation: "deleteGoldenCase", kind: "removed", action: "golden.delete", input: ({ caseId }) => ({ id: caseId, expectedRevision: 2 }) },
  {
    ...{ mutation: "createWebhook", kind: "added", action: "webhook.create", select: "secret webhook { id }" },
    input: ({ abilityId }) => ({ abilityId, url: HOOK }),
    keep(payload, made) {
      made.webhookId = payload.webhook.id;
    },
  },
  {
    ...{ mutation: "updateWebhook", kind: "changed", action: "webhook.update" },
    input: (made) => ({ ...webhook(made), expectedRevision: 1, url: HOOK.replace("told", "heard") }),
  },
  { mutation: "pauseWebhook", kind: "changed", action: "webhook.pause", input: webhook },
  { mutation: "activateWebhook", kind: "changed", action: "webhook.activate", input: webhook },
  { mutation: "rotateWebhookSecret", kind: "changed", action: "webhook.rotateSecret", select: "secret", input: webhook },
  { mutation: "deleteWebhook", kind: "removed", action: "webhook.delete", select: "deletedId", input: webhook },
  { mutation: "pauseAbility", kind: "changed", action: "ability.pause", input: ability },
  { mutation: "activateAbility", kind: "changed", action: "ability.activate", input: ability },
  { mutation: "retireAbility", kind: "changed", action: "ability.retire", input: ability },
];

const capital = (name: string): string => name.replace(/^./, (first) => first.toUpperCase());
const documentOf = ({ mutation, select = "__typename" }: Pick<Step, "mutation" | "select">): string =>
  `mutation($input: ${capital(mutation)}Input!) { ${mutation}(input: $input) {
    __typename ... on ${capital(mutation)}Payload { ${select} } ... on DomainError { code message } } }`;

const LOG = `query($first: Int!, $after: Cursor, $filter: AuditFilterInput) { auditLog(first: $first, after: $after, filter: $filter) {
  nodes { id action actor subjectId before after changes { changes { pointer } } } edges { cursor } pageInfo { hasNextPage endCursor } } }`;
const log = (client: TestClient, variables: object = {}): Promise<Data> => run(client, LOG, { first: 100, ...variables });

test("every mutation of the schema is either in the table of changes, or is known to change nothing of the kind", () => {
  const all = Object.keys(schema.getMutationType()?.getFields() ?? {}).sort();
  const audited = [...new Set(STEPS.map(({ mutation }) => mutation))];
  expect([...audited, ...Object.keys(NO_CHANGES)].sort()).toEqual(all);
});

describeEachDatabase("the audit log", (makeUrl) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ databaseUrl: await makeUrl() });
  });
  afterAll(() => app?.stop());

  const seeded = async (): Promise<Made> => {
    const other = await publishAbility(app.admin, { workflowId: instant, properties: { a: {} }, fields: { sideEffects: "READ_ONLY" } });
    const { id } = await accept(app.as(await tokenOf({ id: "boss", role: "admin" })), other.key, { form: { a: 1 }, waitMs: 20_000 });
    const none = { abilityId: "", revision: 0, first: "", draft: "", presetId: "", caseId: "", webhookId: "" };
    return { ...none, invocationId: id };
  };

  test("has each change with what it was before and after, without secrets, and nobody else may make it", async () => {
    const boss = app.as(await tokenOf({ id: "boss", role: "admin" }));
    const [nobody, una, olga] = [app.as(), app.as(await tokenOf({ id: "una" })), app.as(await tokenOf({ id: "olga", role: "operator" }))];
    const made = await seeded();
    const secrets: string[] = [];
    for (const step of STEPS) {
      const [document, variables] = [documentOf(step), { input: step.input(made) }];
      const before = Number((await app.sql("SELECT COUNT(*) AS n FROM audit_log"))[0]?.n);
      expect((await nobody.execute(document, variables)).codes, step.mutation).toEqual(["UNAUTHENTICATED"]);
      for (const other of [una, olga])
        expect(["FORBIDDEN", "NOT_FOUND"], step.mutation).toContain((await run(other, document, variables)).code);
      expect(Number((await app.sql("SELECT COUNT(*) AS n FROM audit_log"))[0]?.n)).toBe(before);

      const payload = await run(boss, document, variables);
      expect(payload, step.mutation).toMatchObject({ __typename: `${capital(step.mutation)}Payload` });
      step.keep?.(payload, made);
      if (payload.secret) secrets.push(payload.secret);
      const { nodes } = await log(boss, { first: 1 });
      const [{ changes, ...entry }] = nodes;
      expect(entry, step.mutation).toMatchObject({ action: step.action, actor: "boss", subjectId: expect.any(String) });
      expect([entry.before !== null, entry.after !== null], step.mutation).toEqual([step.kind !== "added", step.kind !== "removed"]);
      expect(changes.changes.length, step.mutation).toBeGreaterThan(0);
    }
    expect(secrets).toHaveLength(2);
    const all = JSON.stringify(await app.sql("SELECT before_change, after_change FROM audit_log"));
    for (const secret of [...secrets, "hush-hush", "whsec_", "sealed.", "plain."]) expect(all).not.toContain(secret);
    expect(all).toContain("https://hooks.example.com/heard?token=");
  });

  test("is for admins, page by page; of what belongs to one tenant, for that tenant's", async () => {
    const [boss, stranger] = [
      app.as(await tokenOf({ id: "boss", role: "admin" })),
      app.as(await tokenOf({ id: "rival", role: "admin", tenant: "other" })),
    ];
    const { id } = await publishAbility(boss, { workflowId: instant });
    const created = await run(boss, documentOf({ mutation: "createWebhook", select: "webhook { id }" }), {
      input: { abilityId: id, url: HOOK },
    });
    const filter = { abilityId: id };
    const seen = (await log(boss, { filter })).nodes.map(({ action }: Data) => action);
    expect(seen).toEqual(["webhook.create", "mapping.publish", "mapping.save", "ability.create"]);
    // Abilities are the same for all tenants; webhooks are not.
    expect((await log(stranger, { filter })).nodes.map(({ action }: Data) => action)).toEqual(seen.slice(1));
    const [entry] = (await log(boss, { filter: { subjectId: created.webhook.id } })).nodes;
    const NODE = "query($id: ID!) { node(id: $id) { ... on AuditEntry { action } } }";
    expect(await run(boss, NODE, { id: entry.id })).toEqual({ action: "webhook.create" });
    expect(await run(stranger, NODE, { id: entry.id })).toBeNull();
    for (const role of ["user", "operator"] as const) {
      const other = app.as(await tokenOf({ id: "olga", role }));
      expect((await other.execute(LOG, { first: 1 })).codes).toEqual(["FORBIDDEN"]);
      expect((await other.execute(NODE, { id: entry.id })).codes).toEqual(["FORBIDDEN"]);
    }
    const first = await log(boss, { filter, first: 3 });
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, endCursor: first.edges[2].cursor });
    const rest = await log(boss, { filter, first: 3, after: first.pageInfo.endCursor });
    expect([...first.nodes, ...rest.nodes].map(({ action }: Data) => action)).toEqual(seen);
    expect((await boss.execute(LOG, { first: 3, after: first.pageInfo.endCursor })).codes).toEqual(["INVALID_CURSOR"]);
  });

  test("says nothing of what callers do about calls of their own", async () => {
    const ability = await publishAbility(app.admin, { workflowId: instant });
    const una = app.as(await tokenOf({ id: "una" }));
    const { id } = await accept(una, ability.key, { waitMs: 20_000 });
    const made = await run(una, documentOf({ mutation: "createWebhook", select: "webhook { id }" }), {
      input: { invocationId: id, url: HOOK },
    });
    expect(await app.sql("SELECT id FROM audit_log WHERE subject_id = ?", [made.webhook.id])).toEqual([]);
    // An admin who meddles with it is told of.
    const boss = app.as(await tokenOf({ id: "boss", role: "admin" }));
    await run(boss, documentOf({ mutation: "pauseWebhook" }), { input: { id: made.webhook.id } });
    expect(await app.sql("SELECT action, actor_id FROM audit_log WHERE subject_id = ?", [made.webhook.id])).toEqual([
      { action: "webhook.pause", actor_id: "boss" },
    ]);
  });
});
