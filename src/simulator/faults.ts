/**
 * Misbehaviour on demand: reads fault names into a plan for one call, and keeps the rules set over the control API.
 * Carrying a plan out is the business of `exchange.ts` and `stream-writer.ts`.
 */
import { createHash } from "node:crypto";
import { BindFailure } from "./failures.js";
import { isRecord } from "./wire-json.js";

/** The reserved parameter that names the faults of its own call: a string or a list of strings. */
export const FAULT_PARAMETER = "__fault";

/** What goes wrong with one call. Counts are events, times are milliseconds. */
export interface FaultPlan {
  /** A gateway's 502 page; nothing was accepted. */
  html502?: true;
  /** A gateway's 504 page, although the run was accepted and goes on. */
  html504?: true;
  /** HTTP 200 without a body; nothing was accepted. */
  empty200?: true;
  /** HTTP 429 with code 4013 this many times for the same body, then no longer. */
  rateLimitTimes?: number;
  refuseToken?: true;
  /** Before the call is even looked at. */
  slowHeadersMs?: number;
  cutAfter?: number;
  cutMidFrameAfter?: number;
  plainTextErrorAfter?: number;
  /** The stream ends cleanly but without its terminal event. */
  noTerminal?: true;
  ping?: true;
  /** Each frame comes in two halves with this pause between them. */
  slowChunksMs?: number;
  splitBytes?: true;
  /** The End node returns 5 MB. */
  huge?: true;
  unknownFields?: true;
  codeStrings?: true;
  /** The run stands still before this event, counted from 0, until it is released. */
  hangAfter?: number;
  /** Every event of the run takes this much longer. */
  slowRunMs?: number;
  /** The history does not know the run for this many questions. */
  notFoundTimes?: number;
  /** A cancel is answered as if it had been taken, and the chat goes on. */
  ignoreCancel?: true;
}

const PARSERS: Readonly<Record<string, (count: number | undefined) => FaultPlan>> = {
  html502: () => ({ html502: true }),
  html504: () => ({ html504: true }),
  empty200: () => ({ empty200: true }),
  "429": (count) => ({ rateLimitTimes: count ?? Number.POSITIVE_INFINITY }),
  "refuse-token": () => ({ refuseToken: true }),
  "slow-headers": (count) => ({ slowHeadersMs: count ?? 1000 }),
  cut: (count) => ({ cutAfter: count ?? 1 }),
  "cut-mid-frame": (count) => ({ cutMidFrameAfter: count ?? 1 }),
  "plain-text-error": (count) => ({ plainTextErrorAfter: count ?? 1 }),
  "no-terminal": () => ({ noTerminal: true }),
  ping: () => ({ ping: true }),
  "slow-chunks": (count) => ({ slowChunksMs: count ?? 50 }),
  "split-utf8": () => ({ splitBytes: true }),
  huge: () => ({ huge: true }),
  "unknown-json-fields": () => ({ unknownFields: true }),
  "code-string": () => ({ codeStrings: true }),
  hang: (count) => ({ hangAfter: count ?? 0 }),
  "slow-run": (count) => ({ slowRunMs: count ?? 1000 }),
  "not-found": (count) => ({ notFoundTimes: count ?? Number.POSITIVE_INFINITY }),
  "ignore-cancel": () => ({ ignoreCancel: true }),
};

export const FAULT_NAMES: readonly string[] = Object.keys(PARSERS);

/**
 * Reads names like `cut:3` into one plan.
 * @throws BindFailure naming the first fault that does not exist, so that a typing error is not mistaken for health.
 */
export function parseFaults(names: readonly string[]): FaultPlan {
  const plan: FaultPlan = {};
  for (const name of names) {
    const [, kind = "", count] = /^(.*?)(?::(\d+))?$/.exec(name) ?? [];
    const parse = Object.hasOwn(PARSERS, kind) ? PARSERS[kind] : undefined;
    if (parse === undefined) throw new BindFailure(`unknown fault ${JSON.stringify(name)}; known: ${FAULT_NAMES.join(", ")}`);
    Object.assign(plan, parse(count === undefined ? undefined : Number(count)));
  }
  return plan;
}

/** @returns the names in a fault value as people write them; nothing when it is neither a string nor a list of strings. */
export function faultNames(value: unknown): string[] | undefined {
  const list = Array.isArray(value) ? value : [value];
  return list.every((name) => typeof name === "string") ? list : undefined;
}

/** A rule of the control API: which calls, what goes wrong, and for how many of them. */
export interface FaultRule {
  readonly match?: { readonly workflow_id?: string; readonly path?: string };
  readonly fault: string | readonly string[];
  /** Default: every matching call until the rules are cleared. */
  readonly times?: number;
}

export interface FaultTarget {
  /** Without the query. */
  readonly path: string;
  readonly workflowId: string | undefined;
}

export interface Faults {
  /** @throws BindFailure when the rule names an unknown fault or is no rule at all. */
  add(rule: unknown): void;
  clear(): void;
  rules(): FaultRule[];
  /** The names that apply to this call; uses up one of `times` of each rule that matches. */
  take(target: FaultTarget): string[];
  /** Counts one more call of this text. */
  attempt(text: string): number;
}

const KEPT_ATTEMPTS = 1000;

export function createFaults(): Faults {
  let rules: { rule: FaultRule; names: string[]; left: number }[] = [];
  const attempts = new Map<string, number>();

  return {
    add: (value) => {
      const rule = readRule(value);
      const names = faultNames(rule.fault) ?? [];
      parseFaults(names);
      rules.push({ rule, names, left: rule.times ?? Number.POSITIVE_INFINITY });
    },
    clear: () => {
      rules = [];
      attempts.clear();
    },
    rules: () => rules.map(({ rule }) => rule),
    take: (target) => {
      const matching = rules.filter((entry) => matches(entry.rule, target));
      for (const entry of matching) entry.left -= 1;
      rules = rules.filter((entry) => entry.left > 0);
      return matching.flatMap((entry) => entry.names);
    },
    attempt: (text) => {
      const key = createHash("sha1").update(text).digest("base64");
      const count = (attempts.get(key) ?? 0) + 1;
      attempts.set(key, count);
      const oldest = attempts.size > KEPT_ATTEMPTS ? attempts.keys().next().value : undefined;
      if (oldest !== undefined) attempts.delete(oldest);
      return count;
    },
  };
}

function matches({ match }: FaultRule, target: FaultTarget): boolean {
  if (match?.workflow_id !== undefined && match.workflow_id !== target.workflowId) return false;
  return match?.path === undefined || match.path === target.path;
}

function readRule(value: unknown): FaultRule {
  if (!isRecord(value) || faultNames(value.fault) === undefined) throw new BindFailure('a rule needs "fault": a name or a list of names');
  const { match, times } = value;
  if (match !== undefined && !isRecord(match)) throw new BindFailure('"match" must be an object with workflow_id or path');
  if (times !== undefined && !(Number.isInteger(times) && Number(times) > 0)) throw new BindFailure('"times" must be a positive integer');
  return value as unknown as FaultRule;
}
