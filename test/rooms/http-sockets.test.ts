import { request } from "node:http";
import { createClient } from "graphql-ws";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { AppError } from "../../src/kernel/errors.js";
import { ADMIN, startTestServer, type TestServer, type TestServerOptions, USER } from "../support/http-server.js";
import { until } from "../support/until.js";
import { connect, signIn } from "../support/ws-client.js";

const servers: TestServer[] = [];
const start = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const server = await startTestServer(options);
  servers.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ server }) => server.stop(500)));
});

describe("opening", () => {
  test("a token in connection_init is accepted and the acknowledgement names the request id", async () => {
    const server = await start();
    const client = await signIn(server.url, USER, { headers: { "x-request-id": "socket-1" } });
    expect(client.messages).toEqual([{ type: "connection_ack", payload: { requestId: "socket-1" } }]);
    client.subscribe("q", "{ caller requestId }");
    expect((await client.of("q", 2))[0]).toMatchObject({
      type: "next",
      payload: { data: { caller: "uli", requestId: "socket-1.1" }, extensions: { requestId: "socket-1.1" } },
    });
  });

  test("so are the spelling Authorization and the header of the upgrade", async () => {
    const server = await start();
    await signIn(server.url, { Authorization: USER.authorization });
    await signIn(server.url, {}, { headers: USER });
  });

  test("the sign-in check hears of host, origin, peer and proxies", async () => {
    const server = await start();
    await signIn(server.url, USER, { headers: { origin: "https://elsewhere.example", "x-forwarded-for": "10.1.1.1" } });
    expect(server.calls.at(-1)).toEqual({
      authorization: USER.authorization,
      host: new URL(server.url).host,
      origin: "https://elsewhere.example",
      remoteAddress: "127.0.0.1",
      forwarded: true,
    });
  });

  test.each([
    ["without a token", { type: "connection_init" }, 4401, /authorization/],
    ["with a token that does not hold", { type: "connection_init", payload: { authorization: "Bearer wrong" } }, 4403, /unknown token/],
    ["with an operation before the sign-in", { type: "subscribe", id: "1", payload: { query: "{ hello }" } }, 4401, /Unauthorized/],
    ["with a message of no type", { hello: 1 }, 4400, /Invalid message/],
  ] as const)("%s it is closed with a code that says why", async (...[, message, code, reason]) => {
    const server = await start();
    const client = await connect(server.url);
    client.send(message);
    expect(await client.closing()).toEqual({ code, reason: expect.stringMatching(reason) });
  });

  test("text that is no JSON closes it", async () => {
    const client = await connect((await start()).url);
    client.socket.send("hello");
    expect((await client.closing()).code).toBe(4400);
  });

  test("a second connection_init closes it", async () => {
    const client = await signIn((await start()).url, USER);
    client.send({ type: "connection_init", payload: USER });
    expect((await client.closing()).code).toBe(4429);
  });

  test("silence closes it", async () => {
    const client = await connect((await start({ http: { liveLimits: { initWaitMs: 30 } } })).url);
    expect((await client.closing()).code).toBe(4408);
  });

  test("another protocol closes it", async () => {
    const server = await start();
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/graphql`);
    const code = await new Promise((resolve) => socket.on("close", resolve));
    expect(code).toBe(4406);
  });

  test("a sign-in check that cannot be made asks to come again", async () => {
    const authenticate = () => Promise.reject(new AppError("SERVICE_UNAVAILABLE", { params: { part: "identity provider" } }));
    const client = await connect((await start({ deps: { authenticate } })).url);
    client.send({ type: "connection_init", payload: USER });
    expect((await client.closing()).code).toBe(1013);
  });

  test("another path is not found", async () => {
    const server = await start();
    const status = await new Promise((resolve) => {
      request(`${server.url}/nowhere`, { headers: { connection: "Upgrade", upgrade: "websocket" } })
        .on("response", (response) => resolve(response.statusCode))
        .end();
    });
    expect(status).toBe(404);
  });

  test("a caller may have only so many, and a place comes free again", async () => {
    const server = await start({ http: { liveLimits: { connectionsPerPrincipal: 2 } } });
    const first = await signIn(server.url, USER);
    await signIn(server.url, USER);
    const third = await connect(server.url);
    third.send({ type: "connection_init", payload: USER });
    expect((await third.closing()).code).toBe(4430);
    await signIn(server.url, ADMIN);
    first.socket.close();
    await first.closing();
    await until(() => signIn(server.url, USER));
  });
});

describe("operations", () => {
  test("the standard client runs queries, mutations and subscriptions", async () => {
    const server = await start();
    const url = `${server.url.replace("http", "ws")}/graphql`;
    const client = createClient({ url, webSocketImpl: WebSocket, connectionParams: USER });
    const results: unknown[] = [];
    for (const query of ["{ hello }", `mutation { rename(to: "x") }`, "subscription { count(to: 3) }"]) {
      for await (const { data } of client.iterate({ query })) results.push(data);
    }
    await client.dispose();
    expect(results).toEqual([{ hello: "hello world" }, { rename: "x" }, { count: 1 }, { count: 2 }, { count: 3 }]);
  });

  test.each([
    ["a syntax error", "{", "GRAPHQL_PARSE_FAILED"],
    ["an unknown field", "subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"],
    ["too many aliases", `{ ${Array.from({ length: 16 }, (_, number) => `a${number}: hello`).join(" ")} }`, "QUERY_TOO_COMPLEX"],
    ["too many tokens", `{ ${"hello ".repeat(1000)} }`, "QUERY_TOO_COMPLEX"],
    ["the schema, which is not theirs to see", "{ __schema { description } }", "FORBIDDEN"],
    ["something that does not exist", "subscription { forbidden }", "NOT_FOUND"],
    ["a variable that is missing", "subscription ($to: Int!) { count(to: $to) }", "BAD_USER_INPUT"],
  ])("asking for %s is answered as over HTTP", async (...[, query, code]) => {
    const server = await start();
    const client = await signIn(server.url, USER, { headers: { "accept-language": "zh", "x-request-id": "s" } });
    for (const id of ["first", "again"]) {
      client.subscribe(id, query);
      const [answer] = await client.of(id);
      const errors = answer?.type === "error" ? answer.payload : answer?.payload.errors;
      expect(errors[0].extensions).toMatchObject({ code, requestId: expect.stringMatching(/^s\.[12]$/), retryable: false });
      expect(JSON.stringify(answer)).not.toContain("Did you mean");
    }
    expect(client.closed).toBeUndefined();
  });

  test("a page size in a variable counts", async () => {
    const client = await signIn((await start()).url, USER);
    const query = "query ($n: Int) { items(first: $n) { nodes { items(first: $n) { nodes { items(first: $n) { nodes { name } } } } } } }";
    client.subscribe("q", query, { n: 100 });
    expect((await client.of("q"))[0]?.payload[0].extensions.code).toBe("QUERY_TOO_COMPLEX");
  });

  test("admins may introspect", async () => {
    const client = await signIn((await start()).url, ADMIN);
    client.subscribe("q", "{ __schema { queryType { name } } }");
    expect((await client.of("q"))[0]?.payload.data.__schema.queryType.name).toBe("Query");
  });

  test("an unforeseen error is masked in a result and in a broken stream, and logged whole", async () => {
    const server = await start();
    const client = await signIn(server.url, USER);
    client.subscribe("q", "{ crash }");
    expect((await client.of("q"))[0]?.payload.errors[0].extensions.code).toBe("INTERNAL");
    client.subscribe("s", "subscription { events }");
    await until(() => server.streams[0]);
    server.streams[0]?.push(new Error("resolver secret"));
    expect((await client.of("s"))[0]?.payload).toMatchObject({ data: { events: null }, errors: [{ extensions: { code: "INTERNAL" } }] });
    server.streams[0]?.fail(new Error("stream secret"));
    server.streams[0]?.push("last");
    expect((await client.of("s", 3)).at(-1)).toMatchObject({ type: "error", payload: [{ extensions: { code: "INTERNAL" } }] });
    expect(JSON.stringify(client.messages)).not.toContain("secret");
    expect(server.lines.filter(({ level }) => level === "error").map(({ err }) => (err as Error).message)).toEqual([
      "SELECT secret FROM users failed at 10.0.0.7",
      "resolver secret",
      "stream secret",
    ]);
  });

  test("each event is resolved with fresh loaders", async () => {
    const server = await start();
    const client = await signIn(server.url, USER);
    client.subscribe("s", "subscription { loaders }");
    await until(() => server.streams[0]);
    server.streams[0]?.push(1);
    await client.of("s", 1);
    server.streams[0]?.push(2);
    const made = (await client.of("s", 2)).map(({ payload }) => payload.data.loaders);
    expect(made[1]).toBeGreaterThan(made[0]);
  });

  test("more at once than allowed are refused until one ends, and the socket stays", async () => {
    const server = await start({ http: { liveLimits: { operationsPerSocket: 2 } } });
    const client = await signIn(server.url, USER);
    client.subscribe("a", "subscription { events }");
    client.subscribe("b", "subscription { events }");
    await until(() => server.streams.length === 2);
    client.subscribe("c", "subscription { events }");
    expect((await client.of("c"))[0]).toMatchObject({ type: "error", payload: [{ extensions: { code: "TOO_MANY_OPERATIONS" } }] });
    client.send({ type: "complete", id: "a" });
    client.subscribe("d", "subscription { events }");
    await until(() => server.streams.length === 3);
  });
});
