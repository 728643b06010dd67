/** Figures about invocations for Prometheus. */

import type { Append } from "../invocations/append-batch.js";
import { isFinal } from "../invocations/lifecycle.js";
import type { Metrics } from "../kernel/metrics.js";

export interface InvocationMeter {
  accepted(): void;
  appended(append: Append): void;
  /** Invocations that should have ended long ago. */
  zombies(count: number): void;
}

const DURATION_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800];

export const createInvocationMeter = (metrics: Metrics): InvocationMeter => {
  const accepted = metrics.counter("invocations_accepted_total", "Invocations accepted by this process");
  const finished = metrics.counter("invocations_finished_total", "Invocations ended by this process", ["status", "code"]);
  const duration = metrics.histogram("invocation_duration_seconds", "From acceptance to the final state", {
    buckets: DURATION_BUCKETS,
    labels: ["status"],
  });
  const events = metrics.counter("invocation_events_total", "Events committed by this process");
  const zombies = metrics.gauge(
    "zombie_invocations",
    "Invocations unfinished past their deadline and grace, told by the process that sweeps",
  );
  return {
    zombies: (count) => zombies.set(count),
    accepted: () => accepted.inc(),
    appended({ status, patch, events: { length } }) {
      events.inc(length);
      if (!isFinal(status)) return;
      finished.inc({ status, code: patch.failure?.code ?? "" });
      duration.observe({ status }, (patch.durationMs ?? 0) / 1_000);
    },
  };
};
