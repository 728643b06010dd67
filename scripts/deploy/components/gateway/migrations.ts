/**
 * The gateway's database is brought up to date before its processes start: they refuse an old one. The gateway's own command
 * does it and holds a lock meanwhile; its table of migrations is the record.
 */
import { Failure } from "../../contract/failure.js";
import type { Output } from "../../contract/machine.js";
import type { Context, Step, StepState } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { done, later, pending, step } from "../../steps/step.js";
import { exists } from "../../system/files.js";
import { accountOf } from "../layout.js";
import { databaseUrl } from "./addresses.js";
import { mainProgram, nodeProgram } from "./units.js";

/** Adding a column to a large log table takes its time. */
const MIGRATE_TIMEOUT_MS = 3_600_000;
const STATUS_TIMEOUT_MS = 60_000;

export const migrateStep: Step = {
  ...step({
    id: "gateway/migrate",
    component: "gateway",
    title: text("Bring the gateway's database up to date", "升级网关数据库结构"),
    isDone: stateOfDatabase,
    run: async (context) => {
      const output = await migrate(context, "up", MIGRATE_TIMEOUT_MS);
      if (output.code !== 0) throw refused("migrate up", output);
    },
  }),
  migrates: true,
};

async function stateOfDatabase(context: Context): Promise<StepState> {
  const { site, machine } = context;
  if (machine.staged) return later(text("no database is asked under another root", "在其他根目录下不访问数据库"));
  if (!(await exists(mainProgram(site)))) return later(text("the release is not unpacked yet", "发布包尚未解压"));
  const output = await migrate(context, "status", STATUS_TIMEOUT_MS);
  if (output.code !== 0) return later(refused("migrate status", output).text);
  const missing = missingIn(output.stdout);
  return missing.length === 0
    ? done
    : pending(
        text(`${missing.length} migrations are missing: ${missing.join(", ")}`, `缺少 ${missing.length} 个迁移：${missing.join("、")}`),
      );
}

/** `applied NAME TIME` or `missing NAME`, one a line. */
export const missingIn = (status: string): readonly string[] => [...status.matchAll(/^missing\s+(\S+)/gm)].map(([, name]) => name ?? "");

/** Only the database is set: the command wants nothing else. Its address is in the environment of the child alone. */
export const migrate = ({ site, machine }: Context, action: "up" | "status", timeoutMs: number): Promise<Output> =>
  machine.run({
    program: nodeProgram(site),
    args: [mainProgram(site), "migrate", action],
    env: { DATABASE_URL: databaseUrl(site) },
    user: accountOf("gateway"),
    cwd: "/",
    timeoutMs,
  });

const refused = (command: string, { code, stderr }: Output): Failure => {
  const said = stderr.trim().split("\n").slice(-6).join("\n");
  return new Failure(
    text(
      `${command} ended with ${code}: ${said}. Check that MySQL answers and that MYSQL_GATEWAY_USER may change its schema.`,
      `${command} 以 ${code} 结束：${said}。请检查 MySQL 是否应答、MYSQL_GATEWAY_USER 是否有权修改其库。`,
    ),
  );
};
