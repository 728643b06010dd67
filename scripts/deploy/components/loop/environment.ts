/** Loop's environment: plain variables without defaults in its code (`reference/deploy.md §2.3`). Pure. */
import { join } from "node:path";
import type { RenderedFile } from "../../contract/component.js";
import type { ComponentName } from "../../contract/names.js";
import type { Site } from "../../contract/site.js";
import { dataOf, etcOf } from "../layout.js";
import { MINIO_ALIAS } from "./aliases.js";

type Environment = Readonly<Record<string, string>>;

export const appFolder = (site: Site): string => join(dataOf(site, "loop"), "app");
export const environmentPath = (site: Site): string => join(etcOf(site, "loop"), "loop.env");

export const loopEnvironment = (site: Site): Environment => ({
  // The app looks for conf/locales below PWD, which systemd does not set.
  PWD: appFolder(site),
  ...server(site, "REDIS", { component: "redis-loop", port: "REDIS_LOOP_PORT" }),
  COZE_LOOP_REDIS_PASSWORD: site.secret("REDIS_LOOP_PASSWORD"),
  ...server(site, "MYSQL", { component: "mysql", port: "MYSQL_PORT" }),
  COZE_LOOP_MYSQL_USER: site.get("MYSQL_LOOP_USER"),
  COZE_LOOP_MYSQL_PASSWORD: site.secret("MYSQL_LOOP_PASSWORD"),
  COZE_LOOP_MYSQL_DATABASE: site.get("MYSQL_LOOP_DATABASE"),
  ...server(site, "CLICKHOUSE", { component: "clickhouse", port: "CLICKHOUSE_PORT" }),
  COZE_LOOP_CLICKHOUSE_USER: site.get("CLICKHOUSE_USER"),
  COZE_LOOP_CLICKHOUSE_PASSWORD: site.secret("CLICKHOUSE_PASSWORD"),
  COZE_LOOP_CLICKHOUSE_DATABASE: site.get("CLICKHOUSE_DATABASE"),
  ...(site.get("LOOP_OSS") === "minio" ? minio(site) : cloud(site)),
  ...server(site, "RMQ_NAMESRV", { component: "rocketmq-namesrv", port: "ROCKETMQ_NAMESRV_PORT" }),
  ...runner(site, "PYTHON", { component: "python-faas", port: "PYTHON_FAAS_PORT" }),
  ...runner(site, "JS", { component: "js-faas", port: "JS_FAAS_PORT" }),
  // Without it a constant that everybody knows signs the sessions (§0.10).
  COZE_LOOP_SESSION_HMAC_KEY: site.secret("LOOP_SESSION_HMAC_KEY"),
});

interface Place {
  readonly component: ComponentName;
  readonly port: string;
}

const server = (site: Site, name: string, { component, port }: Place): Environment => ({
  [`COZE_LOOP_${name}_DOMAIN`]: site.address(component),
  [`COZE_LOOP_${name}_PORT`]: site.get(port),
});

/** Builds of 1.2 read the one spelling or the other. Nothing where there is no runner: evaluators in code then fail alone. */
const runner = (site: Site, name: string, place: Place): Environment =>
  site.place(place.component).kind === "none"
    ? {}
    : {
        ...server(site, `${name}_FAAS`, place),
        [`COZE_LOOP_${name}_FAAS_URL`]: `http://${site.address(place.component)}:${site.get(place.port)}`,
      };

/** Path-style requests are made for this host name alone (§0.9); /etc/hosts says where it is. */
const minio = (site: Site): Environment => ({
  COZE_LOOP_OSS_PROTOCOL: site.get("MINIO_SCHEME"),
  COZE_LOOP_OSS_DOMAIN: MINIO_ALIAS,
  COZE_LOOP_OSS_PORT: site.get("MINIO_PORT"),
  COZE_LOOP_OSS_REGION: site.get("MINIO_REGION"),
  COZE_LOOP_OSS_USER: site.get("MINIO_ROOT_USER"),
  COZE_LOOP_OSS_PASSWORD: site.secret("MINIO_ROOT_PASSWORD"),
  COZE_LOOP_OSS_BUCKET: site.get("LOOP_BUCKET"),
});

/** The port stays empty: virtual-host style, which public clouds want. */
const cloud = (site: Site): Environment => ({
  COZE_LOOP_OSS_PROTOCOL: "https",
  COZE_LOOP_OSS_DOMAIN: site.get("LOOP_OSS_HOST"),
  COZE_LOOP_OSS_PORT: "",
  COZE_LOOP_OSS_REGION: site.get("LOOP_OSS_REGION"),
  COZE_LOOP_OSS_USER: site.get("LOOP_OSS_ACCESS_KEY"),
  COZE_LOOP_OSS_PASSWORD: site.secret("LOOP_OSS_SECRET_KEY"),
  COZE_LOOP_OSS_BUCKET: site.get("LOOP_BUCKET"),
});

/** systemd reads it as root: nobody else may (`EnvironmentFile=` knows quotes, but neither `export` nor `${VAR}`). */
export const environmentFile = (site: Site): RenderedFile => ({
  path: environmentPath(site),
  mode: 0o600,
  content: `# Rendered by scripts/deploy from site.env: changes made here are overwritten.\n${Object.entries(loopEnvironment(site))
    .map(([key, value]) => `${key}=${/^[\w@%+=:,./-]*$/.test(value) ? value : `"${value.replace(/[\\"$`]/g, "\\$&")}"`}`)
    .join("\n")}\n`,
  secret: true,
});
