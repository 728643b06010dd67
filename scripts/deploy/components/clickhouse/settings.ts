import { createHash } from "node:crypto";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Problem, Site, Variable } from "../../contract/site.js";
import { text } from "../../contract/text.js";
import { dataOf, etcOf } from "../layout.js";
import { bytesOf, madePassword, settings } from "../settings.js";

export const VARIABLES: readonly Variable[] = [
  ...settings(
    ["CLICKHOUSE_VERSION", "version", "25.3", "Version of the artefact: a long-term line", "制品版本：长期支持版本线"],
    ["CLICKHOUSE_PORT", "port", "9010", "Native port; upstream's 9000 is MinIO's", "原生端口；上游的 9000 被 MinIO 占用"],
    ["CLICKHOUSE_HTTP_PORT", "port", "8123", "HTTP port", "HTTP 端口"],
    ["CLICKHOUSE_DATABASE", "text", "cozeloop", "Database of Loop's traces", "Loop 链路数据的库"],
    ["CLICKHOUSE_USER", "text", "cozeloop", "User of Coze Loop", "Coze Loop 的用户"],
    [
      "CLICKHOUSE_MEMORY",
      "size",
      "3G",
      "Memory that the server may take; one query may take half of it",
      "服务器内存上限；单个查询最多用其一半",
    ],
    [
      "CLICKHOUSE_SCHEME",
      { choices: ["http", "https"] },
      "http",
      "https only with CLICKHOUSE_PLACE=external",
      "仅 CLICKHOUSE_PLACE=external 时可用 https",
    ],
  ),
  madePassword("CLICKHOUSE_PASSWORD", text("ClickHouse user of Coze Loop", "Coze Loop 的 ClickHouse 用户密码")),
];

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

export const problems = (site: Site): readonly Problem[] => {
  const isOurs = !["external", "none"].includes(site.place("clickhouse").kind);
  const names = ["CLICKHOUSE_DATABASE", "CLICKHOUSE_USER"].filter((key) => !NAME.test(site.get(key)));
  const list: Problem[] = names.map((key) => ({
    keys: [key],
    severity: "error",
    what: text("letters, digits and _ only, not a digit first", "只能是字母、数字和下划线，且不以数字开头"),
  }));
  if (isOurs && bytesOf(site.get("CLICKHOUSE_MEMORY")) < 1024 ** 3)
    list.push({ keys: ["CLICKHOUSE_MEMORY"], severity: "error", what: text("less than 1G: merges fail", "小于 1G：合并会失败") });
  if (isOurs && site.get("CLICKHOUSE_SCHEME") !== "http")
    list.push({ keys: ["CLICKHOUSE_SCHEME"], severity: "error", what: text("our own ClickHouse has no TLS", "自建 ClickHouse 没有 TLS") });
  return list;
};

export const configFile = (site: Site): string => join(etcOf(site, "clickhouse"), "config.yaml");
export const usersFile = (site: Site): string => join(etcOf(site, "clickhouse"), "users.yaml");
/** Its file name must end in `.yaml`; folders must end in a slash. */
const folder = (site: Site, name: string): string => `${join(dataOf(site, "clickhouse"), name)}/`;

/** Of upstream's system logs only that of queries is kept, for three days (`reference/deploy.md §2.5`). */
export const serverConfiguration = (site: Site): string =>
  stringify({
    logger: { level: "information", console: true },
    listen_host: [...site.listen("clickhouse").addresses],
    tcp_port: site.port("CLICKHOUSE_PORT"),
    http_port: site.port("CLICKHOUSE_HTTP_PORT"),
    path: folder(site, "data"),
    tmp_path: folder(site, "tmp"),
    user_files_path: folder(site, "user_files"),
    format_schema_path: folder(site, "format_schemas"),
    user_directories: { users_xml: { path: usersFile(site) } },
    default_profile: "default",
    default_database: "default",
    max_server_memory_usage: bytesOf(site.get("CLICKHOUSE_MEMORY")),
    mark_cache_size: 268_435_456,
    max_concurrent_queries: 100,
    query_log: {
      database: "system",
      table: "query_log",
      partition_by: "toYYYYMMDD(event_date)",
      ttl: "event_date + INTERVAL 3 DAY DELETE",
      flush_interval_milliseconds: 7500,
    },
  });

/** The password as a digest; the user sees its own database and nothing else. */
export const usersConfiguration = (site: Site): string => {
  const name = site.get("CLICKHOUSE_USER");
  const database = site.get("CLICKHOUSE_DATABASE");
  return stringify({
    profiles: { default: { max_memory_usage: Math.floor(bytesOf(site.get("CLICKHOUSE_MEMORY")) / 2), max_threads: 4 } },
    quotas: { default: {} },
    users: {
      [name]: {
        password_sha256_hex: createHash("sha256").update(site.secret("CLICKHOUSE_PASSWORD")).digest("hex"),
        networks: { ip: ["127.0.0.1", "::1", ...site.listen("clickhouse").peers] },
        profile: "default",
        quota: "default",
        grants: { query: [`GRANT ALL ON ${database}.*`] },
      },
    },
  });
};
