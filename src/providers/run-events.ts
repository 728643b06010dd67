/** The facts that end a Coze run, as provider events: its names, its tokens, its result; and following it by history. */
import type { CozeClient } from "../coze/client.js";
import type { CozeRunState } from "../coze/run-history.js";
import type { TokenUsage } from "../coze/wire.js";
import { AppError } from "../kernel/errors.js";
import type { CozeProviderDeps } from "./coze-connections.js";
import { pollUntil } from "./polling.js";
import type { ProviderEvent, ProviderRequest, RemoteHandle } from "./provider.js";

/** Nothing when nothing is known. */
export function* remoteOf(handle: RemoteHandle): Generator<ProviderEvent, void> {
  const known = Object.fromEntries(HANDLES.flatMap((name) => (handle[name] === undefined ? [] : [[name, handle[name]]])));
  if (Object.keys(known).length > 0) yield { type: "remote", ...known };
}

const HANDLES = ["executeId", "spaceId", "logId", "conversationId", "chatId"] as const;

export function* usageOf(usage: TokenUsage | undefined): Generator<ProviderEvent, void> {
  if (usage === undefined) return;
  const counted = Object.entries(usage).filter(([, count]) => count !== undefined);
  if (counted.length > 0) yield { type: "usage", ...Object.fromEntries(counted) };
}

/** What is known of an engine's failure stands in the log before the failure does. */
export function* remoteOfFailure(error: unknown): Generator<ProviderEvent, void> {
  if (!(error instanceof AppError)) return;
  const { executeId, spaceId, logId } = error.upstream ?? {};
  if (executeId !== undefined) yield* remoteOf({ executeId, spaceId, logId });
}

/** The call may have arrived, and what it began may be well. */
export const LOST: ReadonlySet<string> = new Set(["ENGINE_STREAM_CUT", "ENGINE_TIMEOUT", "ENGINE_BAD_RESPONSE"]);

export interface Following {
  readonly client: CozeClient;
  readonly request: ProviderRequest & { readonly handle: RemoteHandle };
  readonly signal: AbortSignal;
  /** Epoch milliseconds. Default: the request's whole time from now on. */
  readonly until?: number;
  /** How the engine may still show the run for its first seconds: it was just begun, or just given an answer. */
  readonly since?: "begun" | "answered";
}

/** For this long "no such run" may mean "not yet", and after an answer "waits" may mean "not noticed yet". */
const SETTLING_MS = 10_000;

/**
 * Follows a run by its history until it has ended.
 * @throws AppError OUTCOME_UNKNOWN when the engine knows no such run or has no name for its state; what the run failed
 * with; ENGINE_TIMEOUT when the time is up.
 */
export async function* followRun(deps: CozeProviderDeps, following: Following): AsyncGenerator<ProviderEvent, void> {
  const { client, request, signal, since } = following;
  const { executeId } = request.handle;
  if (executeId === undefined) throw new AppError("OUTCOME_UNKNOWN");
  const begin = deps.clock.now();
  const isSettled = (state: CozeRunState): boolean => {
    if (state.status === "running") return false;
    const settling = state.status === "absent" || (state.status === "unclear" && since === "answered");
    return !settling || deps.clock.now() - begin >= SETTLING_MS;
  };
  const polling = {
    ...{ clock: deps.clock, random: deps.random, signal },
    until: following.until ?? begin + request.timeoutMs,
    askAtOnce: since === undefined,
  };
  const state = await pollUntil(polling, async (timeoutMs) => {
    const seen = await client.runState({ workflowId: request.workflowId, executeId, signal, timeoutMs });
    return isSettled(seen) ? seen : undefined;
  });
  yield* endOf(state, request);
}

function* endOf(state: CozeRunState, request: Following["request"]): Generator<ProviderEvent, void> {
  const { executeId } = request.handle;
  if (state.status === "absent") throw new AppError("OUTCOME_UNKNOWN", { upstream: { executeId, message: "no such run" } });
  if (request.handle.spaceId === undefined) yield* remoteOf({ executeId, spaceId: state.spaceId });
  switch (state.status) {
    case "succeeded":
      yield* usageOf(state.usage);
      yield { type: "done", output: state.output };
      return;
    case "failed":
      throw state.error;
    default:
      throw unclear(state, request);
  }
}

/** A run in the background that waits for a person waits for ever: its history names no event to answer (§11.3). */
const unclear = (state: CozeRunState, { mode, handle }: Following["request"]): AppError => {
  const name = state.status === "unclear" ? state.name : state.status;
  const upstream = { executeId: handle.executeId, message: `the run is in the state ${JSON.stringify(name)}` };
  if (mode !== "ASYNC") return new AppError("OUTCOME_UNKNOWN", { upstream });
  const question = { en: "(not shown in the mode ASYNC; use STREAM)", zh: "（ASYNC 模式下不可见，请使用 STREAM 模式）" };
  return new AppError("QUESTION_NOT_ANSWERABLE", { params: { question }, upstream });
};
