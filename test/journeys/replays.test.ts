import "reflect-metadata";
/** Many invocations repeated in the background: which ones, how that goes on, what stops it, and what a crash leaves. */
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp, type TestAppOptions } from "../support/app.js";
import type { Data, TestClient } from "../support/client.js";
import { cancel } from "../support/control.js";
import { describeEachDatabase, describeWithServers } from "../support/database-matrix.js";
import { accept, finished, readInvocation, run, upTo } from "../support/operations.js";
import { abort, replay, replayIn, replayState, replays, startReplay } from "../support/replays.js";
import { publishAbility, publishMapping, type SeededAbility } from "../support/seed.js";
import { createDatabase, randomRedisPrefix, sharedRedisUrl } from "../support/services.js";
import { tokenOf } from "../support/tokens.js";
import { until } from "../support/until.js";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const properties = { a: { type: "integer" } };
const HARMLESS = { sideEffects: "READ_ONLY" };

/** Ended ones, of ann. */
const calls = (ann: TestClient, { key }: SeededAbility, forms: readonly object[]): Promise<Data[]> =>
  Promise.all(forms.map(async (form) => finished(ann, (await accept(ann, key, { form })).id, 60_000)));

const numbered = (count: number): object[] => upTo(count).map((a) => ({ a }));

const originalsOf = (items: { nodes: readonly Data[] }): string[] => items.nodes.map(({ retryOf }) => retryOf.id).sort();
const idsOf = (invocations: readonly Data[]): string[] => invocations.map(({ id }) => id).sort();

describeEachDatabase("a set of repetitions", (makeUrl) => {
  let app: TestApp;
  let [ann, olga, otto]: TestClient[] = [];
  const client = (which: TestClient | undefined): TestClient => which as TestClient;

  beforeAll(async () => {
    app = await startTestApp({ databaseUrl: await makeUrl(), overrides: { replays: { maxItems: 12, pollMs: 200 } } });
    const people = [{ id: "ann" }, { id: "olga", role: "operator" as const }, { id: "otto", tenant: "globex", role: "operator" as const }];
    [ann, olga, otto] = (await Promise.all(people.map(tokenOf))).map((token) => app.as(token));
  });
  afterAll(() => app?.stop());

  test("repeats what the filter names, by today's version, and tells how it goes", async () => {
    const ability = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.fails, properties, fields: HARMLESS });
    const failed = await calls(client(ann), ability, numbered(5));
    expect(failed.map(({ status }) => status)).toEqual(Array(5).fill("FAILED"));
    await publishMapping(app.admin, ability.id, { workflowId: WORKFLOW_IDS.instant, properties });
    await calls(client(ann), ability, numbered(2));

    const set = await startReplay(client(olga), { abilityKeys: [ability.key], statuses: ["FAILED"] });
    expect(set).toMatchObject({ owner: "olga", version: "CURRENT", total: 5, refused: 0, refusals: [], finishedAt: null });
    const done = await replayIn(client(olga), set.id, "FINISHED");
    expect(done).toMatchObject({ total: 5, started: 5, finished: 5, succeeded: 5, failed: 0, refused: 0, finishedAt: expect.any(String) });
    expect(originalsOf(done.items)).toEqual(idsOf(failed));
    const [row] = await app.sql("SELECT caller_id, priority, replay_id FROM ability_invocation_logs WHERE replay_id = ? LIMIT 1", [set.id]);
    expect(row).toMatchObject({ caller_id: "olga", replay_id: set.id });
    expect(Number(row?.priority)).toBeLessThan(0);
    const nested = await run(client(olga), "query($id: ID!) { invocation(id: $id) { replay { id state } } }", {
      id: done.items.nodes[0].id,
    });
    expect(nested.replay).toEqual({ id: set.id, state: "FINISHED" });

    // What failed of a set can be repeated by it; as it was, everything fails again.
    const again = await startReplay(client(olga), { ids: idsOf(failed) }, { version: "ORIGINAL" });
    expect(await replayIn(client(olga), again.id, "FINISHED")).toMatchObject({ started: 5, succeeded: 0, failed: 5 });
    expect(await startReplay(client(olga), { replayId: again.id, failureCodes: ["ENGINE_FAILED"] })).toMatchObject({ total: 5 });
  });

  test("takes nothing that has not ended, or that ends later", async () => {
    const ability = await publishAbility(app.admin, {
      workflowId: WORKFLOW_IDS.slow,
      properties: { seconds: { type: "number" } },
      fields: HARMLESS,
    });
    const [quick] = await calls(client(ann), ability, [{ seconds: 0.01 }]);
    const slow = await accept(client(ann), ability.key, { form: { seconds: 600 } });
    const set = await startReplay(client(olga), { abilityIds: [ability.id] });
    expect(set.total).toBe(1);
    await cancel(client(ann), slow.id);
    await finished(client(ann), slow.id, 60_000);
    const done = await replayIn(client(olga), set.id, "FINISHED");
    expect(originalsOf(done.items)).toEqual([quick.id]);
    // One whose end was being written while they were counted is dealt with, so it counts.
    await app.sql("UPDATE invocation_replays SET total = 0 WHERE id = ?", [set.id]);
    expect(await replayState(client(olga), set.id)).toMatchObject({ total: 1, started: 1 });
    expect(await replay(client(olga), { abilityIds: [ability.id], statuses: ["SUCCEEDED", "RUNNING"] })).toMatchObject({
      code: "BAD_USER_INPUT",
      message: "RUNNING is not final: only what has ended can be repeated.",
    });
  });

  test("counts what cannot be repeated, by reason, and goes on with the rest", async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(() => publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties, fields: HARMLESS })),
    );
    const all = [
      ...(await calls(client(ann), one as SeededAbility, numbered(3))),
      ...(await calls(client(ann), two as SeededAbility, numbered(2))),
    ];
    await app.sql("DELETE FROM ability_invocation_payloads WHERE invocation_id = ?", [all[0].id]);
    await run(app.admin, "mutation($id: ID!) { pauseAbility(input: { id: $id }) { __typename } }", { id: two?.id });
    const set = await startReplay(client(olga), { ids: idsOf(all) });
    const done = await replayIn(client(olga), set.id, "FINISHED");
    expect(done).toMatchObject({ total: 5, started: 2, succeeded: 2, refused: 3 });
    expect(done.refusals).toEqual([
      { code: "ABILITY_PAUSED", count: 2 },
      { code: "INVOCATION_PAYLOAD_GONE", count: 1 },
    ]);
  });

  test("does nothing twice that is not harmless, unless that is said", async () => {
    const ability = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties });
    const all = await calls(client(ann), ability, numbered(2));
    const filter = { abilityKeys: [ability.key] };
    expect(await replay(client(olga), filter)).toMatchObject({
      code: "REPLAY_SIDE_EFFECTS",
      message: expect.stringMatching(/^2 of these/),
    });
    const said = await startReplay(client(olga), filter, { includeSideEffecting: true });
    expect(await replayIn(client(olga), said.id, "FINISHED")).toMatchObject({ succeeded: 2 });
    // Harmless when it was called, and no longer now.
    await app.sql("UPDATE ability_invocation_logs SET side_effects = 'READ_ONLY' WHERE ability_key = ?", [ability.key]);
    const set = await startReplay(client(olga), { ids: idsOf(all) });
    expect(await replayIn(client(olga), set.id, "FINISHED")).toMatchObject({
      started: 0,
      refusals: [{ code: "REPLAY_SIDE_EFFECTS", count: 2 }],
    });
  });

  test("is refused without a filter, with too many invocations, and to people who are no operators", async () => {
    const ability = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties, fields: HARMLESS });
    await calls(client(ann), ability, numbered(13));
    expect(await replay(client(olga), {})).toMatchObject({ code: "REPLAY_FILTER_EMPTY" });
    expect(await replay(client(olga), { ids: null, statuses: null })).toMatchObject({ code: "REPLAY_FILTER_EMPTY" });
    expect(await replay(client(olga), { abilityKeys: [ability.key] })).toMatchObject({
      code: "REPLAY_TOO_LARGE",
      message: expect.stringContaining("more than 12"),
    });
    expect(await replay(client(ann), { abilityKeys: [ability.key] })).toMatchObject({ code: "FORBIDDEN" });
    expect(await startReplay(client(olga), { ids: [] })).toMatchObject({ total: 0 });
    // Another tenant's invocations do not exist.
    expect(await startReplay(client(otto), { abilityKeys: [ability.key] })).toMatchObject({ total: 0 });
  });

  test("is made once per key", async () => {
    const ability = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties, fields: HARMLESS });
    await calls(client(ann), ability, numbered(2));
    const filter = { abilityKeys: [ability.key] };
    const answers = await Promise.all(upTo(8).map(() => replay(client(olga), filter, { idempotencyKey: "once" })));
    expect(new Set(answers.map((answer) => answer.replay.id)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await replay(client(olga), filter, { idempotencyKey: "once", version: "ORIGINAL" })).toMatchObject({
      code: "IDEMPOTENCY_CONFLICT",
    });
    await replayIn(client(olga), answers[0].replay.id, "FINISHED");
  });

  test("is listed newest first, for operators of its tenant alone", async () => {
    const page = await replays(client(olga), { first: 2 });
    expect(page.nodes).toHaveLength(2);
    const next = await replays(client(olga), { first: 2, after: page.pageInfo.endCursor });
    const ids = [...page.nodes, ...next.nodes].map(({ id }: Data) => id);
    expect([...ids].sort().reverse()).toEqual(ids);
    const [id] = ids;
    expect(await replayState(client(otto), id)).toBeNull();
    expect(await replayState(client(ann), id)).toBeNull();
    expect(await abort(client(otto), id)).toMatchObject({ code: "NOT_FOUND" });
    expect(await abort(client(ann), id)).toMatchObject({ code: "FORBIDDEN" });
    expect((await run(client(olga), "query($id: ID!) { node(id: $id) { id __typename } }", { id })).__typename).toBe("InvocationReplay");
  });

  test("goes on where a worker died in the middle of a step, and repeats nothing that was repeated", async () => {
    const ability = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties, fields: HARMLESS });
    const all = await calls(client(ann), ability, numbered(6));
    const set = await startReplay(client(olga), { ids: idsOf(all) });
    await replayIn(client(olga), set.id, "FINISHED");
    // As it was when two were dealt with, four begun, and the worker gone; a failed one frees its key.
    const [, second] = idsOf(all);
    await app.sql("DELETE FROM idempotency_keys WHERE idempotency_key LIKE ?", [`replay:${set.id}:%`]);
    await app.sql("DELETE FROM ability_invocation_logs WHERE replay_id = ? AND retry_of IN (?, ?)", [set.id, ...idsOf(all).slice(4)]);
    const open = "state = 'RUNNING', finished_at = NULL, worker_id = 'gone', lease_until = created_at";
    await app.sql(`UPDATE invocation_replays SET ${open}, cursor_id = ? WHERE id = ?`, [second as string, set.id]);
    const done = await replayIn(client(olga), set.id, "FINISHED");
    expect(done).toMatchObject({ total: 6, started: 6, succeeded: 6, refused: 0 });
    expect(originalsOf(done.items)).toEqual(idsOf(all));
  });

  test("nothing above went wrong on our side", () => {
    expect(app.lines.filter(({ level }) => level === "error")).toEqual([]);
  });
});

describeWithServers("a set of repetitions on two instances", () => {
  test("is worked off by both, never more at once than may be, and aborted midway on the one that was not asked", async () => {
    const database = await createDatabase();
    onTestFinished(database.drop);
    const shared = { databaseUrl: database.url, redisUrl: await sharedRedisUrl(), redisPrefix: randomRedisPrefix() };
    const bounds = { maxActive: 4, stepSize: 3, pollMs: 100 };
    const installation: TestAppOptions = { ...shared, overrides: { replays: bounds } };
    const first = await startTestApp(installation);
    onTestFinished(first.stop);
    const second = await startTestApp({ ...installation, simulator: first.simulator });
    onTestFinished(second.stop);
    const [ann, here, there] = await Promise.all([
      tokenOf({ id: "ann" }).then(first.as),
      tokenOf({ id: "olga", role: "operator" }).then(first.as),
      tokenOf({ id: "omar", role: "operator" }).then(second.as),
    ]);
    const seconds = { seconds: { type: "number", default: 0.01 } };
    const ability = await publishAbility(first.admin, { workflowId: WORKFLOW_IDS.slow, properties: seconds, fields: HARMLESS });
    const all = await calls(ann, ability, Array(30).fill({}));

    const whole = await startReplay(here, { abilityKeys: [ability.key] });
    expect(await replayIn(there, whole.id, "FINISHED")).toMatchObject({ total: 30, started: 30, succeeded: 30, refused: 0 });
    expect(new Set(originalsOf((await replayState(there, whole.id)).items))).toEqual(new Set(idsOf(all)));

    // From now on a repetition takes long.
    const parameters = [{ target: "seconds", constant: 60 }];
    await publishMapping(first.admin, ability.id, { workflowId: WORKFLOW_IDS.slow, parameters });
    const long = await startReplay(here, { ids: idsOf(all).slice(0, 20) });
    const crowded = await until(
      async () => {
        const state = await replayState(there, long.id);
        return state.started === 4 && state;
      },
      { timeoutMs: 60_000, everyMs: 100, what: "as many as may be under way" },
    );
    expect(crowded).toMatchObject({ state: "RUNNING", total: 20, finished: 0 });
    const aborted = await abort(there, long.id);
    expect(["ABORTING", "ABORTED"]).toContain(aborted.replay.state);
    const over = await replayIn(here, long.id, "ABORTED");
    expect(over).toMatchObject({ started: 4, finishedAt: expect.any(String) });
    // What was begun goes on, and can be cancelled; nothing takes its place.
    await Promise.all(
      over.items.nodes.map(({ id }: Data) =>
        run(there, "mutation($id: ID!) { cancelInvocation(input: { id: $id }) { __typename } }", { id }),
      ),
    );
    for (const { id } of over.items.nodes) expect(await finished(there, id, 60_000)).toMatchObject({ status: "CANCELLED" });
    expect(await replayState(here, long.id)).toMatchObject({ state: "ABORTED", started: 4, finished: 4, failed: 4 });
    expect((await abort(here, long.id)).replay).toMatchObject({ state: "ABORTED", finishedAt: over.finishedAt });
    expect(await readInvocation(ann, over.items.nodes[0].id)).toBeNull();
  });
});
