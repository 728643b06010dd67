/**
 * `POST /v1/workflow/run`, `stream_run` and `stream_resume` (`reference/coze-api.md` §4 and §5).
 */
import type { FastifyInstance, FastifyReply } from "fastify";
import { bindResume, bindRun } from "./bind.js";
import { dataText } from "./end-output.js";
import { type Exchange, exchangeOf, openStream, sendFailure, sendRunFailure, sendSuccess, settleByRun } from "./exchange.js";
import { BindFailure, CODES, executionFailed, type Failure } from "./failures.js";
import { debugUrl, type LinkTarget, NO_RUN } from "./flavour.js";
import type { RunOutput } from "./interpreter.js";
import { prepareRun } from "./prepare-run.js";
import { type Run, SILENT } from "./runs.js";
import type { JsonRecord } from "./wire-json.js";
import { workflowSink } from "./workflow-frames.js";

export function addWorkflowRoutes(app: FastifyInstance): void {
  app.post("/v1/workflow/run", (request) => run(exchangeOf(request), request.body));
  app.post("/v1/workflow/stream_run", (request) => streamRun(exchangeOf(request), request.body));
  app.post("/v1/workflow/stream_resume", (request) => streamResume(exchangeOf(request), request.body));
}

async function run(exchange: Exchange, body: unknown): Promise<FastifyReply> {
  const request = bindRun(body);
  const prepared = prepareRun(exchange, request, request.isAsync ? 2 : 0);
  if ("failure" in prepared) return sendRunFailure(exchange, prepared.failure, NO_RUN);
  const { run } = prepared;
  const finished = driveToEnd(exchange, run);
  if (request.isAsync) return sendSuccess(exchange, startedBody(exchange, run));
  await finished;
  if (run.output) return sendSuccess(exchange, finishedBody(exchange, run, run.output));
  return sendRunFailure(exchange, run.failure ?? INTERRUPTED, linkOf(run));
}

const INTERRUPTED: Failure = { code: CODES.interruptInSyncRun, message: "interrupts are not supported here, use the stream API" };

/** Nobody listens: the caller gets the outcome in one reply, or looks into the history. */
function driveToEnd(exchange: Exchange, run: Run): Promise<void> {
  return exchange.world.runs.drive(run, SILENT).then(() => settleByRun(exchange, run));
}

async function streamRun(exchange: Exchange, body: unknown): Promise<FastifyReply> {
  const prepared = prepareRun(exchange, bindRun(body), 1);
  if ("failure" in prepared) return sendFailure(exchange, prepared.failure);
  return stream(exchange, prepared.run);
}

async function streamResume(exchange: Exchange, body: unknown): Promise<FastifyReply> {
  const request = bindResume(body);
  const { settings, runs } = exchange.world;
  if (settings.flavour === "hosted" && typeof request.interruptType !== "number")
    throw new BindFailure("'interrupt_type' must be a number");
  const [executeId = "", eventId, ...rest] = request.eventId.split("/");
  if (!eventId || rest.length > 0) return sendFailure(exchange, executionFailed("invalid event id"));
  const run = runs.find(executeId);
  if (run?.workflow.id !== request.workflowId || run.pendingEventId !== eventId) {
    return sendFailure(exchange, executionFailed("no interrupt event waits under this id"));
  }
  exchange.call.executeId = run.executeId;
  exchange.followsRun = true;
  return stream(exchange, run, request.resumeData);
}

async function stream(exchange: Exchange, run: Run, answer?: string): Promise<FastifyReply> {
  const { runs, settings } = exchange.world;
  const writer = openStream(exchange);
  await runs.drive(run, workflowSink({ settings, plan: exchange.plan, writer }), answer);
  settleByRun(exchange, run);
  await writer.end();
  return exchange.reply;
}

function linkOf(run: Run): LinkTarget {
  return { executeId: run.executeId, workflowId: run.workflow.id };
}

function startedBody({ world }: Exchange, run: Run): JsonRecord {
  const started = { execute_id: run.executeId, debug_url: debugUrl(world.settings, linkOf(run)) };
  return world.settings.flavour === "hosted" ? { msg: "", ...started } : { ...started, BaseResp: null };
}

function finishedBody({ world }: Exchange, run: Run, output: RunOutput): JsonRecord {
  const { settings } = world;
  const link = debugUrl(settings, linkOf(run));
  if (settings.flavour === "hosted") {
    const usage = { token_count: run.tokens, output_count: run.tokens, input_count: 0 };
    return { msg: "", data: dataText(output, true), cost: "0", token: run.tokens, usage, debug_url: link };
  }
  const data = dataText(output, false);
  return { data, execute_id: run.executeId, debug_url: link, token: run.tokens, cost: "0.00000", BaseResp: null };
}
