/** Counts attempts to deliver and their time. */
import type { Metrics } from "../kernel/metrics.js";
import type { DeliveryState } from "./webhook.js";

export interface DeliveryMeter {
  /** @param state of the delivery after the attempt: PENDING = it is tried again. */
  attempted(state: DeliveryState, durationMs: number): void;
}

export const createDeliveryMeter = (metrics: Metrics): DeliveryMeter => {
  const attempts = metrics.counter("webhook_attempts_total", "Attempts to deliver to webhooks by the state they led to", [
    "state",
  ] as const);
  const seconds = metrics.histogram("webhook_attempt_seconds", "Time from the document to the receiver's answer", {
    buckets: [0.02, 0.1, 0.5, 2, 10],
    labels: [],
  });
  return {
    attempted(state, durationMs) {
      attempts.inc({ state });
      seconds.observe(durationMs / 1000);
    },
  };
};
