/** The rendered files and units of components as they were before an upgrade, so that going back needs no renderer. */
import { lstat, mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Component } from "../contract/component.js";
import type { Context } from "../contract/step.js";
import { writeWhole } from "../system/files.js";
import { noteAt } from "./notes.js";

interface Kept {
  readonly path: string;
  /** Absent: there was no such file. */
  readonly was?: { readonly file: string; readonly mode: number; readonly uid: number; readonly gid: number };
}

const indexOf = (folder: string) => noteAt<readonly Kept[]>(join(folder, "files.json"));

/** Keeps what lies now at every path that the new release describes. Once: a second call finds the first one's index. */
export const keepFiles = async (context: Context, components: readonly Component[], folder: string): Promise<void> => {
  if ((await indexOf(folder).read()) !== undefined) return;
  await mkdir(join(folder, "files"), { recursive: true, mode: 0o700 });
  const kept: Kept[] = [];
  for (const path of pathsOf(context, components)) kept.push(await keep(path, join(folder, "files"), `${kept.length}`));
  await indexOf(folder).write(kept);
};

const pathsOf = ({ site }: Context, components: readonly Component[]): readonly string[] =>
  components.flatMap((component) => {
    const { files, units } = component.describe(site);
    return [...files.map(({ path }) => path), ...units.map(({ name }) => join(site.paths.units, name))];
  });

const keep = async (path: string, folder: string, file: string): Promise<Kept> => {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined || !found.isFile()) return { path };
  await writeWhole(join(folder, file), await readFile(path), { mode: 0o600 });
  return { path, was: { file, mode: found.mode & 0o7777, uid: found.uid, gid: found.gid } };
};

/** Paths at which nothing lay before. */
export const newPaths = async (folder: string): Promise<ReadonlySet<string>> =>
  new Set(((await indexOf(folder).read()) ?? []).filter(({ was }) => was === undefined).map(({ path }) => path));

export const putFilesBack = async ({ machine }: Context, folder: string): Promise<void> => {
  for (const { path, was } of (await indexOf(folder).read()) ?? []) {
    if (was === undefined) {
      await rm(path, { force: true });
      continue;
    }
    const { mode, uid, gid } = was;
    await mkdir(dirname(path), { recursive: true });
    await writeWhole(path, await readFile(join(folder, "files", was.file)), { mode, ...(machine.isRoot ? { uid, gid } : {}) });
  }
};
