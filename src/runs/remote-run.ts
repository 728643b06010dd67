/** A run as its engine knows it: what it is asked, by which ids, and what may be done when nobody follows it. Pure. */

import { mayHaveRun } from "../invocations/idempotency.js";
import { engineCallerId, type Invocation } from "../invocations/invocation.js";
import { AppError, type UpstreamFacts } from "../kernel/errors.js";
import type { JsonObject } from "../kernel/json.js";
import { DEFAULT_RETRY_POLICY } from "../kernel/retry.js";
import type { Provider, ProviderRequest, RemoteHandle } from "../providers/provider.js";

export const handleOf = ({ executeId, spaceId, engineLogId, remote }: Invocation): RemoteHandle => ({
  ...(executeId !== null && { executeId }),
  ...(spaceId !== null && { spaceId }),
  ...(engineLogId !== null && { logId: engineLogId }),
  ...remote,
});

/** True once the engine has told an id by which it can be asked about the run. */
export const isNamed = ({ executeId, chatId }: RemoteHandle): boolean => executeId !== undefined || chatId !== undefined;

/** Both together; `undefined` when that says nothing new. */
export const moreOf = (known: RemoteHandle, told: RemoteHandle): RemoteHandle | undefined => {
  const { executeId, spaceId, logId, conversationId, chatId } = told;
  const news = Object.entries({ executeId, spaceId, logId, conversationId, chatId }).filter(
    ([name, value]) => value !== undefined && value !== known[name as keyof RemoteHandle],
  );
  return news.length > 0 ? { ...known, ...Object.fromEntries(news) } : undefined;
};

export const requestOf = (
  invocation: Invocation,
  parameters: JsonObject,
  conversation?: ProviderRequest["conversation"],
): ProviderRequest => {
  const { id, connection, workflowId, mode, callerId, tenant, timeoutMs } = invocation;
  return {
    ...{ invocationId: id, connection, workflowId, mode, parameters, timeoutMs },
    callerId: engineCallerId(tenant, callerId),
    ...(conversation && { conversation }),
  };
};

/** The provider, when this process knows it and the mode: an older process leaves the rows of a newer one alone. */
export const providerOf = (providers: ReadonlyMap<string, Provider>, { provider, mode }: Invocation): Provider | undefined => {
  const found = providers.get(provider);
  return found?.modes.includes(mode) ? found : undefined;
};

/**
 * What becomes of a run whose worker is gone. attach: the engine is asked how it stands. rerun: it begins again, which
 * the ability allows. unknown: neither, so that it ends.
 */
export type Succession = "attach" | "rerun" | "unknown";

export const successionOf = (run: { invocation: Invocation; handle: RemoteHandle; provider: Provider; attempt: number }): Succession => {
  if (run.provider.canAttach(run.handle)) return "attach";
  const repeatable =
    run.provider.repeatable && run.invocation.sideEffects !== "SIDE_EFFECTING" && run.attempt < DEFAULT_RETRY_POLICY.maxAttempts;
  return repeatable ? "rerun" : "unknown";
};

/** With everything that is known, for whoever has to find out. */
export const outcomeUnknown = (handle: RemoteHandle, attempt: number): AppError => {
  const { executeId, logId } = handle;
  const params = { attempt, ...(executeId !== undefined && { executeId }), ...(logId !== undefined && { logId }) };
  return new AppError("OUTCOME_UNKNOWN", { params, upstream: upstreamOf(handle) });
};

export const upstreamOf = ({ executeId, spaceId, logId }: RemoteHandle): UpstreamFacts => ({
  ...(executeId !== undefined && { executeId }),
  ...(spaceId !== undefined && { spaceId }),
  ...(logId !== undefined && { logId }),
});

/** The engine itself said that the run failed; anything else leaves open what became of it. */
export const isEngineVerdict = (error: AppError): boolean => !mayHaveRun(error.code) && !error.notAccepted && !error.facts.retryable;
