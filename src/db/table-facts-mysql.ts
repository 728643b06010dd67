/** Reads a table's facts from the information_schema of MySQL or MariaDB. */
import type { QueryRunner } from "typeorm";
import type { ColumnFacts, ColumnFamily, IndexFacts, TableFacts } from "./table-facts.js";

interface ColumnRow {
  readonly name: string;
  readonly data_type: string;
  readonly column_type: string;
  readonly length: string | number | null;
  readonly nullable: string;
  readonly default_value: string | null;
  readonly extra: string;
}

const FAMILIES: Readonly<Record<string, ColumnFamily>> = {
  ...{ char: "text", varchar: "text", tinytext: "text", text: "text", mediumtext: "text", longtext: "text" },
  ...{ enum: "enum", set: "enum", json: "json" },
  ...{ tinyint: "smallint", smallint: "smallint", mediumint: "smallint", int: "integer", bigint: "integer", bit: "binary" },
  ...{ decimal: "decimal", float: "real", double: "real", datetime: "time", timestamp: "time", date: "date" },
  ...{ binary: "binary", varbinary: "binary", tinyblob: "binary", blob: "binary", mediumblob: "binary", longblob: "binary" },
};

export const readMysqlTable = async (runner: QueryRunner, table: string): Promise<TableFacts | undefined> => {
  const [about] = (await runner.query(
    "SELECT TABLE_TYPE AS kind, ENGINE AS engine FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?",
    [table],
  )) as { kind: string; engine: string | null }[];
  if (!about) return undefined;
  const [indexes, foreignKeys, jsonColumns] = [
    await readIndexes(runner, table),
    await readForeignKeys(runner, table),
    await readJsonChecks(runner, table),
  ];
  const rows = (await runner.query(
    `SELECT COLUMN_NAME AS name, DATA_TYPE AS data_type, COLUMN_TYPE AS column_type, CHARACTER_MAXIMUM_LENGTH AS length,
       IS_NULLABLE AS nullable, COLUMN_DEFAULT AS default_value, EXTRA AS extra
     FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION`,
    [table],
  )) as ColumnRow[];
  const columns = rows.map((row) => toColumn(row, { foreignKey: foreignKeys.has(row.name), json: jsonColumns.has(row.name) }));
  return {
    kind: about.kind.endsWith("VIEW") ? "view" : "table",
    transactional: about.engine === "InnoDB",
    columns: new Map(columns.map((column) => [column.name.toLowerCase(), column])),
    indexes,
  };
};

const toColumn = (row: ColumnRow, known: { foreignKey: boolean; json: boolean }): ColumnFacts => ({
  name: row.name,
  type: row.column_type,
  family: known.json ? "json" : row.column_type.startsWith("tinyint(1)") ? "boolean" : (FAMILIES[row.data_type] ?? "other"),
  ...(row.length === null ? {} : { length: Number(row.length) }),
  nullable: row.nullable === "YES",
  // MariaDB writes the word NULL where a nullable column has no default.
  hasDefault: row.default_value !== null && row.default_value !== "NULL",
  autoIncrement: /auto_increment/i.test(row.extra),
  computed: /(virtual|stored|persistent) generated/i.test(row.extra),
  touchedByUpdate: /on update/i.test(row.extra),
  enumValues:
    row.data_type === "enum" ? [...row.column_type.matchAll(/'((?:[^']|'')*)'/g)].map(([, value = ""]) => value.replaceAll("''", "'")) : [],
  foreignKey: known.foreignKey,
});

const readIndexes = async (runner: QueryRunner, table: string): Promise<IndexFacts[]> => {
  const rows = (await runner.query(
    `SELECT INDEX_NAME AS name, NON_UNIQUE AS repeats, COLUMN_NAME AS column_name
     FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? ORDER BY INDEX_NAME, SEQ_IN_INDEX`,
    [table],
  )) as { name: string; repeats: string | number; column_name: string | null }[];
  return [...new Set(rows.map((row) => row.name))].map((name) => {
    const own = rows.filter((row) => row.name === name);
    return { name, unique: Number(own[0]?.repeats) === 0, columns: own.map((row) => row.column_name ?? "") };
  });
};

const readForeignKeys = async (runner: QueryRunner, table: string): Promise<Set<string>> => {
  const rows = (await runner.query(
    `SELECT COLUMN_NAME AS name FROM information_schema.KEY_COLUMN_USAGE
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND REFERENCED_TABLE_NAME IS NOT NULL`,
    [table],
  )) as { name: string }[];
  return new Set(rows.map((row) => row.name));
};

/** In MariaDB JSON is a long text with a check; only the check tells. */
const readJsonChecks = async (runner: QueryRunner, table: string): Promise<Set<string>> => {
  if (runner.dataSource.options.type !== "mariadb") return new Set();
  const rows = (await runner.query(
    "SELECT CHECK_CLAUSE AS clause FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE() AND TABLE_NAME = ?",
    [table],
  )) as { clause: string }[];
  return new Set(rows.flatMap(({ clause }) => /^json_valid\(`(.+)`\)$/i.exec(clause)?.[1] ?? []));
};
