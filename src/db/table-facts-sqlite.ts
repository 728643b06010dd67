/** Reads a table's facts from SQLite's pragmas. Declared types are free text there; their meaning is guessed as SQLite does. */
import type { QueryRunner } from "typeorm";
import type { ColumnFacts, ColumnFamily, IndexFacts, TableFacts } from "./table-facts.js";

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  readonly pk: number;
  readonly hidden: number;
}

/** First match counts; the order is SQLite's own for affinities, after the types it has no notion of. */
const FAMILIES: readonly (readonly [RegExp, ColumnFamily])[] = [
  [/^(datetime|timestamp)/i, "time"],
  [/^date/i, "date"],
  [/^bool|^tinyint\(1\)/i, "boolean"],
  [/^json/i, "json"],
  [/int/i, "integer"],
  [/char|clob|text/i, "text"],
  [/blob/i, "binary"],
  [/real|floa|doub/i, "real"],
  [/dec|num/i, "decimal"],
];

export const readSqliteTable = async (runner: QueryRunner, table: string): Promise<TableFacts | undefined> => {
  const [about] = (await runner.query("SELECT type AS kind FROM sqlite_master WHERE lower(name) = lower(?) AND type IN ('table', 'view')", [
    table,
  ])) as { kind: "table" | "view" }[];
  if (!about) return undefined;
  const rows = (await runner.query('SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?)', [
    table,
  ])) as ColumnRow[];
  const keys = (await runner.query('SELECT "from" AS name FROM pragma_foreign_key_list(?)', [table])) as { name: string }[];
  const foreignKeys = new Set(keys.map((key) => key.name));
  const keyLength = rows.filter((row) => row.pk > 0).length;
  const columns = rows.map((row) => toColumn(row, { foreignKey: foreignKeys.has(row.name), onlyKey: row.pk > 0 && keyLength === 1 }));
  return {
    kind: about.kind,
    transactional: true,
    columns: new Map(columns.map((column) => [column.name.toLowerCase(), column])),
    indexes: await readIndexes(runner, table),
  };
};

const toColumn = (row: ColumnRow, known: { foreignKey: boolean; onlyKey: boolean }): ColumnFacts => {
  const length = /\((\d+)\)/.exec(row.type)?.[1];
  const family = FAMILIES.find(([pattern]) => pattern.test(row.type))?.[1] ?? "other";
  return {
    name: row.name,
    type: row.type,
    family,
    // SQLite declares lengths and ignores them, so they limit nothing; they are reported for texts all the same.
    ...(family === "text" && length !== undefined ? { length: Number(length) } : {}),
    // A primary key may hold NULL in SQLite unless it says otherwise: a mistake we do not repeat when we insert.
    nullable: row.notnull === 0 && row.pk === 0,
    hasDefault: row.dflt_value !== null,
    // Exactly this type makes a key an alias of the row id, which fills itself.
    autoIncrement: known.onlyKey && /^integer$/i.test(row.type),
    computed: row.hidden > 1,
    touchedByUpdate: false,
    enumValues: [],
    foreignKey: known.foreignKey,
  };
};

const readIndexes = async (runner: QueryRunner, table: string): Promise<IndexFacts[]> => {
  const rows = (await runner.query(
    `SELECT list.name AS name, list."unique" AS is_unique, info.name AS column_name
     FROM pragma_index_list(?) AS list, pragma_index_info(list.name) AS info ORDER BY list.seq, info.seqno`,
    [table],
  )) as { name: string; is_unique: number; column_name: string | null }[];
  return [...new Set(rows.map((row) => row.name))].map((name) => {
    const own = rows.filter((row) => row.name === name);
    return { name, unique: own[0]?.is_unique === 1, columns: own.map((row) => row.column_name ?? "") };
  });
};
