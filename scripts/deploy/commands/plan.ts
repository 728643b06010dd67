/** Looks at every step and changes nothing. */
import { machineArch } from "../artefacts/find-artefact.js";
import { missingArtefacts } from "../artefacts/missing.js";
import { text } from "../contract/text.js";
import { hasWork, inState, type Planned, planOf } from "../steps/plan.js";
import { chosenSteps } from "./chosen-steps.js";
import { type OpenSite, openSite } from "./open-site.js";
import { planJson, planSummary, showPlan } from "./show-plan.js";
import type { Call, Verb } from "./verb.js";

/** 0: nothing to do. 2: something. 1: something that keeps `apply` from its work. */
const exitCodeOf = ({ context }: OpenSite, planned: readonly Planned[]): number => {
  if (inState(planned, "blocked", "unknown").length > 0) return 1;
  return hasWork(context, planned) ? 2 : 0;
};

export const plan = async (call: Call): Promise<number> => {
  const open = await openSite(call);
  if (open === undefined) return 1;
  const { terminal, words } = call;
  const planned = await planOf(open.context, chosenSteps(open, words));
  const missing = await missingArtefacts(open.context, open.components);
  const exitCode = exitCodeOf(open, planned);
  showPlan(
    terminal,
    planned,
    words.some((word) => word.includes("/")),
  );
  for (const { name, version, source, files } of missing) {
    const file = files[machineArch()];
    terminal.say(text(`MISSING ${name} ${version}: ${source.en} (${file})`, `缺少 ${name} ${version}：${source.zh}（${file}）`));
  }
  terminal.say(planSummary(planned));
  terminal.result({ verb: call.verb, exitCode, problems: open.problems, missing, steps: planJson(planned) });
  return exitCode;
};

export const planVerb: Verb = {
  name: "plan",
  words: "[TARGET | COMPONENT | STEP]…",
  summary: text("show what apply would change; exit code 2 if anything", "显示 apply 会做的变更；有变更时退出码为 2"),
  run: plan,
};
