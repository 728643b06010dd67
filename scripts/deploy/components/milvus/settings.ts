import { join } from "node:path";
import type { Problem, Site, Variable } from "../../contract/site.js";
import { text } from "../../contract/text.js";
import { dataOf, endpointOf } from "../layout.js";
import { settings } from "../settings.js";

export const VARIABLES: readonly Variable[] = settings(
  ["MILVUS_VERSION", "version", "2.5.10", "Version of the artefact", "制品版本"],
  ["MILVUS_PORT", "port", "19530", "gRPC port", "gRPC 端口"],
  ["MILVUS_HEALTH_PORT", "port", "9091", "Port of /healthz and of metrics", "/healthz 与指标端口"],
  ["MILVUS_BUCKET", "text", "milvus", "Bucket of the vector segments", "向量段所在的桶"],
  ["MILVUS_MEMORY", "size", "6G", "Memory that it may take; upstream advises 8G", "可用内存上限；上游建议 8G"],
  [
    "MILVUS_CLOUD_PROVIDER",
    { choices: ["aws", "aliyun", "tencent", "gcp"] },
    "aws",
    "Kind of the object store: aws = MinIO and everything that speaks S3",
    "对象存储类型：aws = MinIO 及一切兼容 S3 的存储",
  ],
);

export const problems = (site: Site): readonly Problem[] => {
  const isOurs = !["none", "external"].includes(site.place("milvus").kind);
  return isOurs && site.get("MILVUS_BUCKET") === ""
    ? [{ keys: ["MILVUS_BUCKET"], severity: "error", what: text("Milvus needs a bucket of its own", "Milvus 需要独立的桶") }]
    : [];
};

/** Parts of a standalone Milvus that look for one another by the address that they put into etcd. */
const PARTS = [
  "ROOT_COORD",
  "DATA_COORD",
  "QUERY_COORD",
  "INDEX_COORD",
  "PROXY",
  "QUERY_NODE",
  "DATA_NODE",
  "INDEX_NODE",
  "STREAMING_NODE",
];

/**
 * Every key of milvus.yaml can be set by a variable of the same letters (dots and case do not count). All parts are in one
 * process and meet on loopback: what etcd remembers of them then stays true when the machine's address changes
 * (`reference/deploy.md §1.12`), and the unit's fence need not know that address.
 */
export const environment = (site: Site): string => {
  const data = dataOf(site, "milvus");
  const values: readonly (readonly [string, string])[] = [
    ["DEPLOY_MODE", "STANDALONE"],
    ["ETCD_ENDPOINTS", endpointOf(site, "etcd", "ETCD_PORT")],
    ["ETCD_ROOT_PATH", "by-dev"],
    ["MINIO_ADDRESS", site.address("minio")],
    ["MINIO_PORT", String(site.port("MINIO_PORT"))],
    ["MINIO_ACCESS_KEY_ID", site.get("MINIO_ROOT_USER")],
    ["MINIO_SECRET_ACCESS_KEY", site.secret("MINIO_ROOT_PASSWORD")],
    ["MINIO_USE_SSL", String(site.get("MINIO_SCHEME") === "https")],
    ["MINIO_BUCKET_NAME", site.get("MILVUS_BUCKET")],
    ["MINIO_REGION", site.get("MINIO_REGION")],
    ["MINIO_CLOUD_PROVIDER", site.get("MILVUS_CLOUD_PROVIDER")],
    ["MINIO_USE_VIRTUAL_HOST", String(site.get("MINIO_ADDRESSING") === "host")],
    ["MQ_TYPE", "rocksmq"],
    ["ROCKSMQ_PATH", join(data, "rocksmq")],
    ["LOCAL_STORAGE_PATH", join(data, "local")],
    ["PROXY_PORT", String(site.port("MILVUS_PORT"))],
    ["METRICS_PORT", String(site.port("MILVUS_HEALTH_PORT"))],
    ["LOG_LEVEL", "info"],
    ...PARTS.map((part) => [`${part}_IP`, "127.0.0.1"] as const),
  ];
  return values.map(([name, value]) => `${name}="${value.replace(/[\\"]/g, "\\$&")}"\n`).join("");
};
