/** Follows one run at the engine and writes down what it says, until it ends, asks a person, or nobody waits any longer. */

import { persistently } from "../db/persistently.js";
import { attemptFailedFact, cancelledFact, endFact, factOf, interruptFact, isStorable, reattachFact } from "../invocations/facts.js";
import { type Interrupt, interruptIdOf } from "../invocations/interrupt.js";
import type { CancelOutcome } from "../invocations/invocation.js";
import { isFinal } from "../invocations/lifecycle.js";
import { delay } from "../kernel/clock.js";
import { AppError, toAppError } from "../kernel/errors.js";
import { decideRetry } from "../kernel/retry.js";
import type { Provider, ProviderEvent } from "../providers/provider.js";
import { type Attempt, logOf, type RunnerDeps } from "./attempt.js";
import { withoutQuotes } from "./quoted-secrets.js";
import { isEngineVerdict, moreOf, requestOf } from "./remote-run.js";

/** Resolves when the engine has nothing more to say; never rejects. */
export const read = async (deps: RunnerDeps, attempt: Attempt, provider: Provider): Promise<void> => {
  try {
    await readOn(deps, attempt, provider);
  } finally {
    attempt.late?.close();
  }
};

const readOn = async (deps: RunnerDeps, attempt: Attempt, provider: Provider): Promise<void> => {
  for (let tries = 1; ; tries++) {
    try {
      return await followOnce(deps, attempt, provider);
    } catch (thrown) {
      if (attempt.abort.signal.aborted && attempt.over) return;
      const afterMs = attachesAfter(attempt, provider, { error: toAppError(thrown), tries });
      if (afterMs === undefined) return failed(deps, attempt, { provider, thrown });
      attempt.deltas.flush();
      logOf(deps, attempt.invocation).info({ err: thrown, afterMs }, "lost the engine; asking it how the run stands");
      await delay(deps.clock, afterMs, attempt.abort.signal);
      if (attempt.abort.signal.aborted) return;
      attempt.work = { kind: "attach" };
    }
  }
};

const ATTACH_FIRST_MS = 1_000;
const ATTACH_MAX_MS = 10_000;

/**
 * A stream that broke off says nothing about the run, and an engine that cannot be reached may be back soon.
 * @returns milliseconds until the engine is asked about the run; nothing when that is no use.
 */
const attachesAfter = (attempt: Attempt, provider: Provider, { error, tries }: { error: AppError; tries: number }): number | undefined => {
  if (!provider.canAttach(attempt.handle)) return undefined;
  if (attempt.work.kind !== "attach") return error.code === "ENGINE_STREAM_CUT" ? 0 : undefined;
  return error.facts.retryable ? Math.min(ATTACH_FIRST_MS * 2 ** (tries - 1), ATTACH_MAX_MS) : undefined;
};

/** Facts kept in memory for an append, of one invocation. */
const MAX_WAITING = 1_000;

/** @throws what the provider throws; AppError ENGINE_STREAM_CUT when it ends without an end. */
const followOnce = async (deps: RunnerDeps, attempt: Attempt, provider: Provider): Promise<void> => {
  const { journal } = attempt;
  try {
    for await (const event of await open(deps, attempt, provider)) {
      if (attempt.over) {
        if (!attempt.late || (await hearLate(attempt, event))) return;
        continue;
      }
      await take(deps, attempt, event);
      if (isFinal(journal.status) || journal.status === "WAITING") return;
      // An engine that talks faster than the database writes has to wait.
      if (journal.waiting > MAX_WAITING) await journal.settled();
    }
  } finally {
    if (!attempt.over) attempt.deltas.flush();
  }
  throw new AppError("ENGINE_STREAM_CUT");
};

const open = async (deps: RunnerDeps, attempt: Attempt, provider: Provider): Promise<AsyncIterable<ProviderEvent>> =>
  withoutQuotes(await ask(deps, attempt, provider), attempt.secrets);

const ask = async (deps: RunnerDeps, attempt: Attempt, provider: Provider): Promise<AsyncIterable<ProviderEvent>> => {
  const { invocation, parameters, work, abort } = attempt;
  attempt.conversation ??= await persistently(deps.clock, abort.signal, () => deps.conversations.of(invocation));
  await holdOn(deps, attempt);
  abort.signal.throwIfAborted();
  // Somebody was quicker than the start: what the engine has not heard of it need not hear.
  if (attempt.journal.status === "CANCELLING" && work.kind !== "attach") throw new AppError("ENGINE_CANCELLED", { notAccepted: true });
  attempt.asked = true;
  const request = { ...requestOf(invocation, parameters, attempt.conversation), beginBefore: attempt.heldUntil };
  const remote = { ...request, handle: attempt.handle };
  switch (work.kind) {
    case "execute":
      return provider.execute(request, abort.signal);
    case "attach":
      return provider.attach(remote, abort.signal);
    case "resume": {
      const { engineEventId: eventId, interruptType } = work.interrupt;
      return provider.resume({ ...remote, eventId, interruptType, answer: work.answer }, abort.signal);
    }
  }
};

/**
 * Whoever stood still for longer than a lease may have lost the row: somebody else says by now that nobody knows what
 * became of the run, or runs it. The row is taken again before the engine hears of it; who has lost it is told so there.
 * Half a lease is left afterwards for the way to the engine, where `beginBefore` is looked at last.
 */
const holdOn = async ({ clock, workerId, leaseMs }: RunnerDeps, attempt: Attempt): Promise<void> => {
  const { journal, invocation, number, abort } = attempt;
  while (clock.now() >= attempt.heldUntil - leaseMs / 2 && !abort.signal.aborted) {
    attempt.heldUntil = clock.now() + leaseMs;
    const row = { ...invocation, status: journal.status, attempt: number };
    journal.record(reattachFact(row, { workerId, leaseUntil: attempt.heldUntil }));
    await journal.settled();
  }
};

const hearLate = async (attempt: Attempt, event: ProviderEvent): Promise<boolean> => {
  if (event.type === "remote") attempt.handle = moreOf(attempt.handle, event) ?? attempt.handle;
  return (await attempt.late?.hear(event, attempt.handle)) ?? true;
};

const take = async (deps: RunnerDeps, attempt: Attempt, event: ProviderEvent): Promise<void> => {
  const { journal, deltas, invocation } = attempt;
  if (event.type === "output") {
    deltas.add(event.nodeId, event.text);
    return;
  }
  deltas.flush();
  if (event.type === "interrupted") return raise(deps, attempt, event);
  if (event.type === "done") return finish(deps, attempt, event);
  if (event.type === "remote") {
    const handle = moreOf(attempt.handle, event);
    if (!handle) return;
    attempt.handle = handle;
    journal.record(factOf({ type: "remote", ...handle }, invocation, deps.clock.now()));
    return noteConversation(deps, attempt);
  }
  journal.record(factOf(event, invocation, deps.clock.now()));
};

/** @throws AppError OUTPUT_INVALID; the attempt then has what the engine gave. */
const finish = async (deps: RunnerDeps, attempt: Attempt, event: Extract<ProviderEvent, { type: "done" }>): Promise<void> => {
  const { invocation, journal, abort } = attempt;
  const patiently = <T>(work: () => Promise<T>) => persistently(deps.clock, abort.signal, work);
  let { output } = event;
  if (await patiently(() => deps.results.ruleOf(invocation))) {
    // What its nodes said is read from the log.
    await journal.settled();
    attempt.rawOutput = output;
    output = await patiently(() => deps.results.of(invocation, event.output));
    attempt.rawOutput = undefined;
    // A deadline or a cancel may have come in between.
    if (attempt.over) return void (await hearLate(attempt, event));
  }
  journal.record(factOf({ type: "done", output }, invocation, deps.clock.now()));
};

/** Losing it costs the memory of one conversation, and is not worth a run. */
const noteConversation = async (deps: RunnerDeps, { invocation, conversation, handle }: Attempt): Promise<void> => {
  if (!conversation || handle.conversationId === undefined) return;
  try {
    await deps.conversations.told(invocation, conversation, handle.conversationId);
  } catch (error) {
    logOf(deps, invocation).warn({ err: error }, "the engine's conversation could not be noted");
  }
};

const LONGEST_ENGINE_ID = 255;

/** The row waits for a person from here on, unless somebody wants the run to end. */
const raise = async (deps: RunnerDeps, attempt: Attempt, event: Extract<ProviderEvent, { type: "interrupted" }>): Promise<void> => {
  const { invocation, journal, abort } = attempt;
  if (event.eventId.length > LONGEST_ENGINE_ID) throw new AppError("ENGINE_BAD_RESPONSE");
  const [rules, ordinal] = await persistently(deps.clock, abort.signal, () =>
    Promise.all([deps.askingRules(invocation), deps.interrupts.lastOrdinal(invocation.id)]),
  );
  // A deadline or a cancel may have come in between.
  if (attempt.over) return;
  const now = deps.clock.now();
  if (journal.status === "CANCELLING") {
    journal.record(cancelledFact(invocation, { now, askAt: null, outcome: "DETACHED" }));
    return;
  }
  const interrupt: Interrupt = {
    id: interruptIdOf(invocation.id, ordinal + 1),
    invocationId: invocation.id,
    ordinal: ordinal + 1,
    engineEventId: event.eventId,
    interruptType: event.interruptType,
    question: event.question,
    answerers: rules.answerers,
    state: "OPEN",
    runTimeLeftMs: Math.max(invocation.deadlineAt - now, 1),
    raisedAt: now,
    expiresAt: now + rules.expiryMs,
    ...{ answeredAt: null, answererId: null, answer: null },
  };
  journal.record(interruptFact(interrupt));
};

const failed = async (deps: RunnerDeps, attempt: Attempt, { provider, thrown }: { provider: Provider; thrown: unknown }): Promise<void> => {
  if (attempt.over) return attempt.late?.failed(thrown, attempt.handle);
  if (!(await attempt.journal.settled())) return;
  // While that was written, the deadline or a cancel may have ended it.
  if (attempt.over || isFinal(attempt.journal.status)) return;
  recordFailure(deps, attempt, { provider, error: toAppError(thrown) });
};

/** An engine that did not accept this attempt may have heard of an earlier one. */
const cancelOutcomeOf = (error: AppError, { number }: Attempt): CancelOutcome => {
  if (error.notAccepted) return number === 1 ? "NOT_STARTED" : "DETACHED";
  return error.code === "ENGINE_CANCELLED" ? "STOPPED_BY_ENGINE" : "DETACHED";
};

const recordFailure = (deps: RunnerDeps, attempt: Attempt, { provider, error }: { provider: Provider; error: AppError }): void => {
  const { invocation, journal, work } = attempt;
  const now = deps.clock.now();
  const log = logOf(deps, invocation);
  const found = provider.canAttach(attempt.handle);
  const ended = isEngineVerdict(error) || attempt.rawOutput !== undefined;
  if (journal.status === "CANCELLING" && (!ended || error.code === "ENGINE_CANCELLED")) {
    const outcome = cancelOutcomeOf(error, attempt);
    journal.record(cancelledFact(invocation, { now, outcome, askAt: deps.late.askAt(found && outcome === "DETACHED") }));
    return;
  }
  // Every question took an attempt, and each answer has its own tries.
  const asked = work.kind === "resume" ? work.interrupt.ordinal : 0;
  const facts = { attempt: Math.max(attempt.number - asked, 1), timeLeftMs: invocation.deadlineAt - now, random: Math.random() };
  const decision = work.kind === "attach" ? undefined : decideRetry(error, facts);
  if (decision?.kind === "retry") {
    const { afterMs } = decision;
    log.info({ code: error.code, afterMs }, "attempt was not accepted by the engine; trying again");
    const answered = work.kind === "resume" ? work.interrupt : undefined;
    attempt.dueAt = now + afterMs;
    journal.record(attemptFailedFact({ dueAt: now + afterMs, hold: deps.queuedHold(now + afterMs), answered }));
    return;
  }
  log[error.facts.level]({ err: error, code: error.code, upstream: error.upstream }, "invocation failed");
  const unsure = error.code === "OUTCOME_UNKNOWN" || error.code === "ENGINE_TIMEOUT" || error.code === "ENGINE_STREAM_CUT";
  const rawOutput = attempt.rawOutput !== undefined && isStorable(attempt.rawOutput) ? attempt.rawOutput : undefined;
  journal.record(endFact(invocation, error, { now, askAt: deps.late.askAt(found && unsure), rawOutput }));
};
