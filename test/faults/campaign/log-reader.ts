/** What really stands in the database, read past the gateways. */
import { createConnection, type RowDataPacket } from "mysql2/promise";
import { digestOfBody } from "./event-digest.js";

/** Times are epoch milliseconds. */
export interface LogRow {
  readonly id: string;
  readonly status: string;
  readonly lastSeq: number;
  readonly attempt: number;
  readonly failureCode: string | null;
  readonly sideEffects: string;
  readonly nonce: string;
  readonly retryOf: string | null;
  /** The set of repetitions that it belongs to. */
  readonly replayId: string | null;
  readonly key: string;
  readonly createdAt: number;
  readonly deadlineAt: number;
  readonly finishedAt: number | null;
  readonly output: unknown;
  readonly workerId: string | null;
  readonly executeId: string | null;
  readonly cancelOutcome: string | null;
}

export interface LogEvent {
  readonly sequence: number;
  readonly digest: string;
  /** Which time it ran, where the event says so. */
  readonly attempt?: number;
  /** Of a piece of output. */
  readonly text?: string;
}

export interface DeliveryRow {
  readonly id: string;
  readonly invocationId: string;
  readonly state: string;
  readonly attempts: number;
  readonly lastError: string | null;
}

export interface ReplayRow {
  readonly id: string;
  readonly state: string;
  readonly total: number;
  readonly refused: number;
  readonly createdAt: number;
}

export interface LogReader {
  rows(): Promise<LogRow[]>;
  /** Per invocation, in order. */
  events(): Promise<Map<string, LogEvent[]>>;
  overdue(now: number): Promise<{ id: string; status: string; deadlineAt: number }[]>;
  unfinished(): Promise<number>;
  /** Ids of invocations that wait for nothing but to be begun. */
  due(now: number): Promise<string[]>;
  deliveries(): Promise<DeliveryRow[]>;
  replays(): Promise<ReplayRow[]>;
  /** Newest events of the runs that the process holds. */
  heldBy(pid: number): Promise<Map<string, number>>;
  /** Newest events of these invocations. */
  heads(ids: readonly string[]): Promise<Map<string, number>>;
}

/** A connection per question: the server may be gone at any moment. */
export const readLog = (databaseUrl: string): LogReader => {
  const query = async (sql: string, values: readonly (string | readonly string[])[] = []): Promise<RowDataPacket[]> => {
    const connection = await createConnection({ uri: databaseUrl, connectTimeout: 3_000, timezone: "Z", supportBigNumbers: true });
    connection.on("error", () => undefined);
    try {
      const [rows] = await connection.query<RowDataPacket[]>({ sql, values: [...values], timeout: 60_000 });
      return rows;
    } finally {
      connection.destroy();
    }
  };
  return {
    async rows() {
      const rows = await query(
        "SELECT l.*, p.output, p.form FROM ability_invocation_logs l LEFT JOIN ability_invocation_payloads p USING (invocation_id) ORDER BY l.invocation_id",
      );
      return rows.map(rowOf);
    },
    async events() {
      const rows = await query("SELECT invocation_id, seq, type, payload FROM ability_invocation_events ORDER BY invocation_id, seq");
      const events = new Map<string, LogEvent[]>();
      for (const { invocation_id, seq, type, payload } of rows) {
        const list = events.get(invocation_id) ?? [];
        events.set(invocation_id, list);
        const body = { type, ...JSON.parse(payload) };
        list.push({
          ...{ sequence: seq, digest: digestOfBody(body) },
          ...(body.attempt !== undefined && { attempt: body.attempt }),
          ...(body.type === "output" && { text: body.text }),
        });
      }
      return events;
    },
    async overdue(now) {
      const rows = await query(
        `SELECT invocation_id, gateway_status, deadline_at FROM ability_invocation_logs WHERE ${UNFINISHED} AND deadline_at < ?`,
        [sqlTime(now)],
      );
      return rows.map((row) => ({ id: row.invocation_id, status: row.gateway_status, deadlineAt: timeOf(row.deadline_at) ?? 0 }));
    },
    async due(now) {
      const rows = await query(
        "SELECT invocation_id FROM ability_invocation_logs WHERE gateway_status = 'QUEUED' AND ability_concurrency IS NULL AND (due_at IS NULL OR due_at < ?)",
        [sqlTime(now)],
      );
      return rows.map((row) => row.invocation_id);
    },
    async unfinished() {
      const [row] = await query(`SELECT COUNT(*) AS count FROM ability_invocation_logs WHERE ${UNFINISHED}`);
      return Number(row?.count);
    },
    ...readSides(query),
  };
};

type Query = (sql: string, values?: readonly (string | readonly string[])[]) => Promise<RowDataPacket[]>;

/** What stands beside the log, and who holds what. */
const readSides = (query: Query): Pick<LogReader, "deliveries" | "replays" | "heldBy" | "heads"> => ({
  async deliveries() {
    const rows = await query("SELECT id, invocation_id, state, attempts, last_error FROM webhook_deliveries ORDER BY id");
    return rows.map(({ id, invocation_id, state, attempts, last_error }) => ({
      ...{ id, invocationId: invocation_id, state, attempts, lastError: last_error },
    }));
  },
  async replays() {
    const rows = await query("SELECT id, state, total, refusals, created_at FROM invocation_replays ORDER BY id");
    return rows.map(({ id, state, total, refusals, created_at }) => {
      const counts = Object.values(JSON.parse(refusals) as Record<string, number>);
      return { id, state, total, refused: counts.reduce((sum, count) => sum + count, 0), createdAt: timeOf(created_at) ?? 0 };
    });
  },
  async heldBy(pid) {
    // A worker's id ends with its process and something that is its own.
    return headsIn(
      await query(
        "SELECT invocation_id, last_seq FROM ability_invocation_logs WHERE gateway_status IN ('RUNNING','CANCELLING') AND worker_id LIKE ?",
        [`%-${pid}-%`],
      ),
    );
  },
  async heads(ids) {
    if (ids.length === 0) return new Map();
    return headsIn(await query("SELECT invocation_id, last_seq FROM ability_invocation_logs WHERE invocation_id IN (?)", [ids]));
  },
});

const headsIn = (rows: readonly RowDataPacket[]): Map<string, number> => new Map(rows.map((row) => [row.invocation_id, row.last_seq]));

const sqlTime = (epochMs: number): string => new Date(epochMs).toISOString().replace("T", " ").replace("Z", "");

const UNFINISHED = "gateway_status NOT IN ('SUCCEEDED','FAILED','CANCELLED','EXPIRED')";

const rowOf = (row: RowDataPacket): LogRow => ({
  id: row.invocation_id,
  status: row.gateway_status,
  lastSeq: row.last_seq,
  attempt: row.attempt,
  failureCode: row.failure_code,
  sideEffects: row.side_effects,
  nonce: String(Object.values(JSON.parse(row.form ?? "{}")).find((value) => String(value).startsWith("nonce-")) ?? ""),
  retryOf: row.retry_of,
  replayId: row.replay_id ?? null,
  key: row.ability_key,
  createdAt: timeOf(row.gateway_created_at) ?? 0,
  deadlineAt: timeOf(row.deadline_at) ?? 0,
  finishedAt: timeOf(row.gateway_finished_at),
  output: row.output === null ? undefined : JSON.parse(row.output),
  workerId: row.worker_id,
  executeId: row.execute_id,
  cancelOutcome: row.cancel_outcome,
});

const timeOf = (value: Date | string | null): number | null => (value === null ? null : new Date(value).getTime());
