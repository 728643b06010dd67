/** Where the two files of a site lie. */
import { basename, dirname, join } from "node:path";

export interface SiteFiles {
  readonly folder: string;
  readonly site: string;
  readonly secrets: string;
}

/** `config` is a folder, or the path of a file that ends in `.env`; default `etc/coze` below the root. secrets.env lies beside. */
export const siteFiles = (root: string, config?: string): SiteFiles => {
  const given = config ?? join(root, "etc/coze");
  const isFile = basename(given).endsWith(".env");
  const folder = isFile ? dirname(given) : given;
  return { folder, site: isFile ? given : join(folder, "site.env"), secrets: join(folder, "secrets.env") };
};
