/**
 * Carries one invocation from QUEUED to its end: claims the row by its first append, follows the provider, writes
 * down what happens, and ends it by the deadline whatever the provider does.
 */
import type { Clock } from "../kernel/clock.js";
import { AppError, toAppError } from "../kernel/errors.js";
import type { JsonObject } from "../kernel/json.js";
import type { Log } from "../kernel/log.js";
import { decideRetry } from "../kernel/retry.js";
import type { Provider, ProviderKind } from "../providers/provider.js";
import type { Append, AppendResult } from "./append-batch.js";
import { createDeltaBuffer } from "./delta-buffer.js";
import { engineCallerId, type Invocation, type InvocationEvent } from "./invocation.js";
import { createJournal, type Journal } from "./journal.js";
import { isFinal } from "./lifecycle.js";
import { ATTEMPT_FAILED, endFact, expiryFact, factOf, startFact } from "./run-facts.js";

export interface RunnerDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly providers: ReadonlyMap<ProviderKind, Provider>;
  readonly append: (append: Append) => Promise<AppendResult>;
  readonly committed: (events: readonly InvocationEvent[], append: Append) => void;
  /** Hands the job back for a later attempt. */
  readonly requeue: (invocationId: string, delayMs: number) => void;
  readonly workerId: string;
  readonly leaseMs: number;
  readonly deltaWindowMs: number;
}

export interface Runner {
  /** Resolves when this attempt has ended and is committed. Never throws for what an engine does. */
  run(invocation: Invocation, parameters: JsonObject): Promise<void>;
  /** Ends all runs under way as OUTCOME_UNKNOWN; resolves when that is committed. */
  abandonAll(): Promise<void>;
  readonly active: number;
}

interface Attempt {
  readonly invocation: Invocation;
  readonly journal: Journal;
  readonly abort: AbortController;
  ended: Promise<void>;
  /** The store will not take what this attempt recorded. */
  refused?: boolean;
}

export const createRunner = (deps: RunnerDeps): Runner => {
  const attempts = new Map<string, Attempt>();
  return {
    async run(invocation, parameters) {
      // Another process may have begun it while the job waited here.
      if (invocation.status !== "QUEUED" || attempts.has(invocation.id)) return;
      const attempt = openAttempt(deps, invocation);
      attempts.set(invocation.id, attempt);
      attempt.ended = runAttempt(deps, attempt, parameters).finally(() => attempts.delete(invocation.id));
      await attempt.ended;
    },
    async abandonAll() {
      const open = [...attempts.values()];
      for (const attempt of open) attempt.abort.abort(new AppError("OUTCOME_UNKNOWN"));
      await Promise.all(open.map((attempt) => attempt.ended));
    },
    get active() {
      return attempts.size;
    },
  };
};

const openAttempt = (deps: RunnerDeps, invocation: Invocation): Attempt => {
  const abort = new AbortController();
  const attempt: Attempt = {
    invocation,
    abort,
    ended: Promise.resolve(),
    journal: createJournal(
      { invocationId: invocation.id, status: invocation.status, lastSeq: invocation.lastSeq },
      {
        clock: deps.clock,
        append: deps.append,
        committed: deps.committed,
        movedOn: () => abort.abort(new AppError("OUTCOME_UNKNOWN")),
        refused: (error) => {
          attempt.refused = true;
          logOf(deps, invocation).error({ err: error }, "the log refused what happened in an invocation");
          abort.abort(new AppError("INTERNAL", { cause: error }));
        },
      },
    ),
  };
  return attempt;
};

const logOf = ({ log }: RunnerDeps, { id, requestId }: Invocation): Log => log.child({ invocationId: id, requestId });

const runAttempt = async (deps: RunnerDeps, attempt: Attempt, parameters: JsonObject): Promise<void> => {
  const { invocation, journal, abort } = attempt;
  const timeLeftMs = invocation.deadlineAt - deps.clock.now();
  if (timeLeftMs <= 0) {
    journal.record(expiryFact(invocation, deps.clock.now()));
    await journal.settled();
    return;
  }
  const cancelDeadline = deps.clock.after(timeLeftMs, () => abort.abort(new AppError("DEADLINE_EXCEEDED")));
  journal.record(startFact(invocation, deps));
  // The row must say RUNNING before the engine hears of it; losing here means another process runs it.
  if (await journal.settled()) await work(deps, attempt, parameters);
  cancelDeadline();
  if (attempt.refused) await endRefused(deps, attempt);
};

const work = async (deps: RunnerDeps, attempt: Attempt, parameters: JsonObject): Promise<void> => {
  const { invocation, journal, abort } = attempt;
  try {
    await followUntilAborted(deps, attempt, parameters);
    await journal.settled();
  } catch (thrown) {
    if (!(await journal.settled())) return;
    const retryAfterMs = recordFailure(deps, attempt, reasonOf(abort.signal, thrown));
    // Only after the commit: a job that fires earlier would find a row that is still RUNNING.
    if ((await journal.settled()) && retryAfterMs !== undefined) deps.requeue(invocation.id, retryAfterMs);
  }
};

/** How long a provider may take to react to its signal, in milliseconds, before the end is written without it. */
const ABORT_GRACE_MS = 500;

const followUntilAborted = (deps: RunnerDeps, attempt: Attempt, parameters: JsonObject): Promise<void> =>
  new Promise((resolve, reject) => {
    const { signal } = attempt.abort;
    signal.addEventListener("abort", () => deps.clock.after(ABORT_GRACE_MS, () => reject(signal.reason)), { once: true });
    follow(deps, attempt, parameters).then(resolve, reject);
  });

/** The log took the invocation up to some fact and refused that one: the end is written with nothing of the engine in it. */
const endRefused = async (deps: RunnerDeps, { invocation, journal: { committed } }: Attempt): Promise<void> => {
  const attempt = openAttempt(deps, { ...invocation, ...committed });
  if (committed.status === "QUEUED") attempt.journal.record(startFact(attempt.invocation, deps));
  attempt.journal.record(endFact(invocation, new AppError("INTERNAL"), deps.clock.now()));
  await attempt.journal.settled();
};

/** An abort by us explains itself better than the error it causes further down. */
const reasonOf = (signal: AbortSignal, thrown: unknown): AppError => {
  if (!signal.aborted) return toAppError(thrown);
  const reason: unknown = signal.reason;
  const upstream = thrown instanceof AppError ? thrown.upstream : undefined;
  return reason instanceof AppError ? new AppError(reason.code, { cause: thrown, ...(upstream && { upstream }) }) : toAppError(thrown);
};

/** Facts kept in memory for an append, of one invocation. */
const MAX_WAITING = 1_000;

const follow = async (deps: RunnerDeps, attempt: Attempt, parameters: JsonObject): Promise<void> => {
  const { invocation, journal, abort } = attempt;
  // The deadline may have passed while the database took its time with the start.
  abort.signal.throwIfAborted();
  const provider = deps.providers.get(invocation.provider);
  if (!provider) throw new AppError("CONFIGURATION_INVALID", { params: { problem: `provider ${invocation.provider} is not served here` } });
  const deltas = createDeltaBuffer({
    clock: deps.clock,
    windowMs: deps.deltaWindowMs,
    emit: (nodeId, text) => journal.record({ event: "output", body: { type: "output", nodeId, text } }),
  });
  const { id, connection, workflowId, mode, callerId, tenant, timeoutMs } = invocation;
  const request = { invocationId: id, connection, workflowId, mode, parameters, callerId: engineCallerId(tenant, callerId), timeoutMs };
  try {
    for await (const event of provider.execute(request, abort.signal)) {
      if (event.type === "output") deltas.add(event.nodeId, event.text);
      else {
        deltas.flush();
        journal.record(factOf(event, invocation, deps.clock.now()));
      }
      if (isFinal(journal.status)) return;
      // An engine that talks faster than the database writes has to wait.
      if (journal.waiting > MAX_WAITING) await journal.settled();
    }
  } finally {
    deltas.flush();
  }
  throw new AppError("ENGINE_STREAM_CUT");
};

/** @returns milliseconds until the next attempt, or nothing when this was the last. */
const recordFailure = (deps: RunnerDeps, { invocation, journal }: Attempt, error: AppError): number | undefined => {
  const now = deps.clock.now();
  const facts = { attempt: invocation.attempt + 1, timeLeftMs: invocation.deadlineAt - now, random: Math.random() };
  const decision = decideRetry(error, facts);
  const log = logOf(deps, invocation);
  if (decision.kind === "retry") {
    log.info({ code: error.code, afterMs: decision.afterMs }, "attempt was not accepted by the engine; trying again");
    journal.record(ATTEMPT_FAILED);
    return decision.afterMs;
  }
  log[error.facts.level]({ err: error, code: error.code, upstream: error.upstream }, "invocation failed");
  journal.record(endFact(invocation, error, now));
  return undefined;
};
