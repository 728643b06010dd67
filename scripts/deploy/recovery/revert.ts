/** The way back from an upgrade, finished or not: old links, old files, old data if it was migrated, old services. */
import { join } from "node:path";
import { switchRelease } from "../artefacts/release-folder.js";
import { Failure } from "../contract/failure.js";
import { type Text, text } from "../contract/text.js";
import { inOrder } from "../steps/order.js";
import { readBackup, requireWhole } from "./backup-folder.js";
import { newPaths, putFilesBack } from "./kept-files.js";
import type { Part, Scope } from "./parts.js";
import { bringUp, type Running, resume, servicesHere } from "./pausing.js";
import { restoreParts } from "./restore.js";
import { noteOf, type Upgrade } from "./upgrade-notes.js";
import { partsIn } from "./verify-backup.js";

/** Resolves to the reverted upgrade. May be killed anywhere and run again. @throws Failure when the old release cannot be put back */
export const revert = async (scope: Scope, upgrade: Upgrade): Promise<Upgrade> => {
  const { folder, note } = upgrade;
  const { site } = scope.context;
  // Before it stopped anything only a build may have moved a link.
  if (note.stage === "backup" || note.stage === "staging")
    for (const { name, from } of note.switches) await switchRelease(site, name, from);
  else await putBack(scope, upgrade);
  const reverted = { ...note, stage: "reverted" } as const;
  await noteOf(folder).write(reverted);
  return { folder, note: reverted };
};

const putBack = async (scope: Scope, { folder, note }: Upgrade): Promise<void> => {
  const { context } = scope;
  const { site, machine } = context;
  await noteOf(folder).write({ ...note, stage: "reverting" });
  context.say(text(`going back to ${oldReleases(note.switches)}`, `正在退回 ${oldReleases(note.switches)}`));
  const components = inOrder(site, scope.components).filter(({ name }) => note.components.includes(name));
  const added = await newPaths(folder);
  const isAdded = ({ service }: Running): boolean => added.has(join(site.paths.units, service.unit));
  const running = servicesHere(site, components);
  const canRoll = note.migrated.length === 0 && components.every((component) => component.describe(site).rolling);
  await stop(scope, canRoll ? running.filter(isAdded) : running);
  for (const { name, from } of note.switches) await switchRelease(site, name, from);
  await putFilesBack(context, folder);
  if (!machine.staged) await machine.services.reload();
  if (note.migrated.length > 0) await restoreMigrated(scope, note);
  await bringUp(
    context,
    running.filter((one) => !isAdded(one)),
  );
  await resume(context, scope.components);
};

const oldReleases = (switches: Upgrade["note"]["switches"]): string => switches.map(({ name, from }) => `${name} ${from}`).join(", ");

const stop = async ({ context }: Scope, running: readonly Running[]): Promise<void> => {
  if (context.machine.staged) return;
  for (const { service } of [...running].reverse()) await context.machine.services.stop(service.unit);
};

/** What the migrations may have changed, and the marks that say what is applied; nobody else's data. */
const restoreMigrated = async (scope: Scope, note: Upgrade["note"]): Promise<void> => {
  if (note.backup === undefined)
    throw new Failure(text("The upgrade has changed data and knows no backup.", "升级已更改数据，但没有备份记录。"));
  const backup = await readBackup(note.backup);
  await requireWhole(backup);
  const owners = new Set<string>(note.migrated);
  const isTheirs = ({ component, holdsDataOf }: Part): boolean =>
    component !== "site" && (holdsDataOf ?? [component]).some((name) => owners.has(name));
  const parts = partsIn({ ...scope, selected: scope.components }, backup);
  const theirs = parts.filter(isTheirs);
  const elsewhere = note.migrated.filter(
    (name) => !theirs.some(({ component, holdsDataOf }) => (holdsDataOf ?? [component]).includes(name)),
  );
  if (elsewhere.length > 0) scope.context.say(dataElsewhere(elsewhere));
  await restoreParts(scope, backup.folder, theirs);
  const state = parts.filter(({ component, order }) => component === "site" && order > 0);
  await restoreParts(scope, backup.folder, state);
};

const dataElsewhere = (names: readonly string[]): Text =>
  text(
    `WARNING: no data of ${names.join(", ")} lies on this machine, and it was migrated. Restore it on the host of its database, from the backup made there.`,
    `警告：${names.join("、")} 的数据不在本机，且已被迁移。请在其数据库所在主机上用该主机的备份恢复。`,
  );
