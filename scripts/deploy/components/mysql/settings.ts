import { join } from "node:path";
import type { ComponentName } from "../../contract/names.js";
import type { Problem, Site, Variable } from "../../contract/site.js";
import { text } from "../../contract/text.js";
import { dataOf, etcOf, releaseOf } from "../layout.js";
import { FROM, givenSecret, madePassword, settings } from "../settings.js";

/** Who has a schema of his own on the server: three products, three schemas, three users (`reference/deploy.md §0.1`). */
export const TENANTS = ["studio", "loop", "gateway"] as const satisfies readonly ComponentName[];
export type Tenant = (typeof TENANTS)[number];

const schema = (key: string, value: string, product: string): Variable => ({
  key,
  value,
  kind: "text",
  role: "mysql-schema",
  meaning: text(`Schema of ${product}, and of nothing else`, `${product} 独占的库`),
});
const user = (key: string, value: string, product: string): Variable => ({
  key,
  value,
  kind: "text",
  role: "mysql-user",
  meaning: text(`User of ${product}, with grants on its own schema only`, `${product} 的用户，只对自己的库有权限`),
});

export const VARIABLES: readonly Variable[] = [
  ...settings(
    ["MYSQL_PORT", "port", "3306", "Port of MySQL", "MySQL 端口"],
    [
      "MYSQL_FROM",
      FROM,
      "artifact",
      "artifact = from the artefact folder; system = a package of the machine (MYSQL_PROGRAM)",
      "artifact = 取自制品目录；system = 系统软件包（MYSQL_PROGRAM）",
    ],
    [
      "MYSQL_PROGRAM",
      "path",
      "/usr/sbin/mysqld",
      "The server program when MYSQL_FROM=system (mysqld or mariadbd)",
      "MYSQL_FROM=system 时的服务器程序（mysqld 或 mariadbd）",
    ],
    ["MYSQL_VERSION", "version", "8.4.5", "Version of the artefact", "制品版本"],
    ["MYSQL_BUFFER_POOL", "size", "1G", "innodb_buffer_pool_size", "innodb_buffer_pool_size"],
    ["MYSQL_MAX_CONNECTIONS", "text", "500", "max_connections, for all three products together", "max_connections，三个产品合计"],
  ),
  schema("MYSQL_STUDIO_DATABASE", "opencoze", "Coze Studio"),
  user("MYSQL_STUDIO_USER", "coze", "Coze Studio"),
  schema("MYSQL_LOOP_DATABASE", "cozeloop", "Coze Loop"),
  user("MYSQL_LOOP_USER", "cozeloop", "Coze Loop"),
  schema("MYSQL_GATEWAY_DATABASE", "gateway", "Ability Gateway"),
  user("MYSQL_GATEWAY_USER", "gateway", "Ability Gateway"),
  madePassword("MYSQL_ROOT_PASSWORD", text("Administrator of our own server", "自建服务器的管理员密码")),
  madePassword("MYSQL_STUDIO_PASSWORD", text("MySQL user of Coze Studio", "Coze Studio 的 MySQL 用户密码"), ["coze123"]),
  madePassword("MYSQL_LOOP_PASSWORD", text("MySQL user of Coze Loop", "Coze Loop 的 MySQL 用户密码"), ["cozeloop-mysql"]),
  madePassword("MYSQL_GATEWAY_PASSWORD", text("MySQL user of Ability Gateway", "Ability Gateway 的 MySQL 用户密码")),
  givenSecret(
    "MYSQL_ADMIN_DSN",
    text(
      "MYSQL_PLACE=external: mysql://user:password@host:port of an account that may create schemas and users (percent-encoded). Empty: its operator makes them",
      "MYSQL_PLACE=external：有权建库建用户的账号 mysql://user:password@host:port（百分号编码）。留空则由其管理员创建",
    ),
  ),
];

export interface Login {
  readonly user: string;
  readonly password: string;
}

export const databaseOf = (site: Site, tenant: Tenant): string => site.get(`MYSQL_${tenant.toUpperCase()}_DATABASE`);
export const loginOf = (site: Site, tenant: Tenant): Login => ({
  user: site.get(`MYSQL_${tenant.toUpperCase()}_USER`),
  password: site.secret(`MYSQL_${tenant.toUpperCase()}_PASSWORD`),
});

/** Those that the site has at all, wherever they run. */
export const tenantsOf = (site: Site): readonly Tenant[] => TENANTS.filter((tenant) => site.place(tenant).kind !== "none");

/** The administrator's login, or undefined when only somebody else has it. */
export const adminOf = (site: Site): Login | undefined => {
  if (site.place("mysql").kind !== "external") return { user: "root", password: site.secret("MYSQL_ROOT_PASSWORD") };
  const dsn = parsedDsn(site.secret("MYSQL_ADMIN_DSN"));
  return dsn && { user: decodeURIComponent(dsn.username), password: decodeURIComponent(dsn.password) };
};

const parsedDsn = (dsn: string): URL | undefined => (URL.canParse(dsn) ? new URL(dsn) : undefined);

const NAME = /^[A-Za-z0-9_]{1,32}$/;

export const problems = (site: Site): readonly Problem[] => {
  const keys = TENANTS.flatMap((tenant) => [`MYSQL_${tenant.toUpperCase()}_DATABASE`, `MYSQL_${tenant.toUpperCase()}_USER`]);
  const dsn = site.secret("MYSQL_ADMIN_DSN");
  return [
    ...keys
      .filter((key) => !NAME.test(site.get(key)))
      .map(
        (key): Problem => ({
          keys: [key],
          severity: "error",
          what: text(
            "1 to 32 letters, digits and _ only: the name stands in DSNs and SQL",
            "只能是 1 至 32 个字母、数字和下划线：该名称会写入 DSN 和 SQL",
          ),
        }),
      ),
    ...(dsn !== "" && parsedDsn(dsn)?.protocol !== "mysql:"
      ? [
          {
            keys: ["MYSQL_ADMIN_DSN"],
            severity: "error",
            what: text("not of the form mysql://user:password@host:port", "格式应为 mysql://user:password@host:port"),
          } as const,
        ]
      : []),
    ...(/^[1-9]\d*$/.test(site.get("MYSQL_MAX_CONNECTIONS"))
      ? []
      : [{ keys: ["MYSQL_MAX_CONNECTIONS"], severity: "error", what: text("not a number", "不是数字") } as const]),
    ...(site.get("MYSQL_FROM") === "system" && site.place("mysql").kind !== "external"
      ? [
          {
            keys: ["MYSQL_FROM"],
            severity: "warning",
            what: text(
              "Coze Studio is made for MySQL 8.4; MariaDB or another line of MySQL is at your own risk",
              "Coze Studio 面向 MySQL 8.4；使用 MariaDB 或其他版本线的 MySQL 风险自负",
            ),
          } as const,
        ]
      : []),
  ];
};

export const serverProgram = (site: Site): string =>
  site.get("MYSQL_FROM") === "system" ? site.get("MYSQL_PROGRAM") : join(releaseOf(site, "mysql"), "bin", "mysqld");

export const socketOf = (site: Site): string => join(dataOf(site, "mysql"), "mysqld.sock");
export const dataFolder = (site: Site): string => join(dataOf(site, "mysql"), "data");
export const configFile = (site: Site): string => join(etcOf(site, "mysql"), "my.cnf");

/** `loose-` for what MariaDB or MySQL alone know. No secrets in it. */
export const serverConfiguration = (site: Site): string => {
  const data = dataOf(site, "mysql");
  const lines = [
    "[mysqld]",
    // Under another root there are no accounts, and the server refuses to be root's unless told so. Ignored for other users.
    ...(site.paths.root === "/" ? [] : ["user = root"]),
    ...(site.get("MYSQL_FROM") === "system" ? [] : [`basedir = ${releaseOf(site, "mysql")}`]),
    `datadir = ${dataFolder(site)}`,
    `tmpdir = ${join(data, "tmp")}`,
    `socket = ${socketOf(site)}`,
    `pid-file = ${join(data, "mysqld.pid")}`,
    `port = ${site.port("MYSQL_PORT")}`,
    `bind-address = ${site.listen("mysql").addresses.join(",")}`,
    "loose-mysqlx = OFF",
    "skip-name-resolve",
    "local-infile = OFF",
    "character-set-server = utf8mb4",
    "collation-server = utf8mb4_unicode_ci",
    // Loop's init defines procedures, which a server with a binary log lets nobody but SUPER do. Backups are dumps.
    "skip-log-bin",
    `max_connections = ${site.get("MYSQL_MAX_CONNECTIONS")}`,
    "max_allowed_packet = 64M",
    `innodb_buffer_pool_size = ${site.get("MYSQL_BUFFER_POOL")}`,
    "innodb_flush_log_at_trx_commit = 1",
    "innodb_file_per_table = ON",
  ];
  return `${lines.join("\n")}\n`;
};
