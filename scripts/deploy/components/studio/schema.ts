/**
 * Studio's schema: upstream's `schema.sql` into an empty one, then Atlas from the release's HCL (`reference/deploy.md §1.8`).
 * Atlas plans to drop whatever its HCL does not know: what it plans is read before anything is run.
 */
import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../contract/failure.js";
import type { Context, Step, StepState } from "../../contract/step.js";
import { type Text, text } from "../../contract/text.js";
import { blocked, done, later, pending, step } from "../../steps/step.js";
import { exists, readIfThere, writeWhole } from "../../system/files.js";
import { endpointOf, releaseOf } from "../layout.js";
import { mysqlImport, mysqlQuery } from "../mysql/client.js";
import { dropsIn } from "./atlas-plan.js";
import { inRelease, RELEASE } from "./release.js";

/** The table that upstream itself waits for. */
const MARKER = "workflow_version";
/** Atlas's own, and the tables that people make as "database" resources. */
const EXCLUDED = ["atlas_schema_revisions", "table_*"];
const ATLAS_TIMEOUT_MS = 10 * 60_000;

const target = (context: Context) => ({ as: "studio" as const, database: context.site.get("MYSQL_STUDIO_DATABASE") });

/** `undefined` while MySQL does not answer or lets Studio not in yet. */
const tablesOf = async (context: Context): Promise<readonly string[] | undefined> => {
  if (context.machine.staged && context.site.isHere("mysql")) return undefined;
  try {
    return (await mysqlQuery(context, target(context), "SHOW TABLES")).map(([table = ""]) => table);
  } catch {
    return undefined;
  }
};

const NOT_YET = later(text("MySQL does not answer for Studio's user yet", "MySQL 尚未接受 Studio 的用户"));

export const baseSchemaStep: Step = {
  migrates: true,
  ...step({
    id: "studio/schema/base",
    component: "studio",
    title: text("base schema of Studio", "Studio 的基础表结构"),
    isDone: async (context) => {
      const tables = await tablesOf(context);
      if (!tables) return NOT_YET;
      if (tables.includes(MARKER)) return done;
      const others = tables.filter((table) => !table.startsWith("table_"));
      if (others.length === 0) return pending(text("the schema is empty", "库为空"));
      const names = others.slice(0, 5).join(", ");
      return blocked(
        text(
          `the schema has tables (${names}) but no ${MARKER}: it is not Studio's, or its first import broke off. Give Studio a schema of its own (MYSQL_STUDIO_DATABASE), or empty this one.`,
          `库中有表（${names}）但没有 ${MARKER}：它不属于 Studio，或首次导入中断。请为 Studio 提供独立的库（MYSQL_STUDIO_DATABASE），或清空该库。`,
        ),
      );
    },
    run: async (context) => {
      // What Atlas did, it did to tables that are gone.
      await rm(recordPath(context), { force: true });
      await mysqlImport(context, target(context), inRelease(context.site, RELEASE.schemaSql));
    },
  }),
};

const recordPath = (context: Context): string => join(context.site.paths.records, "studio-schema");

/** Of the HCL and of the schema that it was applied to. */
const fingerprint = async (context: Context): Promise<string | undefined> => {
  const hcl = await readIfThere(inRelease(context.site, RELEASE.schemaHcl));
  if (hcl === undefined) return undefined;
  return createHash("sha256").update(hcl).update(context.site.get("MYSQL_STUDIO_DATABASE")).digest("hex");
};

export const atlasStep: Step = {
  migrates: true,
  ...step({
    id: "studio/schema/atlas",
    component: "studio",
    title: text("schema of this release, by Atlas", "由 Atlas 升级到本版本的表结构"),
    isDone: (context) => atlasState(context),
    run: (context) => applyPlan(context),
  }),
};

const atlasState = async (context: Context): Promise<StepState> => {
  const wanted = await fingerprint(context);
  if (wanted === undefined) return later(text("the release is not unpacked yet", "尚未解包发布版本"));
  const tables = await tablesOf(context);
  if (!tables) return NOT_YET;
  if (!tables.includes(MARKER)) return later(text("the base schema comes first", "需先导入基础表结构"));
  if ((await readIfThere(recordPath(context)))?.trim() === wanted) return done;
  if (!(await exists(atlasProgram(context)))) return later(text("Atlas is not unpacked yet", "尚未解包 Atlas"));
  const plan = await atlas(context, "--dry-run");
  const refused = refusal(context, plan);
  return refused ? blocked(refused) : pending(text("Atlas plans this SQL", "Atlas 计划执行以下 SQL"), plan.trim());
};

const refusal = (context: Context, plan: string): Text | undefined => {
  const drops = dropsIn(plan);
  if (drops.length === 0 || context.options.allowDrops) return undefined;
  const list = drops.map((statement) => `  ${statement}`).join("\n");
  return text(
    `Atlas plans to destroy data:\n${list}\nTables that are not Studio's belong into a schema of their own. If this is what you want, after a backup: --allow-drops`,
    `Atlas 计划销毁数据：\n${list}\n不属于 Studio 的表应放在独立的库中。确认需要时，请先备份再使用 --allow-drops`,
  );
};

/** Looked at once more: between the plan and now, somebody may have made a table. */
const applyPlan = async (context: Context): Promise<void> => {
  const refused = refusal(context, await atlas(context, "--dry-run"));
  if (refused) throw new Failure(refused);
  await atlas(context, "--auto-approve");
  await writeWhole(recordPath(context), `${await fingerprint(context)}\n`, { mode: 0o600 });
};

const atlasProgram = (context: Context): string => join(releaseOf(context.site, "atlas"), "atlas");

/** Atlas reads the address with the password from its environment: arguments can be seen by everybody on the machine. */
const atlas = async (context: Context, how: "--dry-run" | "--auto-approve"): Promise<string> => {
  const { site, machine } = context;
  const config = join(site.paths.etc, "studio", "atlas.hcl");
  const hcl = inRelease(site, RELEASE.schemaHcl);
  const args = [
    "schema",
    "apply",
    "--config",
    `file://${config}`,
    "--env",
    "studio",
    "--to",
    `file://${hcl}`,
    "--exclude",
    EXCLUDED.join(","),
    how,
  ];
  const { code, stdout, stderr } = await machine.run({
    program: atlasProgram(context),
    args,
    env: { ATLAS_URL: atlasUrl(context) },
    timeoutMs: ATLAS_TIMEOUT_MS,
  });
  if (code === 0) return stdout;
  const said = (stderr || stdout).trim();
  throw new Failure(text(`atlas schema apply ${how} ended with ${code}: ${said}`, `atlas schema apply ${how} 以 ${code} 结束：${said}`));
};

/** Percent-encoded here, unlike in `MYSQL_DSN` (`§1.3`). */
const atlasUrl = ({ site }: Context): string => {
  const login = `${encodeURIComponent(site.get("MYSQL_STUDIO_USER"))}:${encodeURIComponent(site.secret("MYSQL_STUDIO_PASSWORD"))}`;
  return `mysql://${login}@${endpointOf(site, "mysql", "MYSQL_PORT")}/${site.get("MYSQL_STUDIO_DATABASE")}?charset=utf8mb4&parseTime=True`;
};

/** Atlas's configuration: the address comes from the environment. */
export const ATLAS_CONFIG = `# Rendered by scripts/deploy: changes made here are overwritten.
env "studio" {
  url = getenv("ATLAS_URL")
}
`;
