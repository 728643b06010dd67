/** When this machine was last backed up, whether the backup was ever restored, and what recovery has left unfinished. */
import type { Check, Finding } from "../contract/finding.js";
import type { Site } from "../contract/site.js";
import type { Context } from "../contract/step.js";
import { text } from "../contract/text.js";
import { type Backup, listBackups } from "../recovery/backup-folder.js";
import { unfinishedRecovery } from "../recovery/unfinished.js";

const DAY_MS = 86_400_000;
const OLD_DAYS = 2;
const VERY_OLD_DAYS = 14;
const UNPROVEN_DAYS = 35;

export const backupCheck: Check = {
  id: "backup/age",
  title: text("Backups", "备份"),
  run: async ({ site }: Context) => [...judgeBackups(await listBackups(site), Date.now()), await unfinishedFinding(site)],
};

const unfinishedFinding = async (site: Site): Promise<Finding> => {
  const unfinished = await unfinishedRecovery(site);
  const found = {
    id: "backup/unfinished",
    what: text("No backup, restore or upgrade was left unfinished", "没有未完成的备份、恢复或升级"),
  };
  if (unfinished === undefined) return { ...found, severity: "ok", evidence: site.paths.records };
  return { ...found, severity: "error", what: unfinished, evidence: site.paths.records, fix: unfinished };
};

/** Pure. */
export const judgeBackups = (backups: readonly Backup[], nowMs: number): readonly Finding[] => {
  const newest = backups.at(-1);
  if (newest === undefined) return [none];
  const days = (nowMs - Date.parse(newest.manifest.since)) / DAY_MS;
  const proven = backups.findLast(({ verifiedAt }) => verifiedAt !== undefined);
  const provenDays = proven?.verifiedAt === undefined ? Number.POSITIVE_INFINITY : (nowMs - Date.parse(proven.verifiedAt)) / DAY_MS;
  return [ageFinding(newest, days), provenFinding(proven, provenDays)];
};

const TAKE_ONE = text("coze backup", "coze backup");

const none: Finding = {
  id: "backup/age",
  severity: "warning",
  what: text("There is no backup of this machine", "本机没有备份"),
  evidence: "no whole backup in BACKUP_DIR",
  fix: TAKE_ONE,
};

const ageFinding = ({ folder }: Backup, days: number): Finding => {
  const found = {
    id: "backup/age",
    what: text(`The last backup is ${days.toFixed(1)} days old`, `最近的备份已有 ${days.toFixed(1)} 天`),
    evidence: folder,
  };
  if (days <= OLD_DAYS) return { ...found, severity: "ok" };
  return { ...found, severity: days > VERY_OLD_DAYS ? "error" : "warning", fix: TAKE_ONE };
};

const provenFinding = (proven: Backup | undefined, days: number): Finding => {
  const found = {
    id: "backup/restored",
    what: text("A backup was restored into a scratch place and compared", "备份曾恢复到临时位置并比对"),
    evidence: proven === undefined ? "none was ever verified" : `${proven.folder}, ${days.toFixed(1)} days ago`,
  };
  if (days <= UNPROVEN_DAYS) return { ...found, severity: "ok" };
  return { ...found, severity: "warning", fix: text("coze backup --verify", "coze backup --verify") };
};
