/**
 * Checks the mappings in service again: all of them by a timer, in one process of the installation, and one at once when
 * the engine has refused its parameters, so that the second user is not the one who reports it.
 */
import type { AbilityService } from "../abilities/ability.service.js";
import type { RequestContext } from "../auth/request-context.js";
import type { Leadership } from "../db/leadership.js";
import type { Clock } from "../kernel/clock.js";
import { isAppError } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";
import type { MappingService } from "../mappings/mapping.service.js";
import type { WorkflowMapping } from "../mappings/workflow-mapping.js";
import { type CheckerDeps, runCheck } from "./checker.js";
import type { CheckReason } from "./mapping-check.js";

export interface WatchDeps extends CheckerDeps {
  readonly abilities: AbilityService;
  readonly mappings: () => MappingService;
  readonly leadership: Leadership;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds between two rounds; 0 = no rounds. */
  readonly intervalMs: number;
}

export interface Watch {
  start(): void;
  /** The engine refused what these mappings sent. */
  refused(mappingIds: readonly string[]): void;
  stop(): Promise<void>;
}

/** A process that has just started has more urgent work; one that restarts often must not ask engines each time. */
const FIRST_ROUND_MS = 30_000;
/** Refusals come in crowds: one check tells of all. */
const REFUSAL_PAUSE_MS = 60_000;
const PAGE = 50;

export const createWatch = (deps: WatchDeps): Watch => {
  const { clock, log, intervalMs } = deps;
  const leaving = new AbortController();
  const underWay = new Set<Promise<void>>();
  const checkedAt = new Map<string, number>();
  let cancelTimer = (): void => undefined;

  const track = (work: Promise<void>): void => {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  };
  const schedule = (ms: number): void => {
    if (!leaving.signal.aborted) cancelTimer = clock.after(ms, () => track(round(deps, leaving.signal).then(() => schedule(intervalMs))));
  };
  return {
    start() {
      if (intervalMs > 0) schedule(Math.min(intervalMs, FIRST_ROUND_MS));
    },
    refused(mappingIds) {
      if (leaving.signal.aborted) return;
      const now = clock.now();
      for (const [id, at] of checkedAt) if (now - at >= REFUSAL_PAUSE_MS) checkedAt.delete(id);
      for (const id of mappingIds.filter((mappingId) => !checkedAt.has(mappingId))) {
        checkedAt.set(id, now);
        track(
          checkById(deps, id, leaving.signal).catch((error) => log.warn({ err: error, mappingId: id }, "a mapping could not be checked")),
        );
      }
    },
    async stop() {
      leaving.abort();
      cancelTimer();
      await Promise.all(underWay);
      await deps.leadership.release().catch((error) => log.warn({ err: error }, "the lead of mapping checks could not be given back"));
    },
  };
};

/** Never throws. */
const round = async (deps: WatchDeps, signal: AbortSignal): Promise<void> => {
  try {
    let after = "";
    for (;;) {
      if (signal.aborted || !(await deps.leadership.hold())) return;
      const page = await deps.mappings().serving(after, PAGE);
      for (const mapping of page) {
        if (signal.aborted) return;
        await checkSafely(deps, mapping, signal);
      }
      const last = page.at(-1);
      if (!last || page.length < PAGE) return;
      after = last.id;
    }
  } catch (error) {
    deps.log.warn({ err: error }, "the mappings in service could not be checked; they will be again");
  }
};

/** One that cannot be checked holds up no other. */
const checkSafely = async (deps: WatchDeps, mapping: WorkflowMapping, signal: AbortSignal): Promise<void> => {
  try {
    await check(deps, mapping, { reason: "TIMER", signal });
  } catch (error) {
    if (isAppError(error, "SERVICE_UNAVAILABLE")) throw error;
    deps.log.warn({ err: error, mappingId: mapping.id }, "a mapping could not be checked");
  }
};

const checkById = async (deps: WatchDeps, mappingId: string, signal: AbortSignal): Promise<void> => {
  const [mapping] = await deps.mappings().getMany(contextOf(deps, signal), [mappingId]);
  if (mapping) await check(deps, mapping, { reason: "FAILURE", signal });
};

/** Abilities that nobody can call any more are left alone. */
const check = async (deps: WatchDeps, mapping: WorkflowMapping, call: { reason: CheckReason; signal: AbortSignal }): Promise<void> => {
  const [ability] = await deps.abilities.getMany(contextOf(deps, call.signal), [mapping.abilityId]);
  if (ability && ability.status !== "RETIRED") await runCheck(deps, { mapping, ability }, call);
};

/** Nobody's request: the gateway looks after its own mappings. */
const contextOf = ({ log }: WatchDeps, signal: AbortSignal): RequestContext => ({
  principal: { id: "mapping-checks", tenant: "", roles: ["admin"], via: "service-token" },
  requestId: "mapping-checks",
  language: "en",
  log,
  signal,
});
