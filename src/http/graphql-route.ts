/** `GET` and `POST /graphql`: authenticates before the body is read, then hands over to Apollo. */
import type { ApolloServer } from "@apollo/server";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { RequestContext } from "../auth/request-context.js";
import type { CreateLoaders, GraphqlContext } from "../graphql/context.js";
import { AppError } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";
import { type Authenticate, callFactsOf, createRequestContext } from "./caller.js";

declare module "fastify" {
  interface FastifyRequest {
    /** Set on routes that know their caller, before the body is read. */
    callerContext: RequestContext | null;
  }
}

export interface CallerDeps {
  readonly authenticate: Authenticate;
  readonly log: Log;
}

/** An `onRequest` hook that finds out who calls. @throws AppError UNAUTHENTICATED */
export const identifyCaller =
  ({ authenticate, log }: CallerDeps) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    requireUsableHost(request);
    const principal = await authenticate(callFactsOf(request.raw, request.headers.authorization));
    request.callerContext = createRequestContext({
      principal,
      requestId: request.id,
      acceptLanguage: request.headers["accept-language"],
      idempotencyKey: request.headers["idempotency-key"],
      log: log.child({ requestId: request.id }),
      signal: leavingSignal(reply),
    });
  };

export const contextOf = (request: FastifyRequest): RequestContext => {
  if (!request.callerContext) throw new AppError("INTERNAL", { cause: new Error("this route does not identify its caller") });
  return request.callerContext;
};

export interface GraphqlRouteDeps<Loaders> extends CallerDeps {
  readonly apollo: ApolloServer<GraphqlContext<Loaders>>;
  readonly createLoaders: CreateLoaders<Loaders>;
}

/** The Apollo server must have been started. */
export const registerGraphqlRoute = <Loaders>(app: FastifyInstance, deps: GraphqlRouteDeps<Loaders>): void => {
  app.route({
    method: ["GET", "POST"],
    url: "/graphql",
    onRequest: identifyCaller(deps),
    onSend: completeEarlyRefusal,
    handler: fastifyApolloHandler(deps.apollo, {
      context: async (request): Promise<GraphqlContext<Loaders>> => {
        const ctx = contextOf(request);
        return { ctx, loaders: deps.createLoaders(ctx) };
      },
    }),
  });
};

/** Apollo's handler builds a URL from the host and would report a strange one as our fault. */
const requireUsableHost = (request: FastifyRequest): void => {
  if (URL.canParse("/", `http://${request.hostname}`)) return;
  throw new AppError("BAD_USER_INPUT", { params: { problem: { en: "the Host header is not a host name.", zh: "Host 请求头无效。" } } });
};

/** What Apollo refuses before it asks for a context (CSRF guard, no query) lacks the request id (rule 22). */
const completeEarlyRefusal = async (request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> => {
  if (reply.statusCode < 400 || typeof payload !== "string") return payload;
  const answer = JSON.parse(payload) as { errors?: { extensions?: object }[]; extensions?: { requestId?: string } };
  if (answer.extensions?.requestId !== undefined) return payload;
  const errors = answer.errors?.map((error) => ({ ...error, extensions: { ...error.extensions, requestId: request.id } }));
  return JSON.stringify({ ...answer, errors, extensions: { ...answer.extensions, requestId: request.id } });
};

/** Aborts when the connection closes before the answer was written. */
const leavingSignal = (reply: FastifyReply): AbortSignal => {
  const leaving = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) leaving.abort();
  });
  return leaving.signal;
};
