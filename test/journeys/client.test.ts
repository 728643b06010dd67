import "reflect-metadata";
/** The client we ship against real gateways: connections cut, tokens expiring, instances stopping, readers dawdling. */
import { SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import type { AbilityClient, AbilityClientOptions, InvocationEvent } from "../../schema/client/client.js";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { createSimulator } from "../../src/simulator/simulator.js";
import { startTestApp, type TestApp } from "../support/app.js";
import { describeWithServers } from "../support/database-matrix.js";
import { accepted, collect, gatewayClient } from "../support/gateway-client.js";
import { sequences, textOf, upTo } from "../support/operations.js";
import type { CleanUp } from "../support/process-lives.js";
import { publishAbility, publishFaulty, type SeededAbility } from "../support/seed.js";
import { createDatabase, randomRedisPrefix, sharedRedisUrl } from "../support/services.js";
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";
import { TENANT_CLAIM, TOKEN_SECRET } from "../support/tokens.js";
import { until } from "../support/until.js";

const LONG = { workflowId: WORKFLOW_IDS.long, properties: { pieces: { type: "integer" }, delay_ms: { type: "integer" } } };
/** Side by side on a busy machine. */
const PATIENT = { timeout: 60_000 };
const TRANSPORTS = ["ws", "sse"] as const;

interface World {
  readonly app: TestApp;
  /** An ability that streams `pieces` pieces, one per `delay_ms`. */
  readonly long: SeededAbility;
  client(options?: Partial<AbilityClientOptions>, url?: string | readonly string[]): AbilityClient;
}

const worldOf = async (cleanUp: CleanUp, app?: TestApp): Promise<World> => {
  const world = app ?? (await startTestApp());
  const clients: AbilityClient[] = [];
  cleanUp(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await world.stop();
  });
  return {
    app: world,
    long: await publishAbility(world.admin, LONG),
    client(options, url = world.url) {
      const client = gatewayClient(url, options);
      clients.push(client);
      return client;
    },
  };
};

const proxyTo = async (app: TestApp, cleanUp: CleanUp): Promise<TcpProxy> => {
  const proxy = await startTcpProxy(Number(new URL(app.url).port));
  cleanUp(proxy.close);
  return proxy;
};

/** 1 to n, each once, the text whole, and the end. */
const expectWhole = (events: readonly InvocationEvent[], pieces: number): void => {
  expect(sequences(events)).toEqual(upTo(events.length));
  const last = events.at(-1);
  expect(last).toMatchObject({ __typename: "Finished", status: "SUCCEEDED" });
  expect(textOf(events)).toBe((last as { output: string }).output);
  expect(textOf(events)).toContain(`第${pieces}段`);
};

describe.concurrent.each(TRANSPORTS)("over %s", PATIENT, (transport) => {
  test("fifty cuts at random moments: every event once and in order", { timeout: 120_000 }, async ({ onTestFinished }) => {
    const { app, long, client } = await worldOf(onTestFinished);
    const proxy = await proxyTo(app, onTestFinished);
    const far = client({ transport }, `http://127.0.0.1:${proxy.port}`);
    let cuts = 0;
    while (cuts < 50) {
      const events: InvocationEvent[] = [];
      const call = await accepted(client(), long.key, { pieces: 400, delay_ms: 15 });
      const following = collect(far.follow(call.id, { after: call.after }), events);
      let over = false;
      const ended = following.finally(() => {
        over = true;
      });
      while (cuts < 50 && !over) {
        const { attempts } = proxy;
        proxy.cut();
        cuts++;
        // Sometimes the next attempt finds the network still down.
        if (Math.random() < 0.3) await until(() => over || proxy.attempts > attempts, { timeoutMs: 30_000 });
        const refused = proxy.attempts;
        proxy.mend();
        const seen = events.length;
        if (Math.random() < 0.7) await until(() => over || events.length > seen, { timeoutMs: 30_000 });
        else await until(() => over || proxy.attempts > refused, { timeoutMs: 30_000 });
      }
      await ended;
      expectWhole(events, 400);
    }
  });

  test("a token that expires again and again is renewed, and nothing is missed", { timeout: 90_000 }, async ({ onTestFinished }) => {
    const { long, client } = await worldOf(onTestFinished);
    const interruptions: string[] = [];
    const tokens: string[] = [];
    const far = client({
      transport,
      onInterruption: ({ code }) => interruptions.push(code),
      async token() {
        const seconds = Math.floor(Date.now() / 1_000) + 4;
        tokens.push(
          await new SignJWT({ [TENANT_CLAIM]: "acme", roles: ["user"] })
            .setProtectedHeader({ alg: "HS256" })
            .setSubject("alice")
            .setExpirationTime(seconds)
            .sign(new TextEncoder().encode(TOKEN_SECRET)),
        );
        return tokens.at(-1) as string;
      },
    });
    const call = await accepted(far, long.key, { pieces: 300, delay_ms: 45 });
    expectWhole(await collect(far.follow(call.id, { after: call.after })), 300);
    expect(interruptions.filter((code) => code === "UNAUTHENTICATED").length).toBeGreaterThanOrEqual(2);
    expect(tokens.length).toBeGreaterThan(3);
  });

  test("a wrong token, an unknown invocation and a foreign cursor are errors, not loops", async ({ onTestFinished }) => {
    const { app, long, client } = await worldOf(onTestFinished);
    const call = await accepted(client(), long.key, { pieces: 1, delay_ms: 1 });
    const tries: unknown[] = [];
    const options = { transport, onInterruption: (error: unknown) => tries.push(error) };
    const wrong = client({ ...options, token: () => "wrong" });
    await expect(collect(wrong.follow(call.id))).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(wrong.invoke({ abilityKey: long.key, form: {} })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect(tries).toHaveLength(1);
    const right = client(options);
    await expect(collect(right.follow("inv_00000000000000000000000000"))).rejects.toMatchObject({ code: "NOT_FOUND", retryable: false });
    await expect(collect(right.follow(call.id, { after: "nonsense" }))).rejects.toMatchObject({ code: "INVALID_CURSOR" });
    await expect(right.request("{ nonsense }")).rejects.toMatchObject({ code: "GRAPHQL_VALIDATION_FAILED" });
    expect(tries).toHaveLength(1);
    expect(app.lines.some(({ level }) => level === "error")).toBe(false);
  });

  test("a reader slower than the run gets everything", { timeout: 60_000 }, async ({ onTestFinished }) => {
    const { long, client } = await worldOf(onTestFinished);
    const slow = client({ transport, buffer: 5 });
    const call = await accepted(slow, long.key, { pieces: 120, delay_ms: 10 });
    const events: InvocationEvent[] = [];
    for await (const event of slow.follow(call.id, { after: call.after })) {
      events.push(event);
      if (events.length !== 1) continue;
      // Reads on when all is over, with a buffer's worth in hand and the rest in the log.
      await until(async () => (await slow.request<{ invocation: { status: string } }>(STATUS, call)).invocation.status === "SUCCEEDED", {
        timeoutMs: 40_000,
        everyMs: 100,
      });
    }
    expectWhole(events, 120);
  });

  test("leaving by signal ends at once and lets go of the gateway", { timeout: 60_000 }, async ({ onTestFinished }) => {
    const { app, long, client } = await worldOf(onTestFinished);
    const far = client({ transport });
    const call = await accepted(far, long.key, { pieces: 500, delay_ms: 20 });
    const leaving = new AbortController();
    const following = collect(far.follow(call.id, { signal: leaving.signal }));
    const open = async () => /^(?:\w+_)?(?:websockets|event_streams)(?:{.*})? 1$/m.test(await (await fetch(`${app.url}/metrics`)).text());
    await until(open, { what: "the connection to be counted" });
    leaving.abort(new Error("enough"));
    await expect(following).rejects.toThrow("enough");
    await until(async () => !(await open()), { what: "the connection to be gone" });
  });
});

const STATUS = "query Status($id: ID!) { invocation(id: $id) { status } }";

describe.concurrent("a call from the form to its outcome", PATIENT, () => {
  test("run hands on every event and tells how it ended, failures included", { timeout: 60_000 }, async ({ onTestFinished }) => {
    const { app, client } = await worldOf(onTestFinished);
    const write = await publishAbility(app.admin, {
      workflowId: WORKFLOW_IDS.write,
      properties: { topic: { type: "string" } },
      required: ["topic"],
    });
    const near = client();
    const events: InvocationEvent[] = [];
    const outcome = await near.run({ abilityKey: write.key, form: { topic: "tides" } }, { onEvent: (event) => events.push(event) });
    expect(outcome).toMatchObject({ status: "SUCCEEDED", output: expect.stringContaining("tides"), failure: null });
    expect(sequences(events)).toEqual(upTo(events.length));

    const fails = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.fails });
    expect(await near.run({ abilityKey: fails.key, form: {} })).toMatchObject({
      status: "FAILED",
      output: null,
      failure: { class: "ENGINE" },
    });
    await expect(near.run({ abilityKey: write.key, form: {} })).rejects.toMatchObject({
      name: "AbilityClientError",
      fieldErrors: [{ path: "/topic", code: "FIELD_REQUIRED" }],
    });
    await expect(near.run({ abilityKey: "nothing", form: {} })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await near.invoke({ abilityKey: write.key, form: {} })).toMatchObject({ __typename: "ValidationFailed" });

    // After the end: a snapshot alone, all events again, or none behind the last.
    const { invocationId } = outcome;
    expect(await collect(near.follow(invocationId))).toMatchObject([{ __typename: "SnapshotEvent", invocation: { status: "SUCCEEDED" } }]);
    expect(await collect(near.follow(invocationId, { snapshot: false }))).toEqual(events);
    expect(await collect(near.follow(invocationId, { after: events.at(-1)?.cursor }))).toEqual([]);
  });

  test("an answer that is lost on the way is asked for again, and the ability runs once", async ({ onTestFinished }) => {
    const { app, client } = await worldOf(onTestFinished);
    const ability = await publishFaulty(app.admin, { workflowId: WORKFLOW_IDS.instant });
    let lost = 0;
    const far = client({
      async fetch(...request) {
        const response = await fetch(...request);
        if (lost++ === 0) throw new TypeError("the connection broke while the answer was on its way");
        return response;
      },
    });
    const answer = await far.invoke({ abilityKey: ability.key, form: {} });
    expect(answer).toMatchObject({ __typename: "InvocationAccepted", replayed: true });
    expect(await app.sql("SELECT 1 FROM ability_invocation_logs")).toHaveLength(1);
    await expect(far.invoke({ abilityKey: ability.key, form: {} }, { signal: AbortSignal.abort(new Error("never")) })).rejects.toThrow(
      "never",
    );
  });

  test("several follows share one socket, which closes when nothing is left to follow", { timeout: 60_000 }, async ({ onTestFinished }) => {
    const { app, long, client } = await worldOf(onTestFinished);
    const proxy = await proxyTo(app, onTestFinished);
    const far = client({ idleMs: 50 }, `http://127.0.0.1:${proxy.port}`);
    const calls = await Promise.all(upTo(5).map(() => accepted(client(), long.key, { pieces: 60, delay_ms: 10 })));
    expect(proxy.attempts).toBe(0);
    const streams = await Promise.all(calls.map(({ id, after }) => collect(far.follow(id, { after }))));
    for (const events of streams) expectWhole(events, 60);
    expect(proxy.attempts).toBe(1);
    await until(async () => /^\S*websockets\S* 0$/m.test(await (await fetch(`${app.url}/metrics`)).text()), {
      what: "the socket to close",
    });
  });
});

describeWithServers("two gateways of one installation", () => {
  test.concurrent.for(TRANSPORTS)(
    "one stops in the middle of a stream over %s, the other goes on with it",
    { timeout: 90_000 },
    async (transport, { onTestFinished }) => {
      const database = await createDatabase();
      onTestFinished(database.drop);
      const simulator = createSimulator();
      await simulator.start();
      onTestFinished(() => simulator.stop());
      const installation = { databaseUrl: database.url, redisUrl: await sharedRedisUrl(), redisPrefix: randomRedisPrefix(), simulator };
      // Without a part in the work: its end does not touch the run.
      const serving = await startTestApp({ ...installation, env: { ROLE: "api" } });
      onTestFinished(serving.stop);
      const { long, client, app: running } = await worldOf(onTestFinished, await startTestApp(installation));
      const hints: unknown[] = [];
      const far = client({ transport, onInterruption: ({ retryAfterMs }) => hints.push(retryAfterMs) }, [serving.url, running.url]);
      const call = await accepted(client(), long.key, { pieces: 300, delay_ms: 20 });
      const events: InvocationEvent[] = [];
      const following = collect(far.follow(call.id, { after: call.after }), events);
      await until(() => events.length > 5, { timeoutMs: 30_000 });
      const stopped = serving.stop();
      await following;
      await stopped;
      expectWhole(events, 300);
      expect(hints).toContainEqual(expect.any(Number));
    },
  );
});
