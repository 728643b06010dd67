/** What lies in a folder, down to the time of the last change, for saying that nothing has changed. */
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join, relative } from "node:path";

export interface TreeOptions {
  /** Paths from the folder that are passed over, with all that is in them. */
  readonly without?: readonly string[];
  /** Default true. */
  readonly times?: boolean;
}

/** Path → kind, mode, owner, content and times, in the order of names. */
export const treeOf = async (folder: string, options: TreeOptions = {}): Promise<Record<string, string>> => {
  const tree: Record<string, string> = {};
  const visit = async (path: string): Promise<void> => {
    if (options.without?.includes(relative(folder, path))) return;
    const found = await lstat(path);
    const times = options.times === false ? "" : ` ${found.mtimeMs} ${found.ctimeMs} ${found.ino}`;
    const kind = found.isSymbolicLink() ? `link ${await readlink(path)}` : found.isDirectory() ? "folder" : await readFile(path, "utf8");
    tree[relative(folder, path)] = `${(found.mode & 0o7777).toString(8)} ${found.uid}:${found.gid}${times} ${kind}`;
    if (found.isDirectory()) for (const name of (await readdir(path)).sort()) await visit(join(path, name));
  };
  await visit(folder);
  return tree;
};
