/** `uninstall`, and the data with it. Backups stay: they are what undoes a purge. */
import { text } from "../contract/text.js";
import { purgeSteps } from "../steps/removal.js";
import { openSite, requireRights } from "./open-site.js";
import { removalOf, remove } from "./uninstall.js";
import type { Call, Verb } from "./verb.js";

const FLAG = "yes-delete-all-data";

const purge = async (call: Call): Promise<number> => {
  requireRights(call);
  const open = await openSite(call);
  if (open === undefined) return 1;
  const removal = removalOf(open, call.words);
  const names = removal.going.map(({ name }) => name).join(" ");
  if (!call.flags.dryRun && !(await isConfirmed(call, open.site.here, names))) return 1;
  const exitCode = await remove(call, open, purgeSteps(removal));
  const { backups } = open.site.paths;
  if (exitCode === 0)
    call.terminal.say(text(`Kept: backups in ${backups}. Delete them yourself.`, `保留：${backups} 中的备份，请自行删除。`));
  return exitCode;
};

/** `--yes` does not count: what cannot be undone is typed out. */
const isConfirmed = async ({ own, terminal }: Call, host: string, names: string): Promise<boolean> => {
  if (own[FLAG] === true) return true;
  const answer = await terminal.ask(
    text(
      `This deletes all data of: ${names}. Type the name of this machine (${host}) to go on:`,
      `这将删除以下组件的全部数据：${names}。请输入本机名称（${host}）以继续：`,
    ),
  );
  if (answer?.trim() === host) return true;
  terminal.complain(
    text(`Nothing was deleted. Without a terminal, coze purge needs --${FLAG}.`, `未删除任何内容。没有终端时，coze purge 需要 --${FLAG}。`),
  );
  return false;
};

export const purgeVerb: Verb = {
  name: "purge",
  words: "[TARGET | COMPONENT]…",
  summary: text(
    "uninstall and delete all data, secrets and users; asks first; backups stay",
    "卸载并删除全部数据、密钥与用户；先询问；保留备份",
  ),
  options: { [FLAG]: { type: "boolean", meaning: text("the answer to its question, for scripts", "对确认问题的回答，供脚本使用") } },
  run: purge,
};
