/**
 * Nothing stays unfinished for ever: keeps the leases of this process alive, and settles rows whose process is gone.
 * QUEUED rows are taken over (the engine never heard of them); RUNNING ones end as OUTCOME_UNKNOWN, because running
 * them again could do the work twice; whatever is past its deadline ends, though a living process may hold it.
 */
import type { Database } from "../db/database.js";
import { placeholders, selectRows } from "../db/sql.js";
import { fromSqlTime, toSqlTime } from "../db/sql-time.js";
import type { Clock } from "../kernel/clock.js";
import { AppError, isAppError } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";
import type { Append, AppendResult } from "./append-batch.js";
import { durationOf, failureOf, type Invocation, type InvocationEvent } from "./invocation.js";
import { INVOCATION_COLUMNS, type InvocationRow, invocationFromRow } from "./invocation.row.js";
import { createJournal } from "./journal.js";
import { type FinalStatus, type InvocationStatus, type LifecycleEvent, UNFINISHED_STATUSES } from "./lifecycle.js";

export interface RecoveryDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly workerId: string;
  readonly leaseMs: number;
  readonly append: (append: Append) => Promise<AppendResult>;
  readonly committed: (events: readonly InvocationEvent[], append: Append) => void;
  readonly enqueue: (invocationId: string) => void;
}

export interface Recovery {
  /** Sweeps and looks for passed deadlines at once, then a few times per lease. Resolves after the first time; never throws. */
  start(): Promise<void>;
  /** Renews this process's leases, then settles what others lost. */
  sweep(): Promise<void>;
  /** Ends what is past its deadline, whoever holds it. */
  endOverdue(): Promise<void>;
  /** Gives up the leases of rows that wait here, so that another process takes them at once. */
  releaseQueued(): Promise<void>;
  stop(): Promise<void>;
}

const PAGE = 100;
/** Looks per lease: with the default lease of 30 s every 10 s for lost ones, every second for passed deadlines. */
const SWEEPS = 3;
const DEADLINE_LOOKS = 30;

export const createRecovery = (deps: RecoveryDeps): Recovery => {
  /** While the database was away nobody could renew a lease: the others get the time of one to do it. */
  let sparedUntil = 0;
  const stopping = new AbortController();
  const settleEach = settlerOf(deps, stopping.signal);

  const sweep = async (): Promise<void> => {
    try {
      await renewLeases(deps);
    } catch (error) {
      sparedUntil = Number.POSITIVE_INFINITY;
      throw error;
    }
    const now = deps.clock.now();
    if (sparedUntil === Number.POSITIVE_INFINITY) sparedUntil = now + deps.leaseMs;
    if (now >= sparedUntil) await settleEach(LEASE_LOST, now);
  };
  const endOverdue = async (): Promise<void> => {
    const now = deps.clock.now();
    await settleEach(NOT_BEGUN, now);
    await settleEach(NOT_ENDED, now - deps.leaseMs);
  };
  const sweeps = createRepetition(deps, sweep, deps.leaseMs / SWEEPS);
  const deadlines = createRepetition(deps, endOverdue, deps.leaseMs / DEADLINE_LOOKS);

  return {
    sweep,
    endOverdue,
    async start() {
      await sweeps.start();
      await deadlines.start();
    },
    releaseQueued: () => setLease(deps, { until: deps.clock.now(), statuses: ["QUEUED"] }),
    async stop() {
      stopping.abort();
      await Promise.all([sweeps.stop(), deadlines.stop()]);
    },
  };
};

/** Again and again, the next time counted from the end of the last; a failure is logged and changes nothing. */
const createRepetition = ({ clock, log }: RecoveryDeps, work: () => Promise<void>, everyMs: number) => {
  let cancelNext: (() => void) | undefined;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  const tick = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log[isAppError(error, "SERVICE_UNAVAILABLE") ? "warn" : "error"]({ err: error }, "recovery sweep failed; trying again");
    }
    if (!stopped) cancelNext = clock.after(everyMs, () => (running = tick()));
  };
  return {
    start: () => (running = tick()),
    async stop() {
      stopped = true;
      cancelNext?.();
      await running;
    },
  };
};

const renewLeases = (deps: RecoveryDeps): Promise<void> =>
  setLease(deps, { until: deps.clock.now() + deps.leaseMs, statuses: UNFINISHED_STATUSES });

const setLease = (deps: RecoveryDeps, lease: { until: number; statuses: readonly string[] }): Promise<void> =>
  deps.database.transaction(async (tx) => {
    await tx.manager.query(
      `UPDATE ability_invocation_logs SET lease_until = ? WHERE worker_id = ? AND gateway_status IN (${placeholders(lease.statuses.length)})`,
      [toSqlTime(lease.until), deps.workerId, ...lease.statuses],
    );
  });

/** Rows in one of the statuses whose time in the column has passed. */
interface Lapse {
  readonly statuses: readonly InvocationStatus[];
  readonly column: "lease_until" | "deadline_at";
}

/** WAITING is not among them: no worker holds it. */
const LEASE_LOST: Lapse = { statuses: ["QUEUED", "RUNNING", "CANCELLING"], column: "lease_until" };
const NOT_BEGUN: Lapse = { statuses: ["QUEUED", "WAITING"], column: "deadline_at" };
/** Their worker ends them at the deadline. Past that by a lease, it does not, even if it lives. */
const NOT_ENDED: Lapse = { statuses: ["RUNNING", "CANCELLING"], column: "deadline_at" };

type LapsedRow = InvocationRow & { lease_until: Date | string | null };

/** Page by page, until none is left but those that cannot be settled: they hold up no other. */
const settlerOf =
  (deps: RecoveryDeps, stopping: AbortSignal) =>
  async (lapse: Lapse, before: number): Promise<void> => {
    let left = 0;
    let full = true;
    while (full && !stopping.aborted) {
      const rows = await lapsedRows(deps, lapse, { before, skip: left });
      const settled = await Promise.all(rows.map((row) => settleSafely(deps, row)));
      left += settled.filter((gone) => !gone).length;
      full = rows.length === PAGE;
    }
  };

const lapsedRows = (
  { database }: RecoveryDeps,
  { statuses, column }: Lapse,
  { before, skip }: { before: number; skip: number },
): Promise<LapsedRow[]> => {
  const sql =
    `SELECT ${INVOCATION_COLUMNS.join(",")},lease_until FROM ability_invocation_logs ` +
    `WHERE gateway_status IN (${placeholders(statuses.length)}) AND ${column} < ? ORDER BY ${column} LIMIT ? OFFSET ?`;
  return database.read((manager) => selectRows<LapsedRow>(manager, sql, [...statuses, toSqlTime(before), PAGE, skip]));
};

/** @returns false when the row is as it was. */
const settleSafely = async (deps: RecoveryDeps, row: LapsedRow): Promise<boolean> => {
  try {
    const leaseLost = row.lease_until === null || fromSqlTime(row.lease_until) < deps.clock.now();
    return await settle(deps, invocationFromRow(row), leaseLost);
  } catch (error) {
    deps.log.error({ err: error, invocationId: row.invocation_id }, "an unfinished invocation could not be settled");
    return false;
  }
};

/** Every step is compare-and-append: two processes may sweep the same row, one of them wins. */
const settle = async (deps: RecoveryDeps, invocation: Invocation, leaseLost: boolean): Promise<boolean> => {
  const { id: invocationId, status: from, lastSeq } = invocation;
  const now = deps.clock.now();
  if (from === "QUEUED" && now < invocation.deadlineAt) return takeOver(deps, invocation);
  const log = deps.log.child({ invocationId, requestId: invocation.requestId });
  const journal = createJournal(
    { invocationId, status: from, lastSeq },
    {
      clock: deps.clock,
      append: deps.append,
      committed: deps.committed,
      movedOn: () => undefined,
      refused: (error) => log.error({ err: error }, "the log refused the end of an unfinished invocation"),
    },
  );
  const { event, status, error } = outcome(from, leaseLost);
  journal.record({
    event,
    body: { type: "finished", status },
    patch: { finishedAt: now, durationMs: durationOf(invocation.createdAt, now), failure: failureOf(error) },
  });
  const settled = await journal.settled();
  if (settled) log.warn({ from, to: status, code: error.code }, "settled an unfinished invocation");
  return settled;
};

interface Outcome {
  readonly event: LifecycleEvent;
  readonly status: FinalStatus;
  readonly error: AppError;
}

const outcome = (from: InvocationStatus, leaseLost: boolean): Outcome => {
  switch (from) {
    case "RUNNING":
      return leaseLost
        ? { event: "leaseLost", status: "FAILED", error: new AppError("OUTCOME_UNKNOWN") }
        : { event: "failed", status: "FAILED", error: new AppError("DEADLINE_EXCEEDED") };
    case "CANCELLING":
      return { event: "cancelled", status: "CANCELLED", error: new AppError("OUTCOME_UNKNOWN") };
    default:
      return { event: "deadline", status: "EXPIRED", error: new AppError("DEADLINE_EXCEEDED") };
  }
};

const takeOver = async (deps: RecoveryDeps, invocation: Invocation): Promise<boolean> => {
  const patch = { workerId: deps.workerId, leaseUntil: deps.clock.now() + deps.leaseMs };
  const append = { invocationId: invocation.id, expectedSeq: invocation.lastSeq, status: "QUEUED" as const, events: [], patch };
  const taken = (await deps.append(append)) === "appended";
  if (taken) deps.enqueue(invocation.id);
  return taken;
};
