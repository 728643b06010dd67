/** How tried cases stand: read from their invocations, so that nothing has to watch them, and asked for at the gate. */
import { type RequestContext, requirePrincipal } from "../auth/request-context.js";
import type { Invocation, InvocationPayload } from "../invocations/invocation.js";
import type { InvocationService } from "../invocations/invocation.service.js";
import type { Clock } from "../kernel/clock.js";
import { AppError, type LocalText, messageOf } from "../kernel/errors.js";
import type { PublishGate } from "../mappings/publish-gate.js";
import { misfits } from "./expectations.js";
import { type GoldenRun, type GoldenTrial, type Verdict, verdictOfAll } from "./golden.js";
import type { GoldenStore } from "./golden.store.js";

export interface JudgedTrial {
  readonly trial: GoldenTrial;
  readonly verdict: Verdict;
  readonly problems: readonly LocalText[];
  readonly invocation: Invocation | null;
}

interface JudgeDeps {
  readonly invocations: Pick<InvocationService, "getMany" | "payloads">;
  readonly clock: Clock;
}

/** A run whose process died while it began its calls. */
const BEGIN_WITHIN_MS = 60_000;
const NOT_BEGUN: LocalText = { en: "it was not begun: run the cases again", zh: "未能开始，请重新运行用例" };
const GONE: LocalText = { en: "its invocation is no longer there, or may not be seen", zh: "其调用已不存在或无权查看" };

/** One list per run, in order; two reads for all. */
export const judgeTrials = async (deps: JudgeDeps, ctx: RequestContext, runs: readonly GoldenRun[]): Promise<JudgedTrial[][]> => {
  const ids = [...new Set(runs.flatMap(({ trials }) => trials.flatMap(({ invocationId }) => invocationId ?? [])))];
  const found = (await deps.invocations.getMany(ctx, ids)).filter((invocation) => invocation !== null);
  const payloads = await deps.invocations.payloads(ctx, found);
  const byId = new Map(found.map((invocation, index) => [invocation.id, { invocation, payload: payloads[index] ?? null }]));
  const now = deps.clock.now();
  return runs.map(({ trials, createdAt }) =>
    trials.map((trial) => judge(trial, trial.invocationId === null ? undefined : byId.get(trial.invocationId), now - createdAt)),
  );
};

interface Known {
  readonly invocation: Invocation;
  readonly payload: InvocationPayload | null;
}

const judge = (trial: GoldenTrial, known: Known | undefined, ageMs: number): JudgedTrial => {
  const failed = (...problems: LocalText[]): JudgedTrial => ({ trial, verdict: "FAILED", problems, invocation: known?.invocation ?? null });
  if (trial.refusal) return failed(trial.refusal);
  if (trial.invocationId === null)
    return ageMs > BEGIN_WITHIN_MS ? failed(NOT_BEGUN) : { trial, verdict: "RUNNING", problems: [], invocation: null };
  if (!known) return failed(GONE);
  const { invocation, payload } = known;
  switch (invocation.status) {
    case "SUCCEEDED": {
      const problems = misfits(trial.expectations, payload?.output ?? null);
      return { trial, verdict: problems.length > 0 ? "FAILED" : "PASSED", problems, invocation };
    }
    case "WAITING":
      return failed({ en: "it waits for an answer: cases cannot answer questions", zh: "正在等待回答：用例无法回答问题" });
    case "FAILED":
    case "CANCELLED":
    case "EXPIRED":
      return failed(endOf(invocation));
    default:
      return { trial, verdict: "RUNNING", problems: [], invocation };
  }
};

const endOf = ({ status, failure }: Invocation): LocalText =>
  failure
    ? { en: messageOf(failure.code, failure.params, "en"), zh: messageOf(failure.code, failure.params, "zh") }
    : { en: `it ended as ${status}`, zh: `以 ${status} 结束` };

/** Every case as it is now has to have passed on the draft and the form as they are now. An ability without cases is let through. */
export const createGoldenGate = (store: GoldenStore, late: () => JudgeDeps): PublishGate => ({
  async judge(ctx, { mapping, ability }) {
    const cases = await store.casesOf(ability.id);
    if (cases.length === 0) return;
    const { tenant } = requirePrincipal(ctx);
    const [run] = await store.runsOf({ tenant, abilityId: ability.id, mappingId: mapping.id, limit: 1 });
    const refuse = (en: string, zh: string) => new AppError("GOLDEN_CASES_NOT_PASSED", { params: { problem: { en, zh } } });
    if (!run || run.mappingRevision !== mapping.revision)
      throw refuse("they were not run on this draft as it is now.", "尚未在当前草稿上运行。");
    const missing = cases.find(({ id, revision }) => !run.trials.some((trial) => trial.caseId === id && trial.caseRevision === revision));
    if (missing) throw refuse(`${missing.name} was added or changed since.`, `${missing.name} 在运行后被新增或修改。`);
    const [judged = []] = await judgeTrials(late(), ctx, [run]);
    if (judged.some(({ invocation }) => invocation && invocation.formRevision !== ability.form.revision))
      throw refuse("the form has changed since: run them again.", "运行后表单已更改，请重新运行。");
    const verdict = verdictOfAll(judged.map((one) => one.verdict));
    if (verdict === "RUNNING") throw refuse("they are still running.", "仍在运行。");
    const failed = judged.filter((one) => one.verdict === "FAILED").map(({ trial }) => trial.name);
    if (failed.length > 0) throw refuse(`these failed: ${failed.join(", ")}.`, `以下用例未通过：${failed.join("、")}。`);
  },
});
