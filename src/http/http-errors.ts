/**
 * Refusals that never reach a resolver: a body that is no JSON, too large or of the wrong type, a bad token, an
 * unknown path. All in the shape of a GraphQL answer, so that a client needs to understand only one.
 */
import type { FastifyInstance } from "fastify";
import { languageOf } from "../auth/request-context.js";
import { extensionsOf, logError } from "../graphql/errors.js";
import { AppError, type Language, type LocalText } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";

export interface Refusal {
  readonly error: AppError;
  readonly status: number;
}

export const registerErrorAnswers = (app: FastifyInstance, log: Log, bodyLimitBytes: number): void => {
  app.setErrorHandler(async (thrown, request, reply) => {
    const { error, status } = refusalOf(thrown, bodyLimitBytes);
    logError(error, log, { requestId: request.id, thrown });
    // What is left of a refused body would be read as the next request.
    if (status === 413) reply.header("connection", "close");
    if (error.retryAfterMs !== undefined) reply.header("retry-after", Math.ceil(error.retryAfterMs / 1000));
    return reply
      .code(status)
      .type("application/json; charset=utf-8")
      .send(errorBody(error, { language: languageOf(request.headers["accept-language"]), requestId: request.id }));
  });
  app.setNotFoundHandler(async (request) => {
    throw new AppError("NOT_FOUND", { params: { id: `${request.method} ${pathOf(request.url)}` } });
  });
};

export const errorBody = (error: AppError, to: { readonly language: Language; readonly requestId: string }): string =>
  JSON.stringify({
    errors: [{ message: error.messageIn(to.language), extensions: extensionsOf(error, to) }],
    extensions: { requestId: to.requestId },
  });

export const pathOf = (url: string): string => url.split(/[?#]/, 1)[0] ?? url;

/** Fastify's own errors carry a status below 500 and a code `FST_ERR_…`; whatever else was thrown is ours or a bug. */
const refusalOf = (thrown: unknown, bodyLimitBytes: number): Refusal => {
  if (thrown instanceof AppError) return { error: thrown, status: thrown.facts.http };
  const { code, statusCode } = thrown as { code?: unknown; statusCode?: unknown };
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    return { error: new AppError("FORM_TOO_LARGE", { params: { limit: `${Math.floor(bodyLimitBytes / 1024)} KB` } }), status: 413 };
  }
  if (typeof statusCode === "number" && statusCode >= 400 && statusCode < 500) {
    const problem = PROBLEMS[String(code)] ?? (thrown instanceof SyntaxError ? PROBLEMS.FST_ERR_CTP_INVALID_JSON_BODY : undefined);
    return { error: new AppError("BAD_USER_INPUT", { params: { problem: problem ?? UNREADABLE }, cause: thrown }), status: statusCode };
  }
  return { error: new AppError("INTERNAL", { cause: thrown }), status: 500 };
};

/** A refusal with a status of HTTP's own and a sentence of this file. */
export const refuseRequest = (statusCode: 405 | 406 | 415, code: string): Error => Object.assign(new Error(code), { statusCode, code });

const UNREADABLE: LocalText = { en: "the request could not be read.", zh: "无法读取该请求。" };

const PROBLEMS: Readonly<Record<string, LocalText>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: { en: "the body is not valid JSON.", zh: "请求体不是有效的 JSON。" },
  FST_ERR_CTP_EMPTY_JSON_BODY: { en: "the body is empty; send a JSON object.", zh: "请求体为空，请发送 JSON 对象。" },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    en: "the body must have the content type application/json.",
    zh: "请求体的 Content-Type 必须为 application/json。",
  },
  UPLOAD_ENCODING: {
    en: "send the upload as it is, without content-encoding; nothing is unpacked here.",
    zh: "请直接上传内容，不要使用 content-encoding；此处不会解压任何内容。",
  },
  UPLOAD_MEDIA_TYPE: {
    en: "send a multipart/form-data form with one file, or application/json with a url.",
    zh: "请发送含一个文件的 multipart/form-data 表单，或包含 url 的 application/json。",
  },
  NOT_ACCEPTABLE: { en: "the answer is an event stream; accept text/event-stream.", zh: "响应为事件流，请接受 text/event-stream。" },
  MUTATION_OVER_GET: { en: "a mutation must be sent with POST.", zh: "变更操作必须使用 POST 发送。" },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { en: "the body does not have the announced length.", zh: "请求体长度与 Content-Length 不符。" },
};
