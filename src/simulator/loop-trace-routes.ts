/**
 * Coze Loop's open API for traces: OTLP in, one trace out (`reference/coze-loop.md` §2.3, §8.2, §10.1). What is taken can be
 * read at once; a real server needs some seconds.
 */
import { gunzipSync } from "node:zlib";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { User } from "./account-store.js";
import { type Exchange, exchangeOf } from "./exchange.js";
import { SPACE_ID } from "./flavour.js";
import { LOOP_CODES, refuseLoop, refuseStranger, sendLoop } from "./loop-replies.js";
import { type OtlpSpan, spansOfJson, spansOfProtobuf } from "./otlp.js";
import { outputSpan, tokenTotals } from "./span-store.js";
import { isRecord, parseJson } from "./wire-json.js";

/** In a context of its own: here every body arrives as bytes, since it may be packed. */
export function addLoopTraceRoutes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, async (_request: FastifyRequest, bytes: Buffer) => bytes);
  app.post("/v1/loop/opentelemetry/v1/traces", asTokenOwner(ingest));
  app.post("/v1/loop/traces/search", asTokenOwner(search));
}

type OwnerRoute = (exchange: Exchange, owner: User, request: FastifyRequest) => FastifyReply;

/** Only the literal prefix is taken off, so another spelling is another token. */
function asTokenOwner(route: OwnerRoute): (request: FastifyRequest) => Promise<FastifyReply> {
  return async (request) => {
    const exchange = exchangeOf(request);
    const { authorization = "" } = request.headers;
    const owner = exchange.world.loop.ownerOf(authorization.replace(/^Bearer /, ""));
    return owner === undefined ? refuseStranger(exchange) : route(exchange, owner, request);
  };
}

/** An ExportTraceServiceResponse with an empty partial_success, as the open-source server packs it into JSON. */
const TAKEN = "CgA=";

function ingest(exchange: Exchange, owner: User, { headers, body }: FastifyRequest): FastifyReply {
  const type = headers["content-type"] ?? "";
  const decode = type.includes("application/x-protobuf") ? spansOfProtobuf : type.includes("application/json") ? spansOfText : undefined;
  if (decode === undefined) return refuseLoop(exchange, LOOP_CODES.ingestParameter, "contentType is invalid");
  const bytes = unpacked(body, headers["content-encoding"]);
  if (bytes === undefined) return refuseLoop(exchange, LOOP_CODES.ingestBadRequest, "gunzip failed");
  let spans: OtlpSpan[];
  try {
    spans = decode(bytes);
  } catch {
    return refuseLoop(exchange, LOOP_CODES.ingestInternal, "Service Internal Error");
  }
  const header = headers["cozeloop-workspace-id"];
  const stored = spans.map((span) => ({ ...span, workspaceId: String(span.attributes["cozeloop.workspace_id"] ?? header ?? "") }));
  if (stored.some(({ workspaceId }) => !/^\d{1,19}$/.test(workspaceId)))
    return refuseLoop(exchange, LOOP_CODES.ingestParameter, "invalid workspace_id");
  if (stored.some(({ workspaceId }) => !mayUse(owner, workspaceId))) return refuseLoop(exchange, LOOP_CODES.noPermission, "no permission");
  exchange.world.spans.keep(stored);
  return sendLoop(exchange, { body: TAKEN });
}

const spansOfText = (bytes: Uint8Array): OtlpSpan[] => spansOfJson(parseJson(Buffer.from(bytes).toString("utf8")));

function unpacked(body: unknown, encoding = ""): Uint8Array | undefined {
  const bytes = body instanceof Uint8Array ? body : new Uint8Array();
  if (!encoding.includes("gzip")) return bytes;
  try {
    return gunzipSync(bytes);
  } catch {
    return undefined;
  }
}

/** Whoever owns the token that is there from the start may use every workspace: nobody has to create one for it. */
function mayUse({ spaceId }: User, workspaceId: string): boolean {
  return spaceId === SPACE_ID || spaceId === workspaceId;
}

function search(exchange: Exchange, owner: User, { body }: FastifyRequest): FastifyReply {
  const wanted = body instanceof Uint8Array ? parseJson(Buffer.from(body).toString("utf8")) : undefined;
  const { workspace_id: workspaceId, trace_id: traceId, start_time: from, end_time: to, limit } = isRecord(wanted) ? wanted : {};
  const areTimes = [from, to].every((time) => typeof time === "string" && /^\d+$/.test(time));
  if (typeof workspaceId !== "string" || typeof traceId !== "string" || !areTimes || !(Number(limit) >= 0 && Number(limit) <= 1000))
    return refuseLoop(exchange, LOOP_CODES.ingestParameter, "invalid param");
  if (!mayUse(owner, workspaceId)) return refuseLoop(exchange, LOOP_CODES.noPermission, "no permission");
  const found = exchange.world.spans.find({ workspaceId, traceId, fromMs: Number(from), toMs: Number(to) });
  const spans = found.slice(0, Number(limit)).map(outputSpan);
  return sendLoop(exchange, { data: { spans, traces_advance_info: { tokens: tokenTotals(found) } } });
}
