/** What a table really looks like, read from the database: the ground on which migrations adopt tables. */
import type { QueryRunner } from "typeorm";
import type { Dialect } from "./database.js";
import { readMysqlTable } from "./table-facts-mysql.js";
import { readSqliteTable } from "./table-facts-sqlite.js";

/** Kinds of columns between which values cannot be exchanged. `smallint` has less than 32 bits. */
export type ColumnFamily =
  | "text"
  | "enum"
  | "json"
  | "boolean"
  | "smallint"
  | "integer"
  | "decimal"
  | "real"
  | "time"
  | "date"
  | "binary"
  | "other";

export interface ColumnFacts {
  readonly name: string;
  /** As declared, for messages. */
  readonly type: string;
  readonly family: ColumnFamily;
  /** Characters, for texts with a limit. */
  readonly length?: number;
  readonly nullable: boolean;
  readonly hasDefault: boolean;
  readonly autoIncrement: boolean;
  /** Computed from other columns; cannot be written. */
  readonly computed: boolean;
  /** Changes by itself with every UPDATE of the row that does not name it (MySQL's ON UPDATE). */
  readonly touchedByUpdate: boolean;
  readonly enumValues: readonly string[];
  readonly foreignKey: boolean;
}

export interface IndexFacts {
  readonly name: string;
  readonly unique: boolean;
  readonly columns: readonly string[];
}

export interface TableFacts {
  readonly kind: "table" | "view";
  /** False for MyISAM and the like. */
  readonly transactional: boolean;
  /** By name in lower case: both dialects ignore case in column names. */
  readonly columns: ReadonlyMap<string, ColumnFacts>;
  readonly indexes: readonly IndexFacts[];
}

export const dialectOf = (runner: QueryRunner): Dialect => (runner.dataSource.options.type === "better-sqlite3" ? "sqlite" : "mysql");

/** `undefined` when the database has no such table or view. */
export const readTable = (runner: QueryRunner, table: string): Promise<TableFacts | undefined> =>
  dialectOf(runner) === "sqlite" ? readSqliteTable(runner, table) : readMysqlTable(runner, table);
