/** What recovery has begun and not ended, below `records/recovery`: each note is a small JSON file, written whole. */
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Site } from "../contract/site.js";
import { readIfThere, writeWhole } from "../system/files.js";

export const recoveryFolder = ({ paths }: Site): string => join(paths.records, "recovery");

export interface Note<T> {
  read(): Promise<T | undefined>;
  write(value: T): Promise<void>;
  remove(): Promise<void>;
}

export const noteAt = <T>(path: string): Note<T> => ({
  read: async () => {
    const content = await readIfThere(path);
    return content === undefined ? undefined : (JSON.parse(content) as T);
  },
  write: async (value) => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeWhole(path, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 });
  },
  remove: () => rm(path, { force: true }),
});

/** Services that were stopped for a while; `since` ISO 8601. */
export interface Paused {
  readonly verb: "backup" | "restore";
  readonly since: string;
  readonly units: readonly string[];
}

export const pausedNote = (site: Site): Note<Paused> => noteAt(join(recoveryFolder(site), "paused.json"));

export interface Restoring {
  readonly folder: string;
  readonly since: string;
}

export const restoringNote = (site: Site): Note<Restoring> => noteAt(join(recoveryFolder(site), "restoring.json"));
