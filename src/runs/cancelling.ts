/**
 * Stopping a run that this process holds: the wish is written, then the engine is asked, then the end is written.
 * Meanwhile the run is followed as before, and a result that lands first wins.
 */

import { cancelledFact, cancelRequestedFact } from "../invocations/facts.js";
import { isFinal } from "../invocations/lifecycle.js";
import { delay } from "../kernel/clock.js";
import { AppError } from "../kernel/errors.js";
import type { Provider } from "../providers/provider.js";
import { type Attempt, leave, logOf, type RunnerDeps } from "./attempt.js";
import { isNamed, requestOf } from "./remote-run.js";

/** How long an engine may take to tell the run's id, and then to stop it, in milliseconds. */
const NAME_PATIENCE_MS = 5_000;
const STOP_PATIENCE_MS = 10_000;
const NAME_LOOK_MS = 50;

/** Resolves when the end is recorded, or when there was nothing to stop. */
export const cancelAttempt = async (deps: RunnerDeps, attempt: Attempt, provider: Provider): Promise<void> => {
  const { journal, invocation } = attempt;
  if (attempt.cancelling || attempt.over || !isUnderWay(attempt)) return;
  attempt.cancelling = true;
  attempt.deltas.flush();
  if (journal.status === "RUNNING") journal.record(cancelRequestedFact());
  if (!(await journal.settled())) return;
  const stopped = await stoppedByEngine(deps, attempt, provider);
  if (attempt.over || isFinal(journal.status)) return;
  attempt.deltas.flush();
  const askAt = deps.late.askAt(!stopped && provider.canAttach(attempt.handle));
  const outcome = stopped ? "STOPPED_BY_ENGINE" : "DETACHED";
  journal.record(cancelledFact(invocation, { now: deps.clock.now(), askAt, outcome }));
  logOf(deps, invocation).info({ outcome }, "invocation was cancelled");
  leave(deps, attempt, { why: new AppError("ENGINE_CANCELLED"), listen: !stopped });
};

export const isUnderWay = ({ journal: { status } }: Attempt): boolean => status === "RUNNING" || status === "CANCELLING";

const stoppedByEngine = async (deps: RunnerDeps, attempt: Attempt, provider: Provider): Promise<boolean> => {
  if (provider.cancellation === "ENGINE") await named(deps, attempt);
  if (!isNamed(attempt.handle) || attempt.over) return false;
  const { clock } = deps;
  const patience = new AbortController();
  const cancelTimer = clock.after(STOP_PATIENCE_MS, () => patience.abort(new AppError("ENGINE_TIMEOUT")));
  const request = { ...requestOf(attempt.invocation, attempt.parameters, attempt.conversation), handle: attempt.handle };
  const outOfPatience = new Promise<false>((resolve) => patience.signal.addEventListener("abort", () => resolve(false), { once: true }));
  try {
    return await Promise.race([provider.cancel(request, patience.signal), outOfPatience]);
  } catch (error) {
    logOf(deps, attempt.invocation).warn({ err: error }, "the engine could not be asked to stop a run");
    return false;
  } finally {
    cancelTimer();
  }
};

/** Who is stopped right after the start would be detached from, only because the engine has not told the id yet. */
const named = async ({ clock }: RunnerDeps, attempt: Attempt): Promise<void> => {
  const until = clock.now() + NAME_PATIENCE_MS;
  while (!isNamed(attempt.handle) && isUnderWay(attempt) && !attempt.over && clock.now() < until) await delay(clock, NAME_LOOK_MS);
};
