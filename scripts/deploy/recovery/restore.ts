/** Puts a backup back: everything is checked first, services rest meanwhile, and an interrupted restore is known as such. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Component } from "../contract/component.js";
import type { Site } from "../contract/site.js";
import type { Context } from "../contract/step.js";
import { text } from "../contract/text.js";
import { parseEnvFile } from "../site/env-file.js";
import { readIfThere } from "../system/files.js";
import { installedReleases } from "./backup.js";
import { type Backup, requireWhole } from "./backup-folder.js";
import { restoringNote } from "./notes.js";
import type { Part, Scope } from "./parts.js";
import { bringUp, pause, resume, servicesHere } from "./pausing.js";
import { partsIn } from "./verify-backup.js";

/** Why `--yes` is needed: what would be lost, or may not fit. Empty for an empty machine of the same releases and keys. */
export const doubtsAbout = async (scope: Scope, backup: Backup): Promise<readonly { en: string; zh: string }[]> => [
  ...(await filled(scope)),
  ...(await otherReleases(scope, backup)),
  ...(await otherKeys(scope, backup)),
];

const filled = async ({ context: { site }, selected }: Scope) => {
  const full: string[] = [];
  for (const { name } of selected.filter((component) => site.isHere(component.name))) {
    const folder = join(site.paths.data, name);
    if ((await readdir(folder).catch(() => [])).length > 0) full.push(folder);
  }
  if (full.length === 0) return [];
  return [text(`data that lies there now will be replaced: ${full.join(", ")}`, `现有数据将被替换：${full.join("、")}`)];
};

const otherReleases = async ({ context, selected }: Scope, { manifest }: Backup) => {
  const installed = await installedReleases(context, selected);
  const different = Object.entries(installed)
    .filter(([name, version]) => manifest.releases[name] !== undefined && manifest.releases[name] !== version)
    .map(([name, version]) => `${name} ${manifest.releases[name]} → ${version}`);
  if (different.length === 0) return [];
  return [
    text(
      `the data is of other releases than those installed: ${different.join(", ")}`,
      `数据所属的版本与已安装的不同：${different.join("、")}`,
    ),
  ];
};

/** Stored credentials are encrypted with these; the values are compared and never shown. */
const otherKeys = async ({ context: { site }, components, files }: Scope, { folder }: Backup) => {
  const now = parseEnvFile((await readIfThere(files.secrets)) ?? "").values;
  const then = parseEnvFile((await readIfThere(join(folder, "secrets.env"))) ?? "").values;
  const keys = components
    .filter(({ name }) => site.place(name).kind !== "none")
    .flatMap(({ variables }) => variables.filter(({ kind }) => kind === "aes").map(({ key }) => key));
  const different = [...new Set(keys)].filter((key) => then[key] !== undefined && then[key] !== now[key]);
  if (different.length === 0) return [];
  return [
    text(
      `these keys are not those of the backup, so credentials in it cannot be read: ${different.join(", ")}. Copy them from its secrets.env first.`,
      `以下密钥与备份中的不同，其中的凭据将无法解密：${different.join("、")}。请先从备份的 secrets.env 复制。`,
    ),
  ];
};

/** The caller holds the lock and has asked about the doubts. @throws Failure; then it must be run again. */
export const restoreBackup = async (scope: Scope, backup: Backup): Promise<readonly Part[]> => {
  const { context, components } = scope;
  await requireWhole(backup);
  const parts = partsIn(scope, backup);
  const note = restoringNote(context.site);
  const earlier = await note.read();
  if (earlier !== undefined)
    context.say(
      text(
        `A restore of ${earlier.folder} of ${earlier.since} was interrupted; it begins again from the start.`,
        `${earlier.since} 对 ${earlier.folder} 的恢复曾被中断；现在从头开始。`,
      ),
    );
  await note.write({ folder: backup.folder, since: new Date().toISOString() });
  await restoreParts(scope, backup.folder, parts);
  await resume(context, components);
  await note.remove();
  return parts;
};

/** Services that were running are stopped and stay so; those that a part needs run while it is restored. */
export const restoreParts = async (scope: Scope, folder: string, parts: readonly Part[]): Promise<void> => {
  const { context, components } = scope;
  const here = servicesHere(context.site, components);
  const resting = new Set(parts.flatMap((part) => [...part.stopForRestore, ...unitsOfDependents(context.site, components, part)]));
  await pause(
    context,
    "restore",
    here.map(({ service }) => service.unit).filter((unit) => resting.has(unit)),
  );
  for (const part of parts) {
    const own = here.filter(({ component, service }) => component === part.component && !part.stopForRestore.includes(service.unit));
    await bringUp(context, own);
    context.say(text(`restoring: ${part.title.en}`, `正在恢复：${part.title.zh}`));
    await stopAgain(context, part);
    await part.restore(context, join(folder, part.file));
  }
};

/** A part before this one may have needed it. */
const stopAgain = async ({ machine }: Context, { stopForRestore }: Part): Promise<void> => {
  if (machine.staged) return;
  for (const unit of stopForRestore) if ((await machine.services.state(unit)) === "active") await machine.services.stop(unit);
};

/** Whoever works with the data, near or far, on this machine. */
const unitsOfDependents = (site: Site, components: readonly Component[], part: Part): readonly string[] => {
  const dependents = new Set<string>([part.component]);
  let size = 0;
  while (size !== dependents.size) {
    size = dependents.size;
    for (const component of components)
      if (site.place(component.name).kind !== "none" && component.needs(site).some((name) => dependents.has(name)))
        dependents.add(component.name);
  }
  return servicesHere(site, components)
    .filter(({ component }) => component !== part.component && dependents.has(component))
    .map(({ service }) => service.unit);
};
