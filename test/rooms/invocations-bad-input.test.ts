import "reflect-metadata";
/** What callers can get wrong: each is answered with a code and a sentence, and leaves no row behind. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { Data } from "../support/client.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, FOLLOW, INVOKE, invoke, run, tryInvoke } from "../support/operations.js";
import { CREATE, createAbility, publishAbility, SAVE } from "../support/seed.js";
import { SERVICE_TOKEN, tokenOf } from "../support/tokens.js";

const NUL = "a\u0000b";
const LONE = "a\ud800b";
const KB = 1024;

describeEachDatabase("bad input", (makeUrl) => {
  let app: TestApp;
  let before: Data;
  const countRows = async () => {
    const tables = [
      "abilities",
      "workflow_mappings",
      "ability_invocation_logs",
      "ability_invocation_payloads",
      "ability_invocation_events",
    ];
    const counts = [...tables, "idempotency_keys"].map(async (table) => [
      table,
      (await app.sql(`SELECT COUNT(*) AS rows_there FROM ${table}`))[0],
    ]);
    return Object.fromEntries(await Promise.all(counts));
  };
  /** The raw answer to a body, whatever it is. */
  const post = async (body: string, headers: Record<string, string> = {}) => {
    const authorization = `Bearer ${SERVICE_TOKEN}`;
    const response = await fetch(`${app.url}/graphql`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json", ...headers },
      body,
    });
    return { status: response.status, ...((await response.json()) as { errors: Data[]; data: Data }) };
  };
  const status = (to: string, id: string) =>
    run(app.admin, `mutation($input: ${to}AbilityInput!) { ${to.toLowerCase()}Ability(input: $input) { __typename } }`, { input: { id } });

  beforeAll(async () => {
    app = await startTestApp({ databaseUrl: await makeUrl() });
    const properties = { text: { type: "string" }, count: { type: "integer" }, any: {} };
    await publishAbility(app.admin, { key: "echo", workflowId: WORKFLOW_IDS.instant, properties });
    await accept(app.admin, "echo", { waitMs: 10_000 });
    await Promise.all([
      createAbility(app.admin, { key: "draft" }),
      ...["paused", "retired"].map((key) => publishAbility(app.admin, { key, workflowId: WORKFLOW_IDS.instant })),
    ]);
    const { nodes } = await run(app.admin, "{ abilities { nodes { id key } } }");
    const idOf = (key: string) => nodes.find((node: Data) => node.key === key).id;
    await status("Pause", idOf("paused"));
    await status("Retire", idOf("retired"));
  });
  afterAll(() => app?.stop());
  beforeEach(async () => {
    before = await countRows();
  });
  afterEach(async () => {
    expect(await countRows()).toEqual(before);
  });

  describe("in the request", () => {
    test.each([
      ["malformed JSON", '{"query": "{ viewer', 400, "BAD_USER_INPUT"],
      ["an empty body", "", 400, "BAD_USER_INPUT"],
      ["a list", "[]", 400, "BAD_REQUEST"],
      ["no query", "{}", 400, "BAD_REQUEST"],
      ["a query that is no GraphQL", '{"query":"select 1"}', 400, "GRAPHQL_PARSE_FAILED"],
      ["an unknown field", '{"query":"{ viewer { shoeSize } }"}', 400, "GRAPHQL_VALIDATION_FAILED"],
      ["a lone surrogate in a literal", String.raw`{"query":"{ ability(key: \"\\uD800\") { id } }"}`, 400, "GRAPHQL_PARSE_FAILED"],
    ])("%s is refused", async (...[, body, status, code]) => {
      const answer = await post(body);
      expect(answer).toMatchObject({ status, errors: [{ extensions: { code, requestId: expect.any(String) } }] });
      expect(answer.errors[0].message).not.toBe("");
    });

    test.each([
      ["a form that is a text", { abilityKey: "echo", form: "x" }],
      ["a form that is a list", { abilityKey: "echo", form: [] }],
      ["no form", { abilityKey: "echo" }],
      ["an unknown argument", { abilityKey: "echo", form: {}, shoeSize: 44 }],
      ["a wait beyond 32 bits", { abilityKey: "echo", form: {}, waitMs: 1e12 }],
      ["a wait in words", { abilityKey: "echo", form: {}, waitMs: "soon" }],
      ["a wait that is too long", { abilityKey: "echo", form: {}, waitMs: 25_001 }],
      ["a negative wait", { abilityKey: "echo", form: {}, waitMs: -1 }],
      ["a deadline in the past", { abilityKey: "echo", form: {}, deadlineMs: -5 }],
      ["a deadline beyond the longest", { abilityKey: "echo", form: {}, deadlineMs: 2_000_000_000 }],
      ["neither id nor key", { form: {} }],
      ["both id and key", { abilityKey: "echo", abilityId: "abl_1", form: {} }],
      ["an id of another kind", { abilityId: "inv_01", form: {} }],
      ["an id of an endless kind", { abilityId: `abl_${"x".repeat(5_000)}`, form: {} }],
      ["too many tags", { abilityKey: "echo", form: {}, tags: Array.from({ length: 21 }, (_, index) => `t${index}`) }],
      ["a tag with NUL", { abilityKey: "echo", form: {}, tags: [NUL] }],
      ["a tag with half of a character", { abilityKey: "echo", form: {}, tags: [LONE] }],
      ["an empty tag", { abilityKey: "echo", form: {}, tags: [""] }],
      ["an idempotency key with NUL", { abilityKey: "echo", form: {}, idempotencyKey: NUL }],
      ["an idempotency key with half of a character", { abilityKey: "echo", form: {}, idempotencyKey: LONE }],
      ["an empty idempotency key", { abilityKey: "echo", form: {}, idempotencyKey: "" }],
      ["an endless idempotency key", { abilityKey: "echo", form: {}, idempotencyKey: "k".repeat(256) }],
    ])("%s is refused as bad input", async (_, input) => {
      const answer = await app.admin.execute(INVOKE, { input });
      expect(answer.codes, JSON.stringify(answer.errors)).toEqual(["BAD_USER_INPUT"]);
      expect(answer.errors[0]?.message).toMatch(/\w+/);
    });

    test("a document nested deeper than ten levels, or worth too many objects, is refused before it runs", async () => {
      const deep =
        "{ abilities { nodes { invocations { nodes { ability { invocations { nodes { ability { invocations { nodes { ability { key } } } } } } } } } } } }";
      const wide = "{ abilities(first: 100) { nodes { invocations(first: 100) { nodes { events(first: 100) { nodes { cursor } } } } } } }";
      for (const query of [deep, wide]) expect((await post(JSON.stringify({ query }))).errors[0].extensions.code).toBe("QUERY_TOO_COMPLEX");
      expect(await app.admin.subscribe(deep).refused()).toEqual(["QUERY_TOO_COMPLEX"]);
      await app.admin.dispose();
    });
  });

  describe("in the form", () => {
    const refused = async (form: unknown) => {
      const { __typename, code, message, fieldErrors } = await invoke(app.admin, "echo", { form });
      expect(message).toMatch(/\w+/);
      expect(__typename).toBe("ValidationFailed");
      return { code, fields: fieldErrors.map((field: Data) => `${field.path} ${field.code}`) };
    };

    test("every wrong field is named with its code", async () => {
      expect(await refused({ text: 5, count: "many" })).toEqual({
        code: "FORM_INVALID",
        fields: ["/text FIELD_TYPE", "/count FIELD_TYPE"],
      });
    });

    test.each([
      ["NUL", NUL],
      ["half of a character", LONE],
    ])("%s is refused wherever it stands", async (_, bad) => {
      expect(await refused({ text: bad, any: [{ deep: bad }] })).toEqual({
        code: "FORM_INVALID",
        fields: ["/text FIELD_TEXT", "/any/0/deep FIELD_TEXT"],
      });
      expect(await refused({ any: { [bad]: 1 } })).toEqual({ code: "FORM_INVALID", fields: ["/any FIELD_TEXT"] });
    });

    test("a form of exactly the largest size passes the check, one byte more does not, nor does a megabyte", async () => {
      const overhead = JSON.stringify({ any: "" }).length;
      const tooLarge = { code: "FORM_INVALID", fields: [" FORM_TOO_LARGE"] };
      const largest = 512 * KB - overhead;
      for (const length of [largest + 1, KB * KB]) {
        expect(await refused({ any: "x".repeat(length) })).toEqual(tooLarge);
      }
      expect(await refused({ text: 1, any: "x".repeat(largest - 9) })).toMatchObject({
        code: "FORM_INVALID",
        fields: ["/text FIELD_TYPE"],
      });
      const beyondTheBody = await tryInvoke(app.admin, "echo", { form: { any: "x".repeat(3 * KB * KB) } });
      expect(beyondTheBody).toMatchObject({ status: 413, codes: ["FORM_TOO_LARGE"] });
    });

    test("nesting beyond the limit is refused, however deep it goes", async () => {
      const nested = (levels: number) => `{"any":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)},"text":1}`;
      const send = async (form: string) => {
        const variables = `{"input":{"abilityKey":"echo","form":${form}}}`;
        return (await post(`{"query":${JSON.stringify(INVOKE)},"variables":${variables}}`)).data?.invokeAbility;
      };
      expect(await send(nested(32))).toMatchObject({ code: "FORM_INVALID" });
      for (const levels of [33, 1_000, 100_000])
        expect(await send(nested(levels))).toMatchObject({ fieldErrors: [{ code: "FORM_TOO_DEEP" }] });
    });
  });

  describe("in the ability", () => {
    test.each([
      ["unknown", "NOT_FOUND", false],
      ["draft", "ABILITY_NOT_PUBLISHED", false],
      ["paused", "ABILITY_PAUSED", true],
      ["retired", "ABILITY_RETIRED", false],
      [LONE, "NOT_FOUND", false],
      ["", "NOT_FOUND", false],
      ["x".repeat(10_000), "NOT_FOUND", false],
    ])("%j cannot be invoked: %s", async (key, code, retryable) => {
      expect(await invoke(app.admin, key)).toMatchObject({ __typename: "AbilityUnavailable", code, retryable });
    });

    test("what an admin may not write is refused field by field", async () => {
      const create = (input: object) => run(app.admin, CREATE, { input: { key: "fresh", name: "Fresh", ...input } });
      for (const bad of [NUL, LONE]) {
        expect(await create({ name: bad, tags: ["ok", bad], description: bad })).toMatchObject({
          __typename: "ValidationFailed",
          fieldErrors: ["/name", "/description", "/tags/1"].map((path) => ({ path, code: "FIELD_TEXT" })),
        });
        expect(await create({ key: bad })).toMatchObject({ fieldErrors: [{ path: "/key" }] });
        expect(await create({ form: { schema: { type: "object", title: bad } } })).toMatchObject({ code: "BAD_USER_INPUT" });
        expect(await create({ form: { schema: { type: "object", properties: { [bad]: {} } } } })).toMatchObject({ code: "BAD_USER_INPUT" });
        expect(await create({ form: { schema: { type: "object" }, uiSchema: { x: bad } } })).toMatchObject({ code: "BAD_USER_INPUT" });
      }
      expect(await create({ form: { schema: { type: "string" } } })).toMatchObject({ code: "BAD_USER_INPUT" });
      expect(await create({ form: { schema: { type: "object", properties: { a: { type: "sting" } } } } })).toMatchObject({
        code: "BAD_USER_INPUT",
      });
      expect(await create({ deadlineMs: 5 })).toMatchObject({ fieldErrors: [{ path: "/deadlineMs" }] });
      expect(await create({ key: "echo" })).toMatchObject({ __typename: "OperationRefused", code: "ABILITY_KEY_TAKEN" });
    });

    test("a mapping that cannot work is refused with the reason", async () => {
      const { id } = await run(app.admin, '{ ability(key: "draft") { id } }');
      const save = (input: object) =>
        run(app.admin, SAVE, { input: { abilityId: id, workflowId: WORKFLOW_IDS.echo, parameters: [], ...input } });
      expect(await save({ workflowId: "not-digits" })).toMatchObject({
        code: "MAPPING_INVALID",
        message: expect.stringContaining("digits only"),
      });
      expect(await save({ connection: "moon" })).toMatchObject({
        code: "CONNECTION_UNKNOWN",
        message: expect.stringContaining("Known: default"),
      });
      expect(await save({ timeoutMs: 1 })).toMatchObject({ code: "MAPPING_INVALID" });
      const rules = [
        { target: "a" },
        { target: "a", field: "x" },
        { target: "", constant: 1 },
        { target: NUL, constant: 1 },
        { target: "a", constant: LONE },
      ];
      for (const rule of rules) expect(await save({ parameters: [rule] }), JSON.stringify(rule)).toMatchObject({ code: "MAPPING_INVALID" });
    });
  });

  describe("in lists and subscriptions", () => {
    const codes = async (query: string, variables = {}) => (await app.admin.execute(query, variables)).codes;

    test.each([1_000_000, 101, 0, -1])("first: %d is refused, not clipped", async (first) => {
      for (const field of ["abilities", "invocations"]) {
        const answer = await app.admin.execute(`query($first: Int!) { ${field}(first: $first) { nodes { id } } }`, { first });
        expect(answer.codes).toEqual(["BAD_USER_INPUT"]);
        expect(answer.errors[0]?.message).toContain("first must be between 1 and 100");
      }
    });

    test("a cursor of another list, filter or invocation, or one that was made up, is refused", async () => {
      const { edges } = await run(app.admin, "{ abilities(first: 1) { edges { cursor } } }");
      const own = await run(app.admin, "{ invocations(first: 1) { edges { cursor } nodes { id events { edges { cursor } } } } }");
      const foreign = edges[0].cursor;
      const { id, events } = own.nodes[0];
      const invocations = "query($after: Cursor) { invocations(after: $after) { nodes { id } } }";
      const filtered = "query($after: Cursor) { invocations(after: $after, filter: { statuses: [FAILED] }) { nodes { id } } }";
      const polled = "query($id: ID!, $after: Cursor) { invocationEvents(invocationId: $id, after: $after) { nodes { cursor } } }";
      for (const after of [foreign, "x", "💥", NUL, "A".repeat(5_000), events.edges[0].cursor]) {
        expect(await codes(invocations, { after }), after.slice(0, 50)).toEqual(["INVALID_CURSOR"]);
      }
      expect(await codes(filtered, { after: own.edges[0].cursor })).toEqual(["INVALID_CURSOR"]);
      expect(await codes(polled, { id, after: foreign })).toEqual(["INVALID_CURSOR"]);
      expect(await app.admin.subscribe(FOLLOW, { id, after: foreign }).refused()).toEqual(["INVALID_CURSOR"]);
      await app.admin.dispose();
    });

    test("searching for what cannot be stored finds nothing, and wild cards are letters", async () => {
      const found = async (search: string) =>
        (await run(app.admin, "query($search: String) { abilities(filter: { search: $search }) { nodes { key } } }", { search })).nodes;
      for (const search of [LONE, "%", "_", "\\", "'", '"', "e%o", "x".repeat(5_000)])
        expect(await found(search), search.slice(0, 9)).toEqual([]);
      expect(await found("ech")).toEqual([{ key: "echo" }]);
    });

    test("NUL in a key or a search is answered with a code", async () => {
      const refusal = async (query: string) => (await app.admin.execute(query, { text: NUL })).codes[0] ?? "nothing found";
      for (const query of [
        "query($text: String) { ability(key: $text) { id } }",
        "query($text: String) { abilities(filter: { search: $text }) { nodes { id } } }",
        "query($text: String!) { invocations(filter: { abilityKeys: [$text] }) { nodes { id } } }",
      ])
        expect(await refusal(query)).toMatch(/^(FIELD_TEXT|nothing found)$/);
      expect((await tryInvoke(app.admin, NUL)).codes[0] ?? "NOT_FOUND").toMatch(/^(FIELD_TEXT|NOT_FOUND)$/);
    });

    test("somebody else's invocation, a made-up one and an id of another kind cannot be followed", async () => {
      const { nodes } = await run(app.admin, "{ invocations(first: 1) { nodes { id ability { id } } } }");
      const stranger = app.as(await tokenOf({ id: "stranger" }));
      for (const id of [nodes[0].id, "inv_01ARZ3NDEKTSV4RRFFQ69G5FAV", nodes[0].ability.id, NUL, LONE]) {
        const following = stranger.subscribe(FOLLOW, { id });
        expect((await following.refused()).join()).toMatch(/^(NOT_FOUND|BAD_USER_INPUT|FIELD_TEXT)$/);
        expect(following.items).toEqual([]);
      }
      await stranger.dispose();
    });
  });

  test("ids of the longest kind that sign-in and headers let through can also be stored", async () => {
    const longest = app.as(await tokenOf({ id: "i".repeat(255), tenant: "t".repeat(255) }));
    const answer = await longest.execute(
      INVOKE,
      { input: { abilityKey: "echo", form: {}, waitMs: 10_000 } },
      { "x-request-id": "r".repeat(128) },
    );
    const outcome = answer.codes.join() || answer.data.invokeAbility.__typename;
    expect(outcome).toMatch(/^(InvocationAccepted|UNAUTHENTICATED|BAD_USER_INPUT)$/);
    before = await countRows();
  });
});
