/** A client against a peer that misbehaves on purpose: what it survives, what it reports, and that it never skips. */
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import {
  type AbilityClient,
  AbilityClientError,
  type AbilityClientOptions,
  createAbilityClient,
  type InvocationEvent,
} from "../../schema/client/client.js";
import { type Script, type ScriptedGateway, startScriptedGateway } from "../support/scripted-gateway.js";
import { startTcpProxy } from "../support/tcp-proxy.js";
import { until } from "../support/until.js";

const delta = (sequence: number) => ({
  __typename: "OutputDelta",
  cursor: `c${sequence}`,
  sequence,
  at: "",
  nodeId: "1",
  text: `${sequence} `,
});
const finished = (sequence: number) => ({ ...delta(sequence), __typename: "Finished", status: "SUCCEEDED", output: "", failure: null });
const snapshot = (sequence: number, status = "RUNNING") => ({
  ...delta(sequence),
  __typename: "SnapshotEvent",
  invocation: { id: "inv_1", status, output: "all", failure: null },
});

interface World {
  readonly gateway: ScriptedGateway;
  readonly client: AbilityClient;
  /** Codes of the interruptions that were survived. */
  readonly interruptions: string[];
}

const worldOf = async (script: Script, options: Partial<AbilityClientOptions> = {}): Promise<World> => {
  const gateway = await startScriptedGateway(script);
  const interruptions: string[] = [];
  const client = createAbilityClient({
    url: gateway.url,
    webSocket: WebSocket,
    backoff: { firstMs: 5, maxMs: 50 },
    onInterruption: ({ code }) => interruptions.push(code),
    ...options,
  });
  onTestFinished(async () => {
    await client.close();
    await gateway.stop();
  });
  return { gateway, client, interruptions };
};

const all = async (events: AsyncIterable<InvocationEvent>): Promise<number[]> => {
  const seen: number[] = [];
  for await (const { sequence } of events) seen.push(sequence);
  return seen;
};

/** What the iterator throws, and what it gave before. */
const failing = async (events: AsyncIterable<InvocationEvent>): Promise<{ seen: number[]; error: unknown }> => {
  const seen: number[] = [];
  try {
    for await (const { sequence } of events) seen.push(sequence);
  } catch (error) {
    return { seen, error };
  }
  throw new Error(`it ended well after ${seen.join()}`);
};

describe("goes on", () => {
  test("behind its last event after every kind of break, dropping what it has seen", async () => {
    const breaks = [
      (index: number) => subscriptions()[index]?.terminate(),
      (index: number) => subscriptions()[index]?.close(1001, "The server is stopping"),
      (index: number) => subscriptions()[index]?.close(1000, ""),
      (index: number) => subscriptions()[index]?.close(4413, "Too slow"),
      (index: number) => subscriptions()[index]?.close(4500, "Internal error"),
      (index: number) => subscriptions()[index]?.complete(),
      (index: number) => subscriptions()[index]?.refuse("SERVICE_UNAVAILABLE", { retryable: true, retryAfterMs: 1 }),
      (index: number) =>
        subscriptions()[index]?.result({
          data: null,
          errors: [{ message: "later", extensions: { code: "SHUTTING_DOWN", retryable: true } }],
        }),
      (index: number) => subscriptions()[index]?.refuse("TOO_MANY_OPERATIONS"),
    ];
    const { gateway, client, interruptions } = await worldOf({
      onSubscribe({ index, events }) {
        // Each attempt repeats one event and adds two.
        const from = index * 2;
        events(...(from === 0 ? [] : [delta(from)]), delta(from + 1), delta(from + 2));
        const end = breaks[index];
        if (end) end(index);
        else events(finished(from + 3));
      },
    });
    const subscriptions = () => gateway.subscriptions;
    const expected = breaks.length * 2 + 3;
    expect(await all(client.follow("inv_1", { snapshot: false }))).toEqual(Array.from({ length: expected }, (_, n) => n + 1));
    expect(subscriptions().map(({ variables }) => variables)).toEqual([
      { invocationId: "inv_1", snapshot: false },
      ...breaks.map((_, n) => ({ invocationId: "inv_1", after: `c${(n + 1) * 2}` })),
    ]);
    expect(interruptions).toHaveLength(breaks.length);
    await until(() => gateway.open === 0, { what: "the idle socket to close" });
  });

  test("after a hole by asking again behind the last event, once", async () => {
    const { gateway, client } = await worldOf({
      onSubscribe({ index, events }) {
        if (index === 0) events(delta(1), delta(2), delta(4), delta(5));
        else events(delta(3), delta(4), finished(5));
      },
    });
    expect(await all(client.follow("inv_1", { snapshot: false }))).toEqual([1, 2, 3, 4, 5]);
    expect(gateway.subscriptions.map(({ variables }) => variables.after)).toEqual([undefined, "c2"]);
  });

  test("through a gap the gateway tells of, which it hands on", async () => {
    const { client } = await worldOf({
      onSubscribe: ({ events }) =>
        events(delta(1), { ...delta(9), __typename: "GapEvent", fromSequence: 2, toSequence: 9 }, snapshot(9), finished(10)),
    });
    const seen: string[] = [];
    for await (const { __typename, sequence } of client.follow("inv_1", { snapshot: false })) seen.push(`${__typename} ${sequence}`);
    expect(seen).toEqual(["OutputDelta 1", "GapEvent 9", "SnapshotEvent 9", "Finished 10"]);
  });

  test("not before the time a stopping server asks for", async () => {
    let closedAt = Number.NaN;
    const { gateway, client } = await worldOf({
      onSubscribe({ index, events, close }) {
        if (index === 1) return events(finished(2));
        events(delta(1));
        closedAt = performance.now();
        close(1001, '{"retryAfterMs":400}');
      },
    });
    expect(await all(client.follow("inv_1", { snapshot: false }))).toEqual([1, 2]);
    // Timers may fire a millisecond early.
    expect((gateway.subscriptions[1]?.at ?? 0) - closedAt).toBeGreaterThan(395);
  });

  test("with a new token when the old one expired, and tells the token function which one was refused", async () => {
    const asked: (string | undefined)[] = [];
    const { gateway, client } = await worldOf(
      {
        onConnect: (authorization) => (authorization === "Bearer stale" ? 4403 : undefined),
        onSubscribe({ index, events, close }) {
          if (index === 2) return events(finished(3));
          events(delta(index + 1));
          close(4401, "Token expired");
        },
      },
      {
        token: (refused) => {
          asked.push(refused);
          return asked.length === 3 ? "stale" : `token-${asked.length}`;
        },
      },
    );
    // In: token-1; expired; token-2; expired; stale: refused; token-4: in.
    expect(await all(client.follow("inv_1", { snapshot: false }))).toEqual([1, 2, 3]);
    expect(asked).toEqual([undefined, "token-1", "token-2", "stale"]);
    expect(gateway.signIns).toEqual(["Bearer token-1", "Bearer token-2", "Bearer stale", "Bearer token-4"]);
  });

  test("when the token function failed a few times between two connections, and still tells it which token was refused", async () => {
    const asked: (string | undefined)[] = [];
    const { gateway, client, interruptions } = await worldOf(
      {
        onSubscribe({ index, events, close }) {
          if (index === 1) return events(finished(2));
          events(delta(1));
          close(4401, "Token expired");
        },
      },
      {
        token: async (refused) => {
          asked.push(refused);
          if (asked.length === 2 || asked.length === 3) throw new Error("the session server is away");
          return `token-${asked.length}`;
        },
      },
    );
    expect(await all(client.follow("inv_1", { snapshot: false }))).toEqual([1, 2]);
    expect(asked).toEqual([undefined, "token-1", "token-1", "token-1"]);
    expect(gateway.signIns).toEqual(["Bearer token-1", "Bearer token-4"]);
    expect(interruptions).toEqual(["UNAUTHENTICATED", "TOKEN_UNAVAILABLE", "TOKEN_UNAVAILABLE"]);
  });

  test("to the next address when one is gone", async () => {
    const gone = await startScriptedGateway({});
    const { url } = gone;
    await gone.stop();
    const { gateway } = await worldOf({ onSubscribe: ({ events }) => events(finished(1)) });
    const client = createAbilityClient({ url: [url, gateway.url], webSocket: WebSocket, backoff: { firstMs: 5 } });
    onTestFinished(() => client.close());
    expect(await all(client.follow("inv_1", { snapshot: false }))).toEqual([1]);
    expect(await client.request("{ x }")).toHaveProperty("invocation");
  });
});

describe("ends", () => {
  test("quietly when nothing can follow: a final snapshot, or a cursor behind the last event", async () => {
    const { client, gateway } = await worldOf({
      onSubscribe({ variables, events, complete }) {
        if (!variables.after) events(snapshot(9, "FAILED"));
        complete();
      },
    });
    expect(await all(client.follow("inv_1"))).toEqual([9]);
    expect(await all(client.follow("inv_1", { after: "c9" }))).toEqual([]);
    expect(gateway.subscriptions).toHaveLength(2);
  });

  test("with EVENTS_MISSING when events stay missing", async () => {
    const { client, gateway } = await worldOf({ onSubscribe: ({ index, events }) => events(...(index === 0 ? [delta(1)] : []), delta(3)) });
    const { seen, error } = await failing(client.follow("inv_1", { snapshot: false }));
    expect(seen).toEqual([1]);
    expect(error).toMatchObject({ name: "AbilityClientError", code: "EVENTS_MISSING", retryable: false });
    expect(gateway.subscriptions).toHaveLength(2);
  });

  test.each([
    ["NOT_FOUND", 1],
    ["BAD_USER_INPUT", 1],
    ["INVALID_CURSOR", 1],
    ["FORBIDDEN", 1],
  ])("with %s at once", async (code, attempts) => {
    const { client, gateway } = await worldOf({ onSubscribe: ({ refuse }) => refuse(code) });
    expect(await failing(client.follow("inv_1"))).toMatchObject({ seen: [], error: { code, retryable: false, message: `${code}!` } });
    expect(gateway.subscriptions).toHaveLength(attempts);
  });

  test.each([4400, 4406, 1002])("at once when the connection is closed with %i", async (closeCode) => {
    const { client, gateway } = await worldOf({ onSubscribe: ({ close }) => close(closeCode, "no") });
    expect(await failing(client.follow("inv_1"))).toMatchObject({ error: { code: "UNEXPECTED_ANSWER", closeCode } });
    expect(gateway.subscriptions).toHaveLength(1);
  });

  test("after a second refusal of the token, not in a loop", async () => {
    const { client, gateway } = await worldOf({ onConnect: () => 4403 }, { token: () => "wrong" });
    expect(await failing(client.follow("inv_1"))).toMatchObject({ error: { code: "UNAUTHENTICATED", closeCode: 4403 } });
    expect(gateway.signIns).toEqual(["Bearer wrong", "Bearer wrong"]);
  });

  test.each(["ws", "sse"] as const)("at once over %s when the token function says that there will be none", async (transport) => {
    const cause = new AbilityClientError("SIGNED_OUT", { message: "signed out" });
    const { client, interruptions } = await worldOf({}, { transport, token: () => Promise.reject(cause) });
    expect(await failing(client.follow("inv_1"))).toMatchObject({ error: { code: "TOKEN_UNAVAILABLE", retryable: false, cause } });
    expect(interruptions).toEqual([]);
  });

  test("with the failure of the token function as its cause, when it fails for long enough; a call hears of it at once", async () => {
    const cause = new Error("the session server is away");
    const { client, interruptions } = await worldOf({}, { token: () => Promise.reject(cause), giveUpAfterMs: 300 });
    await expect(client.request("{ x }")).rejects.toMatchObject({ code: "TOKEN_UNAVAILABLE", cause });
    await expect(client.invoke({ abilityKey: "x", form: {} })).rejects.toMatchObject({ code: "TOKEN_UNAVAILABLE", cause });
    expect(await failing(client.follow("inv_1"))).toMatchObject({ error: { code: "TOKEN_UNAVAILABLE", cause } });
    expect(interruptions.length).toBeGreaterThan(0);
  });

  test("with UNREACHABLE when nobody answers for long enough, a page instead of a gateway included", async () => {
    const { client, gateway, interruptions } = await worldOf({ onConnect: () => 1013 }, { giveUpAfterMs: 1_500 });
    expect(await failing(client.follow("inv_1"))).toMatchObject({ error: { code: "UNREACHABLE", retryable: true, closeCode: 1013 } });
    expect(gateway.signIns.length).toBeGreaterThan(1);
    expect(interruptions.length).toBe(gateway.signIns.length - 1);
    const noSocket = createAbilityClient({ url: gateway.url });
    if (!("WebSocket" in globalThis))
      expect(await failing(noSocket.follow("inv_1"))).toMatchObject({ error: { code: "WEBSOCKET_MISSING" } });
  });
});

describe("leaves", () => {
  test("at once when its signal aborts, waiting for an event, for the next try or for a connection", async () => {
    const { client, gateway } = await worldOf(
      {
        onSubscribe({ variables, events, close }) {
          if (variables.invocationId === "waits") events(delta(1));
          else close(1013, '{"retryAfterMs":60000}');
        },
      },
      { idleMs: 1 },
    );
    for (const id of ["waits", "retries"]) {
      const leaving = new AbortController();
      const { length } = gateway.subscriptions;
      const ended = failing(client.follow(id, { snapshot: false, signal: leaving.signal }));
      await until(() => gateway.subscriptions.length > length);
      leaving.abort(new Error("enough"));
      expect(await ended).toMatchObject({ error: { message: "enough" } });
    }
    const early = client.follow("waits", { signal: AbortSignal.abort(new Error("never")) });
    await expect(early.next()).rejects.toThrow("never");
    expect(await early.next()).toEqual({ done: true, value: undefined });
    // A connection that never comes about.
    const tokenless = createAbilityClient({ url: gateway.url, webSocket: WebSocket, token: () => new Promise(() => undefined) });
    const leaving = new AbortController();
    const ended = failing(tokenless.follow("waits", { signal: leaving.signal }));
    await until(() => gateway.open === 1);
    leaving.abort(new Error("enough"));
    expect(await ended).toMatchObject({ error: { message: "enough" } });
    await until(() => gateway.open === 0, { what: "the sockets to close" });
  });

  test("by break and by close, and tells the gateway", async () => {
    const { client, gateway } = await worldOf({ onSubscribe: ({ events }) => events(delta(1), delta(2)) }, { idleMs: 1 });
    for await (const { sequence } of client.follow("inv_1", { snapshot: false })) if (sequence === 1) break;
    await until(() => gateway.subscriptions[0]?.left || gateway.open === 0);
    await until(() => gateway.open === 0, { what: "the idle socket to close" });

    const [one, two] = [client.follow("inv_1", { snapshot: false }), client.follow("inv_2", { snapshot: false })];
    await Promise.all([one.next(), two.next()]);
    expect(gateway.open).toBe(1);
    await one.next();
    const waiting = expect(one.next()).rejects.toMatchObject({ code: "CLIENT_CLOSED" });
    await client.close();
    await waiting;
    await expect(two.next()).rejects.toMatchObject({ code: "CLIENT_CLOSED" });
    expect(() => client.follow("inv_1")).toThrow("closed");
    await until(() => gateway.open === 0);
  });
});

describe("takes its time", () => {
  test("a slow reader makes it pause instead of keeping more and more, and misses nothing", async () => {
    const total = 200;
    const { client, gateway } = await worldOf(
      {
        onSubscribe({ variables, events }) {
          const from = Number(variables.after?.slice(1) ?? 0);
          for (let n = from + 1; n < total; n++) events(delta(n));
          events(finished(total));
        },
      },
      { buffer: 10 },
    );
    const events = client.follow("inv_1", { snapshot: false });
    expect(await events.next()).toMatchObject({ value: { sequence: 1 } });
    await until(() => gateway.subscriptions[0]?.left, { what: "the subscription to be taken back" });
    expect(gateway.subscriptions).toHaveLength(1);
    expect(await all(events)).toEqual(Array.from({ length: total - 1 }, (_, n) => n + 2));
    expect(gateway.subscriptions[1]?.variables.after).toBe("c11");
  });

  test("a connection that says nothing any more is given up and made again", async () => {
    const { gateway } = await worldOf({ onSubscribe: ({ index, events }) => events(index === 0 ? delta(1) : finished(2)) });
    const proxy = await startTcpProxy(Number(new URL(gateway.url).port));
    onTestFinished(proxy.close);
    const far = createAbilityClient({
      url: `http://127.0.0.1:${proxy.port}/graphql`,
      webSocket: WebSocket,
      pingMs: 50,
      backoff: { firstMs: 5, maxMs: 50 },
      onInterruption: ({ closeCode }) => {
        if (closeCode === 4499) proxy.mend();
      },
    });
    onTestFinished(() => far.close());
    const events = far.follow("inv_1", { snapshot: false });
    await events.next();
    proxy.mute();
    expect(await events.next()).toMatchObject({ value: { sequence: 2 } });
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });
});
