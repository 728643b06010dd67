/**
 * How Coze Loop answers: errors are HTTP 200 with a code, and what has no code of its own, a bad token included, looks like
 * a fault of the server (`reference/coze-loop.md` §8).
 */
import { type Exchange, sendJson } from "./exchange.js";
import type { JsonRecord } from "./wire-json.js";

export const LOOP_CODES = {
  noPermission: 600900101,
  invalidParameter: 600900202,
  internal: 600900702,
  ingestParameter: 600904002,
  ingestBadRequest: 600904003,
  ingestInternal: 600904004,
} as const;

/** The fields stand beside `code` and `msg`, not under `data`; only the open API for traces has a `data`. */
export function sendLoop(exchange: Exchange, fields: JsonRecord = {}): ReturnType<typeof sendJson> {
  return sendJson(exchange, 200, { ...fields, code: 0, msg: "" });
}

export function refuseLoop(exchange: Exchange, code: number, message: string): ReturnType<typeof sendJson> {
  exchange.world.ledger.settle(exchange.call, "failed");
  return sendJson(exchange, 200, { code, msg: message });
}

/** A missing or bad token or cookie. */
export function refuseStranger(exchange: Exchange): ReturnType<typeof sendJson> {
  return refuseLoop(exchange, LOOP_CODES.internal, "Service Internal Error");
}
