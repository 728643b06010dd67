/** By what a running process is current: the contents of its files, and what of them changed since its last healthy start. */
import { createHash } from "node:crypto";
import { lstat, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { sha256OfFile } from "../system/files.js";

/** Path → digest of what lies there. */
export type Digests = Readonly<Record<string, string>>;

/** The digests of these paths now, in the order of their names. */
export const digestsOf = async (paths: readonly string[]): Promise<Digests> => {
  const digests: Record<string, string> = {};
  for (const path of [...new Set(paths)].sort()) digests[path] = await digestOf(path);
  return digests;
};

/** A link counts by its target and not by what lies there: a release never changes, and the link says which one it is. */
const digestOf = async (path: string): Promise<string> => {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return "absent";
  if (found.isSymbolicLink()) return `link:${await readlink(path)}`;
  if (found.isDirectory()) return `folder:${await folderDigest(path)}`;
  return found.isFile() ? `sha256:${await sha256OfFile(path)}` : "special";
};

const folderDigest = async (path: string): Promise<string> => {
  const digest = createHash("sha256");
  for (const name of (await readdir(path)).sort()) digest.update(`${name}\0${await digestOf(join(path, name))}\0`);
  return digest.digest("hex");
};

/** Paths whose digest is another one than before, or that are new or gone. */
export const changedBetween = (before: Digests, now: Digests): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((path) => before[path] !== now[path]);
