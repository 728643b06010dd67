/**
 * Expressions of admins (JSONata) over frozen JSON: what may be written, and what evaluating gives. Pure; the work is done
 * in processes of their own (expression-processes.ts), so that no expression can hold up the server.
 */
import jsonata from "jsonata";
import type { LocalText } from "../kernel/errors.js";
import type { JsonValue } from "../kernel/json.js";
import { problemOfCode } from "./expression-problems.js";
import { FORBIDDEN_FUNCTIONS } from "./forbidden-functions.js";

/** Names an expression may read: nothing else exists. */
export interface ExpressionContext {
  readonly [name: string]: JsonValue;
}

export type ExpressionResult =
  /** `undefined` = it has no value, such as a field that is absent. Shares nothing with anybody. */
  | { readonly ok: true; readonly value: JsonValue | undefined }
  /** `unreached`: another expression of the same call used up time or memory before its turn. */
  | { readonly ok: false; readonly problem: LocalText; readonly unreached?: true };

export interface Expressions {
  /** `undefined` = fine. Evaluates nothing. */
  check(source: string): LocalText | undefined;
  /**
   * A result per source, in their order; all share one bound of time and memory. `now` of the context (RFC 3339), if there is one,
   * is what `$now()` and `$millis()` say: the same sources and context give the same bytes.
   * @throws AppError EXPRESSIONS_BUSY when all processes have work and the line is full or too slow, SHUTTING_DOWN. Never for what an expression does.
   */
  evaluate(sources: readonly string[], context: ExpressionContext): Promise<readonly ExpressionResult[]>;
  close(): Promise<void>;
}

/** The bounds keep parsing, which is done here and takes time by the square, within milliseconds. */
export const MAX_EXPRESSION_LENGTH = 2_000;
/** Of paths, all together: `.` and the signs that look back or aside. */
const MAX_STEPS = 300;
/** Nested parts of an expression. */
const MAX_NESTING = 200;

/** @returns what is wrong with it, with the place; `undefined` = nothing. */
export const checkExpression = (source: string): LocalText | undefined => {
  if (source.trim() === "") return { en: "the expression is empty", zh: "表达式为空" };
  if (source.length > MAX_EXPRESSION_LENGTH) {
    return { en: `the expression is longer than ${MAX_EXPRESSION_LENGTH} characters`, zh: `表达式超过 ${MAX_EXPRESSION_LENGTH} 个字符` };
  }
  if ((source.match(/[.%@#^]/g)?.length ?? 0) > MAX_STEPS) {
    return { en: `the expression has more than ${MAX_STEPS} steps`, zh: `表达式超过 ${MAX_STEPS} 步` };
  }
  try {
    return checkTree(jsonata(source).ast());
  } catch (error) {
    return problemOfCode(error);
  }
};

const checkTree = (root: unknown): LocalText | undefined => {
  const open: { node: object; depth: number }[] = [{ node: root as object, depth: 0 }];
  const seen = new Set<object>();
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, depth } = next;
    if (seen.has(node)) continue;
    seen.add(node);
    if (depth > MAX_NESTING * LEVELS_PER_PART) {
      return { en: `the expression is nested deeper than ${MAX_NESTING} levels`, zh: `表达式嵌套超过 ${MAX_NESTING} 层` };
    }
    const name = forbiddenName(node);
    if (name) return { en: `the function $${name} is not available`, zh: `不能使用函数 $${name}` };
    for (const child of Object.values(node)) {
      if (typeof child === "object" && child !== null && !(child instanceof RegExp)) open.push({ node: child, depth: depth + 1 });
    }
  }
  return undefined;
};

/** A part holds its parts in lists. */
const LEVELS_PER_PART = 2;

const forbiddenName = (node: object): string | undefined => {
  const { type, value } = node as { type?: unknown; value?: unknown };
  return type === "variable" ? FORBIDDEN_FUNCTIONS.find((name) => name === value) : undefined;
};
