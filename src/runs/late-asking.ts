/** Asks engines what became of runs whose invocations ended without knowing: each once, some time after the end. */

import type { Invocation } from "../invocations/invocation.js";
import type { Clock } from "../kernel/clock.js";
import { AppError, toAppError } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";
import type { Provider, ProviderKind, RemoteHandle } from "../providers/provider.js";
import { type LateResult, resultOf } from "./late.js";
import { handleOf, isEngineVerdict, providerOf, requestOf } from "./remote-run.js";
import type { RunStore } from "./run.store.js";

export interface LateAskingDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly runs: RunStore;
  readonly providers: ReadonlyMap<ProviderKind, Provider>;
}

export interface LateAsking {
  /** Begins to ask about what is due; returns at once, and does nothing while an earlier round goes on. */
  ask(): void;
  stop(): Promise<void>;
}

/** Questions at once, and how long an engine may take for each. */
const AT_ONCE = 20;
const PATIENCE_MS = 30_000;
/** A process that dies over a question leaves it to the next, but not for ever. */
const ASK_AGAIN_MS = 5 * 60_000;
const GIVE_UP_MS = 24 * 3_600_000;

export const createLateAsking = (deps: LateAskingDeps): LateAsking => {
  const stopping = new AbortController();
  let round: Promise<void> | undefined;
  return {
    ask() {
      if (stopping.signal.aborted) return;
      round ??= askAll(deps, stopping.signal)
        .catch((error: unknown) => deps.log.warn({ err: error }, "engines could not be asked about ended runs"))
        .finally(() => {
          round = undefined;
        });
    },
    async stop() {
      stopping.abort(new AppError("SHUTTING_DOWN"));
      await round;
    },
  };
};

const askAll = async (deps: LateAskingDeps, stopping: AbortSignal): Promise<void> => {
  const lapse = { statuses: ["FAILED", "CANCELLED"], column: "lease_until", before: deps.clock.now() } as const;
  const rows = await deps.runs.lapsed(lapse, { limit: AT_ONCE / lapse.statuses.length });
  await Promise.all(rows.map((row) => askOne(deps, row.read(), stopping)));
};

const askOne = async (deps: LateAskingDeps, invocation: Invocation, stopping: AbortSignal): Promise<void> => {
  const { clock, runs } = deps;
  const now = clock.now();
  const handle = handleOf(invocation);
  const provider = providerOf(deps.providers, invocation);
  const tooLate = now > (invocation.finishedAt ?? now) + GIVE_UP_MS;
  if (tooLate || !provider?.canAttach(handle) || invocation.late) return runs.askLater(invocation.id, null);
  await runs.askLater(invocation.id, now + ASK_AGAIN_MS);
  const result = await resultFrom(deps, { invocation, provider, handle, stopping });
  if (stopping.aborted) return;
  if (!result || !(await runs.keepLate(invocation.id, result))) await runs.askLater(invocation.id, null);
  else deps.log.info({ invocationId: invocation.id, late: result.status }, "the engine knew how an ended invocation went on");
};

interface Question {
  readonly invocation: Invocation;
  readonly provider: Provider;
  readonly handle: RemoteHandle;
  readonly stopping: AbortSignal;
}

const resultFrom = async (deps: LateAskingDeps, { invocation, provider, handle, stopping }: Question): Promise<LateResult | undefined> => {
  const { clock } = deps;
  const patience = new AbortController();
  const giveUp = () => patience.abort(new AppError("ENGINE_TIMEOUT"));
  const cancelTimer = clock.after(PATIENCE_MS, giveUp);
  stopping.addEventListener("abort", giveUp, { once: true });
  try {
    for await (const event of provider.attach({ ...requestOf(invocation, {}), handle }, patience.signal)) {
      const result = resultOf(event, { handle, at: clock.now() });
      if (result) return result;
    }
  } catch (error) {
    if (!patience.signal.aborted && isEngineVerdict(toAppError(error))) return { status: "FAILED", handle, at: clock.now() };
  } finally {
    cancelTimer();
    stopping.removeEventListener("abort", giveUp);
  }
  return undefined;
};
