/**
 * Tables as platforms had them before the gateway came: every shape that migrations promise to adopt, in the words of
 * each dialect, with rows.
 */
import type { OpenDatabase } from "../../src/db/create-database.js";
import { sha256 } from "../../src/kernel/json.js";
import type { TestDialect } from "./selected-dialects.js";

export interface LegacyTable {
  readonly title: string;
  readonly table: "abilities" | "ability_invocation_logs";
  readonly ddl: Readonly<Record<TestDialect, readonly string[]>>;
  /** One INSERT per row, the same on both dialects. */
  readonly rows: readonly string[];
  /** Keys the abilities are expected to have afterwards, in order of id. */
  readonly keys?: readonly string[];
}

const both = (...statements: string[]): Record<TestDialect, readonly string[]> => ({ sqlite: statements, mysql: statements });

export const LEGACY_ABILITIES: readonly LegacyTable[] = [
  {
    title: "numbered rows with a slug and times that change by themselves",
    table: "abilities",
    ddl: {
      mysql: [
        `CREATE TABLE abilities (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(100) NOT NULL, slug varchar(50) NOT NULL UNIQUE,
           status varchar(20) NOT NULL DEFAULT 'enabled', config json NULL, description text NULL,
           created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
           updated_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3), KEY by_status (status))`,
      ],
      sqlite: [
        `CREATE TABLE abilities (id INTEGER PRIMARY KEY AUTOINCREMENT, name varchar(100) NOT NULL, slug varchar(50) NOT NULL UNIQUE,
           status varchar(20) NOT NULL DEFAULT 'enabled', config json NULL, description text NULL,
           created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP)`,
        "CREATE INDEX by_status ON abilities (status)",
      ],
    },
    rows: [
      `INSERT INTO abilities (name, slug, config, created_at, updated_at) VALUES ('写诗', 'write-poem', '{"a": 1}', '2020-01-01 00:00:00', '2020-01-01 00:00:00.123')`,
      "INSERT INTO abilities (name, slug, created_at, updated_at) VALUES ('Upper Case', 'Write Poem', '2020-01-01 00:00:00', '2020-01-02 00:00:00.456')",
      "INSERT INTO abilities (name, slug, created_at, updated_at) VALUES ('Emoji 🙂', '画图', '2020-01-01 00:00:00', '2020-01-03 00:00:00.789')",
    ],
    keys: ["write-poem", "ability-2", "ability-3"],
  },
  {
    title: "UUID rows whose keys repeat, are empty or look like ours",
    table: "abilities",
    ddl: both(
      "CREATE TABLE abilities (id char(36) NOT NULL PRIMARY KEY, title varchar(200) NOT NULL, `key` varchar(100) NULL, enabled tinyint(1) NOT NULL DEFAULT 1)",
    ),
    rows: [
      "INSERT INTO abilities (id, title, `key`) VALUES ('0b4f2ac2-0000-4000-8000-000000000001', 'One', 'Translate_Text')",
      "INSERT INTO abilities (id, title, `key`) VALUES ('0b4f2ac2-0000-4000-8000-000000000002', 'Two', 'translate text')",
      "INSERT INTO abilities (id, title, `key`) VALUES ('0b4f2ac2-0000-4000-8000-000000000003', 'Three', NULL)",
      "INSERT INTO abilities (id, title, `key`) VALUES ('zB4F2AC2 with odd characters!', '', 'ability-0b4f2ac2-0000-4000-8000-000000000003')",
    ],
    keys: [
      "translate-text",
      "ability-0b4f2ac2-0000-4000-8000-000000000002",
      "ability-0b4f2ac2-0000-4000-8000-000000000003",
      `ability-${sha256("zB4F2AC2 with odd characters!").slice(0, 16)}`,
    ],
  },
  {
    title: "nothing but numbers given by the platform",
    table: "abilities",
    ddl: both("CREATE TABLE abilities (id bigint NOT NULL PRIMARY KEY)"),
    rows: ["INSERT INTO abilities VALUES (7)", "INSERT INTO abilities VALUES (1234567890123)"],
    keys: ["ability-7", "ability-1234567890123"],
  },
  {
    title: "odd types, checks, computed columns, another character set and a trigger",
    table: "abilities",
    ddl: {
      mysql: [
        `CREATE TABLE abilities (id varchar(20) NOT NULL PRIMARY KEY, Name varchar(50) NOT NULL, price decimal(10,4) NOT NULL DEFAULT 0.5,
           kind enum('a','b') NOT NULL, mask bit(8) NULL, raw varbinary(10) NULL, born date NOT NULL DEFAULT '0000-00-00',
           score double NULL, twice double GENERATED ALWAYS AS (score * 2) STORED, code int NOT NULL DEFAULT 3, CHECK (score < 100))
           DEFAULT CHARACTER SET latin1`,
        "CREATE TABLE touched (n int)",
        "CREATE TRIGGER abilities_gone AFTER DELETE ON abilities FOR EACH ROW INSERT INTO touched VALUES (1)",
      ],
      sqlite: [
        `CREATE TABLE abilities (id varchar(20) NOT NULL PRIMARY KEY, Name varchar(50) NOT NULL, price decimal(10,4) NOT NULL DEFAULT 0.5,
           kind text NOT NULL CHECK (kind IN ('a', 'b')), mask, raw blob, born date NOT NULL DEFAULT '0000-00-00',
           score double NULL, twice double GENERATED ALWAYS AS (score * 2) STORED, code int NOT NULL DEFAULT 3, CHECK (score < 100)) WITHOUT ROWID`,
        "CREATE TABLE touched (n int)",
        "CREATE TRIGGER abilities_gone AFTER DELETE ON abilities BEGIN INSERT INTO touched VALUES (1); END",
      ],
    },
    rows: [
      "INSERT INTO abilities (id, Name, kind, raw, score) VALUES ('x1', 'caf\u00e9', 'b', x'00ff10', 1.5)",
      "INSERT INTO abilities (id, Name, kind) VALUES ('x2', 'plain', 'a')",
    ],
    keys: ["ability-x1", "ability-x2"],
  },
  {
    title: "an empty table with a workflow id of its own",
    table: "abilities",
    ddl: both(
      "CREATE TABLE abilities (id varchar(36) NOT NULL PRIMARY KEY, name varchar(255) NOT NULL, coze_workflow_id varchar(64) NULL)",
    ),
    rows: [],
    keys: [],
  },
];

export const LEGACY_LOGS: readonly LegacyTable[] = [
  {
    title: "numbered rows that point at numbered abilities",
    table: "ability_invocation_logs",
    ddl: {
      mysql: [
        "CREATE TABLE abilities (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(100) NOT NULL)",
        "INSERT INTO abilities (name) VALUES ('one')",
        `CREATE TABLE ability_invocation_logs (id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, ability_id int NOT NULL,
           status enum('running','success','error') NOT NULL, input json NOT NULL, output json NULL, error text NULL,
           duration_ms bigint NULL, created_at datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, seen_at datetime NOT NULL,
           FOREIGN KEY (ability_id) REFERENCES abilities (id))`,
      ],
      sqlite: [
        "CREATE TABLE abilities (id INTEGER PRIMARY KEY AUTOINCREMENT, name varchar(100) NOT NULL)",
        "INSERT INTO abilities (name) VALUES ('one')",
        `CREATE TABLE ability_invocation_logs (id INTEGER PRIMARY KEY AUTOINCREMENT, ability_id int NOT NULL REFERENCES abilities (id),
           status varchar(10) NOT NULL, input json NOT NULL CHECK (json_valid(input)), output json NULL, error text NULL,
           duration_ms bigint NULL, created_at datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, seen_at datetime NOT NULL)`,
      ],
    },
    rows: [
      `INSERT INTO ability_invocation_logs (ability_id, status, input, duration_ms, created_at, seen_at) VALUES (1, 'success', '{"x": 1}', 1200, '2020-01-01 00:00:00', '2020-01-01 00:00:01')`,
      `INSERT INTO ability_invocation_logs (ability_id, status, input, created_at, seen_at) VALUES (1, 'error', '{}', '2020-01-01 00:00:00', '2020-01-01 00:00:02')`,
    ],
  },
  {
    title: "rows with a text key and a second unique text",
    table: "ability_invocation_logs",
    ddl: both(
      `CREATE TABLE ability_invocation_logs (id varchar(40) NOT NULL PRIMARY KEY, trace_id varchar(64) NOT NULL UNIQUE,
         ability_id varchar(36) NOT NULL, status varchar(20) NOT NULL, cost decimal(8,2) NOT NULL, tags json NULL, started_at datetime NULL)`,
    ),
    rows: ["INSERT INTO ability_invocation_logs VALUES ('l1', 't1', 'a1', 'done', 1.25, '[\"x\"]', '2020-01-01 00:00:00')"],
  },
];

export const createLegacyTable = async (db: OpenDatabase, legacy: LegacyTable): Promise<void> => {
  await runStatements(db, [...legacy.ddl[db.dialect], ...legacy.rows]);
};

export const runStatements = async (db: OpenDatabase, statements: readonly string[]): Promise<void> => {
  for (const statement of statements) await db.read((manager) => manager.query(statement));
};

/** How a table is defined now, in the dialect's own words, with its indexes and triggers. */
export const definitionOf = async (db: OpenDatabase, table: string): Promise<unknown> => {
  if (db.dialect === "sqlite") {
    return db.read((manager) => manager.query("SELECT type, name, sql FROM sqlite_master WHERE tbl_name = ? ORDER BY type, name", [table]));
  }
  const [row] = await db.read((manager) => manager.query(`SHOW CREATE TABLE ${table}`) as Promise<Record<string, string>[]>);
  return row?.["Create Table"];
};

/** Every value of these columns in every row, as the database has it in hexadecimal. */
export const contentOf = async (db: OpenDatabase, table: string, columns: readonly string[]): Promise<string[]> => {
  const list = columns.map((column) => `hex(\`${column}\`) AS \`${column}\``).join(", ");
  const rows = await db.read((manager) => manager.query(`SELECT ${list} FROM ${table} ORDER BY id`) as Promise<object[]>);
  return rows.map((row) => JSON.stringify(row));
};

export const columnNamesOf = async (db: OpenDatabase, table: string): Promise<string[]> => {
  const sql =
    db.dialect === "sqlite"
      ? "SELECT name FROM pragma_table_xinfo(?) ORDER BY cid"
      : "SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION";
  const rows = await db.read((manager) => manager.query(sql, [table]) as Promise<{ name: string }[]>);
  return rows.map((row) => row.name);
};
