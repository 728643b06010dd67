/** How rows go into a table that may be adopted: what has to be written beside our own columns. For stores. */
import type { EntityManager, EntityTarget, ObjectLiteral } from "typeorm";
import { AppError } from "../kernel/errors.js";
import { type Filler, fillerFor, requiredColumns } from "./adoption-rules.js";
import { toSqlTime } from "./sql-time.js";
import { readTable } from "./table-facts.js";

export interface TableShape {
  /** A text column `id` of the table's former owner wants our key too. */
  readonly fillId: boolean;
  /** The owner's other columns that refuse a row without a value; empty for a table we created. */
  readonly fillers: readonly { readonly column: string; readonly filler: Filler }[];
  /** `generated`: the database numbers new rows, so an INSERT must not name `id`. */
  readonly id: { readonly kind: "text" | "integer"; readonly generated: boolean } | undefined;
}

/**
 * Read once when a store starts: it only changes with migrations.
 * @throws AppError MIGRATION_REQUIRED when the table does not exist.
 */
export const readTableShape = async (manager: EntityManager, entity: EntityTarget<ObjectLiteral>): Promise<TableShape> => {
  const { tableName, columns } = manager.dataSource.getMetadata(entity);
  const runner = manager.queryRunner;
  if (!runner) throw new AppError("INTERNAL", { cause: new Error("readTableShape needs the manager of db.read or db.transaction") });
  const facts = await readTable(runner, tableName);
  if (!facts) throw new AppError("MIGRATION_REQUIRED", { params: { count: 1 } });
  const ours = columns.map((column) => ({ name: column.databaseName }));
  const required = requiredColumns(ours, facts);
  const id = facts.columns.get("id");
  return {
    fillId: required.some((column) => column.name.toLowerCase() === "id"),
    fillers: required
      .filter((column) => column.name.toLowerCase() !== "id")
      .map((column) => ({ column: column.name, filler: fillerFor(column, facts) ?? { kind: "fixed", value: "" } })),
    id: id && { kind: id.family === "text" ? "text" : "integer", generated: id.autoIncrement },
  };
};

/** The value for one row. */
export const fillerValue = (filler: Filler, row: { readonly key: string; readonly now: number }): string | number => {
  switch (filler.kind) {
    case "key":
      return row.key;
    case "now":
      return toSqlTime(row.now);
    case "fixed":
      return filler.value;
  }
};
