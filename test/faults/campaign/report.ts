/** A campaign's result for people: one table, and for each violation all it takes to look at it. */
import type { CampaignResult } from "./campaign.js";
import type { Findings } from "./checks.js";
import type { Violation } from "./evidence.js";
import type { Stage } from "./stage.js";

/** A violation with what every side knows of its invocation. */
export interface Found extends Violation {
  readonly row?: object;
  readonly events?: readonly string[];
  readonly runs?: readonly object[];
  readonly followers?: readonly object[];
  readonly call?: object;
  /** Lines of the gateways' logs that name it. */
  readonly lines?: readonly string[];
}

const MAX_LINES = 30;

export const describeViolation = (violation: Violation, { stage, evidence, rows, events }: Findings & { stage: Stage }): Found => {
  const { invocationId: id } = violation;
  if (id === undefined) return violation;
  const row = rows.get(id);
  const call = evidence.calls.find(({ plan, accepted }) => plan.nonce === row?.nonce || accepted.some((answer) => answer.id === id));
  return {
    ...violation,
    ...(row && { row }),
    events: (events.get(id) ?? []).map(({ sequence, digest }) => `${sequence} ${digest}`),
    runs: stage.recorder.begun.filter(({ nonce }) => nonce === row?.nonce),
    followers: evidence.followers.filter(({ invocationId }) => invocationId === id),
    ...(call && { call }),
    lines: stage.gateways
      .flatMap(({ unit }) =>
        unit
          .log()
          .split("\n")
          .filter((line) => line.includes(id))
          .map((line) => `${unit.name} ${line.slice(0, 700)}`),
      )
      .slice(0, MAX_LINES),
  };
};

export const tableOf = (result: CampaignResult): string => {
  const total = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
  const section = (title: string, counts: Readonly<Record<string, number>>): [string, string | number][] => [
    [`**${title}**`, total(counts)],
    ...Object.entries(counts).sort(([, a], [, b]) => b - a),
  ];
  const rows: [string, string | number][] = [
    ["seed", result.seed],
    ["minutes", result.minutes.toFixed(1)],
    ["calls", result.calls],
    ["requests sent", result.requests],
    ["runs begun at the engine", result.runsBegun],
    ["followers", result.followers],
    ["reconnects by cursor", result.reconnects],
    ["events published", result.eventsPublished],
    ["sets of repetitions", result.replays],
    ["repetitions in them", result.repetitions],
    ["webhooks received", result.webhooksReceived],
    ["runs lost by gateways that overslept", result.lostInSleep],
    ["longest wait in the queue with everything whole, s", Math.round((result.longestWait?.ms ?? 0) / 1_000)],
    ...section("faults injected", result.faults),
    ...section("invocations", result.invocations),
    ...section("calls refused", result.refusals),
    ...section("what callers were told meanwhile", result.answers),
    ["**violations**", result.violations.length],
  ];
  return ["| what | count |", "| --- | ---: |", ...rows.map(([what, count]) => `| ${what} | ${count} |`)].join("\n");
};

const MAX_SHOWN = 10;

export const violationsOf = ({ violations }: CampaignResult): string =>
  violations
    .slice(0, MAX_SHOWN)
    .map(({ invariant, invocationId, detail, ...known }) => {
      const facts = Object.entries(known).map(
        ([name, value]) => `  ${name}: ${Array.isArray(value) ? value.map((item) => `\n    ${line(item)}`).join("") : line(value)}`,
      );
      return [`VIOLATION: ${invariant}`, `  ${invocationId ?? ""} ${detail}`, ...facts].join("\n");
    })
    .concat(violations.length > MAX_SHOWN ? [`and ${violations.length - MAX_SHOWN} more (--json has all)`] : [])
    .join("\n\n");

const line = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
