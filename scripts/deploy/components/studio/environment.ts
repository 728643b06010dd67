/** Studio's `.env`, flat and fully expanded (`reference/deploy.md §1.3`). Pure. */
import { join } from "node:path";
import type { Site } from "../../contract/site.js";
import { dataOf, endpointOf } from "../layout.js";
import { modelsOf } from "../models/models.js";
import { isHttps, minioEndpoint } from "./public-address.js";

export type Environment = Readonly<Record<string, string>>;

export const studioEnvironment = (site: Site): Environment => ({
  ...server(site),
  ...databases(site),
  ...storage(site),
  ...queueAndVectors(site),
  ...embedding(site),
  ...builtinModel(site),
  ...codeRunner(site),
  ...accounts(site),
  ...assignments(site.list("STUDIO_EXTRA_ENV")),
  ...assignments(site.secret("STUDIO_EXTRA_SECRETS").split(/\s+/)),
});

const assignments = (words: readonly string[]): Environment =>
  Object.fromEntries(
    words.filter((word) => word.includes("=")).map((word) => [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)]),
  );

const server = (site: Site): Environment => ({
  // One address is all that it takes. A fence of the unit keeps strangers out where the gateway or nginx run elsewhere.
  LISTEN_ADDR: `${site.listen("studio").addresses.length > 1 ? "0.0.0.0" : "127.0.0.1"}:${site.get("STUDIO_PORT")}`,
  LOG_LEVEL: site.get("STUDIO_LOG_LEVEL"),
  MAX_REQUEST_BODY_SIZE: site.get("STUDIO_MAX_BODY"),
  SERVER_HOST: site.get("STUDIO_URL").replace(/\/+$/, ""),
  MINIO_PROXY_ENDPOINT: "",
  // nginx ends TLS; Go would take SSL_CERT_FILE for its list of trusted roots.
  USE_SSL: "0",
  SSL_CERT_FILE: "",
  SSL_KEY_FILE: "",
});

const databases = (site: Site): Environment => {
  const login = `${site.get("MYSQL_STUDIO_USER")}:${site.secret("MYSQL_STUDIO_PASSWORD")}`;
  const database = site.get("MYSQL_STUDIO_DATABASE");
  return {
    MYSQL_DATABASE: database,
    MYSQL_DSN: `${login}@tcp(${endpointOf(site, "mysql", "MYSQL_PORT")})/${database}?charset=utf8mb4&parseTime=True`,
    REDIS_ADDR: endpointOf(site, "redis-studio", "REDIS_STUDIO_PORT"),
    REDIS_PASSWORD: site.secret("REDIS_STUDIO_PASSWORD"),
    ES_ADDR: `${site.get("ELASTICSEARCH_SCHEME")}://${endpointOf(site, "elasticsearch", "ELASTICSEARCH_PORT")}`,
    ES_VERSION: "v8",
    ES_USERNAME: site.get("ELASTICSEARCH_USER"),
    ES_PASSWORD: site.secret("ELASTICSEARCH_PASSWORD"),
    ES_NUMBER_OF_SHARDS: site.get("STUDIO_ES_SHARDS"),
    ES_NUMBER_OF_REPLICAS: site.get("STUDIO_ES_REPLICAS"),
  };
};

const storage = (site: Site): Environment => {
  const type = site.get("STUDIO_STORAGE");
  return {
    FILE_UPLOAD_COMPONENT_TYPE: "storage",
    STORAGE_TYPE: type,
    STORAGE_UPLOAD_HTTP_SCHEME: isHttps(site) ? "https" : "http",
    STORAGE_BUCKET: site.get("STUDIO_BUCKET"),
    ...(type === "minio" ? minioStorage(site) : cloudStorage(site, type.toUpperCase())),
  };
};

const minioStorage = (site: Site): Environment => ({
  MINIO_AK: site.get("MINIO_ROOT_USER"),
  MINIO_SK: site.secret("MINIO_ROOT_PASSWORD"),
  MINIO_ENDPOINT: minioEndpoint(site),
  // nginx rewrites links on their way out (§1.6); Studio itself follows them past nginx.
  MINIO_API_HOST: `http://${minioEndpoint(site)}`,
});

const cloudStorage = (site: Site, prefix: string): Environment => ({
  [`${prefix}_ACCESS_KEY`]: site.get("STUDIO_S3_ACCESS_KEY"),
  [`${prefix}_SECRET_KEY`]: site.secret("STUDIO_S3_SECRET_KEY"),
  [`${prefix}_ENDPOINT`]: site.get("STUDIO_S3_ENDPOINT"),
  [`${prefix}_BUCKET_ENDPOINT`]: site.get("STUDIO_S3_BUCKET_ENDPOINT"),
  [`${prefix}_REGION`]: site.get("STUDIO_S3_REGION"),
});

const queueAndVectors = (site: Site): Environment => {
  const isNsq = site.get("STUDIO_MQ") === "nsq";
  return {
    COZE_MQ_TYPE: site.get("STUDIO_MQ"),
    // nsqd itself: with nsqlookupd's port the server stops at IDENTIFY (#721).
    MQ_NAME_SERVER: isNsq ? endpointOf(site, "nsqd", "NSQD_PORT") : endpointOf(site, "rocketmq-namesrv", "ROCKETMQ_NAMESRV_PORT"),
    VECTOR_STORE_TYPE: site.get("STUDIO_VECTOR_STORE"),
    ...(site.get("STUDIO_VECTOR_STORE") === "milvus" ? { MILVUS_ADDR: endpointOf(site, "milvus", "MILVUS_PORT") } : {}),
  };
};

const embedding = (site: Site): Environment => {
  const type = site.get("STUDIO_EMBEDDING_TYPE");
  if (type === "") return {};
  const prefix = `${type.toUpperCase()}_EMBEDDING`;
  const [url, model, dims] = ["BASE_URL", "MODEL", "DIMS"].map((word) => site.get(`STUDIO_EMBEDDING_${word}`)) as [string, string, string];
  if (type === "http") return { EMBEDDING_TYPE: type, [`${prefix}_ADDR`]: url, [`${prefix}_DIMS`]: dims };
  return {
    EMBEDDING_TYPE: type,
    [`${prefix}_BASE_URL`]: url,
    [`${prefix}_MODEL`]: model,
    [`${prefix}_DIMS`]: dims,
    ...(type === "ollama" ? {} : { [`${prefix}_API_KEY`]: site.secret("STUDIO_EMBEDDING_API_KEY") }),
  };
};

/** The auxiliary model is the first one. */
const builtinModel = (site: Site): Environment => {
  const model = modelsOf(site)[0];
  if (!model) return {};
  const prefix = `BUILTIN_CM_${model.protocol.toUpperCase()}`;
  return {
    BUILTIN_CM_TYPE: model.protocol,
    [`${prefix}_BASE_URL`]: model.baseUrl,
    [`${prefix}_API_KEY`]: model.apiKey,
    [`${prefix}_MODEL`]: model.model,
  };
};

/** `CODE_RUNNER_TYPE` is never left out: empty meant `local` once and means `sandbox` since. */
const codeRunner = (site: Site): Environment => ({
  CODE_RUNNER_TYPE: site.get("STUDIO_CODE_RUNNER"),
  CODE_RUNNER_ALLOW_ENV: "",
  CODE_RUNNER_ALLOW_READ: "",
  CODE_RUNNER_ALLOW_WRITE: "",
  CODE_RUNNER_ALLOW_RUN: "",
  CODE_RUNNER_ALLOW_FFI: "",
  CODE_RUNNER_ALLOW_NET: site.get("STUDIO_CODE_RUNNER_NET"),
  CODE_RUNNER_NODE_MODULES_DIR: join(dataOf(site, "studio"), "node_modules"),
  CODE_RUNNER_TIMEOUT_SECONDS: site.get("STUDIO_CODE_RUNNER_SECONDS"),
  CODE_RUNNER_MEMORY_LIMIT_MB: site.get("STUDIO_CODE_RUNNER_MB"),
  DENO_DIR: join(dataOf(site, "studio"), "deno"),
});

const accounts = (site: Site): Environment => ({
  DISABLE_USER_REGISTRATION: site.get("STUDIO_REGISTRATION") === "closed" ? "true" : "",
  // Also the list of admins in releases that ask the environment (§1.9).
  ALLOW_REGISTRATION_EMAIL: site.get("STUDIO_ADMIN_EMAIL"),
  PLUGIN_AES_AUTH_SECRET: site.secret("STUDIO_AES_AUTH"),
  PLUGIN_AES_STATE_SECRET: site.secret("STUDIO_AES_STATE"),
  PLUGIN_AES_OAUTH_TOKEN_SECRET: site.secret("STUDIO_AES_OAUTH_TOKEN"),
});
