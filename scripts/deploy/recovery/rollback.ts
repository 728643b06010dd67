/** The last upgrade taken back, by what was noted of it. */
import { linkedVersion } from "../artefacts/release-folder.js";
import { Failure } from "../contract/failure.js";
import { text } from "../contract/text.js";
import type { Scope } from "./parts.js";
import { revert } from "./revert.js";
import { requireNoRestore } from "./unfinished.js";
import { isOver, listUpgrades, type Upgrade } from "./upgrade-notes.js";

/** One that was interrupted, else the last finished one of the selected components. Undefined when there is none. */
export const rollbackCandidate = async ({ context, selected }: Scope): Promise<Upgrade | undefined> => {
  const upgrades = [...(await listUpgrades(context.site))].reverse();
  const names = new Set<string>(selected.map(({ name }) => name));
  return (
    upgrades.find(({ note }) => !isOver(note)) ??
    upgrades.find(({ note }) => note.stage === "done" && note.components.some((component) => names.has(component)))
  );
};

/** The caller holds the lock. @throws Failure when data would have to go back and `withData` is false; nothing is changed then */
export const rollback = async (scope: Scope, { withData }: { withData: boolean }): Promise<Upgrade> => {
  await requireNoRestore(scope.context.site);
  const upgrade = await rollbackCandidate(scope);
  if (upgrade === undefined) throw new Failure(text("No upgrade is recorded that could be taken back.", "没有可以撤回的升级记录。"));
  if (upgrade.note.stage === "done") await requireStillCurrent(scope, upgrade);
  if (upgrade.note.migrated.length > 0 && !withData) throw dataNeeded(upgrade);
  return revert(scope, upgrade);
};

const requireStillCurrent = async ({ context }: Scope, { note }: Upgrade): Promise<void> => {
  for (const { name, to } of note.switches) {
    const current = await linkedVersion(context.site, name);
    if (current !== to)
      throw new Failure(
        text(
          `${name} stands at ${current ?? "nothing"}, not at ${to} as the upgrade of ${note.since} left it: nothing was changed.`,
          `${name} 当前为 ${current ?? "无"}，而非 ${note.since} 升级后的 ${to}：未做任何更改。`,
        ),
      );
  }
};

const dataNeeded = ({ note }: Upgrade): Failure =>
  new Failure(
    text(
      `The upgrade of ${note.since} has migrated the data of ${note.migrated.join(", ")}; the old release may not bear it. --with-data restores it from ${note.backup}: what was written since is lost. Nothing was changed.`,
      `${note.since} 的升级迁移了 ${note.migrated.join("、")} 的数据，旧版本可能无法使用。--with-data 会从 ${note.backup} 恢复，此后写入的数据将丢失。未做任何更改。`,
    ),
  );
