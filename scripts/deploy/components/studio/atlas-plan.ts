/** Reads the SQL that Atlas plans and finds what would destroy data (`reference/deploy.md §0.1`). Pure. */
import { statementsOf } from "../sql/statements.js";

/** Of an ALTER TABLE: what may be dropped without losing rows or values. */
const HARMLESS = /^(INDEX|KEY|PRIMARY|FOREIGN|CONSTRAINT|CHECK|DEFAULT)\b/i;

/** Statements that drop a table, a schema, a partition or a column; also columns without the word COLUMN, which MySQL lets one leave out. */
export const dropsIn = (plan: string): readonly string[] =>
  statementsOf(plan)
    .map((statement) => statement.replace(/\s+/g, " "))
    .filter(isDrop);

const isDrop = (statement: string): boolean => {
  // Atlas writes a line of prose before the first statement.
  const plain = statement.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`/g, "x");
  if (/\b(DROP\s+(TABLE|DATABASE|SCHEMA|TEMPORARY)|TRUNCATE)\b/i.test(plain)) return true;
  if (!/\bALTER\s+TABLE\b/i.test(plain)) return false;
  return [...plain.matchAll(/\bDROP\s+(\S+)/gi)].some(([, what = ""]) => !HARMLESS.test(what));
};
