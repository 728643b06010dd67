/** A script of SQL as its statements, without comments. Strings and quoted names are left as they are. Pure; knows no DELIMITER. */
export const statementsOf = (script: string): readonly string[] => {
  const statements: string[] = [];
  let current = "";
  for (const [part] of script.matchAll(PARTS)) {
    if (part === ";") {
      statements.push(current);
      current = "";
    } else current += /^(--|#|\/\*)/.test(part) ? " " : part;
  }
  return [...statements, current].map((statement) => statement.trim()).filter((statement) => statement !== "");
};

/** A string, a quoted name, a comment, the end of a statement, or one other character. */
const PARTS = /'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S])*"|`[^`]*`|--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/|;|[\s\S]/g;
