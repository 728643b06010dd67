/**
 * The HTTP server of a simulator: token first, then the body, then the faults, then the routes; and every way to fail
 * in the flavour's own shape.
 */
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { addAgentRoutes } from "./agent-routes.js";
import { refuse } from "./auth.js";
import { faultsAskedFor } from "./bind.js";
import { addChatflowRoutes } from "./chatflow-routes.js";
import { addControlRoutes, isControlPath } from "./control-routes.js";
import { addConversationRoutes } from "./conversation-routes.js";
import {
  EXCHANGE,
  type Exchange,
  exchangeOf,
  openExchange,
  pathOf,
  sendBadRequest,
  sendFailure,
  sendJson,
  sendNotFound,
  strikeEarly,
} from "./exchange.js";
import { BindFailure, RefusedCall } from "./failures.js";
import { parseFaults } from "./faults.js";
import { addFileRoutes } from "./file-routes.js";
import { addLoopAccountRoutes } from "./loop-account-routes.js";
import { addLoopTraceRoutes } from "./loop-trace-routes.js";
import { addStudioAccountRoutes } from "./studio-account-routes.js";
import { addStudioRoutes } from "./studio-routes.js";
import { isRecord } from "./wire-json.js";
import { addWorkflowInfoRoutes } from "./workflow-info-routes.js";
import { addWorkflowRoutes } from "./workflow-routes.js";
import type { World } from "./world.js";

const BODY_LIMIT_BYTES = 20 * 1024 * 1024;

export async function createServer(world: World): Promise<FastifyInstance> {
  const app = Fastify({ forceCloseConnections: true, bodyLimit: BODY_LIMIT_BYTES, logger: false });
  const { flavour } = world.settings;
  app.decorateRequest(EXCHANGE, null);
  addBodyParsers(app);
  addHooks(app, world);
  // Before the routes: a route keeps the handler that is set when it is added.
  app.setNotFoundHandler((request, reply) => answerUnknownPath(request, reply));
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply));
  addControlRoutes(app, world);
  await addFileRoutes(app, world);
  addWorkflowRoutes(app);
  addWorkflowInfoRoutes(app, flavour);
  if (flavour !== "hosted") {
    addStudioRoutes(app);
    addStudioAccountRoutes(app);
    addLoopAccountRoutes(app);
    await app.register(async (loop) => addLoopTraceRoutes(loop));
  }
  addChatflowRoutes(app);
  addAgentRoutes(app, flavour);
  addConversationRoutes(app);
  return app;
}

/** A body of another type binds to nothing, as in Coze; only uploads have a type of their own. */
function addBodyParsers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, async (request: FastifyRequest, text: string) => {
    if (!isControlPath(pathOf(request.url))) {
      const { world, call } = exchangeOf(request);
      world.ledger.keepBody(call, text);
    }
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new BindFailure("the body is not JSON", { cause });
    }
  });
  app.addContentTypeParser("*", { parseAs: "string" }, async () => undefined);
}

function addHooks(app: FastifyInstance, world: World): void {
  app.addHook("onRequest", async (request, reply) => {
    if (isControlPath(pathOf(request.url))) return undefined;
    const exchange = openExchange(world, request, reply);
    const failure = refuse(world, exchange.path, request.headers);
    return failure && sendFailure(exchange, failure);
  });
  app.addHook("preHandler", async (request) => {
    if (isControlPath(pathOf(request.url))) return undefined;
    const exchange = exchangeOf(request);
    note(exchange, request.body);
    exchange.plan = planFor(exchange, request.body);
    return strikeEarly(exchange);
  });
}

function note({ call }: Exchange, body: unknown): void {
  if (!isRecord(body)) return;
  if (typeof body.workflow_id === "string") call.workflowId = body.workflow_id;
  else if (typeof body.bot_id === "string") call.workflowId = body.bot_id;
  const parameters = body.parameters ?? body.custom_variables;
  if (parameters !== undefined) call.parametersReceived = parameters;
}

function planFor({ world, path, call }: Exchange, body: unknown) {
  return parseFaults([...world.faults.take({ path, workflowId: call.workflowId }), ...faultsAskedFor(body)]);
}

async function answerUnknownPath(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return isControlPath(pathOf(request.url)) ? reply.code(404).send({ error: "no such control" }) : sendNotFound(exchangeOf(request));
}

async function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (isControlPath(pathOf(request.url))) return reply.code(error instanceof BindFailure ? 400 : 500).send({ error: error.message });
  const exchange = exchangeOf(request);
  if (error instanceof RefusedCall) return sendFailure(exchange, error);
  if (error instanceof BindFailure) return sendBadRequest(exchange, error.message);
  exchange.world.ledger.settle(exchange.call, "failed");
  const status = error.statusCode ?? 500;
  if (status < 500) return sendJson(exchange, status, { code: status, msg: error.message });
  return sendJson(exchange, 500, { code: 500, msg: "internal server error" });
}
