/** Column options for entities that mean the same on MySQL, MariaDB and SQLite. The DDL itself is in the migrations. */
import type { ColumnOptions } from "typeorm";

interface Named {
  readonly name: string;
  readonly nullable?: boolean;
  readonly primary?: boolean;
}

const base = ({ name, nullable = false, primary = false }: Named): ColumnOptions => ({ name, nullable, primary });

/**
 * Epoch milliseconds in the code, `datetime(3)` in UTC in the table. The precision has to be named: SQLite's default
 * would be whole seconds.
 */
export const timeColumn = (named: Named): ColumnOptions => ({
  ...base(named),
  type: "datetime",
  precision: 3,
  transformer: {
    to: (epochMs: unknown) => (typeof epochMs === "number" ? new Date(epochMs) : epochMs),
    from: (time: unknown) => (time instanceof Date ? time.getTime() : time),
  },
});

/**
 * An id of somebody else's table that may be an integer there: always text in the code.
 * (Engine ids have 64 bits and are kept as text everywhere.)
 */
export const idColumn = (named: Named): ColumnOptions => ({
  ...base(named),
  type: "varchar",
  length: 64,
  transformer: { to: (id: unknown) => id, from: (id: unknown) => (typeof id === "number" ? String(id) : id) },
});

/** A whole number; a BIGINT or DECIMAL of an adopted table, which mysql2 returns as text, included. */
export const intColumn = (named: Named): ColumnOptions => ({
  ...base(named),
  type: "int",
  transformer: { to: (value: unknown) => value, from: (value: unknown) => (typeof value === "string" ? Number(value) : value) },
});

export const textColumn = (named: Named & { readonly length: number }): ColumnOptions => ({
  ...base(named),
  type: "varchar",
  length: named.length,
});

/** `longtext` on MySQL (the migration sees to it), `text` on SQLite, which has no other; the code sees a string. */
export const longTextColumn = (named: Named): ColumnOptions => ({ ...base(named), type: "text" });

export const flagColumn = (named: Named): ColumnOptions => ({ ...base(named), type: "boolean" });
