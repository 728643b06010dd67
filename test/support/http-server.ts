/** The http room around the tiny schema on a free port, with callers whose tokens are words. */
import type { Principal, Role } from "../../src/auth/principal.js";
import type { CallFacts } from "../../src/http/caller.js";
import { createHttpServer, type HttpDeps, type HttpOptions, type HttpServer } from "../../src/http/server.js";
import { type Clock, systemClock } from "../../src/kernel/clock.js";
import { AppError } from "../../src/kernel/errors.js";
import { createMetrics } from "../../src/kernel/metrics.js";
import { createRecordingLog, type LogLine } from "./recording-log.js";
import { createTinyWorld, type TinyLoaders, type TinyWorld } from "./tiny-schema.js";

export interface TestServer extends TinyWorld {
  readonly url: string;
  readonly server: HttpServer;
  readonly lines: readonly LogLine[];
  readonly calls: CallFacts[];
  post(body: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Tests look into answers of any shape.
  // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the server said
  readonly json: any;
}

export interface TestServerOptions {
  readonly http?: Partial<HttpOptions>;
  readonly deps?: Partial<HttpDeps<TinyLoaders>>;
  readonly clock?: Clock;
  /** Epoch ms after which tokens end. */
  readonly expiresAt?: number;
}

export const ADMIN = { authorization: "Bearer admin:ann" };
export const USER = { authorization: "Bearer user:uli" };

export const startTestServer = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const { log, lines } = createRecordingLog();
  const world = createTinyWorld();
  const calls: CallFacts[] = [];
  let made = 0;
  const server = createHttpServer<TinyLoaders>(
    { host: "127.0.0.1", port: 0, explorers: { developmentSignIn: false }, ...options.http },
    {
      schema: world.schema,
      createLoaders: () => {
        made += 1;
        return { made };
      },
      authenticate: async (facts) => {
        calls.push(facts);
        return principalOf(facts.authorization, options.expiresAt);
      },
      readiness: {},
      clock: options.clock ?? systemClock,
      log,
      metrics: createMetrics({ processMetrics: false }),
      ...options.deps,
    },
  );
  const { port } = await server.start();
  const url = `http://127.0.0.1:${port}`;
  const post = async (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    answerOf(
      await fetch(`${url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    );
  return { ...world, url, server, lines, calls, post };
};

export const answerOf = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, text, json };
};

/** `Bearer <role>:<id>` is a caller, nothing is nobody, anything else does not hold. */
const principalOf = (authorization: string | undefined, expiresAt: number | undefined): Principal | undefined => {
  if (authorization === undefined) return undefined;
  const [, role, id] = /^Bearer (user|operator|admin):(\w+)$/.exec(authorization) ?? [];
  if (!role || !id) throw new AppError("UNAUTHENTICATED", { params: { reason: { en: "unknown token.", zh: "无法识别该令牌。" } } });
  return { id, tenant: "", roles: [role as Role], via: "jwt", ...(expiresAt === undefined ? {} : { expiresAt }) };
};
