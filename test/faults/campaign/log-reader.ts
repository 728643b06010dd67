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
}

export interface LogReader {
  rows(): Promise<LogRow[]>;
  /** Per invocation, in order. */
  events(): Promise<Map<string, LogEvent[]>>;
  overdue(now: number): Promise<{ id: string; status: string; deadlineAt: number }[]>;
  unfinished(): Promise<number>;
  /** Ids of invocations that wait for nothing but to be begun. */
  due(now: number): Promise<string[]>;
}

/** A connection per question: the server may be gone at any moment. */
export const readLog = (databaseUrl: string): LogReader => {
  const query = async (sql: string, values: readonly string[] = []): Promise<RowDataPacket[]> => {
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
        list.push({ sequence: seq, digest: digestOfBody({ type, ...JSON.parse(payload) }) });
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
  };
};

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
