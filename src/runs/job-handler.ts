/**
 * From a job to its run: not before it is the call's turn in its conversation, and its ability has a slot for it. A job
 * that has to wait comes back a little later, and neither its row nor other jobs notice.
 */

import type { Invocation } from "../invocations/invocation.js";
import { turnKeyOf } from "../invocations/turn.js";
import type { Clock } from "../kernel/clock.js";
import { isAppError } from "../kernel/errors.js";
import type { AbilitySlots, InvocationJob, InvocationQueue } from "../queue/queue.js";
import type { Job, Jobs } from "./jobs.js";
import type { RunStore } from "./run.store.js";

export interface JobHandlerDeps {
  readonly jobs: Jobs;
  readonly queue: InvocationQueue;
  readonly slots: AbilitySlots;
  readonly clock: Clock;
  readonly runs: Pick<RunStore, "isBehind">;
  readonly run: (job: Job) => Promise<void>;
}

type Slot = Parameters<AbilitySlots["take"]>[0];

/** What must be known of a job to ask whether it may run without reading its row again. */
interface Asked {
  readonly priority: number;
  /** Of its conversation: one at a time. */
  readonly turn: Slot | undefined;
  /** Of its ability. */
  readonly slot: Slot | undefined;
}

/** Jobs that wait and are remembered; the rows of others are read again each time they come back. */
const MAX_ASKED = 10_000;
/** A job comes back after 200 to 500 ms. */
const COME_BACK_MS = 200;
const COME_BACK_SPREAD_MS = 300;
/** However many wait for one ability, or for conversations, no more than about 200 of them ask in a second, and each within a minute. */
const BETWEEN_TWO_MS = 5;
const COME_BACK_WITHIN_MS = 60_000;

export const createJobHandler = (deps: JobHandlerDeps): ((job: InvocationJob) => Promise<void>) => {
  const { jobs, queue, slots, clock, run } = deps;
  const asked = new Map<string, Asked>();
  const comeBackMs = createComeBack(clock);

  const comeBack = (job: InvocationJob, needs: Asked, lacking: "turn" | "slot"): void => {
    asked.set(job.invocationId, needs);
    const [oldest] = asked.keys();
    if (asked.size > MAX_ASKED && oldest !== undefined) asked.delete(oldest);
    const line = lacking === "turn" ? TURNS : (needs.slot?.abilityId ?? "");
    queue.enqueue(job, { delayMs: comeBackMs(line), priority: needs.priority });
  };

  return async (next) => {
    const { invocationId } = next;
    const known = asked.get(invocationId);
    const fresh = known ? undefined : await jobs.take(next);
    const needs = known ?? (fresh && needsOf(fresh.invocation));
    if (!needs) return;
    const lacking = await enter(deps, invocationId, needs);
    if (lacking) return comeBack(next, needs, lacking);
    asked.delete(invocationId);
    try {
      const job = fresh ?? (await jobs.take(next));
      if (job) await run(job);
    } finally {
      for (const held of [needs.turn, needs.slot]) if (held) slots.release(held);
    }
  };
};

/** The line of all that wait for a turn. */
const TURNS = "turns";

const needsOf = (invocation: Invocation): Asked => {
  const { id: invocationId, abilityId, abilityConcurrency, priority, status } = invocation;
  // A run that is followed on had its turn.
  const turnKey = status === "QUEUED" ? turnKeyOf(invocation) : null;
  return {
    priority,
    turn: turnKey === null ? undefined : { abilityId: `turn:${turnKey}`, invocationId, limit: 1 },
    slot: abilityConcurrency === null ? undefined : { abilityId, invocationId, limit: abilityConcurrency },
  };
};

/** Takes all that it needs or nothing. @returns what it did not get. */
const enter = async (deps: JobHandlerDeps, invocationId: string, { turn, slot }: Asked): Promise<"turn" | "slot" | undefined> => {
  const { slots } = deps;
  if (turn) {
    // First without the slot, which those far behind would otherwise take from whoever is next; then with it, because
    // another may have begun in between.
    if ((await mustWait(deps, invocationId)) || !(await slots.take(turn))) return "turn";
    if (await mustWait(deps, invocationId)) {
      slots.release(turn);
      return "turn";
    }
  }
  if (!slot || (await slots.take(slot))) return undefined;
  if (turn) slots.release(turn);
  return "slot";
};

const mustWait = async ({ runs }: JobHandlerDeps, invocationId: string): Promise<boolean> => {
  try {
    return (await runs.isBehind(invocationId)) ?? false;
  } catch (error) {
    if (!isAppError(error, "SERVICE_UNAVAILABLE")) throw error;
    return true;
  }
};

/** When the next job of a line asks again: at random, and never close behind the one before it. */
const createComeBack = (clock: Clock): ((line: string) => number) => {
  const lastAt = new Map<string, number>();
  return (line) => {
    const now = clock.now();
    const soon = now + COME_BACK_MS + Math.random() * COME_BACK_SPREAD_MS;
    const at = Math.min(Math.max(soon, (lastAt.get(line) ?? 0) + BETWEEN_TWO_MS), now + COME_BACK_WITHIN_MS);
    lastAt.set(line, at);
    return at - now;
  };
};
