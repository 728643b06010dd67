/** `doctor`: looks at everything placed here, says what it saw and what mends it. Changes nothing. */
import { dirname } from "node:path";
import type { Finding } from "../contract/finding.js";
import type { Problem } from "../contract/site.js";
import { text } from "../contract/text.js";
import { checksOf } from "../doctor/doctor.js";
import { type CheckResult, exitCodeOf, runChecks } from "../doctor/run-checks.js";
import type { SiteFiles } from "../site/site-files.js";
import { selected } from "../steps/order.js";
import { openOrRefuse, type Refused } from "./open-site.js";
import type { Call, Terminal, Verb } from "./verb.js";

/** One call through Coze and one trace through Loop may each take a minute. */
const LIMIT_MS = 90_000;
const AT_ONCE = 6;

const doctor = async (call: Call): Promise<number> => {
  const open = await openOrRefuse(call);
  if (!("site" in open)) return refuse(call, open);
  const { words, own, terminal } = call;
  const components = words.length === 0 ? open.components : selected({ site: open.site, components: open.components, words });
  const checks = checksOf({ context: open.context, components, isWhole: words.length === 0 });
  const results = await runChecks(open.context, checks, { limitMs: LIMIT_MS, atOnce: AT_ONCE });
  const findings = results.flatMap((result) => result.findings);
  show(terminal, results, own.verbose === true);
  const exitCode = exitCodeOf(findings);
  terminal.result({ verb: call.verb, exitCode, host: open.site.here, findings });
  return exitCode;
};

/** Nothing can be looked at without a configuration: its problems, said already, are the findings. */
const refuse = ({ verb, terminal }: Call, { files, problems }: Refused): number => {
  const findings = problems.map((problem) => configurationFinding(files, problem));
  terminal.result({ verb, exitCode: 2, problems, findings });
  return 2;
};

const configurationFinding = ({ site }: SiteFiles, { keys, severity, what, fix }: Problem): Finding => ({
  id: ["configuration", ...(keys.length > 0 ? [keys.join("+")] : [])].join("/"),
  severity,
  what,
  evidence: dirname(site),
  fix: fix
    ? text(`cd ${dirname(site)} && ${fix.en}`, `cd ${dirname(site)} && ${fix.zh}`)
    : text(`Edit the files in ${dirname(site)} as said, then coze doctor`, `按说明修改 ${dirname(site)} 中的文件，再运行 coze doctor`),
});

/** What is fine is a number, unless it is asked for: at night one looks for the rest. */
const show = (terminal: Terminal, results: readonly CheckResult[], isVerbose: boolean): void => {
  const findings = results.flatMap((result) => result.findings);
  for (const severity of ["error", "warning", "ok"] as const) {
    if (severity === "ok" && !isVerbose) continue;
    for (const finding of findings.filter((found) => found.severity === severity)) showFinding(terminal, finding);
  }
  const count = (severity: Finding["severity"]): number => findings.filter((found) => found.severity === severity).length;
  terminal.say(
    text(
      `${count("error")} errors, ${count("warning")} warnings, ${count("ok")} fine${isVerbose ? "" : " (--verbose shows them)"}`,
      `${count("error")} 个错误，${count("warning")} 个警告，${count("ok")} 项正常${isVerbose ? "" : "（--verbose 可显示）"}`,
    ),
  );
};

const MARKS = { error: text("ERROR", "错误"), warning: text("warning", "警告"), ok: text("ok", "正常") };
const FIX = text("mend", "处理");

const showFinding = (terminal: Terminal, { id, severity, what, evidence, fix }: Finding): void => {
  terminal.say(`${terminal.of(MARKS[severity])}  ${terminal.of(what)}  [${id}]`);
  for (const line of evidence.split("\n")) terminal.say(`    ${line}`);
  if (fix) terminal.say(`    ${terminal.of(FIX)}: ${terminal.of(fix)}`);
};

export const doctorVerb: Verb = {
  name: "doctor",
  words: "[TARGET | COMPONENT]…",
  summary: text(
    "checks everything that is placed here and says what mends it; exit code 0 fine, 1 warnings, 2 errors",
    "检查本机的一切并给出处理办法；退出码 0 正常、1 警告、2 错误",
  ),
  options: { verbose: { type: "boolean", meaning: text("shows what is fine as well", "同时显示正常项") } },
  run: doctor,
};
