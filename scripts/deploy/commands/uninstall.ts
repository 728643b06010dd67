/** Takes components out of service: `uninstall` keeps every data, `purge` deletes it. */

import type { Step } from "../contract/step.js";
import { text } from "../contract/text.js";
import { inOrder, selected } from "../steps/order.js";
import { planOf } from "../steps/plan.js";
import { type Removal, removalSteps } from "../steps/removal.js";
import { carryOut } from "./carry-out.js";
import { type OpenSite, openSite, requireRights } from "./open-site.js";
import { planJson, planSummary, showPlan } from "./show-plan.js";
import type { Call, Verb } from "./verb.js";

/** The components that the words mean, without what they need: that may serve others. No words: all of this machine. */
export const removalOf = ({ site, components }: OpenSite, words: readonly string[]): Removal => {
  const here = inOrder(site, components).filter(({ name }) => site.isHere(name));
  const named = new Set(words.length === 0 ? here : words.flatMap((word) => meantAlone({ site, components, here, word })));
  return { site, going: here.filter((component) => named.has(component)), staying: here.filter((component) => !named.has(component)) };
};

interface Meaning {
  readonly site: OpenSite["site"];
  readonly components: Removal["going"];
  readonly here: Removal["going"];
  readonly word: string;
}

const meantAlone = ({ site, components, here, word }: Meaning): Removal["going"] => {
  const ofTarget = here.filter(({ target }) => target === word);
  return ofTarget.length > 0 ? ofTarget : selected({ site, components, words: [word] });
};

/** Shows with `--dry-run`, else removes. */
export const remove = async (call: Call, { context }: OpenSite, steps: readonly Step[]): Promise<number> => {
  if (!call.flags.dryRun) return carryOut(call, context, steps);
  const planned = await planOf(context, steps);
  showPlan(call.terminal, planned);
  call.terminal.say(planSummary(planned));
  call.terminal.result({ verb: call.verb, exitCode: 0, steps: planJson(planned) });
  return 0;
};

const uninstall = async (call: Call): Promise<number> => {
  requireRights(call);
  const open = await openSite(call);
  if (open === undefined) return 1;
  const exitCode = await remove(call, open, removalSteps(removalOf(open, call.words)));
  const { data, etc, backups } = open.site.paths;
  if (exitCode === 0)
    call.terminal.say(
      text(
        `Kept: data in ${data}, configuration and secrets in ${etc}, backups in ${backups}. "coze apply" puts everything back; "coze purge" deletes data.`,
        `保留：${data} 中的数据、${etc} 中的配置与密钥、${backups} 中的备份。“coze apply”可恢复运行；“coze purge”会删除数据。`,
      ),
    );
  return exitCode;
};

export const uninstallVerb: Verb = {
  name: "uninstall",
  words: "[TARGET | COMPONENT]…",
  summary: text(
    "stop and remove units, rendered files and releases; data, secrets and backups stay",
    "停止并删除单元、生成的文件与版本；保留数据、密钥与备份",
  ),
  run: uninstall,
};
