/** Reads the SQL that Atlas plans and finds what would destroy data (`reference/deploy.md §0.1`). Pure. */

/** Statements without their comments, in order. */
export const statementsOf = (plan: string): readonly string[] =>
  withoutComments(plan)
    .split(/;(?=(?:[^'"`]|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`)*$)/)
    .map((statement) => statement.replace(/\s+/g, " ").trim())
    .filter((statement) => /^[A-Za-z]/.test(statement));

const withoutComments = (plan: string): string =>
  plan.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\//g, (part) => (/^(--|\/\*)/.test(part) ? " " : part));

/** Of an ALTER TABLE: what may be dropped without losing rows or values. */
const HARMLESS = /^(INDEX|KEY|PRIMARY|FOREIGN|CONSTRAINT|CHECK|DEFAULT)\b/i;

/** Statements that drop a table, a schema, a partition or a column; also columns without the word COLUMN, which MySQL lets one leave out. */
export const dropsIn = (plan: string): readonly string[] => statementsOf(plan).filter(isDrop);

const isDrop = (statement: string): boolean => {
  const plain = statement.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`/g, "x");
  if (/^(DROP\s+(TABLE|DATABASE|SCHEMA|TEMPORARY)|TRUNCATE)\b/i.test(plain)) return true;
  if (!/^ALTER\s+TABLE\b/i.test(plain)) return false;
  return [...plain.matchAll(/\bDROP\s+(\S+)/gi)].some(([, what = ""]) => !HARMLESS.test(what));
};
