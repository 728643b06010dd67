/** Carries out the planned faults, one after the other per lane, and mends what it broke. */
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../support/until.js";
import type { Evidence } from "./evidence.js";
import { readLog } from "./log-reader.js";
import { type Fault, type FaultStep, kindOf, planFaults, planSleeps, targetOf } from "./plan.js";
import type { Stage } from "./stage.js";
import type { Unit } from "./unit.js";

export interface Sabotage {
  /** Begins no more faults; resolves when everything is whole again. */
  stop(): Promise<void>;
}

export interface SabotageOptions {
  readonly stage: Stage;
  readonly evidence: Evidence;
  readonly seed: string;
  readonly pace: number;
  /** Faults that may strike at the same time. */
  readonly lanes: number;
}

export const startSabotage = (options: SabotageOptions): Sabotage => {
  const stopping = new AbortController();
  const busy = new Map<string, Promise<void>>();
  const { stage, seed, pace } = options;
  const gateways = stage.gateways.length;
  const plans = Array.from({ length: options.lanes }, (_, lane) => planFaults(`${seed}/lane/${lane}`, { gateways, pace }));
  const sleeps = planSleeps(seed, { gateways, pace, leaseMs: stage.leaseMs });
  const lanes = [...plans, sleeps].map((steps) => runLane(options, { steps, stopping: stopping.signal, busy }));
  return {
    async stop() {
      stopping.abort();
      await Promise.all(lanes);
      for (const link of stage.links.values()) link.mend();
    },
  };
};

interface Lane {
  readonly steps: Iterable<FaultStep>;
  readonly stopping: AbortSignal;
  /** Targets under a fault: two lanes never strike the same one. */
  readonly busy: Map<string, Promise<void>>;
}

const runLane = async (options: SabotageOptions, { steps, stopping, busy }: Lane): Promise<void> => {
  const { evidence } = options;
  for (const { waitMs, fault } of steps) {
    await pause(waitMs, stopping);
    const target = targetOf(fault);
    while (busy.has(target)) await busy.get(target);
    if (stopping.aborted) return;
    evidence.count("faults", kindOf(fault));
    const mended = evidence.strikes(`${fault.kind} ${target}`);
    const striking = strike(options, fault, stopping).catch((error: Error) => {
      evidence.violate("every program can be started again", `${target}: ${error.message} ${String(error.cause ?? "")}`);
    });
    busy.set(target, striking);
    await striking;
    mended();
    busy.delete(target);
  }
};

/** Resolves when the target is whole again. */
const strike = async ({ stage, evidence }: SabotageOptions, fault: Fault, stopping: AbortSignal): Promise<void> => {
  if ("link" in fault) {
    const link = stage.links.get(fault.link);
    if (fault.kind === "cut") link?.cut();
    else if (fault.kind === "slow") link?.delay(fault.slowMs);
    else link?.hold();
    await pause(fault.ms, stopping);
    if (fault.kind === "hold-and-cut") link?.cut();
    link?.mend();
    return;
  }
  const unit = stage.units.get(fault.unit);
  if (!unit) return;
  if (fault.kind === "deploy") return unit.deploy();
  if (fault.kind === "oversleep") {
    evidence.lostInSleep += await oversleep(stage, unit, fault.ms);
    return;
  }
  if (fault.kind === "kill") {
    await unit.kill();
    await pause(fault.ms / 4, stopping);
    return unit.bringBack();
  }
  unit.pause();
  await pause(fault.ms, stopping);
  unit.resume();
};

const pause = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }).catch(() => undefined);

/** A gateway that holds no run loses none: for so long it is waited until it does. */
const BUSY_WITHIN_MS = 2_000;

/** Always for all of its time: a shorter sleep would prove nothing. @returns how many runs it has lost meanwhile. */
const oversleep = async ({ databaseUrl }: Stage, unit: Unit, ms: number): Promise<number> => {
  const log = readLog(databaseUrl);
  const heldRuns = () => log.heldBy(unit.pid ?? 0).catch(() => new Map<string, number>());
  const isBusy = async () => (await heldRuns()).size > 0;
  await until(isBusy, { timeoutMs: BUSY_WITHIN_MS, everyMs: 50 }).catch(() => undefined);
  unit.pause();
  try {
    const [held] = await Promise.all([heldRuns(), sleep(ms)]);
    const heads = await log.heads([...held.keys()]).catch(() => held);
    return [...held].filter(([id, sequence]) => heads.get(id) !== sequence).length;
  } finally {
    unit.resume();
  }
};
