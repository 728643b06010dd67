/** Puts the releases into service that site.env or the artefact folder now has; goes on with what was interrupted. */
import { text } from "../contract/text.js";
import { pendingSwitches } from "../recovery/pending-switches.js";
import { upgrade as carryOut } from "../recovery/upgrade.js";
import type { Upgrade } from "../recovery/upgrade-notes.js";
import { withLock } from "../steps/lock.js";
import { requireRights } from "./open-site.js";
import { recoveryScope } from "./recovery-scope.js";
import type { Call, Verb } from "./verb.js";

const upgrade = async (call: Call): Promise<number> => {
  requireRights(call);
  const scope = await recoveryScope(call, call.words);
  if (scope === undefined) return 1;
  if (call.flags.dryRun) {
    const switches = await pendingSwitches(scope.context, scope.selected);
    for (const { name, from, to } of switches) call.terminal.say(`${name} ${from} → ${to}`);
    if (switches.length === 0) call.terminal.say(nothing);
    call.terminal.result({ verb: call.verb, exitCode: switches.length === 0 ? 0 : 2, switches });
    return switches.length === 0 ? 0 : 2;
  }
  return report(call, await withLock(scope.context.site, call.verb, () => carryOut(scope)));
};

const nothing = text("Every release is the one that site.env asks for.", "所有版本均与 site.env 一致，无需升级。");

const report = ({ terminal, verb }: Call, done: Upgrade | undefined): number => {
  if (done === undefined) {
    terminal.say(nothing);
    terminal.result({ verb, exitCode: 0, switches: [] });
    return 0;
  }
  const { stage, switches, failure, backup, migrated } = done.note;
  const exitCode = stage === "done" ? 0 : 1;
  for (const { name, from, to } of switches) terminal.say(stage === "done" ? `${name} ${from} → ${to}` : `${name} ${to} → ${from}`);
  if (exitCode === 1) {
    const why = failure ?? text("it was being taken back", "此前正在退回");
    const data = migrated.length > 0 ? text(", with the data of the backup", "，并已恢复备份中的数据") : text("", "");
    terminal.complain(
      text(
        `The new release was not healthy, and the old one is in service again${data.en}:\n${why.en}\nThe backup before it: ${backup}. Put the version in site.env back until the cause is known.`,
        `新版本不健康，旧版本已重新投入使用${data.zh}：\n${why.zh}\n升级前的备份：${backup}。查明原因之前，请将 site.env 中的版本改回。`,
      ),
    );
  }
  terminal.result({ verb, exitCode, stage, switches, backup, migrated, ...(failure === undefined ? {} : { failure }) });
  return exitCode;
};

export const upgradeVerb: Verb = {
  name: "upgrade",
  words: "[TARGET | COMPONENT]…",
  summary: text("backup, then the new releases; back to the old ones if they are not healthy", "先备份再换新版本；若不健康则退回旧版本"),
  run: upgrade,
};
