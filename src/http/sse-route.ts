/** `GET` and `POST /graphql/stream`: reads the request and hands the open answer over to the event streams. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { GraphQLError } from "graphql";
import type { PrepareDocument } from "../graphql/documents.js";
import type { QueryGate } from "../graphql/limits.js";
import { AppError, type LocalText } from "../kernel/errors.js";
import { tryParseJson } from "../kernel/json.js";
import { type CallerDeps, contextOf, identifyCaller } from "./graphql-route.js";
import { refuseRequest } from "./http-errors.js";
import { admitOperation, type OperationRequest, Refused } from "./operations.js";
import type { EventStreams, StreamRequest } from "./sse-streams.js";

export interface SseRouteDeps extends CallerDeps {
  readonly gate: QueryGate;
  readonly prepare: PrepareDocument;
  readonly streams: EventStreams;
  /** Milliseconds between probes of a connection on which nothing comes back. */
  readonly keepAliveMs: number;
}

export const registerSseRoute = (app: FastifyInstance, deps: SseRouteDeps): void => {
  app.route({
    method: ["GET", "POST"],
    url: "/graphql/stream",
    exposeHeadRoute: false,
    onRequest: identifyCaller(deps),
    handler(request, reply) {
      requireEventStream(request);
      const ctx = contextOf(request);
      const admitted = admit(operationIn(request), request, deps);
      deps.streams.admit(ctx);
      request.raw.socket.setKeepAlive(true, deps.keepAliveMs);
      deps.streams.open({ ctx, admitted, resumeAfter: lastEventId(request), response: begin(reply) });
    },
  });
};

const requireEventStream = ({ headers }: FastifyRequest): void => {
  const accept = headers.accept?.toLowerCase() ?? "*/*";
  if (!["text/event-stream", "text/*", "*/*"].some((type) => accept.includes(type))) throw refuseRequest(406, "NOT_ACCEPTABLE");
};

/** Problems of the request itself are HTTP's; those of its document are told inside the stream, as the protocol wants it. */
const operationIn = (request: FastifyRequest): OperationRequest => {
  const given: unknown = request.method === "GET" ? fromQueryString(request.query as Record<string, unknown>) : request.body;
  if (typeof given === "string") throw refuseRequest(415, "FST_ERR_CTP_INVALID_MEDIA_TYPE");
  const { query, operationName, variables } = (given ?? {}) as Record<string, unknown>;
  if (typeof query !== "string" || query === "") throw badRequest(NO_QUERY);
  if (operationName != null && typeof operationName !== "string") throw badRequest(BAD_NAME);
  if (variables != null && (typeof variables !== "object" || Array.isArray(variables))) throw badRequest(BAD_VARIABLES);
  return { query, operationName: operationName || undefined, variables: variables as Record<string, unknown> | undefined };
};

const fromQueryString = ({ query, operationName, variables }: Record<string, unknown>): Record<string, unknown> => ({
  query,
  operationName,
  variables: typeof variables === "string" && variables !== "" ? (tryParseJson(variables) ?? variables) : undefined,
});

const badRequest = (problem: LocalText): AppError => new AppError("BAD_USER_INPUT", { params: { problem } });

const NO_QUERY: LocalText = { en: "the request has no query.", zh: "请求中没有 query。" };
const BAD_NAME: LocalText = { en: "operationName must be text.", zh: "operationName 必须为文本。" };
const BAD_VARIABLES: LocalText = { en: "variables must be a JSON object.", zh: "variables 必须为 JSON 对象。" };

/** @throws Error 405 for a mutation by GET: a page of another site could make a browser send it. */
const admit = (operation: OperationRequest, request: FastifyRequest, deps: SseRouteDeps): StreamRequest["admitted"] => {
  try {
    const admitted = admitOperation(operation, contextOf(request).principal, deps);
    if (request.method === "GET" && admitted.operation.operation === "mutation") throw refuseRequest(405, "MUTATION_OVER_GET");
    return admitted;
  } catch (error) {
    if (error instanceof Refused) return error;
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
};

const lastEventId = ({ headers }: FastifyRequest): string | undefined => {
  const given = headers["last-event-id"];
  return typeof given === "string" && given !== "" ? given : undefined;
};

/** Takes the answer out of Fastify's hands, with the headers that the hooks have set. */
const begin = (reply: FastifyReply): FastifyReply["raw"] => {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store, no-transform",
    "x-accel-buffering": "no",
    // The stream is the connection: a server that stops must not find it idle afterwards.
    connection: "close",
  });
  // The reader learns now that it is connected, not with the first event.
  raw.write(":\n\n");
  return raw;
};
