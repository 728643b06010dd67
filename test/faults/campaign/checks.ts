/** The promises that must hold whatever was killed: compares what callers, followers, the bus and the engine saw with the log. */
import { mayHaveRun } from "../../../src/invocations/idempotency.js";
import type { ErrorCode } from "../../../src/kernel/error-codes.js";
import { type Evidence, FINAL, type FollowerRecord } from "./evidence.js";
import type { LogEvent, LogRow } from "./log-reader.js";
import type { CallPlan } from "./plan.js";
import { byNonce, checkRuns } from "./run-checks.js";
import type { Stage } from "./stage.js";

export interface Findings {
  readonly evidence: Evidence;
  readonly rows: ReadonlyMap<string, LogRow>;
  readonly events: ReadonlyMap<string, readonly LogEvent[]>;
}

export const checkAll = (findings: Findings, stage: Stage): void => {
  checkAccepted(findings);
  for (const row of findings.rows.values()) checkRow(findings, row);
  checkTold(findings);
  checkKeys(findings);
  checkRuns(findings, stage);
  for (const follower of findings.evidence.followers) checkFollower(findings, follower);
  checkPublished(findings);
};

const checkAccepted = ({ evidence, rows }: Findings): void => {
  for (const id of evidence.acceptedIds) if (!rows.has(id)) evidence.violate("what was accepted is in the database", "no such row", id);
};

const checkRow = ({ evidence, events }: Findings, row: LogRow): void => {
  const log = events.get(row.id) ?? [];
  const fail = (invariant: string, detail: string) => evidence.violate(invariant, detail, row.id);
  const hole = log.findIndex(({ sequence }, index) => sequence !== index + 1);
  if (hole !== -1) fail("the log is 1..n without hole", `event ${log[hole]?.sequence} stands where ${hole + 1} belongs`);
  if (row.lastSeq !== log.length) fail("the row knows its newest event", `last_seq ${row.lastSeq} of ${log.length} events`);
  if (log[0]?.digest !== "state ->QUEUED") fail("the log begins with QUEUED", log[0]?.digest ?? "no events");
  checkAttempts(row, log, fail);
  if (FINAL.has(row.status)) checkEnd(row, log, fail);
  else fail("every accepted invocation ends", `${row.status}, worker ${row.workerId}, attempt ${row.attempt}`);
};

type Fail = (invariant: string, detail: string) => void;

/** Whoever takes a row counts on; whoever held it before may write no more. */
const checkAttempts = (row: LogRow, log: readonly LogEvent[], fail: Fail): void => {
  let current = 0;
  for (const { sequence, digest, attempt } of log) {
    if (attempt === undefined) continue;
    if (digest === "state QUEUED>RUNNING") current++;
    if (attempt !== current) fail("attempts are counted one by one", `event ${sequence} is of attempt ${attempt} in attempt ${current}`);
  }
  if (row.attempt !== current) fail("the row knows its attempts", `${row.attempt} of ${current}`);
};

const checkEnd = (row: LogRow, log: readonly LogEvent[], fail: Fail): void => {
  const ends = log.filter(({ digest }) => digest.startsWith("finished "));
  if (ends.length !== 1 || log.at(-1) !== ends[0]) fail("one end, and it is the last event", ends.map(({ sequence }) => sequence).join());
  if (ends[0]?.digest !== `finished ${row.status}`) fail("row and last event say the same", `${row.status}: ${ends[0]?.digest}`);
  if (row.finishedAt === null) fail("what has ended has an end time", row.status);
  if ((row.status === "SUCCEEDED") !== (row.output !== undefined)) fail("an output exactly when it succeeded", row.status);
  if ((row.status === "SUCCEEDED") === (row.failureCode !== null) && row.status !== "CANCELLED")
    fail("a failure exactly when it did not succeed", `${row.status} ${row.failureCode}`);
  if (row.status === "CANCELLED" && !TRUE_CANCELS.has(row.cancelOutcome ?? "")) fail("a cancel says what it did", `${row.cancelOutcome}`);
  if (row.failureCode === "INTERNAL") fail("no internal errors", "ended as INTERNAL");
};

/** REQUESTED is what was asked, not what became of it. */
const TRUE_CANCELS: ReadonlySet<string> = new Set(["STOPPED_BY_ENGINE", "DETACHED", "NOT_STARTED"]);

const checkTold = ({ evidence, rows }: Findings): void => {
  for (const [id, statuses] of evidence.told) {
    const status = rows.get(id)?.status;
    for (const told of statuses)
      if (told !== status) evidence.violate("final is final", `somebody was told ${told}, the row says ${status}`, id);
  }
};

const checkKeys = ({ evidence, rows }: Findings): void => {
  const groups = byNonce(rows.values());
  for (const { plan, accepted, refusals } of evidence.calls) {
    // A failed run gives its key back, so a repeat may begin another one; anything else keeps it.
    const keeping = (groups.get(plan.nonce) ?? []).filter(
      ({ retryOf, status, failureCode }) => retryOf === null && !(status === "FAILED" && !mayHaveRun(failureCode as ErrorCode)),
    );
    if (keeping.length > 1)
      evidence.violate("one key, one invocation", keeping.map(({ id, status }) => `${id} ${status}`).join(), accepted[0]?.id);
    if (refusals.includes("IDEMPOTENCY_CONFLICT")) evidence.violate("the same key and input never conflict", plan.nonce, accepted[0]?.id);
    for (const answer of accepted) checkAnswer({ evidence, rows }, plan, answer);
  }
};

const checkAnswer = ({ evidence, rows }: Pick<Findings, "evidence" | "rows">, plan: CallPlan, answer: { id: string; output: unknown }) => {
  const row = rows.get(answer.id);
  if (!row) return;
  if (row.nonce !== plan.nonce) evidence.violate("an answer names the caller's own invocation", `${row.nonce} for ${plan.nonce}`, row.id);
  if (answer.output !== null && answer.output !== undefined && JSON.stringify(answer.output) !== JSON.stringify(row.output))
    evidence.violate("an answer shows the output in the database", JSON.stringify(answer.output).slice(0, 300), row.id);
};

const checkFollower = ({ evidence, rows, events }: Findings, follower: FollowerRecord): void => {
  const { invocationId: id } = follower;
  const log = events.get(id) ?? [];
  const fail = (invariant: string, detail: string) => evidence.violate(invariant, `${detail} (${follower.connections} connections)`, id);
  for (const { sequence, digest } of follower.events) {
    const stands = log[sequence - 1]?.digest;
    if (stands !== digest) fail("a follower saw what is in the log", `event ${sequence}: saw ${digest}, the log has ${stands}`);
  }
  if (!FINAL.has(rows.get(id)?.status ?? "")) return;
  if (!follower.completed) {
    fail("a follower comes to the end", follower.gaveUp ?? `has seen ${follower.events.length} of ${log.length} and waits`);
    return;
  }
  const seenUpTo = follower.events.at(-1)?.sequence ?? follower.snapshotAt ?? 0;
  if (seenUpTo !== log.length) fail("a follower sees every event", `completed behind ${seenUpTo} of ${log.length}`);
};

const checkPublished = ({ evidence, events }: Findings): void => {
  for (const [id, published] of evidence.published) {
    for (const [sequence, digest] of published) {
      const stands = events.get(id)?.[sequence - 1]?.digest;
      if (stands !== digest)
        evidence.violate("nothing is published that is not in the log", `event ${sequence}: ${digest}, the log has ${stands}`, id);
    }
  }
};
