import "reflect-metadata";
/** Repeating an invocation: as it was or as it would be today, by whom, once per key, and what came out differently. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { Data, TestClient } from "../support/client.js";
import { cancel, diff, inStatus, retry, stateOf } from "../support/control.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, invoke, run, upTo } from "../support/operations.js";
import { publishAbility, publishMapping, type SeededAbility } from "../support/seed.js";
import { statementsOf } from "../support/statements.js";
import { tokenOf } from "../support/tokens.js";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const UPDATE = `mutation Update($input: UpdateAbilityInput!) {
  updateAbility(input: $input) { __typename ... on UpdateAbilityPayload { ability { revision } } ... on DomainError { code } }
}`;
const MAPPED = "query Mapped($id: ID!) { invocation(id: $id) { mappingVersion input retryOf { id } ability { revision } } }";

describeEachDatabase("an invocation that has ended", (makeUrl) => {
  let app: TestApp;
  let [ann, ben, olga]: TestClient[] = [];
  const client = (which: TestClient | undefined): TestClient => which as TestClient;

  beforeAll(async () => {
    app = await startTestApp({ databaseUrl: await makeUrl() });
    const people = [{ id: "ann" }, { id: "ben" }, { id: "olga", role: "operator" as const }];
    [ann, ben, olga] = (await Promise.all(people.map(tokenOf))).map((token) => app.as(token));
  });
  afterAll(() => app?.stop());

  const properties = { a: { type: "integer" }, b: { type: "string", default: "calm" } };
  const echo = (): Promise<SeededAbility> => publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties });
  const ended = (key: string, form: object): Promise<Data> => accept(client(ann), key, { form, tags: ["t"], waitMs: 25_000 });

  test("is repeated by the version that served it with the parameters of then, or by the one of today", async () => {
    const { key, id: abilityId } = await echo();
    const original = await ended(key, { a: 1 });
    const parameters = [
      { target: "a", field: "/a" },
      { target: "c", constant: "new" },
    ];
    await publishMapping(app.admin, abilityId, { workflowId: WORKFLOW_IDS.instant, parameters });

    const asItWas = await retry(client(ann), original.id, { version: "ORIGINAL", waitMs: 25_000 });
    expect(asItWas).toMatchObject({
      replayed: false,
      invocation: { status: "SUCCEEDED", output: { echo: { a: 1, b: "calm" } }, retryOf: { id: original.id } },
    });
    const asItIs = await retry(client(ann), original.id, { waitMs: 25_000 });
    expect(asItIs.invocation).toMatchObject({ status: "SUCCEEDED", output: { echo: { a: 1, c: "new" } } });
    const [was, is] = await Promise.all([asItWas, asItIs].map(({ invocation }) => run(client(olga), MAPPED, { id: invocation.id })));
    expect(was).toMatchObject({ mappingVersion: 1, input: { a: 1, b: "calm" }, retryOf: { id: original.id } });
    expect(is).toMatchObject({ mappingVersion: 2, input: { a: 1, b: "calm" } });
    expect((await run(client(ann), MAPPED, { id: asItIs.invocation.id })).mappingVersion).toBeNull();
    expect(await stateOf(client(ann), original.id)).toMatchObject({ status: "SUCCEEDED", allowedActions: ["RETRY"] });
  });

  test("is checked again by today's form, and not by the one of then", async () => {
    const { key, id } = await echo();
    const original = await ended(key, { a: 1 });
    const schema = { type: "object", required: ["z"], properties: { ...properties, a: { type: "integer", minimum: 5 } } };
    await run(app.admin, UPDATE, {
      input: { id, expectedRevision: (await run(client(olga), MAPPED, { id: original.id })).ability.revision, form: { schema } },
    });
    const refused = await retry(client(ann), original.id);
    expect(refused.code).toBe("FORM_INVALID");
    expect(refused.fieldErrors.map(({ path }: { path: string }) => path).sort()).toEqual(["/a", "/z"]);
    expect((await retry(client(ann), original.id, { version: "ORIGINAL", waitMs: 25_000 })).invocation.status).toBe("SUCCEEDED");
  });

  test("is repeated once per key, and another repetition with it is a conflict", async () => {
    const { key } = await echo();
    const original = await ended(key, { a: 1 });
    const answers = await Promise.all(upTo(10).map(() => retry(client(ann), original.id, { idempotencyKey: "again" })));
    expect(new Set(answers.map(({ invocation }) => invocation.id)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await retry(client(ann), original.id, { idempotencyKey: "again", version: "ORIGINAL" })).toMatchObject({
      code: "IDEMPOTENCY_CONFLICT",
    });
    expect(await invoke(client(ann), key, { form: { a: 1 }, idempotencyKey: "again" })).toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
    const [one, other] = await Promise.all([retry(client(ann), original.id), retry(client(ann), original.id)]);
    expect(one.invocation.id).not.toBe(other.invocation.id);
  });

  test("is repeated by its caller and by operators, who are then the callers; for others it does not exist", async () => {
    const { key } = await echo();
    const original = await ended(key, { a: 1 });
    expect(await retry(client(ben), original.id)).toMatchObject({ code: "NOT_FOUND" });
    const { invocation } = await retry(client(olga), original.id, { waitMs: 25_000 });
    expect(invocation).toMatchObject({ status: "SUCCEEDED", retryOf: { id: original.id } });
    const [row] = await app.sql("SELECT caller_id, retry_of, tags FROM ability_invocation_logs WHERE invocation_id = ?", [invocation.id]);
    expect(row).toMatchObject({ caller_id: "olga", retry_of: original.id, tags: '["t"]' });
    expect(await stateOf(client(ann), invocation.id)).toBeNull();
  });

  test("lists what repeated it, newest first and page by page, many parents in one statement, to whoever may see it", async () => {
    const RETRIES = `query Retries($ids: [ID!]!, $first: Int!, $after: Cursor) {
      nodes(ids: $ids) { ... on Invocation { retries(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }
    }`;
    const listed = async (who: TestClient | undefined, ids: readonly string[], page: object = { first: 10 }) =>
      (await run(client(who), RETRIES, { ids, ...page })).map(({ retries }: Data) => ({
        ids: retries.nodes.map(({ id }: Data) => id),
        ...retries.pageInfo,
      }));
    const { key } = await echo();
    const [one, other, never] = [await ended(key, { a: 1 }), await ended(key, { a: 2 }), await ended(key, { a: 3 })];
    const repeated: string[] = [];
    for (const who of [ann, olga, ann]) repeated.unshift((await retry(client(who), one.id)).invocation.id);
    const ofOther = (await retry(client(ann), other.id)).invocation.id;
    const parents = [one.id, other.id, never.id];
    const { result, statements } = await statementsOf(() => listed(olga, parents));
    expect(result.map(({ ids }: Data) => ids)).toEqual([repeated, [ofOther], []]);
    expect(statements.filter((sql) => sql.includes("retry_of = ?")).length, statements.join("\n")).toBe(1);
    // Olga's own repetition is not Ann's to see.
    expect((await listed(ann, [one.id]))[0].ids).toEqual([repeated[0], repeated[2]]);
    const [first] = await listed(olga, [one.id], { first: 2 });
    expect(first).toMatchObject({ ids: repeated.slice(0, 2), hasNextPage: true });
    expect(await listed(olga, [one.id], { first: 2, after: first.endCursor })).toMatchObject([
      { ids: repeated.slice(2), hasNextPage: false },
    ]);
  });

  test("must have ended, and its ability must take calls", async () => {
    const slow = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.slow, properties: { seconds: { type: "number" } } });
    const running = await accept(client(ann), slow.key, { form: { seconds: 60 } });
    expect(await retry(client(ann), running.id)).toMatchObject({
      code: "INVOCATION_NOT_FINAL",
      message: expect.stringContaining(running.id),
    });
    await cancel(client(ann), running.id);
    await inStatus(client(ann), running.id, "CANCELLED");
    expect(await diff(client(ann), running.id)).toBeNull();

    const { key, id } = await echo();
    const original = await ended(key, { a: 1 });
    await run(app.admin, "mutation($id: ID!) { pauseAbility(input: { id: $id }) { __typename } }", { id });
    expect(await retry(client(ann), original.id)).toMatchObject({ code: "ABILITY_PAUSED", retryable: true });
    await app.sql("DELETE FROM ability_invocation_payloads WHERE invocation_id = ?", [original.id]);
    await run(app.admin, "mutation($id: ID!) { activateAbility(input: { id: $id }) { __typename } }", { id });
    expect(await retry(client(ann), original.id)).toMatchObject({ code: "INVOCATION_PAYLOAD_GONE" });
  });

  test("cannot be repeated by a version whose connection is gone, only by today's", async () => {
    const { key } = await echo();
    const original = await ended(key, { a: 1 });
    await app.sql(
      "UPDATE workflow_mappings SET connection = 'gone' WHERE id = (SELECT mapping_id FROM ability_invocation_logs WHERE invocation_id = ?)",
      [original.id],
    );
    expect(await retry(client(ann), original.id, { version: "ORIGINAL" })).toMatchObject({
      code: "MAPPING_VERSION_UNUSABLE",
      message: expect.stringMatching(/^Version 1 .*gone.*current version\.$/),
    });
    await app.sql("DELETE FROM workflow_mappings WHERE connection = 'gone'");
    expect(await retry(client(ann), original.id, { version: "ORIGINAL" })).toMatchObject({ code: "MAPPING_VERSION_UNUSABLE" });
  });

  test("is compared with what it repeats, or with any other one the caller may see", async () => {
    const { key } = await echo();
    const [one, two] = [await ended(key, { a: 1, b: "x" }), await ended(key, { a: 2 })];
    const { invocation } = await retry(client(ann), one.id, { waitMs: 25_000 });
    expect(await diff(client(ann), invocation.id)).toMatchObject({
      before: { id: one.id },
      input: { changes: [], truncated: false },
      parameters: null,
      output: { changes: [] },
      status: { before: "SUCCEEDED", after: "SUCCEEDED" },
      durationMs: { before: one.durationMs, after: expect.any(Number) },
    });
    const changed = { kind: "CHANGED", pointer: "/a", before: 1, after: 2, clipped: false };
    const removed = { kind: "CHANGED", pointer: "/b", before: "x", after: "calm", clipped: false };
    const shown = await diff(client(olga), two.id, one.id);
    expect(shown.input.changes).toEqual([changed, removed]);
    expect(shown.parameters.changes).toEqual([changed, removed]);
    expect(shown.output.changes.map(({ pointer }: Data) => pointer)).toEqual(["/echo/a", "/echo/b"]);
    expect(await diff(client(ann), two.id)).toBeNull();
    const foreign = await accept(client(ben), key, { form: { a: 1 }, waitMs: 25_000 });
    expect(await diff(client(ann), two.id, foreign.id)).toBeNull();
    expect(await diff(client(ann), two.id, "inv_unknown")).toBeNull();
  });

  test("nothing above went wrong on our side", () => {
    expect(app.lines.filter(({ level }) => level === "error")).toEqual([]);
  });
});
