/**
 * The environment as one frozen object: the only place that reads `process.env`. What is switched off is `null`; what
 * may hold a secret is a function, so the whole object can be printed. The variables themselves stand in `settings/`.
 */
import type { AuthOptions } from "./auth/authenticator.js";
import type { LogLevel } from "./kernel/log.js";
import { crossProblems, crossWarnings, developmentSignIn, embeddedParts, isProduction } from "./settings/checks.js";
import { type Connections, type CozeConnectionConfig, readConnections, studioOf } from "./settings/connections.js";
import { type Environment, type Reading, readEnvironment } from "./settings/environment.js";
import { type FileConfig, filesOf } from "./settings/file-variables.js";
import { type LiveConfig, liveOf } from "./settings/live-variables.js";
import type { EmbeddedPart } from "./settings/process-variables.js";
import { renderTable, type Setting, shownSettings } from "./settings/render.js";
import type { Secret } from "./settings/secret.js";
import { findTypos } from "./settings/typos.js";
import { VARIABLES, type Values } from "./settings/variables.js";
import { type WebhookConfig, webhooksOf } from "./settings/webhook-variables.js";

/** Times are milliseconds, sizes are bytes. */
export interface Config {
  /** `embedded` when nothing outside this process was configured: database, pub/sub and Coze all run inside. */
  readonly mode: "embedded" | "configured";
  /** Which parts run inside this process. */
  readonly embedded: readonly EmbeddedPart[];
  readonly production: boolean;
  readonly http: HttpConfig;
  readonly database: {
    readonly dialect: "mysql" | "sqlite";
    /** `mysql://…` or `sqlite:path`; may hold a password. */
    readonly url: Secret;
    readonly poolSize: number;
    readonly migrateOnStart: boolean;
  };
  readonly redis: { readonly url: Secret; readonly prefix: string } | null;
  readonly coze: {
    /** `default` first. With the simulator there is no `default`: whoever starts it knows its address. */
    readonly connections: readonly CozeConnectionConfig[];
    readonly simulator: boolean;
    readonly defaultTimeoutMs: number;
  };
  readonly loop: LoopConfig | null;
  readonly auth: AuthOptions;
  readonly process: { readonly role: "all" | "api" | "worker"; readonly logLevel: LogLevel; readonly shutdownGraceMs: number };
  readonly invocations: InvocationConfig;
  readonly files: FileConfig;
  /** 0 = mappings in service are not checked by a timer. */
  readonly checks: { readonly intervalMs: number };
  readonly webhooks: WebhookConfig;
  readonly explorers: { readonly sandbox: boolean; readonly graphiql: boolean };
  /** What was set, fit for print. */
  readonly settings: readonly Setting[];
}

export interface HttpConfig {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  /** null = the address it listens on. */
  readonly publicUrl: string | null;
  /** Addresses, ranges and words as Fastify's `trustProxy` takes them; false = nobody is believed. */
  readonly trustProxy: readonly string[] | false;
  readonly bodyLimitBytes: number;
  /** Pages of these origins may call from a browser. */
  readonly corsOrigins: readonly string[];
  readonly liveLimits: LiveConfig;
}

export interface LoopConfig {
  readonly baseUrl: string;
  readonly token: Secret;
  readonly workspaceId: string;
  readonly uiUrl: string | null;
}

export interface InvocationConfig {
  readonly concurrency: number;
  readonly defaultDeadlineMs: number;
  readonly maxDeadlineMs: number;
  readonly deltaWindowMs: number;
  readonly leaseMs: number;
  readonly idempotencyTtlMs: number;
  readonly interruptExpiryMs: number;
  /** 0 = what comes late is not kept. */
  readonly lateWindowMs: number;
  readonly maxFormBytes: number;
}

/** Problems and warnings are whole sentences that name their variable; none contains a secret. */
export type LoadedConfig =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[]; readonly warnings: readonly string[] };

/** Never throws: all problems come back at once. `now` (epoch ms) decides when secret files are read again. */
export const loadConfig = (env: Environment = process.env, now: () => number = Date.now): LoadedConfig => {
  const reading = readEnvironment(VARIABLES, env, now);
  const named = namedConnections(reading, now);
  const problems = [...reading.problems, ...crossProblems(reading), ...named.problems];
  const warnings = [...crossWarnings(reading), ...findTypos(VARIABLES, env)];
  if (problems.length > 0) return { ok: false, problems, warnings };
  // Without a problem every variable with a default has a value.
  const config = assemble({ reading, values: reading.values as Values, connections: named.connections, env });
  return { ok: true, config: deepFreeze(config), warnings };
};

interface Parts {
  readonly reading: Reading<typeof VARIABLES>;
  readonly values: Values;
  readonly connections: readonly CozeConnectionConfig[];
  readonly env: Environment;
}

const assemble = (parts: Parts): Config => {
  const { reading, values, env } = parts;
  const embedded = embeddedParts(reading);
  return {
    mode: embedded.length === 3 ? "embedded" : "configured",
    embedded,
    production: isProduction(reading),
    http: httpOf(values),
    database: databaseOf(values, isProduction(reading)),
    redis: values.REDIS_URL ? { url: values.REDIS_URL, prefix: values.REDIS_PREFIX } : null,
    coze: {
      connections: [...defaultConnection(values), ...parts.connections],
      simulator: embedded.includes("coze"),
      defaultTimeoutMs: values.COZE_DEFAULT_TIMEOUT,
    },
    loop: loopOf(values),
    auth: authOf(values, developmentSignIn(reading)),
    process: { role: values.ROLE, logLevel: values.LOG_LEVEL, shutdownGraceMs: values.SHUTDOWN_GRACE },
    invocations: invocationsOf(values),
    checks: { intervalMs: values.MAPPING_CHECK_INTERVAL },
    files: filesOf(values, values.DATA_DIR),
    webhooks: webhooksOf(values),
    explorers: { sandbox: values.EXPLORERS.includes("sandbox"), graphiql: values.EXPLORERS.includes("graphiql") },
    settings: shownSettings(VARIABLES, reading, env),
  };
};

const httpOf = (values: Values): HttpConfig => ({
  host: values.HOST,
  port: values.PORT,
  publicUrl: values.PUBLIC_URL ?? null,
  trustProxy: values.TRUST_PROXY.length > 0 ? values.TRUST_PROXY : false,
  bodyLimitBytes: values.BODY_LIMIT,
  corsOrigins: values.CORS_ORIGINS ?? [],
  liveLimits: liveOf(values),
});

const databaseOf = (values: Values, production: boolean): Config["database"] => {
  const url = values.DATABASE_URL ?? (() => `sqlite:${values.DATA_DIR.replace(/\/+$/, "")}/gateway.db`);
  return {
    dialect: url().startsWith("sqlite:") ? "sqlite" : "mysql",
    url,
    poolSize: values.DATABASE_POOL_SIZE,
    migrateOnStart: values.MIGRATE_ON_START ?? (!production || !values.DATABASE_URL),
  };
};

const defaultConnection = (values: Values): CozeConnectionConfig[] => {
  const { COZE_BASE_URL: baseUrl, COZE_API_TOKEN: token } = values;
  if (!baseUrl || !token) return [];
  const studioUrl = studioOf(baseUrl, values.COZE_STUDIO_URL);
  const spaceId = values.COZE_SPACE_ID ?? null;
  const fileInput = values.COZE_FILE_INPUT === "auto" ? null : values.COZE_FILE_INPUT;
  const { COZE_FLAVOUR: flavour, COZE_DEFAULT_TIMEOUT: timeoutMs } = values;
  return [
    {
      name: "default",
      baseUrl,
      studioUrl,
      spaceId,
      flavour,
      fileInput,
      timeoutMs,
      token,
      studioSession: values.COZE_STUDIO_SESSION ?? null,
    },
  ];
};

const namedConnections = ({ values }: Reading<typeof VARIABLES>, now: () => number): Connections => {
  if (!values.COZE_CONNECTIONS_FILE) return { connections: [], problems: [] };
  const defaults = {
    baseUrl: values.COZE_BASE_URL,
    studioUrl: values.COZE_STUDIO_URL,
    flavour: values.COZE_FLAVOUR ?? "auto",
    fileInput: values.COZE_FILE_INPUT ?? "auto",
    timeoutMs: values.COZE_DEFAULT_TIMEOUT ?? 0,
  };
  return readConnections({ path: values.COZE_CONNECTIONS_FILE, defaults, now });
};

const loopOf = (values: Values): LoopConfig | null => {
  const { COZE_LOOP_BASE_URL: baseUrl, COZE_LOOP_API_TOKEN: token, COZE_LOOP_WORKSPACE_ID: workspaceId } = values;
  return baseUrl && token && workspaceId ? { baseUrl, token, workspaceId, uiUrl: values.COZE_LOOP_UI_URL ?? null } : null;
};

const authOf = (values: Values, development: boolean): AuthOptions => {
  const { AUTH_JWT_JWKS_URL: jwksUrl, AUTH_JWT_SECRET: secret } = values;
  const key = jwksUrl ? { kind: "jwks" as const, url: jwksUrl } : secret && { kind: "secret" as const, secret };
  return {
    serviceToken: values.SERVICE_API_TOKEN ?? null,
    jwt: key
      ? {
          key,
          issuer: values.AUTH_JWT_ISSUER ?? null,
          audience: values.AUTH_JWT_AUDIENCE ?? null,
          idClaim: values.AUTH_JWT_ID_CLAIM,
          tenantClaim: values.AUTH_JWT_TENANT_CLAIM ?? null,
          rolesClaim: values.AUTH_JWT_ROLES_CLAIM,
          roleMap: values.AUTH_JWT_ROLE_MAP,
        }
      : null,
    development,
  };
};

const invocationsOf = (values: Values): InvocationConfig => ({
  concurrency: values.INVOCATION_CONCURRENCY,
  defaultDeadlineMs: values.INVOCATION_DEADLINE,
  maxDeadlineMs: values.INVOCATION_MAX_DEADLINE,
  deltaWindowMs: values.INVOCATION_DELTA_WINDOW,
  leaseMs: values.INVOCATION_LEASE,
  idempotencyTtlMs: values.IDEMPOTENCY_TTL,
  interruptExpiryMs: values.INTERRUPT_EXPIRY,
  lateWindowMs: values.LATE_RESULT_WINDOW,
  maxFormBytes: values.INVOCATION_MAX_FORM,
});

const deepFreeze = <T>(value: T): T => {
  if (typeof value === "object" && value !== null) for (const inner of Object.values(Object.freeze(value))) deepFreeze(inner);
  return value;
};

/** Lines for the start-up log: what runs where, who may sign in, and every variable that was set. No secrets. */
export const describeConfig = (config: Config): string[] => {
  const { auth, coze } = config;
  const signIn = [
    auth.serviceToken && "service token",
    auth.jwt && `JWT (${auth.jwt.key.kind})`,
    auth.development && "development on loopback",
  ];
  return [
    `${config.production ? "Production" : "Development"}, ${config.mode}; inside this process: ${config.embedded.join(", ") || "nothing"}.`,
    `Database: ${config.database.dialect}${config.database.migrateOnStart ? ", migrated on start" : ""}. Redis: ${config.redis ? "on" : "off"}.`,
    `Coze: ${[coze.simulator && "simulator", ...coze.connections.map(({ name, baseUrl }) => `${name} at ${baseUrl}`)].filter(Boolean).join(", ")}.`,
    `Sign-in: ${signIn.filter(Boolean).join(", ") || "nobody"}.`,
    ...config.settings.map(({ name, shown, from }) => `${name} = ${shown}${from === "file" ? ` (from ${name}_FILE)` : ""}`),
  ];
};

/** The README's tables of variables, in Markdown. */
export const renderConfigTable = (): string => renderTable(VARIABLES);
