import "reflect-metadata";
/** Whatever a form holds — secrets, files, defaults, fields that come and go — a preview's bytes are those the engine is sent. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { Data } from "../support/client.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, FIELDS_REFUSED, run } from "../support/operations.js";
import { publishAbility } from "../support/seed.js";
import { SERVICE_TOKEN } from "../support/tokens.js";
import { upload } from "../support/uploads.js";

const SHOWN = "payload { text masked hash parameters { target fedBy dropped value } } ";
const PREVIEW = `query($input: PreviewInvocationInput!) {
  previewInvocation(input: $input) { __typename ... on InvocationPreview { ${SHOWN} form hiddenFields defaultedFields } ${FIELDS_REFUSED} }
}`;
const EXPLAIN = `query($id: ID!) { explainInvocation(id: $id) { verdict causes { input } changedParameters ${SHOWN} } }`;

const FILE = { type: "string", format: "file-id", "x-file": { kinds: ["text/*"] } };
const SCHEMA = {
  type: "object",
  required: ["topic"],
  properties: {
    topic: { type: "string" },
    words: { type: "integer", default: 100 },
    style: { type: "object", properties: { tone: { type: "string", default: "calm" }, strict: { type: "boolean" } } },
    key: { type: "string", "x-secret": true },
    login: { type: "object", properties: { user: { type: "string" }, pin: { type: "string", "x-secret": true } } },
    notes: FILE,
    more: { type: "array", items: FILE },
    boat: { type: "boolean", default: false },
    captain: { type: "string" },
  },
  if: { properties: { boat: { const: true } }, required: ["boat"] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { properties: { berths: { type: "integer", default: 4 } } },
};
const UI = { captain: { "ui:visibleWhen": { properties: { boat: { const: true } }, required: ["boat"] } } };
const RULES = [
  { target: "topic", field: "/topic", required: true },
  { target: "words", field: "/words", type: "STRING" },
  { target: "tone", field: "/style/tone", default: "plain" },
  { target: "all", field: "" },
  { target: "key", field: "/key" },
  { target: "header", expression: "'Bearer ' & form.key", when: "$exists(form.key)" },
  { target: "login", field: "/login" },
  { target: "notes", field: "/notes", type: "FILE" },
  { target: "more", field: "/more", type: "LIST", items: "FILE" },
  { target: "captain", field: "/captain" },
  { target: "berths", expression: "form.berths * 2", when: "form.boat" },
  { target: "who", expression: "caller.id & '/' & ability.key & '/' & form.topic" },
  { target: "fixed", constant: { a: [1, null, "é"] } },
];

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

describeEachDatabase("the bytes of payloads", (makeUrl) => {
  let app: TestApp;
  let files: string[];
  let key: string;
  beforeAll(async () => {
    app = await startTestApp({ databaseUrl: await makeUrl(), env: { SECRETS_KEY: "a key that seals what callers fill in as secrets" } });
    const seed = { workflowId: WORKFLOW_IDS.instant, parameters: RULES, fields: { form: { schema: SCHEMA, uiSchema: UI } } };
    ({ key } = await publishAbility(app.admin, seed));
    const uploaded = await Promise.all(["one", "two"].map((content) => upload({ url: app.url, token: SERVICE_TOKEN }, { content })));
    files = uploaded.map(({ body }) => body.file.id as string);
  });
  afterAll(() => app?.stop());

  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }).filter((value) => !value.includes("\0"));
  /** Long enough to be found where it does not belong, and only there. */
  const secret = fc.stringMatching(/^[A-Za-z0-9"\\/é]{12,20}$/).map((value) => `§${value}§`);
  const forms = () => {
    const file = fc.constantFrom(...files);
    const parts = {
      topic: text,
      ...{ words: fc.integer(), boat: fc.boolean(), captain: text, berths: fc.integer({ min: -9, max: 9 }), key: secret },
      style: fc.record({ tone: text, strict: fc.boolean() }, { requiredKeys: [] }),
      login: fc.record({ user: text, pin: secret }, { requiredKeys: [] }),
      ...{ notes: file, more: fc.array(file, { maxLength: 3 }) },
    };
    return fc.record(parts, { requiredKeys: ["topic"] });
  };
  const lastBytes = (): string => {
    const body = app.simulator.history().findLast(({ path }) => path.startsWith("/v1/workflow/"))?.body ?? "";
    return body.slice(body.indexOf('"parameters":') + '"parameters":'.length, -1);
  };

  test("of a preview, of the call, of what is kept and of its explanation are the same", { timeout: 120_000 }, async () => {
    const seen = { secrets: 0, files: 0, hidden: 0, defaults: 0 };
    await fc.assert(
      fc.asyncProperty(forms(), async (form) => {
        const before = app.simulator.history().length;
        const preview: Data = await run(app.admin, PREVIEW, { input: { abilityKey: key, form } });
        expect(preview.__typename, JSON.stringify(preview)).toBe("InvocationPreview");
        // Nobody was asked, not even about the files.
        expect(app.simulator.history()).toHaveLength(before);
        const { id } = await accept(app.admin, key, { form, waitMs: 20_000 });
        const bytes = lastBytes();
        const { payload } = preview;
        expect(payload.hash).toBe(sha256(bytes));
        const secrets = [form.key, form.login?.pin].filter((value) => value !== undefined);
        expect(payload.masked).toBe(secrets.length > 0);
        if (secrets.length === 0) expect(payload.text).toBe(bytes);
        for (const value of secrets) expect(JSON.stringify(preview)).not.toContain(JSON.stringify(value).slice(1, -1));
        const [sent, shown] = [JSON.parse(bytes), JSON.parse(payload.text)];
        expect(Object.keys(shown)).toEqual(Object.keys(sent));
        for (const name of ["topic", "words", "tone", "notes", "more", "captain", "berths", "who", "fixed"])
          expect(shown[name]).toEqual(sent[name]);
        expect(await run(app.admin, EXPLAIN, { id })).toEqual({ verdict: "EQUAL", causes: [], changedParameters: [], payload });

        expect(preview.hiddenFields.includes("/captain")).toBe(form.captain !== undefined && form.boat !== true);
        expect("captain" in sent).toBe(form.captain !== undefined && form.boat === true);
        expect(preview.defaultedFields.includes("/words")).toBe(form.words === undefined);
        seen.secrets += secrets.length;
        seen.files += [form.notes, ...(form.more ?? [])].filter((value) => value !== undefined).length;
        seen.hidden += preview.hiddenFields.length;
        seen.defaults += preview.defaultedFields.length;
      }),
      { numRuns: 25, endOnFailure: true },
    );
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(0);
  });
});
