import { describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config.js";
import { configOf, PRODUCTION, problemsOf } from "../support/config.js";

/** One bad value of one variable, and the sentence in full. */
const BAD_VALUES: readonly (readonly [name: string, value: string, problem: string])[] = [
  ["NODE_ENV", "prod", 'NODE_ENV must be one of production, development, test, but is "prod". For example: NODE_ENV=production'],
  [
    "EMBEDDED",
    "redis",
    'EMBEDDED must be none, or a comma-separated list out of database, pubsub, coze, but is "redis". For example: EMBEDDED=pubsub',
  ],
  ["HOST", "a b", 'HOST must be an IP address or host name, without scheme, port or brackets, but is "a b". For example: HOST=0.0.0.0'],
  [
    "HOST",
    "127.0.0.1:4000",
    'HOST must be an IP address or host name, without scheme, port or brackets, but is "127.0.0.1:4000". For example: HOST=0.0.0.0',
  ],
  ["PORT", "65536", 'PORT must be a whole number from 0 to 65535, but is "65536". For example: PORT=8080'],
  ["PORT", "-1", 'PORT must be a whole number from 0 to 65535, but is "-1". For example: PORT=8080'],
  ["PORT", "4e3", 'PORT must be a whole number from 0 to 65535, but is "4e3". For example: PORT=8080'],
  [
    "PUBLIC_URL",
    "abilities.example.com",
    'PUBLIC_URL must be an address that starts with http:// or https://, but is "abilities.example.com". For example: PUBLIC_URL=https://abilities.example.com',
  ],
  [
    "PUBLIC_URL",
    "https://a.example/?x=1",
    'PUBLIC_URL must not carry a user name, password, query or fragment, but is "https://a.example/?x=1". For example: PUBLIC_URL=https://abilities.example.com',
  ],
  [
    "TRUST_PROXY",
    "10.0.0.0/33",
    'TRUST_PROXY must be off, or a comma-separated list of loopback, linklocal, uniquelocal, addresses and ranges like 10.0.0.0/8, but is "10.0.0.0/33". For example: TRUST_PROXY=loopback,10.0.0.0/8',
  ],
  [
    "BODY_LIMIT",
    "1gb",
    'BODY_LIMIT must be a size from 65536 to 67108864 bytes, such as 512kb or 2mb, but is "1gb". For example: BODY_LIMIT=8mb',
  ],
  ["ROLE", "web", 'ROLE must be one of all, api, worker, but is "web". For example: ROLE=worker'],
  [
    "DATABASE_URL",
    "postgres://u:pw@h/d",
    "DATABASE_URL must start with mysql:// or sqlite:. For example: DATABASE_URL=mysql://gateway:secret@db.internal:3306/gateway",
  ],
  [
    "DATABASE_URL",
    "mariadb://u:pw@h/d",
    "DATABASE_URL must start with mysql:// for MariaDB too. For example: DATABASE_URL=mysql://gateway:secret@db.internal:3306/gateway",
  ],
  [
    "DATABASE_URL",
    "mysql://u:pw@h",
    "DATABASE_URL must name a host and a database, like mysql://user:password@host:3306/database. For example: DATABASE_URL=mysql://gateway:secret@db.internal:3306/gateway",
  ],
  [
    "DATABASE_URL",
    "sqlite://data/g.db",
    "DATABASE_URL must start with mysql:// or sqlite:. For example: DATABASE_URL=mysql://gateway:secret@db.internal:3306/gateway",
  ],
  ["MIGRATE_ON_START", "maybe", 'MIGRATE_ON_START must be on or off, but is "maybe". For example: MIGRATE_ON_START=on'],
  [
    "REDIS_URL",
    "redis.internal:6379",
    "REDIS_URL must start with redis:// or rediss://. For example: REDIS_URL=redis://:secret@redis.internal:6379/0",
  ],
  [
    "REDIS_URL",
    "redis://h:6379/zero",
    "REDIS_URL must name a host and at most a database number, like redis://:password@host:6379/0. For example: REDIS_URL=redis://:secret@redis.internal:6379/0",
  ],
  [
    "COZE_BASE_URL",
    "ftp://coze",
    'COZE_BASE_URL must be an address that starts with http:// or https://, but is "ftp://coze". For example: COZE_BASE_URL=http://coze.internal:8888',
  ],
  [
    "COZE_BASE_URL",
    "https://api.coze.cn/v1",
    'COZE_BASE_URL must end after the host and port, without a path or query: https://api.coze.cn, but is "https://api.coze.cn/v1". For example: COZE_BASE_URL=http://coze.internal:8888',
  ],
  [
    "COZE_BASE_URL",
    "http://user:pw@coze",
    "COZE_BASE_URL must not carry a user name or password. For example: COZE_BASE_URL=http://coze.internal:8888",
  ],
  [
    "COZE_DEFAULT_TIMEOUT",
    "10 minutes",
    'COZE_DEFAULT_TIMEOUT must be a duration from 100ms to 24h, such as 500ms, 30s or 2m (a bare number means seconds), but is "10 minutes". For example: COZE_DEFAULT_TIMEOUT=30s',
  ],
  [
    "COZE_SPACE_ID",
    "75e17",
    'COZE_SPACE_ID must be a number of at most 20 digits, but is "75e17". For example: COZE_SPACE_ID=7530000000000000001',
  ],
  ["COZE_FLAVOUR", "OSS", 'COZE_FLAVOUR must be one of auto, oss, oss-old, hosted, but is "OSS". For example: COZE_FLAVOUR=oss'],
  [
    "SERVICE_API_TOKEN",
    "short",
    "SERVICE_API_TOKEN must have at least 16 characters. For example: SERVICE_API_TOKEN=3f9c1a7e5b8d42609c1be7a4",
  ],
  [
    "SERVICE_API_TOKEN",
    "two words in one token",
    "SERVICE_API_TOKEN must be one word of visible ASCII characters, without spaces or line breaks. For example: SERVICE_API_TOKEN=3f9c1a7e5b8d42609c1be7a4",
  ],
  [
    "SERVICE_API_TOKEN",
    "3f9c1a7e5b8d42609c1be7a4",
    "SERVICE_API_TOKEN must be a secret of your own, not the example of the documentation. Make one with: openssl rand -hex 24",
  ],
  [
    "AUTH_JWT_SECRET",
    "thirty-one bytes are too few...",
    "AUTH_JWT_SECRET must have at least 32 bytes. For example: AUTH_JWT_SECRET=b4f0c6d29e8a4d7f91c3a5e70d2b6f18",
  ],
  [
    "AUTH_JWT_JWKS_URL",
    "login.example.com",
    'AUTH_JWT_JWKS_URL must be an address that starts with http:// or https://, without a password, but is "login.example.com". For example: AUTH_JWT_JWKS_URL=https://login.example.com/.well-known/jwks.json',
  ],
  [
    "AUTH_JWT_ROLE_MAP",
    "editor=boss",
    'AUTH_JWT_ROLE_MAP must be a comma-separated list of name=user|operator|admin, but is "editor=boss". For example: AUTH_JWT_ROLE_MAP=editor=operator,owner=admin',
  ],
  [
    "INVOCATION_CONCURRENCY",
    "0",
    'INVOCATION_CONCURRENCY must be a whole number from 1 to 10000, but is "0". For example: INVOCATION_CONCURRENCY=200',
  ],
];

describe("a bad value", () => {
  test.each(BAD_VALUES)("%s=%s is told in a whole sentence", (name, value, problem) => {
    expect(problemsOf({ [name]: value })).toContain(problem);
  });

  test("is clipped, and cannot forge lines of a log", () => {
    const [problem = ""] = problemsOf({ PORT: `1\nfatal: all is lost ${"x".repeat(500)}` });
    expect(problem).not.toContain("\n");
    expect(problem.length).toBeLessThan(200);
  });

  test("is reported together with all others, once each", () => {
    const names = ["PORT", "HOST", "ROLE", "COZE_FLAVOUR", "AUTH_JWT_SECRET", "INVOCATION_LEASE", "EMBEDDED"];
    const problems = problemsOf(Object.fromEntries(names.map((name) => [name, "! !"])));
    expect(problems.map((problem) => problem.split(" ")[0]).sort()).toEqual([...names].sort());
  });
});

/** Variables that are fine alone and not together. */
const BAD_COMBINATIONS: readonly (readonly [env: Record<string, string>, problem: string])[] = [
  [
    { COZE_BASE_URL: "http://coze" },
    "COZE_BASE_URL is set, but COZE_API_TOKEN is not. Set it to a personal access token of the platform's account in Coze.",
  ],
  [
    { COZE_API_TOKEN: "pat" },
    "COZE_API_TOKEN is set, but COZE_BASE_URL is not, so the token would be used nowhere. Set COZE_BASE_URL to the address of Coze.",
  ],
  [
    { COZE_LOOP_BASE_URL: "http://loop" },
    "Traces cannot be reported without COZE_LOOP_API_TOKEN and COZE_LOOP_WORKSPACE_ID. Set what is missing, or remove every COZE_LOOP_ variable.",
  ],
  [
    { COZE_LOOP_UI_URL: "http://loop" },
    "Traces cannot be reported without COZE_LOOP_BASE_URL and COZE_LOOP_API_TOKEN and COZE_LOOP_WORKSPACE_ID. Set what is missing, or remove every COZE_LOOP_ variable.",
  ],
  [
    { AUTH_JWT_SECRET: "x".repeat(32), AUTH_JWT_JWKS_URL: "https://id/keys" },
    "AUTH_JWT_JWKS_URL and AUTH_JWT_SECRET are both set, but tokens are checked in one way only. Remove one of them.",
  ],
  [
    { AUTH_JWT_ISSUER: "me", AUTH_JWT_AUDIENCE: "you" },
    "AUTH_JWT_ISSUER, AUTH_JWT_AUDIENCE would have no effect without a key to check tokens with. Set AUTH_JWT_JWKS_URL or AUTH_JWT_SECRET.",
  ],
  [
    { AUTH_DEVELOPMENT: "off" },
    "Nobody could sign in: AUTH_DEVELOPMENT is off, so a token is needed, and none is accepted. Set SERVICE_API_TOKEN, AUTH_JWT_JWKS_URL or AUTH_JWT_SECRET.",
  ],
  [
    { ROLE: "api", DATABASE_URL: "mysql://u@h/d" },
    "ROLE is api, but REDIS_URL is not set, and calls go from api to worker processes through Redis. Set REDIS_URL, or ROLE=all.",
  ],
  [
    { ROLE: "worker", REDIS_URL: "redis://h" },
    "ROLE is worker, but the database is SQLite, which other processes cannot share. Set DATABASE_URL to a mysql:// address, or ROLE=all.",
  ],
  [
    { ROLE: "api", REDIS_URL: "redis://h", DATABASE_URL: "sqlite:g.db" },
    "ROLE is api, but the database is SQLite, which other processes cannot share. Set DATABASE_URL to a mysql:// address, or ROLE=all.",
  ],
  [
    { INVOCATION_DEADLINE: "2h", INVOCATION_MAX_DEADLINE: "1h" },
    "INVOCATION_DEADLINE is longer than INVOCATION_MAX_DEADLINE. Raise the maximum or shorten the default.",
  ],
  [
    { INVOCATION_MAX_FORM: "2mb" },
    "INVOCATION_MAX_FORM is more than half of BODY_LIMIT, so a form that is too large would be cut off before it gets a reason. Raise BODY_LIMIT.",
  ],
  [
    { SECRETS_KEY_PREVIOUS: "x".repeat(32) },
    "SECRETS_KEY_PREVIOUS is set, but SECRETS_KEY is not, and former keys only open what they sealed. Set SECRETS_KEY to the key of today.",
  ],
  [{ EMBEDDED: "database", DATABASE_URL: "sqlite:g.db" }, "EMBEDDED names database, but DATABASE_URL is set too. Remove one of them."],
  [
    { COZE_API_TOKEN: "pat", COZE_API_TOKEN_FILE: "/run/token", COZE_BASE_URL: "http://c" },
    "COZE_API_TOKEN and COZE_API_TOKEN_FILE are both set, so it is not clear which one counts. Remove one of them.",
  ],
];

describe("a bad combination", () => {
  test.each(BAD_COMBINATIONS)("%o is told in one sentence", (env, problem) => {
    expect(problemsOf(env)).toEqual([problem]);
  });

  test("is not told twice when one of its variables has a problem of its own", () => {
    expect(problemsOf({ COZE_BASE_URL: "coze", COZE_API_TOKEN: "pat" })).toHaveLength(1);
    expect(problemsOf({ ...PRODUCTION, REDIS_URL: "nonsense" })).toHaveLength(1);
    expect(problemsOf({ NODE_ENV: "production", SERVICE_API_TOKEN: "short", EMBEDDED: "database,pubsub,coze" })).toHaveLength(1);
  });
});

describe("good values", () => {
  test.each([
    ["30s", 30_000],
    ["500ms", 500],
    ["2m", 120_000],
    ["45", 45_000],
    ["1.5", 1500],
    ["1h", 3_600_000],
    ["30 s", 30_000],
  ])("COZE_DEFAULT_TIMEOUT=%s is %d ms", (text, ms) => {
    expect(configOf({ COZE_DEFAULT_TIMEOUT: text }).coze.defaultTimeoutMs).toBe(ms);
  });

  test.each(["sqlite:g.db", "sqlite:/srv/g.db", "sqlite::memory:", "mysql://u:p%40ss@h/d", "mysql://u@[::1]:3307/d"])(
    "DATABASE_URL=%s is kept as it is",
    (url) => {
      expect(configOf({ DATABASE_URL: url }).database.url()).toBe(url);
    },
  );

  test.each([
    ["none", { sandbox: false, graphiql: false }],
    ["graphiql", { sandbox: false, graphiql: true }],
    [" sandbox , graphiql ", { sandbox: true, graphiql: true }],
  ])("EXPLORERS=%s", (text, explorers) => {
    expect(configOf({ EXPLORERS: text }).explorers).toEqual(explorers);
  });
});

describe("warnings", () => {
  test.each([
    ["COZE_API_TOKN", "COZE_API_TOKN is not a variable of the gateway and has no effect. Did you mean COZE_API_TOKEN?"],
    ["COZE_TOKEN", "COZE_TOKEN is not a variable of the gateway and has no effect. Did you mean COZE_API_TOKEN?"],
    ["COZE_BASEURL", "COZE_BASEURL is not a variable of the gateway and has no effect. Did you mean COZE_BASE_URL?"],
    ["AUTH_JWKS_URL", "AUTH_JWKS_URL is not a variable of the gateway and has no effect. Did you mean AUTH_JWT_JWKS_URL?"],
    ["coze_base_url", "coze_base_url is not a variable of the gateway and has no effect. Did you mean COZE_BASE_URL?"],
    ["COZE_BASE_URL_FILE", "COZE_BASE_URL_FILE has no effect: only secrets come from files. Set COZE_BASE_URL itself."],
  ])("%s looks like a mistake", (name, warning) => {
    expect(loadConfig({ [name]: "x" })).toMatchObject({ ok: true, warnings: [warning] });
  });

  test("leave variables of other programs alone", () => {
    const foreign = {
      PATH: "/bin",
      HOSTNAME: "h",
      COZE_LOOP_REDIS_PASSWORD: "x",
      COZE_LOOP_MYSQL_DOMAIN: "x",
      AUTH_GOOGLE_CLIENT: "x",
      DATABASE_NAME: "x",
    };
    expect(loadConfig(foreign).warnings).toEqual([]);
  });

  test("name what is weak about a key set", () => {
    const warnings = (env: Record<string, string>) => loadConfig(env).warnings.map((warning) => warning.split(" ")[0]);
    expect(warnings({ AUTH_JWT_JWKS_URL: "http://id.example/keys" })).toEqual(["AUTH_JWT_JWKS_URL", "AUTH_JWT_AUDIENCE"]);
    expect(warnings({ AUTH_JWT_JWKS_URL: "http://127.0.0.1:9/keys", AUTH_JWT_AUDIENCE: "g" })).toEqual([]);
  });
});
