/** Takes an upgrade back: one that was interrupted, or the last one that was finished. */
import { Failure } from "../contract/failure.js";
import { text } from "../contract/text.js";
import type { Scope } from "../recovery/parts.js";
import { rollback as carryOut, rollbackCandidate } from "../recovery/rollback.js";
import type { Upgrade } from "../recovery/upgrade-notes.js";
import { withLock } from "../steps/lock.js";
import { requireRights } from "./open-site.js";
import { recoveryScope } from "./recovery-scope.js";
import type { Call, Verb } from "./verb.js";

const WITH_DATA = "with-data";

const rollback = async (call: Call): Promise<number> => {
  requireRights(call);
  const scope = await recoveryScope(call, call.words);
  if (scope === undefined) return 1;
  const candidate = await rollbackCandidate(scope);
  if (candidate === undefined) throw new Failure(text("No upgrade is recorded that could be taken back.", "没有可以撤回的升级记录。"));
  if (call.flags.dryRun) return show(call, candidate);
  return withLock(scope.context.site, call.verb, () => run(call, scope));
};

const run = async ({ own, terminal, verb }: Call, scope: Scope): Promise<number> => {
  const { note } = await carryOut(scope, { withData: own[WITH_DATA] === true });
  for (const { name, from, to } of note.switches) terminal.say(`${name} ${to} → ${from}`);
  terminal.say(
    text(
      "Put the versions in site.env back as well: until then coze apply stops at them.",
      "请同时将 site.env 中的版本改回：否则 coze apply 会因版本不符而停止。",
    ),
  );
  terminal.result({ verb, exitCode: 0, switches: note.switches, backup: note.backup, migrated: note.migrated });
  return 0;
};

const show = ({ terminal, verb }: Call, { note }: Upgrade): number => {
  for (const { name, from, to } of note.switches) terminal.say(`${name} ${to} → ${from}`);
  if (note.migrated.length > 0)
    terminal.say(
      text(
        `The data of ${note.migrated.join(", ")} was migrated: --${WITH_DATA} restores it from ${note.backup}, and loses what was written since.`,
        `${note.migrated.join("、")} 的数据已迁移：--${WITH_DATA} 会从 ${note.backup} 恢复，此后写入的数据将丢失。`,
      ),
    );
  terminal.result({ verb, exitCode: 2, switches: note.switches, backup: note.backup, migrated: note.migrated });
  return 2;
};

export const rollbackVerb: Verb = {
  name: "rollback",
  words: "[TARGET | COMPONENT]…",
  summary: text("take back an upgrade that was interrupted, or the last one", "撤回被中断的升级或最近一次升级"),
  options: {
    [WITH_DATA]: {
      type: "boolean",
      meaning: text(
        "also restore the data that the upgrade has migrated; what was written since is lost",
        "同时恢复升级所迁移的数据；此后写入的内容将丢失",
      ),
    },
  },
  run: rollback,
};
