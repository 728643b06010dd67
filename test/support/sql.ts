/** A look into a gateway's tables over a connection of the test's own: what the rows say, past all our code. */
import Sqlite from "libsql";
import { type Connection, createConnection } from "mysql2/promise";

// biome-ignore lint/suspicious/noExplicitAny: tests look into columns of any type, and a wrong guess fails them
export type SqlRow = Record<string, any>;

export interface SqlReader {
  /** `?` stands for a parameter. Statements that write give no rows. */
  query(statement: string, parameters?: readonly (string | number | null)[]): Promise<SqlRow[]>;
  close(): Promise<void>;
}

/** Connects on first use, so it may be opened before the database exists. */
export const openSql = (databaseUrl: string): SqlReader =>
  databaseUrl.startsWith("sqlite:") ? openSqlite(databaseUrl.slice("sqlite:".length)) : openMysql(databaseUrl);

const openSqlite = (path: string): SqlReader => {
  let database: InstanceType<typeof Sqlite> | undefined;
  return {
    async query(statement, parameters = []) {
      database ??= new Sqlite(path, { timeout: 5_000 });
      const prepared = database.prepare(statement);
      if (prepared.reader) return prepared.all(...parameters) as SqlRow[];
      prepared.run(...parameters);
      return [];
    },
    async close() {
      database?.close();
    },
  };
};

const openMysql = (url: string): SqlReader => {
  let connection: Promise<Connection> | undefined;
  return {
    async query(statement, parameters = []) {
      connection ??= createConnection({ uri: url, timezone: "Z", supportBigNumbers: true, bigNumberStrings: true });
      const [rows] = await (await connection).query(statement, [...parameters]);
      return Array.isArray(rows) ? (rows as SqlRow[]) : [];
    },
    async close() {
      (await connection?.catch(() => undefined))?.destroy();
    },
  };
};
