/**
 * How abilities are kept. The table may be the platform's own, adopted: only the gateway's columns and the textual
 * `name` and `description` are read or written, and the primary key is a string or an integer.
 */
import type { EntityManager } from "typeorm";
import type { Database, Transaction } from "../db/database.js";
import { isDuplicateKey } from "../db/database-errors.js";
import { quoted } from "../db/ddl.js";
import { execute, placeholders, type SqlValue, selectRows } from "../db/sql.js";
import { fromSqlTime, toSqlTime } from "../db/sql-time.js";
import { fillerValue, type TableShape } from "../db/table-shape.js";
import { EMPTY_FORM_SCHEMA, type FormDefinition } from "../forms/form.js";
import { AppError } from "../kernel/errors.js";
import { bareId, prefixedId } from "../kernel/ids.js";
import type { JsonObject } from "../kernel/json.js";
import type { Ability, AbilityStatus, Answerers, SideEffects } from "./ability.js";
import { keyFromId, keyFromIdHash } from "./ability-key.js";

export interface AbilityQuery {
  readonly statuses?: readonly AbilityStatus[];
  readonly categories?: readonly string[];
  /** Part of the key or name, matched literally. */
  readonly search?: string;
  /** Keys are the sort order: unique, and stable while pages are read. */
  readonly afterKey?: string;
  readonly limit: number;
}

export interface AbilityStore {
  byIds(ids: readonly string[]): Promise<Map<string, Ability>>;
  byKeys(keys: readonly string[]): Promise<Map<string, Ability>>;
  list(query: AbilityQuery): Promise<Ability[]>;
  /** @returns the ability with the id the table gave it. @throws AppError ABILITY_KEY_TAKEN */
  insert(tx: Transaction, ability: Ability): Promise<Ability>;
  /** Writes everything but id and key if the revision is still `expectedRevision`. @returns false when it moved on. */
  update(tx: Transaction, ability: Ability, expectedRevision: number): Promise<boolean>;
  /** Gives a key to rows the platform itself added to an adopted table. @returns how many. */
  nameNewRows(): Promise<number>;
}

export const createAbilityStore = (database: Database, table: TableShape): AbilityStore => ({
  byIds: (ids) => indexed(database, { column: "id", values: ids.map((id) => bareId(id, "ability")), keyOf: (ability) => ability.id }),
  byKeys: (keys) => indexed(database, { column: "ability_key", values: keys, keyOf: (ability) => ability.key }),
  list: (query) => list(database, query),
  insert: (tx, ability) => insert(tx, ability, table).catch((error) => refuseTakenKey(error, ability.key)),
  update,
  nameNewRows: () => nameNewRows(database),
});

interface AbilityRow {
  id: string | number;
  /** NULL in rows the platform added since the last `nameNewRows`. */
  ability_key: string | null;
  name: string | null;
  description: string | null;
  category: string | null;
  tags: string | null;
  gateway_status: string;
  side_effects: string;
  form_revision: number;
  form_schema: string | null;
  form_ui_schema: string | null;
  deadline_ms: number | null;
  max_concurrency: number | null;
  answerers: string;
  answer_expiry_s: number | null;
  coze_workflow_id: string | null;
  revision: number;
  gateway_created_at: Date | string | null;
  gateway_updated_at: Date | string | null;
}

const COLUMNS =
  "id,ability_key,name,description,category,tags,gateway_status,side_effects,form_revision,form_schema,form_ui_schema,deadline_ms," +
  "max_concurrency,answerers,answer_expiry_s,coze_workflow_id,revision,gateway_created_at,gateway_updated_at";

const fromRow = (row: AbilityRow): Ability => ({
  id: prefixedId(row.id, "ability"),
  key: row.ability_key ?? keyFromId(String(row.id)),
  name: row.name ?? row.ability_key ?? keyFromId(String(row.id)),
  description: row.description,
  category: row.category,
  tags: row.tags ? (JSON.parse(row.tags) as string[]) : [],
  status: row.gateway_status as AbilityStatus,
  sideEffects: row.side_effects as SideEffects,
  form: formFromRow(row),
  deadlineMs: row.deadline_ms,
  maxConcurrency: row.max_concurrency,
  answerers: row.answerers as Answerers,
  answerExpiryMs: row.answer_expiry_s === null ? null : row.answer_expiry_s * 1_000,
  cozeWorkflowId: row.coze_workflow_id,
  revision: row.revision,
  createdAt: row.gateway_created_at === null ? null : fromSqlTime(row.gateway_created_at),
  updatedAt: row.gateway_updated_at === null ? null : fromSqlTime(row.gateway_updated_at),
});

/** Lists show many abilities and seldom their forms: each half is parsed when somebody looks at it, and once. */
const formFromRow = (row: AbilityRow): FormDefinition => {
  const parsed: { schema?: JsonObject; uiSchema?: JsonObject | null } = {};
  return {
    revision: row.form_revision,
    get schema() {
      parsed.schema ??= row.form_schema ? (JSON.parse(row.form_schema) as JsonObject) : EMPTY_FORM_SCHEMA;
      return parsed.schema;
    },
    get uiSchema() {
      parsed.uiSchema ??= row.form_ui_schema ? (JSON.parse(row.form_ui_schema) as JsonObject) : null;
      return parsed.uiSchema;
    },
  };
};

/** The gateway's columns but the key, with their values. */
const writable = (ability: Ability): [string, SqlValue][] => [
  ["name", ability.name],
  ["description", ability.description],
  ["category", ability.category],
  ["tags", JSON.stringify(ability.tags)],
  ["gateway_status", ability.status],
  ["side_effects", ability.sideEffects],
  ["form_revision", ability.form.revision],
  ["form_schema", JSON.stringify(ability.form.schema)],
  ["form_ui_schema", ability.form.uiSchema && JSON.stringify(ability.form.uiSchema)],
  ["deadline_ms", ability.deadlineMs],
  ["max_concurrency", ability.maxConcurrency],
  ["answerers", ability.answerers],
  ["answer_expiry_s", ability.answerExpiryMs === null ? null : Math.round(ability.answerExpiryMs / 1_000)],
  ["coze_workflow_id", ability.cozeWorkflowId],
  ["revision", ability.revision],
  ["gateway_created_at", ability.createdAt === null ? null : toSqlTime(ability.createdAt)],
  ["gateway_updated_at", ability.updatedAt === null ? null : toSqlTime(ability.updatedAt)],
];

const indexed = async (
  database: Database,
  { column, values, keyOf }: { column: "id" | "ability_key"; values: readonly string[]; keyOf: (ability: Ability) => string },
): Promise<Map<string, Ability>> => {
  if (values.length === 0) return new Map();
  const sql = `SELECT ${COLUMNS} FROM abilities WHERE ${column} IN (${placeholders(values.length)})`;
  const rows = await database.read((manager) => selectRows<AbilityRow>(manager, sql, values));
  return new Map(rows.map(fromRow).map((ability) => [keyOf(ability), ability]));
};

const list = async (database: Database, query: AbilityQuery): Promise<Ability[]> => {
  if (query.statuses?.length === 0 || query.categories?.length === 0) return [];
  const conditions = ["ability_key > ?"];
  const params: SqlValue[] = [query.afterKey ?? ""];
  const where = (condition: string, ...values: SqlValue[]) => {
    conditions.push(condition);
    params.push(...values);
  };
  if (query.statuses) where(`gateway_status IN (${placeholders(query.statuses.length)})`, ...query.statuses);
  if (query.categories) where(`category IN (${placeholders(query.categories.length)})`, ...query.categories);
  if (query.search) {
    const pattern = `%${query.search.replace(/[!%_]/g, "!$&")}%`;
    // MySQL keeps keys in a collation that tells case apart.
    where("(LOWER(ability_key) LIKE LOWER(?) ESCAPE '!' OR name LIKE ? ESCAPE '!')", pattern, pattern);
  }
  const sql = `SELECT ${COLUMNS} FROM abilities WHERE ${conditions.join(" AND ")} ORDER BY ability_key LIMIT ?`;
  const rows = await database.read((manager) => selectRows<AbilityRow>(manager, sql, [...params, query.limit]));
  return rows.map(fromRow);
};

const insert = async (tx: Transaction, ability: Ability, table: TableShape): Promise<Ability> => {
  const now = ability.createdAt ?? 0;
  const values: [string, SqlValue][] = [
    ...(await idValue(tx.manager, ability, table)),
    ["ability_key", ability.key],
    ...writable(ability),
    ...table.fillers.map(({ column, filler }): [string, SqlValue] => [quoted(column), fillerValue(filler, { key: ability.key, now })]),
  ];
  const sql = `INSERT INTO abilities (${values.map(([name]) => name).join(",")}) VALUES (${placeholders(values.length)})`;
  await execute(
    tx.manager,
    sql,
    values.map(([, value]) => value),
  );
  return table.id?.kind === "integer" ? { ...ability, id: await generatedId(tx.manager, ability.key) } : ability;
};

/** Our key for a text column; nothing where the database numbers rows; the next number where the owner did that. */
const idValue = async (manager: EntityManager, ability: Ability, table: TableShape): Promise<[string, SqlValue][]> => {
  if (table.id?.generated) return [];
  if (table.id?.kind !== "integer") return [["id", bareId(ability.id, "ability")]];
  const [row] = await selectRows<{ next: number | string }>(manager, "SELECT COALESCE(MAX(id), 0) + 1 AS next FROM abilities");
  return [["id", Number(row?.next ?? 1)]];
};

/** The key is unique, so it finds the row whatever way the table makes its numbers. */
const generatedId = async (manager: EntityManager, key: string): Promise<string> => {
  const [row] = await selectRows<{ id: number }>(manager, "SELECT id FROM abilities WHERE ability_key = ?", [key]);
  if (!row) throw new Error(`ability ${key} is missing right after its INSERT`);
  return prefixedId(row.id, "ability");
};

const update = async (tx: Transaction, ability: Ability, expectedRevision: number): Promise<boolean> => {
  const values = writable(ability);
  const changed = await execute(
    tx.manager,
    `UPDATE abilities SET ${values.map(([name]) => `${name} = ?`).join(", ")} WHERE ability_key = ? AND revision = ?`,
    [...values.map(([, value]) => value), ability.key, expectedRevision],
  );
  return changed === 1;
};

const nameNewRows = async (database: Database): Promise<number> => {
  const rows = await database.read((manager) =>
    selectRows<{ id: string | number }>(manager, "SELECT id FROM abilities WHERE ability_key IS NULL LIMIT 1000"),
  );
  for (const { id } of rows)
    await nameRow(database, id, keyFromId(String(id))).catch(() => nameRow(database, id, keyFromIdHash(String(id))));
  return rows.length;
};

const nameRow = (database: Database, id: string | number, key: string): Promise<number> =>
  database.transaction((tx) => execute(tx.manager, "UPDATE abilities SET ability_key = ? WHERE id = ? AND ability_key IS NULL", [key, id]));

const refuseTakenKey = (error: unknown, key: string): never => {
  if (isDuplicateKey(error)) throw new AppError("ABILITY_KEY_TAKEN", { params: { key }, cause: error });
  throw error;
};
