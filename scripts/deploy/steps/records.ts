/** The tool's own notes about what it last did, below `paths.records`: small JSON files, each written whole. */
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Site } from "../contract/site.js";
import { readIfThere, writeWhole } from "../system/files.js";
import type { Digests } from "./inputs.js";

export type RecordKind = "started" | "loaded";

const pathOf = ({ paths }: Site, kind: RecordKind, name: string): string => join(paths.records, kind, `${name}.json`);

/** `undefined` when there is none; one that cannot be read counts as none. */
export const readDigests = async (site: Site, kind: RecordKind, name: string): Promise<Digests | undefined> => {
  const content = await readIfThere(pathOf(site, kind, name));
  try {
    return content === undefined ? undefined : (JSON.parse(content) as Digests);
  } catch {
    return undefined;
  }
};

export const recorder =
  (site: Site, kind: RecordKind) =>
  async (name: string, digests: Digests): Promise<void> => {
    const path = pathOf(site, kind, name);
    await mkdir(dirname(path), { recursive: true });
    await writeWhole(path, `${JSON.stringify(digests, null, 1)}\n`, { mode: 0o600 });
  };

export const forget = (site: Site, kind: RecordKind, name: string): Promise<void> => rm(pathOf(site, kind, name), { force: true });
