/** What lies where: in a release of Studio, and in the folder that the server takes for its working directory. Pure. */
import { join } from "node:path";
import type { Site } from "../../contract/site.js";
import { dataOf, releaseOf } from "../layout.js";

/** Paths in a release. Everything below `docker/` is upstream's and lies as in a checkout. */
export const RELEASE = {
  program: "opencoze",
  web: "web",
  conf: "conf",
  scripts: ["parse_pdf.py", "parse_docx.py", "sandbox.py"],
  envExample: "docker/.env.example",
  schemaSql: "docker/volumes/mysql/schema.sql",
  schemaHcl: "docker/atlas/opencoze_latest_schema.hcl",
  elasticsearch: "docker/volumes/elasticsearch",
  icons: "docker/volumes/minio",
} as const;

export const inRelease = (site: Site, path: string): string => join(releaseOf(site, "studio"), path);

/** The working directory: the server resolves `.env`, `resources/conf` and its Python against it (`reference/deploy.md §1.4`). */
export const appFolder = (site: Site): string => join(dataOf(site, "studio"), "app");
export const confFolder = (site: Site): string => join(appFolder(site), "resources", "conf");
/** The operator's own files of `conf/`, laid over the release's: kept by upgrades, and in the backup of `etc/coze`. */
export const overlayFolder = (site: Site): string => join(site.paths.etc, "studio", "conf");
