/** Makes a backup: hot parts first, then those for which services rest; whole or not at all. */
import { chmod, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { currentVersion } from "../artefacts/release-folder.js";
import type { Component } from "../contract/component.js";
import type { Context } from "../contract/step.js";
import { text } from "../contract/text.js";
import { BACKUP_KEEP } from "../site/general.js";
import { siteDigest } from "../site/read-site.js";
import { exists, sha256OfFile } from "../system/files.js";
import {
  BACKUP_FORMAT,
  type Backup,
  type BackupManifest,
  backupName,
  type ManifestPart,
  makePartial,
  readBackup,
  removeOld,
  writeManifest,
} from "./backup-folder.js";
import { type Part, partsOf, type Scope } from "./parts.js";
import { pause, resume, servicesHere } from "./pausing.js";
import { toolVersion } from "./tool-version.js";
import { requireNoRestore } from "./unfinished.js";
import { backupsInUse } from "./upgrade-notes.js";

/** The caller holds the lock. Resolves to the finished backup; old ones beyond `BACKUP_KEEP` are gone then. */
export const makeBackup = async (scope: Scope): Promise<Backup> => {
  const { site } = scope.context;
  await requireNoRestore(site);
  // Services that a backup before this one had stopped when it was killed.
  await resume(scope.context, scope.components);
  const since = new Date();
  const name = await freeName(scope, since);
  const folder = await makePartial(site, name);
  try {
    const parts = await saveAll(scope, folder);
    await writeManifest(folder, await manifestOf(scope, since, parts));
    const place = join(site.paths.backups, name);
    await rename(folder, place);
    const removed = await removeOld(site, Number(site.get(BACKUP_KEEP)), [place, ...(await backupsInUse(site))]);
    for (const old of removed) scope.context.say(text(`removed the old backup ${old}`, `已删除旧备份 ${old}`));
    return await readBackup(place);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Two backups in one second have names of their own. */
const freeName = async ({ context: { site } }: Scope, since: Date): Promise<string> => {
  const name = backupName(since, site.here);
  const taken = (await readdir(site.paths.backups).catch(() => [])).filter((other) =>
    other.startsWith(name.slice(0, -site.here.length - 1)),
  );
  if (!(await exists(join(site.paths.backups, name)))) return name;
  return name.replace(`Z-${site.here}`, `Z${taken.length}-${site.here}`);
};

const saveAll = async (scope: Scope, folder: string): Promise<readonly ManifestPart[]> => {
  const parts = partsOf(scope);
  const [hot, cold] = [
    parts.filter(({ stopForSave }) => stopForSave.length === 0),
    parts.filter(({ stopForSave }) => stopForSave.length > 0),
  ];
  const saved: ManifestPart[] = [];
  for (const part of hot) saved.push(await save(scope, part, folder));
  if (cold.length === 0) return saved;
  // All of them rest together: what belongs together (etcd, Milvus and its bucket) is of one moment.
  const wanted = new Set(cold.flatMap(({ stopForSave }) => stopForSave));
  const units = servicesHere(scope.context.site, scope.components).map(({ service }) => service.unit);
  await pause(
    scope.context,
    "backup",
    units.filter((unit) => wanted.has(unit)),
  );
  try {
    for (const part of cold) saved.push(await save(scope, part, folder));
  } finally {
    await resume(scope.context, scope.components);
  }
  return saved;
};

const save = async ({ context }: Scope, part: Part, folder: string): Promise<ManifestPart> => {
  context.say(text(`saving: ${part.title.en}`, `正在保存：${part.title.zh}`));
  const path = join(folder, part.file);
  await part.save(context, `${path}.part`);
  // Whatever a component's tool has made of it: a dump holds as much as the secrets do.
  await chmod(`${path}.part`, 0o600);
  await rename(`${path}.part`, path);
  const { size } = await stat(path);
  const { file, component, title, order } = part;
  return { file, component, title, order, bytes: size, sha256: await sha256OfFile(path) };
};

const manifestOf = async (scope: Scope, since: Date, parts: readonly ManifestPart[]): Promise<BackupManifest> => ({
  format: BACKUP_FORMAT,
  tool: await toolVersion(),
  host: scope.context.site.here,
  since: since.toISOString(),
  configuration: await siteDigest(scope.files),
  releases: await installedReleases(scope.context, scope.components),
  components: scope.selected.filter(({ name }) => scope.context.site.isHere(name)).map(({ name }) => name),
  parts,
});

/** Artefact → version, of all components that are placed here. */
export const installedReleases = async ({ site }: Context, components: readonly Component[]): Promise<Record<string, string>> => {
  const releases: Record<string, string> = {};
  for (const component of components.filter(({ name }) => site.isHere(name)))
    for (const { name } of component.describe(site).artefacts) {
      const version = await currentVersion(site, name);
      if (version !== undefined) releases[name] = version;
    }
  return releases;
};
