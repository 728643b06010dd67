/** What Loop asks of `site.env` and `secrets.env` (`reference/deploy.md §2.3`). */
import type { Variable } from "../../contract/site.js";
import { text } from "../../contract/text.js";
import { MODEL_VARIABLES } from "../models/models.js";
import { givenSecret, settings } from "../settings.js";

export const LOOP_VARIABLES: readonly Variable[] = [
  {
    key: "LOOP_URL",
    kind: "url",
    value: "https://loop.example.com",
    role: "public-url",
    meaning: text(
      "Public address of Loop. A host name of its own: both products set a cookie `session_key`.",
      "Loop 的公开地址，需独立主机名：两个产品都使用名为 session_key 的 cookie。",
    ),
  },
  ...settings(
    ["LOOP_VERSION", "version", "1.2.0", "Release of Coze Loop.", "Coze Loop 的版本。"],
    [
      "LOOP_CHECKOUT",
      "path",
      "",
      "Your checkout of coze-loop: the release is built from it. Empty = the artefact `loop`.",
      "coze-loop 的代码仓库目录，由其构建发布版本；留空则使用制品 `loop`。",
    ],
    [
      "LOOP_OSS",
      { choices: ["minio", "s3"] },
      "minio",
      "Object storage: the site's MinIO, or s3 (also Alibaba OSS).",
      "对象存储：本站点的 MinIO，或 s3（含阿里云 OSS）。",
    ],
    ["LOOP_BUCKET", "text", "cozeloop", "Bucket.", "存储桶。"],
    ["LOOP_OSS_HOST", "host", "", "With s3: its host name.", "使用 s3 时：主机名。"],
    ["LOOP_OSS_REGION", "text", "us-east-1", "Its region.", "区域。"],
    ["LOOP_OSS_ACCESS_KEY", "text", "", "With s3: access key.", "使用 s3 时：访问密钥 ID。"],
    [
      "LOOP_FENCE",
      { choices: ["unit", "firewall"] },
      "unit",
      "Loop takes port 8888 of all interfaces. unit = systemd lets it talk to the site's machines and LOOP_ALLOW_NETS alone; firewall = your own firewall closes 8888.",
      "Loop 会占用所有网卡的 8888 端口。unit：由 systemd 限制其仅能与本站点机器及 LOOP_ALLOW_NETS 通信；firewall：由您的防火墙关闭 8888。",
    ],
    [
      "LOOP_ALLOW_NETS",
      "list",
      "",
      "With LOOP_FENCE=unit: addresses of model servers and name servers that Loop calls.",
      "LOOP_FENCE=unit 时：Loop 需访问的模型服务与 DNS 地址。",
    ],
    [
      "LOOP_ADMIN_EMAIL",
      "text",
      "",
      "First account, made over loopback; its password is made. Empty = you sign up by hand.",
      "首个账号，经本机回环注册，密码自动生成；留空则由您手动注册。",
    ],
    [
      "LOOP_TOKEN_DAYS",
      { choices: ["1", "30", "60", "90", "180", "365", "permanent"] },
      "365",
      "How long the gateway's token is valid, days; apply renews it in its last month.",
      "网关令牌的有效天数；到期前一个月内 apply 会续期。",
    ],
  ),
  ...MODEL_VARIABLES,
  {
    key: "LOOP_SESSION_HMAC_KEY",
    kind: "secret",
    make: { form: "hex", length: 64 },
    meaning: text("Signs Loop's sessions. A new one logs everybody out.", "为 Loop 会话签名；更换后所有人需重新登录。"),
  },
  {
    key: "LOOP_ADMIN_PASSWORD",
    kind: "secret",
    make: { form: "password", length: 24 },
    meaning: text("Password of LOOP_ADMIN_EMAIL.", "LOOP_ADMIN_EMAIL 的密码。"),
  },
  givenSecret("LOOP_OSS_SECRET_KEY", text("With s3: secret key.", "使用 s3 时：访问密钥。")),
];
