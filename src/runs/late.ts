/**
 * What an engine delivers after the invocation has ended. The end stays what it was; the result is kept beside it, once.
 * While the process lives it listens on, without a worker's slot and not for ever; later the engine is asked, once.
 */
import { persistently } from "../db/persistently.js";
import { requireStorable } from "../invocations/facts.js";
import type { Invocation } from "../invocations/invocation.js";
import type { Clock } from "../kernel/clock.js";
import { AppError, toAppError } from "../kernel/errors.js";
import type { JsonValue } from "../kernel/json.js";
import type { Log } from "../kernel/log.js";
import type { ProviderEvent, RemoteHandle } from "../providers/provider.js";
import { isEngineVerdict } from "./remote-run.js";
import type { RunStore } from "./run.store.js";

export interface LateResult {
  readonly status: "SUCCEEDED" | "FAILED";
  readonly output?: JsonValue;
  readonly at: number;
  readonly handle: RemoteHandle;
}

/** Hears what one run still says. */
export interface LateListener {
  /** @returns true when nothing more is to be expected. */
  hear(event: ProviderEvent, handle: RemoteHandle): Promise<boolean>;
  failed(thrown: unknown, handle: RemoteHandle): Promise<void>;
  /** The run has nothing more to say. */
  close(): void;
}

export interface LateResults {
  /** @returns nothing when enough is being listened to: then the connection to the engine is to be closed. */
  listen(invocation: Invocation, abort: AbortController): LateListener | undefined;
  /** When an ended run is asked about that the engine can still find; `null` = never. */
  askAt(found: boolean): number | null;
  /** Ends all listening; resolves when what was heard is written. */
  stop(): Promise<void>;
}

export interface LateDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly runs: Pick<RunStore, "keepLate">;
  /** How long to listen, and when to ask. 0 = neither. */
  readonly windowMs: number;
}

/** Runs listened to at once by one process. */
const MAX_LISTENERS = 200;

export const createLateResults = (deps: LateDeps): LateResults => {
  const { clock, windowMs } = deps;
  const listening = new Set<AbortController>();
  const writing = new Set<Promise<void>>();
  return {
    listen(invocation, abort) {
      if (windowMs <= 0 || listening.size >= MAX_LISTENERS) return undefined;
      listening.add(abort);
      const cancelTimer = clock.after(windowMs, () => abort.abort(new AppError("OUTCOME_UNKNOWN")));
      const keep = (result: LateResult): Promise<void> => {
        const written = keepLate(deps, { invocation, result, signal: abort.signal }).finally(() => writing.delete(written));
        writing.add(written);
        return written;
      };
      return {
        async hear(event, handle) {
          const result = resultOf(event, { handle, at: clock.now() });
          if (result) await keep(result);
          return result !== undefined || event.type === "interrupted";
        },
        async failed(thrown, handle) {
          if (!abort.signal.aborted && isEngineVerdict(toAppError(thrown))) await keep({ status: "FAILED", handle, at: clock.now() });
        },
        close() {
          cancelTimer();
          listening.delete(abort);
        },
      };
    },
    askAt: (found) => (found && windowMs > 0 ? clock.now() + windowMs : null),
    async stop() {
      for (const abort of listening) abort.abort(new AppError("OUTCOME_UNKNOWN"));
      await Promise.all(writing);
    },
  };
};

/** A result that cannot be stored is known to exist, and no more. */
export const resultOf = (event: ProviderEvent, more: { handle: RemoteHandle; at: number }): LateResult | undefined => {
  if (event.type !== "done") return undefined;
  try {
    requireStorable(event.output);
    return { status: "SUCCEEDED", output: event.output, ...more };
  } catch {
    return { status: "SUCCEEDED", ...more };
  }
};

const keepLate = async (
  { clock, log, runs }: LateDeps,
  { invocation, result, signal }: { invocation: Invocation; result: LateResult; signal: AbortSignal },
): Promise<void> => {
  try {
    if (await persistently(clock, signal, () => runs.keepLate(invocation.id, result)))
      log.info({ invocationId: invocation.id, late: result.status }, "the engine delivered after the invocation had ended");
  } catch (error) {
    log.warn({ err: error, invocationId: invocation.id }, "a late result could not be kept");
  }
};
