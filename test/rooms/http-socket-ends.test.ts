import { afterEach, describe, expect, test } from "vitest";
import { startTestServer, type TestServer, type TestServerOptions, USER } from "../support/http-server.js";
import { createManualClock } from "../support/manual-clock.js";
import { until } from "../support/until.js";
import { signIn, type WsClient } from "../support/ws-client.js";

const servers: TestServer[] = [];
const start = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const server = await startTestServer(options);
  servers.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ server }) => server.stop(500)));
});

const listening = async (server: TestServer, query = "subscription { events }"): Promise<WsClient> => {
  const client = await signIn(server.url, USER);
  client.subscribe("s", query);
  await until(() => server.contexts.length > 0);
  return client;
};

describe("a client that leaves", () => {
  test.each([
    ["by completing", (client: WsClient) => client.send({ type: "complete", id: "s" })],
    ["by closing", (client: WsClient) => client.socket.close()],
    ["by being lost", (client: WsClient) => client.socket.terminate()],
  ])("%s ends its source and aborts its signal", async (_, leave) => {
    const server = await start();
    const client = await listening(server);
    expect(server.contexts[0]?.ctx.signal.aborted).toBe(false);
    leave(client);
    await until(() => server.streams[0]?.returned === 1 && server.contexts[0]?.ctx.signal.aborted);
  });

  test("a source that sleeps cannot hold the operation", async () => {
    const server = await start({ http: { liveLimits: { operationsPerSocket: 1 } } });
    const client = await listening(server, "subscription { asleep }");
    await client.of("s", 1);
    client.send({ type: "complete", id: "s" });
    client.subscribe("next", "{ hello }");
    expect((await client.of("next", 2)).map(({ type }) => type)).toEqual(["next", "complete"]);
    expect(server.contexts[0]?.ctx.signal.aborted).toBe(true);
  });

  test("taking back a query aborts its signal", async () => {
    const server = await start();
    const client = await listening(server, "{ held }");
    client.send({ type: "complete", id: "s" });
    await until(() => server.contexts[0]?.ctx.signal.aborted);
    server.release();
  });

  test("an HTTP caller that hangs up aborts its signal too", async () => {
    const server = await start();
    const caller = new AbortController();
    const body = JSON.stringify({ query: "{ held }" });
    const answer = fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      signal: caller.signal,
    });
    await until(() => server.contexts[0]);
    caller.abort();
    await expect(answer).rejects.toThrow();
    await until(() => server.contexts[0]?.ctx.signal.aborted);
    server.release();
    await until(() => server.lines.some(({ msg, status }) => msg === "request" && status === 499));
  });

  test("a peer that answers no ping is cut off", async () => {
    const server = await start({ http: { liveLimits: { pingIntervalMs: 30 } } });
    const client = await listening(server);
    client.socket.pause();
    await until(() => server.streams[0]?.returned === 1);
    expect(server.lines.find(({ msg }) => msg === "socket closed")).toMatchObject({ code: 1006, caller: "uli" });
  });

  test("a peer that answers pings stays", async () => {
    const server = await start({ http: { liveLimits: { pingIntervalMs: 50 } } });
    const client = await listening(server);
    let pings = 0;
    client.socket.on("ping", () => {
      pings += 1;
    });
    await until(() => pings > 5);
    expect(client.closed).toBeUndefined();
  });
});

describe("the server closes", () => {
  test("when the token expires, also far in the future", async () => {
    const clock = createManualClock();
    const month = 30 * 24 * 3600_000;
    const server = await start({ clock, expiresAt: clock.now() + month });
    const client = await listening(server);
    await clock.advance(month - 1);
    expect(server.streams[0]?.returned).toBe(0);
    await clock.advance(1);
    expect(await client.closing()).toEqual({ code: 4401, reason: "Token expired" });
    await until(() => server.streams[0]?.returned === 1);
    expect(clock.pending).toBe(0);
  });

  test("a message above the limit", async () => {
    const client = await listening(await start());
    client.subscribe("big", `{ hello(name: "${"x".repeat(300_000)}") }`);
    expect((await client.closing()).code).toBe(1009);
  });

  const EVENT = "x".repeat(200_000);
  /** Feeds an event as soon as the last was taken, until the server has had enough. */
  const flood = async (server: TestServer, isOver: () => boolean): Promise<void> => {
    await until(
      () => {
        for (const stream of server.streams) stream.push(EVENT);
        return isOver();
      },
      { everyMs: 1 },
    );
  };

  test("a reader that makes no progress, which finds out why when it reads again", async () => {
    const server = await start({ http: { liveLimits: { stallMs: 100 } } });
    const client = await listening(server);
    client.socket.pause();
    await flood(server, () => server.streams[0]?.returned === 1);
    client.socket.resume();
    expect(await client.closing()).toEqual({ code: 4413, reason: "Too slow: resume with your last cursor" });
  });

  test("a reader for whom too much is waiting", async () => {
    const server = await start();
    const client = await listening(server);
    for (let number = 0; number < 20; number += 1) client.subscribe(`more${number}`, "subscription { events }");
    await until(() => server.streams.length === 21);
    client.socket.pause();
    await flood(server, () => server.streams.every(({ returned }) => returned === 1));
    client.socket.resume();
    expect((await client.closing()).code).toBe(4413);
  });

  test("a reader that keeps up gets every event, however many", async () => {
    const server = await start();
    const client = await listening(server);
    for (let number = 0; number < 50; number += 1) server.streams[0]?.push(EVENT);
    expect(await client.of("s", 50)).toHaveLength(50);
    expect(client.closed).toBeUndefined();
  });
});

describe("stopping", () => {
  test("closes sockets with 1001 and lets a request in flight finish, without using up its grace", async () => {
    const server = await start();
    const client = await signIn(server.url, USER);
    const inFlight = server.post({ query: "{ held }" });
    await until(() => server.contexts.length === 1);
    const stopped = server.server.stop(600_000);
    expect((await client.closing()).code).toBe(1001);
    server.release();
    expect((await inFlight).json.data).toEqual({ held: "released" });
    await stopped;
  });

  test("cuts off what does not finish in time", async () => {
    const server = await start();
    const client = await signIn(server.url, USER);
    client.socket.pause();
    const inFlight = server.post({ query: "{ held }" });
    await until(() => server.contexts.length === 1);
    const [answer] = await Promise.allSettled([inFlight, server.server.stop(50)]);
    expect(answer?.status).toBe("rejected");
  });

  test("is harmless twice and without a start", async () => {
    const server = await start();
    await Promise.all([server.server.stop(100), server.server.stop(100)]);
    const other = await start();
    await other.server.stop(0);
  });
});
