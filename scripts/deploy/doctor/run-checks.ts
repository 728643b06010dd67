/** Runs checks side by side, each with an end: whatever a check does not say within its time, or throws, is a finding as well. */
import { setTimeout as sleep } from "node:timers/promises";
import { failureText } from "../contract/failure.js";
import type { Check, Finding } from "../contract/finding.js";
import type { Context } from "../contract/step.js";
import { type Text, text } from "../contract/text.js";

export interface RunOptions {
  /** Milliseconds that one check may take. */
  readonly limitMs: number;
  /** Checks at the same time: they mostly wait, but clients of databases and JVMs are processes. */
  readonly atOnce: number;
}

export interface CheckResult {
  readonly check: Check;
  readonly findings: readonly Finding[];
  readonly tookMs: number;
}

/** In the order of the checks. */
export const runChecks = async (
  context: Context,
  checks: readonly Check[],
  { limitMs, atOnce }: RunOptions,
): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  const waiting = [...checks.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, check] = next;
      const startedAt = performance.now();
      const findings = await runOne(context, check, limitMs);
      results[index] = { check, findings, tookMs: performance.now() - startedAt };
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, atOnce) }, work));
  return results;
};

const runOne = async (context: Context, check: Check, limitMs: number): Promise<readonly Finding[]> => {
  const end = new AbortController();
  const overdue = sleep(limitMs, undefined, { signal: end.signal }).then(() => [broken(check, tooLong(limitMs))]);
  overdue.catch(() => undefined);
  try {
    const findings = await Promise.race([check.run(context), overdue]);
    return findings.length > 0 ? findings : [broken(check, text("it said nothing", "没有任何结论"))];
  } catch (error) {
    return [broken(check, failureText(error))];
  } finally {
    end.abort();
  }
};

const tooLong = (limitMs: number): Text => text(`no answer within ${limitMs / 1000} s`, `${limitMs / 1000} 秒内没有结论`);

/** What cannot be looked at is not fine. */
const broken = (check: Check, why: Text): Finding => ({
  id: check.id,
  severity: "error",
  what: text(`${check.title.en}: this could not be checked`, `${check.title.zh}：无法检查`),
  evidence: why.en,
  fix: text("See what the evidence says, then run coze doctor again", "按证据处理后再次运行 coze doctor"),
});

/** 0 = all fine, 1 = warnings, 2 = errors. */
export const exitCodeOf = (findings: readonly Finding[]): number =>
  findings.some(({ severity }) => severity === "error") ? 2 : findings.some(({ severity }) => severity === "warning") ? 1 : 0;
