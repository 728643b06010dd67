/**
 * Coze's JSON answers → values or `AppError`s that keep every part of what was said. HTTP 200 does not mean success
 * and a body may be HTML (`reference/coze-api.md` §10.1). Pure: no I/O.
 */
import type { ErrorCode } from "../kernel/error-codes.js";
import { AppError, type MessageParams } from "../kernel/errors.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { errorCodeOf, errorCodeOfStatus } from "./codes.js";
import { integerOf, parseCozeJson, textOf } from "./coze-json.js";
import { idsInDebugUrl, type RunIds, realId } from "./links.js";

/** What is known of an answer besides its body. */
export interface ReplyFacts {
  readonly httpStatus: number;
  /** From `X-Log-ID` or `x-tt-logid`. */
  readonly logId?: string;
  /** From `Retry-After`. */
  readonly retryAfterMs?: number;
}

/** Tokens of a run as the engine counted them. */
export interface TokenUsage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly totalTokens?: number;
}

/** @throws AppError unless the body is a Coze envelope with code 0. */
export const decodeReply = (text: string, facts: ReplyFacts): JsonObject => {
  const body = parseCozeJson(text);
  const engineCode = isJsonObject(body) ? integerOf(body.code) : undefined;
  if (!isJsonObject(body) || engineCode === undefined) throw foreignAnswer(text, facts);
  if (engineCode === 0 && facts.httpStatus < 400) return body;
  throw engineFailure({
    ...facts,
    logId: facts.logId ?? logIdIn(body),
    engineCode,
    message: textOf(body.msg) ?? "",
    ...idsInDebugUrl(body.debug_url),
    beforeRun: true,
  });
};

export interface EngineFailure extends Partial<ReplyFacts>, RunIds {
  readonly engineCode: number;
  readonly message: string;
  /** The whole answer was this refusal, so that a rate limit means: nothing was started. */
  readonly beforeRun: boolean;
}

export const engineFailure = (failure: EngineFailure): AppError => {
  const code = errorCodeOf(failure.engineCode, failure.message, failure.httpStatus);
  return new AppError(code, {
    params: code === "QUESTION_NOT_ANSWERABLE" ? UNKNOWN_QUESTION : {},
    upstream: {
      httpStatus: failure.httpStatus,
      engineCode: String(failure.engineCode),
      message: redact(failure.message),
      logId: failure.logId,
      executeId: failure.executeId,
      spaceId: failure.spaceId,
    },
    notAccepted: code === "ENGINE_RATE_LIMITED" && failure.beforeRun,
    retryAfterMs: failure.retryAfterMs,
  });
};

/** An answer that is not Coze's: a proxy's page, an empty body, cut JSON. */
export const foreignAnswer = (text: string, facts: ReplyFacts): AppError => {
  const gatewayOnly = text === "" && (facts.httpStatus === 502 || facts.httpStatus === 503);
  const code: ErrorCode = gatewayOnly ? "ENGINE_UNREACHABLE" : errorCodeOfStatus(facts.httpStatus);
  return new AppError(code, {
    upstream: { httpStatus: facts.httpStatus, logId: facts.logId, bodyExcerpt: redact(text) },
    notAccepted: gatewayOnly || code === "ENGINE_RATE_LIMITED",
    retryAfterMs: facts.retryAfterMs,
  });
};

/** The stream ended, or the connection broke, before the result: the run may have finished. */
export const streamCut = (facts: Partial<ReplyFacts> = {}, cause?: unknown): AppError =>
  new AppError("ENGINE_STREAM_CUT", { upstream: { httpStatus: facts.httpStatus, logId: facts.logId }, cause });

/** The result of `POST /v1/workflow/run` (`reference/coze-api.md` §4.3). */
export interface CozeRunResult extends RunIds {
  readonly output: JsonValue;
  readonly logId?: string;
  readonly usage: TokenUsage;
}

export const decodeRunResult = (text: string, facts: ReplyFacts): CozeRunResult => {
  const body = decodeReply(text, facts);
  const ids = idsInDebugUrl(body.debug_url);
  return {
    output: typeof body.data === "string" ? outputOf(body.data) : (body.data ?? null),
    executeId: realId(textOf(body.execute_id)) ?? ids.executeId,
    spaceId: ids.spaceId,
    logId: facts.logId ?? logIdIn(body),
    usage: usageOf(body),
  };
};

/** What an asynchronous start leaves behind (`reference/coze-api.md` §4.4). */
export interface CozeStarted {
  readonly executeId: string;
  readonly spaceId?: string;
  readonly logId?: string;
}

/** @throws AppError ENGINE_BAD_RESPONSE for a start that names no run: nobody could ask about it. */
export const decodeStarted = (text: string, facts: ReplyFacts): CozeStarted => {
  const { executeId, spaceId, logId } = decodeRunResult(text, facts);
  if (executeId !== undefined) return { executeId, spaceId, logId };
  throw new AppError("ENGINE_BAD_RESPONSE", { upstream: { httpStatus: facts.httpStatus, logId, bodyExcerpt: redact(text) } });
};

/** `data` of a run is text that holds JSON, or simply text. */
const outputOf = (data: string): JsonValue => {
  const value = parseCozeJson(data);
  return value === undefined ? data : unwrapTextEnd(value);
};

const TEXT_END_KEYS = new Set(["content_type", "data", "type_for_model", "original_result"]);

/** An End node that returns text wraps it as `{content_type: 1, data}`; an object with other keys is left alone. */
export const unwrapTextEnd = (value: JsonValue): JsonValue =>
  isJsonObject(value) &&
  value.content_type === 1 &&
  typeof value.data === "string" &&
  Object.keys(value).every((key) => TEXT_END_KEYS.has(key))
    ? value.data
    : value;

/** OSS gives one `token` count, hosted gives `usage` beside it (`reference/coze-api.md` §4.3, §5.3). */
export const usageOf = (body: JsonObject): TokenUsage => {
  const usage = isJsonObject(body.usage) ? body.usage : undefined;
  return {
    inputTokens: integerOf(usage?.input_count),
    outputTokens: integerOf(usage?.output_count),
    totalTokens: integerOf(usage?.token_count) ?? integerOf(body.token),
  };
};

const logIdIn = (body: JsonObject): string | undefined => {
  for (const part of [body.detail, body.error]) {
    if (isJsonObject(part) && typeof part.logid === "string" && part.logid !== "") return part.logid;
  }
  return undefined;
};

/** `Retry-After` in either form (RFC 9110 §10.2.3) as milliseconds from `now`. */
export const parseRetryAfter = (header: string | undefined, now: number): number | undefined => {
  if (header === undefined || header === "") return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
};

const EXCERPT_LENGTH = 500;

/** Clipped to 500 characters, without anything that looks like a credential. */
export const redact = (text: string): string =>
  text
    .slice(0, 4 * EXCERPT_LENGTH)
    .replace(/\b(Bearer\s+)[^\s"'<>,;]+/gi, "$1[redacted]")
    .replace(/\b(?:pat|sat|czs|cztei)_[\w-]+/gi, "[redacted]")
    .slice(0, EXCERPT_LENGTH)
    .replace(/[\uD800-\uDBFF]$/, "");

const UNKNOWN_QUESTION: MessageParams = { question: { en: "(not given)", zh: "（未提供）" } };
