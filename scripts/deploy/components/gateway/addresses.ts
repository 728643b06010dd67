/** Where the gateway finds what it calls. Those with passwords in them go into credentials alone. */
import type { Site } from "../../contract/site.js";

export const LOOPBACK = "127.0.0.1";

export const databaseUrl = (site: Site): string => {
  const given = site.secret("GATEWAY_DATABASE_URL");
  if (given !== "") return given;
  const user = encodeURIComponent(site.get("MYSQL_GATEWAY_USER"));
  const password = encodeURIComponent(site.secret("MYSQL_GATEWAY_PASSWORD"));
  return `mysql://${user}:${password}@${site.address("mysql")}:${site.port("MYSQL_PORT")}/${site.get("MYSQL_GATEWAY_DATABASE")}`;
};

export const redisUrl = (site: Site): string => {
  const given = site.secret("GATEWAY_REDIS_URL");
  if (given !== "") return given;
  const password = encodeURIComponent(site.secret("REDIS_GATEWAY_PASSWORD"));
  return `redis://:${password}@${site.address("redis-gateway")}:${site.port("REDIS_GATEWAY_PORT")}/0`;
};

/** "" when there is no Coze at all: a problem of the configuration. */
export const cozeUrl = (site: Site): string =>
  site.get("GATEWAY_COZE_BASE_URL") ||
  (site.place("studio").kind === "none" ? "" : `http://${site.address("studio")}:${site.port("STUDIO_PORT")}`);

/** Loop's port is fixed upstream (`reference/deploy.md §0.5`). "" without Loop. */
export const loopUrl = (site: Site): string => (site.place("loop").kind === "none" ? "" : `http://${site.address("loop")}:8888`);

/** The gateway takes Loop's settings whole or not at all. */
export const reportsToLoop = (site: Site): boolean => loopUrl(site) !== "" && site.get("GATEWAY_LOOP_WORKSPACE_ID") !== "";
