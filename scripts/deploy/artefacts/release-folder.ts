/**
 * Where releases lie: `opt/<name>/<version>`, each complete since it appeared, and the link `opt/<name>/current`. The link
 * is the only thing that a switch changes.
 */
import { chmod, copyFile, mkdir, mkdtemp, readdir, readlink, rename, rm, symlink } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import type { ArtefactNeed } from "../contract/component.js";
import type { Machine } from "../contract/machine.js";
import type { Site } from "../contract/site.js";
import { exists, readIfThere, writeWhole } from "../system/files.js";
import { isArchive } from "./archive-entries.js";
import type { Artefact } from "./manifest.js";
import { unpack } from "./unpack.js";

/** In every release: the SHA-256 of the artefact that it was made from. */
const MARK = ".artefact";

/** `opt/<name>/current`: what units and files of a component name. */
export const releasePath = (site: Site, name: string): string => join(site.paths.opt, name, "current");

/** The file of an artefact that is used as it is; `suffix` of upstream's name, as `.zip` or `.deb`. */
export const releasedFile = (site: Site, name: string, suffix = ""): string => join(releasePath(site, name), `${name}${suffix}`);

const releaseFolder = (site: Site, name: string, version: string): string => join(site.paths.opt, name, version);

/** What `current` points to, whoever made it: an artefact, or a build from a checkout. */
export const linkedVersion = async (site: Site, name: string): Promise<string | undefined> => {
  const target = await readlink(releasePath(site, name)).catch(() => undefined);
  return target === undefined ? undefined : basename(target);
};

/** The version that `current` means, or undefined when no artefact is installed or the release is gone. */
export const currentVersion = async (site: Site, name: string): Promise<string | undefined> => {
  const version = await linkedVersion(site, name);
  return version !== undefined && (await exists(join(releaseFolder(site, name, version), MARK))) ? version : undefined;
};

/** The SHA-256 of the artefact that the installed release was made from. */
export const releaseDigest = async (site: Site, name: string, version: string): Promise<string | undefined> =>
  (await readIfThere(join(releaseFolder(site, name, version), MARK)))?.trim();

export interface Installation {
  readonly machine: Machine;
  readonly site: Site;
  readonly need: ArtefactNeed;
  readonly artefact: Artefact;
  /** Of the artefact, already verified. */
  readonly path: string;
}

/** Makes the release's folder if it is not there, from scratch if it was made from another file. `current` stays as it is. */
export const installRelease = async ({ machine, site, need, artefact, path }: Installation): Promise<void> => {
  const home = join(site.paths.opt, need.name);
  await mkdir(home, { recursive: true, mode: 0o755 });
  await removeRemains(home);
  if ((await releaseDigest(site, need.name, artefact.version)) === artefact.sha256) return;
  const aside = await mkdtemp(join(home, ".install-"));
  const made = join(aside, "release");
  try {
    if (need.as === "release" && isArchive(path)) await unpack({ machine, archive: path, folder: made, strip: need.strip ?? 0 });
    else await copyAsIs(path, made, need.name);
    await writeWhole(join(made, MARK), `${artefact.sha256}\n`, { mode: 0o644 });
    await replace(made, releaseFolder(site, need.name, artefact.version), join(aside, "old"));
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
};

/** Of a run that was killed. */
const removeRemains = async (home: string): Promise<void> => {
  for (const name of await readdir(home)) if (name.startsWith(".install-")) await rm(join(home, name), { recursive: true, force: true });
};

const copyAsIs = async (path: string, folder: string, name: string): Promise<void> => {
  const suffix = suffixOf(path);
  const target = join(folder, `${name}${suffix}`);
  await mkdir(folder, { mode: 0o755 });
  await copyFile(path, target);
  await chmod(folder, 0o755);
  await chmod(target, suffix === "" ? 0o755 : 0o644);
};

/** A version in the name is no suffix: only what says how a file is read. */
const suffixOf = (path: string): string =>
  (/\.tar\.\w+$/.exec(path)?.[0] ?? /^\.(zip|deb|rpm|tgz|jar|whl)$/.exec(extname(path))?.[0]) || "";

const replace = async (made: string, folder: string, old: string): Promise<void> => {
  if (await exists(folder)) await rename(folder, old);
  await rename(made, folder);
};

/** From now on `current` means this version. Atomic. */
export const switchRelease = async (site: Site, name: string, version: string): Promise<void> => {
  const link = releasePath(site, name);
  const fresh = `${link}.new`;
  await rm(fresh, { force: true });
  await symlink(version, fresh);
  await rename(fresh, link);
};

/** As before the first installation: `current` means nothing. */
export const unlinkRelease = (site: Site, name: string): Promise<void> => rm(releasePath(site, name), { force: true });
