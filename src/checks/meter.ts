/** What this room counts and writes into the log: alarms only for what breaks calls. */
import type { Log } from "../kernel/log.js";
import type { Metrics } from "../kernel/metrics.js";
import { errorsOf, type MappingCheck } from "./mapping-check.js";

export interface CheckMeter {
  checked(check: MappingCheck): void;
}

export const createCheckMeter = (metrics: Metrics, log: Log): CheckMeter => {
  const checks = metrics.counter("mapping_checks_total", "Checks of mappings against their workflows", ["reason", "outcome"]);
  return {
    checked(check) {
      const { mappingId, reason, findings, drift } = check;
      const errors = errorsOf(check);
      checks.inc({ reason, outcome: errors.length > 0 ? "errors" : findings.length > 0 ? "warnings" : "fine" });
      const breaking = (drift?.changes ?? []).filter(({ impact }) => impact === "BREAKING");
      // A draft is its admin's business, who reads the answer.
      if ((reason !== "TIMER" && reason !== "FAILURE") || errors.length + breaking.length === 0) return;
      const told = {
        errors: errors.map(({ code, target }) => ({ code, target })),
        drift: breaking.map(({ code, path }) => ({ code, path })),
      };
      log.warn({ mappingId, reason, ...told }, "a mapping in service does not fit its workflow");
    },
  };
};
