/** Puts the invocations room together: store, feed, runner, queue and recovery around one service. */
import type { AbilityService } from "../abilities/ability.service.js";
import type { Database } from "../db/database.js";
import type { TableShape } from "../db/table-shape.js";
import { type Clock, delay } from "../kernel/clock.js";
import type { IdFactory } from "../kernel/ids.js";
import type { Log } from "../kernel/log.js";
import type { Metrics } from "../kernel/metrics.js";
import type { MappingService } from "../mappings/mapping.service.js";
import type { Provider, ProviderKind } from "../providers/provider.js";
import type { PubSub } from "../pubsub/pubsub.js";
import type { InvocationQueue } from "../queue/queue.js";
import type { Outbox } from "./append-batch.js";
import { createFeed, type Feed } from "./feed.js";
import { createInvocationService, type InvocationService } from "./invocation.service.js";
import { createInvocationStore, type InvocationStore } from "./invocation.store.js";
import { createJobs, type Jobs } from "./jobs.js";
import { createInvocationMeter, type InvocationMeter } from "./meter.js";
import { createRecovery, type Recovery } from "./recovery.js";
import { createRunner, type Runner } from "./runner.js";
import { createStarter, type Starter } from "./start.js";
import type { StartSettings } from "./start-command.js";

/** Times in milliseconds. */
export interface EngineSettings extends StartSettings {
  /** Invocations run at once by this process. */
  readonly concurrency: number;
  readonly deltaWindowMs: number;
  /** How often followers look into the log when no message arrives. */
  readonly feedPollMs: number;
}

export interface EngineDeps {
  readonly database: Database;
  readonly logTable: TableShape;
  readonly pubsub: PubSub;
  readonly outboxes: readonly Outbox[];
  readonly queue: InvocationQueue;
  readonly providers: ReadonlyMap<ProviderKind, Provider>;
  readonly abilities: AbilityService;
  readonly mappings: MappingService;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly newId: IdFactory;
  /** Unique per process and start. */
  readonly workerId: string;
  readonly timeoutOf: (connection: string) => number;
}

export interface Engine {
  readonly service: InvocationService;
  /** Runs what is queued, and begins to settle what an earlier process left behind. */
  start(): void;
  /** Callers who wait for an end are answered within a second with how things stand: the process is about to stop. */
  endWaits(): void;
  /** Finishes runs under way for at most `graceMs`, ends the rest honestly, hands queued ones to others. */
  stop(graceMs: number): Promise<void>;
}

/** How long a stopping process waits for a database that does not answer. */
const LAST_WORDS_MS = 5_000;

const within = async (clock: Clock, ms: number, work: Promise<void>): Promise<void> => {
  const over = new AbortController();
  await Promise.race([work.finally(() => over.abort()), delay(clock, ms, over.signal)]);
};

export const createEngine = (settings: EngineSettings, deps: EngineDeps): Engine => {
  const store = createInvocationStore({ ...deps, table: deps.logTable });
  const meter = createInvocationMeter(deps.metrics);
  const feed = openFeed(settings, deps, store);
  const jobs = createJobs(store, deps);
  const { runner, recovery } = createWorkers(settings, deps, { store, feed, meter });
  const leaving = new AbortController();
  const starter = openStarter(settings, deps, { store, feed, meter, jobs });
  return {
    service: createInvocationService({ ...deps, store, feed, starter, now: deps.clock.now, leaving: leaving.signal }),
    start() {
      deps.queue.start(async ({ invocationId }) => {
        const job = await jobs.take(invocationId);
        if (job) await runner.run(job.invocation, job.parameters);
      }, settings.concurrency);
      // Not awaited: an earlier process may have left very much behind, and new calls need not wait for it.
      void recovery.start();
    },
    endWaits: () => leaving.abort(),
    async stop(graceMs) {
      await deps.queue.stop(graceMs);
      const lastWords = async () => {
        await Promise.all([runner.abandonAll(), recovery.stop()]);
        await recovery.releaseQueued().catch((error: unknown) => deps.log.warn({ err: error }, "queued invocations keep their lease"));
        await store.idle();
      };
      // Without a database they cannot be written; the sweep of another process then ends what this one leaves behind.
      await within(deps.clock, LAST_WORDS_MS, lastWords());
      store.close();
      feed.close();
    },
  };
};

interface Parts {
  readonly store: InvocationStore;
  readonly feed: Feed;
  readonly meter: InvocationMeter;
}

const openFeed = (settings: EngineSettings, { clock, log, pubsub }: EngineDeps, store: InvocationStore): Feed =>
  createFeed({
    ...{ clock, log, pubsub },
    pollMs: settings.feedPollMs,
    read: async (invocationId, after, limit) => (await store.events([{ invocationId, after, limit }]))[0] ?? [],
  });

const createWorkers = (
  settings: EngineSettings,
  deps: EngineDeps,
  { store, feed, meter }: Parts,
): { runner: Runner; recovery: Recovery } => {
  const { clock, log, queue, workerId, database, providers } = deps;
  const { leaseMs, deltaWindowMs } = settings;
  const enqueue = (invocationId: string, delayMs = 0) => queue.enqueue({ invocationId, sequence: 0 }, { delayMs });
  const journal = {
    append: store.append,
    committed: ((events, append) => {
      feed.publish(events);
      meter.appended(append);
    }) satisfies Parameters<typeof createRunner>[0]["committed"],
  };
  const shared = { ...{ clock, log, workerId, leaseMs }, ...journal };
  return {
    runner: createRunner({ ...shared, providers, deltaWindowMs, requeue: enqueue }),
    recovery: createRecovery({ ...shared, database, enqueue }),
  };
};

const openStarter = (settings: EngineSettings, deps: EngineDeps, { store, feed, meter, jobs }: Parts & { jobs: Jobs }): Starter =>
  createStarter({
    ...deps,
    ...{ store, feed, settings },
    queued: () => deps.queue.depth,
    accepted(invocation, parameters) {
      meter.accepted();
      jobs.offer({ invocation, parameters });
      deps.queue.enqueue({ invocationId: invocation.id, sequence: invocation.lastSeq }, { priority: invocation.priority });
    },
    perhapsAccepted: jobs.lookLater,
  });
