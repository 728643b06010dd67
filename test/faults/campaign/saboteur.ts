/** Carries out the planned faults, one after the other per lane, and mends what it broke. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Evidence } from "./evidence.js";
import { type Fault, kindOf, planFaults, targetOf } from "./plan.js";
import type { Stage } from "./stage.js";

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
  const lanes = Array.from({ length: options.lanes }, (_, lane) => runLane(options, { lane, stopping: stopping.signal, busy }));
  return {
    async stop() {
      stopping.abort();
      await Promise.all(lanes);
      for (const link of options.stage.links.values()) link.mend();
    },
  };
};

interface Lane {
  readonly lane: number;
  readonly stopping: AbortSignal;
  /** Targets under a fault: two lanes never strike the same one. */
  readonly busy: Map<string, Promise<void>>;
}

const runLane = async (options: SabotageOptions, { lane, stopping, busy }: Lane): Promise<void> => {
  const { stage, evidence, seed, pace } = options;
  for (const { waitMs, fault } of planFaults(`${seed}/lane/${lane}`, { gateways: stage.gateways.length, pace })) {
    await pause(waitMs, stopping);
    const target = targetOf(fault);
    while (busy.has(target)) await busy.get(target);
    if (stopping.aborted) return;
    evidence.count("faults", kindOf(fault));
    const mended = evidence.strikes(`${fault.kind} ${target}`);
    const striking = strike(stage, fault, stopping).catch((error: Error) => {
      evidence.violate("every program can be started again", `${target}: ${error.message} ${String(error.cause ?? "")}`);
    });
    busy.set(target, striking);
    await striking;
    mended();
    busy.delete(target);
  }
};

/** Resolves when the target is whole again. */
const strike = async (stage: Stage, fault: Fault, stopping: AbortSignal): Promise<void> => {
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
