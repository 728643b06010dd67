/** The folders of a site under a root. */
import { join, resolve } from "node:path";
import type { Paths } from "../contract/site.js";

export interface PathOptions {
  /** `--root`: "/" or a prefix. */
  readonly root: string;
  /** `BACKUP_DIR`, without the prefix. */
  readonly backups: string;
  /** Without the prefix: artefacts lie where the operator has put them. */
  readonly artefacts: string;
}

export const pathsOf = ({ root, backups, artefacts }: PathOptions): Paths => {
  const prefix = resolve(root);
  const under = (path: string): string => join(prefix, path);
  return {
    root: prefix,
    etc: under("etc/coze"),
    opt: under("opt/coze"),
    data: under("var/lib/coze"),
    log: under("var/log/coze"),
    run: under("run/coze"),
    units: under("etc/systemd/system"),
    records: under("var/lib/coze-deploy"),
    backups: under(backups),
    artefacts: resolve(artefacts),
  };
};
