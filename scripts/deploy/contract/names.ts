/**
 * Every process of the stack that is placed, started and checked on its own. Its unit is `coze-<name>.service`, its user
 * and its folders carry the same name; `redis-studio`, `redis-loop` and `redis-gateway` are three instances, because Studio
 * and Loop know no database index (`reference/deploy.md §1.3`, `§2.2`) and the gateway's queue must never evict.
 */
export const COMPONENT_NAMES = [
  "mysql",
  "redis-studio",
  "redis-loop",
  "redis-gateway",
  "elasticsearch",
  "minio",
  "etcd",
  "milvus",
  "nsqd",
  "clickhouse",
  "rocketmq-namesrv",
  "rocketmq-broker",
  "studio",
  "python-faas",
  "js-faas",
  "loop",
  "gateway",
  "nginx",
] as const;

export type ComponentName = (typeof COMPONENT_NAMES)[number];

/** What a command line names beside single components. A target brings along what its components need on this machine. */
export const TARGETS = ["infra", "studio", "loop", "gateway"] as const;

export type Target = (typeof TARGETS)[number];
