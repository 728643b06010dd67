/** The variables of the process itself, of its storage and of the invocations it runs. */
import { bytes, choice, duration, integer, onOff, path, subset, text } from "./parsers.js";
import { databaseUrl, listenHost, originList, proxyList, redisUrl, webAddress } from "./url-parsers.js";
import type { Table } from "./variable.js";

export const EMBEDDED_PARTS = ["database", "pubsub", "coze"] as const;
export type EmbeddedPart = (typeof EMBEDDED_PARTS)[number];

export const PROCESS_VARIABLES = {
  NODE_ENV: {
    group: "Process",
    meaning: "`production` refuses embedded parts and development sign-in unless `EMBEDDED` and `AUTH_DEVELOPMENT` ask for them.",
    parse: choice("production", "development", "test"),
    default: "development",
    example: "production",
  },
  EMBEDDED: {
    group: "Process",
    meaning:
      "Parts that may run inside this process in production: `database` (SQLite), `pubsub` (one process only), `coze` (the simulator). Elsewhere whatever is not configured is embedded.",
    parse: subset(...EMBEDDED_PARTS),
    default: "none",
    example: "pubsub",
  },
  HOST: {
    group: "Process",
    meaning: "Address to listen on; `0.0.0.0` for every interface.",
    parse: listenHost,
    default: "127.0.0.1",
    example: "0.0.0.0",
  },
  PORT: {
    group: "Process",
    meaning: "The one port for everything; `0` picks a free one.",
    parse: integer(0, 65_535),
    default: "4000",
    example: "8080",
  },
  PUBLIC_URL: {
    group: "Process",
    meaning: "Address under which callers reach the gateway, for links and explorers.",
    parse: webAddress,
    absent: "the address it listens on",
    example: "https://abilities.example.com",
  },
  TRUST_PROXY: {
    group: "Process",
    meaning: "Proxies whose `X-Forwarded-*` headers are believed: `loopback`, `linklocal`, `uniquelocal`, addresses, ranges, or `off`.",
    parse: proxyList,
    default: "off",
    example: "loopback,10.0.0.0/8",
  },
  CORS_ORIGINS: {
    group: "Process",
    meaning: "Origins of web pages that may call from a browser, separated by commas.",
    parse: originList,
    absent: "only pages of this server itself",
    example: "https://app.example.com,https://admin.example.com",
  },
  BODY_LIMIT: {
    group: "Process",
    meaning: "Largest request body; files have a limit of their own.",
    parse: bytes(65_536, 64 * 1024 ** 2),
    default: "2mb",
    example: "8mb",
  },
  EXPLORERS: {
    group: "Process",
    meaning: "Explorer pages to serve: `sandbox` (loads Apollo's page from the internet), `graphiql` (no outside asset), or `none`.",
    parse: subset("sandbox", "graphiql"),
    default: "sandbox,graphiql",
    example: "graphiql",
  },
  ROLE: {
    group: "Process",
    meaning:
      "What this process does: `api` answers requests, `worker` runs invocations and serves only its health and metrics, `all` does both. `api` and `worker` need `REDIS_URL` and a MySQL or MariaDB.",
    parse: choice("all", "api", "worker"),
    default: "all",
    example: "worker",
  },
  LOG_LEVEL: {
    group: "Process",
    meaning: "Least important log line to write.",
    parse: choice("trace", "debug", "info", "warn", "error", "fatal", "silent"),
    default: "info",
    example: "warn",
  },
  SHUTDOWN_GRACE: {
    group: "Process",
    meaning: "How long running work may take to end after the process was asked to stop.",
    parse: duration("0s", "1h"),
    default: "20s",
    example: "45s",
  },
} as const satisfies Table;

export const STORAGE_VARIABLES = {
  DATABASE_URL: {
    group: "Storage",
    meaning: "`mysql://…` (MySQL 8.4, MariaDB 10.11 or newer) or `sqlite:path`.",
    parse: databaseUrl,
    absent: "SQLite in `DATA_DIR`",
    secret: true,
    address: true,
    example: "mysql://gateway:secret@db.internal:3306/gateway",
  },
  DATABASE_POOL_SIZE: {
    group: "Storage",
    meaning: "Connections to MySQL or MariaDB at most.",
    parse: integer(1, 500),
    default: "10",
    example: "20",
  },
  MIGRATE_ON_START: {
    group: "Storage",
    meaning: "Whether the start brings the database up to date; `off` refuses to start on an old one.",
    parse: onOff,
    absent: "`off` in production with an outside database, else `on`",
    example: "on",
  },
  DATA_DIR: {
    group: "Storage",
    meaning: "Folder of the embedded database.",
    parse: path,
    default: ".data",
    example: "/var/lib/ability-gateway",
  },
  REDIS_URL: {
    group: "Storage",
    meaning:
      "What instances share: pub/sub, so that a subscription hears of runs on any of them, the queue of invocations and the count of an ability's runs.",
    parse: redisUrl,
    absent: "everything stays in one process",
    secret: true,
    address: true,
    example: "redis://:secret@redis.internal:6379/0",
  },
  REDIS_PREFIX: {
    group: "Storage",
    meaning: "Start of every key and channel, so that gateways can share one Redis.",
    parse: text(/^[A-Za-z0-9._-]{1,40}$/, "1 to 40 letters, digits, dots, dashes or underscores"),
    default: "ability-gateway",
    example: "gateway-staging",
  },
} as const satisfies Table;

export const INVOCATION_VARIABLES = {
  INVOCATION_CONCURRENCY: {
    group: "Invocations",
    meaning: "Invocations that one process runs at the same time.",
    parse: integer(1, 10_000),
    default: "64",
    example: "200",
  },
  INVOCATION_DEADLINE: {
    group: "Invocations",
    meaning: "Time after which an invocation ends as expired when the caller asks for no other deadline.",
    parse: duration("1s", "7d"),
    default: "10m",
    example: "15m",
  },
  INVOCATION_MAX_DEADLINE: {
    group: "Invocations",
    meaning: "Longest deadline a caller may ask for.",
    parse: duration("1s", "7d"),
    default: "24h",
    example: "1h",
  },
  INVOCATION_DELTA_WINDOW: {
    group: "Invocations",
    meaning: "Pieces of streamed text that arrive within this time become one event.",
    parse: duration("0ms", "5s"),
    default: "60ms",
    example: "100ms",
  },
  INVOCATION_LEASE: {
    group: "Invocations",
    meaning: "Time after which the invocations of a silent worker are taken over.",
    parse: duration("5s", "10m"),
    default: "30s",
    example: "1m",
  },
  INVOCATION_MAX_FORM: {
    group: "Invocations",
    meaning: "Largest form, as JSON. At most half of `BODY_LIMIT`, so that it is refused with a reason.",
    // Form and parameters go into one statement, escaped: servers with their default packet size take that much.
    parse: bytes(1024, 2 * 1024 ** 2),
    default: "512kb",
    example: "1mb",
  },
  INTERRUPT_EXPIRY: {
    group: "Invocations",
    meaning: "How long a question of a run stays open when its ability says nothing else.",
    parse: duration("1s", "30d"),
    default: "24h",
    example: "72h",
  },
  LATE_RESULT_WINDOW: {
    group: "Invocations",
    meaning:
      "How long an engine is listened to after its invocation has ended without it, and when it is asked what became of the run; `0s` for never.",
    parse: duration("0s", "1h"),
    default: "10m",
    example: "30m",
  },
  IDEMPOTENCY_TTL: {
    group: "Invocations",
    meaning: "How long an idempotency key is remembered.",
    parse: duration("1m", "30d"),
    default: "24h",
    example: "72h",
  },
} as const satisfies Table;
