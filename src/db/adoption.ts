/**
 * Brings a table into being or adopts one that is there: adds what is missing, never touches what exists, and takes
 * back exactly what it added. Everything may be repeated after a crash in the middle.
 */
import type { QueryRunner } from "typeorm";
import { AppError } from "../kernel/errors.js";
import { type AdoptionRules, adoptionProblems } from "./adoption-rules.js";
import {
  addColumns,
  type ColumnSpec,
  createIndex,
  createTable,
  dropColumns,
  dropIndex,
  dropTable,
  type IndexSpec,
  type TableSpec,
} from "./ddl.js";
import { addMarks, columnsIn, indexesIn, indexMark, readMarks, removeMarks, replacedIn, replacedMark, WHOLE_TABLE } from "./ledger.js";
import { type IndexFacts, readTable, type TableFacts } from "./table-facts.js";

export interface Adoptable extends AdoptionRules {
  readonly table: TableSpec;
  /** Beside the table's own, where our key is not the primary key. */
  readonly adoptedIndexes: readonly IndexSpec[];
}

/** @throws AppError CONFIGURATION_INVALID when another program has a table of this name. */
export const createOwnTable = async (runner: QueryRunner, table: TableSpec): Promise<void> => {
  if (await isForeign(runner, table.name)) {
    refuse([`the database already has a table ${table.name} that is not the gateway's; give the gateway a database of its own`]);
  }
  await addMarks(runner, table.name, [WHOLE_TABLE]);
  await createTable(runner, table);
};

/** @throws AppError CONFIGURATION_INVALID before anything is changed, when the table that is there cannot be used. */
export const createOrAdoptTable = async (runner: QueryRunner, adoptable: Adoptable): Promise<void> => {
  const { table } = adoptable;
  if (!(await isForeign(runner, table.name))) return createOwnTable(runner, table);
  await requireAdoptable(runner, adoptable);
  await addColumnsWithMarks(runner, table.name, table.columns.map(loosened));
  for (const index of [...adoptable.adoptedIndexes, ...table.indexes]) await addIndexWithMark(runner, table.name, index);
};

/** Rows that are there already have no value for it. */
const loosened = (column: ColumnSpec): ColumnSpec => (column.default === undefined ? { ...column, nullable: true } : column);

/** Looks without changing anything. @throws AppError CONFIGURATION_INVALID with all problems in one sentence each. */
export const requireAdoptable = async (runner: QueryRunner, adoptable: Adoptable): Promise<void> => {
  const facts = await readTable(runner, adoptable.table.name);
  if (!facts || !(await isForeign(runner, adoptable.table.name))) return;
  const problems = adoptionProblems({ spec: adoptable.table, facts, rules: adoptable });
  if (problems.length > 0) refuse(problems);
};

const refuse = (problems: readonly string[]): never => {
  throw new AppError("CONFIGURATION_INVALID", { params: { problem: problems.join("; ") } });
};

/** There, and not created by us. */
const isForeign = async (runner: QueryRunner, table: string): Promise<boolean> => {
  const facts: TableFacts | undefined = await readTable(runner, table);
  return facts !== undefined && !(await readMarks(runner, table)).has(WHOLE_TABLE);
};

export const addColumnsWithMarks = async (runner: QueryRunner, table: string, columns: readonly ColumnSpec[]): Promise<void> => {
  const present = (await readTable(runner, table))?.columns;
  const missing = columns.filter((column) => !present?.has(column.name));
  await addMarks(
    runner,
    table,
    missing.map((column) => column.name),
  );
  await addColumns(runner, table, missing);
};

/** An index of this name that is there already without our mark belongs to somebody else and is left alone. */
export const addIndexWithMark = async (runner: QueryRunner, table: string, index: IndexSpec): Promise<void> => {
  const facts = await readTable(runner, table);
  if (!facts || facts.indexes.some((existing) => existing.name === index.name)) return;
  const replaced = facts.indexes.filter((existing) => mayBeReplaced(existing, { by: index, facts }));
  await addMarks(runner, table, [...replaced.map((existing) => replacedMark({ ...existing, by: index.name })), indexMark(index.name)]);
  await createIndex(runner, table, index);
};

/** MySQL makes an index for a foreign key without being told, and drops it as soon as a wider one begins like it. */
const mayBeReplaced = (existing: IndexFacts, { by, facts }: { by: IndexSpec; facts: TableFacts }): boolean =>
  !existing.unique &&
  existing.columns.length < by.columns.length &&
  existing.columns.every((column, place) => column === by.columns[place] && facts.columns.get(column.toLowerCase())?.foreignKey);

/** Takes back these columns if a migration added them. */
export const removeColumns = async (runner: QueryRunner, table: string, names: readonly string[]): Promise<void> => {
  const marks = await readMarks(runner, table);
  const ours = names.filter((name) => marks.has(name));
  await dropColumns(runner, table, ours);
  await removeMarks(runner, table, ours);
};

export const removeIndex = async (runner: QueryRunner, table: string, name: string): Promise<void> => {
  const marks = await readMarks(runner, table);
  if (!marks.has(indexMark(name))) return;
  const replaced = replacedIn(marks).filter(({ by }) => by === name);
  for (const index of replaced) await createIndex(runner, table, index);
  await dropIndex(runner, table, name);
  await removeMarks(runner, table, [...replaced.map(replacedMark), indexMark(name)]);
};

/** Drops a table we created; of an adopted one only what we added. */
export const removeTable = async (runner: QueryRunner, table: TableSpec): Promise<void> => {
  const marks = await readMarks(runner, table.name);
  if (marks.has(WHOLE_TABLE)) {
    await dropTable(runner, table.name);
    await removeMarks(runner, table.name, marks);
    return;
  }
  for (const index of indexesIn(marks)) await removeIndex(runner, table.name, index);
  await removeColumns(runner, table.name, columnsIn(marks));
};
