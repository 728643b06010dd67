/** A backup of what is placed here, and its proof. */
import { isAbsolute, join } from "node:path";
import { text } from "../contract/text.js";
import { makeBackup } from "../recovery/backup.js";
import { type Backup, readBackup } from "../recovery/backup-folder.js";
import { partsOf, type Scope } from "../recovery/parts.js";
import { verifyBackup } from "../recovery/verify-backup.js";
import { withLock } from "../steps/lock.js";
import { requireRights } from "./open-site.js";
import { recoveryScope } from "./recovery-scope.js";
import type { Call, Verb } from "./verb.js";

const backup = async (call: Call): Promise<number> => {
  requireRights(call);
  const scope = await recoveryScope(call, call.words);
  if (scope === undefined) return 1;
  if (call.flags.dryRun) return show(call, scope);
  return withLock(scope.context.site, call.verb, async () => {
    const of = call.own.of;
    const made = typeof of === "string" ? await readBackup(folderOf(scope, of)) : await makeBackup(scope);
    const evidence = typeof of === "string" || call.own.verify === true ? await verifyBackup(scope, made) : {};
    report(call, made, evidence);
    return 0;
  });
};

/** A path, or the name of one of this machine's backups. */
export const folderOf = (scope: Scope, word: string): string => (isAbsolute(word) ? word : join(scope.context.site.paths.backups, word));

const show = ({ terminal, verb }: Call, scope: Scope): number => {
  const parts = partsOf(scope);
  for (const { file, title } of parts) terminal.say(text(`${file}: ${title.en}`, `${file}：${title.zh}`));
  terminal.result({ verb, exitCode: 0, parts: parts.map(({ file }) => file) });
  return 0;
};

const report = ({ terminal, verb }: Call, { folder, manifest }: Backup, evidence: Readonly<Record<string, string>>): void => {
  for (const { file, bytes } of manifest.parts) terminal.say(`  ${file}  ${bytes} B${file in evidence ? `  ${evidence[file]}` : ""}`);
  terminal.say(folder);
  if (Object.keys(evidence).length === 0)
    terminal.say(
      text(
        `Not verified yet: coze backup --of ${folder} restores it into a scratch place and compares.`,
        `尚未验证：coze backup --of ${folder} 会恢复到临时位置并比对。`,
      ),
    );
  terminal.result({ verb, exitCode: 0, folder, parts: manifest.parts, evidence });
};

export const backupVerb: Verb = {
  name: "backup",
  words: "[TARGET | COMPONENT]…",
  summary: text("save data, configuration and secrets of this machine", "保存本机的数据、配置与密钥"),
  options: {
    verify: {
      type: "boolean",
      meaning: text("restore it into a scratch place afterwards and compare", "完成后恢复到临时位置并比对"),
    },
    of: { type: "string", meaning: text("make none: verify this one (a name or a path)", "不新建：验证指定的备份（名称或路径）") },
  },
  run: backup,
};
