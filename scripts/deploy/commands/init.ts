/** Writes the two files of a site where there are none, and says what to edit. */
import { text } from "../contract/text.js";
import { initSite } from "../site/init-site.js";
import { requireRights } from "./open-site.js";
import type { Call, Verb } from "./verb.js";

/** The operator's turn: nothing is wrong, and nothing is done yet either. */
const LEFT_TO_YOU = 2;

/** Resolves to the exit code: 2 when there is something to edit now. */
export const writeConfiguration = async (call: Call): Promise<number> => {
  const { flags, terminal } = call;
  const { files, written, addedSecrets } = await initSite({
    components: call.components,
    root: flags.root,
    ...(flags.config === undefined ? {} : { config: flags.config }),
  });
  const exitCode = written.includes(files.site) ? LEFT_TO_YOU : 0;
  terminal.result({ verb: call.verb, exitCode, written, addedSecrets, files });
  for (const path of written) terminal.say(text(`written: ${path}`, `已写入：${path}`));
  for (const key of addedSecrets) terminal.say(text(`added to ${files.secrets}: ${key}`, `已添加到 ${files.secrets}：${key}`));
  if (written.length + addedSecrets.length === 0)
    terminal.say(text(`nothing to do: ${files.site} is there`, `无需操作：${files.site} 已存在`));
  if (exitCode === LEFT_TO_YOU) terminal.say(whatToEdit(files.site, files.secrets));
  return exitCode;
};

const whatToEdit = (site: string, secrets: string) =>
  text(
    `Now edit ${site}:
  1. SITE_HOSTS and …_PLACE: one machine, or which component runs on which;
  2. STUDIO_URL, LOOP_URL, GATEWAY_URL: the public addresses, three different host names;
  3. ARTIFACTS_DIR: the folder of the artefacts and their manifest.tsv;
  4. a model, if you want one from the start (MODEL_1_…).
Every secret has been made and stands in ${secrets} (root only): keep a copy in a safe place, and bring both files to every machine.
Then: coze plan, and coze apply.`,
    `请编辑 ${site}：
  1. SITE_HOSTS 与 …_PLACE：单机，或各组件分别放在哪台机器；
  2. STUDIO_URL、LOOP_URL、GATEWAY_URL：对外地址，需为三个不同的主机名；
  3. ARTIFACTS_DIR：制品及其 manifest.tsv 所在目录；
  4. 如需一开始就有模型，填写 MODEL_1_…。
所有密钥均已生成并保存在 ${secrets}（仅 root 可读）：请妥善备份，并把这两个文件带到每台机器。
然后运行：coze plan，再运行 coze apply。`,
  );

export const initVerb: Verb = {
  name: "init",
  summary: text("write site.env and secrets.env where there are none", "在没有配置时写入 site.env 与 secrets.env"),
  run: async (call) => {
    requireRights(call);
    await writeConfiguration(call);
    return 0; // It was asked to write, and has.
  },
};
