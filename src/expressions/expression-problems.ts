/** What JSONata found wrong, in sentences for admins. Pure. Places are characters of the expression, counted from 1. */
import type { LocalText } from "../kernel/errors.js";

/** Shown of an error: it may quote values of the form. */
const MAX_QUOTED = 200;

/** @param error what JSONata threw: an object with `code`, `message` and mostly `position`. Anything else is named by its message. */
export const problemOfCode = (error: unknown): LocalText => {
  const { code, position, message } = (error ?? {}) as { code?: unknown; position?: unknown; message?: unknown };
  const at = typeof position === "number" ? position : undefined;
  const said = clip(typeof message === "string" ? message : "");
  const known = CHINESE.find(([prefix]) => typeof code === "string" && code.startsWith(prefix))?.[1] ?? "表达式求值失败";
  const en = said || "the evaluation failed";
  return {
    en: at === undefined ? en : `at character ${at}: ${en}`,
    zh: `${at === undefined ? "" : `第 ${at} 个字符处：`}${known}${said && `（${said}）`}`,
  };
};

const clip = (text: string): string => (text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text);

/** By the beginning of JSONata's code; the first that fits. */
const CHINESE: readonly (readonly [prefix: string, zh: string])[] = [
  ["S0101", "字符串缺少结束引号"],
  ["S0102", "数字超出范围"],
  ["S0103", "不支持的转义序列"],
  ["S0104", "\\u 后须为 4 位十六进制数字"],
  ["S0105", "反引号未闭合"],
  ["S0106", "注释未闭合"],
  ["S0202", "此处应为其他符号"],
  ["S0203", "表达式提前结束，缺少符号"],
  ["S0207", "表达式提前结束"],
  ["S0301", "不允许空的正则表达式"],
  ["S0302", "正则表达式缺少结尾的 /"],
  ["S", "语法错误"],
  ["T0410", "函数参数类型不符"],
  ["T0411", "上下文值与函数参数类型不符"],
  ["T0412", "函数参数须为指定类型的数组"],
  ["T1005", "调用的不是函数"],
  ["T1006", "调用的不是函数"],
  ["T2001", "运算符左侧须为数字"],
  ["T2002", "运算符右侧须为数字"],
  ["T", "值的类型不符"],
  ["D1001", "数字超出范围"],
  ["D1011", "递归过深，请检查是否无法终止"],
  ["D2014", "区间过大"],
  ["D2015", "序列过长"],
  ["D3030", "无法转换为数字"],
  ["D3137", "表达式报告的错误"],
  ["D3141", "断言不成立"],
];
