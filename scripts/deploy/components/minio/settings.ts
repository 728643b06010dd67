import type { Problem, Site, Variable } from "../../contract/site.js";
import { text } from "../../contract/text.js";
import { madePassword, settings } from "../settings.js";

/** The first tag without CVE-2025-62506 (`reference/deploy.md §4`). */
const FIRST_SAFE = "RELEASE.2025-10-15T17-29-55Z";

export const VARIABLES: readonly Variable[] = [
  ...settings(
    [
      "MINIO_VERSION",
      "text",
      FIRST_SAFE,
      "Version of the artefact; earlier ones carry CVE-2025-62506",
      "制品版本；更早的版本存在 CVE-2025-62506",
    ],
    ["MINIO_PORT", "port", "9000", "Port of the object store", "对象存储端口"],
    [
      "MINIO_ROOT_USER",
      "text",
      "coze-objects",
      "Access key; of an external S3 or OSS: its access key id",
      "访问密钥 ID；外部 S3 或 OSS 时填其 AccessKey ID",
    ],
    ["MINIO_REGION", "text", "us-east-1", "Region that requests are signed for", "请求签名所用区域"],
    [
      "MINIO_SCHEME",
      { choices: ["http", "https"] },
      "http",
      "https only with MINIO_PLACE=external",
      "仅 MINIO_PLACE=external 时可用 https",
    ],
    [
      "MINIO_ADDRESSING",
      { choices: ["path", "host"] },
      "path",
      "Where the bucket's name stands: path = after the host (MinIO), host = before it (S3, Alibaba OSS)",
      "桶名位置：path = 主机名之后（MinIO），host = 主机名之前（S3、阿里云 OSS）",
    ],
  ),
  madePassword(
    "MINIO_ROOT_PASSWORD",
    text("Secret key; of an external S3 or OSS: its secret access key", "私密密钥；外部 S3 或 OSS 时填其 Secret"),
  ),
];

export const problems = (site: Site): readonly Problem[] => {
  const isExternal = site.place("minio").kind === "external";
  const list: Problem[] = [];
  if (!isExternal && (site.get("MINIO_SCHEME") !== "http" || site.get("MINIO_ADDRESSING") !== "path"))
    list.push({
      keys: ["MINIO_SCHEME", "MINIO_ADDRESSING"],
      severity: "error",
      what: text("our own MinIO is http and path: TLS ends in nginx", "自建 MinIO 必须为 http 与 path：TLS 在 nginx 终止"),
    });
  if (["minio", "minioadmin", "root", "admin", "cozeloop"].includes(site.get("MINIO_ROOT_USER")))
    list.push({
      keys: ["MINIO_ROOT_USER"],
      severity: "error",
      what: text("a public default: choose another name", "公开默认值：请换一个名称"),
    });
  if (!isExternal && site.get("MINIO_VERSION") < FIRST_SAFE)
    list.push({
      keys: ["MINIO_VERSION"],
      severity: "warning",
      what: text(
        `carries CVE-2025-62506 (privilege escalation), fixed in the source tag ${FIRST_SAFE}: build that with Go, take a maintained fork, or use an external S3 or OSS`,
        `存在 CVE-2025-62506（权限提升），源码标签 ${FIRST_SAFE} 已修复：请用 Go 自行编译、使用仍在维护的分支，或改用外部 S3 或 OSS`,
      ),
    });
  return list;
};
