/** Server-sent frames → what Coze says in them (`reference/coze-api.md` §5.3). Pure: no I/O. */
import { isJsonObject, type JsonObject } from "../kernel/json.js";
import { integerOf, parseCozeJson, textOf } from "./coze-json.js";
import { executeIdInEventId, idsInDebugUrl, type RunIds } from "./links.js";
import type { SseFrame } from "./sse.js";
import { type TokenUsage, usageOf } from "./wire.js";

/** One piece of text of one node. */
export interface CozeMessage {
  readonly type: "message";
  /** Node id, or the title where the revision sends no id: the key pieces are put together by. */
  readonly nodeKey: string;
  readonly nodeTitle: string;
  /** Display key such as `End` or `Message`; absent in early and older hosted revisions. */
  readonly nodeType: string | undefined;
  readonly content: string;
  readonly finished: boolean;
  /** True for the node whose text is the result. */
  readonly isEnd: boolean;
  /** Only on pieces that carry counts: on the End node as a rule. */
  readonly usage: TokenUsage | undefined;
}

export interface CozeInterrupt extends RunIds {
  readonly type: "interrupt";
  readonly eventId: string;
  /** 2 = Question, 5 = Input; others in `reference/coze-api.md` §11.2. */
  readonly interruptType: number;
  /** JSON text on OSS, empty on hosted. */
  readonly data: string;
}

export interface CozeDone extends RunIds {
  readonly type: "done";
}

export interface CozeStreamError extends RunIds {
  readonly type: "error";
  /** Raw code; absent when the server sent plain text. */
  readonly engineCode: number | undefined;
  readonly message: string;
}

/** A known event whose data cannot be read, as a cut leaves behind. */
export interface CozeMalformed {
  readonly type: "malformed";
  readonly data: string;
}

export type CozeFrameEvent = CozeMessage | CozeInterrupt | CozeDone | CozeStreamError | CozeMalformed;

/** Names are compared without case; unknown events give `undefined` and are to be ignored. */
export const decodeFrame = (frame: SseFrame): CozeFrameEvent | undefined => {
  switch (frame.event?.toLowerCase()) {
    case "message":
      return readObject(frame.data, message);
    case "interrupt":
      return readObject(frame.data, interrupt);
    case "done":
      return done(frame.data);
    case "error":
      return error(frame.data);
    default:
      return undefined;
  }
};

const readObject = <T>(data: string, read: (body: JsonObject) => T): T | CozeMalformed => {
  const body = parseCozeJson(data);
  return isJsonObject(body) ? read(body) : { type: "malformed", data };
};

const END_NODE_ID = "900001";

const message = (body: JsonObject): CozeMessage => {
  const nodeId = textOf(body.node_id);
  const nodeType = textOf(body.node_type);
  const nodeTitle = textOf(body.node_title) ?? "";
  const counted = body.token !== undefined || body.usage !== undefined;
  return {
    type: "message",
    nodeKey: nodeId ?? nodeTitle,
    nodeTitle,
    nodeType,
    content: typeof body.content === "string" ? body.content : body.content === undefined ? "" : JSON.stringify(body.content),
    finished: body.node_is_finish === true,
    // Older hosted revisions name neither id nor type, but only their End node carries token counts (§5.3).
    isEnd: nodeType === "End" || nodeId === END_NODE_ID || (nodeId === undefined && nodeType === undefined && counted),
    usage: counted ? usageOf(body) : undefined,
  };
};

const interrupt = (body: JsonObject): CozeInterrupt | CozeMalformed => {
  const asked = body.interrupt_data;
  if (!isJsonObject(asked) || typeof asked.event_id !== "string") return { type: "malformed", data: JSON.stringify(body) };
  const ids = idsInDebugUrl(body.debug_url);
  return {
    type: "interrupt",
    eventId: asked.event_id,
    interruptType: integerOf(asked.type) ?? 0,
    data: typeof asked.data === "string" ? asked.data : asked.data === undefined ? "" : JSON.stringify(asked.data),
    executeId: executeIdInEventId(asked.event_id) ?? ids.executeId,
    spaceId: ids.spaceId,
  };
};

/** The name alone ends the run: broken or missing data only costs the ids. */
const done = (data: string): CozeDone => {
  const body = parseCozeJson(data);
  return { type: "done", ...(isJsonObject(body) ? idsInDebugUrl(body.debug_url) : {}) };
};

const error = (data: string): CozeStreamError => {
  const body = parseCozeJson(data);
  if (!isJsonObject(body)) return { type: "error", engineCode: undefined, message: data };
  return {
    type: "error",
    engineCode: integerOf(body.error_code) ?? integerOf(body.code),
    message: textOf(body.error_message) ?? textOf(body.msg) ?? data,
    ...idsInDebugUrl(body.debug_url),
  };
};
