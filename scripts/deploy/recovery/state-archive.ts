/**
 * What steps have made and no dump holds: tokens below `etc/coze`, and marks in the records ("this schema was applied"). It
 * belongs to the data: a token is valid for the database that knows it. Rendered files are left out of a restore, `apply`
 * makes them.
 */
import { lstat, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { Component } from "../contract/component.js";
import { Failure } from "../contract/failure.js";
import type { Site } from "../contract/site.js";
import type { Context } from "../contract/step.js";
import { text } from "../contract/text.js";
import { exists, writeWhole } from "../system/files.js";

export const STATE_FILE = "state.tar.gz";
/** In the records, but true only of this machine and this moment. */
const OF_THE_MOMENT = ["lock*", ".*", "artefacts.json", "started", "loaded", "recovery"];
const CONFIGURATION = ["site.env", "secrets.env"];

export const saveState = async ({ site, machine }: Context, path: string): Promise<void> => {
  const { root, etc, records } = site.paths;
  const folders: string[] = [];
  for (const folder of [etc, records]) if (await exists(folder)) folders.push(relative(root, folder));
  const left = [
    ...OF_THE_MOMENT.map((name) => `--exclude=${relative(root, records)}/${name}`),
    ...CONFIGURATION.map((name) => `--exclude=${relative(root, etc)}/${name}`),
  ];
  const from = folders.length > 0 ? folders : ["--files-from=/dev/null"];
  const { code, stderr } = await machine.run({ program: "tar", args: ["-czf", path, "-C", root, ...left, ...from] });
  if (code !== 0) throw tarFailed(stderr);
};

/** File by file, each whole; modes and owners as they were. Returns how many. */
export const restoreState = (context: Context, path: string, components: readonly Component[]): Promise<number> =>
  unpacked(context, path, async (aside, files) => {
    const { site, machine } = context;
    const rendered = renderedPaths(site, components);
    let count = 0;
    for (const file of files) {
      const target = join(site.paths.root, relative(aside, file));
      if (rendered.has(target)) continue;
      const { mode, uid, gid } = await lstat(file);
      await mkdir(dirname(target), { recursive: true, mode: 0o755 });
      await writeWhole(target, await readFile(file), { mode: mode & 0o7777, ...(machine.isRoot ? { uid, gid } : {}) });
      count += 1;
    }
    return count;
  });

export const verifyState = (context: Context, path: string): Promise<string> =>
  unpacked(context, path, async (_, files) => `${files.length} files unpacked`);

const renderedPaths = (site: Site, components: readonly Component[]): ReadonlySet<string> =>
  new Set(
    components.filter(({ name }) => site.isHere(name)).flatMap((component) => component.describe(site).files.map((file) => file.path)),
  );

const unpacked = async <T>(context: Context, path: string, use: (aside: string, files: readonly string[]) => Promise<T>): Promise<T> => {
  await mkdir(context.site.paths.records, { recursive: true, mode: 0o700 });
  const aside = await mkdtemp(join(context.site.paths.records, ".state-"));
  try {
    const { code, stderr } = await context.machine.run({
      program: "tar",
      args: ["--extract", "--same-permissions", ...(context.machine.isRoot ? ["--same-owner"] : []), "--file", path, "--directory", aside],
    });
    if (code !== 0) throw tarFailed(stderr);
    const entries = await readdir(aside, { recursive: true, withFileTypes: true });
    return await use(
      aside,
      entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)),
    );
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
};

const tarFailed = (stderr: string): Failure => new Failure(text(`tar failed: ${stderr.trim()}`, `tar 失败：${stderr.trim()}`));
