import "reflect-metadata";
/** Following an invocation over WebSocket and event stream, while sockets are cut and the serving instance stops. */
import { expect, test } from "vitest";
import { eventCursor } from "../../src/kernel/cursor.js";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { Data } from "../support/client.js";
import { describeWithServers } from "../support/database-matrix.js";
import { accept, FOLLOW, finished, followAll, sequences, textOf, upTo } from "../support/operations.js";
import type { CleanUp } from "../support/process-lives.js";
import { publishAbility } from "../support/seed.js";
import { createDatabase, randomRedisPrefix, sharedRedisUrl } from "../support/services.js";
import { type OpenStream, openStream } from "../support/sse-client.js";
import { followStubbornly } from "../support/stubborn-follower.js";
import { startTcpProxy } from "../support/tcp-proxy.js";
import { SERVICE_TOKEN, tokenOf } from "../support/tokens.js";
import { until } from "../support/until.js";
import { signIn } from "../support/ws-client.js";

const authorization = `Bearer ${SERVICE_TOKEN}`;
const PIECES = { pieces: { type: "integer" }, delay_ms: { type: "integer" } };
const PATIENT = { timeoutMs: 30_000 };
const TRANSPORTS = ["websocket", "sse"] as const;

const start = async (cleanUp: CleanUp, options: Parameters<typeof startTestApp>[0] = {}): Promise<TestApp> => {
  const app = await startTestApp(options);
  cleanUp(app.stop);
  cleanUp(() => app.admin.dispose());
  return app;
};

const stream = (app: TestApp, variables: Data, headers: Record<string, string> = {}): Promise<OpenStream> =>
  openStream(app.url, { query: FOLLOW, variables, headers: { authorization, ...headers } });

const whole = (events: readonly Data[]): void => {
  expect(sequences(events)).toEqual(upTo(events.length));
  expect(events.at(-1)).toMatchObject({ __typename: "Finished", status: "SUCCEEDED" });
  expect(textOf(events)).toBe(events.at(-1).output);
};

describeWithServers("two instances on one MariaDB and one Redis", () => {
  test.concurrent("every follower sees 1 to n, over cut sockets and the stop of the instance that serves it", { timeout: 240_000 }, async ({
    onTestFinished,
  }) => {
    const database = await createDatabase();
    onTestFinished(database.drop);
    const installation = { databaseUrl: database.url, redisUrl: await sharedRedisUrl(), redisPrefix: randomRedisPrefix() };
    const runner = await start(onTestFinished, installation);
    const front = await start(onTestFinished, { ...installation, simulator: runner.simulator, env: { ROLE: "api" } });
    const [toFront, toRunner] = await Promise.all([front, runner].map(({ url }) => startTcpProxy(Number(new URL(url).port))));
    if (!toFront || !toRunner) throw new Error("no proxies");
    onTestFinished(async () => void (await Promise.all([toFront.close(), toRunner.close()])));
    const [here, there] = [toFront, toRunner].map(({ port }) => `http://127.0.0.1:${port}`) as [string, string];

    const long = await publishAbility(runner.admin, { workflowId: WORKFLOW_IDS.long, properties: PIECES });
    // Goes on for longer than what happens to its followers meanwhile.
    const { id } = await accept(front.admin, long.key, { form: { pieces: 800, delay_ms: 30 } });
    const token = SERVICE_TOKEN;
    const served = TRANSPORTS.flatMap((transport) =>
      upTo(3).map(() => followStubbornly({ transport, urls: [here, there], token, invocationId: id })),
    );
    const others = TRANSPORTS.map((transport) => followStubbornly({ transport, urls: [there, here], token, invocationId: id }));
    const everybody = [...served, ...others];
    await until(() => everybody.every(({ events }) => events.length >= 4), PATIENT);

    for (const proxy of [toFront, toRunner, toFront]) {
      const before = everybody.map(({ endings }) => endings.length);
      proxy.cut();
      await until(() => everybody.some(({ endings }, index) => endings.length > (before[index] ?? 0)), PATIENT);
      proxy.mend();
      await until(() => everybody.every(({ at }) => at), PATIENT);
    }
    const late = TRANSPORTS.map((transport) => followStubbornly({ transport, urls: [here, there], token, invocationId: id }));
    await until(() => late.every(({ at, events }) => at === here && events.length > 0), PATIENT);
    await front.stop();

    for (const follower of [...everybody, ...late]) whole(await follower.all(150_000));
    const [overSocket, overStream] = late;
    expect(overSocket?.endings[0]).toMatch(/^1001 \{"retryAfterMs":\d+\}$/);
    expect(overStream?.endings[0]).toMatch(/"retry":\d+/);
    // Whoever comes when all is over gets the same story.
    const after = await followAll(runner.admin, id).all();
    expect(everybody[0]?.events).toEqual(after);
  });

  test.concurrent("operators follow what goes on in their tenant on another instance", { timeout: 60_000 }, async ({ onTestFinished }) => {
    const database = await createDatabase();
    onTestFinished(database.drop);
    const installation = { databaseUrl: database.url, redisUrl: await sharedRedisUrl(), redisPrefix: randomRedisPrefix() };
    const first = await start(onTestFinished, installation);
    const second = await start(onTestFinished, { ...installation, simulator: first.simulator });
    const one = await publishAbility(first.admin, { workflowId: WORKFLOW_IDS.instant, properties: { a: {} } });
    const other = await publishAbility(first.admin, { workflowId: WORKFLOW_IDS.instant, properties: { a: {} } });
    const query = `subscription ($key: String) { invocationActivity(abilityKey: $key) { __typename
      ... on InvocationActivity { invocation { id status ability { key } } event { __typename sequence ... on Finished { status output } } }
      ... on ActivityGap { reason since until } } }`;
    const [all, ofOne] = [second.admin.subscribe(query), second.admin.subscribe(query, { key: one.key })];
    const overStream = await openStream(second.url, { query, headers: { authorization } });
    for (const following of [all, ofOne, overStream]) {
      const [opening] = await following.atLeast(1);
      expect(opening).toMatchObject({ __typename: "ActivityGap", reason: "STARTED" });
    }
    const [a, b] = [await accept(first.admin, one.key, { form: { a: 1 } }), await accept(first.admin, other.key, { form: { a: 2 } })];
    const endsOf = (items: readonly Data[]) =>
      items.filter(({ event }) => event?.__typename === "Finished").map(({ invocation }) => invocation.id);
    await until(() => endsOf(all.items).length === 2 && endsOf(ofOne.items).length === 1 && endsOf(overStream.items).length === 2, PATIENT);
    expect(new Set(endsOf(all.items))).toEqual(new Set([a.id, b.id]));
    expect(endsOf(ofOne.items)).toEqual([a.id]);
    const [story] = [ofOne.items.slice(1)];
    expect(story.map(({ event }) => event.__typename)).toEqual(["StateChanged", "StateChanged", "Finished"]);
    expect(story.at(-1)).toMatchObject({
      invocation: { status: "SUCCEEDED", ability: { key: one.key } },
      event: { output: { echo: { a: 1 } } },
    });
    overStream.close();
  });
});

test.concurrent("late and odd beginnings are the same over both transports", { timeout: 60_000 }, async ({ onTestFinished }) => {
  const app = await start(onTestFinished);
  const long = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.long, properties: PIECES });
  const { id } = await accept(app.admin, long.key, { form: { pieces: 3, delay_ms: 1 }, waitMs: 15_000 });
  const { lastSeq } = await finished(app.admin, id).then(async () => {
    const events = await followAll(app.admin, id).all();
    return { lastSeq: events.length };
  });
  const masked = (events: readonly Data[]) =>
    events.map((event) => (/Snapshot|Gap/.test(event.__typename) ? { ...event, at: "then" } : event));
  const beginnings: readonly [Data, string[]][] = [
    [{ id }, ["SnapshotEvent"]],
    [{ id, after: eventCursor(id, lastSeq - 1) }, ["Finished"]],
    [{ id, after: eventCursor(id, lastSeq) }, []],
    [{ id, after: eventCursor(id, lastSeq + 5) }, ["GapEvent", "SnapshotEvent"]],
  ];
  for (const [variables, expected] of beginnings) {
    const overSocket = await app.admin.subscribe(FOLLOW, variables).all();
    const overStream = await stream(app, variables);
    expect(masked(await overStream.ended())).toEqual(masked(overSocket));
    expect(overSocket.map(({ __typename }) => __typename)).toEqual(expected);
    expect(overStream.frames.at(-1)?.event).toBe("complete");
    expect(overStream.frames.filter(({ event }) => event === "next").map((frame) => frame.id)).toEqual(
      overSocket.map(({ cursor }) => cursor),
    );
  }

  // The header of a reader that comes back wins over what its address still says.
  const resumed = await stream(app, { id, after: eventCursor(id, 0) }, { "last-event-id": eventCursor(id, lastSeq - 2) });
  expect(sequences(await resumed.ended())).toEqual([lastSeq - 1, lastSeq]);
  const foreign = await stream(app, { id }, { "last-event-id": eventCursor("inv_other", 1) });
  await foreign.ended();
  expect(foreign.results[0].errors[0].extensions.code).toBe("INVALID_CURSOR");
  const nobody = await openStream(app.url, { query: FOLLOW, variables: { id } });
  await nobody.ended();
  expect(nobody.results[0].errors[0].extensions.code).toBe("UNAUTHENTICATED");
});

test.concurrent("a socket that was closed as too slow resumes by cursor without hole or double", { timeout: 60_000 }, async ({
  onTestFinished,
}) => {
  const app = await start(onTestFinished, { env: { LIVE_STALL: "1s" } });
  const echo = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties: { text: { type: "string" } } });
  const { id } = await accept(app.admin, echo.key, { form: { text: "x".repeat(300_000) }, waitMs: 15_000 });
  const { length } = await followAll(app.admin, id).all();
  const names = upTo(40).map((number) => `s${number}`);

  const slow = await signIn(app.url, { authorization });
  slow.socket.pause();
  for (const name of names) slow.subscribe(name, FOLLOW, { id, snapshot: false });
  await until(() => app.lines.some(({ msg, code }) => msg === "socket closed" && code === 4413), { timeoutMs: 30_000 });
  slow.socket.resume();
  expect(await slow.closing()).toMatchObject({ code: 4413 });

  const again = await signIn(app.url, { authorization });
  const seen = new Map(
    names.map((name) => [
      name,
      slow.messages.filter((m) => m.id === name && m.type === "next").map((m) => m.payload.data.invocationEvents),
    ]),
  );
  expect([...seen.values()].some((events) => events.length < length)).toBe(true);
  for (const name of names) again.subscribe(name, FOLLOW, { id, snapshot: false, after: seen.get(name)?.at(-1)?.cursor });
  await until(() => names.every((name) => again.messages.some((m) => m.id === name && m.type === "complete")), { timeoutMs: 30_000 });
  for (const name of names) {
    const rest = again.messages.filter((m) => m.id === name && m.type === "next").map((m) => m.payload.data.invocationEvents);
    expect(sequences([...(seen.get(name) ?? []), ...rest])).toEqual(upTo(length));
  }
  again.socket.close();
});

test.concurrent("the activity of a tenant is for its operators", { timeout: 60_000 }, async ({ onTestFinished }) => {
  const app = await start(onTestFinished);
  const query = "subscription ($id: ID) { invocationActivity(abilityId: $id) { __typename } }";
  const user = app.as(await tokenOf({ id: "uli" }));
  expect(await user.subscribe(query).refused()).toEqual(["FORBIDDEN"]);
  expect(await app.admin.subscribe(query, { id: "abl_nothing" }).refused()).toEqual(["NOT_FOUND"]);
  const olga = app.as(await tokenOf({ id: "olga", role: "operator" }));
  const hers = olga.subscribe(query);
  const theirs = app.admin.subscribe(query);
  await Promise.all([hers.atLeast(1), theirs.atLeast(1)]);
  const ability = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties: {} });
  await accept(app.admin, ability.key, { form: {}, waitMs: 15_000 });
  await theirs.atLeast(4);
  expect(hers.items).toHaveLength(1);
  await Promise.all([user.dispose(), olga.dispose()]);
});
