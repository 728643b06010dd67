/** What Studio asks of `site.env` and `secrets.env` (`reference/deploy.md §1.3`, `§1.9`, `§1.10`). */
import type { Variable } from "../../contract/site.js";
import { text } from "../../contract/text.js";
import { MODEL_VARIABLES } from "../models/models.js";
import { givenSecret, madePassword, settings } from "../settings.js";

/** Constants of upstream's `.env.example`: known to everybody (`reference/deploy.md §1.3`). */
const PUBLIC_AES = ["^*6x3hdu2nc%-p38", "osj^kfhsd*(z!sno", "cn+$PJ(HhJ[5d*z9"];

const aes = (key: string, en: string, zh: string): Variable => ({
  key,
  kind: "aes",
  make: { form: "hex", length: 32 },
  refused: PUBLIC_AES,
  meaning: text(
    `${en} 16, 24 or 32 characters. Without it what it encrypted is lost: it belongs in the backup.`,
    `${zh}长度 16、24 或 32。丢失则其加密的内容无法恢复：必须备份。`,
  ),
});

/** Private and link-local networks: what user-made HTTP nodes must not reach (`reference/deploy.md §1.10` on SSRF). */
const PRIVATE_NETS = "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 169.254.0.0/16 fc00::/7 fe80::/10";

const SERVER = settings(
  ["STUDIO_VERSION", "version", "0.5.1", "Release of Coze Studio.", "Coze Studio 的版本。"],
  [
    "STUDIO_CHECKOUT",
    "path",
    "",
    "Your checkout of coze-studio: the release is built from it. Empty = the artefact `studio`.",
    "coze-studio 的代码仓库目录，由其构建发布版本；留空则使用制品 `studio`。",
  ],
  ["STUDIO_PORT", "port", "8892", "Port of the server, behind nginx.", "服务端口，位于 nginx 之后。"],
  [
    "STUDIO_LOG_LEVEL",
    { choices: ["debug", "info", "notice", "warn", "error"] },
    "info",
    "Log level. Some versions write session keys at info.",
    "日志级别。部分版本会在 info 级别写出会话密钥。",
  ],
  ["STUDIO_MAX_BODY", "number", "1073741824", "Largest request, bytes.", "请求体上限，字节。"],
  [
    "STUDIO_REGISTRATION",
    { choices: ["open", "closed"] },
    "open",
    "Whether the server takes registrations. nginx refuses them from outside in any case; close it once your people have accounts.",
    "服务端是否接受注册。nginx 始终拒绝来自外部的注册；账号建好后请关闭。",
  ],
  [
    "STUDIO_ADMIN_EMAIL",
    "text",
    "",
    "First account, made over loopback; its password is a secret that is made. Empty = you sign up by hand.",
    "首个账号，经本机回环注册；密码为自动生成的机密。留空则由您手动注册。",
  ],
  [
    "STUDIO_TOKEN_DAYS",
    { choices: ["1", "30", "60", "90", "180", "365", "permanent"] },
    "365",
    "How long the gateway's token is valid, days; apply renews it in its last month.",
    "网关令牌的有效天数；到期前一个月内 apply 会续期。",
  ],
);

const STORES = settings(
  [
    "STUDIO_MQ",
    { choices: ["nsq", "rmq"] },
    "nsq",
    "Message queue: nsq, or rmq = Loop's RocketMQ.",
    "消息队列：nsq，或 rmq（与 Loop 共用 RocketMQ）。",
  ],
  ["STUDIO_VECTOR_STORE", { choices: ["milvus", "vikingdb", "oceanbase"] }, "milvus", "Vector store.", "向量库。"],
  ["STUDIO_STORAGE", { choices: ["minio", "s3", "tos"] }, "minio", "Object storage.", "对象存储。"],
  ["STUDIO_BUCKET", "text", "opencoze", "Bucket.", "存储桶。"],
  ["STUDIO_S3_ENDPOINT", "url", "", "With s3 or tos: address of the service.", "使用 s3 或 tos 时：服务地址。"],
  ["STUDIO_S3_BUCKET_ENDPOINT", "url", "", "With s3 or tos: address of the bucket.", "使用 s3 或 tos 时：存储桶地址。"],
  ["STUDIO_S3_REGION", "text", "", "With s3 or tos: region.", "使用 s3 或 tos 时：区域。"],
  ["STUDIO_S3_ACCESS_KEY", "text", "", "With s3 or tos: access key.", "使用 s3 或 tos 时：访问密钥 ID。"],
  ["STUDIO_ES_SHARDS", "number", "1", "Shards of knowledge indices.", "知识库索引分片数。"],
  ["STUDIO_ES_REPLICAS", "number", "0", "Replicas of knowledge indices; 0 on a single node.", "知识库索引副本数；单节点为 0。"],
  [
    "STUDIO_EMBEDDING_TYPE",
    { choices: ["", "ark", "openai", "ollama", "gemini", "http"] },
    "",
    "Embeddings for knowledge; empty = none.",
    "知识库向量化方式；留空则无。",
  ],
  ["STUDIO_EMBEDDING_BASE_URL", "url", "", "Address of the embedding service.", "向量化服务地址。"],
  ["STUDIO_EMBEDDING_MODEL", "text", "", "Its model.", "其模型。"],
  [
    "STUDIO_EMBEDDING_DIMS",
    "number",
    "1024",
    "Dimensions. A change makes old knowledge useless until it is indexed again.",
    "维度。更改后旧知识库需重建索引。",
  ],
);

const RUNNER = settings(
  [
    "STUDIO_CODE_RUNNER",
    { choices: ["sandbox", "local"] },
    "sandbox",
    "Where code nodes run: sandbox = Deno and Pyodide; local = as the server itself, without any fence.",
    "代码节点运行方式：sandbox 为 Deno + Pyodide；local 与服务端同权限，无隔离。",
  ],
  [
    "STUDIO_CODE_RUNNER_NET",
    "text",
    "cdn.jsdelivr.net",
    "Hosts that sandboxed code may reach, with commas.",
    "沙箱代码可访问的主机，逗号分隔。",
  ],
  ["STUDIO_CODE_RUNNER_SECONDS", "number", "60", "Longest run of a code node.", "代码节点最长运行秒数。"],
  ["STUDIO_CODE_RUNNER_MB", "number", "100", "Memory of a code node, MB.", "代码节点内存上限，MB。"],
  [
    "STUDIO_DENO_VERSION",
    "version",
    "2.4.5",
    "Deno 2 for the sandbox; empty = `deno` on PATH.",
    "沙箱使用的 Deno 2；留空则取 PATH 中的 deno。",
  ],
  [
    "STUDIO_DENO_CACHE_VERSION",
    "version",
    "0.0.4",
    "Its warm cache (jsr:@langchain/pyodide-sandbox of this version); empty = the first run fetches from the internet.",
    "预热缓存（该版本的 jsr:@langchain/pyodide-sandbox）；留空则首次运行需访问互联网。",
  ],
  [
    "STUDIO_WHEELS_VERSION",
    "version",
    "0.5.1",
    "Wheels for PDF and Word files (§1.4); empty = the python3 of the machine, which must bring them.",
    "解析 PDF 与 Word 所需的 wheel 包；留空则使用系统 python3，需自带依赖。",
  ],
  ["STUDIO_ATLAS_VERSION", "version", "1.2.0", "Atlas, which brings the schema up to date.", "用于升级表结构的 Atlas。"],
  ["STUDIO_PYTHON", "text", "python3", "Python 3.11 or newer.", "Python，需 3.11 或更高。"],
);

/** An empty version = without the artefact. */
const OPTIONAL: readonly string[] = ["STUDIO_DENO_VERSION", "STUDIO_DENO_CACHE_VERSION", "STUDIO_WHEELS_VERSION"];

const FENCE_AND_BUILD = settings(
  [
    "STUDIO_DENY_NETS",
    "list",
    PRIVATE_NETS,
    "Networks that Studio may not reach, so that workflows cannot.",
    "禁止 Studio（及其工作流）访问的网段。",
  ],
  [
    "STUDIO_ALLOW_NETS",
    "list",
    "",
    "Addresses in them that it may reach after all: name servers, model servers in your network. Its stores are added by themselves.",
    "其中仍允许访问的地址：DNS、内网模型服务等；各存储会自动加入。",
  ],
  [
    "STUDIO_EXTRA_ENV",
    "list",
    "",
    "More lines of its .env, KEY=value with spaces between (OCR, rerank …). They win.",
    "其 .env 的额外内容，以空格分隔的 KEY=value（OCR、重排序等），优先级最高。",
  ],
  [
    "BUILD_ENV",
    "list",
    "",
    "Environment of builds from checkouts: GOPROXY=… npm_config_registry=…",
    "从代码仓库构建时的环境变量：GOPROXY=… npm_config_registry=…",
  ],
);

export const STUDIO_VARIABLES: readonly Variable[] = [
  {
    key: "STUDIO_URL",
    kind: "url",
    value: "https://studio.example.com",
    role: "public-url",
    meaning: text("Public address of Studio. A host name of its own.", "Studio 的公开地址，需独立主机名。"),
  },
  ...SERVER,
  ...STORES,
  ...RUNNER.map((variable) => (OPTIONAL.includes(variable.key) ? { ...variable, mayBeEmpty: true } : variable)),
  ...FENCE_AND_BUILD,
  ...MODEL_VARIABLES,
  aes("STUDIO_AES_AUTH", "Encrypts credentials of plugins.", "加密插件凭据。"),
  aes("STUDIO_AES_STATE", "Encrypts the state of OAuth logins.", "加密 OAuth 登录状态。"),
  aes("STUDIO_AES_OAUTH_TOKEN", "Encrypts OAuth tokens.", "加密 OAuth 令牌。"),
  madePassword("STUDIO_ADMIN_PASSWORD", text("Password of STUDIO_ADMIN_EMAIL.", "STUDIO_ADMIN_EMAIL 的密码。")),
  givenSecret("STUDIO_S3_SECRET_KEY", text("With s3 or tos: secret key.", "使用 s3 或 tos 时：访问密钥。")),
  givenSecret("STUDIO_EMBEDDING_API_KEY", text("API key of the embedding service.", "向量化服务的 API 密钥。")),
  givenSecret("STUDIO_EXTRA_SECRETS", text("As STUDIO_EXTRA_ENV, for secrets.", "同 STUDIO_EXTRA_ENV，用于机密。")),
];
