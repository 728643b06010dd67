/**
 * libsql in the shape of better-sqlite3, for TypeORM's `driver` option. The native part ends the whole process on
 * values it cannot bind, so everything is checked or converted here and the worst that happens is a JavaScript error.
 */
import LibsqlDatabase from "libsql";
import { AppError } from "../kernel/errors.js";
import { toSqlTime } from "./sql-time.js";

type NativeStatement = ReturnType<InstanceType<typeof LibsqlDatabase>["prepare"]>;

/** @throws AppError FIELD_TEXT for text with a NUL character, which SQLite would cut off there; TypeError for the rest. */
const toBindable = (value: unknown): unknown => {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return withoutNul(value);
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "number") return toNumber(value);
  if (typeof value === "bigint") return BigInt.asIntN(64, value) === value ? value : refuse("an integer of more than 64 bits");
  if (value instanceof Date) return toSqlTime(value.getTime());
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return refuse(Array.isArray(value) ? "a list" : `a value of type ${typeof value}`);
};

const withoutNul = (text: string): string => {
  if (text.includes("\0")) throw new AppError("FIELD_TEXT", { params: { character: "NUL" } });
  return text;
};

/** Whole numbers go as integers: libsql binds every number as a float, and 5 would become "5.0" in a text column. */
const toNumber = (value: number): number | bigint => {
  if (!Number.isFinite(value)) return refuse(String(value));
  return Number.isSafeInteger(value) ? BigInt(value) : value;
};

const refuse = (what: string): never => {
  throw new TypeError(`SQLite cannot store ${what}`);
};

/** Blobs come as ArrayBuffer. */
const toValue = (value: unknown): unknown => (value instanceof ArrayBuffer ? Buffer.from(value) : value);

class SafeStatement {
  /** Whether the statement returns rows. Asked for at every run of a statement that is prepared once. */
  readonly reader: boolean;
  /** Names of the columns of a reader. */
  readonly #columns: readonly string[];

  constructor(private readonly native: NativeStatement) {
    this.reader = native.reader;
    // Rows as lists: libsql makes objects property by property across the language border, at twice the cost.
    if (this.reader) native.raw(true);
    this.#columns = this.reader ? native.columns().map(({ name }) => name) : [];
  }

  // The values always go as ONE list: libsql takes a single object argument for named parameters and aborts on it.
  run(...values: unknown[]): unknown {
    return this.native.run(values.map(toBindable));
  }

  get(...values: unknown[]): unknown {
    return this.all(...values)[0];
  }

  all(...values: unknown[]): unknown[] {
    const rows = this.native.all(values.map(toBindable)) as unknown[][];
    return rows.map((row) => this.#toObject(row));
  }

  #toObject(row: readonly unknown[]): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    for (const [index, name] of this.#columns.entries()) object[name] = toValue(row[index]);
    return object;
  }
}

export class LibsqlDriver {
  private readonly native: InstanceType<typeof LibsqlDatabase>;

  constructor(path: string) {
    this.native = new LibsqlDatabase(path);
  }

  /**
   * A deferred BEGIN that reads first and writes later fails at once when another process wrote in between, whatever
   * the busy time-out; taking the write lock at the start makes it wait instead.
   */
  prepare(sql: string): SafeStatement {
    return new SafeStatement(this.native.prepare(sql === "BEGIN TRANSACTION" ? "BEGIN IMMEDIATE" : sql));
  }

  pragma(source: string): unknown[] {
    return this.prepare(`PRAGMA ${source}`).all();
  }

  get inTransaction(): boolean {
    return this.native.inTransaction;
  }

  close(): void {
    this.native.close();
  }
}
