/**
 * One call and its answer: the flavour's envelopes, the log id, and the faults that spoil JSON replies. Routes say what
 * happened; this file says how it looks on the wire.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { FastifyReply, FastifyRequest } from "fastify";
import { badToken } from "./auth.js";
import { CODES, type Failure, runCode } from "./failures.js";
import type { FaultPlan } from "./faults.js";
import { debugUrl, type LinkTarget, logIdHeader, newLogId } from "./flavour.js";
import type { CallStatus, ReceivedCall } from "./ledger.js";
import type { Run, RunStatus } from "./runs.js";
import { createStreamWriter, DISCARDING_WRITER, type StreamWriter } from "./stream-writer.js";
import { type JsonLike, type JsonRecord, stringify } from "./wire-json.js";
import type { World } from "./world.js";

export interface Exchange {
  readonly world: World;
  readonly reply: FastifyReply;
  readonly call: ReceivedCall;
  readonly logId: string;
  /** Without the query. */
  readonly path: string;
  plan: FaultPlan;
  /** The call is settled by the end of its run and not by the end of its reply. */
  followsRun: boolean;
}

/** The request decorator that holds the exchange. */
export const EXCHANGE = "exchange";

export function openExchange(world: World, request: FastifyRequest, reply: FastifyReply): Exchange {
  const call = world.ledger.open(request.method, request.url);
  const logId = newLogId(world.settings.flavour);
  const exchange: Exchange = { world, reply, call, logId, path: pathOf(request.url), plan: {}, followsRun: false };
  request.setDecorator(EXCHANGE, exchange);
  reply.header(logIdHeader(world.settings.flavour), logId);
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) world.ledger.settle(call, "disconnected");
    else if (!exchange.followsRun) world.ledger.settle(call, "done");
  });
  return exchange;
}

/** Settles a call by the run it drove; a connection lost on the way counts more than how the run went on. */
export function settleByRun({ world, call, reply }: Exchange, run: Run): void {
  const { destroyed, socket, writableFinished } = reply.raw;
  const isLost = !writableFinished && (destroyed || socket?.destroyed === true);
  world.ledger.settle(call, isLost ? "disconnected" : CALL_STATUS[run.status]);
}

const CALL_STATUS: Readonly<Record<RunStatus, CallStatus>> = {
  Running: "running",
  Success: "done",
  Fail: "failed",
  Cancel: "failed",
  Interrupted: "interrupted",
};

export function pathOf(url: string): string {
  return url.split("?", 1)[0] ?? "";
}

export function exchangeOf(request: FastifyRequest): Exchange {
  return request.getDecorator<Exchange>(EXCHANGE);
}

/** Answers `{code:0, data, …}`. OSS leaves out the `msg` of a workflow run; callers that want one pass it in `rest`. */
export function sendSuccess(exchange: Exchange, rest: JsonRecord): FastifyReply {
  return sendJson(exchange, 200, { code: 0, ...rest });
}

/** Answers `{code:0,msg:"",data}`. */
export function sendData(exchange: Exchange, data: JsonLike): FastifyReply {
  return sendSuccess(exchange, { msg: "", data });
}

/** A coded failure outside a run: raw code and HTTP 200 on OSS, mapped code and its HTTP status on hosted. */
export function sendFailure(exchange: Exchange, failure: Failure): FastifyReply {
  exchange.world.ledger.settle(exchange.call, "failed");
  if (exchange.world.settings.flavour !== "hosted") return sendJson(exchange, 200, { code: failure.code, msg: failure.message });
  const code = hostedCode(failure.code);
  return sendJson(exchange, HOSTED_STATUS[code] ?? 200, { code, msg: failure.message });
}

/** A failure of `/v1/workflow/run`: mapped code, and a link even when there was no run. */
export function sendRunFailure(exchange: Exchange, failure: Failure, link: LinkTarget): FastifyReply {
  const { settings, ledger } = exchange.world;
  if (settings.flavour === "hosted") return sendFailure(exchange, failure);
  ledger.settle(exchange.call, "failed");
  const body = { code: runCode(failure.code), msg: failure.message, debug_url: debugUrl(settings, link), BaseResp: null };
  return sendJson(exchange, 200, body);
}

export function sendBadRequest(exchange: Exchange, message: string): FastifyReply {
  exchange.world.ledger.settle(exchange.call, "failed");
  const code = exchange.world.settings.flavour === "hosted" ? 4000 : 400;
  return sendJson(exchange, 400, { code, msg: message });
}

/** A path nobody serves: the default page of OSS's HTTP library, or a coded 404 on hosted. */
export function sendNotFound(exchange: Exchange): FastifyReply {
  if (exchange.world.settings.flavour === "hosted") {
    return sendFailure(exchange, { code: CODES.hostedNotFound, message: "the requested resource was not found" });
  }
  exchange.world.ledger.settle(exchange.call, "failed");
  return exchange.reply.code(404).type("text/plain; charset=utf-8").send("404 page not found");
}

export function sendJson(exchange: Exchange, status: number, body: JsonRecord): FastifyReply {
  const { reply, plan, logId, world } = exchange;
  if (plan.html504) return sendGatewayPage(exchange, 504, "Gateway Time-out");
  const detail = world.settings.flavour === "hosted" ? { detail: { logid: logId } } : {};
  const text = stringify(disturbBody({ ...body, ...detail }, plan));
  if (plan.cutAfter !== undefined || plan.cutMidFrameAfter !== undefined) return sendHalf(exchange, text);
  return reply.code(status).type("application/json; charset=utf-8").send(text);
}

/** Codes become strings and fields appear that no document mentions. */
export function disturbBody(body: JsonRecord, plan: FaultPlan): JsonRecord {
  const result: Record<string, JsonLike | undefined> = { ...body };
  if (plan.unknownFields) result.field_of_tomorrow = { nested: [1, "two", null], deeper: { still: true } };
  if (plan.codeStrings) {
    for (const name of ["code", "error_code"]) if (typeof result[name] === "number") result[name] = String(result[name]);
  }
  return result;
}

/** Opens the event stream of this call. With a 504 planned the client gets the page, and the run goes on unheard. */
export function openStream(exchange: Exchange): StreamWriter {
  const { reply, plan, logId, world } = exchange;
  if (plan.html504) {
    sendGatewayPage(exchange, 504, "Gateway Time-out");
    return DISCARDING_WRITER;
  }
  reply.hijack();
  const headers = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-cache",
    Connection: "keep-alive",
    "Access-Control-Allow-Origin": "*",
    [logIdHeader(world.settings.flavour)]: logId,
  };
  return createStreamWriter({ response: reply.raw, headers, plan });
}

/**
 * Carries out the faults that strike before a route runs.
 * @returns the reply when the call ends here.
 */
export async function strikeEarly(exchange: Exchange): Promise<FastifyReply | undefined> {
  const { plan, world, call, path, reply } = exchange;
  if (plan.slowHeadersMs !== undefined) await delay(plan.slowHeadersMs, undefined, { ref: false });
  if (plan.refuseToken) {
    const failure = badToken(world.settings);
    return sendFailure(exchange, failure);
  }
  if (plan.html502) return sendGatewayPage(exchange, 502, "Bad Gateway");
  if (plan.rateLimitTimes !== undefined && world.faults.attempt(`${path} ${call.body ?? ""}`) <= plan.rateLimitTimes) {
    world.ledger.settle(call, "failed");
    return sendJson(exchange, 429, { code: CODES.rateLimited, msg: "requests are too frequent, try again later" });
  }
  if (plan.empty200) {
    world.ledger.settle(call, "failed");
    return reply.code(200).type("text/event-stream; charset=utf-8").send("");
  }
  return undefined;
}

function sendGatewayPage({ reply }: Exchange, status: number, title: string): FastifyReply {
  const page = `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
  return reply.code(status).type("text/html").send(page);
}

/** Promises the whole body, sends half of it and destroys the connection. */
function sendHalf({ reply }: Exchange, text: string): FastifyReply {
  reply.hijack();
  const bytes = Buffer.from(text);
  reply.raw.writeHead(200, { "Content-Type": "application/json; charset=utf-8", "Content-Length": bytes.length });
  reply.raw.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => reply.raw.destroy());
  return reply;
}

function hostedCode(code: number): number {
  return code === CODES.workflowNotFound
    ? CODES.hostedNotFound
    : code === CODES.authentication
      ? CODES.hostedAuthentication
      : runCode(code);
}

const HOSTED_STATUS: Readonly<Record<number, number>> = { 4000: 400, 4100: 401, 4101: 403, 4200: 404, 4013: 429 };
