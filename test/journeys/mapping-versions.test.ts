import "reflect-metadata";
/** Versions of a mapping: drafts under a lock, going back in one mutation, what differs, and admins who do it at once. */
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { Data, TestClient } from "../support/client.js";
import { describeEachDatabase, describeWithServers } from "../support/database-matrix.js";
import { accept, finished, REFUSED, run, upTo } from "../support/operations.js";
import { createAbility, publishAbility, publishMapping } from "../support/seed.js";
import { createDatabase, randomRedisPrefix, sharedRedisUrl } from "../support/services.js";
import { tokenOf } from "../support/tokens.js";
import { until } from "../support/until.js";

const VERSION = "id version state revision publishedAt publishedBy restoredAt restoredBy";
const CONFLICT = `... on MappingConflict { current { ${VERSION} parameters { target field } } }`;
const SAVE = `mutation Save($input: SaveWorkflowMappingInput!) {
  saveWorkflowMapping(input: $input) { __typename ... on SaveWorkflowMappingPayload { mapping { ${VERSION} } } ${CONFLICT} ${REFUSED} }
}`;
const PUBLISH = `mutation Publish($input: PublishWorkflowMappingInput!) {
  publishWorkflowMapping(input: $input) { __typename ... on PublishWorkflowMappingPayload { mapping { ${VERSION} } } ${CONFLICT} ${REFUSED} }
}`;
const ROLLBACK = `mutation Rollback($input: RollbackWorkflowMappingInput!) {
  rollbackWorkflowMapping(input: $input) {
    __typename
    ... on RollbackWorkflowMappingPayload { mapping { ${VERSION} } ability { status cozeWorkflowId } }
    ${CONFLICT} ${REFUSED}
  }
}`;
const VERSIONS = `query Versions($id: ID!) { workflowMappings(abilityId: $id) { ${VERSION} } }`;
const DIFF = `query Diff($id: ID!, $from: Int!, $to: Int!) {
  workflowMappingDiff(abilityId: $id, from: $from, to: $to) {
    from { version } to { version } changes { truncated changes { pointer kind before after } }
  }
}`;

const properties = { a: { type: "string" }, b: { type: "string" } };
const { instant, slow } = WORKFLOW_IDS;
const rollback = (client: TestClient, abilityId: string, version: number): Promise<Data> =>
  run(client, ROLLBACK, { input: { abilityId, version } });
const statesOf = async (client: TestClient, id: string): Promise<string[]> =>
  (await run(client, VERSIONS, { id })).map(({ version, state }: Data) => `${version} ${state}`);

/** Version 1 echoes `a`, version 2 echoes `b` under the same name. */
const twoVersions = async (admin: TestClient) => {
  const ability = await publishAbility(admin, { workflowId: instant, properties, parameters: [{ target: "x", field: "/a" }] });
  await publishMapping(admin, ability.id, { workflowId: instant, properties, parameters: [{ target: "x", field: "/b" }] });
  return ability;
};
const call = { form: { a: "one", b: "two" }, waitMs: 10_000 };

describeEachDatabase("versions of a mapping", (makeUrl) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ databaseUrl: await makeUrl() });
  });
  afterAll(() => app?.stop());

  test("an earlier one serves again after one mutation, which is recorded, and calls under way end as they began", async () => {
    const { id, key } = await publishAbility(app.admin, {
      workflowId: slow,
      properties,
      parameters: [{ target: "seconds", constant: 0.5 }],
    });
    await publishMapping(app.admin, id, { workflowId: instant, properties });
    expect(await statesOf(app.admin, id)).toEqual(["2 PUBLISHED", "1 SUPERSEDED"]);
    const [, first] = await run(app.admin, VERSIONS, { id });

    expect(await rollback(app.admin, id, 1)).toMatchObject({
      mapping: { version: 1, state: "PUBLISHED", publishedAt: first.publishedAt, restoredAt: expect.any(String), restoredBy: "service" },
      ability: { status: "ACTIVE", cozeWorkflowId: slow },
    });
    expect(await statesOf(app.admin, id)).toEqual(["2 SUPERSEDED", "1 PUBLISHED"]);
    const told = await app.sql("SELECT action, actor_id FROM audit_log WHERE subject_id = ? ORDER BY id", [first.id]);
    expect(told.at(-1)).toEqual({ action: "mapping.rollback", actor_id: "service" });
    const underWay = await accept(app.admin, key, { form: call.form });
    expect(await rollback(app.admin, id, 2)).toMatchObject({ mapping: { version: 2 }, ability: { cozeWorkflowId: instant } });
    expect((await accept(app.admin, key, call)).output).toEqual({ echo: call.form });
    expect((await finished(app.admin, underWay.id)).output).toBe("Waited 0.5 seconds.");
    const READ = "query($id: ID!) { invocation(id: $id) { mappingVersion } }";
    expect(await run(app.admin, READ, { id: underWay.id })).toEqual({ mappingVersion: 1 });

    // Asked for again it changes nothing.
    const before = await app.sql("SELECT * FROM workflow_mappings ORDER BY id");
    expect(await rollback(app.admin, id, 2)).toMatchObject({ mapping: { version: 2, state: "PUBLISHED" } });
    expect(await app.sql("SELECT * FROM workflow_mappings ORDER BY id")).toEqual(before);
  });

  test("going back is refused where there is nothing to go back to, and changes nothing", async () => {
    const { id } = await twoVersions(app.admin);
    const input = { abilityId: id, workflowId: instant, parameters: [] };
    await run(app.admin, SAVE, { input });
    await app.sql("UPDATE workflow_mappings SET connection = 'gone' WHERE ability_id = ? AND version = 1", [id.slice("abl_".length)]);
    const before = await app.sql("SELECT * FROM workflow_mappings ORDER BY id");
    expect(await rollback(app.admin, id, 3)).toMatchObject({ code: "MAPPING_NEVER_PUBLISHED" });
    expect(await rollback(app.admin, id, 7)).toMatchObject({ code: "NOT_FOUND", message: expect.stringContaining("Version 7") });
    expect(await rollback(app.admin, id, 1)).toMatchObject({ code: "MAPPING_VERSION_UNUSABLE", message: expect.stringContaining("gone") });
    const operator = app.as(await tokenOf({ id: "olga", role: "operator" }));
    expect(await rollback(operator, id, 2)).toMatchObject({ __typename: "PermissionDenied" });
    expect(await app.sql("SELECT * FROM workflow_mappings ORDER BY id")).toEqual(before);
  });

  test("a draft that changed meanwhile is neither overwritten nor published, and comes back as it is", async () => {
    const { id } = await createAbility(app.admin, { properties });
    const input = { abilityId: id, workflowId: instant, parameters: [{ target: "x", field: "/a" }] };
    const first = await run(app.admin, SAVE, { input: { ...input, expectedRevision: 0 } });
    // Who saw no draft does not replace one that has come meanwhile.
    expect(await run(app.admin, SAVE, { input: { ...input, expectedRevision: 0 } })).toMatchObject({
      ...{ __typename: "MappingConflict", current: { revision: 1 } },
    });
    const second = await run(app.admin, SAVE, {
      input: { ...input, parameters: [{ target: "y", field: "/b" }], expectedRevision: first.mapping.revision },
    });
    const current = { id: first.mapping.id, revision: 2, state: "DRAFT", parameters: [{ target: "y", field: "/b" }] };
    const refused = { __typename: "MappingConflict", code: "CONFLICT", current };
    expect(await run(app.admin, SAVE, { input: { ...input, expectedRevision: 1 } })).toMatchObject(refused);
    expect(await run(app.admin, PUBLISH, { input: { id: current.id, expectedRevision: 1 } })).toMatchObject(refused);
    expect(await statesOf(app.admin, id)).toEqual(["1 DRAFT"]);
    const seen = { id: current.id, expectedRevision: second.mapping.revision };
    expect(await run(app.admin, PUBLISH, { input: seen })).toMatchObject({ mapping: { state: "PUBLISHED" } });
    expect(await run(app.admin, SAVE, { input: { ...input, expectedRevision: 2 } })).toMatchObject({ ...refused, current: null });
    expect(await run(app.admin, PUBLISH, { input: seen })).toMatchObject({ __typename: "OperationRefused", code: "MAPPING_NOT_DRAFT" });
  });

  test("of admins who publish, go back and publish at once, one wins; nothing is half done", async () => {
    const { id } = await twoVersions(app.admin);
    for (const version of upTo(5).map((n) => n + 2)) {
      const input = { abilityId: id, workflowId: instant, parameters: [{ target: `v${version}`, field: "/a" }] };
      const { mapping } = await run(app.admin, SAVE, { input });
      const answers = await Promise.all([
        run(app.admin, PUBLISH, { input: { id: mapping.id } }),
        rollback(app.admin, id, 1),
        run(app.admin, PUBLISH, { input: { id: mapping.id } }),
      ]);
      const won = answers.filter((answer) => answer.mapping);
      expect(won.length).toBeGreaterThan(0);
      for (const { code } of answers.filter((answer) => !answer.mapping)) expect(["CONFLICT", "MAPPING_NOT_DRAFT"]).toContain(code);
      const published = (await statesOf(app.admin, id)).filter((state) => state.endsWith("PUBLISHED"));
      expect(published).toHaveLength(1);
      expect(won.map((answer) => `${answer.mapping.version} PUBLISHED`)).toContain(published[0]);
      // So that every round goes back from something.
      await run(app.admin, PUBLISH, { input: { id: mapping.id } });
      await rollback(app.admin, id, 2);
    }
  });

  test("a draft that is saved while it is published goes live as one or the other, and nothing that was saved is lost", async () => {
    const { id } = await createAbility(app.admin, { properties });
    const READ = "query($id: ID!) { workflowMappings(abilityId: $id) { version state parameters { target } } }";
    const save = (target: string) =>
      run(app.admin, SAVE, { input: { abilityId: id, workflowId: instant, parameters: [{ target, field: "/a" }] } });
    for (const round of upTo(15)) {
      const { mapping } = await save(`before_${round}`);
      const answers = await Promise.all(
        round % 2
          ? [run(app.admin, PUBLISH, { input: { id: mapping.id } }), save(`after_${round}`)]
          : [save(`after_${round}`), run(app.admin, PUBLISH, { input: { id: mapping.id } })],
      );
      const [published, saved] = round % 2 ? answers : answers.reverse();
      for (const answer of [published, saved]) if (!answer.mapping) expect(answer).toMatchObject({ __typename: "MappingConflict" });
      const [newest, older] = await run(app.admin, READ, { id });
      const targetOf = ({ parameters }: Data) => parameters[0].target;
      const [live, draft] = newest.state === "DRAFT" ? [older, newest] : [newest, undefined];
      if (published.mapping && saved.mapping) {
        // One after the other: what was saved is either what went live, or the next draft.
        expect([targetOf(live), draft && targetOf(draft)]).toContain(`after_${round}`);
      } else if (published.mapping) expect([targetOf(live), draft]).toEqual([`before_${round}`, undefined]);
      else expect([draft && targetOf(draft)]).toEqual([`after_${round}`]);
    }
  });

  test("what differs between two is told by the names of parameters", async () => {
    const { id } = await twoVersions(app.admin);
    const input = {
      ...{ abilityId: id, workflowId: slow, timeoutMs: 5_000 },
      parameters: [
        { target: "seconds", constant: 1 },
        { target: "x", field: "/a", required: true },
      ],
    };
    await run(app.admin, SAVE, { input });
    const diff = await run(app.admin, DIFF, { id, from: 2, to: 3 });
    expect(diff).toMatchObject({ from: { version: 2 }, to: { version: 3 }, changes: { truncated: false } });
    expect(diff.changes.changes).toEqual([
      { pointer: "/workflowId", kind: "CHANGED", before: instant, after: slow },
      { pointer: "/timeoutMs", kind: "CHANGED", before: null, after: 5_000 },
      { pointer: "/parameters/x/source/pointer", kind: "CHANGED", before: "/b", after: "/a" },
      { pointer: "/parameters/x/required", kind: "ADDED", before: null, after: true },
      { pointer: "/parameters/seconds", kind: "ADDED", before: null, after: { source: { kind: "constant", value: 1 } } },
    ]);
    expect((await run(app.admin, DIFF, { id, from: 3, to: 3 })).changes.changes).toEqual([]);
    expect((await app.admin.execute(DIFF, { id, from: 1, to: 9 })).codes).toEqual(["NOT_FOUND"]);
    const user = app.as(await tokenOf({ id: "ulf" }));
    expect((await user.execute(DIFF, { id, from: 1, to: 2 })).codes).toEqual(["FORBIDDEN"]);
  });
});

describeWithServers("versions of a mapping on two instances", () => {
  test("a publication that one does not hear of is in force there all the same", { timeout: 90_000 }, async () => {
    const database = await createDatabase();
    onTestFinished(database.drop);
    // Messages of one do not reach the other.
    const apart = async () => ({ databaseUrl: database.url, redisUrl: await sharedRedisUrl(), redisPrefix: randomRedisPrefix() });
    const first = await startTestApp(await apart());
    onTestFinished(first.stop);
    const second = await startTestApp({ ...(await apart()), simulator: first.simulator });
    onTestFinished(second.stop);
    const { id, key } = await twoVersions(first.admin);
    const there = async () => (await accept(second.admin, key, call)).output.echo.x;
    expect(await there()).toBe("two");
    await rollback(first.admin, id, 1);
    await until(async () => (await there()) === "one", { timeoutMs: 10_000, everyMs: 50, what: "the version gone back to" });
  });

  test("a rollback on one is in force on the other within a second", { timeout: 90_000 }, async () => {
    const database = await createDatabase();
    onTestFinished(database.drop);
    const installation = { databaseUrl: database.url, redisUrl: await sharedRedisUrl(), redisPrefix: randomRedisPrefix() };
    const first = await startTestApp(installation);
    onTestFinished(first.stop);
    const second = await startTestApp({ ...installation, simulator: first.simulator });
    onTestFinished(second.stop);
    const { id, key } = await twoVersions(first.admin);
    const there = async () => (await accept(second.admin, key, call)).output;
    // Warm: it holds version 2 at hand.
    expect(await there()).toEqual({ echo: { x: "two" } });
    await rollback(first.admin, id, 1);
    await until(async () => (await there()).echo.x === "one", { timeoutMs: 10_000, everyMs: 100, what: "the version gone back to" });
    expect(await there()).toEqual({ echo: { x: "one" } });

    // Admins on both at once: one of them wins, and both instances agree on who.
    const answers = await Promise.all([rollback(first.admin, id, 2), rollback(second.admin, id, 2)]);
    for (const answer of answers) if (!answer.mapping) expect(answer).toMatchObject({ __typename: "MappingConflict", code: "CONFLICT" });
    expect(await statesOf(first.admin, id)).toEqual(["2 PUBLISHED", "1 SUPERSEDED"]);
  });
});
