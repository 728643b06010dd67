/** The gateway's site: several api instances, streams, WebSockets and uploads. Pure. */
import type { Site } from "../../contract/site.js";
import { block, operatorsOnly, proxyHeaders, servers, streaming, textOf } from "./directives.js";

/** Headers of security are its own: its form pages may stand in other sites. */
export const gatewaySite = (site: Site): string => {
  const proxy = ["proxy_pass http://coze_gateway;", ...proxyHeaders, ...streaming(site), ...retries];
  const body = [
    `client_max_body_size ${site.get("NGINX_GATEWAY_BODY")};`,
    // Numbers about every tenant, and what the machine looks like inside.
    ...block("location ~* ^/(metrics|health)(/|$)", operatorsOnly(site), proxy),
    ...block("location /", proxy),
  ];
  const address = site.address("gateway");
  const first = site.port("GATEWAY_PORT");
  // None is ever struck off: with the first one still struck off for its restart, the second one's would leave nobody (502).
  const instances = Array.from(
    { length: Number(site.get("GATEWAY_API_INSTANCES")) },
    (_, at) => `server ${address}:${first + at} max_fails=0;`,
  );
  return textOf(
    // No `keepalive`: an instance that stops closes its idle connections, and a POST just sent on one would be lost.
    block("upstream coze_gateway", ["least_conn;", ...instances]),
    ...servers(site, { url: site.get("GATEWAY_URL"), body }),
  );
};

/** A request that an instance has seen is not sent to another one when it may change something: no `non_idempotent` here. */
const retries = ["proxy_next_upstream error timeout;", "proxy_next_upstream_tries 2;", "proxy_next_upstream_timeout 10s;"];
