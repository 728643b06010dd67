/**
 * What the migrations brought into the database, noted BEFORE it is done: after a crash, and on the way back, it
 * tells our columns and tables from those that were there already and must stay.
 */
import type { QueryRunner } from "typeorm";
import { createTable, dropTable, type TableSpec, varchar } from "./ddl.js";

const LEDGER: TableSpec = {
  name: "ability_gateway_adopted",
  columns: [varchar("table_name", 64), varchar("column_name", 191)],
  primaryKey: ["table_name", "column_name"],
  indexes: [],
};

/** Stands for the whole table. A column is noted by its name. */
export const WHOLE_TABLE = "*";

/** Neither can be the name of a column: those have no colon. */
const INDEX = "index:";
const REPLACED = "replaced:";

export const indexMark = (name: string): string => INDEX + name;

/** An index that the server may drop by itself when `by` is created, because `by` serves its foreign key as well. */
export interface ReplacedIndex {
  readonly by: string;
  readonly name: string;
  readonly columns: readonly string[];
}

export const replacedMark = ({ by, name, columns }: ReplacedIndex): string => REPLACED + [by, name, ...columns].join(":");

export const indexesIn = (marks: ReadonlySet<string>): string[] =>
  [...marks].filter((mark) => mark.startsWith(INDEX)).map((mark) => mark.slice(INDEX.length));

export const replacedIn = (marks: ReadonlySet<string>): ReplacedIndex[] =>
  [...marks]
    .filter((mark) => mark.startsWith(REPLACED))
    .map((mark) => mark.slice(REPLACED.length).split(":"))
    .map(([by = "", name = "", ...columns]) => ({ by, name, columns }));

export const columnsIn = (marks: ReadonlySet<string>): string[] =>
  [...marks].filter((mark) => mark !== WHOLE_TABLE && !mark.startsWith(INDEX) && !mark.startsWith(REPLACED));

export const createLedger = (runner: QueryRunner): Promise<void> => createTable(runner, LEDGER);
export const dropLedger = (runner: QueryRunner): Promise<void> => dropTable(runner, LEDGER.name);

export const readMarks = async (runner: QueryRunner, table: string): Promise<ReadonlySet<string>> => {
  const rows = (await runner.query("SELECT column_name AS mark FROM ability_gateway_adopted WHERE table_name = ?", [table])) as {
    mark: string;
  }[];
  return new Set(rows.map((row) => row.mark));
};

export const addMarks = async (runner: QueryRunner, table: string, marks: readonly string[]): Promise<void> => {
  const known = await readMarks(runner, table);
  const missing = marks.filter((mark) => !known.has(mark));
  if (missing.length === 0) return;
  const rows = missing.map(() => "(?, ?)").join(", ");
  await runner.query(
    `INSERT INTO ability_gateway_adopted (table_name, column_name) VALUES ${rows}`,
    missing.flatMap((mark) => [table, mark]),
  );
};

export const removeMarks = async (runner: QueryRunner, table: string, marks: Iterable<string>): Promise<void> => {
  const gone = [...marks];
  if (gone.length === 0) return;
  const places = gone.map(() => "?").join(", ");
  await runner.query(`DELETE FROM ability_gateway_adopted WHERE table_name = ? AND column_name IN (${places})`, [table, ...gone]);
};
