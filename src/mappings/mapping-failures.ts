/** Why a rule could not be applied to a form, for whoever called and whoever wrote the rule. Pure. */
import { fieldsRead } from "../expressions/fields-read.js";
import { AppError, type LocalText } from "../kernel/errors.js";
import type { ParameterRule } from "./mapping.js";

export const MESSAGES = {
  absent: {
    en: "needs a value, and there is none.",
    zh: "需要一个值，但该值不存在。",
  },
  empty: {
    en: "it is empty: the workflow puts its own default in its place, if it has one",
    zh: "值为空：工作流如有默认值，将以默认值代替",
  },
  unconvertible: (from: string, to: string, items: string | undefined): LocalText => ({
    en: `has a value of type ${from}, which Coze does not take for ${to}${items === undefined ? "" : ` of ${items}`}.`,
    zh: `的值类型为 ${from}，Coze 不接受其作为 ${to}${items === undefined ? "" : `（元素为 ${items}）`}。`,
  }),
  failed: (what: LocalText, problem: LocalText): LocalText => ({
    en: `failed in ${what.en}: ${problem.en}.`,
    zh: `在${what.zh}中出错：${problem.zh}。`,
  }),
} as const;

/** @param problem a sentence without its subject, which is the rule. @returns AppError MAPPING_FAILED */
export const failedRule = (rule: ParameterRule, index: number, problem: LocalText): AppError => {
  const { en, zh } = originOf(rule);
  return new AppError("MAPPING_FAILED", {
    params: {
      problem: {
        en: `rule ${index + 1} (${rule.target}${en}) ${problem.en}`,
        zh: `第 ${index + 1} 条规则（${rule.target}${zh}）${problem.zh}`,
      },
    },
  });
};

const MAX_FIELDS = 5;

const originOf = ({ source, when }: ParameterRule): LocalText => {
  if (source.kind === "constant") return { en: "", zh: "" };
  const read = source.kind === "field" ? [source.pointer] : fieldsOf([source.expression, when]);
  if (read.length === 0) return { en: "", zh: "" };
  const names = read.slice(0, MAX_FIELDS).map((pointer) => (pointer === "" ? "the form" : pointer));
  return { en: `, from ${names.join(", ")}`, zh: `，读取 ${names.join("、").replace("the form", "整个表单")}` };
};

const fieldsOf = (expressions: readonly (string | undefined)[]): string[] => [
  ...new Set(expressions.flatMap((expression) => (expression === undefined ? [] : fieldsRead(expression).form))),
];
