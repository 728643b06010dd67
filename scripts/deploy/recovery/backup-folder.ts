/** A backup on disk: a folder of parts and a manifest.json, which is written last. */
import { mkdir, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { Failure } from "../contract/failure.js";
import type { ComponentName } from "../contract/names.js";
import type { Site } from "../contract/site.js";
import { type Text, text } from "../contract/text.js";
import { readIfThere, sha256OfFile, writeWhole } from "../system/files.js";

/** Raised when an older tool could not restore what a newer one has written. */
export const BACKUP_FORMAT = 1;
const MANIFEST = "manifest.json";
const VERIFIED = "verified.json";
/** Begins the name of a backup that is being made. */
const PARTIAL = ".partial-";

export interface BackupManifest {
  readonly format: number;
  /** Version of this project that made it. */
  readonly tool: string;
  readonly host: string;
  /** ISO 8601, when it began. */
  readonly since: string;
  /** SHA-256 over site.env and secrets.env. */
  readonly configuration: string;
  /** What was installed: artefact → version. */
  readonly releases: Readonly<Record<string, string>>;
  readonly components: readonly ComponentName[];
  readonly parts: readonly ManifestPart[];
}

export interface ManifestPart {
  readonly file: string;
  /** `site` for the configuration. */
  readonly component: ComponentName | "site";
  readonly title: Text;
  readonly order: number;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Backup {
  readonly folder: string;
  readonly manifest: BackupManifest;
  /** When it was last restored into a scratch place and compared; ISO 8601. */
  readonly verifiedAt?: string;
}

/** `20260131T101500Z-app`: sorted by name they are sorted by time. */
export const backupName = (since: Date, host: string): string => `${since.toISOString().replace(/[-:]|\.\d+/g, "")}-${host}`;

export const partialFolder = (site: Site, name: string): string => join(site.paths.backups, `${PARTIAL}${name}`);

/** @throws Failure when the folder is no backup, or one of a newer tool. */
export const readBackup = async (folder: string): Promise<Backup> => {
  const content = await readIfThere(join(folder, MANIFEST));
  if (content === undefined)
    throw new Failure(text(`${folder} is no backup: it has no ${MANIFEST}.`, `${folder} 不是备份：缺少 ${MANIFEST}。`));
  const manifest = JSON.parse(content) as BackupManifest;
  if (manifest.format > BACKUP_FORMAT)
    throw new Failure(
      text(
        `${folder} was made by a newer version (${manifest.tool}): restore it with that one.`,
        `${folder} 由更新的版本（${manifest.tool}）生成：请用该版本恢复。`,
      ),
    );
  const verified = await readIfThere(join(folder, VERIFIED));
  return { folder, manifest, ...(verified === undefined ? {} : { verifiedAt: (JSON.parse(verified) as { at: string }).at }) };
};

/** Those of this host, oldest first. What is no whole backup is passed over. */
export const listBackups = async (site: Site): Promise<readonly Backup[]> => {
  const names = (await readdir(site.paths.backups).catch(() => [])).filter((name) => !name.startsWith("."));
  const backups: Backup[] = [];
  for (const name of names.sort()) {
    const backup = await readBackup(join(site.paths.backups, name)).catch(() => undefined);
    if (backup?.manifest.host === site.here) backups.push(backup);
  }
  return backups;
};

export const writeManifest = (folder: string, manifest: BackupManifest): Promise<void> =>
  writeWhole(join(folder, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600 });

export const writeVerified = (folder: string, evidence: Readonly<Record<string, string>>): Promise<void> =>
  writeWhole(join(folder, VERIFIED), `${JSON.stringify({ at: new Date().toISOString(), evidence }, undefined, 2)}\n`, { mode: 0o600 });

/** Every part, before anything is done with one. @throws Failure that names all that are missing or damaged. */
export const requireWhole = async ({ folder, manifest }: Backup): Promise<void> => {
  const damaged: string[] = [];
  for (const { file, sha256 } of manifest.parts) {
    const found = await sha256OfFile(join(folder, basename(file))).catch(() => undefined);
    if (found !== sha256) damaged.push(`${file} (${found === undefined ? "missing" : "another SHA-256"})`);
  }
  if (damaged.length > 0)
    throw new Failure(
      text(`${folder} is damaged: ${damaged.join(", ")}. Nothing was changed.`, `${folder} 已损坏：${damaged.join("、")}。未做任何更改。`),
    );
};

export const makePartial = async (site: Site, name: string): Promise<string> => {
  await mkdir(site.paths.backups, { recursive: true, mode: 0o700 });
  for (const old of await readdir(site.paths.backups))
    if (old.startsWith(PARTIAL) && old.endsWith(`-${site.here}`)) await rm(join(site.paths.backups, old), { recursive: true, force: true });
  const folder = partialFolder(site, name);
  await mkdir(folder, { mode: 0o700 });
  return folder;
};

/** The oldest beyond `keep` go; never one that an upgrade may still need. `keep` 0 keeps all. */
export const removeOld = async (site: Site, keep: number, needed: readonly string[]): Promise<readonly string[]> => {
  const backups = await listBackups(site);
  const old = keep === 0 ? [] : backups.slice(0, Math.max(0, backups.length - keep)).filter(({ folder }) => !needed.includes(folder));
  for (const { folder } of old) await rm(folder, { recursive: true, force: true });
  return old.map(({ folder }) => folder);
};
