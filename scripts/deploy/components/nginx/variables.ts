/** What nginx asks of `site.env` (`reference/deploy.md §1.6`, `§2.7`). */
import type { Variable } from "../../contract/site.js";
import { text } from "../../contract/text.js";
import { settings } from "../settings.js";

export const NGINX_VARIABLES: readonly Variable[] = [
  ...settings(
    [
      "NGINX_FROM",
      { choices: ["system", "artifact"] },
      "system",
      "nginx of the machine's packages, or the artefact `nginx`.",
      "使用系统软件包中的 nginx，或制品 `nginx`。",
    ],
    ["NGINX_PROGRAM", "path", "/usr/sbin/nginx", "Its program, with NGINX_FROM=system.", "NGINX_FROM=system 时的程序路径。"],
    ["NGINX_VERSION", "version", "1.28", "Version of the artefact.", "制品版本。"],
    ["NGINX_LISTEN", "list", "0.0.0.0", "Addresses to listen on; IPv6 in brackets: [::].", "监听地址；IPv6 写在方括号中：[::]。"],
    ["NGINX_HTTP_PORT", "port", "80", "Port for http; with TLS it only redirects.", "http 端口；启用 TLS 时仅做跳转。"],
    ["NGINX_HTTPS_PORT", "port", "443", "Port for https.", "https 端口。"],
    [
      "NGINX_TLS_CERT",
      "path",
      "",
      "Certificate with its chain, PEM, for all host names. Empty = plain http.",
      "所有主机名共用的 PEM 证书链；留空则为明文 http。",
    ],
    [
      "NGINX_TLS_KEY",
      "path",
      "",
      "Its private key. Root's alone (0600): systemd hands it over.",
      "其私钥，仅 root 可读（0600）：由 systemd 传递。",
    ],
    [
      "NGINX_HSTS_SECONDS",
      "number",
      "0",
      "With TLS: how long browsers insist on https; 0 = not said.",
      "启用 TLS 时浏览器强制 https 的秒数；0 表示不发送。",
    ],
    [
      "NGINX_ADMIN_ALLOW",
      "list",
      "",
      "Addresses or networks that may register, open /admin and read /metrics, beside this machine itself.",
      "除本机外，允许注册、打开 /admin、读取 /metrics 的地址或网段。",
    ],
    [
      "NGINX_TRUSTED_PROXIES",
      "list",
      "",
      "Proxies in front of nginx whose X-Forwarded-For counts. A proxy on this machine must be named, or everybody counts as this machine.",
      "位于 nginx 之前、其 X-Forwarded-For 可信的代理。若代理就在本机则必须列出，否则所有人都会被当作本机。",
    ],
    ["NGINX_STREAM_SECONDS", "number", "3600", "Longest silence of a stream; 600 at least.", "流式连接允许的最长静默秒数；至少 600。"],
    ["NGINX_GATEWAY_BODY", "size", "100M", "Largest request to the gateway.", "网关请求体上限。"],
  ),
];

export const nginxTitle = text("nginx", "nginx");
