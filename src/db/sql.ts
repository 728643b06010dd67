/** Raw SQL for the hot paths: bound parameters only, the same text on both dialects. */
import type { EntityManager } from "typeorm";

export type SqlValue = string | number | null;

export const selectRows = <Row>(manager: EntityManager, sql: string, params: readonly SqlValue[] = []): Promise<Row[]> =>
  manager.query(sql, [...params]) as Promise<Row[]>;

/** Runs a statement inside a transaction. @returns rows matched (MySQL) or changed (SQLite) by an UPDATE or DELETE. */
export const execute = async (manager: EntityManager, sql: string, params: readonly SqlValue[] = []): Promise<number> => {
  if (!manager.queryRunner) throw new Error("execute() needs a transaction's manager");
  const result = await manager.queryRunner.query(sql, [...params], true);
  return result.affected ?? 0;
};

/** Well below SQLite's 32,766 parameters and the 16 MB that MariaDB takes as one statement. */
const MAX_PARAMETERS = 10_000;
const MAX_TEXT = 2_000_000;

/** As few statements as fit: `INSERT INTO table (a,b) VALUES (?,?),(?,?)`. Names come from code, never from users. */
export const insertRows = async (
  manager: EntityManager,
  into: { table: string; columns: readonly string[]; suffix?: string },
  rows: readonly (readonly SqlValue[])[],
): Promise<void> => {
  const tuple = `(${into.columns.map(() => "?").join(",")})`;
  for (const part of statementsOf(rows)) {
    const sql = `INSERT INTO ${into.table} (${into.columns.join(",")}) VALUES ${part.map(() => tuple).join(",")} ${into.suffix ?? ""}`;
    await manager.query(sql, part.flat());
  }
};

/**
 * As few statements as fit: `UPDATE table SET a = CASE id WHEN ? THEN ? … END, b = ? WHERE id IN (?,?)`; a column that
 * is the same for all rows is written plainly. Rows begin with their key, which none shares with another; names come
 * from code, never from users.
 */
export const updateRows = async (
  manager: EntityManager,
  { table, key, columns }: { table: string; key: string; columns: readonly string[] },
  rows: readonly (readonly SqlValue[])[],
): Promise<void> => {
  for (const part of statementsOf(rows)) {
    const keys = part.map((row) => row[0] ?? null);
    const sets = columns.map((column, index) => valuesOf(part, { key, column, at: index + 1 }));
    const sql = `UPDATE ${table} SET ${sets.map((set) => set.sql).join(", ")} WHERE ${key} IN (${placeholders(keys.length)})`;
    await manager.query(sql, [...sets.flatMap((set) => set.params), ...keys]);
  }
};

const valuesOf = (
  rows: readonly (readonly SqlValue[])[],
  { key, column, at }: { key: string; column: string; at: number },
): { sql: string; params: SqlValue[] } => {
  const first = rows[0]?.[at] ?? null;
  if (rows.every((row) => row[at] === first)) return { sql: `${column} = ?`, params: [first] };
  const params = rows.flatMap((row) => [row[0] ?? null, row[at] ?? null]);
  return { sql: `${column} = CASE ${key} ${rows.map(() => "WHEN ? THEN ?").join(" ")} END`, params };
};

const statementsOf = (rows: readonly (readonly SqlValue[])[]): (readonly SqlValue[])[][] => {
  const statements: (readonly SqlValue[])[][] = [];
  let parameters = 0;
  let text = 0;
  for (const row of rows) {
    const length = row.reduce<number>((sum, value) => sum + (typeof value === "string" ? value.length : 0), 0);
    parameters += row.length;
    text += length;
    const open = statements.at(-1);
    if (open && parameters <= MAX_PARAMETERS && text <= MAX_TEXT) open.push(row);
    else {
      statements.push([row]);
      parameters = row.length;
      text = length;
    }
  }
  return statements;
};

/** `?,?,?` for an IN list of `count` values. */
export const placeholders = (count: number): string => Array.from({ length: count }, () => "?").join(",");
