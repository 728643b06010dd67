/** Studio's site: the web application, the API with its streams, and MinIO behind `/local_storage/` (`reference/deploy.md §1.6`). Pure. */
import type { Site } from "../../contract/site.js";
import { endpointOf } from "../layout.js";
import { isHttps, minioEndpoint } from "../studio/public-address.js";
import { inRelease, RELEASE } from "../studio/release.js";
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

/**
 * Registration, the admin page and its API, in any letters: the page is open to every account in some releases, and
 * registration has no working list of admitted addresses (`§1.9`). nginx has already resolved `//`, `..` and `%61`.
 */
const GUARDED = "~* ^/(admin|api/admin|api/passport/web/email/register)";
const API = "~ ^/(api|v[1-3]|open_api)/";

export const studioSite = (site: Site): string => {
  const proxy = api(site);
  const body = [
    `client_max_body_size ${site.get("STUDIO_MAX_BODY")};`,
    ...block(`location ${GUARDED}`, operatorsOnly(site), proxy),
    ...block(`location ${API}`, proxy),
    ...(site.get("STUDIO_STORAGE") === "minio" ? storage(site) : []),
    ...singlePage(site, inRelease(site, RELEASE.web)),
  ];
  return textOf(
    block("upstream coze_studio", [`server ${endpointOf(site, "studio", "STUDIO_PORT")};`, "keepalive 32;"]),
    ...servers(site, { url: site.get("STUDIO_URL"), body }),
  );
};

const api = (site: Site): Lines => [
  "proxy_pass http://coze_studio;",
  ...proxyHeaders,
  // What is compressed cannot be rewritten.
  'proxy_set_header Accept-Encoding "";',
  ...streaming(site),
  ...cookieFlags(isHttps(site)),
  "proxy_hide_header Access-Control-Allow-Origin;",
  ...(site.get("STUDIO_STORAGE") === "minio" ? publicLinks(site) : []),
  ...securityHeaders(site),
];

/** Links to the object store, with their scheme, lead here instead: browsers of an https page load nothing over http. */
const publicLinks = (site: Site): Lines => {
  const endpoint = minioEndpoint(site);
  const storageUrl = `${site.get("STUDIO_URL").replace(/\/+$/, "")}/local_storage`;
  return [
    "sub_filter_types application/json text/event-stream;",
    "sub_filter_once off;",
    `sub_filter "http://${endpoint}" "${storageUrl}";`,
    `sub_filter "${endpoint}" "${storageUrl.replace(/^https?:\/\//, "")}";`,
  ];
};

/** Only Studio's own bucket, and only with a signature: neither cookies nor tokens get as far as MinIO. */
const storage = (site: Site): Lines =>
  block(
    `location ^~ /local_storage/${site.get("STUDIO_BUCKET")}/`,
    [
      "set $args $coze_storage_args;",
      `proxy_pass http://${minioEndpoint(site)}/${site.get("STUDIO_BUCKET")}/;`,
      "proxy_http_version 1.1;",
      // Links are signed for this very host.
      `proxy_set_header Host ${minioEndpoint(site)};`,
      'proxy_set_header Connection "";',
      'proxy_set_header Cookie "";',
      'proxy_set_header Authorization "";',
      "proxy_buffering off;",
      "proxy_request_buffering off;",
      "proxy_read_timeout 600s;",
      "proxy_send_timeout 600s;",
    ],
    // What people upload is shown by this host name: it must not run as part of the application.
    securityHeaders(
      site,
      `Content-Security-Policy "default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'"`,
    ),
  );
