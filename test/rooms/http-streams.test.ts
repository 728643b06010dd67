/** Event streams on `/graphql/stream`: the graphql-sse protocol with distinct connections, and how streams end. */
import { afterEach, describe, expect, test } from "vitest";
import { ADMIN, startTestServer, type TestServer, type TestServerOptions, USER } from "../support/http-server.js";
import { createManualClock } from "../support/manual-clock.js";
import { type OpenStream, openStream, type StreamOptions } from "../support/sse-client.js";
import { until } from "../support/until.js";

const servers: TestServer[] = [];
const start = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const server = await startTestServer(options);
  servers.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ server }) => server.stop(500)));
});

const open = ({ url }: TestServer, query: string, more: Partial<StreamOptions> = {}): Promise<OpenStream> =>
  openStream(url, { query, headers: USER, ...more });
const EVENTS = "subscription { events }";
const listening = async (server: TestServer): Promise<OpenStream> => {
  const stream = await open(server, EVENTS);
  await until(() => server.streams.length > 0);
  return stream;
};

describe("the protocol", () => {
  test.each(["GET", "POST"] as const)("a subscription by %s: next for each event, then complete", async (method) => {
    const server = await start();
    const query = "subscription ($to: Int!) { count(to: $to) }";
    const stream = await open(server, query, { method, variables: { to: 3 } });
    expect(await stream.ended()).toEqual([1, 2, 3]);
    expect(stream.frames.filter(({ comment }) => !comment).map(({ event }) => event)).toEqual(["next", "next", "next", "complete"]);
    expect(stream.whole).toBe(true);
    expect(stream.headers).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    });
    expect(stream.headers["content-encoding"]).toBeUndefined();
  });

  test.each(["{ hello caller }", 'mutation { rename(to: "x") }'])(
    "%s gives one next, with the request id, then complete",
    async (query) => {
      const server = await start();
      const stream = await open(server, query, { headers: { ...USER, "x-request-id": "stream-1" } });
      await stream.ended();
      expect(stream.results).toEqual([{ data: expect.anything(), extensions: { requestId: "stream-1" } }]);
      expect(stream.headers["x-request-id"]).toBe("stream-1");
      expect(stream.frames.at(-1)?.event).toBe("complete");
    },
  );

  test("of a subscription only the first result names the request id", async () => {
    const stream = await open(await start(), "subscription { count(to: 3) }");
    await stream.ended();
    expect(stream.results.map(({ extensions }) => extensions !== undefined)).toEqual([true, false, false]);
  });

  test("the reader learns that it is connected before the first event", async () => {
    const server = await start();
    const stream = await listening(server);
    await until(() => stream.frames.some(({ comment }) => comment));
    server.streams[0]?.push("one");
    expect(await stream.atLeast(1)).toEqual(["one"]);
  });

  test.each([
    ["a syntax error", "{", "GRAPHQL_PARSE_FAILED"],
    ["an unknown field", "subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"],
    ["too many aliases", `{ ${Array.from({ length: 16 }, (_, number) => `a${number}: hello`).join(" ")} }`, "QUERY_TOO_COMPLEX"],
    ["the schema, which is not theirs to see", "{ __schema { description } }", "FORBIDDEN"],
    ["something that does not exist", "subscription { forbidden }", "NOT_FOUND"],
    ["a variable that is missing", "subscription ($to: Int!) { count(to: $to) }", "BAD_USER_INPUT"],
    ["one of several operations", "query A { hello } query B { hello }", "OPERATION_RESOLUTION_FAILURE"],
    ["something that breaks", "{ crash }", "INTERNAL"],
  ])("asking for %s is answered inside the stream", async (...[, query, code]) => {
    const stream = await open(await start(), query);
    await stream.ended();
    expect([stream.status, stream.results.length]).toEqual([200, 1]);
    expect(stream.results[0].errors[0].extensions).toMatchObject({ code, requestId: expect.any(String) });
    expect(JSON.stringify(stream.results)).not.toMatch(/secret|Did you mean/);
    expect(stream.frames.at(-1)?.event).toBe("complete");
  });

  test("a source that breaks ends the stream with its error", async () => {
    const server = await start();
    const stream = await listening(server);
    server.streams[0]?.fail(new Error("stream secret"));
    server.streams[0]?.push("last");
    await stream.ended();
    expect(stream.results.at(-1).errors[0].extensions.code).toBe("INTERNAL");
    expect(JSON.stringify(stream.results)).not.toContain("secret");
  });

  test.each([
    ["a token that does not hold", { headers: { authorization: "Bearer wrong" } }, 401],
    ["a reader that accepts JSON only", { headers: { ...USER, accept: "application/json" } }, 406],
    ["a mutation by GET", { method: "GET", query: 'mutation { rename(to: "x") }' }, 405],
    ["no query", { query: "" }, 400],
    ["a body that is a form", { headers: { ...USER, "content-type": "text/plain" } }, 415],
    ["variables that are no object", { method: "GET", variables: [1] as unknown as Record<string, unknown> }, 400],
  ] satisfies [string, Partial<StreamOptions>, number][])("%s is refused by HTTP", async (...[, more, status]) => {
    const stream = await open(await start(), "{ hello }", more);
    expect(stream.status).toBe(status);
    expect(stream.headers["content-type"]).toContain("application/json");
    await stream.ended();
  });

  test("pages of the origins that were named may read it, and resume", async () => {
    const origin = "https://app.example.com";
    const server = await start({ http: { corsOrigins: [origin] } });
    const stream = await open(server, "{ hello }", { headers: { ...USER, origin } });
    expect(stream.headers["access-control-allow-origin"]).toBe(origin);
    await stream.ended();
    const preflight = await fetch(`${server.url}/graphql/stream`, { method: "OPTIONS", headers: { origin } });
    expect(preflight.headers.get("access-control-allow-headers")).toContain("last-event-id");
  });
});

describe("limits and ends", () => {
  test("a reader that leaves ends its source and aborts its signal", async () => {
    const server = await start();
    const stream = await listening(server);
    stream.close();
    await until(() => server.streams[0]?.returned === 1 && server.contexts[0]?.ctx.signal.aborted);
    await until(() => server.lines.some(({ msg, why }) => msg === "event stream closed" && why === "left"));
  });

  test("streams and sockets of one caller count together, and a place comes free again", async () => {
    const server = await start({ http: { liveLimits: { connectionsPerPrincipal: 2 } } });
    const [first] = [await listening(server), await open(server, EVENTS)];
    const third = await open(server, EVENTS);
    expect(third.status).toBe(429);
    expect((await open(server, EVENTS, { headers: ADMIN })).status).toBe(200);
    first.close();
    await until(async () => (await open(server, EVENTS)).status === 200);
  });

  test("a comment is sent at intervals", async () => {
    const stream = await listening(await start({ http: { liveLimits: { pingIntervalMs: 20 } } }));
    await until(() => stream.frames.filter(({ comment }) => comment).length > 5);
    expect(stream.items).toEqual([]);
  });

  test("when the token expires the last word says so", async () => {
    const clock = createManualClock();
    const server = await start({ clock, expiresAt: clock.now() + 60_000 });
    const stream = await listening(server);
    await clock.advance(59_999);
    expect(stream.whole).toBeUndefined();
    await clock.advance(1);
    await stream.ended();
    expect(stream.results.at(-1).errors[0].extensions.code).toBe("UNAUTHENTICATED");
    expect(stream.frames.at(-1)?.event).toBe("complete");
    await until(() => server.streams[0]?.returned === 1);
    expect(clock.pending).toBe(0);
  });

  const EVENT = "x".repeat(200_000);

  test("a reader that makes no progress is cut off", async () => {
    const server = await start({ http: { liveLimits: { stallMs: 100 } } });
    const stream = await listening(server);
    stream.pause();
    await until(
      () => {
        server.streams[0]?.push(EVENT);
        return server.streams[0]?.returned === 1;
      },
      { everyMs: 1 },
    );
    expect(server.lines.some(({ msg, why }) => msg === "event stream closed" && why === "too slow")).toBe(true);
    stream.resume();
    await stream.ended();
    expect(stream.whole).toBe(false);
  });

  test("a reader that keeps up gets every event, however many", async () => {
    const server = await start();
    const stream = await listening(server);
    for (let number = 0; number < 50; number += 1) server.streams[0]?.push(EVENT);
    expect(await stream.atLeast(50)).toHaveLength(50);
  });

  test("a stopping server ends streams with a time to come back and without complete", async () => {
    const server = await start();
    const stream = await listening(server);
    await server.server.stop(10_000);
    await stream.ended();
    expect(stream.whole).toBe(true);
    expect(stream.frames.at(-1)).toEqual({ retry: expect.any(Number), comment: false });
    expect(server.streams[0]?.returned).toBe(1);
  });

  test("a reader that does not read cannot hold up the stop", async () => {
    const server = await start();
    const stream = await listening(server);
    stream.pause();
    for (let number = 0; number < 50; number += 1) server.streams[0]?.push(EVENT);
    await server.server.stop(200);
    stream.resume();
    await stream.ended();
  });
});
