/** Files as an installer needs them: whole or not at all, with the mode and the owner that they were given from the start. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, open, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

export interface Ownership {
  readonly uid: number;
  readonly gid: number;
}

export interface WriteOptions {
  /** `0o640`, whatever the umask is. */
  readonly mode: number;
  /** Left out: those of this process. */
  readonly uid?: number;
  readonly gid?: number;
}

const isMissing = (error: unknown): boolean => ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");

/** `undefined` for what is not there; every other error is thrown. */
const unlessMissing = async <T>(asked: Promise<T>): Promise<T | undefined> => {
  try {
    return await asked;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

/** The text of a file (UTF-8), or undefined when it does not exist. */
export const readIfThere = (path: string): Promise<string | undefined> => unlessMissing(readFile(path, "utf8"));

/**
 * Writes beside the file, flushes, and moves into place: whoever reads sees the old content or the new one. A symbolic
 * link at `path` is replaced, not followed. The folder must exist. What a process that was killed left beside it goes.
 */
export const writeWhole = async (path: string, content: string | Uint8Array, { mode, uid, gid }: WriteOptions): Promise<void> => {
  const temporary = join(dirname(path), `.${basename(path)}.new`);
  await rm(temporary, { force: true });
  try {
    // "wx": never into something that another user has put there under this name.
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(content);
      if (uid !== undefined || gid !== undefined) await file.chown(uid ?? -1, gid ?? -1);
      await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
};

/** In hexadecimal. Reads in pieces: artefacts are larger than memory may be. */
export const sha256OfFile = async (path: string): Promise<string> => {
  const digest = createHash("sha256");
  for await (const piece of createReadStream(path)) digest.update(piece as Uint8Array);
  return digest.digest("hex");
};

/** The permission bits (`0o640`) of what lies at the path, a link itself and not its target; undefined when nothing does. */
export const modeOf = async (path: string): Promise<number | undefined> => {
  const found = await unlessMissing(lstat(path));
  return found && found.mode & 0o7777;
};

export const ownerOf = async (path: string): Promise<Ownership | undefined> => {
  const found = await unlessMissing(lstat(path));
  return found && { uid: found.uid, gid: found.gid };
};

/** Whether anything lies there; a dangling link does. */
export const exists = async (path: string): Promise<boolean> => (await unlessMissing(lstat(path))) !== undefined;
