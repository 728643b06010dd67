/** What a gateway process needs: memory, open descriptors, handles, sockets, as it reports them itself. */
import { until } from "../../support/until.js";
import type { Evidence } from "./evidence.js";
import type { Gateway, Stage } from "./stage.js";

export interface Vitals {
  /** Which life of the process: a restart begins a new one. */
  readonly startedAt: number;
  readonly residentMb: number;
  readonly descriptors: number;
  readonly handles: number;
  readonly sockets: number;
  /** Unfinished invocations past deadline and grace; absent in versions that do not say. */
  readonly zombies: number | undefined;
}

/** @throws Error when it does not answer. */
export const vitalsOf = async ({ metricsUrl }: Gateway): Promise<Vitals> => {
  const answer = await fetch(metricsUrl, { signal: AbortSignal.timeout(5_000) });
  const text = await answer.text();
  const value = (name: string): number | undefined => {
    const found = new RegExp(`^(?:ability_gateway_)?${name}(?:\\{[^}]*\\})? (\\S+)$`, "m").exec(text)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  return {
    startedAt: value("process_start_time_seconds") ?? 0,
    residentMb: (value("process_resident_memory_bytes") ?? 0) / 2 ** 20,
    descriptors: value("process_open_fds") ?? 0,
    handles: value("nodejs_active_handles_total") ?? 0,
    sockets: value("websockets") ?? 0,
    zombies: value("zombie_invocations"),
  };
};

/** Generous: a leak of one of these per call passes them within minutes, and nothing else does. */
const MORE_DESCRIPTORS = 40;
const MORE_MEMORY_MB = 200;

/** After the calm every gateway holds about what a fresh one holds. `fresh`: measured behind the first few calls. */
export const checkVitals = async (stage: Stage, evidence: Evidence, fresh: ReadonlyMap<number, Vitals>): Promise<void> => {
  for (const gateway of stage.gateways) {
    const start = fresh.get(gateway.index);
    let now: Vitals | undefined;
    const isCalm = async (): Promise<boolean> => {
      now = await vitalsOf(gateway);
      const { descriptors, handles, sockets, zombies = 0, residentMb } = now;
      if (sockets > 0 || zombies > 0) return false;
      if (!start) return true;
      return (
        descriptors <= start.descriptors + MORE_DESCRIPTORS &&
        handles <= start.handles + MORE_DESCRIPTORS &&
        residentMb <= start.residentMb + MORE_MEMORY_MB
      );
    };
    await until(isCalm, { timeoutMs: 60_000, everyMs: 500 }).catch(() =>
      evidence.violate("gateways return to what they held at the start", `${gateway.unit.name}: ${JSON.stringify({ start, now })}`),
    );
  }
};
