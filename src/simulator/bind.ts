/**
 * Reads request bodies into typed requests; what cannot be bound is HTTP 400 (`reference/coze-api.md` §4.1). Pure.
 */
import { BindFailure, executionFailed, type Failure } from "./failures.js";
import { FAULT_PARAMETER, faultNames } from "./faults.js";
import { isRecord, parseJson } from "./wire-json.js";

export interface RunRequest {
  readonly workflowId: string;
  /** As sent: an object or a string. */
  readonly parameters: Record<string, unknown> | string;
  readonly userId: string | undefined;
  readonly isAsync: boolean;
  readonly hasBotAndApp: boolean;
}

/** @throws BindFailure */
export function bindRun(value: unknown): RunRequest {
  const body = bindObject(value);
  const parameters = body.parameters ?? {};
  if (typeof parameters !== "string" && !isRecord(parameters)) throw new BindFailure("parameters must be an object or a string");
  const app = optionalString(body, "app_id") || optionalString(body, "project_id");
  return {
    workflowId: requiredString(body, "workflow_id"),
    parameters,
    userId: boundUserId(body),
    isAsync: optionalBoolean(body, "is_async"),
    hasBotAndApp: Boolean(app && optionalString(body, "bot_id")),
  };
}

export interface ResumeRequest {
  readonly workflowId: string;
  readonly eventId: string;
  readonly resumeData: string;
  readonly interruptType: unknown;
}

/** @throws BindFailure */
export function bindResume(value: unknown): ResumeRequest {
  const body = bindObject(value);
  boundUserId(body);
  return {
    workflowId: requiredString(body, "workflow_id"),
    eventId: requiredString(body, "event_id"),
    resumeData: requiredString(body, "resume_data"),
    interruptType: body.interrupt_type,
  };
}

/** The parameters as an object without the reserved fault parameter, or why the text is not one. */
export function decodeParameters(parameters: Record<string, unknown> | string): { values: Record<string, unknown> } | { failure: Failure } {
  const decoded = typeof parameters === "string" ? parseJson(parameters || "{}") : parameters;
  if (!isRecord(decoded)) return { failure: executionFailed("parameters are not a JSON object") };
  if (!Object.hasOwn(decoded, FAULT_PARAMETER)) return { values: decoded };
  const { [FAULT_PARAMETER]: _fault, ...values } = decoded;
  return { values };
}

/**
 * The faults a body asks for in its own parameters.
 * @throws BindFailure when the reserved parameter holds something else than names.
 */
export function faultsAskedFor(body: unknown): string[] {
  if (!isRecord(body)) return [];
  const { parameters, custom_variables: variables } = body;
  const decoded = typeof parameters === "string" ? parseJson(parameters) : parameters;
  return [decoded, variables].flatMap((source) => {
    if (!isRecord(source) || !Object.hasOwn(source, FAULT_PARAMETER)) return [];
    const names = faultNames(source[FAULT_PARAMETER]);
    if (names === undefined) throw new BindFailure(`${FAULT_PARAMETER} must be a string or a list of strings`);
    return names;
  });
}

/** @throws BindFailure */
export function bindObject(value: unknown): Record<string, unknown> {
  if (!isRecord(value)) throw new BindFailure("the body must be a JSON object");
  return value;
}

/** @throws BindFailure when the field is absent or no string. */
export function requiredString(body: Record<string, unknown>, name: string): string {
  const value = body[name];
  if (typeof value !== "string") throw new BindFailure(`'${name}' field is a 'required' string`);
  return value;
}

/** @throws BindFailure when the field is there and no string. */
export function optionalString(body: Record<string, unknown>, name: string): string | undefined {
  const value = body[name] ?? undefined;
  if (value !== undefined && typeof value !== "string") throw new BindFailure(`'${name}' must be a string`);
  return value;
}

/** @throws BindFailure when the field is there and no boolean. */
export function optionalBoolean(body: Record<string, unknown>, name: string): boolean {
  const value = body[name] ?? false;
  if (typeof value !== "boolean") throw new BindFailure(`'${name}' must be a boolean`);
  return value;
}

function boundUserId(body: Record<string, unknown>): string | undefined {
  const ext = body.ext ?? {};
  if (!isRecord(ext) || Object.values(ext).some((value) => typeof value !== "string"))
    throw new BindFailure("'ext' maps strings to strings");
  return ext.user_id as string | undefined;
}
