/** What each upgrade has done so far, and what is needed to go back: `records/recovery/upgrades/<time>/`. */
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ComponentName } from "../contract/names.js";
import type { Site } from "../contract/site.js";
import type { Text } from "../contract/text.js";
import { type Note, noteAt, recoveryFolder } from "./notes.js";

/** In order; each is written before what it names begins. `reverting` may follow each of the last four. */
export type Stage = "backup" | "staging" | "stopping" | "switching" | "starting" | "reverting" | "done" | "reverted";

export interface Switch {
  readonly component: ComponentName;
  /** Of the artefact, or the folder of what is built. */
  readonly name: string;
  readonly from: string;
  /** "" until a build from a checkout has told. */
  readonly to: string;
}

export interface UpgradeNote {
  readonly stage: Stage;
  /** ISO 8601. */
  readonly since: string;
  readonly components: readonly ComponentName[];
  readonly switches: readonly Switch[];
  /** The folder of the backup that was made before. */
  readonly backup?: string;
  /** Components whose data a step has changed, or was about to: going back needs the backup. */
  readonly migrated: readonly ComponentName[];
  /** Why it is being reverted. */
  readonly failure?: Text;
}

export interface Upgrade {
  readonly folder: string;
  readonly note: UpgradeNote;
}

/** Finished ones that are kept for a rollback. */
const KEEP = 5;
const upgradesFolder = (site: Site): string => join(recoveryFolder(site), "upgrades");
export const noteOf = (folder: string): Note<UpgradeNote> => noteAt(join(folder, "upgrade.json"));
export const isOver = ({ stage }: UpgradeNote): boolean => stage === "done" || stage === "reverted";

export const newUpgradeFolder = (site: Site, since: string): string => join(upgradesFolder(site), since.replace(/[-:.]/g, ""));

/** Oldest first. */
export const listUpgrades = async (site: Site): Promise<readonly Upgrade[]> => {
  const upgrades: Upgrade[] = [];
  for (const name of (await readdir(upgradesFolder(site)).catch(() => [])).sort()) {
    const folder = join(upgradesFolder(site), name);
    const note = await noteOf(folder).read();
    if (note !== undefined) upgrades.push({ folder, note });
  }
  return upgrades;
};

export const unfinishedUpgrade = async (site: Site): Promise<Upgrade | undefined> =>
  (await listUpgrades(site)).find(({ note }) => !isOver(note));

/** Backups without which an upgrade could not be taken back. */
export const backupsInUse = async (site: Site): Promise<readonly string[]> =>
  (await listUpgrades(site)).filter(({ note }) => note.stage !== "reverted").flatMap(({ note }) => note.backup ?? []);

export const removeOldUpgrades = async (site: Site): Promise<void> => {
  const over = (await listUpgrades(site)).filter(({ note }) => isOver(note));
  for (const { folder } of over.slice(0, Math.max(0, over.length - KEEP))) await rm(folder, { recursive: true, force: true });
};
