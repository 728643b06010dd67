/** How presets and examples are kept. */
import type { Database, Transaction } from "../db/database.js";
import { execute, insertRows, placeholders, type SqlValue, selectRows } from "../db/sql.js";
import { fromSqlTime, toSqlTime } from "../db/sql-time.js";
import { bareId, prefixedId } from "../kernel/ids.js";
import type { JsonObject, JsonValue } from "../kernel/json.js";
import type { Preset, PresetKind } from "./preset.js";

export interface PresetStore {
  byIds(ids: readonly string[]): Promise<Map<string, Preset>>;
  /** Of each ability, oldest first. */
  ofAbilities(abilityIds: readonly string[]): Promise<Map<string, Preset[]>>;
  countOf(tx: Transaction, abilityId: string): Promise<number>;
  insert(tx: Transaction, preset: Preset): Promise<void>;
  /** Name, description, input and its form revision. @returns false when the revision before `preset.revision` is not the current one. */
  update(tx: Transaction, preset: Preset): Promise<boolean>;
  /** @returns false when it was not there. */
  remove(tx: Transaction, id: string): Promise<boolean>;
}

export const createPresetStore = (database: Database): PresetStore => {
  const select = async (condition: string, params: readonly SqlValue[]): Promise<Preset[]> => {
    const sql = `SELECT ${COLUMNS.join(",")} FROM ability_presets WHERE ${condition} ORDER BY id`;
    return (await database.read((manager) => selectRows<Row>(manager, sql, params))).map(fromRow);
  };
  return {
    async byIds(ids) {
      if (ids.length === 0) return new Map();
      return new Map((await select(`id IN (${placeholders(ids.length)})`, ids)).map((preset) => [preset.id, preset]));
    },
    async ofAbilities(abilityIds) {
      const found = new Map<string, Preset[]>(abilityIds.map((id) => [id, []]));
      if (abilityIds.length === 0) return found;
      const bare = abilityIds.map((id) => bareId(id, "ability"));
      for (const preset of await select(`ability_id IN (${placeholders(bare.length)})`, bare)) found.get(preset.abilityId)?.push(preset);
      return found;
    },
    async countOf({ manager }, abilityId) {
      const sql = "SELECT COUNT(*) AS count FROM ability_presets WHERE ability_id = ?";
      const [row] = await selectRows<{ count: number | string }>(manager, sql, [bareId(abilityId, "ability")]);
      return Number(row?.count ?? 0);
    },
    insert: (tx, preset) => insertRows(tx.manager, { table: "ability_presets", columns: COLUMNS }, [toRow(preset)]),
    async update(tx, { id, name, description, input, formRevision, revision, updatedAt }) {
      const sql =
        "UPDATE ability_presets SET name = ?, description = ?, input = ?, form_revision = ?, revision = ?, updated_at = ? WHERE id = ? AND revision = ?";
      const values = [name, description, JSON.stringify(input), formRevision, revision, toSqlTime(updatedAt), id, revision - 1];
      return (await execute(tx.manager, sql, values)) === 1;
    },
    remove: async (tx, id) => (await execute(tx.manager, "DELETE FROM ability_presets WHERE id = ?", [id])) === 1,
  };
};

const COLUMNS =
  "id,ability_id,kind,name,description,form_revision,input,output,duration_ms,invocation_id,created_by,revision,created_at,updated_at".split(
    ",",
  );

interface Row {
  id: string;
  ability_id: string;
  kind: string;
  name: string;
  description: string | null;
  form_revision: number;
  input: string;
  output: string | null;
  duration_ms: number | null;
  invocation_id: string | null;
  created_by: string;
  revision: number;
  created_at: Date | string;
  updated_at: Date | string;
}

const fromRow = (row: Row): Preset => ({
  id: row.id,
  abilityId: prefixedId(row.ability_id, "ability"),
  kind: row.kind as PresetKind,
  name: row.name,
  description: row.description,
  formRevision: row.form_revision,
  input: JSON.parse(row.input) as JsonObject,
  output: row.output === null ? null : (JSON.parse(row.output) as JsonValue),
  durationMs: row.duration_ms,
  invocationId: row.invocation_id,
  createdBy: row.created_by,
  revision: row.revision,
  createdAt: fromSqlTime(row.created_at),
  updatedAt: fromSqlTime(row.updated_at),
});

const toRow = (preset: Preset): SqlValue[] => [
  ...[preset.id, bareId(preset.abilityId, "ability"), preset.kind, preset.name, preset.description, preset.formRevision],
  ...[JSON.stringify(preset.input), preset.output === null ? null : JSON.stringify(preset.output), preset.durationMs],
  ...[preset.invocationId, preset.createdBy, preset.revision, toSqlTime(preset.createdAt), toSqlTime(preset.updatedAt)],
];
