/** What works on invocations in one process: the runner, the sweeper, late listeners, and the control over them. */
import type { RequestContext } from "../auth/request-context.js";
import { createLeadership } from "../db/leadership.js";
import type { Feed } from "../feed/feed.js";
import { CONTROL_CHANNEL, type Control, createControl } from "../invocations/control.js";
import type { Hold } from "../invocations/facts.js";
import { createInterruptStore } from "../invocations/interrupt.store.js";
import type { Invocation } from "../invocations/invocation.js";
import type { InvocationStore } from "../invocations/invocation.store.js";
import { createConversations } from "./conversations.js";
import type { EngineDeps, EngineSettings } from "./engine.js";
import { createLateResults, type LateResults } from "./late.js";
import type { InvocationMeter } from "./meter.js";
import { createRecovery, type Recovery } from "./recovery.js";
import { createResults } from "./results.js";
import type { RunStore } from "./run.store.js";
import { createRunner, type Runner } from "./runner.js";

export interface Workforce {
  readonly runner: Runner;
  readonly recovery: Recovery;
  readonly control: Control;
  readonly late: LateResults;
  /** Begins to hear of wishes that reach other processes. @returns what ends that. */
  listen(): () => void;
}

export interface WorkforceParts {
  readonly store: InvocationStore;
  readonly runs: RunStore;
  readonly feed: Feed;
  readonly meter: InvocationMeter;
}

export const createWorkforce = (settings: EngineSettings, deps: EngineDeps, { store, runs, feed, meter }: WorkforceParts): Workforce => {
  const { clock, log, queue, pubsub, workerId, database, providers } = deps;
  const { leaseMs, deltaWindowMs } = settings;
  const interrupts = createInterruptStore(database);
  const late = createLateResults({ clock, log, runs, windowMs: settings.lateWindowMs });
  const queuedHold = (until: number): Hold => ({ workerId: holderOfQueued(settings, deps), leaseUntil: until + leaseMs });
  const shared = {
    ...{ clock, log, workerId, leaseMs, providers, store, runs, interrupts, late, queuedHold, queue, pubsub },
    append: store.append,
    committed: ((events, append) => {
      feed.publish(events, append.subject);
      meter.appended(append);
    }) satisfies Parameters<typeof createRunner>[0]["committed"],
  };
  const runner = createRunner({
    ...{ ...shared, deltaWindowMs },
    conversations: createConversations(deps),
    results: createResults({ ...deps, store }),
    askingRules: (invocation) => askingRules(settings, deps, invocation),
    requeue: (job, options) => queue.enqueue(job, options),
  });
  const leadership = createLeadership({ database, clock, name: "sweeper", holder: workerId, ttlMs: leaseMs });
  const recovery = createRecovery({
    ...{ ...shared, database, leadership, chores: deps.chores },
    cancel: runner.cancel,
    zombies: meter.zombies,
    enqueue: (job, options) => queue.enqueue(job, options),
  });
  return { runner, recovery, late, control: createControl(shared), listen: () => listen(deps, runner) };
};

/**
 * Who keeps the lease of a row that waits. Nobody where any worker may take it: a job in Redis may be lost while this
 * process lives, and the row is found again when its lease is over.
 */
export const holderOfQueued = (settings: EngineSettings, { workerId }: EngineDeps): string | null =>
  settings.sharesQueue || !settings.runsInvocations ? null : workerId;

/** As things stand when the question comes: an admin may have changed who approves since the call was accepted. */
const askingRules = async (settings: EngineSettings, { abilities, log }: EngineDeps, { abilityId, tenant, requestId }: Invocation) => {
  const ctx: RequestContext = {
    principal: { id: "gateway", tenant, roles: ["admin"], via: "service-token" },
    ...{ requestId, log, language: "en", signal: new AbortController().signal },
  };
  const [ability] = await abilities.getMany(ctx, [abilityId]);
  // Of an ability whose row is gone, only those decide who decide anything.
  return { answerers: ability?.answerers ?? "OPERATORS", expiryMs: ability?.answerExpiryMs ?? settings.interruptExpiryMs } as const;
};

const listen = ({ pubsub, log }: EngineDeps, runner: Runner): (() => void) => {
  const listener = {
    onMessage(message: string) {
      const { invocationId } = JSON.parse(message) as { invocationId?: string };
      if (invocationId !== undefined) runner.cancel(invocationId);
    },
    // Every heartbeat looks for wishes that were not heard.
    onGap: () => undefined,
  };
  const subscription = pubsub.subscribe(CONTROL_CHANNEL, listener).catch((error: unknown) => {
    log.warn({ err: error }, "wishes to cancel are noticed with the heartbeat only");
    return () => undefined;
  });
  return () => void subscription.then((end) => end());
};
