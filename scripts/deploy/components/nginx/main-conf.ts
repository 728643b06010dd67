/** `nginx.conf` and the server for host names that are nobody's. Pure. */
import { join } from "node:path";
import type { Site } from "../../contract/site.js";
import { dataOf } from "../layout.js";
import { block, type Lines, listens, textOf, tlsLines, tlsOf, word } from "./directives.js";

/** Our own list: packages put theirs in different places. */
const TYPES: Readonly<Record<string, string>> = {
  "text/html": "html htm",
  "text/css": "css",
  "text/plain": "txt",
  "text/xml": "xml",
  "text/javascript": "js mjs",
  "application/json": "json map",
  "application/wasm": "wasm",
  "application/pdf": "pdf",
  "image/png": "png",
  "image/jpeg": "jpg jpeg",
  "image/gif": "gif",
  "image/webp": "webp",
  "image/svg+xml": "svg",
  "image/x-icon": "ico",
  "font/woff": "woff",
  "font/woff2": "woff2",
  "font/ttf": "ttf",
  "audio/mpeg": "mp3",
  "video/mp4": "mp4",
};

/** The path without its query: pre-signed links and stream tokens carry secrets there. */
const LOG_FORMAT =
  `'{"time":"$time_iso8601","from":"$remote_addr","host":"$host","method":"$request_method","path":"$uri","status":$status,` +
  `"bytes":$body_bytes_sent,"seconds":$request_time,"upstream":"$upstream_addr","upstream_seconds":"$upstream_response_time"}'`;

const temporary = (site: Site): Lines =>
  ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${word(join(dataOf(site, "nginx"), kind))};`);

const proxies = (site: Site): Lines => {
  const trusted = site.list("NGINX_TRUSTED_PROXIES");
  if (trusted.length === 0) return [];
  return [...trusted.map((address) => `set_real_ip_from ${address};`), "real_ip_header X-Forwarded-For;", "real_ip_recursive on;"];
};

/** Pre-signed links are signed without the file name that the editor appends (`reference/deploy.md §1.6`). */
const storageArguments: Lines = block("map $args $coze_storage_args", [
  '"~^x-wf-file_name=[^&]*$" "";',
  '"~^x-wf-file_name=[^&]*&(?<coze_after>.*)$" $coze_after;',
  '"~^(?<coze_before>.+?)&x-wf-file_name=[^&]*(?<coze_rest>.*)$" $coze_before$coze_rest;',
  "default $args;",
]);

/** Behind a proxy that ends TLS, only the public address knows the scheme; `$scheme` would say http. */
const publicScheme = (site: Site, urls: readonly string[]): Lines =>
  block("map $host $coze_scheme", [
    ...urls.filter((url) => !tlsOf(site) && url.startsWith("https:")).map((url) => `${new URL(url).hostname} https;`),
    "default $scheme;",
  ]);

/** `sites`: the paths of the site files. Named one by one, so that one left behind by an earlier site.env does not count. */
export const mainConf = (site: Site, { urls, sites }: { urls: readonly string[]; sites: readonly string[] }): string =>
  textOf(
    ["# Rendered by scripts/deploy from site.env: changes made here are overwritten.", "daemon off;", "worker_processes auto;"],
    [`pid ${word(join(dataOf(site, "nginx"), "nginx.pid"))};`, "error_log stderr notice;", "worker_shutdown_timeout 600s;"],
    block("events", ["worker_connections 4096;"]),
    block(
      "http",
      block(
        "types",
        Object.entries(TYPES).map(([type, suffixes]) => `${type} ${suffixes};`),
      ),
      ["default_type application/octet-stream;", "server_tokens off;", "sendfile on;", "tcp_nopush on;", "keepalive_timeout 65s;"],
      ["client_header_timeout 30s;", "client_body_timeout 120s;", "large_client_header_buffers 4 16k;", "map_hash_bucket_size 128;"],
      ["server_names_hash_bucket_size 128;", `log_format coze escape=json ${LOG_FORMAT};`],
      ["access_log syslog:server=unix:/dev/log,tag=coze_nginx,nohostname coze;"],
      temporary(site),
      proxies(site),
      block("map $http_upgrade $coze_connection", ["default upgrade;", '"" "";']),
      publicScheme(site, urls),
      storageArguments,
      sites.map((path) => `include ${word(path)};`),
    ),
  );

export const isEverything = (address: string): boolean => ["0.0.0.0", "[::]", "*"].includes(address);

export const HEALTH_PATH = "/coze-nginx-health";

/** Whoever asks for a name that is nobody's gets no answer (444), and no certificate; only this machine may ask whether nginx lives. */
export const defaultSite = (site: Site): string => {
  const own = site.list("NGINX_LISTEN").filter((address) => !isEverything(address));
  const allowed = ["127.0.0.1", "::1", ...own.map((address) => address.replace(/[[\]]/g, ""))];
  const health = block(
    `location = ${HEALTH_PATH}`,
    [...allowed.map((address) => `allow ${address};`), "deny all;", "access_log off;"],
    [
      // `return` would be answered before the rules above are asked.
      `root ${word(dataOf(site, "nginx"))};`,
      "try_files /nothing =204;",
    ],
  );
  const nobody = ["server_name _;", ...health, ...block("location /", ["return 444;"])];
  return textOf(
    block("server", listens(site, "NGINX_HTTP_PORT", " default_server"), nobody),
    ...(tlsOf(site)
      ? [block("server", listens(site, "NGINX_HTTPS_PORT", " ssl http2 default_server"), tlsLines, ["ssl_reject_handshake on;"])]
      : []),
  );
};
