/**
 * Works sets of repetitions off: in steps of a few invocations, each taken by one worker of any process. A step that a
 * worker did not live to end is taken again by another, which looks first what of it was done.
 */
import type { RequestContext } from "../auth/request-context.js";
import type { InvocationService } from "../invocations/invocation.service.js";
import type { Clock } from "../kernel/clock.js";
import type { ErrorCode } from "../kernel/error-codes.js";
import { isAppError, toAppError } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";
import { itemKey, type Replay, withRefusals } from "./replay.js";
import type { ReplayStore } from "./replay.store.js";

export interface ReplayWorkerDeps {
  readonly store: ReplayStore;
  readonly invocations: Pick<InvocationService, "retry" | "repeatable">;
  readonly clock: Clock;
  readonly log: Log;
  readonly workerId: string;
  readonly settings: ReplayWorkerSettings;
}

/** Times in milliseconds. */
export interface ReplayWorkerSettings {
  /** Repetitions of one set that may run or wait for a worker at once. */
  readonly maxActive: number;
  /** Repetitions begun in one step. */
  readonly stepSize: number;
  /** After this time a step counts as abandoned. */
  readonly leaseMs: number;
  /** How often an idle worker looks for work. */
  readonly pollMs: number;
}

export interface ReplayWorker {
  start(): void;
  /** There may be work now. */
  wake(): void;
  /** Resolves when the step under way has ended. */
  stop(): Promise<void>;
}

export const createReplayWorker = (deps: ReplayWorkerDeps): ReplayWorker => {
  const { clock, settings } = deps;
  let stopped = false;
  let woken = false;
  let wakeUp = (): void => undefined;
  let running: Promise<void> | undefined;
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(ms, resolve);
      wakeUp = () => {
        cancel();
        resolve();
      };
    });
  const run = async (): Promise<void> => {
    let idleMs = settings.pollMs;
    while (!stopped) {
      const nextMs = await takeStep(deps);
      if (nextMs !== undefined) idleMs = Math.min(idleMs, nextMs);
      else if (!woken) {
        await pause(idleMs);
        idleMs = settings.pollMs;
      }
      woken = false;
    }
  };
  const wake = (): void => {
    woken = true;
    wakeUp();
  };
  return {
    start() {
      running ??= run();
    },
    wake,
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
};

/** @returns when this set is due again, in milliseconds; nothing when no set was, or nothing could be done. Never throws. */
const takeStep = async (deps: ReplayWorkerDeps): Promise<number | undefined> => {
  const { store, clock, log, workerId, settings } = deps;
  const now = clock.now();
  try {
    const replay = await store.claim({ workerId, now, until: now + settings.leaseMs });
    return replay && (await step(deps, replay));
  } catch (error) {
    // Its lease runs out, and somebody takes the step again.
    log.warn({ err: error }, "a step of a replay failed; it will be taken again");
    return undefined;
  }
};

/** Pauses until the next step, in milliseconds: as many are under way as may be · all were begun · all left wait for people. */
const CROWDED_MS = 500;
const ENDING_MS = 1_000;
const WAITING_MS = 15_000;
/** After something kept a repetition from being begun that has nothing to do with it. */
const TROUBLE_MS = 2_000;

const step = async (deps: ReplayWorkerDeps, replay: Replay): Promise<number> => {
  const { store, clock, workerId, settings, invocations } = deps;
  const { id, refusals, cursorId, selection } = replay;
  const close = async (state: "ABORTED" | "FINISHED"): Promise<number> => {
    await store.close(id, workerId, { state, at: clock.now() });
    return 0;
  };
  const pause = async (ms: number): Promise<number> => {
    await store.endStep(id, workerId, { cursorId, refusals, nextAt: clock.now() + ms, complete: !replay.stepOpen });
    return ms;
  };
  if (replay.state === "ABORTING") return close("ABORTED");
  const { active = 0, waiting = 0 } = (await invocations.repeatable.progress([id])).get(id) ?? {};
  const room = Math.min(settings.stepSize, settings.maxActive - active);
  if (room <= 0) return pause(CROWDED_MS);
  const originals = await invocations.repeatable.next(selection, { after: cursorId, limit: room });
  if (originals.length > 0) return begin(deps, replay, originals);
  if (active + waiting === 0) return close("FINISHED");
  return pause(active > 0 ? ENDING_MS : WAITING_MS);
};

const begin = async (deps: ReplayWorkerDeps, replay: Replay, originals: readonly string[]): Promise<number> => {
  const { store, clock, workerId, invocations } = deps;
  const done = replay.stepOpen ? await invocations.repeatable.repeatedIn(replay.id, originals) : new Set<string>();
  const ctx = contextOf(deps, replay);
  const results = await Promise.all(
    originals.map((originalId) => (done.has(originalId) ? "begun" : repeat(deps, ctx, { replay, originalId }))),
  );
  const firstPutOff = results.indexOf("put off");
  const dealtWith = firstPutOff === -1 ? originals.length : firstPutOff;
  const codes = results.slice(0, dealtWith).filter((result): result is ErrorCode => result !== "begun" && result !== "put off");
  const ms = firstPutOff === -1 ? 0 : TROUBLE_MS;
  await store.endStep(replay.id, workerId, {
    cursorId: originals[dealtWith - 1] ?? replay.cursorId,
    refusals: withRefusals(replay.refusals, codes),
    nextAt: clock.now() + ms,
    complete: firstPutOff === -1,
  });
  return ms;
};

/** Says nothing about the repetition itself: it is tried again. */
const PUT_OFF: ReadonlySet<ErrorCode> = new Set([
  "TOO_MANY_INVOCATIONS",
  "RATE_LIMITED",
  "SHUTTING_DOWN",
  "SERVICE_UNAVAILABLE",
  "CONFLICT",
]);

/** Below everything people wait for. */
const REPLAY_PRIORITY = -50;

const repeat = async (
  { invocations, log }: ReplayWorkerDeps,
  ctx: RequestContext,
  { replay, originalId }: { replay: Replay; originalId: string },
): Promise<"begun" | "put off" | ErrorCode> => {
  try {
    const outcome = await invocations.retry(ctx, {
      invocationId: originalId,
      version: replay.version,
      replayId: replay.id,
      idempotencyKey: itemKey(replay.id, originalId),
      priority: REPLAY_PRIORITY,
      harmlessOnly: !replay.includeSideEffecting,
      waitMs: 0,
    });
    if (outcome.kind === "accepted") return "begun";
    return PUT_OFF.has(outcome.error.code) ? "put off" : outcome.error.code;
  } catch (error) {
    if (isAppError(error) && PUT_OFF.has(error.code)) return "put off";
    log.error({ err: error, replayId: replay.id, invocationId: originalId }, "an invocation could not be repeated");
    return toAppError(error).code;
  }
};

/** The owner is the caller of every repetition, with an operator's permissions: those the set was asked for with. */
const contextOf = ({ log }: ReplayWorkerDeps, { id, ownerId, tenant, requestId }: Replay): RequestContext => ({
  principal: { id: ownerId, tenant, roles: ["operator"], via: "service-token" },
  requestId,
  language: "en",
  log: log.child({ replayId: id, requestId }),
  signal: new AbortController().signal,
});
