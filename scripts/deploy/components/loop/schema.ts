/**
 * Loop's tables, by upstream's own procedure (`reference/deploy.md §2.6`): every `init-sql/*.sql` by name, `alter_proc.sql`, and
 * every `*_alter.sql` through the procedure that it defines. All of it is made to be run again, so a new release is the same step.
 */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Context, Step, StepState } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { done, later, pending, step } from "../../steps/step.js";
import { exists, readIfThere, writeWhole } from "../../system/files.js";
import { clickhouseQuery } from "../clickhouse/client.js";
import { mysqlImport, mysqlQuery } from "../mysql/client.js";
import { statementsOf } from "../sql/statements.js";
import { inRelease, RELEASE } from "./release.js";

const PROCEDURES = "alter_proc.sql";

/** Paths of `*.sql`, as `ls` would list them. */
const sqlFiles = async (folder: string, suffix = ".sql"): Promise<readonly string[]> =>
  (await readdir(folder).catch(() => []))
    .filter((name) => name.endsWith(suffix))
    .sort()
    .map((name) => join(folder, name));

/**
 * A file of ALTERs as the one argument of upstream's procedure: without comment lines, on one line, as a literal. The
 * procedure cuts it at semicolons and passes over what is done already.
 */
export const alterCall = (content: string): string => {
  const flat = content
    .split("\n")
    .filter((line) => !/^\s*(--|$)/.test(line))
    .join(" ")
    .replace(/\s+/g, " ")
    .replace(/;(\s*;)+/g, ";")
    .trim();
  return `CALL CozeLoopExecuteAlterFile('${flat.replaceAll("\\", "\\\\").replaceAll("'", "''")}')`;
};

const mysqlTarget = ({ site }: Context) => ({ as: "loop" as const, database: site.get("MYSQL_LOOP_DATABASE") });

const recordPath = ({ site }: Context, store: string): string => join(site.paths.records, `loop-schema-${store}`);

/** Of all files, and of the schema that they were run in; undefined without a release. */
const fingerprint = async (
  { site }: Context,
  { folders, schema }: { folders: readonly string[]; schema: string },
): Promise<string | undefined> => {
  const digest = createHash("sha256").update(schema);
  const files = (await Promise.all(folders.map((folder) => sqlFiles(inRelease(site, folder))))).flat();
  for (const file of files) digest.update(`\0${basename(file)}\0`).update(await readFile(file));
  return files.length === 0 ? undefined : digest.digest("hex");
};

const mysqlFiles = (context: Context) => ({
  folders: [RELEASE.initSql, RELEASE.patchSql],
  schema: context.site.get("MYSQL_LOOP_DATABASE"),
});
const clickhouseFiles = (context: Context) => ({ folders: [RELEASE.clickhouseSql], schema: context.site.get("CLICKHOUSE_DATABASE") });

const RELEASE_FIRST = later(text("the release is not unpacked yet", "尚未解包发布版本"));
const NOT_YET = later(text("the server does not answer for Loop's user yet", "服务器尚未接受 Loop 的用户"));

interface Tables {
  readonly store: "mysql" | "clickhouse";
  readonly files: (context: Context) => { folders: readonly string[]; schema: string };
  /** How many there are. @throws while the server does not answer. */
  count(context: Context): Promise<number>;
}

const stateOf = async (context: Context, { store, files, count }: Tables): Promise<StepState> => {
  const wanted = await fingerprint(context, files(context));
  if (wanted === undefined) return RELEASE_FIRST;
  if (context.machine.staged && context.site.isHere(store)) return NOT_YET;
  const found = await count(context).catch(() => undefined);
  if (found === undefined) return NOT_YET;
  const recorded = (await readIfThere(recordPath(context, store)))?.trim();
  if (recorded === wanted && found > 0) return done;
  return pending(
    found === 0 ? text("there are no tables", "尚无表") : text("this release's files have not been run", "尚未执行本版本的文件"),
  );
};

const recordDone = async (context: Context, { store, files }: Tables): Promise<void> =>
  writeWhole(recordPath(context, store), `${await fingerprint(context, files(context))}\n`, { mode: 0o600 });

const MYSQL: Tables = {
  store: "mysql",
  files: mysqlFiles,
  count: async (context) => (await mysqlQuery(context, mysqlTarget(context), "SHOW TABLES")).length,
};

const CLICKHOUSE: Tables = {
  store: "clickhouse",
  files: clickhouseFiles,
  count: async (context) =>
    (await clickhouseQuery(context, "SHOW TABLES", { database: context.site.get("CLICKHOUSE_DATABASE") })).split("\n").filter(Boolean)
      .length,
};

export const mysqlStep: Step = {
  migrates: true,
  ...step({
    id: "loop/schema/mysql",
    component: "loop",
    title: text("tables of Loop in MySQL", "Loop 的 MySQL 表"),
    isDone: (context) => stateOf(context, MYSQL),
    run: async (context) => {
      const patches = inRelease(context.site, RELEASE.patchSql);
      const procedures = join(patches, PROCEDURES);
      const init = await sqlFiles(inRelease(context.site, RELEASE.initSql));
      for (const file of [...init, ...((await exists(procedures)) ? [procedures] : [])])
        await mysqlImport(context, mysqlTarget(context), file);
      for (const file of await sqlFiles(patches, "_alter.sql"))
        await mysqlQuery(context, mysqlTarget(context), alterCall(await readFile(file, "utf8")));
      await recordDone(context, MYSQL);
    },
  }),
};

export const clickhouseStep: Step = {
  migrates: true,
  ...step({
    id: "loop/schema/clickhouse",
    component: "loop",
    title: text("tables of Loop in ClickHouse", "Loop 的 ClickHouse 表"),
    isDone: (context) => stateOf(context, CLICKHOUSE),
    run: async (context) => {
      const database = context.site.get("CLICKHOUSE_DATABASE");
      // Over HTTP one by one: no empty last statement, at which the client ends with 62 (§2.5).
      for (const file of await sqlFiles(inRelease(context.site, RELEASE.clickhouseSql)))
        for (const statement of statementsOf(await readFile(file, "utf8"))) await clickhouseQuery(context, statement, { database });
      await recordDone(context, CLICKHOUSE);
    },
  }),
};
