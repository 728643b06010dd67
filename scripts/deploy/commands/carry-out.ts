/** Steps carried out under the lock, with a line for each change: what `apply`, `uninstall` and `purge` have in common. */
import { Failure } from "../contract/failure.js";
import type { Context, Step } from "../contract/step.js";
import { text } from "../contract/text.js";
import { type Applied, applySteps, type Progress } from "../steps/apply.js";
import { lockHolder, withLock } from "../steps/lock.js";
import { hasWork, inState, type Planned, planOf } from "../steps/plan.js";
import { planJson, reasonOf, showPlan } from "./show-plan.js";
import type { Call, Terminal } from "./verb.js";

const WORTH_SAYING_MS = 1000;

/**
 * Looks first, without the lock: when there is nothing to do, nothing at all is written. A step that cannot be done stops
 * everything before the first change. Resolves to the exit code.
 */
export const carryOut = async (call: Call, context: Context, steps: readonly Step[]): Promise<number> => {
  const { terminal, verb } = call;
  const holder = await lockHolder(context.site);
  // Whoever works there changes what we would look at.
  if (holder) await withLock(context.site, verb, async () => undefined);
  const planned = await planOf(context, steps);
  if (inState(planned, "blocked").length > 0) return refuse(call, planned);
  const applied = hasWork(context, planned)
    ? await withLock(context.site, verb, () => applySteps(context, steps, progressOn(terminal, steps.length)))
    : alreadyDone(planned);
  return report(call, applied, steps.length);
};

const refuse = (call: Call, planned: readonly Planned[]): number => {
  const blocked = inState(planned, "blocked");
  showPlan(call.terminal, blocked);
  call.terminal.complain(
    text(
      `${blocked.length} steps cannot be done. Nothing has been changed; mend what is said above, then run the command again.`,
      `有 ${blocked.length} 个步骤无法执行。未做任何更改；请先解决上述问题，再重新运行。`,
    ),
  );
  call.terminal.result({ verb: call.verb, exitCode: 1, steps: planJson(blocked) });
  return 1;
};

const alreadyDone = (planned: readonly Planned[]): Applied => ({
  changed: [],
  unchanged: inState(planned, "done").length,
  left: inState(planned, "later", "manual"),
});

const progressOn = (terminal: Terminal, total: number): Progress => ({
  begins: (step, found, position) => {
    const reason = reasonOf(found);
    terminal.say(`[${position}/${total}] ${step.id}${reason ? `: ${terminal.of(reason)}` : ""}`);
  },
  ends: (step, tookMs) => {
    const seconds = (tookMs / 1000).toFixed(1);
    if (tookMs >= WORTH_SAYING_MS) terminal.say(text(`    done in ${seconds} s`, `    完成，用时 ${seconds} 秒`));
    if (terminal.json) terminal.complain(`${step.id} ${seconds} s`);
  },
});

const report = ({ verb, terminal }: Call, { changed, unchanged, left, failed }: Applied, total: number): number => {
  const exitCode = failed ? 1 : 0;
  if (failed) terminal.complain(failure(verb, failed.step, new Failure(failed.why)));
  if (left.length > 0) terminal.say(text("Left:", "尚待处理："));
  for (const { step, found } of left) terminal.say(`  ${step.id}: ${terminal.of(reasonOf(found) ?? step.title)}`);
  terminal.say(
    text(
      `${changed.length} changed, ${unchanged} were in place, ${left.length} left, of ${total}`,
      `已变更 ${changed.length}，原已就绪 ${unchanged}，尚待处理 ${left.length}，共 ${total}`,
    ),
  );
  terminal.result({
    verb,
    exitCode,
    changed: changed.map(({ id }) => id),
    unchanged,
    left: planJson(left),
    ...(failed ? { failed: { id: failed.step.id, title: failed.step.title, why: failed.why } } : {}),
  });
  return exitCode;
};

const failure = (verb: string, step: Step, { text: why }: Failure) =>
  text(
    `FAILED ${step.id} (${step.title.en}):\n${why.en}\nWhat was done before it stays; nothing after it was touched. When the cause is mended, run "coze ${verb}" again: it goes on from here.`,
    `失败 ${step.id}（${step.title.zh}）：\n${why.zh}\n此前完成的保持不变，其后的未被触及。解决原因后重新运行“coze ${verb}”，会从这里继续。`,
  );
