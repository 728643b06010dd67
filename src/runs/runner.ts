/**
 * Carries one invocation from QUEUED, or from where a lost worker left it, to its end or to a question: claims the row by
 * its first append, follows the provider, and ends it by the deadline whatever the provider does.
 */
import { persistently } from "../db/persistently.js";
import {
  cancelledFact,
  cancelRequestedFact,
  endFact,
  expiryFact,
  type Hold,
  reattachFact,
  rerunFact,
  startFact,
} from "../invocations/facts.js";
import type { Invocation } from "../invocations/invocation.js";
import { AppError } from "../kernel/errors.js";
import type { PayloadProblem } from "../payloads/sealed-payload.js";
import type { Provider } from "../providers/provider.js";
import { type Attempt, leave, logOf, openAttempt, type RunnerDeps } from "./attempt.js";
import { cancelAttempt, isUnderWay } from "./cancelling.js";
import type { Job } from "./jobs.js";
import { read } from "./reading.js";
import { outcomeUnknown, providerOf, successionOf, upstreamOf } from "./remote-run.js";

export type { RunnerDeps } from "./attempt.js";

export interface Runner {
  /** Resolves when this attempt has ended and is committed. Never throws for what an engine does. */
  run(job: Job): Promise<void>;
  /** Somebody wants it to end; does nothing when it does not run here. */
  cancel(invocationId: string): void;
  /** Hands over what others can follow or repeat, ends the rest as OUTCOME_UNKNOWN; resolves when that is committed. */
  handOver(): Promise<void>;
  /** Ids of what runs here. */
  readonly running: readonly string[];
}

export const createRunner = (deps: RunnerDeps): Runner => {
  const attempts = new Map<string, Attempt>();
  const providerFor = ({ invocation }: Attempt) => providerOf(deps.providers, invocation);
  return {
    async run(job) {
      const { id } = job.invocation;
      if (attempts.has(id)) return;
      const attempt = openAttempt(deps, job.invocation, job.parameters);
      attempt.secrets = job.secrets;
      attempts.set(id, attempt);
      attempt.ended = runAttempt(deps, attempt, job).finally(() => attempts.delete(id));
      await attempt.ended;
    },
    cancel(invocationId) {
      const attempt = attempts.get(invocationId);
      const provider = attempt && providerFor(attempt);
      if (attempt && provider) void cancelAttempt(deps, attempt, provider);
    },
    async handOver() {
      const open = [...attempts.values()];
      for (const attempt of open) handOver(deps, attempt, providerFor(attempt));
      await Promise.all(open.map(({ ended }) => ended));
      await deps.runs.letGo(
        open.filter(isUnderWay).map(({ invocation }) => invocation.id),
        deps.workerId,
      );
    },
    get running() {
      return [...attempts.keys()];
    },
  };
};

const runAttempt = async (deps: RunnerDeps, attempt: Attempt, job: Job): Promise<void> => {
  const provider = providerOf(deps.providers, job.invocation);
  if (!provider) return leaveToOthers(deps, job.invocation);
  if (!(await begin(deps, attempt, { job, provider }))) return;
  const { journal, invocation } = attempt;
  const cancelDeadline = deps.clock.after(invocation.deadlineAt - deps.clock.now(), () => passDeadline(deps, attempt, provider));
  // The row must say who runs it before the engine hears of it; losing here means another process does.
  if ((await journal.settled()) && !attempt.over) {
    if (invocation.cancel) void cancelAttempt(deps, attempt, provider);
    await Promise.race([read(deps, attempt, provider), attempt.left]);
    await journal.settled();
  }
  cancelDeadline();
  if (attempt.refused) await endRefused(deps, attempt);
  else if (attempt.lost && journal.status === "WAITING") await finishCancel(deps, attempt);
  else if (journal.status === "QUEUED") comeBack(deps, attempt);
};

/** A newer process may know what to do with it; until its deadline it waits for one. */
const leaveToOthers = async (deps: RunnerDeps, { id, lastSeq, status }: Invocation): Promise<void> => {
  if (status !== "QUEUED") return;
  const patch = { workerId: null, leaseUntil: deps.clock.now() + deps.leaseMs };
  await deps.append({ invocationId: id, expectedSeq: lastSeq, status, events: [], patch });
};

/** @returns false when there is nothing to ask the engine; what there was to write is written then. */
const begin = async (deps: RunnerDeps, attempt: Attempt, { job, provider }: { job: Job; provider: Provider }): Promise<boolean> => {
  const { invocation, journal } = attempt;
  const now = deps.clock.now();
  const hold: Hold = { workerId: deps.workerId, leaseUntil: now + deps.leaseMs };
  attempt.heldUntil = hold.leaseUntil;
  if (invocation.status === "RUNNING" || invocation.status === "CANCELLING") {
    // Past its deadline the sweeper ends it.
    if (!job.unheld || now >= invocation.deadlineAt || !provider.canAttach(attempt.handle)) return false;
    attempt.work = { kind: "attach" };
    journal.record(reattachFact(invocation, hold));
    return true;
  }
  if (invocation.status !== "QUEUED") return false;
  if (invocation.cancel || now >= invocation.deadlineAt || job.unreadable) {
    await endBeforeStart(deps, attempt, job.unreadable);
    return false;
  }
  if (job.dueAt !== undefined && job.dueAt > now) {
    deps.requeue(
      { invocationId: invocation.id, sequence: invocation.lastSeq },
      { delayMs: job.dueAt - now, priority: invocation.priority },
    );
    return false;
  }
  // A first attempt has asked nothing yet, which spares ordinary invocations the look.
  const answered = invocation.attempt === 0 ? undefined : await answeredOf(deps, attempt);
  if (answered?.answer != null) attempt.work = { kind: "resume", interrupt: answered, answer: answered.answer };
  journal.record(startFact(invocation, { now, hold, answered }));
  return true;
};

const answeredOf = (deps: RunnerDeps, { invocation, abort }: Attempt) =>
  persistently(deps.clock, abort.signal, () => deps.interrupts.answered(invocation.id));

const passDeadline = (deps: RunnerDeps, attempt: Attempt, provider: Provider): void => {
  const { invocation, journal } = attempt;
  if (attempt.over) return;
  attempt.deltas.flush();
  const now = deps.clock.now();
  const askAt = deps.late.askAt(provider.canAttach(attempt.handle));
  const error = new AppError("DEADLINE_EXCEEDED", { upstream: upstreamOf(attempt.handle) });
  if (journal.status === "RUNNING") journal.record(endFact(invocation, error, { now, askAt }));
  if (journal.status === "CANCELLING") journal.record(cancelledFact(invocation, { now, askAt, outcome: "DETACHED" }));
  leave(deps, attempt, { why: error, listen: true });
};

/** Only after the commit: a job that fires earlier would find a row that is still RUNNING. */
const comeBack = (deps: RunnerDeps, { journal, invocation, dueAt, over }: Attempt): void => {
  if (over || dueAt === undefined || journal.committed.status !== "QUEUED") return;
  const job = { invocationId: invocation.id, sequence: journal.committed.lastSeq };
  deps.requeue(job, { delayMs: Math.max(dueAt - deps.clock.now(), 0), priority: invocation.priority });
};

/** The log took the invocation up to some fact and refused that one: the end is written with nothing of the engine in it. */
const endRefused = async (deps: RunnerDeps, { invocation, journal: { committed }, parameters }: Attempt): Promise<void> => {
  const attempt = openAttempt(deps, { ...invocation, ...committed }, parameters);
  const now = deps.clock.now();
  if (committed.status === "QUEUED") {
    attempt.journal.record(startFact(invocation, { now, hold: { workerId: deps.workerId, leaseUntil: now + deps.leaseMs } }));
  }
  attempt.journal.record(endFact(invocation, new AppError("INTERNAL"), { now, askAt: null }));
  await attempt.journal.settled();
};

const endBeforeStart = async (
  deps: RunnerDeps,
  { invocation, journal, handle }: Attempt,
  unreadable: PayloadProblem = "INTERNAL",
): Promise<void> => {
  const now = deps.clock.now();
  if (invocation.cancel) {
    const outcome = invocation.attempt === 0 ? "NOT_STARTED" : "DETACHED";
    journal.record(cancelledFact(invocation, { now, outcome, askAt: null }));
  } else if (now >= invocation.deadlineAt) journal.record(expiryFact(invocation, now));
  else endUnreadable(deps, { invocation, journal, handle }, unreadable);
  await journal.settled();
};

/** Nobody knows any more what the engine was to be given: the call does not wait for its deadline. */
const endUnreadable = (
  deps: RunnerDeps,
  { invocation, journal, handle }: Pick<Attempt, "invocation" | "journal" | "handle">,
  why: PayloadProblem,
): void => {
  logOf(deps, invocation).error("the parameters of an invocation cannot be read; it ends");
  const now = deps.clock.now();
  // What an earlier attempt began may stand at the engine.
  const error = invocation.attempt === 0 ? new AppError(why) : outcomeUnknown(handle, invocation.attempt);
  journal.record(startFact(invocation, { now, hold: { workerId: deps.workerId, leaseUntil: now + deps.leaseMs } }));
  journal.record(endFact(invocation, error, { now, askAt: null }));
};

/** It could not begin to wait for a person, because somebody asked for its end before: then it ends. */
const finishCancel = async (deps: RunnerDeps, { invocation, parameters, journal: { committed }, abort }: Attempt): Promise<void> => {
  const rows = await persistently(deps.clock, abort.signal, () => deps.store.byIds([invocation.id]));
  const row = rows.get(invocation.id);
  if (!row?.cancel || row.lastSeq !== committed.lastSeq || row.status !== committed.status) return;
  const attempt = openAttempt(deps, row, parameters);
  if (row.status === "RUNNING") attempt.journal.record(cancelRequestedFact());
  attempt.journal.record(cancelledFact(row, { now: deps.clock.now(), askAt: null, outcome: "DETACHED" }));
  await attempt.journal.settled();
};

/** What is neither ended nor queued afterwards is for somebody else to follow. */
const handOver = (deps: RunnerDeps, attempt: Attempt, provider: Provider | undefined): void => {
  const { invocation, journal, handle, number } = attempt;
  if (attempt.over || !provider) return;
  attempt.deltas.flush();
  const now = deps.clock.now();
  const error = outcomeUnknown(handle, number);
  const succession = successionOf({ invocation, handle, provider, attempt: number });
  if (succession !== "attach") {
    if (journal.status === "CANCELLING") journal.record(cancelledFact(invocation, { now, askAt: null, outcome: "DETACHED" }));
    if (journal.status === "RUNNING") {
      const rerun = succession === "rerun";
      journal.record(rerun ? rerunFact({ workerId: null, leaseUntil: now - 1 }) : endFact(invocation, error, { now, askAt: null }));
    }
  }
  leave(deps, attempt, { why: error });
};
