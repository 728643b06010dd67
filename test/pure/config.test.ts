import { describe, expect, test } from "vitest";
import { describeConfig, loadConfig } from "../../src/config.js";
import { configOf, PRODUCTION, problemsOf } from "../support/config.js";

describe("an empty environment", () => {
  const config = configOf({});

  test("runs everything inside the process, on loopback, with development sign-in", () => {
    expect(config).toMatchObject({
      mode: "embedded",
      embedded: ["database", "pubsub", "coze"],
      production: false,
      http: { host: "127.0.0.1", port: 4000, publicUrl: null, trustProxy: false, bodyLimitBytes: 2_097_152 },
      database: { dialect: "sqlite", poolSize: 10, migrateOnStart: true },
      redis: null,
      coze: { connections: [], simulator: true, defaultTimeoutMs: 300_000 },
      loop: null,
      auth: { serviceToken: null, jwt: null, development: true },
      process: { role: "all", logLevel: "info", shutdownGraceMs: 20_000 },
      explorers: { sandbox: true, graphiql: true },
    });
    expect(config.database.url()).toBe("sqlite:.data/gateway.db");
  });

  test("has the documented limits of invocations", () => {
    expect(config.invocations).toEqual({
      concurrency: 64,
      defaultDeadlineMs: 600_000,
      maxDeadlineMs: 86_400_000,
      deltaWindowMs: 60,
      leaseMs: 30_000,
      idempotencyTtlMs: 86_400_000,
      interruptExpiryMs: 86_400_000,
      lateWindowMs: 600_000,
      maxFormBytes: 524_288,
    });
  });

  test("is what empty variables mean too", () => {
    const blank = loadConfig({ PORT: "", DATABASE_URL: "", COZE_API_TOKEN: "", COZE_API_TOKEN_FILE: "", HOST: "  ", NODE_ENV: "" });
    expect(blank).toMatchObject({ ok: true, warnings: [], config: { mode: "embedded", http: { port: 4000, host: "127.0.0.1" } } });
  });

  test("yields an object that nobody can change, at any depth", () => {
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.auth)).toBe(true);
    expect(Object.isFrozen(configOf(PRODUCTION).coze.connections[0])).toBe(true);
  });
});

describe("a configured environment", () => {
  test("takes the five variables of a platform", () => {
    const config = configOf(PRODUCTION);
    expect(config).toMatchObject({
      mode: "configured",
      embedded: [],
      production: true,
      database: { dialect: "mysql", migrateOnStart: false },
      redis: { prefix: "ability-gateway" },
      coze: {
        simulator: false,
        connections: [{ name: "default", baseUrl: "http://coze.internal:8888", studioUrl: null, flavour: "auto" }],
      },
      auth: { development: false },
    });
    expect(config.coze.connections[0]?.token()).toBe("pat_platform_account");
    expect(config.redis?.url()).toBe(PRODUCTION.REDIS_URL);
    expect(config.auth.serviceToken?.()).toBe(PRODUCTION.SERVICE_API_TOKEN);
  });

  test("knows where the Studio of the hosted Coze is, and believes COZE_STUDIO_URL more", () => {
    const studioUrl = (env: Record<string, string>) => configOf({ COZE_API_TOKEN: "pat", ...env }).coze.connections[0]?.studioUrl;
    expect(studioUrl({ COZE_BASE_URL: "https://api.coze.cn" })).toBe("https://www.coze.cn");
    expect(studioUrl({ COZE_BASE_URL: "https://api.coze.com/" })).toBe("https://www.coze.com");
    expect(studioUrl({ COZE_BASE_URL: "https://api.coze.cn", COZE_STUDIO_URL: "https://s.example/x/" })).toBe("https://s.example/x");
    expect(studioUrl({ COZE_BASE_URL: "http://coze.internal" })).toBeNull();
  });

  test("switches Loop on with its three variables", () => {
    const loop = { COZE_LOOP_BASE_URL: "http://loop:8888", COZE_LOOP_API_TOKEN: "pat_loop", COZE_LOOP_WORKSPACE_ID: "75" };
    expect(configOf(loop).loop).toMatchObject({ baseUrl: "http://loop:8888", workspaceId: "75", uiUrl: null });
    expect(configOf(loop).loop?.token()).toBe("pat_loop");
  });

  test("migrates on start wherever nobody else uses the database, or as told", () => {
    const migrates = (env: Record<string, string>) => configOf(env).database.migrateOnStart;
    expect(migrates({ DATABASE_URL: "mysql://u@h/d" })).toBe(true);
    expect(migrates({ ...PRODUCTION, DATABASE_URL: "", EMBEDDED: "database" })).toBe(true);
    expect(migrates({ ...PRODUCTION, DATABASE_URL: "sqlite:/srv/g.db" })).toBe(false);
    expect(migrates({ ...PRODUCTION, MIGRATE_ON_START: "on" })).toBe(true);
    expect(migrates({ MIGRATE_ON_START: "off" })).toBe(false);
  });
});

describe("production", () => {
  const { DATABASE_URL: _database, ...withoutDatabase } = PRODUCTION;
  const { REDIS_URL: _redis, ...withoutRedis } = PRODUCTION;
  const { COZE_BASE_URL: _coze, COZE_API_TOKEN: _token, ...withoutCoze } = PRODUCTION;

  test.each([
    ["database", "DATABASE_URL", withoutDatabase],
    ["pubsub", "REDIS_URL", withoutRedis],
    ["coze", "COZE_BASE_URL", withoutCoze],
  ])("refuses an embedded %s unless EMBEDDED names it", (part, variable, env) => {
    expect(problemsOf(env)).toEqual([
      expect.stringMatching(
        new RegExp(`^${variable} is not set, and NODE_ENV=production .+ Set ${variable}, or name ${part} in EMBEDDED\\.$`),
      ),
    ]);
    expect(configOf({ ...env, EMBEDDED: part }).embedded).toEqual([part]);
  });

  test("says everything that is missing at once", () => {
    const problems = problemsOf({ NODE_ENV: "production" });
    expect(problems).toHaveLength(4);
    expect(problems.at(-1)).toMatch(
      /^Nobody could sign in: NODE_ENV is production, .+ Set SERVICE_API_TOKEN, AUTH_JWT_JWKS_URL or AUTH_JWT_SECRET\.$/,
    );
  });

  test("has no development sign-in unless AUTH_DEVELOPMENT asks for it, and then warns", () => {
    const loaded = loadConfig({ ...PRODUCTION, AUTH_DEVELOPMENT: "on" });
    expect(loaded).toMatchObject({ ok: true, config: { auth: { development: true } } });
    expect(loaded.warnings).toEqual(["AUTH_DEVELOPMENT is on in production: every program on this machine is an admin."]);
    expect(problemsOf({ ...PRODUCTION, AUTH_DEVELOPMENT: "on", HOST: "0.0.0.0" })).toEqual([
      "AUTH_DEVELOPMENT is on, but HOST is 0.0.0.0: everybody who can reach the gateway could be an admin. Set AUTH_DEVELOPMENT=off.",
    ]);
  });
});

describe("development sign-in", () => {
  const token = { SERVICE_API_TOKEN: "service-token-of-tests" };

  test.each<[Record<string, string>, string]>([
    [{ HOST: "0.0.0.0" }, "HOST is 0.0.0.0"],
    [{ HOST: "::" }, "HOST is ::"],
    [{ TRUST_PROXY: "loopback" }, "TRUST_PROXY says that a proxy stands in front"],
    [{ PUBLIC_URL: "https://abilities.example.com" }, "PUBLIC_URL is https://abilities.example.com"],
  ])("turns itself off where others can call: %o", (env, reason) => {
    expect(configOf({ ...env, ...token }).auth.development).toBe(false);
    expect(problemsOf({ ...env, ...token, AUTH_DEVELOPMENT: "on" })[0]).toContain(`AUTH_DEVELOPMENT is on, but ${reason}: `);
    expect(problemsOf(env)[0]).toContain(`Nobody could sign in: ${reason}, `);
  });

  test.each<Record<string, string>>([
    { HOST: "localhost" },
    { HOST: "::1" },
    { HOST: "127.0.0.2" },
    { PUBLIC_URL: "http://localhost:4000" },
  ])("stays on with %o", (env) => {
    expect(configOf(env).auth.development).toBe(true);
  });
});

describe("roles", () => {
  test("a worker needs no way to sign in, because nobody calls it", () => {
    const { SERVICE_API_TOKEN: _, ...withoutToken } = PRODUCTION;
    const config = configOf({ ...withoutToken, ROLE: "worker" });
    expect(config.process.role).toBe("worker");
    expect(describeConfig(config)).toContain("Sign-in: nobody.");
    expect(problemsOf({ ...withoutToken, ROLE: "api" })).toHaveLength(1);
  });
});

describe("describeConfig", () => {
  test("names the parts, the ways to sign in and what was set", () => {
    expect(describeConfig(configOf({ ...PRODUCTION, AUTH_JWT_JWKS_URL: "https://id.example/keys", LOG_LEVEL: "warn" }))).toEqual([
      "Production, configured; inside this process: nothing.",
      "Database: mysql. Redis: on.",
      "Coze: default at http://coze.internal:8888.",
      "Sign-in: service token, JWT (jwks).",
      "NODE_ENV = production",
      "LOG_LEVEL = warn",
      "DATABASE_URL = mysql://db.internal:3306/gateway",
      "REDIS_URL = redis://redis.internal:6379/0",
      "COZE_BASE_URL = http://coze.internal:8888",
      "COZE_API_TOKEN = [secret]",
      "SERVICE_API_TOKEN = [secret]",
      "AUTH_JWT_JWKS_URL = https://id.example/keys",
    ]);
  });

  test("is short for the embedded start", () => {
    expect(describeConfig(configOf({}))).toEqual([
      "Development, embedded; inside this process: database, pubsub, coze.",
      "Database: sqlite, migrated on start. Redis: off.",
      "Coze: simulator.",
      "Sign-in: development on loopback.",
    ]);
  });
});
