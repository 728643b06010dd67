/** Loop's site: the web application, `/api/`, the SDKs' `/v1/`, and its bucket (`reference/deploy.md §2.7`, `§2.2`). Pure. */
import { join } from "node:path";
import type { Site } from "../../contract/site.js";
import { releaseOf } from "../layout.js";
import { MINIO_ALIAS } from "../loop/aliases.js";
import { LOOP_PORT } from "../loop/ports.js";
import {
  block,
  cookieFlags,
  type Lines,
  operatorsOnly,
  proxyHeaders,
  securityHeaders,
  servers,
  singlePage,
  streaming,
  textOf,
} from "./directives.js";

/** Loop has no switch for registration (`§2.9`). */
const GUARDED = "~* ^/api/foundation/v1/users/register";

export const loopSite = (site: Site): string => {
  const proxy = api(site);
  const body = [
    "client_max_body_size 20m;",
    ...block(`location ${GUARDED}`, operatorsOnly(site), proxy),
    ...block("location ~ ^/(api|v1)/", proxy),
    ...(site.get("LOOP_OSS") === "minio" ? bucket(site) : []),
    ...singlePage(site, join(releaseOf(site, "loop"), "resources")),
  ];
  return textOf(
    block("upstream coze_loop", [`server ${site.address("loop")}:${LOOP_PORT};`, "keepalive 32;"]),
    ...servers(site, { url: site.get("LOOP_URL"), body }),
  );
};

/** Upstream lets every origin in (`Access-Control-Allow-Origin: *`); here no other origin gets an answer. */
const api = (site: Site): Lines => [
  "proxy_pass http://coze_loop;",
  ...proxyHeaders,
  ...streaming(site),
  ...cookieFlags(site.get("LOOP_URL").startsWith("https:")),
  "proxy_hide_header Access-Control-Allow-Origin;",
  ...securityHeaders(site),
];

const bucket = (site: Site): Lines =>
  block(
    `location ^~ /${site.get("LOOP_BUCKET")}/`,
    [
      "client_max_body_size 1024m;",
      `proxy_pass http://${site.address("minio")}:${site.get("MINIO_PORT")};`,
      "proxy_http_version 1.1;",
      `proxy_set_header Host ${MINIO_ALIAS}:${site.get("MINIO_PORT")};`,
      'proxy_set_header Connection "";',
      'proxy_set_header Cookie "";',
      'proxy_set_header Authorization "";',
      "proxy_buffering off;",
      "proxy_request_buffering off;",
      "proxy_read_timeout 600s;",
      "proxy_send_timeout 600s;",
    ],
    securityHeaders(
      site,
      `Content-Security-Policy "default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'"`,
    ),
  );
