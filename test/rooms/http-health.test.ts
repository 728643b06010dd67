import { connect as connectTcp } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { AppError } from "../../src/kernel/errors.js";
import { answerOf, startTestServer, type TestServer, type TestServerOptions, USER } from "../support/http-server.js";
import { until } from "../support/until.js";
import { signIn } from "../support/ws-client.js";

const servers: TestServer[] = [];
const start = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const server = await startTestServer(options);
  servers.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ server }) => server.stop(500)));
});
const get = async (server: TestServer, path: string, headers: Record<string, string> = {}) =>
  answerOf(await fetch(server.url + path, { headers }));

describe("health", () => {
  test("an instance is alive and ready when every part says so", async () => {
    const server = await start({ deps: { readiness: { database: async () => undefined, redis: async () => undefined } } });
    expect(await get(server, "/health/live")).toMatchObject({ status: 200, json: { status: "ok" } });
    expect(await get(server, "/health/ready")).toMatchObject({
      status: 200,
      json: { status: "ok", checks: { database: "ok", redis: "ok" } },
    });
  });

  test("a part that fails or hangs makes it unready, told without secrets, while it stays alive", async () => {
    const refused = Object.assign(new Error("connect ECONNREFUSED mysql://root:hush@10.0.0.1"), { code: "ECONNREFUSED" });
    const readiness = {
      database: () => Promise.reject(refused),
      redis: () => new Promise<void>(() => undefined),
      migrations: () => Promise.reject(new AppError("MIGRATION_REQUIRED", { params: { count: 2 } })),
      other: () => Promise.reject(new Error("hush")),
    };
    const server = await start({ deps: { readiness } });
    const answer = await get(server, "/health/ready");
    expect(answer.status).toBe(503);
    expect(answer.json).toEqual({
      status: "unavailable",
      checks: {
        database: "failed: ECONNREFUSED",
        redis: "failed: no answer within 2 s",
        migrations: "failed: MIGRATION_REQUIRED",
        other: "failed: see the log",
      },
    });
    expect((await get(server, "/health/live")).status).toBe(200);
    expect(server.lines.filter(({ msg }) => msg === "not ready").map(({ check }) => check)).toContain("database");
  });
});

describe("metrics", () => {
  const figuresOf = async (server: TestServer): Promise<string> => (await get(server, "/metrics")).text;

  test("count requests by route, operations by name and open sockets", async () => {
    const server = await start();
    await server.post({ query: "query Greeting { hello }" }, USER);
    await server.post({ query: "query Greeting { crash }" }, USER);
    await server.post({ query: "{ nothing }" }, USER);
    await get(server, "/secret/path");
    const client = await signIn(server.url, USER);
    client.subscribe("s", "subscription Numbers { count(to: 1) }");
    await client.of("s", 2);
    const figures = await until(async () => {
      const text = await figuresOf(server);
      return text.includes('route="unmatched"') && text;
    });
    expect(figures).toContain('graphql_operations_total{kind="query",name="Greeting",outcome="ok"} 1');
    expect(figures).toContain('graphql_operations_total{kind="query",name="Greeting",outcome="errors"} 1');
    expect(figures).toContain('graphql_operations_total{kind="refused",name="none",outcome="errors"} 1');
    expect(figures).toContain('graphql_operations_total{kind="subscription",name="Numbers",outcome="ok"} 1');
    expect(figures).toContain('http_request_seconds_count{method="POST",route="/graphql",status="200"} 2');
    expect(figures).toContain("websockets 1");
    expect(figures).not.toContain("secret");
    client.socket.close();
    await until(async () => (await figuresOf(server)).includes("websockets 0"));
  });

  test("clients cannot make labels without end", async () => {
    const server = await start();
    for (let number = 0; number < 210; number += 1) await server.post({ query: `query Q${number} { hello }` });
    const figures = await figuresOf(server);
    expect(figures).toContain('name="Q199"');
    expect(figures).not.toContain('name="Q200"');
    expect(figures).toContain('graphql_operations_total{kind="query",name="other",outcome="ok"} 10');
  });
});

describe("headers", () => {
  test("nothing may be sniffed, framed, cached or sent on", async () => {
    const { headers } = await (await start()).post({ query: "{ hello }" });
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  test("pages of named origins may call, others may not", async () => {
    const server = await start({ http: { corsOrigins: ["https://platform.example"] } });
    const preflight = (origin: string) => fetch(`${server.url}/graphql`, { method: "OPTIONS", headers: { origin } });
    const allowed = await preflight("https://platform.example");
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://platform.example");
    expect(allowed.headers.get("access-control-allow-headers")).toContain("authorization");
    expect((await preflight("https://elsewhere.example")).headers.get("access-control-allow-origin")).toBeNull();
    const answer = await server.post({ query: "{ hello }" }, { origin: "https://platform.example" });
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://platform.example");
  });
});

describe("strange requests", () => {
  /** Sends bytes as they are and answers the status line. */
  const raw = (server: TestServer, text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connectTcp(Number(new URL(server.url).port), "127.0.0.1", () => socket.end(text));
      socket.once("data", (data) => resolve(String(data).split("\r\n")[0] ?? ""));
      socket.on("error", reject);
    });

  test.each([
    ["a host that is none", "POST /graphql HTTP/1.1\r\nHost: a b[\r\nContent-Length: 0\r\n\r\n"],
    ["no host at all", "POST /graphql HTTP/1.1\r\nContent-Length: 0\r\n\r\n"],
    ["something that is not HTTP", "hello\r\n\r\n"],
  ])("%s is the caller's mistake, not ours", async (_, text) => {
    const server = await start();
    expect(await raw(server, text)).toMatch(/ 400 /);
    expect(server.lines.filter(({ level }) => level === "error")).toEqual([]);
  });

  test("an upgrade that is cut off does no harm", async () => {
    const server = await start();
    for (const path of ["/graphql", "/nowhere"]) {
      await new Promise<void>((resolve) => {
        const socket = connectTcp(Number(new URL(server.url).port), "127.0.0.1", () => {
          socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
          socket.resetAndDestroy();
        });
        socket.on("close", () => resolve());
        socket.on("error", () => undefined);
      });
    }
    expect((await get(server, "/health/live")).status).toBe(200);
  });
});

describe("explorers", () => {
  test("the first page speaks the reader's language and says whether a token is needed", async () => {
    const open = await start({ http: { explorers: { developmentSignIn: true } } });
    const closed = await start({ http: { publicUrl: "https://gateway.example/ai/" } });
    expect((await get(open, "/")).text).toContain("Development sign-in is on");
    const chinese = await get(closed, "/", { "accept-language": "zh-CN" });
    expect(chinese.text).toContain("请发送请求头");
    expect(chinese.text).toContain('href="/ai/graphiql"');
    expect(chinese.text).toContain("wss://gateway.example/ai/graphql");
    expect(chinese.headers.get("vary")).toBe("Accept-Language");
  });

  test("pages hold no inline script or style and load only files that are there, kept for ever", async () => {
    const server = await start();
    for (const path of ["/", "/graphiql", "/sandbox"]) {
      const { text } = await get(server, path);
      expect(text).not.toMatch(/<style|style=|<script(?![^>]*(src=|application\/json))/);
      for (const [, asset] of text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)) {
        const file = await fetch(server.url + asset);
        expect([asset, file.status]).toEqual([asset, 200]);
        expect(file.headers.get("cache-control")).toContain("immutable");
      }
    }
  });

  test("a host with markup in it cannot get into a page", async () => {
    const server = await start({ http: { trustProxy: true } });
    for (const path of ["/", "/graphiql", "/sandbox"]) {
      const { text, headers } = await get(server, path, { "x-forwarded-host": `a"><script>alert(1)</script>` });
      expect(text).not.toContain("alert(1)");
      expect(headers.get("content-security-policy")).not.toContain("alert");
    }
  });

  test.each(["/assets/nothing.js", "/assets/../package.json", "/assets/%2e%2e%2fpackage.json", "/assets/"])(
    "%s is not served",
    async (path) => {
      expect((await get(await start(), path)).status).toBe(404);
    },
  );

  test("Sandbox is preset to this server and its socket, without telemetry or cookies", async () => {
    const server = await start();
    const { text, headers } = await get(server, "/sandbox");
    const settings = JSON.parse(/id="settings">(.*?)<\/script>/.exec(text)?.[1] ?? "");
    expect(settings.scriptUrl).toMatch(/^https:\/\/embeddable-sandbox\.cdn\.apollographql\.com\/_latest\//);
    expect(settings.sandbox).toMatchObject({
      initialEndpoint: `${server.url}/graphql`,
      initialSubscriptionEndpoint: `${server.url.replace("http", "ws")}/graphql`,
      runTelemetry: false,
      initialState: { includeCookies: false, document: expect.stringContaining("abilities") },
    });
    expect(headers.get("content-security-policy")).toContain("frame-src https://sandbox.embed.apollographql.com");
    expect(headers.get("content-security-policy")).not.toContain("unsafe");
  });
});
