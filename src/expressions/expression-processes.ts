/**
 * Expressions evaluated in processes of their own: a loop, a catastrophic regular expression or an allocation costs its process, which
 * is ended and replaced, and never the server. No process is started before the first expression is evaluated; one then stays.
 */
import { availableParallelism } from "node:os";
import { AppError, type LocalText } from "../kernel/errors.js";
import type { JsonValue } from "../kernel/json.js";
import type { ExpressionAnswer } from "./expression-child.js";
import type { ExpressionHost } from "./expression-host.js";
import { ExpressionPool, type PoolSettings } from "./expression-pool.js";
import { checkExpression, type ExpressionContext, type ExpressionResult, type Expressions } from "./expressions.js";

export interface ExpressionSettings extends PoolSettings {
  /** Time for all expressions of one call, from when a process has them. */
  readonly timeoutMs: number;
  /** Characters of JSON of what is read, and of all results of a call. */
  readonly maxContextLength: number;
  readonly maxResultLength: number;
}

export const EXPRESSION_SETTINGS: ExpressionSettings = {
  processes: Math.min(Math.max(availableParallelism() - 1, 1), 4),
  maxWaiting: 200,
  maxWaitMs: 5_000,
  memoryMb: 64,
  timeoutMs: 1_000,
  maxContextLength: 4_000_000,
  maxResultLength: 1_000_000,
};

export const createExpressions = (overrides: Partial<ExpressionSettings> = {}): Expressions => {
  const settings = { ...EXPRESSION_SETTINGS, ...overrides };
  const pool = new ExpressionPool(settings);
  let closed = false;
  return {
    check: checkExpression,
    async evaluate(sources, context) {
      if (sources.length === 0) return [];
      const text = JSON.stringify(context);
      if (text.length > settings.maxContextLength) return sources.map(() => ({ ok: false, problem: CONTEXT_TOO_LARGE }));
      const host = await pool.acquire();
      const results = await evaluateIn(host, settings, { sources, context: text, now: timeOf(context) });
      if (closed) throw new AppError("SHUTTING_DOWN");
      pool.release(host);
      return results;
    },
    async close() {
      closed = true;
      pool.close();
    },
  };
};

interface Work {
  readonly sources: readonly string[];
  readonly context: string;
  readonly now: number;
}

/** A process that is ended takes nothing with it but the answers it still owed; the first of them was its end. */
const evaluateIn = (host: ExpressionHost, settings: ExpressionSettings, work: Work): Promise<ExpressionResult[]> =>
  new Promise((resolve) => {
    const results: ExpressionResult[] = [];
    let problem = tooMuchMemory(settings);
    const timer = setTimeout(() => {
      problem = tooSlow(settings);
      host.kill();
    }, settings.timeoutMs);
    const gone = (): void => {
      clearTimeout(timer);
      resolve(work.sources.map((_, index) => results[index] ?? (index === results.length ? { ok: false, problem } : UNREACHED)));
    };
    const answer = (given: ExpressionAnswer): void => {
      results.push(resultOf(given));
      if (results.length < work.sources.length) return;
      clearTimeout(timer);
      resolve(results);
    };
    if (!host.begin({ ...work, maxResultLength: settings.maxResultLength }, { answer, gone })) gone();
  });

const resultOf = (answer: ExpressionAnswer): ExpressionResult => {
  if ("problem" in answer) return { ok: false, problem: answer.problem };
  return { ok: true, value: answer.json === null ? undefined : (JSON.parse(answer.json) as JsonValue) };
};

const timeOf = ({ now }: ExpressionContext): number => {
  const time = typeof now === "string" ? Date.parse(now) : Number.NaN;
  return Number.isNaN(time) ? 0 : time;
};

const tooSlow = ({ timeoutMs }: ExpressionSettings): LocalText => ({
  en: `it took longer than ${timeoutMs} ms`,
  zh: `耗时超过 ${timeoutMs} 毫秒`,
});

/** What else ends a process is rare, and looks the same from here. */
const tooMuchMemory = ({ memoryMb }: ExpressionSettings): LocalText => ({
  en: `its process ended: most likely it needed more than ${memoryMb} MB of memory`,
  zh: `其进程已终止：很可能占用内存超过 ${memoryMb} MB`,
});

const UNREACHED: ExpressionResult = {
  ok: false,
  problem: { en: "another expression used up the time or memory", zh: "其他表达式耗尽了时间或内存" },
  unreached: true,
};
const CONTEXT_TOO_LARGE: LocalText = { en: "the form is too large for expressions", zh: "表单过大，无法用于表达式" };
