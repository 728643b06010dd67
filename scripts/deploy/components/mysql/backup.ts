/** A dump of each schema, and its proof: restored beside the data, the tables are those that were there when it was made. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import type { BackupPart } from "../../contract/backup.js";
import { Failure } from "../../contract/failure.js";
import type { Site } from "../../contract/site.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { mysqlDump, mysqlImport, mysqlQuery } from "./client.js";
import { databaseOf, type Tenant, tenantsOf } from "./settings.js";
import { sqlName, sqlText } from "./sql.js";

/** Begins a line at the end of a dump: table, rows, checksum; `moving` instead of both when it changed meanwhile. */
const NOTE = "-- coze-table\t";
/** Ends a dump that is whole. */
const END = "-- coze-end";

export const backupParts = (site: Site): readonly BackupPart[] =>
  tenantsOf(site).map((tenant) => ({
    file: `mysql-${databaseOf(site, tenant)}.sql.gz`,
    component: "mysql",
    title: text(`Schema ${databaseOf(site, tenant)} of ${tenant}`, `${tenant} 的库 ${databaseOf(site, tenant)}`),
    order: 10,
    holdsDataOf: [tenant],
    stopForSave: [],
    stopForRestore: writersOf(site, tenant),
    save: (context, path) => save(context, databaseOf(context.site, tenant), path),
    restore: (context, path) => load(context, databaseOf(context.site, tenant), path),
    verify: (context, path) => verify(context, databaseOf(context.site, tenant), path),
  }));
/** Whoever writes to the schema rests while it is replaced. */
const writersOf = (site: Site, tenant: Tenant): readonly string[] => (site.isHere(tenant) ? [`coze-${tenant}.service`] : []);

type Tables = ReadonlyMap<string, string>;

/** Table → `rows TAB checksum`. Views have neither. */
const tablesOf = async (context: Context, database: string): Promise<Tables> => {
  const names = await mysqlQuery(
    context,
    { as: "root" },
    `SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${sqlText(database)} AND TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME`,
  );
  const tables = new Map<string, string>();
  for (const name of names.flat()) {
    const table = `${sqlName(database)}.${sqlName(name)}`;
    const [rows, checksum] = await mysqlQuery(context, { as: "root" }, `SELECT COUNT(*) FROM ${table}; CHECKSUM TABLE ${table};`);
    tables.set(name, `${rows?.[0]}\t${checksum?.[1]}`);
  }
  return tables;
};

const save = async (context: Context, database: string, path: string): Promise<void> => {
  const before = await tablesOf(context, database);
  const note = async (): Promise<string> => {
    const after = await tablesOf(context, database);
    const lines = [...before].map(([name, state]) => `${NOTE}${name}\t${after.get(name) === state ? state : "moving"}\n`);
    return `${lines.join("")}${END}\n`;
  };
  await mysqlDump(context, { database, file: path, note });
};

const notesOf = async (path: string): Promise<Tables> => {
  const tables = new Map<string, string>();
  let whole = false;
  for await (const line of createInterface({ input: createReadStream(path).pipe(createGunzip()), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line === END) whole = true;
    if (!line.startsWith(NOTE)) continue;
    const [name = "", ...state] = line.slice(NOTE.length).split("\t");
    tables.set(name, state.join("\t"));
  }
  if (whole) return tables;
  throw new Failure(text(`${path} ends early: it is no whole dump`, `${path} 不完整，不是完整的转储`));
};

/** The schema as in the dump and nothing else in it; users and grants stay as they are. */
const load = async (context: Context, database: string, path: string): Promise<void> => {
  await notesOf(path);
  const name = sqlName(database);
  const charset = "CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci";
  await mysqlQuery(context, { as: "root" }, `DROP DATABASE IF EXISTS ${name}; CREATE DATABASE ${name} ${charset};`);
  await mysqlImport(context, { as: "root", database }, path);
};

const verify = async (context: Context, database: string, path: string): Promise<string> => {
  const scratch = `coze_verify_${database}`;
  const expected = await notesOf(path);
  try {
    await load(context, scratch, path);
    return compared(expected, await tablesOf(context, scratch));
  } finally {
    await mysqlQuery(context, { as: "root" }, `DROP DATABASE IF EXISTS ${sqlName(scratch)}`);
  }
};

/** @throws Failure that names the tables that are not as they were. */
const compared = (expected: Tables, found: Tables): string => {
  const names = [...expected.keys()];
  const still = names.filter((name) => expected.get(name) !== "moving");
  const wrong = names.filter((name) => !found.has(name) || (still.includes(name) && found.get(name) !== expected.get(name)));
  if (wrong.length > 0) throw new Failure(text(`restored differently: ${wrong.join(", ")}`, `恢复结果不一致：${wrong.join("、")}`));
  const rows = [...found.values()].reduce((sum, state) => sum + Number(state.split("\t")[0]), 0);
  const moving = names.length - still.length;
  return `${names.length} tables, ${rows} rows restored into a scratch schema; rows and checksums of ${still.length} equal those at the backup${moving > 0 ? `, ${moving} changed while it was made` : ""}`;
};
