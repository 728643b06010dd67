import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeConfig, loadConfig } from "../../src/config.js";
import { configOf, PRODUCTION, problemsOf } from "../support/config.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "config-secrets-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const coze = { COZE_BASE_URL: "http://coze.internal:8888" };

describe("a secret from a file", () => {
  test("loses the line break at its end, and says where it came from", () => {
    const config = configOf({ ...coze, COZE_API_TOKEN_FILE: write("crlf", "pat_from_file\r\n") });
    expect(config.coze.connections[0]?.token()).toBe("pat_from_file");
    expect(describeConfig(config)).toContain("COZE_API_TOKEN = [secret] (from COZE_API_TOKEN_FILE)");
  });

  test("follows the file, at most a second late, without being read in between", () => {
    let now = 5000;
    const path = write("rotating", "pat_old");
    const token = configOf({ ...coze, COZE_API_TOKEN_FILE: path }, () => now).coze.connections[0]?.token;
    writeFileSync(path, "pat_new\n");
    now += 999;
    expect(token?.()).toBe("pat_old");
    now += 1;
    expect(token?.()).toBe("pat_new");
    writeFileSync(path, "pat_old");
    expect(token?.()).toBe("pat_new");
    now += 1000;
    expect(token?.()).toBe("pat_old");
  });

  test("keeps its last good value while the file is missing, empty or not valid", () => {
    let now = 0;
    const path = write("fragile", "service-token-of-tests");
    const token = configOf({ SERVICE_API_TOKEN_FILE: path }, () => now).auth.serviceToken;
    for (const content of ["", "short", "two words of a token"]) {
      writeFileSync(path, content);
      now += 1000;
      expect(token?.()).toBe("service-token-of-tests");
    }
    rmSync(path);
    now += 1000;
    expect(token?.()).toBe("service-token-of-tests");
    writeFileSync(path, "service-token-of-others");
    now += 1000;
    expect(token?.()).toBe("service-token-of-others");
  });

  test("works for the addresses of database and Redis, which hold passwords", () => {
    const config = configOf({ DATABASE_URL_FILE: write("db", "mysql://u:p@h/d\n"), REDIS_URL_FILE: write("redis", "redis://:p@h\n") });
    expect([config.database.url(), config.database.dialect, config.redis?.url()]).toEqual(["mysql://u:p@h/d", "mysql", "redis://:p@h"]);
  });

  test.each([
    ["missing", undefined, "which cannot be read (ENOENT)"],
    ["empty", "\n", "which is empty"],
    ["short", "hush", "whose content must have at least 16 characters"],
    ["large", "x".repeat(70_000), "which is larger than 65536 bytes"],
  ])("that is %s is a problem that names the file", (name, content, reason) => {
    const path = content === undefined ? join(folder, name) : write(name, content);
    expect(problemsOf({ SERVICE_API_TOKEN_FILE: path })).toEqual([
      `SERVICE_API_TOKEN_FILE names the file ${path}, ${reason}. Write the value into a file that the gateway may read.`,
    ]);
  });
});

describe("named connections", () => {
  const connections = (json: unknown) => ({ COZE_CONNECTIONS_FILE: write("connections.json", JSON.stringify(json)) });

  test("take over what they leave out, and their tokens follow both kinds of files", () => {
    let now = 0;
    const tokenPath = write("marketing.token", "pat_marketing\n");
    const env = {
      ...coze,
      COZE_API_TOKEN: "pat_default",
      COZE_STUDIO_URL: "https://studio.example",
      COZE_FLAVOUR: "oss",
      ...connections({
        marketing: { tokenFile: "marketing.token", spaceId: "7530000000000000002", timeout: "60s" },
        hosted: { baseUrl: "https://api.coze.cn", token: "pat_hosted", timeout: "45" },
      }),
    };
    const [, marketing, hosted] = configOf(env, () => now).coze.connections;
    expect(marketing).toMatchObject({
      name: "marketing",
      baseUrl: coze.COZE_BASE_URL,
      studioUrl: "https://studio.example",
      flavour: "oss",
      timeoutMs: 60_000,
    });
    expect(hosted).toMatchObject({
      baseUrl: "https://api.coze.cn",
      studioUrl: "https://www.coze.cn",
      spaceId: null,
      flavour: "auto",
      timeoutMs: 45_000,
    });
    expect([marketing?.token(), hosted?.token()]).toEqual(["pat_marketing", "pat_hosted"]);

    writeFileSync(tokenPath, "pat_marketing_2");
    connections({ hosted: { token: "pat_hosted_2" } });
    now += 1000;
    expect([marketing?.token(), hosted?.token()]).toEqual(["pat_marketing_2", "pat_hosted_2"]);
  });

  test.each([
    [{ default: { token: "t" } }, "this name belongs to the COZE_… variables; choose another"],
    [{ "Big Name": { token: "t" } }, "its name must consist of 1 to 40 small letters, digits and dashes"],
    [{ a: "pat_oops" }, "its settings must be an object"],
    [{ a: {} }, "exactly one of token and tokenFile is needed"],
    [{ a: { token: "t", tokenFile: "f" } }, "exactly one of token and tokenFile is needed"],
    [{ a: { token: "" } }, "token must be one word of visible ASCII characters, without spaces or line breaks"],
    [{ a: { token: "t", spaceId: 75 } }, "spaceId must be text in quotes"],
    [{ a: { token: "t", baseUrl: "http://c/v1" } }, "baseUrl must end after the host and port, without a path or query: http://c"],
    [{ a: { token: "t", flavor: "oss" } }, '"flavor" is not a setting, did you mean flavour?'],
    [
      { a: { token: "t", colour: "red" } },
      '"colour" is not a setting (known: baseUrl, studioUrl, spaceId, flavour, fileInput, timeout, token, tokenFile, studioSession, studioSessionFile)',
    ],
  ])("%j is a problem that names file and connection", (json, problem) => {
    const env = connections(json);
    const name = JSON.stringify(Object.keys(json)[0]);
    expect(problemsOf({ ...coze, COZE_API_TOKEN: "t", ...env })).toContain(
      `In ${env.COZE_CONNECTIONS_FILE}, connection ${name}: ${problem}.`,
    );
  });

  test("need a Coze to talk to, and a file that is JSON", () => {
    expect(problemsOf(connections({ a: { token: "t" } }))[0]).toMatch(/baseUrl is missing, and COZE_BASE_URL is not set either\.$/);
    const path = write("broken.json", '{ "a": { "token": "pat_in_broken_file", } }');
    expect(problemsOf({ COZE_CONNECTIONS_FILE: path })).toEqual([
      `COZE_CONNECTIONS_FILE names the file ${path}, which is not a JSON object.`,
    ]);
  });
});

describe("no secret is ever printed", () => {
  const SECRETS = [
    "db-password",
    "redis-password",
    "pat_platform_account",
    "service-token-of-tests",
    "jwt-secret-of-tests-0123456789abc",
    "pat_loop",
    "pat_named",
  ];
  const everything = () => ({
    ...PRODUCTION,
    AUTH_JWT_SECRET: "jwt-secret-of-tests-0123456789abc",
    COZE_LOOP_BASE_URL: "http://loop",
    COZE_LOOP_API_TOKEN: "pat_loop",
    COZE_LOOP_WORKSPACE_ID: "75",
    COZE_CONNECTIONS_FILE: write("named.json", JSON.stringify({ named: { token: "pat_named" } })),
  });
  const expectNone = (text: string) => {
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  };

  test("by the configuration itself, however it is printed", () => {
    const config = configOf(everything());
    expectNone(JSON.stringify(config));
    expectNone(inspect(config, { depth: null, showHidden: true, getters: true }));
    expectNone(String(config.database.url));
    expectNone(describeConfig(config).join("\n"));
  });

  test("by problems and warnings", () => {
    const broken = Object.fromEntries(
      Object.entries(everything()).map(([name, value]) => [name, name.startsWith("COZE_CONN") ? value : ` ${value} \u0001`]),
    );
    const loaded = loadConfig({ ...broken, COZE_BASE_URL: "ftp://coze:pat_platform_account@host", COZE_API_TOKN: "pat_loop" });
    expect(loaded.ok).toBe(false);
    expectNone(JSON.stringify(loaded));
  });
});
