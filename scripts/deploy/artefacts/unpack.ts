/** An archive becomes a folder: harmless, readable by every service, owned by whoever runs this. */
import { chmod, lstat, mkdtemp, readdir, readlink, realpath, rename, rm } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { Failure } from "../contract/failure.js";
import type { Machine } from "../contract/machine.js";
import { text } from "../contract/text.js";
import { isZip, requireHarmless } from "./archive-entries.js";

const UNPACK_TIMEOUT_MS = 1_800_000;

export interface Unpacking {
  readonly machine: Machine;
  readonly archive: string;
  /** Made by this; must not exist. */
  readonly folder: string;
  /** Folders at the top to leave out. */
  readonly strip: number;
}

/** Works in a folder beside `folder`, which appears whole or not at all. @throws Failure for a hostile archive. */
export const unpack = async ({ machine, archive, folder, strip }: Unpacking): Promise<void> => {
  await requireHarmless(machine, archive);
  const aside = await mkdtemp(join(dirname(folder), ".unpack-"));
  try {
    await extract(machine, archive, aside);
    const top = await below(aside, strip, archive);
    await tidy(top, await realpath(top), archive);
    await rename(top, folder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
};

const extract = async (machine: Machine, archive: string, into: string): Promise<void> => {
  const [program, args] = isZip(archive)
    ? ["unzip", ["-q", "-o", archive, "-d", into]]
    : ["tar", ["--extract", "--no-same-owner", "--no-same-permissions", "--file", archive, "--directory", into]];
  const { code, stderr } = await machine.run({ program: program as string, args: args as string[], timeoutMs: UNPACK_TIMEOUT_MS });
  if (code !== 0)
    throw new Failure(text(`${program} cannot unpack ${archive}: ${stderr.trim()}`, `${program} 无法解包 ${archive}：${stderr.trim()}`));
};

const below = async (folder: string, levels: number, archive: string): Promise<string> => {
  if (levels === 0) return folder;
  const entries = await readdir(folder, { withFileTypes: true });
  const [only] = entries;
  if (entries.length !== 1 || only === undefined || !only.isDirectory())
    throw new Failure(
      text(
        `${archive} holds ${entries.length} entries where one folder was expected: it is not the archive that this version knows.`,
        `${archive} 顶层应只有一个目录，实际有 ${entries.length} 项：不是本版本所知的归档。`,
      ),
    );
  return below(join(folder, only.name), levels - 1, archive);
};

/** The umask of the operator must not decide who can read a release, nor may an archive bring set-uid programs. */
const tidy = async (path: string, root: string, archive: string): Promise<void> => {
  const found = await lstat(path);
  if (found.isSymbolicLink()) return requireInside(path, root, archive);
  if (found.isDirectory()) {
    await chmod(path, 0o755);
    for (const name of await readdir(path)) await tidy(join(path, name), root, archive);
    return;
  }
  if (!found.isFile())
    throw new Failure(text(`${archive} is refused: ${path} is a special file.`, `拒绝使用 ${archive}：${path} 是特殊文件。`));
  await chmod(path, found.mode & 0o111 ? 0o755 : 0o644);
};

/** What the link really reaches; of a dangling one, the folder that its target would be in. */
const requireInside = async (link: string, root: string, archive: string): Promise<void> => {
  const target = await readlink(link);
  // Joined by hand: `join` would take ".." away before the links on the way have been followed.
  const reached = await realpath(link).catch(() => realpath(`${dirname(link)}/${dirname(target)}`).catch(() => root));
  if (!target.startsWith("/") && (reached === root || reached.startsWith(root + sep))) return;
  throw new Failure(
    text(`${archive} is refused: the link ${link} leads out of the folder.`, `拒绝使用 ${archive}：链接 ${link} 指向目录之外。`),
  );
};
