/** Puts the invocations room together: store, feed, runner, queue and recovery around one service. */
import type { AbilityService } from "../abilities/ability.service.js";
import type { Database } from "../db/database.js";
import type { TableShape } from "../db/table-shape.js";
import type { Expressions } from "../expressions/expressions.js";
import { createActivity } from "../feed/activity.js";
import { createFeed, type Feed } from "../feed/feed.js";
import type { FileReferences } from "../files/file.js";
import type { Outbox } from "../invocations/append-batch.js";
import type { CheckWebhook } from "../invocations/completion-webhook.js";
import { createInvocationService, type InvocationService } from "../invocations/invocation.service.js";
import { createInvocationStore, type InvocationStore } from "../invocations/invocation.store.js";
import type { FingerprintOf } from "../invocations/new-invocation.js";
import { createStarter, type Starter } from "../invocations/start.js";
import type { StartSettings } from "../invocations/start-command.js";
import { type Clock, delay } from "../kernel/clock.js";
import type { IdFactory } from "../kernel/ids.js";
import type { Log } from "../kernel/log.js";
import type { Metrics } from "../kernel/metrics.js";
import type { SecretBox } from "../kernel/secret-box.js";
import type { MappingService } from "../mappings/mapping.service.js";
import type { Provider, ProviderKind } from "../providers/provider.js";
import type { PubSub } from "../pubsub/pubsub.js";
import type { AbilitySlots, InvocationQueue } from "../queue/queue.js";
import { createJobHandler } from "./job-handler.js";
import { createJobs, type Jobs } from "./jobs.js";
import { createInvocationMeter, type InvocationMeter } from "./meter.js";
import { createRunStore } from "./run.store.js";
import { createWorkforce, holderOfQueued } from "./workforce.js";

/** Times in milliseconds. */
export interface EngineSettings extends StartSettings {
  /** Whether this process runs invocations, or only accepts them for others to run. */
  readonly runsInvocations: boolean;
  /** Whether other processes take jobs from the same queue. */
  readonly sharesQueue: boolean;
  /** Invocations run at once by this process. */
  readonly concurrency: number;
  readonly deltaWindowMs: number;
  /** How long a question stays open when its ability says nothing. */
  readonly interruptExpiryMs: number;
  /** How long an engine is listened to after the end, and when it is asked what became of the run; 0 = never. */
  readonly lateWindowMs: number;
  /** How often followers look into the log when no message arrives. */
  readonly feedPollMs: number;
}

export interface EngineDeps {
  readonly database: Database;
  readonly logTable: TableShape;
  readonly pubsub: PubSub;
  readonly outboxes: readonly Outbox[];
  readonly checkWebhook: CheckWebhook;
  /** What the process that sweeps does besides, about once a minute; each is done soon, and goes on the next time. */
  readonly chores: readonly (() => Promise<void>)[];
  readonly queue: InvocationQueue;
  readonly slots: AbilitySlots;
  readonly providers: ReadonlyMap<ProviderKind, Provider>;
  readonly abilities: AbilityService;
  readonly mappings: MappingService;
  readonly expressions: Expressions;
  readonly files: FileReferences;
  /** Seals what calls hold of secrets. */
  readonly secrets: SecretBox;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly newId: IdFactory;
  /** Unique per process and start. */
  readonly workerId: string;
  readonly timeoutOf: (connection: string) => number;
  readonly fingerprintOf: FingerprintOf;
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
  const runs = createRunStore(deps);
  const meter = createInvocationMeter(deps.metrics);
  const read = async (invocationId: string, after: number, limit: number) =>
    (await store.events([{ invocationId, after, limit }]))[0] ?? [];
  const activity = createActivity({ ...deps, read, byIds: store.byIds });
  const heads = async (ids: readonly string[]) => new Map([...(await store.byIds(ids))].map(([id, { lastSeq }]) => [id, lastSeq]));
  const feed = createFeed({ ...deps, activity, read, heads, pollMs: settings.feedPollMs });
  const jobs = createJobs(runs.job, deps);
  const workforce = createWorkforce(settings, deps, { store, runs, feed, meter });
  const { runner, recovery, control } = workforce;
  const leaving = new AbortController();
  const starter = openStarter(settings, deps, { store, feed, meter, jobs });
  let deafen: () => void = () => undefined;
  return {
    service: createInvocationService({ ...deps, store, feed, activity, starter, control, now: deps.clock.now, leaving: leaving.signal }),
    start() {
      if (settings.runsInvocations) {
        deafen = workforce.listen();
        deps.queue.start(createJobHandler({ ...deps, jobs, runs, run: runner.run }), settings.concurrency);
      }
      // Not awaited: an earlier process may have left very much behind, and new calls need not wait for it.
      void recovery.start();
    },
    endWaits: () => leaving.abort(),
    async stop(graceMs) {
      // At once, so that others begin with what would wait here in vain.
      await Promise.all([within(deps.clock, LAST_WORDS_MS, recovery.withdraw()), deps.queue.stop(graceMs)]);
      const lastWords = async () => {
        await Promise.all([runner.handOver(), recovery.stop(), workforce.late.stop()]);
        await recovery.withdraw();
        await store.idle();
      };
      // Without a database they cannot be written; the sweep of another process then ends what this one leaves behind.
      await within(deps.clock, LAST_WORDS_MS, lastWords());
      deafen();
      store.close();
      feed.close();
      activity.close();
    },
  };
};

interface Parts {
  readonly store: InvocationStore;
  readonly feed: Feed;
  readonly meter: InvocationMeter;
}

const openStarter = (settings: EngineSettings, deps: EngineDeps, { store, feed, meter, jobs }: Parts & { jobs: Jobs }): Starter => {
  const workerId = holderOfQueued(settings, deps);
  return createStarter({
    ...deps,
    workerId,
    ...{ store, feed, settings },
    queued: () => deps.queue.depth,
    accepted(invocation, { parameters, secrets }) {
      meter.accepted();
      if (settings.runsInvocations) jobs.keep({ invocation, parameters, ...(secrets && { secrets }), unheld: workerId === null });
      deps.queue.enqueue({ invocationId: invocation.id, sequence: invocation.lastSeq }, { priority: invocation.priority });
    },
    perhapsAccepted: jobs.lookLater,
  });
};
