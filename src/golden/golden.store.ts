/** How golden cases and their runs are kept. */
import type { Database, Transaction } from "../db/database.js";
import { execute, insertRows, placeholders, type SqlValue, selectRows } from "../db/sql.js";
import { fromSqlTime, toSqlTime } from "../db/sql-time.js";
import type { JsonObject } from "../kernel/json.js";
import type { Expectation, GoldenCase, GoldenRun, GoldenTrial } from "./golden.js";

export interface GoldenStore {
  casesOf(abilityId: string): Promise<GoldenCase[]>;
  casesById(ids: readonly string[]): Promise<Map<string, GoldenCase>>;
  insertCase(tx: Transaction, one: GoldenCase): Promise<void>;
  /** @returns false when the revision before `one.revision` is no longer the current one. */
  updateCase(tx: Transaction, one: GoldenCase): Promise<boolean>;
  deleteCase(tx: Transaction, one: GoldenCase): Promise<boolean>;
  insertRun(tx: Transaction, run: GoldenRun): Promise<void>;
  writeTrials(id: string, trials: readonly GoldenTrial[]): Promise<void>;
  runsById(ids: readonly string[]): Promise<Map<string, GoldenRun>>;
  /** Newest first; `beforeId` continues behind an id. */
  runsOf(query: {
    readonly tenant: string;
    readonly abilityId: string;
    readonly mappingId?: string;
    readonly beforeId?: string;
    readonly limit: number;
  }): Promise<GoldenRun[]>;
}

const CASE_COLUMNS = "id,ability_id,name,form,expectations,revision,created_by,created_at,updated_at".split(",");
const RUN_COLUMNS = "id,tenant_id,ability_id,mapping_id,mapping_version,mapping_revision,started_by,created_at,trials".split(",");

export const createGoldenStore = (database: Database): GoldenStore => {
  const cases = async (condition: string, params: readonly SqlValue[]): Promise<GoldenCase[]> => {
    const sql = `SELECT ${CASE_COLUMNS.join(",")} FROM golden_cases WHERE ${condition}`;
    return (await database.read((manager) => selectRows<CaseRow>(manager, sql, params))).map(caseOf);
  };
  const runs = async (condition: string, params: readonly SqlValue[]): Promise<GoldenRun[]> => {
    const sql = `SELECT ${RUN_COLUMNS.join(",")} FROM golden_runs WHERE ${condition}`;
    return (await database.read((manager) => selectRows<RunRow>(manager, sql, params))).map(runOf);
  };
  const byIds = async <T extends { readonly id: string }>(
    ids: readonly string[],
    select: (condition: string, params: readonly SqlValue[]) => Promise<T[]>,
  ): Promise<Map<string, T>> =>
    ids.length === 0 ? new Map() : new Map((await select(`id IN (${placeholders(ids.length)})`, ids)).map((one) => [one.id, one]));
  return {
    casesOf: (abilityId) => cases("ability_id = ? ORDER BY name", [abilityId]),
    casesById: (ids) => byIds(ids, cases),
    insertCase: (tx, one) => insertRows(tx.manager, { table: "golden_cases", columns: CASE_COLUMNS }, [caseRow(one)]),
    async updateCase(tx, { id, name, form, expectations, revision, updatedAt }) {
      const sql =
        "UPDATE golden_cases SET name = ?, form = ?, expectations = ?, revision = ?, updated_at = ? WHERE id = ? AND revision = ?";
      const values = [name, JSON.stringify(form), JSON.stringify(expectations), revision, toSqlTime(updatedAt), id, revision - 1];
      return (await execute(tx.manager, sql, values)) === 1;
    },
    deleteCase: async (tx, { id, revision }) =>
      (await execute(tx.manager, "DELETE FROM golden_cases WHERE id = ? AND revision = ?", [id, revision])) === 1,
    insertRun: (tx, run) => insertRows(tx.manager, { table: "golden_runs", columns: RUN_COLUMNS }, [runRow(run)]),
    async writeTrials(id, trials) {
      await database.transaction(({ manager }) =>
        execute(manager, "UPDATE golden_runs SET trials = ? WHERE id = ?", [JSON.stringify(trials), id]),
      );
    },
    runsById: (ids) => byIds(ids, runs),
    runsOf({ tenant, abilityId, mappingId, beforeId, limit }) {
      const conditions = [
        "ability_id = ?",
        "tenant_id = ?",
        ...(mappingId === undefined ? [] : ["mapping_id = ?"]),
        ...(beforeId === undefined ? [] : ["id < ?"]),
      ];
      const params = [abilityId, tenant, mappingId, beforeId].filter((value) => value !== undefined);
      return runs(`${conditions.join(" AND ")} ORDER BY id DESC LIMIT ?`, [...params, limit]);
    },
  };
};

type Time = Date | string;

interface CaseRow {
  id: string;
  ability_id: string;
  name: string;
  form: string;
  expectations: string;
  revision: number;
  created_by: string;
  created_at: Time;
  updated_at: Time;
}

interface RunRow {
  id: string;
  tenant_id: string;
  ability_id: string;
  mapping_id: string;
  mapping_version: number;
  mapping_revision: number;
  started_by: string;
  created_at: Time;
  trials: string;
}

const caseOf = (row: CaseRow): GoldenCase => ({
  id: row.id,
  abilityId: row.ability_id,
  name: row.name,
  form: JSON.parse(row.form) as JsonObject,
  expectations: JSON.parse(row.expectations) as Expectation[],
  revision: row.revision,
  createdBy: row.created_by,
  createdAt: fromSqlTime(row.created_at),
  updatedAt: fromSqlTime(row.updated_at),
});

const caseRow = (one: GoldenCase): SqlValue[] => [
  ...[one.id, one.abilityId, one.name, JSON.stringify(one.form), JSON.stringify(one.expectations), one.revision],
  ...[one.createdBy, toSqlTime(one.createdAt), toSqlTime(one.updatedAt)],
];

const runOf = (row: RunRow): GoldenRun => ({
  id: row.id,
  tenant: row.tenant_id,
  abilityId: row.ability_id,
  mappingId: row.mapping_id,
  mappingVersion: row.mapping_version,
  mappingRevision: row.mapping_revision,
  startedBy: row.started_by,
  createdAt: fromSqlTime(row.created_at),
  trials: JSON.parse(row.trials) as GoldenTrial[],
});

const runRow = (run: GoldenRun): SqlValue[] => [
  ...[run.id, run.tenant, run.abilityId, run.mappingId, run.mappingVersion, run.mappingRevision, run.startedBy],
  ...[toSqlTime(run.createdAt), JSON.stringify(run.trials)],
];
