/**
 * The payload of a call as text: what an engine is sent, what a preview shows and what is hashed are the same characters
 * because all of them come from here.
 */
import { canonicalJson, type JsonObject, sha256 } from "./json.js";

/** Keys sorted, no white space: equal parameters are equal bytes (of UTF-8), whatever order their rules stand in. */
export const payloadText = (parameters: JsonObject): string => canonicalJson(parameters);

/** Hex of the SHA-256 of the payload's bytes. */
export const payloadHash = (payload: string): string => sha256(payload);

/** JSON of an object that holds `parameters` as their payload, to the character, behind its other entries. */
export const withPayload = (entries: JsonObject, parameters: JsonObject): string =>
  `${JSON.stringify(entries).slice(0, -1)},"parameters":${payloadText(parameters)}}`;
