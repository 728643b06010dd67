/** How sets of repetitions are kept: one row each, worked off in steps that one worker at a time may take. */
import type { Database } from "../db/database.js";
import { isDuplicateKey } from "../db/database-errors.js";
import { execute, insertRows, placeholders, type SqlValue, selectRows } from "../db/sql.js";
import { fromSqlTime, toSqlTime } from "../db/sql-time.js";
import type { RetryVersion, Selection } from "../invocations/invocation.js";
import type { Refusals, Replay, ReplayState } from "./replay.js";

export interface NewReplay {
  readonly replay: Replay;
  /** Hash of whose key it is; absent = none was given. */
  readonly keyHash: string | null;
  readonly inputHash: string;
}

/** What a worker holds while it takes a step. */
export interface Hold {
  readonly workerId: string;
  readonly now: number;
  readonly until: number;
}

/** How a step ended. */
export interface StepEnd {
  readonly cursorId: string | null;
  readonly refusals: Refusals;
  /** When the next one is due. */
  readonly nextAt: number;
  /** False: not everything of it was done, so that the next one has to look what was. */
  readonly complete: boolean;
}

export interface ReplayStore {
  /** @returns false when the key is taken. */
  insert(created: NewReplay): Promise<boolean>;
  byKey(keyHash: string): Promise<{ readonly replay: Replay; readonly inputHash: string } | undefined>;
  byIds(ids: readonly string[]): Promise<Map<string, Replay>>;
  /** Newest first; `beforeId` continues behind an id. */
  list(query: { readonly tenant: string; readonly beforeId?: string; readonly limit: number }): Promise<Replay[]>;
  /** The set whose step has been due longest, if this worker got hold of it. */
  claim(hold: Hold): Promise<Replay | undefined>;
  /** @returns false when somebody else holds it by now. */
  endStep(id: string, workerId: string, end: StepEnd): Promise<boolean>;
  close(id: string, workerId: string, end: { readonly state: ReplayState; readonly at: number }): Promise<boolean>;
  /** Nothing more is begun once it is ABORTED; while a step is under way it is ABORTING. */
  abort(id: string, at: number): Promise<void>;
}

export const createReplayStore = (database: Database): ReplayStore => {
  const select = (condition: string, params: readonly SqlValue[]): Promise<ReplayRow[]> =>
    database.read((manager) =>
      selectRows<ReplayRow>(manager, `SELECT ${COLUMNS.join(",")} FROM invocation_replays WHERE ${condition}`, params),
    );
  const change = (assignments: string, params: readonly SqlValue[]): Promise<number> =>
    database.transaction((tx) => execute(tx.manager, `UPDATE invocation_replays SET ${assignments}`, params));
  return {
    insert: (created) => insert(database, created),
    async byKey(keyHash) {
      const [row] = await select("key_hash = ?", [keyHash]);
      return row && { replay: fromRow(row), inputHash: row.input_hash };
    },
    async byIds(ids) {
      if (ids.length === 0) return new Map();
      return new Map((await select(`id IN (${placeholders(ids.length)})`, ids)).map((row) => [row.id, fromRow(row)]));
    },
    async list({ tenant, beforeId, limit }) {
      const rows = await (beforeId === undefined
        ? select("tenant_id = ? ORDER BY id DESC LIMIT ?", [tenant, limit])
        : select("tenant_id = ? AND id < ? ORDER BY id DESC LIMIT ?", [tenant, beforeId, limit]));
      return rows.map(fromRow);
    },
    async claim({ workerId, now, until }) {
      const [due] = await select(`${OPEN} AND lease_until <= ? ORDER BY lease_until LIMIT 1`, [toSqlTime(now)]);
      if (!due) return undefined;
      // As it was left when we looked: who left it says whether its last step is still open.
      const asSeen = `id = ? AND lease_until <= ? AND COALESCE(worker_id, '') = ? AND ${OPEN}`;
      const held = [workerId, toSqlTime(until), due.id, toSqlTime(now), due.worker_id ?? ""];
      if ((await change(`worker_id = ?, lease_until = ? WHERE ${asSeen}`, held)) === 0) return undefined;
      // Others may have taken steps between our look and our claim.
      const [row] = await select("id = ?", [due.id]);
      return row && { ...fromRow(row), stepOpen: due.worker_id !== null };
    },
    async endStep(id, workerId, { cursorId, refusals, nextAt, complete }) {
      const values = [cursorId, JSON.stringify(refusals), toSqlTime(nextAt), complete ? null : workerId, id, workerId];
      return (await change("cursor_id = ?, refusals = ?, lease_until = ?, worker_id = ? WHERE id = ? AND worker_id = ?", values)) === 1;
    },
    async close(id, workerId, { state, at }) {
      const values = [state, toSqlTime(at), id, workerId];
      return (await change("state = ?, finished_at = ?, worker_id = NULL WHERE id = ? AND worker_id = ?", values)) === 1;
    },
    async abort(id, at) {
      const values = [toSqlTime(at), id];
      const idle = await change("state = 'ABORTED', finished_at = ? WHERE id = ? AND state = 'RUNNING' AND worker_id IS NULL", values);
      if (idle === 0) await change("state = 'ABORTING' WHERE id = ? AND state = 'RUNNING'", [id]);
    },
  };
};

const OPEN = "state IN ('RUNNING','ABORTING')";

const COLUMNS = (
  "id,tenant_id,owner_id,request_id,selection,version,include_side_effecting,state,total,refusals,cursor_id,worker_id,lease_until," +
  "key_hash,input_hash,created_at,finished_at"
).split(",");

type Time = Date | string;

interface ReplayRow {
  id: string;
  tenant_id: string;
  owner_id: string;
  request_id: string;
  selection: string;
  version: string;
  include_side_effecting: number | boolean;
  state: string;
  total: number;
  refusals: string;
  cursor_id: string | null;
  worker_id: string | null;
  input_hash: string;
  created_at: Time;
  finished_at: Time | null;
}

const fromRow = (row: ReplayRow): Replay => ({
  id: row.id,
  tenant: row.tenant_id,
  ownerId: row.owner_id,
  requestId: row.request_id,
  selection: JSON.parse(row.selection) as Selection,
  version: row.version as RetryVersion,
  includeSideEffecting: Boolean(Number(row.include_side_effecting)),
  state: row.state as ReplayState,
  total: row.total,
  refusals: JSON.parse(row.refusals) as Refusals,
  cursorId: row.cursor_id,
  stepOpen: row.worker_id !== null,
  createdAt: fromSqlTime(row.created_at),
  finishedAt: row.finished_at === null ? null : fromSqlTime(row.finished_at),
});

/** A first step is due at once. */
const insert = async (database: Database, { replay, keyHash, inputHash }: NewReplay): Promise<boolean> => {
  const createdAt = toSqlTime(replay.createdAt);
  const row = [
    ...[replay.id, replay.tenant, replay.ownerId, replay.requestId, JSON.stringify(replay.selection), replay.version],
    ...[replay.includeSideEffecting ? 1 : 0, replay.state, replay.total, JSON.stringify(replay.refusals), replay.cursorId, null],
    ...[createdAt, keyHash, inputHash, createdAt, null],
  ];
  try {
    await database.transaction((tx) => insertRows(tx.manager, { table: "invocation_replays", columns: COLUMNS }, [row]));
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
};
