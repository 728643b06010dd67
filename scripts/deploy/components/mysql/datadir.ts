/** A new data folder: filled beside its place and moved there whole, never with an administrator who has no password. */
import { chmod, chown, mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../contract/failure.js";
import type { Command } from "../../contract/machine.js";
import type { Site } from "../../contract/site.js";
import type { Context, Step } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { blocked, done, later, pending, step } from "../../steps/step.js";
import { exists, ownerOf } from "../../system/files.js";
import { accountOf, dataOf } from "../layout.js";
import { adminOf, configFile, dataFolder, serverProgram } from "./settings.js";
import { sqlText } from "./sql.js";

const FILL_TIMEOUT_MS = 600_000;
export const datadirStep: Step = step({
  id: "mysql/datadir",
  component: "mysql",
  title: text("Data folder of MySQL", "MySQL 数据目录"),
  isDone: async ({ site, machine }) => {
    if (await exists(join(dataFolder(site), "mysql"))) return done;
    if (machine.staged) return later(text("filled where the server will run", "将在服务器实际运行处初始化"));
    if (site.get("MYSQL_FROM") === "system" && !machine.find(serverProgram(site)))
      return blocked(
        text(
          `${serverProgram(site)} is not there: install the package, or set MYSQL_PROGRAM`,
          `找不到 ${serverProgram(site)}：请安装软件包或设置 MYSQL_PROGRAM`,
        ),
      );
    return pending(text(`${dataFolder(site)} is not filled`, `${dataFolder(site)} 尚未初始化`));
  },
  run: async (context) => {
    const aside = `${dataFolder(context.site)}.new`;
    await rm(aside, { recursive: true, force: true });
    await makeFolder(context, aside);
    await ((await isMariaDb(context)) ? fillMariaDb(context, aside) : fillMysql(context, aside));
    await rename(aside, dataFolder(context.site));
  },
});

/** The same owner as the folder around it, which the account's step has set. */
const makeFolder = async ({ site, machine }: Context, path: string): Promise<void> => {
  await mkdir(path, { mode: 0o750 });
  await chmod(path, 0o750);
  const owner = await ownerOf(dataOf(site, "mysql"));
  if (machine.isRoot && owner) await chown(path, owner.uid, owner.gid);
};

export const isMariaDb = async ({ site, machine }: Context): Promise<boolean> => {
  const { stdout } = await machine.run({ program: serverProgram(site), args: ["--no-defaults", "--version"] });
  return stdout.includes("MariaDB");
};

/**
 * MySQL makes a password of its own, which has expired at birth and is found in this log (MySQL manual, "Initializing the
 * Data Directory"). The first step after the first start replaces it and removes the log.
 */
export const firstPasswordLog = (site: Site): string => join(dataOf(site, "mysql"), "first-password.log");

const fillMysql = async (context: Context, aside: string): Promise<void> => {
  const log = firstPasswordLog(context.site);
  await rm(log, { force: true });
  const options = [`--defaults-file=${configFile(context.site)}`, `--datadir=${aside}`, "--initialize", `--log-error=${log}`];
  await mustRun(context, { program: serverProgram(context.site), args: options });
};

/** MariaDB begins with an empty password, so one is set before any server listens: `--bootstrap` takes statements and opens no port. */
const fillMariaDb = async (context: Context, aside: string): Promise<void> => {
  const { site, machine } = context;
  const installer = machine.find("mariadb-install-db") ?? machine.find("mysql_install_db");
  if (!installer)
    throw new Failure(
      text("mariadb-install-db is not on PATH; it comes with the server's package", "PATH 中没有 mariadb-install-db；它随服务器软件包提供"),
    );
  const common = [`--defaults-file=${configFile(site)}`, `--datadir=${aside}`];
  await mustRun(context, {
    program: installer,
    args: [...common, "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"],
  });
  const root = adminOf(site);
  if (!root) return;
  const statements = [
    "FLUSH PRIVILEGES;",
    "DELETE FROM mysql.global_priv WHERE Host <> 'localhost' OR User NOT IN ('root', 'mariadb.sys');",
    "FLUSH PRIVILEGES;",
    `ALTER USER ${sqlText(root.user)}@'localhost' IDENTIFIED BY ${sqlText(root.password)};`,
    "",
  ];
  await mustRun(context, { program: serverProgram(site), args: [...common, "--bootstrap"], input: statements.join("\n") });
};

const mustRun = async ({ site, machine }: Context, fill: Pick<Command, "program" | "args" | "input">): Promise<void> => {
  const { code, stderr } = await machine.run({ ...fill, user: accountOf("mysql"), cwd: dataOf(site, "mysql"), timeoutMs: FILL_TIMEOUT_MS });
  if (code === 0) return;
  const said = stderr.trim().split("\n").slice(-3).join(" | ");
  throw new Failure(text(`${fill.program} could not fill the data folder: ${said}`, `${fill.program} 无法初始化数据目录：${said}`));
};

/** The password that MySQL made for itself, or undefined. */
export const firstPassword = async (site: Site): Promise<string | undefined> => {
  const log = await readFile(firstPasswordLog(site), "utf8").catch(() => "");
  return /temporary password is generated for root@localhost: (\S+)/.exec(log)?.[1];
};
