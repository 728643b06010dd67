/**
 * Tables as data for migrations, and the statements that make them on both dialects. Every function may be repeated
 * after a crash: MySQL commits each statement of a migration for itself.
 */
import type { QueryRunner } from "typeorm";
import type { Dialect } from "./database.js";
import { type ColumnFamily, dialectOf, readTable } from "./table-facts.js";

export interface ColumnSpec {
  readonly name: string;
  readonly type: "varchar" | "text" | "longtext" | "int" | "boolean" | "time";
  readonly length?: number;
  readonly nullable: boolean;
  readonly default?: string | number;
  /** Kinds of columns of this name that an adopted table may have already. */
  readonly accepts: readonly ColumnFamily[];
  /** Characters that must fit when such a column is written by every call; default `length`. */
  readonly atLeast?: number;
}

export interface IndexSpec {
  readonly name: string;
  readonly columns: readonly string[];
  readonly unique?: boolean;
}

export interface TableSpec {
  readonly name: string;
  readonly columns: readonly ColumnSpec[];
  readonly primaryKey: readonly string[];
  readonly indexes: readonly IndexSpec[];
}

type More = Partial<Pick<ColumnSpec, "nullable" | "default" | "accepts" | "atLeast">>;

export const varchar = (name: string, length: number, more: More = {}): ColumnSpec => ({
  ...{ name, length, type: "varchar", nullable: false, accepts: ["text"] },
  ...more,
});
export const text = (name: string, more: More = {}): ColumnSpec => ({
  ...{ name, type: "text", nullable: false, accepts: ["text", "json"] },
  ...more,
});
/** Up to 4 GB on MySQL, where `text` ends at 64 KB. */
export const longText = (name: string, more: More = {}): ColumnSpec => ({
  ...{ name, type: "longtext", nullable: false, accepts: ["text", "json"] },
  ...more,
});
export const int = (name: string, more: More = {}): ColumnSpec => ({
  ...{ name, type: "int", nullable: false, accepts: ["integer", "decimal", "real"] },
  ...more,
});
export const flag = (name: string, more: More = {}): ColumnSpec => ({
  ...{ name, type: "boolean", nullable: false, accepts: ["boolean", "smallint", "integer"] },
  ...more,
});
/** UTC with milliseconds. */
export const time = (name: string, more: More = {}): ColumnSpec => ({
  ...{ name, type: "time", nullable: false, accepts: ["time"] },
  ...more,
});

/** For `more`: the column may be empty. */
export const optional = { nullable: true } as const;

export const quoted = (name: string): string => `\`${name.replaceAll("`", "``")}\``;

const list = (names: readonly string[]): string => names.map(quoted).join(", ");

/**
 * Binary collation on MySQL: callers that differ in case are different callers, keys sort as on SQLite, and a
 * comparison with a column of an adopted table in whatever collation is not "an illegal mix".
 */
const MYSQL_TEXT = "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

const typeSql = (column: ColumnSpec, dialect: Dialect): string => {
  const mysql = dialect === "mysql";
  switch (column.type) {
    case "varchar":
      return `varchar(${column.length})${mysql ? ` ${MYSQL_TEXT}` : ""}`;
    case "text":
      return mysql ? `text ${MYSQL_TEXT}` : "text";
    case "longtext":
      return mysql ? `longtext ${MYSQL_TEXT}` : "text";
    case "int":
      return "int";
    case "boolean":
      return mysql ? "tinyint(1)" : "boolean";
    case "time":
      return "datetime(3)";
  }
};

const columnSql = (column: ColumnSpec, dialect: Dialect): string => {
  const literal = typeof column.default === "string" ? `'${column.default.replaceAll("'", "''")}'` : column.default;
  const ending = literal === undefined ? "" : ` DEFAULT ${literal}`;
  return `${quoted(column.name)} ${typeSql(column, dialect)} ${column.nullable ? "NULL" : "NOT NULL"}${ending}`;
};

/**
 * Creates a table that is known to be ours, unless it is there: in one statement on MySQL and inside the migration's
 * transaction on SQLite, so it is never there without its indexes.
 */
export const createTable = async (runner: QueryRunner, table: TableSpec): Promise<void> => {
  if (await readTable(runner, table.name)) return;
  const mysql = dialectOf(runner) === "mysql";
  const parts = [
    ...table.columns.map((column) => columnSql(column, dialectOf(runner))),
    `PRIMARY KEY (${list(table.primaryKey)})`,
    ...(mysql ? table.indexes.map((index) => `${index.unique ? "UNIQUE KEY" : "KEY"} ${quoted(index.name)} (${list(index.columns)})`) : []),
  ];
  const options = mysql ? " ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin" : "";
  await runner.query(`CREATE TABLE ${quoted(table.name)} (${parts.join(", ")})${options}`);
  if (!mysql) for (const index of table.indexes) await createIndex(runner, table.name, index);
};

export const createIndex = async (runner: QueryRunner, table: string, index: IndexSpec): Promise<void> => {
  if (await hasIndex(runner, table, index.name)) return;
  await runner.query(
    `CREATE ${index.unique ? "UNIQUE INDEX" : "INDEX"} ${quoted(index.name)} ON ${quoted(table)} (${list(index.columns)})`,
  );
};

export const dropIndex = async (runner: QueryRunner, table: string, name: string): Promise<void> => {
  if (!(await hasIndex(runner, table, name))) return;
  await runner.query(`DROP INDEX ${quoted(name)}${dialectOf(runner) === "mysql" ? ` ON ${quoted(table)}` : ""}`);
};

const hasIndex = async (runner: QueryRunner, table: string, name: string): Promise<boolean> =>
  (await readTable(runner, table))?.indexes.some((index) => index.name === name) ?? false;

/** Adds the columns that are missing: in one statement on MySQL, so that a large table is rebuilt at most once. */
export const addColumns = async (runner: QueryRunner, table: string, columns: readonly ColumnSpec[]): Promise<void> => {
  const present = (await readTable(runner, table))?.columns;
  const missing = columns.filter((column) => !present?.has(column.name));
  await alter(
    runner,
    table,
    missing.map((column) => `ADD COLUMN ${columnSql(column, dialectOf(runner))}`),
  );
};

export const dropColumns = async (runner: QueryRunner, table: string, names: readonly string[]): Promise<void> => {
  const present = (await readTable(runner, table))?.columns;
  const there = names.filter((name) => present?.has(name));
  await alter(
    runner,
    table,
    there.map((name) => `DROP COLUMN ${quoted(name)}`),
  );
};

/**
 * Not TypeORM's `addColumn`: on SQLite that copies the whole table into a new one and loses what it does not know,
 * such as triggers and checks of an adopted table.
 */
const alter = async (runner: QueryRunner, table: string, changes: readonly string[]): Promise<void> => {
  if (changes.length === 0) return;
  const statements = dialectOf(runner) === "mysql" ? [changes.join(", ")] : changes;
  for (const statement of statements) await runner.query(`ALTER TABLE ${quoted(table)} ${statement}`);
};

export const dropTable = async (runner: QueryRunner, table: string): Promise<void> => {
  if (await readTable(runner, table)) await runner.query(`DROP TABLE ${quoted(table)}`);
};
