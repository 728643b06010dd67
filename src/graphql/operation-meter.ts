/** Counts operations and their time. Names come from clients, so only the first few hundred become labels. */
import type { Metrics } from "../kernel/metrics.js";

export interface OperationEnd {
  /** Absent when the document was refused before an operation was known. */
  readonly kind: "query" | "mutation" | "subscription" | undefined;
  readonly name: string | undefined;
  readonly failed: boolean;
  readonly durationMs: number;
}

export interface OperationMeter {
  ended(end: OperationEnd): void;
}

const MAX_NAMES = 200;
const MAX_NAME_LENGTH = 80;

export const createOperationMeter = (metrics: Metrics): OperationMeter => {
  const names = new Set<string>();
  const operations = metrics.counter("graphql_operations_total", "GraphQL operations by kind, name and outcome", [
    "kind",
    "name",
    "outcome",
  ] as const);
  const seconds = metrics.histogram("graphql_operation_seconds", "Time from request to answer", {
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 30],
    labels: ["kind"],
  });
  const labelOf = (name: string | undefined): string => {
    if (name === undefined) return "anonymous";
    if (names.has(name)) return name;
    if (names.size >= MAX_NAMES || name.length > MAX_NAME_LENGTH) return "other";
    names.add(name);
    return name;
  };
  return {
    ended({ kind, name, failed, durationMs }) {
      const label = { kind: kind ?? "refused", name: kind ? labelOf(name) : "none", outcome: failed ? "errors" : "ok" };
      operations.inc(label);
      if (kind) seconds.observe({ kind }, durationMs / 1000);
    },
  };
};
