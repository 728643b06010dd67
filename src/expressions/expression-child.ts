/**
 * A process that evaluates expressions, one call at a time; whoever started it ends it when a call takes too long. A process and not
 * a thread: one allocation beyond the heap ends the whole process it happens in. JSONata runs in a realm of its own there: it has no
 * `process`, no `require`, no timers, cannot make code out of text, and its clock stands still. Only text goes in and comes out.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createContext, runInContext } from "node:vm";
import { Worker } from "node:worker_threads";
import type { Expression } from "jsonata";
import type { LocalText } from "../kernel/errors.js";
import { problemOfCode } from "./expression-problems.js";
import { FORBIDDEN_FUNCTIONS } from "./forbidden-functions.js";

export interface ExpressionJob {
  readonly sources: readonly string[];
  /** JSON text of the context. */
  readonly context: string;
  /** Epoch milliseconds: what time it is for the expressions. */
  readonly now: number;
  /** Characters of all results together. */
  readonly maxResultLength: number;
}

/** One per source, in their order. `json`: JSON text; `null` = no value. */
export type ExpressionAnswer = { readonly json: string | null } | { readonly problem: LocalText };

/** Said once, before the first job. */
export const READY = "ready";

const MAX_CACHED = 500;
/** Levels of JSONata's own evaluation; a function that calls itself takes a handful per call. */
const MAX_STACK = 1_000;
const MAX_SEQUENCE = 100_000;
const MAX_DEPTH = 64;

type Compile = (source: string, options: { stack: number; sequence: number }) => Expression;

let now = 0;

/** A time without a zone is UTC, and not what the machine takes for its own. */
const withZone = (text: unknown): string => (/T[^Z+-]*$/.test(String(text)) ? `${text}Z` : String(text));

const standingClock = (realDate: DateConstructor): DateConstructor =>
  class extends realDate {
    constructor(time: number = now) {
      super(time);
    }
    static override now = () => now;
    static override parse = (text: string) => realDate.parse(withZone(text));
  } as unknown as DateConstructor;

const openRealm = () => {
  const realm = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
  const run = (code: string): unknown => runInContext(code, realm);
  realm.Date = standingClock(run("Date") as DateConstructor);
  realm.window = { btoa, atob };
  const source = readFileSync(createRequire(import.meta.url).resolve("jsonata"), "utf8");
  const compile = run(`(() => { const module = { exports: {} }, exports = module.exports; ${source}\nreturn module.exports; })()`);
  return { compile: compile as Compile, parse: run("JSON.parse") as typeof JSON.parse };
};

const { compile, parse } = openRealm();
const compiled = new Map<string, Expression>();

const compiledOf = (source: string): Expression => {
  const known = compiled.get(source);
  if (known) return known;
  const expression = compile(source, { stack: MAX_STACK, sequence: MAX_SEQUENCE });
  for (const name of FORBIDDEN_FUNCTIONS) expression.assign(name, undefined);
  const [oldest] = compiled.keys();
  if (compiled.size >= MAX_CACHED && oldest !== undefined) compiled.delete(oldest);
  compiled.set(source, expression);
  return expression;
};

const perform = async (job: ExpressionJob): Promise<void> => {
  now = job.now;
  let room = job.maxResultLength;
  for (const source of job.sources) {
    const answer = await evaluated(source, job.context, room);
    if ("json" in answer) room -= answer.json?.length ?? 0;
    await say(answer);
  }
};

/** What a pipe takes at once is on its way before the next expression holds everything up; more needs a turn of the loop. */
const PIPE_TAKES = 8_000;

const say = async (answer: ExpressionAnswer): Promise<void> => {
  const large = "json" in answer && (answer.json?.length ?? 0) > PIPE_TAKES;
  await new Promise<void>((resolve) => {
    process.send?.(answer, () => resolve());
    if (!large) resolve();
  });
};

/** Each reads a context of its own: what one does to it is gone with it. */
const evaluated = async (source: string, context: string, room: number): Promise<ExpressionAnswer> => {
  try {
    const value: unknown = await compiledOf(source).evaluate(parse(context));
    if (value === undefined) return { json: null };
    const json = JSON.stringify(plain(value, 0));
    return json.length > room ? { problem: TOO_LARGE } : { json };
  } catch (error) {
    return { problem: isText(error) ? error : problemOfCode(error) };
  }
};

const isText = (error: unknown): error is LocalText => typeof (error as LocalText | undefined)?.zh === "string";

const TOO_LARGE: LocalText = { en: "the result is too large", zh: "结果过大" };
const TOO_DEEP: LocalText = { en: `the result is nested deeper than ${MAX_DEPTH} levels`, zh: `结果嵌套超过 ${MAX_DEPTH} 层` };
const NO_JSON: LocalText = { en: "the result contains a function", zh: "结果中含有函数" };
const NO_TEXT: LocalText = { en: "the result contains NUL or half of a character", zh: "结果含有 NUL 或不完整的字符" };
const NO_NUMBER: LocalText = { en: "the result contains a number that JSON cannot write", zh: "结果含有 JSON 无法表示的数字" };

/** The value as JSON would have it, without what JSONata hangs on it. @throws LocalText */
const plain = (value: unknown, depth: number): unknown => {
  if (typeof value === "string") return plainText(value);
  if (typeof value === "number" && !Number.isFinite(value)) throw NO_NUMBER;
  if (typeof value === "function") throw NO_JSON;
  if (typeof value !== "object" || value === null) return value;
  if (depth >= MAX_DEPTH) throw TOO_DEEP;
  if (Array.isArray(value)) return Array.from(value, (entry: unknown) => plain(entry ?? null, depth + 1));
  if (Object.hasOwn(value, "_jsonata_lambda") || Object.hasOwn(value, "_jsonata_function")) throw NO_JSON;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(entries.map(([key, entry]) => [plainText(key), plain(entry, depth + 1)]));
};

/** Forms and constants refuse the same. */
const plainText = (text: string): string => {
  if (/\0|\p{Surrogate}/u.test(text)) throw NO_TEXT;
  return text;
};

/** A loop does not hear that whoever started this process is gone: a thread beside it looks. */
const ORPHAN_WATCH = `setInterval(() => process.ppid === ${process.ppid} || process.kill(process.pid, "SIGKILL"), 1000)`;

if (process.send) {
  new Worker(ORPHAN_WATCH, { eval: true }).unref();
  process.on("disconnect", () => process.exit());
  process.on("message", (job: ExpressionJob) => void perform(job));
  process.send(READY);
}
