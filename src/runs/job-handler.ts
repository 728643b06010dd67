/**
 * From a job to its run: not before the ability has a slot for it. A job without one comes back a little later, and
 * neither its row nor jobs of other abilities notice.
 */

import type { Invocation } from "../invocations/invocation.js";
import type { Clock } from "../kernel/clock.js";
import type { AbilitySlots, InvocationJob, InvocationQueue } from "../queue/queue.js";
import type { Job, Jobs } from "./jobs.js";

export interface JobHandlerDeps {
  readonly jobs: Jobs;
  readonly queue: InvocationQueue;
  readonly slots: AbilitySlots;
  readonly clock: Clock;
  readonly run: (job: Job) => Promise<void>;
}

/** What must be known of a job to ask for its slot without reading its row again. */
interface Asked {
  readonly abilityId: string;
  readonly limit: number;
  readonly priority: number;
}

/** Jobs without a slot that are remembered; the rows of others are read again each time they come back. */
const MAX_ASKED = 10_000;
/** A job comes back after 200 to 500 ms. */
const COME_BACK_MS = 200;
const COME_BACK_SPREAD_MS = 300;
/** However many wait for one ability, no more than about 200 of them ask in a second, and each within a minute. */
const BETWEEN_TWO_MS = 5;
const COME_BACK_WITHIN_MS = 60_000;

export const createJobHandler = ({ jobs, queue, slots, clock, run }: JobHandlerDeps): ((job: InvocationJob) => Promise<void>) => {
  const asked = new Map<string, Asked>();
  const comeBackMs = createComeBack(clock);

  const comeBack = (job: InvocationJob, slot: Asked): void => {
    asked.set(job.invocationId, slot);
    const [oldest] = asked.keys();
    if (asked.size > MAX_ASKED && oldest !== undefined) asked.delete(oldest);
    queue.enqueue(job, { delayMs: comeBackMs(slot.abilityId), priority: slot.priority });
  };
  const runWith = async (invocationId: string, slot: Asked, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } finally {
      slots.release({ abilityId: slot.abilityId, invocationId });
    }
  };

  return async (next) => {
    const { invocationId } = next;
    const known = asked.get(invocationId);
    if (known) {
      if (!(await slots.take({ ...known, invocationId }))) return comeBack(next, known);
      asked.delete(invocationId);
      return runWith(invocationId, known, async () => {
        const job = await jobs.take(next);
        if (job) await run(job);
      });
    }
    const job = await jobs.take(next);
    const slot = job && slotOf(job.invocation);
    if (!job || !slot) return job && run(job);
    if (await slots.take({ ...slot, invocationId })) return runWith(invocationId, slot, () => run(job));
    return comeBack(next, slot);
  };
};

const slotOf = ({ abilityId, abilityConcurrency, priority }: Invocation): Asked | undefined =>
  abilityConcurrency === null ? undefined : { abilityId, limit: abilityConcurrency, priority };

/** When the next job of an ability asks again: at random, and never close behind the one before it. */
const createComeBack = (clock: Clock): ((abilityId: string) => number) => {
  const lastAt = new Map<string, number>();
  return (abilityId) => {
    const now = clock.now();
    const soon = now + COME_BACK_MS + Math.random() * COME_BACK_SPREAD_MS;
    const at = Math.min(Math.max(soon, (lastAt.get(abilityId) ?? 0) + BETWEEN_TWO_MS), now + COME_BACK_WITHIN_MS);
    lastAt.set(abilityId, at);
    return at - now;
  };
};
