/** How names and values are written in SQL so that they stay names and values. */

/** A literal, also under `NO_BACKSLASH_ESCAPES`: the alphabet of our passwords needs no escape, others are refused. */
export const sqlText = (value: string): string => {
  if (value.includes("\\") || value.includes("\0") || value.includes("\n"))
    throw new Error("a value for SQL may not hold a backslash or a line end");
  return `'${value.replaceAll("'", "''")}'`;
};

export const sqlName = (name: string): string => `\`${name.replaceAll("`", "``")}\``;

/** A schema in `GRANT … ON`, where `_` and `%` would stand for any character. */
export const grantedSchema = (database: string): string => sqlName(database.replace(/[_%]/g, "\\$&"));
