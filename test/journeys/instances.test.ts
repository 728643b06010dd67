import "reflect-metadata";
/** More than one gateway: two of one installation tell each other everything, two of different ones share nothing. */
import { expect, onTestFinished, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp } from "../support/app.js";
import { describeWithServers } from "../support/database-matrix.js";
import { accept, FOLLOW, followAll, invoke, readInvocation, run, sequences, textOf, upTo } from "../support/operations.js";
import { publishAbility, publishFaulty } from "../support/seed.js";
import { createDatabase, randomRedisPrefix, sharedRedisUrl } from "../support/services.js";

describeWithServers("two gateways of one installation", () => {
  test("an invocation that one runs is followed live on the other, waited for and not begun twice", { timeout: 90_000 }, async () => {
    const database = await createDatabase();
    onTestFinished(database.drop);
    const installation = { databaseUrl: database.url, redisUrl: await sharedRedisUrl(), redisPrefix: randomRedisPrefix() };
    const first = await startTestApp(installation);
    onTestFinished(first.stop);
    const second = await startTestApp({ ...installation, simulator: first.simulator });
    onTestFinished(second.stop);
    const properties = { pieces: { type: "integer" }, delay_ms: { type: "integer" } };
    const long = await publishAbility(first.admin, { workflowId: WORKFLOW_IDS.long, properties });

    const { id } = await accept(first.admin, long.key, { form: { pieces: 100, delay_ms: 20 } });
    const there = followAll(second.admin, id);
    await there.atLeast(6);
    const snapshot = second.admin.subscribe(FOLLOW, { id });
    const here = followAll(first.admin, id);
    const events = await there.all();
    expect(sequences(events)).toEqual(upTo(events.length));
    expect(await here.all()).toEqual(events);
    expect(textOf(events)).toBe(events.at(-1).output);
    const [opening, ...rest] = await snapshot.all();
    expect(rest).toEqual(events.slice(opening.sequence));
    // Twenty calls with one key, spread over both: one invocation, and whoever waits sees its end.
    const call = { form: { pieces: 20, delay_ms: 20 }, idempotencyKey: "spread", waitMs: 15_000 };
    const answers = await Promise.all(upTo(20).map((n) => invoke((n % 2 ? first : second).admin, long.key, call)));
    expect(new Set(answers.map(({ invocation }) => invocation.id)).size).toBe(1);
    expect(answers.every(({ invocation }) => invocation.status === "SUCCEEDED")).toBe(true);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(first.simulator.runs()).toHaveLength(2);

    // A result too large for a message reaches followers elsewhere by way of the database.
    const large = await publishFaulty(first.admin, { workflowId: WORKFLOW_IDS.instant });
    const huge = await accept(first.admin, large.key, { form: { fault: ["huge", "slow-headers:300"] } });
    const whole = await followAll(second.admin, huge.id).all();
    expect(sequences(whole)).toEqual(upTo(whole.length));
    expect(JSON.stringify(whole.at(-1).output).length).toBeGreaterThan(5_000_000);

    // A change of the catalogue on one is in force on the other at once.
    await run(first.admin, "mutation($id: ID!) { pauseAbility(input: { id: $id }) { __typename } }", { id: long.id });
    expect(await invoke(second.admin, long.key, { form: { pieces: 1 } })).toMatchObject({ code: "ABILITY_PAUSED" });
    await Promise.all([first.admin.dispose(), second.admin.dispose()]);
  });
});

test("two apps in one process share nothing", async () => {
  const [one, two] = await Promise.all([startTestApp(), startTestApp()]);
  onTestFinished(async () => {
    await Promise.all([one.stop(), two.stop()]);
  });
  expect(one.url).not.toBe(two.url);
  const seed = { key: "same-key", workflowId: WORKFLOW_IDS.instant, properties: { a: {} } };
  const [ability] = [await publishAbility(one.admin, seed)];
  expect(await invoke(two.admin, "same-key")).toMatchObject({ code: "NOT_FOUND" });
  await publishAbility(two.admin, { ...seed, workflowId: WORKFLOW_IDS.slow, parameters: [{ target: "seconds", constant: 0.01 }] });

  const call = { form: { a: 1 }, idempotencyKey: "one-key", waitMs: 10_000 };
  const [first, second] = await Promise.all([invoke(one.admin, "same-key", call), invoke(two.admin, "same-key", call)]);
  expect([first.replayed, second.replayed]).toEqual([false, false]);
  expect(first.invocation.output).toEqual({ echo: { a: 1 } });
  expect(second.invocation.output).toBe("Waited 0.01 seconds.");
  expect(await readInvocation(two.admin, first.invocation.id)).toBeNull();
  expect((await run(two.admin, "query($id: ID!) { ability(id: $id) { id } }", { id: ability?.id }))?.id).toBeUndefined();
  expect([one.simulator.runs().length, two.simulator.runs().length]).toEqual([1, 1]);
  expect(one.lines.some((line) => JSON.stringify(line).includes(second.invocation.id))).toBe(false);
  const metrics = await (await fetch(`${two.url}/metrics`)).text();
  expect(metrics).not.toContain(first.invocation.id);

  // Stopping one leaves the other at work.
  await one.stop();
  expect(await accept(two.admin, "same-key", { form: {}, waitMs: 10_000 })).toMatchObject({ status: "SUCCEEDED" });
});
