/** Schemas, users and grants (`reference/deploy.md §0.1`, `§1.8`, `§2.6`): the same on our server and on somebody else's. */
import { rm } from "node:fs/promises";
import { Failure, failureText } from "../../contract/failure.js";
import type { Site } from "../../contract/site.js";
import type { Context, Step, StepState } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { done, later, manual, pending, step } from "../../steps/step.js";
import { probeTcp } from "../../system/probe.js";
import { mysqlQuery } from "./client.js";
import { firstPassword, firstPasswordLog } from "./datadir.js";
import { adminOf, databaseOf, loginOf, type Tenant, tenantsOf } from "./settings.js";
import { grantedSchema, sqlName, sqlText } from "./sql.js";

const CHARSET = "utf8mb4";
const COLLATION = "utf8mb4_unicode_ci";
const WORK = [
  "SELECT",
  "INSERT",
  "UPDATE",
  "DELETE",
  "CREATE",
  "DROP",
  "ALTER",
  "INDEX",
  "REFERENCES",
  "CREATE TEMPORARY TABLES",
  "LOCK TABLES",
];
const VIEWS = ["CREATE VIEW", "SHOW VIEW", "TRIGGER"];
/** Loop's init runs its patches through a procedure (`reference/deploy.md §2.6`). */
const ROUTINES = ["CREATE ROUTINE", "ALTER ROUTINE", "EXECUTE"];

export const privilegesOf = (tenant: Tenant): readonly string[] => [...WORK, ...VIEWS, ...(tenant === "loop" ? ROUTINES : [])];

export const initSteps = (site: Site): readonly Step[] => [
  ...(site.place("mysql").kind === "external" ? [] : [rootPasswordStep]),
  ...tenantsOf(site).flatMap((tenant) => [schemaStep(site, tenant), userStep(site, tenant)]),
];

/** Whether the administrator can be asked at all; undefined when he can. */
const unreachable = async ({ site }: Context): Promise<StepState | undefined> => {
  if (!adminOf(site))
    return manual(
      text(
        `MYSQL_ADMIN_DSN is empty, so the operator of the server makes schemas and users: ${tenantsOf(site)
          .map((tenant) => grantText(site, tenant))
          .join("; ")}`,
        `MYSQL_ADMIN_DSN 为空，请由服务器管理员建库建用户：${tenantsOf(site)
          .map((tenant) => grantText(site, tenant))
          .join("; ")}`,
      ),
    );
  const failure = await probeTcp(site.address("mysql"), site.port("MYSQL_PORT"));
  return failure === undefined ? undefined : later(text(`the server does not answer yet: ${failure}`, `服务器尚未响应：${failure}`));
};

const grantText = (site: Site, tenant: Tenant): string =>
  `CREATE DATABASE ${databaseOf(site, tenant)} CHARACTER SET ${CHARSET} COLLATE ${COLLATION}; GRANT ${privilegesOf(tenant).join(", ")} ON ${grantedSchema(databaseOf(site, tenant))}.* TO '${loginOf(site, tenant).user}'@'%'`;

const rootPasswordStep: Step = step({
  id: "mysql/root-password",
  component: "mysql",
  title: text("Password of MySQL's administrator", "MySQL 管理员密码"),
  isDone: async (context) => {
    const unasked = await unreachable(context);
    if (unasked) return unasked;
    try {
      await mysqlQuery(context, { as: "root" }, "SELECT 1");
    } catch (error) {
      const { en, zh } = failureText(error);
      return pending(text(`its password is not that of secrets.env (${en})`, `其密码与 secrets.env 不一致（${zh}）`));
    }
    return done;
  },
  run: async (context) => {
    const admin = adminOf(context.site);
    const password = await firstPassword(context.site);
    if (!admin || password === undefined)
      throw new Failure(
        text(
          "MySQL refuses MYSQL_ROOT_PASSWORD and no first password is on record: put the real password of root into secrets.env",
          "MySQL 不接受 MYSQL_ROOT_PASSWORD，也没有初始密码记录：请把 root 的真实密码写入 secrets.env",
        ),
      );
    const first = { as: "root", login: { ...admin, password }, moreArgs: ["--connect-expired-password"] } as const;
    await mysqlQuery(context, first, `ALTER USER ${sqlText(admin.user)}@'localhost' IDENTIFIED BY ${sqlText(admin.password)};`);
    await rm(firstPasswordLog(context.site), { force: true });
  },
});

const schemaStep = (site: Site, tenant: Tenant): Step => {
  const database = databaseOf(site, tenant);
  return step({
    id: `mysql/schema/${tenant}`,
    component: "mysql",
    title: text(`Schema ${database} of ${tenant}`, `${tenant} 的库 ${database}`),
    isDone: async (context) => {
      const unasked = await unreachable(context);
      if (unasked) return unasked;
      const [found] = await asked(
        context,
        `SELECT DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ${sqlText(database)}`,
      );
      if (!found) return pending(text(`there is no schema ${database}`, `没有库 ${database}`));
      return found[0] === COLLATION
        ? done
        : pending(text(`its collation is ${found[0]}, not ${COLLATION}`, `其排序规则是 ${found[0]}，而非 ${COLLATION}`));
    },
    run: async (context) => {
      const charset = `CHARACTER SET ${CHARSET} COLLATE ${COLLATION}`;
      const name = sqlName(database);
      await mysqlQuery(context, { as: "root" }, `CREATE DATABASE IF NOT EXISTS ${name} ${charset}; ALTER DATABASE ${name} ${charset};`);
    },
  });
};

/** What cannot be asked before the administrator's password is set counts as nothing found. */
const asked = async (context: Context, sql: string): Promise<string[][]> => {
  try {
    return await mysqlQuery(context, { as: "root" }, sql);
  } catch (error) {
    if (context.site.place("mysql").kind === "external") throw error;
    return [];
  }
};

const userStep = (site: Site, tenant: Tenant): Step => {
  const { user } = loginOf(site, tenant);
  const database = databaseOf(site, tenant);
  return step({
    id: `mysql/user/${tenant}`,
    component: "mysql",
    title: text(`User ${user} with grants on ${database} alone`, `用户 ${user}，只对 ${database} 有权限`),
    isDone: async (context) => {
      const unasked = await unreachable(context);
      if (unasked) return unasked;
      const grants = await asked(context, `SHOW GRANTS FOR ${sqlText(user)}@'%'`).catch(() => []);
      const lacking = missingPrivileges(site, tenant, grants.flat());
      if (lacking.length > 0) return pending(text(`${user} lacks ${lacking.join(", ")}`, `${user} 缺少 ${lacking.join("、")}`));
      return (await canLogIn(context, tenant))
        ? done
        : pending(text(`the password of ${user} is not that of secrets.env`, `${user} 的密码与 secrets.env 不一致`));
    },
    run: async (context) => {
      const { password } = loginOf(context.site, tenant);
      const account = `${sqlText(user)}@'%'`;
      const statements = [
        `CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY ${sqlText(password)}`,
        `ALTER USER ${account} IDENTIFIED BY ${sqlText(password)}`,
        `GRANT ${privilegesOf(tenant).join(", ")} ON ${grantedSchema(database)}.* TO ${account}`,
      ];
      await mysqlQuery(context, { as: "root" }, `${statements.join("; ")};`);
    },
  });
};

const canLogIn = async (context: Context, tenant: Tenant): Promise<boolean> => {
  try {
    await mysqlQuery(context, { as: tenant, database: databaseOf(context.site, tenant) }, "SELECT 1");
    return true;
  } catch {
    return false;
  }
};

/** Privileges of the tenant that no line of `SHOW GRANTS` on its schema gives. */
export const missingPrivileges = (site: Site, tenant: Tenant, grants: readonly string[]): readonly string[] => {
  const own = `ON ${grantedSchema(databaseOf(site, tenant))}.*`;
  const given = grants
    .filter((line) => line.includes(own))
    .flatMap((line) => line.slice("GRANT ".length, line.indexOf(" ON ")).split(", "));
  return given.includes("ALL PRIVILEGES") ? [] : privilegesOf(tenant).filter((privilege) => !given.includes(privilege));
};

/** Lines of `SHOW GRANTS` that reach beyond the tenant's schema; `USAGE` stands for nothing. */
export const foreignGrants = (site: Site, tenant: Tenant, grants: readonly string[]): readonly string[] => {
  const own = `ON ${grantedSchema(databaseOf(site, tenant))}.*`;
  return grants.filter((line) => !line.includes(own) && !line.startsWith("GRANT USAGE ON *.*"));
};
