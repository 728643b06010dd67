import type { Check, Finding } from "../../contract/finding.js";
import type { Site } from "../../contract/site.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { roomCheck, verdict } from "../findings.js";
import { dataOf } from "../layout.js";
import { mysqlQuery } from "./client.js";
import { foreignGrants, missingPrivileges } from "./init.js";
import { databaseOf, loginOf, type Tenant, tenantsOf } from "./settings.js";

const APPLY = text("coze apply mysql", "coze apply mysql");

export const checks = (site: Site): readonly Check[] => [
  { id: "mysql/version", title: text("Version of MySQL", "MySQL 版本"), run: versionFindings },
  { id: "mysql/charset", title: text("Character sets and collations", "字符集与排序规则"), run: charsetFindings },
  { id: "mysql/grants", title: text("Each user reaches its own schema only", "每个用户只能访问自己的库"), run: grantFindings },
  { id: "mysql/bind", title: text("Address of MySQL", "MySQL 监听地址"), run: bindFindings },
  { id: "mysql/connections", title: text("Connections of MySQL", "MySQL 连接数"), run: connectionFindings },
  roomCheck("mysql", dataOf(site, "mysql")),
];

const value = async (context: Context, expression: string): Promise<string> =>
  (await mysqlQuery(context, { as: "root" }, `SELECT ${expression}`))[0]?.[0] ?? "";

const versionFindings = async (context: Context): Promise<Finding[]> => {
  const version = await value(context, "VERSION()");
  const isMysql84 = /^8\.4\./.test(version) && !version.includes("MariaDB");
  const what = text("Coze Studio is made for MySQL 8.4, and Loop runs with it", "Coze Studio 面向 MySQL 8.4，Loop 也支持该版本线");
  const fix = text(
    "MYSQL_FROM=artifact with a MySQL 8.4 artefact; move the data by coze backup and coze restore",
    "设置 MYSQL_FROM=artifact 并提供 MySQL 8.4 制品；用 coze backup 与 coze restore 迁移数据",
  );
  const tooOld = !version.includes("MariaDB") && Number.parseFloat(version) < 8.4;
  return [verdict(isMysql84, { id: "mysql/version", what, evidence: `SELECT VERSION() → ${version}`, fix }, tooOld ? "error" : "warning")];
};

const charsetFindings = async (context: Context): Promise<Finding[]> => {
  const names = tenantsOf(context.site).map((tenant) => databaseOf(context.site, tenant));
  const quoted = names.map((name) => `'${name}'`).join(", ");
  const rows = await mysqlQuery(
    context,
    { as: "root" },
    `SELECT SCHEMA_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME IN (${quoted})`,
  );
  const wrongTables = await mysqlQuery(
    context,
    { as: "root" },
    `SELECT CONCAT(TABLE_SCHEMA, '.', TABLE_NAME) FROM information_schema.TABLES WHERE TABLE_SCHEMA IN (${quoted}) AND TABLE_COLLATION NOT LIKE 'utf8mb4%' LIMIT 20`,
  );
  const schemas = names.map((name) => {
    const found = rows.find(([schema]) => schema === name)?.[1];
    const what = text(`Schema ${name} is utf8mb4_unicode_ci`, `库 ${name} 为 utf8mb4_unicode_ci`);
    return verdict(found === "utf8mb4_unicode_ci", { id: `mysql/charset/${name}`, what, evidence: found ?? "no such schema", fix: APPLY });
  });
  const tables = verdict(
    wrongTables.length === 0,
    {
      id: "mysql/charset/tables",
      what: text("All tables hold every character (utf8mb4)", "所有表均为 utf8mb4"),
      evidence: wrongTables.length === 0 ? "no other table" : wrongTables.flat().join(", "),
      fix: text(
        "ALTER TABLE … CONVERT TO CHARACTER SET utf8mb4, after a backup",
        "备份后执行 ALTER TABLE … CONVERT TO CHARACTER SET utf8mb4",
      ),
    },
    "warning",
  );
  return [...schemas, tables];
};

const grantFindings = async (context: Context): Promise<Finding[]> => {
  const found: Finding[] = [];
  for (const tenant of tenantsOf(context.site)) found.push(await grantFinding(context, tenant));
  return found;
};

const grantFinding = async (context: Context, tenant: Tenant): Promise<Finding> => {
  const { user } = loginOf(context.site, tenant);
  const grants = (await mysqlQuery(context, { as: "root" }, `SHOW GRANTS FOR '${user}'@'%'`)).flat();
  const foreign = foreignGrants(context.site, tenant, grants);
  const missing = missingPrivileges(context.site, tenant, grants);
  const evidence = [
    ...foreign.map((line) => `beyond its schema: ${withoutSecret(line)}`),
    ...missing.map((name) => `missing: ${name}`),
  ].join("; ");
  return verdict(evidence === "", {
    id: `mysql/grants/${tenant}`,
    what: text(
      `${user} may work in ${databaseOf(context.site, tenant)} and nowhere else`,
      `${user} 只能使用 ${databaseOf(context.site, tenant)}`,
    ),
    evidence: evidence === "" ? `SHOW GRANTS FOR '${user}'@'%'` : evidence,
    fix: foreign.length > 0 ? text(`REVOKE what is listed from '${user}'@'%'`, `对 '${user}'@'%' 执行 REVOKE，收回所列权限`) : APPLY,
  });
};

/** MariaDB shows the hash of the password beside the grant. */
const withoutSecret = (grant: string): string => grant.replace(/IDENTIFIED .*$/, "IDENTIFIED …");

const bindFindings = async (context: Context): Promise<Finding[]> => {
  const expected = context.site.listen("mysql").addresses;
  const bound = (await value(context, "@@bind_address")).split(",");
  const what = text("MySQL listens where the site says, and nowhere else", "MySQL 只监听站点配置的地址");
  const evidence = `bind_address = ${bound.join(",")}, expected ${expected.join(",")}`;
  return [
    verdict(
      bound.every((address) => expected.includes(address)),
      { id: "mysql/bind", what, evidence, fix: APPLY },
    ),
  ];
};

const connectionFindings = async (context: Context): Promise<Finding[]> => {
  const [used] = await mysqlQuery(context, { as: "root" }, "SHOW GLOBAL STATUS LIKE 'Max_used_connections'");
  const most = Number(used?.[1]);
  const limit = Number(await value(context, "@@max_connections"));
  const what = text("Connections left for all three products", "三个产品的剩余连接数");
  const fix = text("raise MYSQL_MAX_CONNECTIONS, then coze apply mysql", "调大 MYSQL_MAX_CONNECTIONS，然后 coze apply mysql");
  return [verdict(most < limit * 0.8, { id: "mysql/connections", what, evidence: `${most} of ${limit} used at the peak`, fix }, "warning")];
};
