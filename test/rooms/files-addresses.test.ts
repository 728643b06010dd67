import "reflect-metadata";
/** Addresses that users give: looked at over real sockets, refused where they lead inside, at the first hop or a later one. */
import http from "node:http";
import type { AddressInfo, LookupFunction } from "node:net";
import { Readable } from "node:stream";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createGuardedGet } from "../../src/files/guarded-get.js";
import type { AppError } from "../../src/kernel/errors.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { Data } from "../support/client.js";
import { FIELDS_REFUSED, run } from "../support/operations.js";
import { tokenOf } from "../support/tokens.js";
import { PNG, post } from "../support/uploads.js";

type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

let server: http.Server;
let port: number;
let asked: string[] = [];
const answers = new Map<string, Answer>();
beforeAll(async () => {
  server = http.createServer((request, response) => {
    asked.push(request.url ?? "");
    const answer = answers.get(request.url ?? "");
    if (answer) answer(request, response);
    else response.writeHead(200, { "content-type": "image/png", "content-length": PNG.length }).end(PNG);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
afterEach(() => {
  asked = [];
  answers.clear();
});

const redirect =
  (location: string): Answer =>
  (_, response) =>
    void response.writeHead(302, { location }).end();
const resolver =
  (...addresses: readonly string[]): LookupFunction =>
  (_host, options, callback) => {
    const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    setImmediate(() => (options.all ? callback(null, found) : callback(null, found[0]?.address ?? "", found[0]?.family)));
  };
const limits = (timeoutMs = 15_000) => ({ timeoutMs, signal: new AbortController().signal });
const problemOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "fetched",
    (error: AppError) => `${error.code} ${(error.params.problem as { en: string }).en}`,
  );

describe("where an address leads", () => {
  const open = () => [{ host: "files.example.com", port: null, http: true }];

  test.each([
    [["127.0.0.1"], "loopback"],
    [["10.1.2.3"], "private"],
    [["169.254.169.254"], "link-local"],
    [["1.1.1.1", "::1"], "loopback"],
  ])("a name for %s is not asked", async (addresses, what) => {
    const get = createGuardedGet({ allowed: [], lookup: resolver(...addresses) });
    const problem = await problemOf(get(`https://files.example.com:${port}/a.png`, limits()));
    expect(problem).toBe(`FILE_URL_REFUSED files.example.com leads to an address that is not public (${what}).`);
    expect(asked).toEqual([]);
  });

  test.each([
    "http://example.com/a",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://u:p@example.com/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "x",
  ])("%s is refused as it is written", async (address) => {
    expect(await problemOf(createGuardedGet({ allowed: [] })(address, limits()))).toMatch(/^FILE_URL_REFUSED /);
  });

  test.each([
    ["a private address", () => "https://10.0.0.8/secret", /redirects to another address: 10\.0\.0\.8 is not a public address/],
    ["plain http", () => "http://example.org/", /redirects to another address: it must begin with https/],
    [
      "a name that is private inside",
      () => `https://inside.example.org:${port}/`,
      /inside\.example\.org leads to an address that is not public/,
    ],
    ["itself, for ever", () => "/again", /redirects more than 5 times/],
  ])("a redirect to %s is not followed", async (_, target, expected) => {
    answers.set("/again", redirect(target()));
    const get = createGuardedGet({ allowed: open(), lookup: resolver("127.0.0.1") });
    expect(await problemOf(get(`http://files.example.com:${port}/again`, limits()))).toMatch(expected);
    expect(new Set(asked)).toEqual(new Set(["/again"]));
  });

  test("a redirect to where one may go is followed, and nobody is told who asks", async () => {
    answers.set("/moved", redirect("/there#part"));
    const seen: http.IncomingHttpHeaders[] = [];
    answers.set("/there", ({ headers }, response) => {
      seen.push(headers);
      response.end("text");
    });
    const get = createGuardedGet({ allowed: open(), lookup: resolver("127.0.0.1") });
    const fetched = await get(`http://files.example.com:${port}/moved`, limits());
    expect([fetched.name, (await fetched.content.toArray()).join("")]).toEqual(["there", "text"]);
    expect(Object.keys(seen[0] ?? {}).sort()).toEqual(["accept", "accept-encoding", "connection", "host", "user-agent"]);
  });

  test.each<[string, Answer, RegExp]>([
    ["an error", (_, response) => void response.writeHead(500).end(), /answers with status 500/],
    ["a connection cut", (_, response) => void response.destroy(), /connection was cut/],
    ["silence", () => undefined, /does not answer in time/],
    ["a redirect to nowhere", (_, response) => void response.writeHead(302).end(), /answers with status 302/],
  ])("%s is a refusal", async (_, answer, expected) => {
    answers.set("/x", answer);
    const get = createGuardedGet({ allowed: open(), lookup: resolver("127.0.0.1") });
    expect(await problemOf(get(`http://files.example.com:${port}/x`, limits(1_000)))).toMatch(expected);
  });
});

describe("registering an address", () => {
  const REGISTER = `mutation($input: RegisterFileInput!) {
    registerFile(input: $input) { __typename ... on RegisterFilePayload { file { origin kind bytes sha256 name } } ${FIELDS_REFUSED} }
  }`;
  let app: TestApp;
  let token: string;
  beforeAll(async () => {
    app = await startTestApp({ env: { FILE_ALLOWED_HOSTS: `http://127.0.0.1:${port}`, FILE_MAX_SIZE: "10000" } });
    token = await tokenOf({ id: "ann" });
  });
  afterAll(() => app?.stop());
  const register = (path: string): Promise<Data> => run(app.as(token), REGISTER, { input: { url: `http://127.0.0.1:${port}${path}` } });

  test("looks at kind, size and name, over GraphQL and over HTTP", async () => {
    expect(await register("/pictures/M%C3%A4rz.png?v=1")).toMatchObject({
      file: { origin: "ADDRESS", kind: "image/png", bytes: PNG.length, sha256: null, name: "März.png" },
    });
    const json = { "content-type": "application/json" };
    const answer = await post({ url: app.url, token }, json, JSON.stringify({ url: `http://127.0.0.1:${port}/a.png`, name: "b.png" }));
    expect(answer).toMatchObject({ status: 201, body: { file: { name: "b.png", kind: "image/png", state: "READY" } } });
  });

  test.each<[string, Answer, string]>([
    ["a page that says it is a picture", (_, r) => void r.setHeader("content-type", "image/png").end("<html>"), "FILE_KIND_MISMATCH"],
    ["one that says it is too large", (_, r) => void r.writeHead(200, { "content-length": 10_001 }).write("x"), "FILE_TOO_LARGE"],
    ["one that turns out too large", (_, r) => void Readable.from([Buffer.alloc(20_000, "x")]).pipe(r), "FILE_TOO_LARGE"],
    ["nothing", (_, r) => void r.end(), "FILE_EMPTY"],
  ])("%s", async (_, answer, code) => {
    answers.set("/x", answer);
    expect(await register("/x")).toMatchObject({ code });
    expect(await app.sql("SELECT id FROM files WHERE source_url LIKE '%/x'")).toEqual([]);
  });

  test("an address inside is refused in both languages", async () => {
    const refused = await run(app.as(token), REGISTER, { input: { url: "https://169.254.169.254/latest/meta-data" } });
    expect(refused).toMatchObject({
      code: "FILE_URL_REFUSED",
      message: "This address cannot be used: 169.254.169.254 is not a public address (link-local).",
    });
  });
});
