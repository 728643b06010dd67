import { join } from "node:path";
import type { Problem, Site, Variable } from "../../contract/site.js";
import { text } from "../../contract/text.js";
import { dataOf, etcOf, releaseOf } from "../layout.js";
import { bytesOf, FROM, madePassword, settings } from "../settings.js";

/**
 * Three instances: Studio and Loop know no database index and would meet in one (`reference/deploy.md §1.3`, `§2.2`), and
 * the gateway's queue must not share memory with anybody.
 */
export interface Instance {
  readonly name: "redis-studio" | "redis-loop" | "redis-gateway";
  /** Beginning of its keys: `REDIS_STUDIO`. */
  readonly key: string;
  readonly port: string;
  readonly whose: string;
}

export const INSTANCES: readonly Instance[] = [
  { name: "redis-studio", key: "REDIS_STUDIO", port: "6379", whose: "Coze Studio" },
  { name: "redis-loop", key: "REDIS_LOOP", port: "6380", whose: "Coze Loop" },
  { name: "redis-gateway", key: "REDIS_GATEWAY", port: "6381", whose: "Ability Gateway" },
];

export const variables = ({ key, port, whose }: Instance): readonly Variable[] => [
  ...settings(
    [
      "REDIS_FROM",
      FROM,
      "artifact",
      "artifact = from the artefact folder; system = a package of the machine (REDIS_PROGRAM)",
      "artifact = 取自制品目录；system = 系统软件包（REDIS_PROGRAM）",
    ],
    ["REDIS_PROGRAM", "path", "/usr/bin/redis-server", "The server program when REDIS_FROM=system", "REDIS_FROM=system 时的服务器程序"],
    ["REDIS_VERSION", "version", "8.2.0", "Version of the artefact, for all instances", "制品版本，所有实例共用"],
    [`${key}_PORT`, "port", port, `Port of the Redis of ${whose}`, `${whose} 的 Redis 端口`],
    [`${key}_MEMORY`, "size", "512M", `maxmemory of the Redis of ${whose}`, `${whose} 的 Redis maxmemory`],
  ),
  madePassword(`${key}_PASSWORD`, text(`Redis of ${whose}`, `${whose} 的 Redis 密码`)),
];

export const problems = (site: Site, { key, name }: Instance): readonly Problem[] =>
  site.place(name).kind === "external" || bytesOf(site.get(`${key}_MEMORY`)) >= 64 * 1024 ** 2
    ? []
    : [
        {
          keys: [`${key}_MEMORY`],
          severity: "error",
          what: text("less than 64M: Redis could hold nothing of use", "小于 64M：Redis 无法正常使用"),
        },
      ];

export const serverProgram = (site: Site): string =>
  site.get("REDIS_FROM") === "system" ? site.get("REDIS_PROGRAM") : join(releaseOf(site, "redis"), "bin", "redis-server");

export const configFile = (site: Site, { name }: Instance): string => join(etcOf(site, name), "redis.conf");
/** Where the append-only file lies, and how its first part is called (Redis manual, "Persistence"). */
export const appendFolder = (site: Site, { name }: Instance): string => join(dataOf(site, name), "appendonlydir");

const quoted = (value: string): string => `"${value.replace(/[\\"]/g, "\\$&")}"`;

/** Evicts nothing: all three keep what nobody else has (ids, sessions, a queue); a full one says so. Holds the password. */
export const serverConfiguration = (site: Site, instance: Instance): string =>
  [
    `bind ${site.listen(instance.name).addresses.join(" ")}`,
    `port ${site.port(`${instance.key}_PORT`)}`,
    "protected-mode yes",
    `requirepass ${quoted(site.secret(`${instance.key}_PASSWORD`))}`,
    "daemonize no",
    'logfile ""',
    `dir ${quoted(dataOf(site, instance.name))}`,
    "dbfilename dump.rdb",
    "save 3600 1 300 100 60 10000",
    "appendonly yes",
    "appendfsync everysec",
    'appendfilename "appendonly.aof"',
    'appenddirname "appendonlydir"',
    `maxmemory ${bytesOf(site.get(`${instance.key}_MEMORY`))}`,
    "maxmemory-policy noeviction",
    "tcp-keepalive 60",
    // Nobody replicates; the delay for further replicas would hold up every backup.
    "repl-diskless-sync-delay 0",
    "",
  ].join("\n");
