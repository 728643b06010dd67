/** Rows as workers and sweepers see them: who holds which, what has lapsed, what is wanted of whoever holds one. */
import type { Database } from "../db/database.js";
import { createGroupRead } from "../db/group-read.js";
import { selectEach } from "../db/select-each.js";
import { execute, placeholders, type SqlValue, selectRows } from "../db/sql.js";
import { fromSqlTime, toSqlTime } from "../db/sql-time.js";
import type { Hold } from "../invocations/facts.js";
import type { Invocation } from "../invocations/invocation.js";
import { INVOCATION_COLUMNS, type InvocationRow, invocationFromRow } from "../invocations/invocation.row.js";
import { type InvocationStatus, UNFINISHED_STATUSES } from "../invocations/lifecycle.js";
import type { Clock } from "../kernel/clock.js";
import { createSecretBox, type SecretBox } from "../kernel/secret-box.js";
import { openPayload } from "../payloads/sealed-payload.js";
import type { Job } from "./jobs.js";
import type { LateResult } from "./late.js";

/** Rows in one of the statuses whose time in the column has passed. */
export interface Lapse {
  readonly statuses: readonly InvocationStatus[];
  readonly column: "lease_until" | "deadline_at";
  readonly before: number;
}

export interface Page {
  readonly limit: number;
  readonly skip?: ReadonlyMap<InvocationStatus, number>;
}

export interface LapsedRow {
  readonly id: string;
  readonly status: InvocationStatus;
  readonly leaseLost: boolean;
  readonly dueAt: number | undefined;
  read(): Invocation;
}

export interface RunStore {
  /** What a worker needs to know; one statement for all that are asked for at once. */
  job(invocationId: string): Promise<Job | undefined>;
  /**
   * Whether another call of its conversation goes first: one that has begun and not ended, else the one accepted first.
   * Nothing when the call does not wait in a queue. One statement for all that are asked for at once.
   */
  isBehind(invocationId: string): Promise<boolean | undefined>;
  /** @returns false when the invocation is neither RUNNING nor CANCELLING, or was asked to end before. */
  requestCancel(invocationId: string, at: number): Promise<boolean>;
  /** Of the runs of this worker, those that somebody wants to end. */
  cancelsOf(workerId: string): Promise<string[]>;
  renewLeases(workerId: string, until: number): Promise<void>;
  /** Of calls that wait in this worker's own queue. */
  renewQueued(workerId: string, until: number): Promise<void>;
  /** The worker's rows that have not begun are for others at once. */
  letQueuedGo(workerId: string): Promise<void>;
  /** Runs that the worker has left are for others to follow at once. */
  letGo(ids: readonly string[], workerId: string): Promise<void>;
  /** Those that lapsed first; `limit` and `skip` are of each status. */
  lapsed(lapse: Lapse, page: Page): Promise<LapsedRow[]>;
  /** Gives lapsed rows another holder; of a run that is `null` until a worker takes it. */
  hold(ids: readonly string[], hold: Hold): Promise<void>;
  countUnfinished(deadlineBefore: number): Promise<number>;
  /** @returns false when a late result was kept before. */
  keepLate(invocationId: string, result: LateResult): Promise<boolean>;
  /** Of an ended row: when its engine is asked; `null` = never again. */
  askLater(invocationId: string, at: number | null): Promise<void>;
}

export interface RunStoreDeps {
  readonly database: Database;
  readonly clock: Clock;
  /** Default: secrets are kept as they are. */
  readonly secrets?: SecretBox;
}

export const createRunStore = ({ database, clock, secrets = createSecretBox({ key: null }) }: RunStoreDeps): RunStore => {
  const write = (sql: string, params: readonly SqlValue[]): Promise<number> =>
    database.transaction(({ manager }) => execute(manager, `UPDATE ability_invocation_logs SET ${sql}`, params));
  const now = () => toSqlTime(clock.now());
  /** So that whoever looks in this very millisecond finds it. */
  const lapsedNow = () => toSqlTime(clock.now() - 1);
  return {
    job: createGroupRead({ read: (ids) => jobs(database, secrets, ids), maxBatch: MAX_JOBS, lanes: 2 }),
    isBehind: createGroupRead({ read: (ids) => turns(database, ids), maxBatch: MAX_TURNS, lanes: 2 }),
    async requestCancel(invocationId, at) {
      const sql = `cancel_requested_at = ?, cancel_outcome = 'REQUESTED' WHERE invocation_id = ? AND gateway_status IN ('RUNNING','CANCELLING') AND cancel_requested_at IS NULL`;
      return (await write(sql, [toSqlTime(at), invocationId])) > 0;
    },
    async cancelsOf(workerId) {
      const sql =
        "SELECT invocation_id FROM ability_invocation_logs WHERE gateway_status = 'RUNNING' AND worker_id = ? AND cancel_requested_at IS NOT NULL";
      const rows = await database.read((manager) => selectRows<{ invocation_id: string }>(manager, sql, [workerId]));
      return rows.map((row) => row.invocation_id);
    },
    async renewLeases(workerId, until) {
      await write("lease_until = ? WHERE worker_id = ? AND gateway_status IN ('RUNNING','CANCELLING')", [toSqlTime(until), workerId]);
    },
    async renewQueued(workerId, until) {
      await write("lease_until = ? WHERE worker_id = ? AND gateway_status = 'QUEUED'", [toSqlTime(until), workerId]);
    },
    async letQueuedGo(workerId) {
      await write("worker_id = NULL, lease_until = ? WHERE worker_id = ? AND gateway_status = 'QUEUED'", [lapsedNow(), workerId]);
    },
    async letGo(ids, workerId) {
      if (ids.length === 0) return;
      const where = `worker_id = ? AND gateway_status IN ('RUNNING','CANCELLING') AND invocation_id IN (${placeholders(ids.length)})`;
      await write(`worker_id = NULL, lease_until = ? WHERE ${where}`, [lapsedNow(), workerId, ...ids]);
    },
    lapsed: (lapse, page) => lapsed({ database, clock }, lapse, page),
    async hold(ids, { workerId, leaseUntil }) {
      if (ids.length === 0) return;
      const where = `gateway_status IN ('QUEUED','RUNNING','CANCELLING') AND lease_until < ? AND invocation_id IN (${placeholders(ids.length)})`;
      await write(`worker_id = ?, lease_until = ? WHERE ${where}`, [workerId, toSqlTime(leaseUntil), now(), ...ids]);
    },
    async countUnfinished(deadlineBefore) {
      const sql = `SELECT COUNT(*) AS count FROM ability_invocation_logs WHERE gateway_status IN (${placeholders(UNFINISHED_STATUSES.length)}) AND deadline_at < ?`;
      const params = [...UNFINISHED_STATUSES, toSqlTime(deadlineBefore)];
      const [row] = await database.read((manager) => selectRows<{ count: number | string }>(manager, sql, params));
      return Number(row?.count ?? 0);
    },
    keepLate: (invocationId, result) => keepLate(database, invocationId, result),
    async askLater(invocationId, at) {
      const ended = "gateway_status IN ('FAILED','CANCELLED')";
      await write(`lease_until = ? WHERE invocation_id = ? AND ${ended}`, [at === null ? null : toSqlTime(at), invocationId]);
    },
  };
};

type Time = Date | string;
type JobRow = InvocationRow & { worker_id: string | null; due_at: Time | null; parameters: string };

/** Their parameters may be large. */
const MAX_JOBS = 32;

const jobs = async (database: Database, secrets: SecretBox, ids: readonly string[]): Promise<Map<string, Job>> => {
  const columns = [...INVOCATION_COLUMNS, "worker_id", "due_at"].map((name) => `l.${name}`).join(",");
  const sql =
    `SELECT ${columns}, p.parameters FROM ability_invocation_logs l JOIN ability_invocation_payloads p ON p.invocation_id = l.invocation_id ` +
    `WHERE l.invocation_id IN (${placeholders(ids.length)})`;
  const rows = await database.read((manager) => selectRows<JobRow>(manager, sql, ids));
  return new Map(rows.map((row) => [row.invocation_id, jobOf(secrets, row)]));
};

/** One that cannot be read must not keep the others of its statement from being run. */
const jobOf = (secrets: SecretBox, row: JobRow): Job => {
  const kept = openPayload(secrets, row.parameters);
  return {
    invocation: invocationFromRow(row),
    ...(typeof kept === "string" ? { parameters: {}, unreadable: kept } : kept),
    unheld: row.worker_id === null,
    ...(row.due_at !== null && { dueAt: fromSqlTime(row.due_at) }),
  };
};

const MAX_TURNS = 100;

/** Ids are in the order in which calls were accepted, on all instances as far as their clocks agree. */
const turns = async (database: Database, ids: readonly string[]): Promise<Map<string, boolean>> => {
  const begun = (row: string) => `CASE WHEN ${row}.attempt > 0 THEN 0 ELSE 1 END`;
  const sql =
    "SELECT l.invocation_id, EXISTS (SELECT 1 FROM ability_invocation_logs o WHERE o.turn_key = l.turn_key " +
    `AND o.gateway_status IN (${placeholders(UNFINISHED_STATUSES.length)}) AND (${begun("o")} < ${begun("l")} ` +
    `OR (${begun("o")} = ${begun("l")} AND o.invocation_id < l.invocation_id))) AS behind ` +
    `FROM ability_invocation_logs l WHERE l.gateway_status = 'QUEUED' AND l.invocation_id IN (${placeholders(ids.length)})`;
  const params = [...UNFINISHED_STATUSES, ...ids];
  const rows = await database.read((manager) => selectRows<{ invocation_id: string; behind: number | string }>(manager, sql, params));
  return new Map(rows.map((row) => [row.invocation_id, Number(row.behind) === 1]));
};

type LapsedColumns = InvocationRow & { lease_until: Time | null; due_at: Time | null };

/** One range of the index for each status: of several at once the database would sort all that has lapsed, for every page. */
const lapsed = async (
  { database, clock }: { database: Database; clock: Clock },
  { statuses, column, before }: Lapse,
  { limit, skip }: Page,
): Promise<LapsedRow[]> => {
  const sql =
    `SELECT ${INVOCATION_COLUMNS.join(",")},lease_until,due_at FROM ability_invocation_logs ` +
    `WHERE gateway_status = ? AND ${column} < ? ORDER BY ${column} LIMIT ? OFFSET ?`;
  const pages = statuses.map((status) => ({ sql, params: [status, toSqlTime(before), limit, skip?.get(status) ?? 0] }));
  const rows = await selectEach<LapsedColumns>(database, pages);
  return rows.flat().map((row) => ({
    id: row.invocation_id,
    status: row.gateway_status as InvocationStatus,
    leaseLost: row.lease_until === null || fromSqlTime(row.lease_until) < clock.now(),
    dueAt: row.due_at === null ? undefined : fromSqlTime(row.due_at),
    read: () => invocationFromRow(row),
  }));
};

/** The first counts; the invocation keeps its end. */
const keepLate = (database: Database, invocationId: string, { status, output, at, handle }: LateResult): Promise<boolean> =>
  database.transaction(async ({ manager }) => {
    const sql =
      "UPDATE ability_invocation_logs SET late_status = ?, late_at = ?, lease_until = NULL, execute_id = COALESCE(execute_id, ?), engine_space_id = COALESCE(engine_space_id, ?) " +
      "WHERE invocation_id = ? AND late_status IS NULL AND gateway_status IN ('FAILED','CANCELLED')";
    const ids = [handle.executeId?.slice(0, 64) ?? null, handle.spaceId?.slice(0, 64) ?? null];
    if ((await execute(manager, sql, [status, toSqlTime(at), ...ids, invocationId])) === 0) return false;
    if (output !== undefined) {
      const kept = [JSON.stringify(output), invocationId];
      await execute(manager, "UPDATE ability_invocation_payloads SET late_output = ? WHERE invocation_id = ?", kept);
    }
    return true;
  });
