/** How questions are kept: written in the transaction of the append that asks, answers or closes them; read by key. */
import type { Answerers } from "../abilities/ability.js";
import type { Database, Transaction } from "../db/database.js";
import { execute, insertRows, placeholders, type SqlValue, selectRows } from "../db/sql.js";
import { fromSqlTime, toSqlTime } from "../db/sql-time.js";
import type { JsonObject } from "../kernel/json.js";
import type { Question } from "../providers/provider.js";
import { type Interrupt, type InterruptState, parseAnswer } from "./interrupt.js";

/** Goes with an append that was won: the row's sequence has decided already who may write. */
export type InterruptWrite =
  | { readonly kind: "raise"; readonly interrupt: Interrupt }
  | {
      readonly kind: "answer";
      readonly id: string;
      readonly answer: string | JsonObject;
      readonly answererId: string;
      readonly at: number;
    }
  | { readonly kind: "move"; readonly id: string; readonly to: InterruptState };

export const writeInterrupts = async (tx: Transaction, writes: readonly InterruptWrite[]): Promise<void> => {
  for (const write of writes) await writeOne(tx, write);
};

const writeOne = async (tx: Transaction, write: InterruptWrite): Promise<void> => {
  switch (write.kind) {
    case "raise":
      await insertRows(tx.manager, { table: "ability_invocation_interrupts", columns: COLUMNS }, [rowOf(write.interrupt)]);
      return keepIdempotencyKey(tx, write.interrupt);
    case "answer": {
      const sql = "UPDATE ability_invocation_interrupts SET state = 'ANSWERED', answered_at = ?, answerer_id = ?, answer = ? WHERE id = ?";
      await execute(tx.manager, sql, [toSqlTime(write.at), write.answererId, JSON.stringify(write.answer), write.id]);
      return;
    }
    case "move":
      await execute(tx.manager, "UPDATE ability_invocation_interrupts SET state = ? WHERE id = ?", [write.to, write.id]);
  }
};

/** A key that expired while a person thinks could begin the same call beside the one that waits. */
const keepIdempotencyKey = async (tx: Transaction, { invocationId, expiresAt, runTimeLeftMs }: Interrupt): Promise<void> => {
  const until = toSqlTime(expiresAt + runTimeLeftMs);
  const sql = "UPDATE idempotency_keys SET expires_at = ? WHERE invocation_id = ? AND expires_at < ?";
  await execute(tx.manager, sql, [until, invocationId, until]);
};

export interface InterruptStore {
  byId(id: string): Promise<Interrupt | undefined>;
  /** By invocation id; at most one is open at a time. */
  open(invocationIds: readonly string[]): Promise<Map<string, Interrupt>>;
  /** The same, ids only: to close a question it need not be readable. */
  openIds(invocationIds: readonly string[]): Promise<Map<string, string>>;
  /** The one whose answer the engine was not given yet. */
  answered(invocationId: string): Promise<Interrupt | undefined>;
  /** 0 when the invocation never asked. */
  lastOrdinal(invocationId: string): Promise<number>;
}

export const createInterruptStore = (database: Database): InterruptStore => {
  const select = (condition: string, params: readonly SqlValue[]): Promise<Interrupt[]> => {
    const sql = `SELECT ${COLUMNS.join(",")} FROM ability_invocation_interrupts WHERE ${condition}`;
    return database.read(async (manager) => (await selectRows<InterruptRow>(manager, sql, params)).map(interruptFromRow));
  };
  return {
    byId: async (id) => (await select("id = ?", [id]))[0],
    async open(invocationIds) {
      if (invocationIds.length === 0) return new Map();
      const found = await select(`invocation_id IN (${placeholders(invocationIds.length)}) AND state = 'OPEN'`, invocationIds);
      return new Map(found.map((interrupt) => [interrupt.invocationId, interrupt]));
    },
    async openIds(invocationIds) {
      if (invocationIds.length === 0) return new Map();
      const where = `invocation_id IN (${placeholders(invocationIds.length)}) AND state = 'OPEN'`;
      const sql = `SELECT id, invocation_id FROM ability_invocation_interrupts WHERE ${where}`;
      const rows = await database.read((manager) => selectRows<Pick<InterruptRow, "id" | "invocation_id">>(manager, sql, invocationIds));
      return new Map(rows.map((row) => [row.invocation_id, row.id]));
    },
    answered: async (invocationId) =>
      (await select("invocation_id = ? AND state = 'ANSWERED' ORDER BY ordinal DESC LIMIT 1", [invocationId]))[0],
    lastOrdinal: async (invocationId) => (await select("invocation_id = ? ORDER BY ordinal DESC LIMIT 1", [invocationId]))[0]?.ordinal ?? 0,
  };
};

type Time = Date | string;

interface InterruptRow {
  id: string;
  invocation_id: string;
  ordinal: number;
  engine_event_id: string;
  interrupt_type: number;
  question: string;
  answerers: string;
  state: string;
  run_time_left_ms: number;
  raised_at: Time;
  expires_at: Time;
  answered_at: Time | null;
  answerer_id: string | null;
  answer: string | null;
}

const COLUMNS = [
  "id",
  "invocation_id",
  "ordinal",
  "engine_event_id",
  "interrupt_type",
  "question",
  "answerers",
  "state",
  "run_time_left_ms",
  "raised_at",
  "expires_at",
  "answered_at",
  "answerer_id",
  "answer",
];

const rowOf = (interrupt: Interrupt): SqlValue[] => [
  interrupt.id,
  interrupt.invocationId,
  interrupt.ordinal,
  interrupt.engineEventId,
  interrupt.interruptType,
  JSON.stringify(interrupt.question),
  interrupt.answerers,
  interrupt.state,
  interrupt.runTimeLeftMs,
  toSqlTime(interrupt.raisedAt),
  toSqlTime(interrupt.expiresAt),
  interrupt.answeredAt === null ? null : toSqlTime(interrupt.answeredAt),
  interrupt.answererId,
  interrupt.answer === null ? null : JSON.stringify(interrupt.answer),
];

const interruptFromRow = (row: InterruptRow): Interrupt => ({
  id: row.id,
  invocationId: row.invocation_id,
  ordinal: row.ordinal,
  engineEventId: row.engine_event_id,
  interruptType: row.interrupt_type,
  question: JSON.parse(row.question) as Question,
  answerers: row.answerers as Answerers,
  state: row.state as InterruptState,
  runTimeLeftMs: row.run_time_left_ms,
  raisedAt: fromSqlTime(row.raised_at),
  expiresAt: fromSqlTime(row.expires_at),
  answeredAt: row.answered_at === null ? null : fromSqlTime(row.answered_at),
  answererId: row.answerer_id,
  answer: parseAnswer(row.answer),
});
