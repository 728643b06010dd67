import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Config, loadConfig, renderConfigTable } from "../../src/config.js";
import { VARIABLES, type VariableName } from "../../src/settings/variables.js";
import { configOf } from "../support/config.js";

const NAMES = Object.keys(VARIABLES) as VariableName[];
const jwt = { AUTH_JWT_JWKS_URL: "https://id.example/keys" };
const loop = { COZE_LOOP_BASE_URL: "http://loop", COZE_LOOP_API_TOKEN: "pat", COZE_LOOP_WORKSPACE_ID: "1" };
const coze = { COZE_BASE_URL: "http://coze", COZE_API_TOKEN: "pat" };

let connectionsFile: string;
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), "config-table-"));
  connectionsFile = join(folder, "connections.json");
  writeFileSync(connectionsFile, JSON.stringify({ second: { baseUrl: "http://second", token: "pat" } }));
});
afterAll(() => rmSync(join(connectionsFile, ".."), { recursive: true }));

interface Effect {
  readonly value: string;
  /** What must be set besides. */
  readonly beside?: Record<string, string>;
  readonly seen: (config: Config) => unknown;
  readonly expected: unknown;
}

/** For every variable a value that is not the default, and where it shows: a variable nobody reads cannot be listed. */
const EFFECTS: Readonly<Record<VariableName, Effect>> = {
  NODE_ENV: {
    value: "production",
    beside: { EMBEDDED: "database,pubsub,coze", SERVICE_API_TOKEN: "x".repeat(16) },
    seen: (c) => c.production,
    expected: true,
  },
  EMBEDDED: {
    value: "database,pubsub,coze",
    beside: { NODE_ENV: "production", AUTH_DEVELOPMENT: "on" },
    seen: (c) => c.embedded.length,
    expected: 3,
  },
  HOST: { value: "localhost", seen: (c) => c.http.host, expected: "localhost" },
  PORT: { value: "0", seen: (c) => c.http.port, expected: 0 },
  PUBLIC_URL: { value: "http://localhost:9/x/", seen: (c) => c.http.publicUrl, expected: "http://localhost:9/x" },
  TRUST_PROXY: { value: "loopback,10.0.0.0/8", beside: jwt, seen: (c) => c.http.trustProxy, expected: ["loopback", "10.0.0.0/8"] },
  BODY_LIMIT: { value: "4mb", seen: (c) => c.http.bodyLimitBytes, expected: 4_194_304 },
  EXPLORERS: { value: "graphiql", seen: (c) => c.explorers.sandbox, expected: false },
  ROLE: {
    value: "api",
    beside: { REDIS_URL: "redis://h", DATABASE_URL: "mysql://u@h/d" },
    seen: (c) => c.process.role,
    expected: "api",
  },
  CORS_ORIGINS: {
    value: "https://a.example.com/, http://b:8080",
    seen: (c) => c.http.corsOrigins,
    expected: ["https://a.example.com", "http://b:8080"],
  },
  LOG_LEVEL: { value: "debug", seen: (c) => c.process.logLevel, expected: "debug" },
  SHUTDOWN_GRACE: { value: "5s", seen: (c) => c.process.shutdownGraceMs, expected: 5000 },
  DATABASE_URL: { value: "mysql://u@h/d", seen: (c) => c.database.url(), expected: "mysql://u@h/d" },
  DATABASE_POOL_SIZE: { value: "3", seen: (c) => c.database.poolSize, expected: 3 },
  MIGRATE_ON_START: { value: "off", seen: (c) => c.database.migrateOnStart, expected: false },
  DATA_DIR: { value: "/srv/data/", seen: (c) => c.database.url(), expected: "sqlite:/srv/data/gateway.db" },
  REDIS_URL: { value: "rediss://h:1/2", seen: (c) => c.redis?.url(), expected: "rediss://h:1/2" },
  REDIS_PREFIX: { value: "staging", beside: { REDIS_URL: "redis://h" }, seen: (c) => c.redis?.prefix, expected: "staging" },
  COZE_BASE_URL: {
    value: "http://c:1/",
    beside: { COZE_API_TOKEN: "pat" },
    seen: (c) => c.coze.connections[0]?.baseUrl,
    expected: "http://c:1",
  },
  COZE_API_TOKEN: { value: "pat_x", beside: { COZE_BASE_URL: "http://c" }, seen: (c) => c.coze.connections[0]?.token(), expected: "pat_x" },
  COZE_DEFAULT_TIMEOUT: { value: "7", beside: coze, seen: (c) => c.coze.connections[0]?.timeoutMs, expected: 7000 },
  COZE_STUDIO_URL: { value: "http://s", beside: coze, seen: (c) => c.coze.connections[0]?.studioUrl, expected: "http://s" },
  COZE_SPACE_ID: { value: "75", beside: coze, seen: (c) => c.coze.connections[0]?.spaceId, expected: "75" },
  COZE_FLAVOUR: { value: "hosted", beside: coze, seen: (c) => c.coze.connections[0]?.flavour, expected: "hosted" },
  COZE_STUDIO_SESSION: { value: "session", beside: coze, seen: (c) => c.coze.connections[0]?.studioSession?.(), expected: "session" },
  MAPPING_CHECK_INTERVAL: { value: "1h", seen: (c) => c.checks.intervalMs, expected: 3_600_000 },
  COZE_CONNECTIONS_FILE: { value: "(the file above)", seen: (c) => c.coze.connections[0]?.name, expected: "second" },
  COZE_LOOP_BASE_URL: { value: "http://l", beside: loop, seen: (c) => c.loop?.baseUrl, expected: "http://l" },
  COZE_LOOP_API_TOKEN: { value: "pat_l", beside: loop, seen: (c) => c.loop?.token(), expected: "pat_l" },
  COZE_LOOP_WORKSPACE_ID: { value: "76", beside: loop, seen: (c) => c.loop?.workspaceId, expected: "76" },
  COZE_LOOP_UI_URL: { value: "http://ui", beside: loop, seen: (c) => c.loop?.uiUrl, expected: "http://ui" },
  SERVICE_API_TOKEN: { value: "y".repeat(16), seen: (c) => c.auth.serviceToken?.(), expected: "y".repeat(16) },
  AUTH_JWT_JWKS_URL: { value: "https://id/k?a=1", seen: (c) => c.auth.jwt?.key, expected: { kind: "jwks", url: "https://id/k?a=1" } },
  AUTH_JWT_SECRET: { value: "z".repeat(32), seen: (c) => c.auth.jwt?.key.kind, expected: "secret" },
  AUTH_JWT_ISSUER: { value: "https://id/", beside: jwt, seen: (c) => c.auth.jwt?.issuer, expected: "https://id/" },
  AUTH_JWT_AUDIENCE: { value: "gateway", beside: jwt, seen: (c) => c.auth.jwt?.audience, expected: "gateway" },
  AUTH_JWT_ID_CLAIM: { value: "uid", beside: jwt, seen: (c) => c.auth.jwt?.idClaim, expected: "uid" },
  AUTH_JWT_TENANT_CLAIM: { value: "org", beside: jwt, seen: (c) => c.auth.jwt?.tenantClaim, expected: "org" },
  AUTH_JWT_ROLES_CLAIM: { value: "a.b", beside: jwt, seen: (c) => c.auth.jwt?.rolesClaim, expected: "a.b" },
  AUTH_JWT_ROLE_MAP: { value: "x=admin, y z=user", beside: jwt, seen: (c) => c.auth.jwt?.roleMap, expected: { x: "admin", "y z": "user" } },
  AUTH_DEVELOPMENT: { value: "off", beside: jwt, seen: (c) => c.auth.development, expected: false },
  INVOCATION_CONCURRENCY: { value: "9", seen: (c) => c.invocations.concurrency, expected: 9 },
  INVOCATION_DEADLINE: { value: "1m", seen: (c) => c.invocations.defaultDeadlineMs, expected: 60_000 },
  INVOCATION_MAX_DEADLINE: { value: "1h", seen: (c) => c.invocations.maxDeadlineMs, expected: 3_600_000 },
  INVOCATION_DELTA_WINDOW: { value: "0ms", seen: (c) => c.invocations.deltaWindowMs, expected: 0 },
  INVOCATION_LEASE: { value: "10s", seen: (c) => c.invocations.leaseMs, expected: 10_000 },
  INVOCATION_MAX_FORM: { value: "64kb", seen: (c) => c.invocations.maxFormBytes, expected: 65_536 },
  LIVE_CONNECTIONS_PER_USER: { value: "3", seen: (c) => c.http.liveLimits.connectionsPerPrincipal, expected: 3 },
  LIVE_OPERATIONS_PER_SOCKET: { value: "4", seen: (c) => c.http.liveLimits.operationsPerSocket, expected: 4 },
  LIVE_BUFFER: { value: "2mb", seen: (c) => c.http.liveLimits.maxBufferedBytes, expected: 2 * 1024 ** 2 },
  LIVE_STALL: { value: "5s", seen: (c) => c.http.liveLimits.stallMs, expected: 5000 },
  LIVE_PING: { value: "10s", seen: (c) => c.http.liveLimits.pingIntervalMs, expected: 10_000 },
  DRAIN_WINDOW: { value: "0s", seen: (c) => c.http.liveLimits.drainWindowMs, expected: 0 },
  INTERRUPT_EXPIRY: { value: "3d", seen: (c) => c.invocations.interruptExpiryMs, expected: 259_200_000 },
  LATE_RESULT_WINDOW: { value: "0s", seen: (c) => c.invocations.lateWindowMs, expected: 0 },
  IDEMPOTENCY_TTL: { value: "2d", seen: (c) => c.invocations.idempotencyTtlMs, expected: 172_800_000 },
  WEBHOOK_ALLOWED_HOSTS: {
    value: "http://a.internal:81",
    seen: (c) => c.webhooks.allowedHosts,
    expected: [{ host: "a.internal", port: 81, http: true }],
  },
  COZE_FILE_INPUT: {
    value: "file_id",
    beside: { COZE_BASE_URL: "http://coze", COZE_API_TOKEN: "pat" },
    seen: (c) => c.coze.connections[0]?.fileInput,
    expected: "file_id",
  },
  FILE_MAX_SIZE: { value: "20mb", seen: (c) => c.files.maxBytes, expected: 20_971_520 },
  FILE_KINDS: { value: "Image/*, text/csv", seen: (c) => c.files.kinds, expected: ["image/*", "text/csv"] },
  FILE_UPLOAD_TIMEOUT: { value: "15m", seen: (c) => c.files.uploadTimeoutMs, expected: 900_000 },
  FILE_UPLOADS_AT_ONCE: { value: "3", seen: (c) => c.files.uploadsAtOnce, expected: 3 },
  FILE_DAILY_COUNT: { value: "7", seen: (c) => c.files.dailyCount, expected: 7 },
  FILE_DAILY_SIZE: { value: "1mb", seen: (c) => c.files.dailyBytes, expected: 1_048_576 },
  FILE_EXPIRY: { value: "3h", seen: (c) => c.files.expiryMs, expected: 10_800_000 },
  FILE_KEPT_EXPIRY: { value: "1d", seen: (c) => c.files.keptExpiryMs, expected: 86_400_000 },
  FILE_STORAGE: { value: "/var/lib/kept", seen: (c) => c.files.folder, expected: "/var/lib/kept" },
  FILE_ALLOWED_HOSTS: {
    value: "files.internal:8443",
    seen: (c) => c.files.allowedHosts,
    expected: [{ host: "files.internal", port: 8_443, http: false }],
  },
  FILE_ENGINE_HOSTS: {
    value: "http://minio.internal:9000",
    seen: (c) => c.files.engineHosts,
    expected: [{ host: "minio.internal", port: 9_000, http: true }],
  },
  WEBHOOK_TIMEOUT: { value: "3s", seen: (c) => c.webhooks.timeoutMs, expected: 3_000 },
  WEBHOOK_ATTEMPTS: { value: "3", seen: (c) => c.webhooks.maxAttempts, expected: 3 },
  WEBHOOK_FIRST_RETRY: { value: "1m", seen: (c) => c.webhooks.firstRetryMs, expected: 60_000 },
  WEBHOOK_RETENTION: { value: "2h", seen: (c) => c.webhooks.retentionMs, expected: 7_200_000 },
  SECRETS_KEY: { value: "k".repeat(32), seen: (c) => c.webhooks.secretsKey?.(), expected: "k".repeat(32) },
  SECRETS_KEY_PREVIOUS: {
    value: `${"o".repeat(32)}, ${"p".repeat(33)}\n${"q".repeat(34)}`,
    beside: { SECRETS_KEY: "k".repeat(32) },
    seen: (c) => c.webhooks.formerSecretsKeys?.(),
    expected: ["o".repeat(32), "p".repeat(33), "q".repeat(34)],
  },
};

describe("the table of variables", () => {
  test.each(NAMES)("%s reaches the configuration", (name) => {
    const { value, beside = {}, seen, expected } = EFFECTS[name];
    const set = name === "COZE_CONNECTIONS_FILE" ? connectionsFile : value;
    expect(seen(configOf({ ...beside, [name]: set }))).toEqual(expected);
  });

  test.each(NAMES)("%s has an example that is valid, and a default that is", (name) => {
    const { parse, example, ...variable } = VARIABLES[name];
    expect(parse(example)).toHaveProperty("value");
    if ("default" in variable) expect(parse(variable.default)).toHaveProperty("value");
    else expect(variable.absent).toBeTruthy();
  });

  test("is documented whole: what is read is listed, and what is listed is read", () => {
    const listed = [...renderConfigTable().matchAll(/^\| `(\w+)` \|/gm)].map((row) => row[1]);
    expect([...listed].sort()).toEqual([...NAMES].sort());
    const read = new Set<string>();
    const spy = new Proxy<Record<string, string>>({}, { get: (_target, name) => void read.add(String(name)) });
    loadConfig(spy);
    const secrets = NAMES.filter((name) => "secret" in VARIABLES[name]);
    expect([...read].sort()).toEqual([...listed, ...secrets.map((name) => `${name}_FILE`)].sort());
  });

  test("is Markdown in which every row has four cells", () => {
    const rows = renderConfigTable()
      .split("\n")
      .filter((line) => line.startsWith("|"));
    for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(6);
    expect(renderConfigTable()).toContain(
      "Secret: may come from the file that `COZE_API_TOKEN_FILE` names. | required with `COZE_BASE_URL` |",
    );
  });
});
