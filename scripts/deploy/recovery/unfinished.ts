/** Recovery that was begun and not ended: what other verbs must know before they touch the machine. */
import { Failure } from "../contract/failure.js";
import type { Site } from "../contract/site.js";
import { type Text, text } from "../contract/text.js";
import { pausedNote, restoringNote } from "./notes.js";
import { unfinishedUpgrade } from "./upgrade-notes.js";

/** Undefined when all is well, else what was interrupted and the command that ends it. */
export const unfinishedRecovery = async (site: Site): Promise<Text | undefined> => {
  const restoring = await restoringNote(site).read();
  if (restoring !== undefined)
    return text(
      `A restore of ${restoring.folder} was interrupted, so the data is of two times: run "coze restore ${restoring.folder}" to its end first.`,
      `对 ${restoring.folder} 的恢复曾被中断，数据不一致：请先运行 "coze restore ${restoring.folder}" 直到完成。`,
    );
  const upgrade = await unfinishedUpgrade(site);
  if (upgrade !== undefined)
    return text(
      `An upgrade of ${upgrade.note.components.join(", ")} of ${upgrade.note.since} was interrupted (${upgrade.note.stage}): "coze upgrade" goes on with it, "coze rollback" takes it back.`,
      `${upgrade.note.since} 对 ${upgrade.note.components.join("、")} 的升级曾被中断（${upgrade.note.stage}）：运行 "coze upgrade" 继续，或 "coze rollback" 撤回。`,
    );
  const paused = await pausedNote(site).read();
  if (paused === undefined) return undefined;
  return text(
    `A ${paused.verb} was interrupted while ${paused.units.join(", ")} rested: "coze backup" or "coze apply" starts them again.`,
    `${paused.verb} 在 ${paused.units.join("、")} 停止期间被中断：运行 "coze backup" 或 "coze apply" 会重新启动它们。`,
  );
};

/** @throws Failure while the data is of two times. */
export const requireNoRestore = async (site: Site): Promise<void> => {
  if ((await restoringNote(site).read()) === undefined) return;
  throw new Failure((await unfinishedRecovery(site)) ?? text("A restore was interrupted.", "恢复曾被中断。"));
};
