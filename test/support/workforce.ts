/** Processes that share one database and nothing else but messages: their workers and sweepers, without HTTP and schema. */
import { onTestFinished } from "vitest";
import { AbilityEntity } from "../../src/abilities/ability.entity.js";
import { createAbilityService } from "../../src/abilities/ability.service.js";
import { createAbilityStore } from "../../src/abilities/ability.store.js";
import { createCatalogueNews } from "../../src/abilities/catalogue-news.js";
import { createFormRevisionStore } from "../../src/abilities/form-revision.store.js";
import { createAuditService } from "../../src/audit/audit.service.js";
import { createAuditStore } from "../../src/audit/audit.store.js";
import type { Database } from "../../src/db/database.js";
import { databaseAway } from "../../src/db/database-errors.js";
import { readTableShape, type TableShape } from "../../src/db/table-shape.js";
import { createFeed } from "../../src/feed/feed.js";
import { DEFAULT_FORM_LIMITS } from "../../src/forms/form-limits.js";
import { InvocationEntity } from "../../src/invocations/invocation.entity.js";
import type { Invocation, InvocationEvent } from "../../src/invocations/invocation.js";
import { createInvocationStore, type InvocationStore } from "../../src/invocations/invocation.store.js";
import type { InvocationStatus } from "../../src/invocations/lifecycle.js";
import { createIdFactory } from "../../src/kernel/ids.js";
import { createMetrics } from "../../src/kernel/metrics.js";
import type { Provider } from "../../src/providers/provider.js";
import { createInProcessPubSub } from "../../src/pubsub/in-process.js";
import type { PubSub } from "../../src/pubsub/pubsub.js";
import { createInProcessQueue } from "../../src/queue/in-process.js";
import { createInProcessSlots } from "../../src/queue/in-process-slots.js";
import type { InvocationJob } from "../../src/queue/queue.js";
import type { EngineDeps, EngineSettings } from "../../src/runs/engine.js";
import { createJobHandler } from "../../src/runs/job-handler.js";
import { createJobs, type Job } from "../../src/runs/jobs.js";
import { createInvocationMeter } from "../../src/runs/meter.js";
import { createRunStore, type RunStore } from "../../src/runs/run.store.js";
import { createWorkforce, type Workforce } from "../../src/runs/workforce.js";
import { invocationOf, newInvocationOf } from "./invocations.js";
import { createManualClock, type ManualClock } from "./manual-clock.js";
import { openTestDatabase, type TestDatabaseHandle } from "./open-database.js";
import { createRecordingLog, type LogLine } from "./recording-log.js";
import { scriptedProvider } from "./scripted-provider.js";

export const LEASE_MS = 30_000;
export const MINUTE = 60_000;

const SETTINGS: EngineSettings = {
  defaultDeadlineMs: MINUTE,
  maxDeadlineMs: MINUTE,
  idempotencyTtlMs: 60 * MINUTE,
  leaseMs: LEASE_MS,
  maxQueued: 1_000,
  runsInvocations: true,
  sharesQueue: false,
  concurrency: 10,
  deltaWindowMs: 60,
  interruptExpiryMs: 60 * MINUTE,
  lateWindowMs: 10 * MINUTE,
  feedPollMs: 5_000,
};

export interface Worker extends Workforce {
  /** Events it committed. */
  readonly events: InvocationEvent[];
  /** Jobs it queued; they are worked off once `work` was called. */
  readonly offered: InvocationJob[];
  readonly lines: readonly LogLine[];
  readonly zombies: () => Promise<number>;
  /** Takes the database from it. */
  away: boolean;
  /** What it would make of a job for this invocation now. */
  jobOf(invocation: Pick<Invocation, "id">): Promise<Job>;
  /** Puts a job for it into its queue. */
  offer(invocation: Pick<Invocation, "id" | "lastSeq">): void;
  /** Begins to work off its queue, and to hear of cancels. */
  work(): void;
}

export interface WorkforceBench {
  readonly store: InvocationStore;
  readonly runs: RunStore;
  readonly clock: ManualClock;
  readonly db: TestDatabaseHandle["db"];
  worker(workerId: string, more?: { provider?: Partial<Provider>; settings?: Partial<EngineSettings> }): Worker;
  accepted(facts?: Partial<Invocation>, more?: Parameters<typeof newInvocationOf>[1]): Promise<Invocation>;
  /** Brings a row into a status as if its worker had. */
  move(invocation: Invocation, status: InvocationStatus, patch?: Parameters<InvocationStore["append"]>[0]["patch"]): Promise<void>;
  read(invocation: Pick<Invocation, "id">): Promise<Invocation>;
  events(invocation: Pick<Invocation, "id">): Promise<InvocationEvent[]>;
}

interface Shared {
  readonly db: TestDatabaseHandle["db"];
  readonly clock: ManualClock;
  readonly pubsub: PubSub;
  readonly tables: { readonly abilities: TableShape; readonly logs: TableShape };
}

export const openWorkforceBench = async (url: string): Promise<WorkforceBench> => {
  const { db, migrator } = await openTestDatabase(url);
  onTestFinished(() => db.close());
  await migrator.up();
  const clock = createManualClock();
  const tables = await db.read(async (manager) => ({
    abilities: await readTableShape(manager, AbilityEntity),
    logs: await readTableShape(manager, InvocationEntity),
  }));
  const store = createInvocationStore({ database: db, clock, outboxes: [], table: tables.logs });
  const shared = { db, clock, tables, pubsub: createInProcessPubSub({ log: createRecordingLog().log }) };
  return {
    ...{ store, clock, db },
    runs: createRunStore({ database: db, clock }),
    worker: (workerId, more = {}) => createWorker(shared, workerId, more),
    async accepted(facts, more) {
      const invocation = invocationOf({ createdAt: clock.now(), deadlineAt: clock.now() + MINUTE, ...facts });
      await store.create(newInvocationOf(invocation, { leaseUntil: clock.now() + LEASE_MS, ...more }));
      return invocation;
    },
    async move({ id }, status, patch = {}) {
      await store.append({ invocationId: id, expectedSeq: 1, status, events: [], patch });
    },
    async read({ id }) {
      return (await store.byIds([id])).get(id) as Invocation;
    },
    events: async ({ id }) => (await store.events([{ invocationId: id, after: 0, limit: 1_000 }]))[0] ?? [],
  };
};

const createWorker = (
  { db, clock, pubsub, tables }: Shared,
  workerId: string,
  { provider, settings }: { provider?: Partial<Provider>; settings?: Partial<EngineSettings> },
): Worker => {
  const { log, lines } = createRecordingLog();
  const state = { away: false };
  const outage = async (): Promise<never> => {
    throw databaseAway(new Error("connect ECONNREFUSED"));
  };
  const database: Database = {
    ...db,
    read: (work) => (state.away ? outage() : db.read(work)),
    transaction: (work) => (state.away ? outage() : db.transaction(work)),
  };
  const newId = createIdFactory(clock.now);
  const metrics = createMetrics({ processMetrics: false });
  const queue = createInProcessQueue({ clock, log });
  const offered: InvocationJob[] = [];
  const events: InvocationEvent[] = [];
  const store = createInvocationStore({ database, clock, outboxes: [], table: tables.logs });
  const runs = createRunStore({ database, clock });
  const feed = createFeed({ clock, log, pubsub, pollMs: 5_000, read: async () => [], heads: async () => new Map() });
  const deps = {
    ...{ database, clock, log, pubsub, metrics, newId, workerId, chores: [] },
    providers: new Map(
      (["COZE_WORKFLOW", "COZE_AGENT", "COZE_CHATFLOW"] as const).map((kind) => [
        kind,
        scriptedProvider({ async *execute() {}, ...provider }),
      ]),
    ),
    // Nothing here has a mapping.
    mappings: { outputRule: async () => null } as Partial<EngineDeps["mappings"]> as EngineDeps["mappings"],
    abilities: createAbilityService({
      ...{ database, clock, newId, formLimits: DEFAULT_FORM_LIMITS, news: createCatalogueNews({ pubsub, log }) },
      store: createAbilityStore(database, tables.abilities),
      revisions: createFormRevisionStore(database),
      audit: createAuditService({ clock, newId, store: createAuditStore(database) }),
      sealing: false,
    }),
    queue: {
      ...queue,
      enqueue(job, options) {
        offered.push(job);
        queue.enqueue(job, options);
      },
    },
  } as Partial<EngineDeps> as EngineDeps;
  const workforce = createWorkforce({ ...SETTINGS, ...settings }, deps, {
    ...{ store, runs, meter: createInvocationMeter(metrics) },
    feed: { ...feed, publish: (published) => void events.push(...published) },
  });
  return Object.assign(state, workforce, {
    ...{ events, offered, lines },
    zombies: async () => (await metrics.registry.getSingleMetric("ability_gateway_zombie_invocations")?.get())?.values[0]?.value ?? 0,
    jobOf: async ({ id }: Pick<Invocation, "id">) => (await runs.job(id)) as Job,
    offer: ({ id, lastSeq }: Pick<Invocation, "id" | "lastSeq">) => queue.enqueue({ invocationId: id, sequence: lastSeq }),
    work() {
      workforce.listen();
      const jobs = createJobs(runs.job, { queue, log });
      queue.start(createJobHandler({ jobs, queue: deps.queue, clock, runs, slots: createInProcessSlots(), run: workforce.runner.run }), 10);
    },
  });
};
