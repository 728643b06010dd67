import "reflect-metadata";
/** Who may ask what: every query of the schema, for nobody, a user, an operator and an admin, of this tenant and of another. */
import { readFile } from "node:fs/promises";
import { buildSchema } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { Data, TestClient } from "../support/client.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, run } from "../support/operations.js";
import { publishAbility, publishMapping } from "../support/seed.js";
import { tokenOf } from "../support/tokens.js";
import { registered } from "../support/webhook-operations.js";

const schema = buildSchema(await readFile(new URL("../../schema/schema.graphql", import.meta.url), "utf8"));

type Reader = "nobody" | "user" | "operator" | "admin";
const READERS: readonly Reader[] = ["nobody", "user", "operator", "admin"];

interface Question {
  readonly query: string;
  /** The least who may ask. */
  readonly from: Reader;
  /** Arguments and selection, with ids of what was made. */
  readonly text: (made: Made) => string;
  /** Told as `null` or an empty list, not as a refusal. */
  readonly hides?: boolean;
  /** What an admin of another tenant is told: as one of this tenant, or that it is not there. */
  readonly elsewhere?: "same" | "gone";
}

interface Made {
  readonly ability: string;
  readonly key: string;
  readonly mapping: string;
  readonly invocation: string;
  readonly webhook: string;
  readonly preset: string;
  readonly entry: string;
}

const NODES = "nodes { __typename }";
const QUESTIONS: readonly Question[] = [
  { query: "serverInfo", from: "nobody", text: () => "{ name }" },
  { query: "viewer", from: "user", text: () => "{ id }" },
  { query: "abilities", from: "user", text: () => `{ ${NODES} }` },
  { query: "ability", from: "user", text: ({ ability }) => `(id: "${ability}") { id }` },
  { query: "formAt", from: "user", text: ({ ability }) => `(abilityId: "${ability}", revision: 1) { revision }` },
  { query: "abilityFormRevisions", from: "user", text: ({ ability }) => `(abilityId: "${ability}") { ${NODES} }` },
  { query: "abilityPreset", from: "user", text: ({ preset }) => `(id: "${preset}") { id }` },
  { query: "invocations", from: "user", text: () => `{ ${NODES} }` },
  { query: "invocation", from: "operator", text: ({ invocation }) => `(id: "${invocation}") { id }`, hides: true, elsewhere: "gone" },
  {
    ...{ query: "invocationEvents", from: "operator", elsewhere: "gone" },
    text: ({ invocation }) => `(invocationId: "${invocation}") { ${NODES} }`,
  },
  { query: "file", from: "user", text: () => '(id: "file_01M85DS0KN70NGVE78RRY0D4HC") { id }' },
  { query: "webhooks", from: "user", text: () => `{ ${NODES} }` },
  { query: "webhook", from: "admin", text: ({ webhook }) => `(id: "${webhook}") { id }`, hides: true, elsewhere: "gone" },
  { query: "node", from: "operator", text: ({ mapping }) => `(id: "${mapping}") { id }` },
  { query: "nodes", from: "admin", text: ({ entry }) => `(ids: ["${entry}"]) { id }` },
  { query: "invocationReplays", from: "operator", text: () => `{ ${NODES} }` },
  { query: "invocationReplay", from: "operator", text: () => '(id: "rpl_01M85DS0KN70NGVE78RRY0D4HC") { id }', hides: true },
  { query: "workflowMapping", from: "operator", text: ({ mapping }) => `(id: "${mapping}") { id }` },
  { query: "workflowMappings", from: "operator", text: ({ ability }) => `(abilityId: "${ability}") { id }` },
  {
    query: "workflowMappingDiff",
    from: "operator",
    text: ({ ability }) => `(abilityId: "${ability}", from: 1, to: 2) { from { version } }`,
  },
  { query: "goldenCases", from: "operator", text: ({ ability }) => `(abilityId: "${ability}") { id }` },
  { query: "goldenRuns", from: "operator", text: ({ ability }) => `(abilityId: "${ability}") { ${NODES} }` },
  {
    ...{ query: "previewInvocation", from: "operator" },
    text: ({ key }) => `(input: { abilityKey: "${key}", form: {} }) { __typename ... on DomainError { code } }`,
  },
  { query: "explainInvocation", from: "operator", text: ({ invocation }) => `(id: "${invocation}") { verdict }`, elsewhere: "gone" },
  { query: "auditLog", from: "admin", text: () => `{ ${NODES} }` },
];

test("every query of the schema is in the table", () => {
  expect(QUESTIONS.map(({ query }) => query).sort()).toEqual(Object.keys(schema.getQueryType()?.getFields() ?? {}).sort());
});

describeEachDatabase("reading", (makeUrl) => {
  let app: TestApp;
  let made: Made;
  let readers: Readonly<Record<Reader, TestClient>>;
  let stranger: TestClient;
  beforeAll(async () => {
    app = await startTestApp({ databaseUrl: await makeUrl() });
    const as = async (id: string, role: "user" | "operator" | "admin", tenant = "acme") => app.as(await tokenOf({ id, role, tenant }));
    readers = { nobody: app.as(), user: await as("una", "user"), operator: await as("olga", "operator"), admin: await as("boss", "admin") };
    stranger = await as("rival", "admin", "other");
    const { admin } = readers;
    const seed = { workflowId: WORKFLOW_IDS.instant, properties: { a: { type: "string" } } };
    const { id, key, mappingId } = await publishAbility(admin, seed);
    await publishMapping(admin, id, seed);
    const PRESET =
      "mutation($input: CreateAbilityPresetInput!) { createAbilityPreset(input: $input) { ... on CreateAbilityPresetPayload { preset { id } } } }";
    const { preset } = await run(admin, PRESET, { input: { abilityId: id, name: "p", input: { a: "x" } } });
    const invocation = await accept(admin, key, { form: { a: "x" }, waitMs: 20_000 });
    const webhook = await registered(admin, { abilityId: id, url: "https://hooks.example.com/" });
    const [{ id: entry }] = (await run(admin, "{ auditLog(first: 1) { nodes { id } } }")).nodes;
    made = { ability: id, key, mapping: mappingId, preset: preset.id, invocation: invocation.id, webhook: webhook.id, entry };
  });
  afterAll(() => app?.stop());

  /** What a reader gets: a code, nothing, or something. */
  const told = async (client: TestClient, { query, text }: Question): Promise<string> => {
    const answer = await client.execute(`{ ${query}${text(made)} }`);
    const found: Data = answer.data?.[query];
    const isNothing = found === null || found === undefined || (Array.isArray(found) && found.every((one) => one === null));
    return answer.codes[0] ?? found?.code ?? (isNothing ? "nothing" : "something");
  };

  test.each(QUESTIONS)("$query is for $from and who may more", async (question) => {
    const { from, hides = false, elsewhere = "same" } = question;
    for (const reader of READERS) {
      const allowed = READERS.indexOf(reader) >= READERS.indexOf(from);
      const refused = [...(hides ? ["nothing"] : []), ...(reader === "nobody" ? ["UNAUTHENTICATED"] : ["FORBIDDEN", "NOT_FOUND"])];
      const answer = await told(readers[reader], question);
      if (allowed) expect(["FORBIDDEN", "UNAUTHENTICATED"], reader).not.toContain(answer);
      else expect(refused, reader).toContain(answer);
    }
    const there = await told(stranger, question);
    if (elsewhere === "gone") expect(["NOT_FOUND", "nothing"]).toContain(there);
    else expect(["FORBIDDEN", "UNAUTHENTICATED"]).not.toContain(there);
  });
});
