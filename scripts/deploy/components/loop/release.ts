/** What lies where in a release of Loop: upstream's image, and the folder `bootstrap` of its compose files. Pure. */
import { join } from "node:path";
import type { Site } from "../../contract/site.js";
import { releaseOf } from "../layout.js";

export const RELEASE = {
  program: "bin/main",
  web: "resources",
  conf: "conf",
  initSql: "bootstrap/mysql-init/init-sql",
  patchSql: "bootstrap/mysql-init/patch-sql",
  clickhouseSql: "bootstrap/clickhouse-init/init-sql",
  subscriptions: "bootstrap/rmq-init/init-subscription/subscriptions.cfg",
} as const;

export const inRelease = (site: Site, path: string): string => join(releaseOf(site, "loop"), path);
