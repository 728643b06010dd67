/** Directives that several sites share. Pure; blocks are arrays of lines, indented when they are put together. */
import type { Site } from "../../contract/site.js";

export type Lines = readonly string[];

export const block = (head: string, ...parts: readonly Lines[]): Lines => [`${head} {`, ...parts.flat().map((line) => `  ${line}`), "}"];

export const textOf = (...parts: readonly Lines[]): string => `${parts.flat().join("\n")}\n`;

/** A path or the like, in quotes where nginx would end the word. A `$` has no escape: paths with one are refused by the component. */
export const word = (value: string): string => (/^[A-Za-z0-9_.,:/@%+=~-]+$/.test(value) ? value : `"${value.replace(/[\\"]/g, "\\$&")}"`);

/** 403 for everybody but this machine and `NGINX_ADMIN_ALLOW`. */
export const operatorsOnly = (site: Site): Lines => [
  "allow 127.0.0.1;",
  "allow ::1;",
  ...site.list("NGINX_ADMIN_ALLOW").map((address) => `allow ${address};`),
  "deny all;",
];

export interface TlsPair {
  readonly certificate: string;
  readonly key: string;
}

export const tlsOf = (site: Site): TlsPair | undefined => {
  const certificate = site.get("NGINX_TLS_CERT");
  const key = site.get("NGINX_TLS_KEY");
  return certificate === "" || key === "" ? undefined : { certificate, key };
};

/** Where systemd puts what `LoadCredential=` names: readable for nginx's user while the files are root's alone. */
export const CREDENTIALS = "/run/credentials/coze-nginx.service";

export const tlsLines: Lines = [
  `ssl_certificate ${CREDENTIALS}/tls.pem;`,
  `ssl_certificate_key ${CREDENTIALS}/tls.key;`,
  "ssl_protocols TLSv1.2 TLSv1.3;",
  "ssl_session_cache shared:coze_tls:10m;",
  "ssl_session_tickets off;",
];

/** Said in every location: one that adds a header of its own inherits none. */
export const securityHeaders = (site: Site, ...more: readonly string[]): Lines => {
  const seconds = site.get("NGINX_HSTS_SECONDS");
  return [
    "add_header X-Content-Type-Options nosniff always;",
    "add_header X-Frame-Options SAMEORIGIN always;",
    "add_header Referrer-Policy strict-origin-when-cross-origin always;",
    ...(tlsOf(site) && seconds !== "0" ? [`add_header Strict-Transport-Security "max-age=${seconds}" always;`] : []),
    ...more.map((header) => `add_header ${header} always;`),
  ];
};

/** Upstreams learn who asked, and answer over connections that may become WebSockets. */
export const proxyHeaders: Lines = [
  "proxy_http_version 1.1;",
  "proxy_set_header Host $http_host;",
  "proxy_set_header X-Real-IP $remote_addr;",
  // What a client writes there itself is worth nothing; real proxies are named in NGINX_TRUSTED_PROXIES.
  "proxy_set_header X-Forwarded-For $remote_addr;",
  "proxy_set_header X-Forwarded-Proto $coze_scheme;",
  "proxy_set_header X-Forwarded-Host $http_host;",
  "proxy_set_header Upgrade $http_upgrade;",
  "proxy_set_header Connection $coze_connection;",
];

/** Server-sent events pass as they come and are not cut while a model thinks (`reference/deploy.md §1.6`). */
export const streaming = (site: Site): Lines => {
  const seconds = `${site.get("NGINX_STREAM_SECONDS")}s`;
  return [
    "proxy_buffering off;",
    "proxy_cache off;",
    "gzip off;",
    "proxy_connect_timeout 10s;",
    `proxy_read_timeout ${seconds};`,
    `proxy_send_timeout ${seconds};`,
    `send_timeout ${seconds};`,
  ];
};

/** Both products call their cookie so; Secure is for nginx to say, which ends TLS (`reference/deploy.md §1.6`). */
export const cookieFlags = (isHttps: boolean): Lines => [
  `proxy_cookie_flags session_key httponly samesite=lax${isHttps ? " secure" : ""};`,
];

/** `location`s of a single-page application: files, and the page for every other path. */
export const singlePage = (site: Site, folder: string): Lines => [
  `root ${word(folder)};`,
  ...block("location = /index.html", securityHeaders(site, 'Cache-Control "no-cache, must-revalidate"')),
  ...block("location /", ["try_files $uri $uri/ /index.html;"], securityHeaders(site)),
];

export interface Server {
  /** The public address; its host is the name. */
  readonly url: string;
  readonly body: Lines;
}

/** With TLS a server of its own sends http to https. */
export const servers = (site: Site, { url, body }: Server): readonly Lines[] => {
  const name = new URL(url).hostname;
  const http = listens(site, "NGINX_HTTP_PORT");
  if (!tlsOf(site)) return [block("server", http, [`server_name ${name};`], body)];
  const target = url.replace(/\/+$/, "");
  return [
    block("server", http, [`server_name ${name};`, `return 308 ${target}$request_uri;`]),
    block("server", listens(site, "NGINX_HTTPS_PORT", " ssl http2"), [`server_name ${name};`], tlsLines, body),
  ];
};

export const listens = (site: Site, portKey: string, more = ""): Lines =>
  site.list("NGINX_LISTEN").map((address) => `listen ${address}:${site.get(portKey)}${more};`);
