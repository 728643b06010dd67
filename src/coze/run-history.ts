/** How a run stands, out of the run history: two paths and two dialects (`reference/coze-api.md` §6). Pure: no I/O. */
import { AppError } from "../kernel/errors.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { integerOf, parseCozeJson, textOf } from "./coze-json.js";
import { idsInDebugUrl } from "./links.js";
import type { CozeFlavour } from "./settings.js";
import { decodeReply, engineFailure, type ReplyFacts, type TokenUsage, unwrapTextEnd, usageOf } from "./wire.js";

interface RunRecord {
  readonly executeId: string;
  readonly spaceId: string | undefined;
  /** Log id of the run itself, not of the question. */
  readonly logId: string | undefined;
}

export type CozeRunState =
  /** No such run, or not yet: the first seconds look the same (§6.4). */
  | { readonly status: "absent" }
  | ({ readonly status: "running" } & RunRecord)
  | ({ readonly status: "succeeded"; readonly output: JsonValue; readonly usage: TokenUsage } & RunRecord)
  | ({ readonly status: "failed"; readonly error: AppError } & RunRecord)
  /** A status without a known name: the run waits for a person, or this Coze has states we do not know (§6.3). */
  | ({ readonly status: "unclear"; readonly name: string } & RunRecord);

/** Both ids are digits; an execute id of a stranger is still put into the address as text. */
export const historyPath = (flavour: CozeFlavour, workflowId: string, executeId: string): string => {
  const run = encodeURIComponent(executeId);
  return flavour === "hosted"
    ? `/v1/workflows/${workflowId}/run_histories/${run}`
    : `/v1/workflow/get_run_history?workflow_id=${workflowId}&execute_id=${run}`;
};

/** What each family answers for a run it does not find (§6.1, §10.2). */
const ABSENT_CODES = new Set(["777777775", "4200"]);

/** @throws AppError when the question itself failed. */
export const decodeRunState = (text: string, facts: ReplyFacts, executeId: string): CozeRunState => {
  const body = readReply(text, facts);
  const records = Array.isArray(body?.data) ? body.data.filter(isJsonObject) : [];
  const record = records.find(named(executeId)) ?? records.find(named(undefined));
  return record === undefined ? { status: "absent" } : stateOf(record, executeId);
};

const named =
  (executeId: string | undefined) =>
  (record: JsonObject): boolean =>
    textOf(record.execute_id) === executeId;

const readReply = (text: string, facts: ReplyFacts): JsonObject | undefined => {
  try {
    return decodeReply(text, facts);
  } catch (error) {
    if (error instanceof AppError && ABSENT_CODES.has(error.upstream?.engineCode ?? "")) return undefined;
    throw error;
  }
};

const stateOf = (record: JsonObject, executeId: string): CozeRunState => {
  const facts: RunRecord = {
    executeId,
    spaceId: idsInDebugUrl(record.debug_url).spaceId,
    logId: textOf(record.log_id) || textOf(record.logid) || undefined,
  };
  const name = textOf(record.execute_status) ?? "";
  switch (name.toLowerCase()) {
    case "running":
      return { status: "running", ...facts };
    case "success":
      if (record.is_output_trimmed === true) return { status: "failed", error: trimmed(), ...facts };
      return { status: "succeeded", output: outputOf(record.output), usage: usageOf(record), ...facts };
    case "fail":
      return { status: "failed", error: failureOf(record, facts), ...facts };
    case "cancel":
      return { status: "failed", error: new AppError("ENGINE_CANCELLED", { upstream: upstreamOf(record, facts) }), ...facts };
    default:
      return { status: "unclear", name, ...facts };
  }
};

const upstreamOf = (record: JsonObject, { executeId, spaceId, logId }: RunRecord) => ({
  executeId,
  spaceId,
  logId,
  message: textOf(record.error_msg) ?? textOf(record.error_message) ?? "",
});

/** Codes are text or numbers here, and empty when a run failed without one. */
const failureOf = (record: JsonObject, facts: RunRecord): AppError => {
  const upstream = upstreamOf(record, facts);
  const engineCode = integerOf(record.error_code);
  return engineCode ? engineFailure({ ...upstream, engineCode, beforeRun: false }) : new AppError("ENGINE_FAILED", { upstream });
};

/** Half a result is none: nobody could tell what is missing. */
const trimmed = (): AppError =>
  new AppError("ENGINE_RESULT_TOO_LARGE", { params: { limit: { en: "what Coze keeps in its history", zh: "Coze 历史记录的上限" } } });

/**
 * OSS: the End output itself. Hosted: JSON text `{"node_status", "Output"}` whose `Output` is again JSON text (§6.2).
 * As in a stream, only an object is taken for more than text.
 */
const outputOf = (output: JsonValue | undefined): JsonValue => {
  const value = typeof output === "string" ? readObject(output) : (output ?? null);
  if (!isJsonObject(value) || !("node_status" in value && "Output" in value)) return isJsonObject(value) ? unwrapTextEnd(value) : value;
  const inner = typeof value.Output === "string" ? readObject(value.Output) : (value.Output ?? null);
  return isJsonObject(inner) ? unwrapTextEnd(inner) : inner;
};

const readObject = (text: string): JsonValue => {
  const value = text.startsWith("{") ? parseCozeJson(text) : undefined;
  return isJsonObject(value) ? value : text;
};
