/** The folder of kept files: one file per id, whole or not there at all. Names come from our ids, never from users. */
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";

export interface KeptStorage {
  /** Whole when it resolves, gone when it throws; one that is there already is replaced. */
  write(id: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  /** `undefined` = there is none. */
  read(id: string): Promise<{ readonly bytes: number; readonly content: Readable } | undefined>;
  /** Also what an interrupted write left behind. */
  remove(id: string): Promise<void>;
}

/** @param folder absolute; made when it is first needed, for this user alone. */
export const createKeptStorage = (folder: string): KeptStorage => {
  // The last characters of an id are random: folders fill evenly.
  const folderOf = (id: string): string => join(folder, id.slice(-2).toLowerCase());
  const pathOf = (id: string): string => {
    if (!/^file_[0-9A-Z]{26}$/.test(id)) throw new Error("not an id of a file");
    return join(folderOf(id), id);
  };
  return {
    async write(id, content) {
      const path = pathOf(id);
      await mkdir(folderOf(id), { recursive: true, mode: 0o700 });
      try {
        const handle = await open(`${path}.part`, "w", 0o600);
        try {
          for await (const chunk of content) await handle.writeFile(chunk);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(`${path}.part`, path);
      } catch (error) {
        await rm(`${path}.part`, { force: true });
        throw error;
      }
    },
    async read(id) {
      const path = pathOf(id);
      try {
        const { size } = await stat(path);
        return { bytes: size, content: createReadStream(path) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
      }
    },
    async remove(id) {
      await rm(pathOf(id), { force: true });
      await rm(`${pathOf(id)}.part`, { force: true });
    },
  };
};
