/** MySQL's own client programs, with the password in a private file: neither in arguments nor in the environment. */
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { Failure } from "../../contract/failure.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { releaseOf } from "../layout.js";
import { adminOf, type Login, loginOf, socketOf, type Tenant } from "./settings.js";

/** `root` = the administrator, also of an external server. */
export type MysqlRole = "root" | Tenant;

export interface MysqlTarget {
  readonly as: MysqlRole;
  readonly database?: string;
  /** Instead of the role's own: a password that is about to be replaced. */
  readonly login?: Login;
  readonly moreArgs?: readonly string[];
}

const QUERY_TIMEOUT_MS = 120_000;
/** Hours for many gigabytes. */
const TRANSFER_TIMEOUT_MS = 6 * 3_600_000;

/** Rows of fields; `NULL` reads "NULL". Several statements may stand in `sql`, separated by semicolons. @throws Failure with the server's words. */
export const mysqlQuery = async (context: Context, target: MysqlTarget, sql: string): Promise<string[][]> => {
  const output = await runClient(context, target, {
    programs: ["mysql", "mariadb"],
    args: ["--batch", "--skip-column-names"],
    input: `${sql}\n`,
  });
  return output
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split("\t").map(unescaped));
};

/** A field of `--batch`: tabs, line ends and backslashes are written as escapes. */
const unescaped = (field: string): string =>
  field.replace(/\\([tn0\\])/g, (_, code: string) => ({ t: "\t", n: "\n", "0": "\0" })[code] ?? "\\");

/** Runs the statements of a file, gzipped or not. */
export const mysqlImport = async (context: Context, target: MysqlTarget, file: string): Promise<void> => {
  if (!file.endsWith(".gz")) return importFile(context, target, file);
  const aside = await mkdtemp(join(dirname(file), ".sql-"));
  try {
    const plain = join(aside, "statements.sql");
    await pipeline(createReadStream(file), createGunzip(), createWriteStream(plain, { mode: 0o600 }));
    await importFile(context, target, plain);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
};

const importFile = async (context: Context, target: MysqlTarget, inputFile: string): Promise<void> => {
  await runClient(context, target, { programs: ["mysql", "mariadb"], args: ["--binary-mode"], inputFile, timeoutMs: TRANSFER_TIMEOUT_MS });
};

/** Consistent without stopping anybody; with routines, triggers and events. `note` (comment lines) ends the file, which is gzipped. */
export const mysqlDump = async (
  context: Context,
  what: { database: string; file: string; note?: () => Promise<string> },
): Promise<void> => {
  const aside = await mkdtemp(join(dirname(what.file), ".dump-"));
  try {
    const outputFile = join(aside, "dump.sql");
    const args = ["--single-transaction", "--quick", "--routines", "--triggers", "--events", "--hex-blob", "--no-tablespaces"];
    await runClient(
      context,
      { as: "root" },
      {
        programs: ["mysqldump", "mariadb-dump"],
        args: [...args, "--default-character-set=utf8mb4", what.database],
        outputFile,
        timeoutMs: TRANSFER_TIMEOUT_MS,
      },
    );
    if (what.note) await writeFile(outputFile, await what.note(), { flag: "a" });
    await pipeline(createReadStream(outputFile), createGzip({ level: 6 }), createWriteStream(what.file, { mode: 0o600 }));
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
};

interface ClientRun {
  readonly programs: readonly [mysql: string, mariadb: string];
  readonly args: readonly string[];
  readonly input?: string;
  readonly inputFile?: string;
  readonly outputFile?: string;
  readonly timeoutMs?: number;
}

const runClient = async (context: Context, target: MysqlTarget, { programs, args, ...rest }: ClientRun): Promise<string> => {
  const program = clientProgram(context, programs);
  const folder = await mkdtemp(join(tmpdir(), "coze-mysql-"));
  try {
    const options = join(folder, "client.cnf");
    await writeFile(options, clientOptions(context, target), { mode: 0o600 });
    const all = [`--defaults-file=${options}`, ...(target.moreArgs ?? []), ...args, ...(target.database ? [target.database] : [])];
    const { code, stdout, stderr } = await context.machine.run({ program, args: all, timeoutMs: QUERY_TIMEOUT_MS, ...rest });
    if (code === 0) return stdout;
    const said = stderr.trim().split("\n").at(-1) ?? "";
    const where = `${target.as}@${context.site.address("mysql")}:${context.site.port("MYSQL_PORT")}`;
    throw new Failure(
      text(
        `MySQL (${where}): ${said || `${programs[0]} ended with ${code}`}`,
        `MySQL（${where}）：${said || `${programs[0]} 以 ${code} 结束`}`,
      ),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const clientProgram = (context: Context, [mysql, mariadb]: readonly [string, string]): string => {
  const { machine, site } = context;
  const found = machine.find(join(releaseOf(site, "mysql"), "bin", mysql)) ?? machine.find(mysql) ?? machine.find(mariadb);
  if (found) return found;
  throw new Failure(
    text(`no ${mysql} and no ${mariadb} on this machine: install a MySQL client`, `本机没有 ${mysql} 或 ${mariadb}：请安装 MySQL 客户端`),
  );
};

/** Options of `~/.my.cnf` and `/etc/my.cnf` do not count: a password there would win over ours. */
const clientOptions = ({ site }: Context, target: MysqlTarget): string => {
  const login = target.login ?? (target.as === "root" ? adminOf(site) : loginOf(site, target.as));
  if (!login)
    throw new Failure(
      text(
        "MYSQL_ADMIN_DSN is not set in secrets.env, so nothing can be done as administrator",
        "secrets.env 中未设置 MYSQL_ADMIN_DSN，无法以管理员身份操作",
      ),
    );
  // Without name resolution `root@localhost` is who comes through the socket, and nobody else.
  const local = target.as === "root" && site.isHere("mysql");
  const lines = [
    "[client]",
    ...(local
      ? ["protocol = SOCKET", `socket = ${socketOf(site)}`]
      : ["protocol = TCP", `host = ${site.address("mysql")}`, `port = ${site.port("MYSQL_PORT")}`]),
    `user = ${login.user}`,
    `password = "${login.password.replace(/[\\"]/g, "\\$&")}"`,
    "default-character-set = utf8mb4",
  ];
  return `${lines.join("\n")}\n`;
};
