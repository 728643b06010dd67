/**
 * Nothing stays unfinished for ever. Every process keeps the leases of what it holds; one of them at a time sweeps: it
 * finds in the database what lost its holder, passed its deadline, or is to be asked about, so that neither the queue nor
 * any process has to be there for a call to end.
 */
import type { Database } from "../db/database.js";
import type { Leadership } from "../db/leadership.js";
import { createLateAsking, type LateAsking } from "./late-asking.js";
import { settleOrphans } from "./orphans.js";
import { settleOverdue } from "./overdue.js";
import { createRepetition } from "./repetition.js";
import { dropExpired } from "./retention.js";
import type { Lapse } from "./run.store.js";
import { type SettlingDeps, settleEach } from "./settling.js";

export interface RecoveryDeps extends SettlingDeps {
  readonly database: Database;
  readonly workerId: string;
  readonly leadership: Leadership;
  /** Somebody wants this run to end; it should run here. */
  readonly cancel: (invocationId: string) => void;
  /** Told by the process that sweeps; the others tell 0. */
  readonly zombies: (count: number) => void;
  /** Done by the process that leads. */
  readonly chores: readonly (() => Promise<void>)[];
}

export interface Recovery {
  /** Sweeps and looks for passed deadlines at once, then a few times per lease. Resolves after the first time; never throws. */
  start(): Promise<void>;
  /** Renews this process's leases; then, where it leads, settles what others lost. */
  sweep(): Promise<void>;
  /** Ends what is past its deadline, whoever holds it. */
  endOverdue(): Promise<void>;
  /** Forgets what is kept for a time only. */
  tidy(): Promise<void>;
  /**
   * Lets another process lead, and take at once what waits here; from now on only the leases of what runs here are kept.
   * Never throws: without a database the others notice by themselves.
   */
  withdraw(): Promise<void>;
  /** Keeps nothing any longer. */
  stop(): Promise<void>;
}

/** Looks per lease: with the default lease of 30 s every 10 s for lost ones, every second for passed deadlines. */
const SWEEPS = 3;
const DEADLINE_LOOKS = 30;
const TIDY_EVERY_MS = 60_000;
/** Leases after its deadline by which every row must have ended. */
const ZOMBIE_LEASES = 2;

export const createRecovery = (deps: RecoveryDeps): Recovery => {
  const { leaseMs, leadership, runs, workerId } = deps;
  const stopping = new AbortController();
  const asking = createLateAsking(deps);
  const { sweep, endOverdue } = createSweeps(deps, { asking, stopping: stopping.signal });
  const tidy = async (): Promise<void> => {
    if (!leadership.leading) return;
    await dropExpired(deps);
    for (const chore of deps.chores) await chore();
  };
  const sweeps = createRepetition(deps, { work: sweep, everyMs: leaseMs / SWEEPS });
  const deadlines = createRepetition(deps, { work: endOverdue, everyMs: leaseMs / DEADLINE_LOOKS });
  const tidying = createRepetition(deps, { work: tidy, everyMs: TIDY_EVERY_MS });

  return {
    ...{ sweep, endOverdue, tidy },
    async start() {
      await sweeps.start();
      await deadlines.start();
      await tidying.start();
    },
    async withdraw() {
      stopping.abort();
      try {
        await Promise.all([asking.stop(), leadership.release(), runs.letQueuedGo(workerId)]);
      } catch (error) {
        deps.log.warn({ err: error }, "others notice only by its silence that this process stops");
      }
    },
    async stop() {
      await Promise.all([sweeps.stop(), deadlines.stop(), tidying.stop()]);
    },
  };
};

const createSweeps = (deps: RecoveryDeps, { asking, stopping }: { asking: LateAsking; stopping: AbortSignal }) => {
  const { clock, leaseMs, leadership, runs } = deps;
  /**
   * While the database was away nobody could renew a lease, and on a host that stood still nobody did: the others get the
   * time of one to do it.
   */
  let sparedUntil = 0;
  let keptAt: number | undefined;

  const keepLeases = async (): Promise<void> => {
    try {
      await keep(deps);
    } catch (error) {
      sparedUntil = Number.POSITIVE_INFINITY;
      throw error;
    }
    const now = clock.now();
    if (now - (keptAt ?? now) > leaseMs) sparedUntil = Number.POSITIVE_INFINITY;
    keptAt = now;
  };
  /** However much is lost, this process loses meanwhile neither what it holds nor its lead. */
  const goOn = async (): Promise<boolean> => {
    if (stopping.aborted || clock.now() - (keptAt ?? 0) < leaseMs / SWEEPS) return !stopping.aborted;
    await keepLeases();
    return leadership.hold();
  };
  const orphans = { settle: settleOrphans(deps), goOn };
  const overdue = { settle: settleOverdue(deps), goOn: () => !stopping.aborted };

  return {
    async sweep(): Promise<void> {
      await keepLeases();
      if (stopping.aborted || !(await leadership.hold())) return deps.zombies(0);
      const now = clock.now();
      if (sparedUntil === Number.POSITIVE_INFINITY) sparedUntil = now + leaseMs;
      const lost: Lapse = { statuses: ["QUEUED", "RUNNING", "CANCELLING"], column: "lease_until", before: now };
      if (now >= sparedUntil) await settleEach(deps, lost, orphans);
      asking.ask();
      deps.zombies(await runs.countUnfinished(now - ZOMBIE_LEASES * leaseMs));
    },
    async endOverdue(): Promise<void> {
      if (stopping.aborted || (!leadership.leading && !(await leadership.hold()))) return;
      const now = clock.now();
      await settleEach(deps, { statuses: ["QUEUED", "WAITING"], column: "deadline_at", before: now }, overdue);
      // Their worker ends them at the deadline. Past that by a lease, it does not, even if it lives.
      await settleEach(deps, { statuses: ["RUNNING", "CANCELLING"], column: "deadline_at", before: now - leaseMs }, overdue);
    },
  };
};

const keep = async ({ runs, workerId, clock, leaseMs, cancel, queuedHold }: RecoveryDeps): Promise<void> => {
  const until = clock.now() + leaseMs;
  await runs.renewLeases(workerId, until);
  if (queuedHold(until).workerId === workerId) await runs.renewQueued(workerId, until);
  // A message on the control channel may have been lost.
  for (const invocationId of await runs.cancelsOf(workerId)) cancel(invocationId);
};
