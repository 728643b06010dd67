/**
 * A backup by copying the files of a stopped service, for stores without a tool of their own that works offline
 * (`reference/deploy.md §1.14`). The archive holds a list with the SHA-256 of every file, so that a copy unpacked
 * elsewhere can be proven equal.
 */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { BackupPart } from "../contract/backup.js";
import { Failure } from "../contract/failure.js";
import type { ComponentName } from "../contract/names.js";
import type { Context } from "../contract/step.js";
import { type Text, text } from "../contract/text.js";
import { exists, sha256OfFile } from "../system/files.js";

export interface ColdCopy {
  readonly component: ComponentName;
  readonly title: Text;
  readonly order: number;
  /** Stopped while it is saved or restored. */
  readonly units: readonly string[];
  /** The folder that is copied; it lies in a folder that root may write. */
  readonly folder: string;
}

const LIST = "coze-files.tsv";
/** Hours for many gigabytes. */
const TAR_TIMEOUT_MS = 6 * 3_600_000;

export const coldCopyPart = (copy: ColdCopy): BackupPart => ({
  file: `${copy.component}.tar.gz`,
  component: copy.component,
  title: copy.title,
  order: copy.order,
  stopForSave: copy.units,
  stopForRestore: copy.units,
  save: (context, path) => save(context, copy.folder, path),
  restore: (context, path) => restore(context, copy.folder, path),
  verify: (context, path) => verify(context, copy.folder, path),
});

const tar = async (context: Context, ...args: string[]): Promise<void> => {
  const { code, stderr } = await context.machine.run({ program: "tar", args, timeoutMs: TAR_TIMEOUT_MS });
  if (code === 0) return;
  throw new Failure(text(`tar ended with ${code}: ${stderr.trim()}`, `tar 以 ${code} 结束：${stderr.trim()}`));
};

const save = async (context: Context, folder: string, path: string): Promise<void> => {
  const aside = await mkdtemp(join(dirname(path), ".list-"));
  try {
    await writeFile(join(aside, LIST), await listOf(folder), { mode: 0o600 });
    await tar(context, "-czf", path, "-C", aside, LIST, "-C", folder, ".");
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
};

/** Unpacked beside the data, compared, and only then put in its place. */
const restore = async (context: Context, folder: string, path: string): Promise<void> => {
  const aside = `${folder}.restoring`;
  const old = `${folder}.replaced`;
  await unpack(context, path, aside);
  await compare(aside);
  await rm(old, { recursive: true, force: true });
  if (await exists(folder)) await rename(folder, old);
  await rename(aside, folder);
  await rm(old, { recursive: true, force: true });
};

const verify = async (context: Context, folder: string, path: string): Promise<string> => {
  const aside = `${folder}.verifying`;
  try {
    await unpack(context, path, aside);
    return await compare(aside);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
};

const unpack = async (context: Context, path: string, aside: string): Promise<void> => {
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true, mode: 0o700 });
  await tar(context, "--preserve-permissions", "-xzf", path, "-C", aside);
};

/** @throws Failure that names the first file that differs. The list is taken out of the folder. */
const compare = async (aside: string): Promise<string> => {
  const list = join(aside, LIST);
  const expected = await readFile(list, "utf8");
  await rm(list);
  const found = await listOf(aside);
  if (found === expected) return `${expected.split("\n").length - 1} files unpacked, each with the SHA-256 that it had when saved`;
  const missing = expected.split("\n").find((line) => !found.includes(line)) ?? found.split("\n").find((line) => !expected.includes(line));
  throw new Failure(text(`the copy differs from what was saved: ${missing}`, `副本与保存时的内容不同：${missing}`));
};

/** `sha256 TAB size TAB path`, sorted by path. */
const listOf = async (folder: string): Promise<string> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const lines: string[] = [];
  for (const file of files.sort()) lines.push(`${await sha256OfFile(file)}\t${(await stat(file)).size}\t${relative(folder, file)}\n`);
  return lines.join("");
};
