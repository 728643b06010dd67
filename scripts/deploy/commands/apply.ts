/** Puts into service what is placed here. */

import { text } from "../contract/text.js";
import { siteFiles } from "../site/site-files.js";
import { exists } from "../system/files.js";
import { carryOut } from "./carry-out.js";
import { chosenSteps } from "./chosen-steps.js";
import { writeConfiguration } from "./init.js";
import { openSite, requireRights } from "./open-site.js";
import { plan } from "./plan.js";
import type { Call, Verb } from "./verb.js";

const apply = async (call: Call): Promise<number> => {
  requireRights(call);
  if (call.flags.dryRun) return plan(call);
  if (!(await hasConfiguration(call))) return writeConfiguration(call);
  const open = await openSite(call);
  if (open === undefined) return 1;
  return carryOut(call, open.context, chosenSteps(open, call.words));
};

const hasConfiguration = ({ flags }: Call): Promise<boolean> => exists(siteFiles(flags.root, flags.config).site);

export const applyVerb: Verb = {
  name: "apply",
  words: "[TARGET | COMPONENT | STEP]…",
  summary: text("install, configure and start; can be run again at any time", "安装、配置并启动；随时可以重复运行"),
  run: apply,
};
