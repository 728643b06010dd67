/**
 * Coze's error codes → ours. Streams show raw codes, `run` and history mapped ones; both stand here
 * (`reference/coze-api.md` §10.2). Codes not listed are ENGINE_FAILED.
 */
import type { ErrorCode } from "../kernel/error-codes.js";

const ENGINE_CODES: ReadonlyMap<number, ErrorCode> = new Map<number, ErrorCode>([
  [6031, "WORKFLOW_NOT_PUBLISHED"],
  [720702011, "WORKFLOW_NOT_PUBLISHED"],
  [400, "ENGINE_INVALID_PARAMETERS"],
  [4000, "ENGINE_INVALID_PARAMETERS"],
  [6003, "ENGINE_INVALID_PARAMETERS"],
  [720702001, "ENGINE_INVALID_PARAMETERS"],
  [720702002, "ENGINE_INVALID_PARAMETERS"],
  [720712014, "ENGINE_INVALID_PARAMETERS"],
  [777777763, "ENGINE_INVALID_PARAMETERS"],
  [777777769, "ENGINE_INVALID_PARAMETERS"],
  [6039, "QUESTION_NOT_ANSWERABLE"],
  [720702078, "QUESTION_NOT_ANSWERABLE"],
  [408, "ENGINE_TIMEOUT"],
  [6023, "ENGINE_TIMEOUT"],
  [720702085, "ENGINE_TIMEOUT"],
  [777777776, "ENGINE_STEP_TIMEOUT"],
  [777777777, "ENGINE_CANCELLED"],
  [4200, "WORKFLOW_NOT_FOUND"],
  [720702004, "WORKFLOW_NOT_FOUND"],
  [777777771, "WORKFLOW_NOT_FOUND"],
  [777777778, "WORKFLOW_NOT_FOUND"],
  [401, "ENGINE_AUTH_FAILED"],
  [4100, "ENGINE_AUTH_FAILED"],
  [700012006, "ENGINE_AUTH_FAILED"],
  [403, "ENGINE_FORBIDDEN"],
  [4101, "ENGINE_FORBIDDEN"],
  [700000007, "ENGINE_FORBIDDEN"],
  [777777765, "ENGINE_FORBIDDEN"],
  [429, "ENGINE_RATE_LIMITED"],
  [4013, "ENGINE_RATE_LIMITED"],
  [4028, "ENGINE_QUOTA_EXCEEDED"],
]);

/** What a status says when the body says nothing; a proxy may have written it. */
const HTTP_STATUSES: ReadonlyMap<number, ErrorCode> = new Map<number, ErrorCode>([
  [400, "ENGINE_INVALID_PARAMETERS"],
  [401, "ENGINE_AUTH_FAILED"],
  [403, "ENGINE_FORBIDDEN"],
  [404, "ENGINE_ENDPOINT_MISSING"],
  [405, "ENGINE_ENDPOINT_MISSING"],
  [408, "ENGINE_TIMEOUT"],
  [429, "ENGINE_RATE_LIMITED"],
  [504, "ENGINE_TIMEOUT"],
]);

/**
 * Either the code or the status may carry the meaning. A text about `session_key` means that this Coze took the path
 * for one of its web pages, not that the token is bad (coze-studio#1871).
 */
export const errorCodeOf = (engineCode: number, message: string, httpStatus = 200): ErrorCode => {
  const code = ENGINE_CODES.get(engineCode) ?? HTTP_STATUSES.get(httpStatus) ?? "ENGINE_FAILED";
  return code === "ENGINE_AUTH_FAILED" && message.includes("session_key") ? "ENGINE_ENDPOINT_MISSING" : code;
};

/** The meaning of an answer whose body is not Coze's. */
export const errorCodeOfStatus = (httpStatus: number): ErrorCode => HTTP_STATUSES.get(httpStatus) ?? "ENGINE_BAD_RESPONSE";
