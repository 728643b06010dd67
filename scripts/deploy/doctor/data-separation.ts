/**
 * Whether the products keep apart what they must, as the running files say it, not as site.env means it: three schemas, three
 * users, Redis instances of their own, host names of their own (`reference/deploy.md §0.1, §0.8, §1.3`).
 */
import { lookup } from "node:dns/promises";
import { verdict } from "../components/findings.js";
import type { Check, Finding } from "../contract/finding.js";
import type { Context } from "../contract/step.js";
import { text } from "../contract/text.js";
import { readIfThere } from "../system/files.js";
import type { Placed } from "./described.js";

const PRODUCTS = ["studio", "loop", "gateway"] as const;

export interface Store {
  readonly product: string;
  readonly kind: "mysql" | "redis";
  /** `host:port`. */
  readonly server: string;
  readonly database: string;
  readonly user: string;
}

export const separationChecks = (placed: readonly Placed[]): readonly Check[] => {
  const files = placed.filter(({ component }) => (PRODUCTS as readonly string[]).includes(component.name));
  if (files.length === 0) return [];
  const title = text("Each product has stores of its own", "各产品使用各自的存储");
  return [{ id: "data/separate", title, run: (context) => separationFindings(context, files) }];
};

const separationFindings = async (context: Context, placed: readonly Placed[]): Promise<readonly Finding[]> => {
  const stores: Store[] = [];
  for (const { component, description } of placed) {
    for (const { path } of description.files) stores.push(...storesIn(component.name, (await readIfThere(path)) ?? ""));
  }
  const resolved = await Promise.all(stores.map(async (store) => ({ ...store, server: await addressed(store.server) })));
  return [sharedFinding(resolved, "mysql"), usersFinding(resolved), sharedFinding(resolved, "redis"), hostNames(context)];
};

/** Of the content of one file: Go DSNs, URLs, and Loop's variables. Passwords are not taken. Pure. */
export const storesIn = (product: string, content: string): readonly Store[] => [
  ...[...content.matchAll(/([^\s:"'=]+):[^@\s]*@tcp\(([^)\s]+)\)\/([^?\s"']*)/g)].map(([, user = "", server = "", database = ""]) =>
    mysqlStore(product, { user, server, database }),
  ),
  ...[...content.matchAll(/mysql:\/\/([^:@\s/]+)(?::[^@\s]*)?@([^/\s]+)\/([^?\s"']*)/g)].map(([, user = "", server = "", database = ""]) =>
    mysqlStore(product, { user, server, database }),
  ),
  ...[...content.matchAll(/rediss?:\/\/(?:[^@\s/]*@)?([^/\s"']+)/g)].map(([, server = ""]) => redisStore(product, server)),
  ...variablesIn(product, content),
];

const mysqlStore = (product: string, { user, server, database }: Pick<Store, "user" | "server" | "database">): Store => ({
  ...{ product, kind: "mysql", user: decodeURIComponent(user), database: decodeURIComponent(database) },
  server: server.includes(":") ? server : `${server}:3306`,
});
const redisStore = (product: string, server: string): Store => ({
  ...{ product, kind: "redis", user: "", database: "" },
  server: server.includes(":") ? server : `${server}:6379`,
});

const variablesIn = (product: string, content: string): readonly Store[] => {
  const value = (key: string): string => new RegExp(`^(?:export\\s+)?${key}=["']?([^"'\\n]*)`, "m").exec(content)?.[1]?.trim() ?? "";
  const loop = (part: string): string => value(`COZE_LOOP_${part}`);
  return [
    ...(loop("MYSQL_DOMAIN") === ""
      ? []
      : [
          mysqlStore(product, {
            user: loop("MYSQL_USER"),
            server: `${loop("MYSQL_DOMAIN")}:${loop("MYSQL_PORT") || "3306"}`,
            database: loop("MYSQL_DATABASE"),
          }),
        ]),
    ...(loop("REDIS_DOMAIN") === "" ? [] : [redisStore(product, `${loop("REDIS_DOMAIN")}:${loop("REDIS_PORT") || "6379"}`)]),
    ...(value("REDIS_ADDR") === "" ? [] : [redisStore(product, value("REDIS_ADDR"))]),
  ];
};

/** Two names may mean one server. A name that means nothing stays as it is. */
const addressed = async (server: string): Promise<string> => {
  const [, host = server, port = ""] = /^\[?(.*?)\]?:(\d+)$/.exec(server) ?? [];
  const found = await lookup(host, { family: 0 }).catch(() => undefined);
  const address = found === undefined ? host : found.address === "::1" ? "127.0.0.1" : found.address;
  return `${address}:${port}`;
};

/** Pairs of different products for which `same` holds. */
const clashes = (stores: readonly Store[], same: (a: Store, b: Store) => boolean): readonly string[] => [
  ...new Set(
    stores.flatMap((a, index) =>
      stores.slice(index + 1).flatMap((b) => (a.product !== b.product && same(a, b) ? [`${shown(a)} = ${shown(b)}`] : [])),
    ),
  ),
];
const shown = ({ product, server, database, user }: Store): string =>
  `${product}: ${user === "" ? "" : `${user}@`}${server}${database === "" ? "" : `/${database}`}`;

const sharedFinding = (stores: readonly Store[], kind: Store["kind"]): Finding => {
  const those = stores.filter((store) => store.kind === kind);
  const shared = clashes(those, (a, b) => a.server === b.server && a.database === b.database);
  const what =
    kind === "mysql"
      ? text(
          "No two products share a MySQL schema: Studio's Atlas drops tables that it does not know",
          "没有两个产品共用 MySQL 库：Studio 的 Atlas 会删除它不认识的表",
        )
      : text(
          "No two products share a Redis: neither Studio nor Loop knows a database index",
          "没有两个产品共用 Redis：Studio 与 Loop 都不支持数据库编号",
        );
  return verdict(shared.length === 0, {
    id: `data/separate/${kind}`,
    what,
    evidence: shared.join("; ") || `${those.map(shown).join(", ") || "no address in the files"}`,
    fix: text(
      "Give each its own in site.env (MYSQL_*_DATABASE, REDIS_*_PORT), then coze apply; move tables that are mixed by hand",
      "在 site.env 中分别设置（MYSQL_*_DATABASE、REDIS_*_PORT）后 coze apply；已混用的表需手工迁移",
    ),
  });
};

const usersFinding = (stores: readonly Store[]): Finding => {
  const shared = clashes(
    stores.filter(({ kind }) => kind === "mysql"),
    (a, b) => a.server === b.server && a.user === b.user,
  );
  return verdict(shared.length === 0, {
    id: "data/separate/users",
    what: text("No two products use one MySQL user", "没有两个产品共用 MySQL 用户"),
    evidence: shared.join("; ") || "each has its own",
    fix: text("Set MYSQL_*_USER apart in site.env, then coze apply mysql", "在 site.env 中分开设置 MYSQL_*_USER 后 coze apply mysql"),
  });
};

/** Both set a cookie `session_key` for path `/`, and browsers do not tell ports apart. */
const hostNames = ({ site }: Context): Finding => {
  const placed = (["studio", "loop"] as const).filter((name) => site.place(name).kind !== "none");
  const names = placed.map((name) => hostOf(site.get(`${name.toUpperCase()}_URL`)));
  return verdict(new Set(names).size === names.length, {
    id: "data/separate/host-names",
    what: text(
      "Studio and Loop have two host names: on one, a sign-in here signs out there",
      "Studio 与 Loop 使用两个主机名：同名时一处登录会使另一处退出",
    ),
    evidence: names.join(", ") || "neither is placed",
    fix: text(
      "Set STUDIO_URL and LOOP_URL to two host names, then coze apply nginx",
      "为 STUDIO_URL 与 LOOP_URL 设置两个主机名后 coze apply nginx",
    ),
  });
};

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : url);
