/** UTC times with milliseconds in raw SQL: both dialects take and give `YYYY-MM-DD HH:MM:SS.mmm`. */
export const toSqlTime = (epochMs: number): string => new Date(epochMs).toISOString().replace("T", " ").slice(0, 23);

/** mysql2 returns a `Date` for DATETIME columns, SQLite the text that was written. */
export const fromSqlTime = (value: Date | string): number =>
  value instanceof Date ? value.getTime() : Date.parse(`${value.replace(" ", "T")}Z`);
