/** Many lists in one statement: what pages of children under a page of parents are read by. */
import type { Database } from "./database.js";
import { type SqlValue, selectRows } from "./sql.js";

/** A SELECT, alone. */
export interface Statement {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/** SQLite takes 500 parts and 32,766 parameters in one statement. */
const MAX_UNION = 100;

/**
 * Every statement keeps its own ORDER BY and LIMIT and so its own index range; `part` tells whose row it is.
 * @returns the rows of each, in no order: UNION ALL promises none.
 */
export const selectEach = async <Row>(database: Database, statements: readonly Statement[]): Promise<Row[][]> => {
  if (statements.length > MAX_UNION) {
    const rest = await selectEach<Row>(database, statements.slice(MAX_UNION));
    return [...(await selectEach<Row>(database, statements.slice(0, MAX_UNION))), ...rest];
  }
  if (statements.length === 0) return [];
  const parts = statements.map(({ sql }, part) => `SELECT * FROM (${sql.replace("SELECT ", `SELECT ${part} AS part, `)}) AS q${part}`);
  const params = statements.flatMap((statement) => statement.params);
  const rows = await database.read((manager) => selectRows<Row & { part: number }>(manager, parts.join(" UNION ALL "), params));
  const results = statements.map((): Row[] => []);
  for (const row of rows) results[Number(row.part)]?.push(row);
  return results;
};
