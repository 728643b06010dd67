/** A campaign: a load of calls while things are broken, then calm, then every promise is checked. */
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../support/until.js";
import type { Work } from "./abilities.js";
import { listenToBus } from "./bus-listener.js";
import { makeCall } from "./caller.js";
import { checkAll } from "./checks.js";
import { Evidence } from "./evidence.js";
import { type LogReader, type LogRow, readLog } from "./log-reader.js";
import { planCall } from "./plan.js";
import { chanceOf } from "./random.js";
import { checkReplays, OVER } from "./replay-checks.js";
import { startReplayer } from "./replayer.js";
import { describeViolation, type Found } from "./report.js";
import { startSabotage } from "./saboteur.js";
import type { Stage } from "./stage.js";
import { checkVitals, type Vitals, vitalsOf } from "./vitals.js";
import { startWatch } from "./watch.js";
import { checkWebhooks } from "./webhooks.js";

export interface CampaignOptions {
  readonly seed: string;
  /** How long calls are made and things are broken. */
  readonly ms: number;
  /** 1 = runs of seconds, deadlines of half a minute, faults of up to ten seconds; smaller is all of it in less time. */
  readonly pace: number;
  readonly callsPerSecond: number;
  /** Calls under way at once at most. */
  readonly maxOpen: number;
  /** Faults that may strike at the same time. */
  readonly lanes: number;
  /** How long behind its deadline an invocation may need, while the database and one gateway are whole. */
  readonly graceMs: number;
  /** Kinds of work that are not asked for. */
  readonly without?: readonly Work[];
  /** Called again and again. */
  readonly onProgress?: (line: string) => void;
}

export interface CampaignResult {
  readonly seed: string;
  readonly minutes: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly calls: number;
  readonly requests: number;
  /** By final state, with the failure code where there is one. */
  readonly invocations: Readonly<Record<string, number>>;
  readonly runsBegun: number;
  readonly followers: number;
  readonly reconnects: number;
  readonly eventsPublished: number;
  /** Sets of repetitions that were asked for, and the repetitions in them. */
  readonly replays: number;
  readonly repetitions: number;
  /** POSTs of webhooks, those that were turned away included. */
  readonly webhooksReceived: number;
  /** Runs that others went on with, or ended, while the gateway that held them overslept. */
  readonly lostInSleep: number;
  /** Calls that were refused for good, by code. */
  readonly refusals: Readonly<Record<string, number>>;
  /** What callers were told while things were broken, by code. */
  readonly answers: Readonly<Record<string, number>>;
  readonly violations: readonly Found[];
  /** Milliseconds since the start. */
  readonly timeline: Evidence["timeline"];
  /** Longest that an invocation stayed queued while all it needed was whole. */
  readonly longestWait: Evidence["longestWait"];
  /** Every invocation as it ended, for those who want to look further. */
  readonly rows: readonly LogRow[];
}

export const runCampaign = async (stage: Stage, options: CampaignOptions): Promise<CampaignResult> => {
  const { seed, graceMs, pace, lanes } = options;
  const evidence = new Evidence();
  const startedAt = performance.now();
  const bus = await listenToBus(stage.redisUrl, evidence);
  const fresh = await vitals(stage);
  const watch = startWatch({ stage, evidence, graceMs });
  const sabotage = startSabotage({ stage, evidence, seed, pace, lanes });
  const replayer = startReplayer({ stage, evidence, seed }, pace);
  const progress = reportProgress(evidence, options, startedAt);
  try {
    const open = await load(stage, evidence, options);
    await sabotage.stop();
    await Promise.all([...open, replayer.stop()]);
    const log = readLog(stage.databaseUrl);
    const conclusion = { stage, evidence, log, options, startedAt };
    await calm(conclusion);
    await checkVitals(stage, evidence, fresh);
    return await conclude(conclusion);
  } finally {
    clearInterval(progress);
    await watch.stop();
    await bus.close();
  }
};

const vitals = async ({ gateways }: Stage): Promise<Map<number, Vitals>> =>
  new Map(await Promise.all(gateways.map(async (gateway) => [gateway.index, await vitalsOf(gateway)] as const)));

/** Makes calls until time is up. @returns those that are still under way. */
const load = async (stage: Stage, evidence: Evidence, options: CampaignOptions): Promise<Set<Promise<void>>> => {
  const { seed, pace, callsPerSecond, maxOpen, ms, without = [] } = options;
  const open = new Set<Promise<void>>();
  const endAt = performance.now() + ms;
  const chance = chanceOf(`${seed}/load`);
  for (let index = 0; performance.now() < endAt; index++) {
    const plan = planCall({ seed, index, can: stage.can, pace, without });
    const call = makeCall({ stage, evidence, seed }, plan).catch((error: Error) => {
      evidence.violate("the harness works", error.stack ?? String(error));
    });
    open.add(call);
    void call.then(() => open.delete(call));
    await sleep(-Math.log(1 - chance.float()) * (1_000 / callsPerSecond));
    while (open.size >= maxOpen && performance.now() < endAt) await sleep(50);
  }
  return open;
};

/** Everything is whole again: what was begun has its deadline and the grace to end, and followers a little longer. */
const calm = async ({ stage: { can }, evidence, log, options: { pace, graceMs } }: Conclusion): Promise<void> => {
  const longestDeadlineMs = 60_000 * pace;
  const nothingOpen = async () =>
    (await log.unfinished()) === 0 &&
    (!can.replays || (await log.replays()).every(({ state }) => OVER.has(state))) &&
    (!can.webhooks || (await log.deliveries()).every(({ state }) => state !== "PENDING"));
  await until(nothingOpen, { timeoutMs: longestDeadlineMs + graceMs * 2, everyMs: 250 }).catch(() => undefined);
  const hasEnded = () => evidence.followers.every(({ completed, gaveUp }) => completed || gaveUp !== undefined);
  await until(hasEnded, { timeoutMs: 60_000, everyMs: 100 }).catch(() => undefined);
};

const PROGRESS_EVERY_MS = 10_000;

const reportProgress = (evidence: Evidence, { onProgress }: CampaignOptions, startedAt: number): NodeJS.Timeout =>
  setInterval(() => {
    const faults = new Map<string, number>();
    for (const [kind, count] of evidence.faults) {
      const [verb = kind] = kind.split(" ", 1);
      faults.set(verb, (faults.get(verb) ?? 0) + count);
    }
    const kinds = [...faults].map(([verb, count]) => `${verb} ${count}`).join(", ");
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    const { calls, acceptedIds, followers, reconnects, violations } = evidence;
    onProgress?.(
      `${seconds} s: ${calls.length} calls, ${acceptedIds.size} accepted, ${followers.length} followers, ${reconnects} reconnects, ` +
        `${violations.length} violations; faults: ${kinds}`,
    );
  }, PROGRESS_EVERY_MS);

interface Conclusion {
  readonly stage: Stage;
  readonly evidence: Evidence;
  readonly log: LogReader;
  readonly options: CampaignOptions;
  readonly startedAt: number;
}

const conclude = async ({ stage, evidence, log, options, startedAt }: Conclusion): Promise<CampaignResult> => {
  const [rows, events] = [new Map((await log.rows()).map((row) => [row.id, row])), await log.events()];
  const findings = { evidence, rows, events };
  checkAll(findings, stage);
  const { can, receiver } = stage;
  if (can.replays) checkReplays(findings, await log.replays());
  if (can.webhooks) checkWebhooks(findings, { can, told: receiver.told, deliveries: await log.deliveries() });
  return {
    seed: options.seed,
    minutes: (performance.now() - startedAt) / 60_000,
    faults: Object.fromEntries([...evidence.faults].sort()),
    calls: evidence.calls.length,
    requests: evidence.calls.reduce((sum, { requests }) => sum + requests, 0),
    invocations: counted([...rows.values()].map(({ status, failureCode }) => (failureCode === null ? status : `${status} ${failureCode}`))),
    refusals: counted(evidence.calls.flatMap(({ refusals }) => refusals)),
    runsBegun: stage.recorder.begun.length,
    followers: evidence.followers.length,
    reconnects: evidence.reconnects,
    eventsPublished: [...evidence.published.values()].reduce((sum, { size }) => sum + size, 0),
    replays: evidence.replays.length,
    repetitions: [...rows.values()].filter(({ replayId }) => replayId !== null).length,
    webhooksReceived: stage.receiver.told.length,
    lostInSleep: evidence.lostInSleep,
    answers: Object.fromEntries([...evidence.codes].sort()),
    violations: evidence.violations.map((violation) => describeViolation(violation, { stage, ...findings })),
    timeline: evidence.timeline,
    longestWait: evidence.longestWait,
    rows: [...rows.values()],
  };
};

const counted = (names: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};
