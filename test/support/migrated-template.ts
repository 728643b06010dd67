/**
 * Databases of tests begin migrated: what every one of them would do again is done once per run and copied. Tests of
 * the migrations themselves ask for empty ones.
 */

import { existsSync } from "node:fs";
import { copyFile, mkdtemp, rename } from "node:fs/promises";
import { join } from "node:path";
import { createConnection, type RowDataPacket } from "mysql2/promise";
import { openTestDatabase } from "./open-database.js";

const migrate = async (url: string): Promise<void> => {
  const { db, migrator } = await openTestDatabase(url);
  await migrator.up();
  await db.close();
};

/** @param file of the new database. */
export const copyMigratedFile = async (folder: string, file: string): Promise<void> => {
  const template = join(folder, "migrated.db");
  if (!existsSync(template)) {
    // Several tests of several workers may make it at once; the last one's stays, and all are the same.
    const draft = join(await mkdtemp(join(folder, "migrated-")), "draft.db");
    await migrate(`sqlite:${draft}`);
    await rename(draft, template);
  }
  await copyFile(template, file);
};

const TEMPLATE = "migrated_template";
const LOCK_S = 120;

/** @param server address of some database of the server; its user may create others. */
export const copyMigratedDatabase = async (server: string, name: string): Promise<void> => {
  const connection = await createConnection({ uri: server, multipleStatements: true });
  try {
    await connection.query(`SELECT GET_LOCK('${TEMPLATE}', ${LOCK_S})`);
    const tables = (await tablesOf(connection)) ?? (await makeTemplate(connection, server));
    await connection.query(`SELECT RELEASE_LOCK('${TEMPLATE}')`);
    const copies = tables.map(
      (table) => `CREATE TABLE ${name}.${table} LIKE ${TEMPLATE}.${table}; INSERT INTO ${name}.${table} SELECT * FROM ${TEMPLATE}.${table}`,
    );
    await connection.query(copies.join("; "));
  } finally {
    await connection.end();
  }
};

type Connection = Awaited<ReturnType<typeof createConnection>>;

/** Nothing while there is no template, or only half of one. */
const tablesOf = async (connection: Connection): Promise<string[] | undefined> => {
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT table_name AS name, table_comment AS comment FROM information_schema.tables WHERE table_schema = '${TEMPLATE}'`,
  );
  return rows.some(({ comment }) => comment === "complete") ? rows.map(({ name }) => String(name)) : undefined;
};

const makeTemplate = async (connection: Connection, server: string): Promise<string[]> => {
  await connection.query(
    `DROP DATABASE IF EXISTS ${TEMPLATE}; CREATE DATABASE ${TEMPLATE} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
  );
  const url = new URL(server);
  url.pathname = `/${TEMPLATE}`;
  await migrate(url.href);
  await connection.query(`ALTER TABLE ${TEMPLATE}.ability_gateway_ping COMMENT = 'complete'`);
  const made = await tablesOf(connection);
  if (!made) throw new Error("the template of migrated databases could not be made");
  return made;
};
