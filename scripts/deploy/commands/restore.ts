/** Puts a backup back: first word, then what of it. On an empty machine the configuration first, which `apply` then needs. */
import { isAbsolute, join, resolve } from "node:path";
import { Failure } from "../contract/failure.js";
import { type Text, text } from "../contract/text.js";
import { type Backup, readBackup, requireWhole } from "../recovery/backup-folder.js";
import type { Scope } from "../recovery/parts.js";
import { restoreConfiguration } from "../recovery/parts.js";
import { doubtsAbout, restoreBackup } from "../recovery/restore.js";
import { siteFiles } from "../site/site-files.js";
import { withLock } from "../steps/lock.js";
import { exists } from "../system/files.js";
import { folderOf } from "./backup.js";
import { requireRights } from "./open-site.js";
import { recoveryScope } from "./recovery-scope.js";
import type { Call, Verb } from "./verb.js";

const restore = async (call: Call): Promise<number> => {
  requireRights(call);
  const [word, ...words] = call.words;
  if (word === undefined) throw new Failure(text("Which backup? Its name, or the path of its folder.", "请指定备份：名称或目录路径。"));
  const files = siteFiles(call.flags.root, call.flags.config);
  if (!(await exists(files.site))) return configurationFirst(call, word);
  const scope = await recoveryScope(call, words);
  if (scope === undefined) return 1;
  const backup = await readBackup(folderOf(scope, word));
  const doubts = await doubtsAbout(scope, backup);
  if (call.flags.dryRun) return show(call, backup, doubts);
  if (doubts.length > 0 && !call.flags.yes && !(await isConfirmed(call, doubts))) return 1;
  return withLock(scope.context.site, call.verb, () => carryOut(call, scope, backup));
};

const carryOut = async ({ terminal, verb }: Call, scope: Scope, backup: Backup): Promise<number> => {
  const parts = await restoreBackup(scope, backup);
  terminal.say(text(`restored: ${parts.map(({ file }) => file).join(", ")}`, `已恢复：${parts.map(({ file }) => file).join("、")}`));
  terminal.say(text("Now: coze apply, then coze doctor.", "接下来：coze apply，然后 coze doctor。"));
  terminal.result({ verb, exitCode: 0, folder: backup.folder, parts: parts.map(({ file }) => file) });
  return 0;
};

/** Nothing is known of this machine yet: not even where its backups lie. */
const configurationFirst = async (call: Call, word: string): Promise<number> => {
  const folder = isAbsolute(word) ? word : resolve(word);
  const backup = await readBackup((await exists(folder)) ? folder : join(call.flags.root, "var/backups/coze", word));
  await requireWhole(backup);
  if (call.flags.dryRun) return show(call, backup, []);
  const files = siteFiles(call.flags.root, call.flags.config);
  await restoreConfiguration(backup.folder, files);
  call.terminal.say(
    text(
      `${files.site} and ${files.secrets} are back. Run "coze apply", which installs and starts everything, and then "coze restore ${backup.folder}" again for the data.`,
      `已恢复 ${files.site} 与 ${files.secrets}。请运行 "coze apply" 安装并启动全部组件，再次运行 "coze restore ${backup.folder}" 恢复数据。`,
    ),
  );
  call.terminal.result({ verb: call.verb, exitCode: 2, folder: backup.folder, parts: ["site.env", "secrets.env"] });
  return 2;
};

const show = ({ terminal, verb }: Call, { folder, manifest }: Backup, doubts: readonly Text[]): number => {
  terminal.say(text(`${folder} of ${manifest.since}:`, `${folder}（${manifest.since}）：`));
  for (const { file, title, bytes } of manifest.parts)
    terminal.say(text(`  ${file} (${title.en}) ${bytes} B`, `  ${file}（${title.zh}）${bytes} B`));
  for (const doubt of doubts) terminal.say(doubt);
  terminal.result({ verb, exitCode: 0, folder, parts: manifest.parts, doubts });
  return 0;
};

const isConfirmed = async ({ terminal }: Call, doubts: readonly Text[]): Promise<boolean> => {
  for (const doubt of doubts) terminal.complain(doubt);
  const answer = await terminal.ask(text("Restore all the same? Type yes:", "仍要恢复？请输入 yes："));
  if (answer?.trim() === "yes") return true;
  terminal.complain(
    text("Nothing was changed. Without a terminal, coze restore needs --yes.", "未做任何更改。没有终端时，coze restore 需要 --yes。"),
  );
  return false;
};

export const restoreVerb: Verb = {
  name: "restore",
  words: "BACKUP [TARGET | COMPONENT]…",
  summary: text("put a backup back; says what would be lost and asks", "恢复备份；先说明会丢失什么并询问"),
  run: restore,
};
