/** A real nginx on the rendered files, in front of small servers that stand for Studio, Loop, MinIO and the gateway. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { edgeRequest } from "../../scripts/deploy/components/nginx/edge-request.js";
import { nginx } from "../../scripts/deploy/components/nginx/nginx.js";
import type { Site } from "../../scripts/deploy/contract/site.js";
import type { Context } from "../../scripts/deploy/contract/step.js";
import { renderedSite } from "../support/rendered-sites.js";
import { nginxProgram } from "../support/unpacked-program.js";
import { until } from "../support/until.js";

const program = await nginxProgram();

interface Backend {
  readonly port: number;
  readonly seen: { method: string; url: string; headers: IncomingMessage["headers"] }[];
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  readonly server: Server;
}

const listenOn = async (server: Server, port = 0, host = "127.0.0.1"): Promise<number> => {
  server.listen(port, host);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
};

const backend = async (port = 0, host = "127.0.0.1"): Promise<Backend> => {
  const seen: Backend["seen"] = [];
  const server = createServer((incoming, response) => {
    seen.push({ method: incoming.method ?? "", url: incoming.url ?? "", headers: incoming.headers });
    own.answer(incoming, response);
  });
  const own: Backend = {
    server,
    seen,
    port: await listenOn(server, port, host),
    answer: (_, response) => response.setHeader("content-type", "application/json").end("{}"),
  };
  return own;
};

const freePort = async (): Promise<number> => {
  const server = createServer();
  const port = await listenOn(server);
  server.close();
  await once(server, "close");
  return port;
};

/** 127.0.0.1 is this machine for nginx; a packet from here is a stranger's. */
const STRANGER = "127.0.0.3";
const LOOP_HOST = "127.0.0.9";

let root: string;
let site: Site;
let port: number;
let studio: Backend;
let minio: Backend;
let loop: Backend;
let gateway: Backend;
let stop: () => Promise<void>;

const writeRendered = async (): Promise<void> => {
  const { files, folders } = nginx.describe(site);
  for (const { path } of folders) await mkdir(path, { recursive: true });
  for (const { path, content } of files) await writeFile(path, content);
  for (const product of ["studio/current/web", "loop/current/resources"]) {
    const folder = join(site.paths.opt, product);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "index.html"), `<p>${product}</p>`);
  }
};

const run = async (...more: string[]): Promise<{ code: number | null; said: string }> => {
  const child = spawn(program as string, [...command(), ...more]);
  let said = "";
  child.stderr.on("data", (piece) => {
    said += piece;
  });
  const [code] = await once(child, "close");
  return { code, said };
};
const command = (): string[] => ["-e", "stderr", "-p", join(site.paths.data, "nginx"), "-c", join(site.paths.etc, "nginx", "nginx.conf")];

const startNginx = async (): Promise<() => Promise<void>> => {
  const child = spawn(program as string, command(), { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(child, "exit");
  child.stderr.resume();
  await until(async () => (await ask("http://nobody.test/coze-nginx-health")).status === 204, { timeoutMs: 30_000 });
  return async () => {
    child.kill("SIGTERM");
    await ended;
  };
};

beforeAll(async () => {
  if (!program) return;
  root = await mkdtemp(join(tmpdir(), "coze-nginx-test-"));
  // nginx started by root works as nobody.
  await chmod(root, 0o755);
  [studio, minio, gateway] = [await backend(), await backend(), await backend()];
  loop = await backend(8888, LOOP_HOST);
  port = await freePort();
  site = renderedSite({
    root,
    variables: {
      ...{ SITE_HOSTS: `main=127.0.0.1 far=${LOOP_HOST}`, LOOP_PLACE: "far", NGINX_LISTEN: "127.0.0.1", NGINX_HTTP_PORT: String(port) },
      ...{ STUDIO_URL: "http://studio.test", LOOP_URL: "http://loop.test", GATEWAY_URL: "http://gateway.test" },
      ...{ STUDIO_PORT: String(studio.port), MINIO_PORT: String(minio.port), NGINX_GATEWAY_BODY: "1M" },
      // The second of two instances: the first one does not run.
      ...{ GATEWAY_PORT: String(gateway.port - 1), GATEWAY_API_INSTANCES: "2" },
    },
  });
  await writeRendered();
  stop = await startNginx();
}, 60_000);

afterAll(async () => {
  if (!program) return;
  await stop();
  for (const { server } of [studio, minio, loop, gateway]) server.close().closeAllConnections();
  await rm(root, { recursive: true, force: true });
});

interface Asked {
  readonly from?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}
interface Answered {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

const open = (url: string, { from = "127.0.0.1", method = "GET", headers = {}, body }: Asked = {}) => {
  const { host, pathname, search } = new URL(url);
  // The path as it was written: URL would take out what hides in it.
  const path = url.slice(url.indexOf(host) + host.length) || pathname + search;
  const sent = request({ host: "127.0.0.1", port, localAddress: from, method, path, headers: { host, ...headers }, agent: false });
  sent.end(body);
  return sent;
};

const ask = async (url: string, asked: Asked = {}): Promise<Answered> => {
  const sent = open(url, asked);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  let body = "";
  for await (const piece of answer) body += piece;
  return { status: answer.statusCode ?? 0, headers: answer.headers, body };
};

describe.skipIf(!program)("nginx", () => {
  test("takes the rendered files without a word", async () => {
    expect(await run("-t", "-q")).toEqual({ code: 0, said: "" });
  });

  test.each([
    ["POST", "http://studio.test/api/passport/web/email/register/v2/"],
    ["POST", "http://studio.test/api/passport/web/email/register/v2"],
    ["GET", "http://studio.test/admin/"],
    ["GET", "http://studio.test/ADMIN"],
    ["GET", "http://studio.test//api//admin/users"],
    ["GET", "http://studio.test/v1/../api/admin/users"],
    ["GET", "http://studio.test/api/%61dmin/users"],
    ["POST", "http://loop.test/api/foundation/v1/users/register"],
    ["POST", "http://loop.test/api/foundation/v1/Users/Register"],
    ["GET", "http://gateway.test/metrics"],
    ["GET", "http://gateway.test/health/ready"],
  ])("%s %s is refused from outside and let through from this machine", async (method, url) => {
    const before = [studio, loop, gateway].map(({ seen }) => seen.length);
    expect((await ask(url, { method, from: STRANGER })).status).toBe(403);
    expect([studio, loop, gateway].map(({ seen }) => seen.length)).toEqual(before);
    expect((await ask(url, { method })).status).toBe(200);
  });

  test("what a stranger writes into X-Forwarded-For makes nobody an operator, and does not get through", async () => {
    const headers = { "x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1" };
    expect((await ask("http://studio.test/admin/", { from: STRANGER, headers })).status).toBe(403);
    await ask("http://gateway.test/graphql", { from: STRANGER, headers, method: "POST", body: "{}" });
    expect(gateway.seen.at(-1)?.headers).toMatchObject({ "x-forwarded-for": STRANGER, "x-forwarded-host": "gateway.test" });
  });

  test("host names that are nobody's get no answer; nginx's own health is for this machine alone", async () => {
    await expect(ask("http://nobody.test/")).rejects.toThrow(/hang up|ECONNRESET/);
    const left = await edgeRequest({ url: "http://nobody.test/", address: "127.0.0.1", port, tls: false });
    expect(left).toHaveProperty("failure");
    expect((await ask("http://nobody.test/coze-nginx-health", { from: STRANGER })).status).toBe(403);
  });

  test.each([
    ["studio", "http://studio.test/v1/workflow/stream_run"],
    ["loop", "http://loop.test/api/prompt/v1/debug"],
    ["gateway", "http://gateway.test/graphql/stream"],
  ] as const)("an event of %s is here before the next one is sent", async (name, url) => {
    const own = { studio, loop, gateway }[name];
    const usual = own.answer;
    let send: (event: string) => void = () => undefined;
    own.answer = (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.flushHeaders();
      send = (event) => (event === "" ? response.end() : response.write(event));
    };
    const sent = open(url, { method: "POST", body: "{}", from: STRANGER });
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    for (const event of ["data: 1\n\n", "data: 2\n\n", "data: 3\n\n"]) {
      // Nothing more is written until this one has come through.
      send(event);
      let come = "";
      while (come !== event) come += String((await once(answer, "data"))[0]);
    }
    send("");
    answer.resume();
    await once(answer, "end");
    own.answer = usual;
  });

  test("links to the object store lead to this site, in JSON and in streams, with its scheme", async () => {
    const link = `http://127.0.0.1:${minio.port}/opencoze/a.png?X-Amz-Signature=1`;
    const usual = studio.answer;
    studio.answer = (_, response) =>
      response.setHeader("content-type", "application/json").end(JSON.stringify({ url: link, host: `127.0.0.1:${minio.port}` }));
    const { body } = await ask("http://studio.test/v1/files/upload", { headers: { "accept-encoding": "gzip" } });
    studio.answer = usual;
    expect(JSON.parse(body)).toEqual({
      url: "http://studio.test/local_storage/opencoze/a.png?X-Amz-Signature=1",
      host: "studio.test/local_storage",
    });
    expect(studio.seen.at(-1)?.headers["accept-encoding"]).toBeUndefined();
  });

  test.each([
    ["?x-wf-file_name=a.png&X-Amz-Date=1", "?X-Amz-Date=1"],
    ["?X-Amz-Date=1&x-wf-file_name=a.png", "?X-Amz-Date=1"],
    ["?X-Amz-Date=1&x-wf-file_name=a%20b.png&X-Amz-Signature=2", "?X-Amz-Date=1&X-Amz-Signature=2"],
    ["?X-Amz-Date=1", "?X-Amz-Date=1"],
    ["?x-wf-file_name=a.png", ""],
    ["", ""],
  ])("a signed link%s reaches MinIO as it was signed: %s", async (query, wanted) => {
    const headers = { cookie: "session_key=secret", authorization: "Bearer pat_secret" };
    expect((await ask(`http://studio.test/local_storage/opencoze/a%20b.png${query}`, { headers, from: STRANGER })).status).toBe(200);
    const seen = minio.seen.at(-1);
    expect(seen?.url).toBe(`/opencoze/a%20b.png${wanted}`);
    expect(seen?.headers.host).toBe(`127.0.0.1:${minio.port}`);
    expect([seen?.headers.cookie, seen?.headers.authorization]).toEqual([undefined, undefined]);
  });

  test("other buckets are not there; Loop's is, under the name that links are signed for", async () => {
    const before = minio.seen.length;
    expect((await ask("http://studio.test/local_storage/milvus/x")).body).toContain("studio/current/web");
    expect(minio.seen.length).toBe(before);
    await ask("http://loop.test/cozeloop/file?X-Amz-Signature=1");
    expect(minio.seen.at(-1)).toMatchObject({
      url: "/cozeloop/file?X-Amz-Signature=1",
      headers: { host: `coze-loop-minio:${minio.port}` },
    });
  });

  test("session cookies get their flags, and no site answers every origin", async () => {
    for (const [own, url] of [
      [studio, "http://studio.test/api/passport/web/email/login/"],
      [loop, "http://loop.test/api/foundation/v1/users/login_by_password"],
    ] as const) {
      const usual = own.answer;
      own.answer = (_, response) => {
        response.writeHead(200, { "set-cookie": "session_key=abc; Path=/", "access-control-allow-origin": "*" }).end("{}");
      };
      const { headers } = await ask(url, { method: "POST", headers: { origin: "https://example.invalid" } });
      own.answer = usual;
      expect(headers["set-cookie"]?.[0]?.toLowerCase()).toMatch(/httponly.*samesite=lax/);
      expect(headers["access-control-allow-origin"]).toBeUndefined();
      expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "x-frame-options": "SAMEORIGIN" });
    }
  });

  test("a WebSocket is handed through to the gateway", async () => {
    gateway.server.on("upgrade", (incoming, socket) => {
      socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${incoming.headers.upgrade}\r\n\r\n`);
      socket.on("data", (piece: Buffer) => socket.write(`back:${piece}`));
    });
    const socket = connect({ host: "127.0.0.1", port });
    socket.write("GET /graphql HTTP/1.1\r\nHost: gateway.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    let said = "";
    socket.on("data", (piece) => {
      said += piece;
    });
    await until(() => said.includes("101 Switching Protocols") && said.includes("\r\n\r\n"));
    socket.write("hello");
    await until(() => said.endsWith("back:hello"));
    socket.destroy();
  });

  test("an instance that does not run is passed over; a POST that one has seen goes to no other", async () => {
    for (let at = 0; at < 4; at++) expect((await ask("http://gateway.test/graphql", { method: "POST", body: "{}" })).status).toBe(200);
    const usual = gateway.answer;
    gateway.answer = (incoming) => incoming.socket.destroy();
    const before = gateway.seen.length;
    expect((await ask("http://gateway.test/graphql", { method: "POST", body: "{}" })).status).toBe(502);
    expect(gateway.seen.length).toBe(before + 1);
    gateway.answer = usual;
  });

  test("larger requests than the gateway takes are refused before they get there", async () => {
    const before = gateway.seen.length;
    const sent = open("http://gateway.test/graphql", { method: "POST", headers: { "content-length": String(2 * 1024 ** 2) } });
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    sent.destroy();
    expect(gateway.seen.length).toBe(before);
  });

  test("every path of the application is its page, which is not kept", async () => {
    const answer = await ask("http://studio.test/space/1/develop");
    expect([answer.status, answer.body]).toEqual([200, "<p>studio/current/web</p>"]);
    expect(answer.headers["cache-control"]).toBe("no-cache, must-revalidate");
  });
});

describe("rendered sites", () => {
  const rendered = (variables: Record<string, string>) => {
    const files = nginx.describe(renderedSite({ variables })).files.map(({ path, content }) => [path.split("/").at(-1), content] as const);
    return Object.fromEntries(files) as Record<string, string>;
  };
  const URLS = { STUDIO_URL: "https://studio.test", LOOP_URL: "https://loop.test", GATEWAY_URL: "https://gateway.test" };

  test("with a certificate everything is https, the cookie is Secure, and names that are nobody's get no handshake", () => {
    const files = rendered({ ...URLS, NGINX_TLS_CERT: "/etc/tls/a.pem", NGINX_TLS_KEY: "/etc/tls/a.key", NGINX_HSTS_SECONDS: "300" });
    expect(files["studio.conf"]).toContain("return 308 https://studio.test$request_uri;");
    expect(files["studio.conf"]).toContain("samesite=lax secure;");
    expect(files["studio.conf"]).toContain('sub_filter "http://127.0.0.1:9000" "https://studio.test/local_storage";');
    expect(files["studio.conf"]).toContain("Strict-Transport-Security");
    expect(files["default.conf"]).toContain("ssl_reject_handshake on;");
  });

  test("behind a proxy that ends TLS, products learn https, and a local proxy is no operator", () => {
    const files = rendered({ ...URLS, NGINX_TRUSTED_PROXIES: "127.0.0.1" });
    expect(files["nginx.conf"]).toContain("studio.test https;");
    expect(files["nginx.conf"]).toContain("set_real_ip_from 127.0.0.1;");
  });

  test("a cookie without Secure on an https site is found", async () => {
    const folder = await mkdtemp(join(tmpdir(), "coze-nginx-files-"));
    const context = { ...({} as Context), site: renderedSite({ root: folder, variables: URLS }) };
    for (const { path, content } of nginx.describe(context.site).files) {
      await mkdir(join(path, ".."), { recursive: true });
      await writeFile(path, path.endsWith("loop.conf") ? content.replaceAll(" secure;", ";") : content);
    }
    const found = await nginx
      .describe(context.site)
      .checks.find(({ id }) => id === "nginx/cookies")
      ?.run(context);
    await rm(folder, { recursive: true });
    expect(found?.map(({ id, severity }) => [id, severity])).toEqual([
      ["nginx/cookies/studio", "ok"],
      ["nginx/cookies/loop", "error"],
    ]);
  });

  test("a site without Studio and Loop has no session cookie to complain about", async () => {
    const variables = { ...URLS, STUDIO_PLACE: "none", LOOP_PLACE: "none" };
    const context = { ...({} as Context), site: renderedSite({ variables }) };
    const found = await nginx
      .describe(context.site)
      .checks.find(({ id }) => id === "nginx/cookies")
      ?.run(context);
    expect(found?.map(({ id, severity }) => [id, severity])).toEqual([["nginx/cookies", "ok"]]);
  });

  test("what is not placed has no site", () => {
    const files = rendered({ ...URLS, LOOP_PLACE: "none", GATEWAY_PLACE: "none" });
    expect(Object.keys(files)).toEqual(["nginx.conf", "default.conf", "studio.conf"]);
    expect(files["nginx.conf"]).not.toContain("loop.conf");
  });

  test("half a pair of TLS, everybody as operator, and short streams are problems", () => {
    const site = renderedSite({ variables: { NGINX_TLS_CERT: "/a.pem", NGINX_ADMIN_ALLOW: "0.0.0.0/0", NGINX_STREAM_SECONDS: "60" } });
    const keys = nginx.problems(site).map((problem) => [problem.severity, problem.keys[0]]);
    expect(keys).toEqual([
      ["error", "NGINX_TLS_CERT"],
      ["error", "NGINX_ADMIN_ALLOW"],
      ["error", "NGINX_STREAM_SECONDS"],
    ]);
  });
});
