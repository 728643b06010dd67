import { chown, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Ownership } from "../system/files.js";

/** Gives a folder and all that is in it to somebody; undefined leaves everything as it is. Links themselves are not followed. */
export const giveTo = async (folder: string, owner: Ownership | undefined): Promise<void> => {
  if (!owner) return;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => !one.isSymbolicLink())) await chown(join(entry.parentPath, entry.name), owner.uid, owner.gid);
  await chown(folder, owner.uid, owner.gid);
};
