/** What must hold between the log and the engine: what was begun there, how often and when, and that its words came through. */
import type { Findings } from "./checks.js";
import type { BegunRun } from "./engine-recorder.js";
import type { Evidence } from "./evidence.js";
import type { LogEvent, LogRow } from "./log-reader.js";
import type { CallPlan } from "./plan.js";
import type { Stage } from "./stage.js";

export const checkRuns = (findings: Findings, { recorder }: Stage): void => {
  const groups = byNonce(findings.rows.values());
  const begun = new Map<string, BegunRun[]>();
  for (const run of recorder.begun) begun.set(run.nonce, [...(begun.get(run.nonce) ?? []), run]);
  for (const [nonce, runs] of begun) {
    const rows = groups.get(nonce) ?? [];
    if (rows.length > 0) checkBegun(findings, runs, rows);
    else findings.evidence.violate("nothing runs that is not in the database", `${nonce} was begun ${runs.length} times`);
  }
  for (const { plan } of findings.evidence.calls) for (const row of groups.get(plan.nonce) ?? []) checkOutput(findings, plan, row);
};

export const byNonce = (rows: Iterable<LogRow>): Map<string, LogRow[]> => {
  const groups = new Map<string, LogRow[]>();
  for (const row of rows) groups.set(row.nonce, [...(groups.get(row.nonce) ?? []), row]);
  return groups;
};

/** A run may arrive so much later than the end of its invocation was written: both were under way at once. Milliseconds. */
const CROSSING_MS = 1_500;

const checkBegun = ({ evidence }: Findings, runs: readonly BegunRun[], rows: readonly LogRow[]): void => {
  const [first] = rows;
  const fail = (invariant: string, detail: string) =>
    evidence.violate(
      invariant,
      `${detail}: ${runs.map(({ at, outcome, status }) => `${timeOf(at)} ${outcome} ${status}`).join("; ")}`,
      first?.id,
    );
  const possible = runs.filter(({ outcome }) => outcome === "possible").length;
  if (first?.sideEffects === "SIDE_EFFECTING" && possible > rows.length)
    fail("side effects never happen twice", `${possible} runs of ${rows.length} invocations`);
  const attempts = rows.reduce((sum, { attempt }) => sum + attempt, 0);
  if (runs.length > attempts) fail("an attempt asks the engine once", `${runs.length} runs of ${attempts} attempts`);
  const endedAt = Math.max(...rows.map(({ finishedAt }) => finishedAt ?? Number.POSITIVE_INFINITY));
  const late = runs.filter(({ at }) => at > endedAt + CROSSING_MS && !wasOnItsWay(evidence, endedAt, at));
  if (late.length > 0) fail("nothing begins behind its end", `${late.length} runs behind ${timeOf(endedAt)}`);
};

const timeOf = (epochMs: number): string => new Date(epochMs).toISOString();

/** The network to the engine may have kept it; what an earlier campaign did is not known. */
const wasOnItsWay = ({ startedAt, timeline }: Evidence, from: number, to: number): boolean =>
  to < startedAt ||
  timeline.some(
    (fault) =>
      /^(hold|hold-and-cut|slow) .*engine$/.test(fault.fault) && fault.from < to - startedAt && (fault.to ?? to) > from - startedAt,
  );

const checkOutput = ({ evidence, events }: Findings, plan: CallPlan, row: LogRow): void => {
  if (row.status !== "SUCCEEDED") return;
  const shown = JSON.stringify(row.output)?.slice(0, 300);
  if (!isRight(plan, row.output))
    evidence.violate("the output is the engine's", `${plan.work} ${JSON.stringify(plan.form)} gave ${shown}`, row.id);
  if (plan.work !== "long") return;
  const streamed = streamedIn(events.get(row.id) ?? []);
  if (!String(row.output).startsWith(streamed))
    evidence.violate("a stream is of one run", `${streamed.slice(0, 300)} led to ${shown}`, row.id);
};

/** Text of before a new beginning no longer counts. */
const streamedIn = (log: readonly LogEvent[]): string => {
  const begun = log.findLastIndex(({ digest }) => digest === "state QUEUED>RUNNING");
  return log
    .slice(begun)
    .map(({ text = "" }) => text)
    .join("");
};

/** Whether this can only be the result of that very call. */
const isRight = ({ work, nonce, form }: CallPlan, output: unknown): boolean => {
  const text = typeof output === "string" ? output : JSON.stringify(output);
  switch (work) {
    case "long":
      return text.split("段").length - 1 === form.pieces;
    case "slow":
    case "narrow":
      return text.includes(String(form.seconds));
    case "input":
      return text.includes("Brest") && text.includes("3");
    case "fails":
      return false;
    case "ask":
      return text.includes(nonce) && text.includes("Brest");
    case "askTwice":
    case "chatAsk":
      return text.includes("Brest");
    default:
      return text.includes(nonce);
  }
};
