/** What site.env and secrets.env say about the gateway. Its own variables keep their names behind `GATEWAY_`. */
import type { Variable } from "../../contract/site.js";
import { text } from "../../contract/text.js";
import { FROM, givenSecret, madePassword, settings } from "../settings.js";

/** Variable of the gateway → what the README's table of variables says more about. Passed on as `GATEWAY_<NAME>` when set. */
const PASSED_ON = settings(
  [
    "GATEWAY_AUTH_JWT_JWKS_URL",
    "url",
    "",
    "Key set of the identity provider whose tokens the platform's users bring.",
    "身份提供方的密钥集地址，平台用户持其令牌。",
  ],
  ["GATEWAY_AUTH_JWT_ISSUER", "text", "", "Issuer that tokens must name.", "令牌必须声明的签发方。"],
  ["GATEWAY_AUTH_JWT_AUDIENCE", "text", "", "Audience that tokens must be meant for.", "令牌必须声明的受众。"],
  ["GATEWAY_AUTH_JWT_ID_CLAIM", "text", "", "Claim with the caller's id (sub).", "调用者编号所在的声明（默认 sub）。"],
  ["GATEWAY_AUTH_JWT_TENANT_CLAIM", "text", "", "Claim with the caller's tenant.", "调用者租户所在的声明。"],
  ["GATEWAY_AUTH_JWT_ROLES_CLAIM", "text", "", "Claim with the caller's roles (roles).", "调用者角色所在的声明（默认 roles）。"],
  [
    "GATEWAY_AUTH_JWT_ROLE_MAP",
    "text",
    "",
    "The platform's role names as the gateway's: editor=operator,owner=admin.",
    "平台角色名到网关角色名的映射：editor=operator,owner=admin。",
  ],
  [
    "GATEWAY_CORS_ORIGINS",
    "text",
    "",
    "Origins of web pages that may call from a browser, separated by commas.",
    "可从浏览器调用的网页来源，以逗号分隔。",
  ],
  ["GATEWAY_EXPLORERS", "text", "graphiql", "Explorer pages: sandbox, graphiql or none.", "调试页面：sandbox、graphiql 或 none。"],
  ["GATEWAY_LOG_LEVEL", { choices: ["debug", "info", "warn", "error"] }, "info", "Least important log line to write.", "日志级别。"],
  [
    "GATEWAY_SHUTDOWN_GRACE",
    "text",
    "20s",
    "How long running work may take to end when an instance stops.",
    "实例停止时留给进行中工作的时间。",
  ],
  [
    "GATEWAY_INVOCATION_CONCURRENCY",
    "number",
    "64",
    "Invocations that one worker runs at the same time.",
    "单个工作进程同时运行的调用数。",
  ],
  ["GATEWAY_DATABASE_POOL_SIZE", "number", "10", "Connections of one instance to MySQL at most.", "单个实例的 MySQL 连接数上限。"],
  ["GATEWAY_REDIS_PREFIX", "text", "", "Start of every key in Redis, when gateways share one.", "多个网关共用 Redis 时的键前缀。"],
  ["GATEWAY_COZE_DEFAULT_TIMEOUT", "text", "5m", "Time limit of a call to Coze whose mapping sets none.", "映射未设置时调用 Coze 的时限。"],
  ["GATEWAY_COZE_SPACE_ID", "text", "", "Space of the workflows, for links.", "工作流所在空间，用于链接。"],
  ["GATEWAY_COZE_FLAVOUR", { choices: ["auto", "oss", "oss-old", "hosted"] }, "auto", "Kind of Coze.", "Coze 的类型。"],
  [
    "GATEWAY_FILE_ENGINE_HOSTS",
    "text",
    "",
    "Hosts from which files of results are fetched although they are not public; empty = MinIO.",
    "结果文件所在的非公网主机；留空则为 MinIO。",
  ],
  [
    "GATEWAY_FILE_ALLOWED_HOSTS",
    "text",
    "",
    "Hosts that addresses given by users may name although they are not public.",
    "用户给出的地址可以指向的非公网主机。",
  ],
  [
    "GATEWAY_WEBHOOK_ALLOWED_HOSTS",
    "text",
    "",
    "Hosts that webhooks may call although they are not public.",
    "Webhook 可以调用的非公网主机。",
  ],
  [
    "GATEWAY_TRUST_PROXY",
    "text",
    "",
    "Proxies whose X-Forwarded-* headers are believed; empty = nginx of this site.",
    "可信代理；留空则为本站点的 nginx。",
  ],
);

export const PASSED_ON_KEYS: readonly string[] = PASSED_ON.map(({ key }) => key);

const PLACING = settings(
  ["GATEWAY_VERSION", "version", "0.1.0", "Version of the gateway's artefact.", "网关制品的版本。"],
  [
    "GATEWAY_API_INSTANCES",
    "number",
    "2",
    "Processes that answer requests; two or more restart without a gap.",
    "应答请求的进程数；两个以上才能不中断地重启。",
  ],
  ["GATEWAY_WORKER_INSTANCES", "number", "1", "Processes that run invocations.", "运行调用的进程数。"],
  ["GATEWAY_PORT", "port", "4000", "Port of the first api instance; the others count up.", "第一个 api 实例的端口，其余递增。"],
  [
    "GATEWAY_WORKER_PORT",
    "port",
    "4100",
    "Port of the first worker (health and metrics); the others count up.",
    "第一个工作进程的端口（健康与指标），其余递增。",
  ],
  [
    "GATEWAY_FILE_STORAGE",
    "path",
    "",
    "Folder of kept files of results; empty = files in the gateway's data.",
    "保留结果文件的目录；留空则在网关数据目录下。",
  ],
  [
    "GATEWAY_COZE_BASE_URL",
    "url",
    "",
    "Address of a Coze that is not on this site; empty = Studio's.",
    "不在本站点的 Coze 地址；留空则为本站点的 Studio。",
  ],
  [
    "GATEWAY_LOOP_WORKSPACE_ID",
    "text",
    "",
    "Workspace of Coze Loop that receives the traces; apply names it once Loop has an account.",
    "接收链路的 Coze Loop 工作空间编号；Loop 有账号后 apply 会给出。",
  ],
  [
    "GATEWAY_DOCTOR_ABILITY",
    "text",
    "",
    "Key of an ability that doctor may invoke; it must do no harm.",
    "doctor 可以调用的能力的键；必须无副作用。",
  ],
  ["GATEWAY_DOCTOR_FORM", "text", "{}", "Form values for that ability, as JSON.", "该能力的表单值（JSON）。"],
  ["NODE_FROM", FROM, "artifact", "Node.js from the artefact folder, or the machine's own.", "Node.js 取自制品目录或本机。"],
  ["NODE_VERSION", "version", "22", "Version of the artefact node; 20.19 or newer.", "node 制品的版本，至少 20.19。"],
  ["NODE_PROGRAM", "path", "/usr/bin/node", "Where the machine's own Node.js lies.", "本机 Node.js 的位置。"],
);

export const GATEWAY_VARIABLES: readonly Variable[] = [
  {
    key: "GATEWAY_URL",
    kind: "url",
    value: "https://abilities.example.com",
    role: "public-url",
    meaning: text("Address under which callers reach the gateway.", "调用方访问网关的地址。"),
  },
  ...PLACING,
  ...PASSED_ON,
];

export const GATEWAY_SECRETS: readonly Variable[] = [
  madePassword(
    "GATEWAY_SERVICE_API_TOKEN",
    text("Token of the platform's other services; they act as admin.", "平台其他服务的令牌，具有管理员权限。"),
  ),
  {
    key: "GATEWAY_SECRETS_KEY",
    kind: "secret",
    make: { form: "hex", length: 64 },
    meaning: text("Seals secrets in the gateway's database. Lost = those are lost.", "加密网关数据库中的机密；丢失则无法解密。"),
  },
  givenSecret("GATEWAY_SECRETS_KEY_PREVIOUS", text("Former values of GATEWAY_SECRETS_KEY.", "GATEWAY_SECRETS_KEY 的旧值。")),
  givenSecret("GATEWAY_AUTH_JWT_SECRET", text("Shared key for HS256 tokens, instead of a key set.", "HS256 令牌的共享密钥，替代密钥集。")),
  givenSecret(
    "GATEWAY_COZE_API_TOKEN",
    text(
      "Personal access token of Coze; empty = the one that Studio's step has made.",
      "Coze 的个人访问令牌；留空则使用 Studio 步骤生成的令牌。",
    ),
  ),
  givenSecret(
    "GATEWAY_COZE_STUDIO_SESSION",
    text("Cookie session_key of somebody signed in to Studio: mappings are checked.", "已登录 Studio 者的 session_key，用于检查映射。"),
  ),
  givenSecret(
    "GATEWAY_LOOP_API_TOKEN",
    text(
      "Personal access token of Coze Loop; empty = the one that Loop's step has made.",
      "Coze Loop 的个人访问令牌；留空则使用 Loop 步骤生成的令牌。",
    ),
  ),
  givenSecret(
    "GATEWAY_DATABASE_URL",
    text(
      "mysql://… of a database of somebody else, with TLS options; empty = the site's MySQL.",
      "外部数据库的 mysql://… 地址；留空则为本站点的 MySQL。",
    ),
  ),
  givenSecret(
    "GATEWAY_REDIS_URL",
    text("redis(s)://… of somebody else; empty = the site's Redis.", "外部 Redis 的地址；留空则为本站点的 Redis。"),
  ),
];
