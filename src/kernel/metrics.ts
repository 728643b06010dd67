/** Prometheus metrics. One registry per app, so that two apps in one process do not share counters. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export interface Metrics {
  readonly registry: Registry;
  counter<L extends string>(name: string, help: string, labels?: readonly L[]): Counter<L>;
  gauge<L extends string>(name: string, help: string, labels?: readonly L[]): Gauge<L>;
  histogram<L extends string>(name: string, help: string, shape: { buckets: number[]; labels?: readonly L[] }): Histogram<L>;
}

/** Names get the prefix `ability_gateway_`; times are in seconds as Prometheus asks. */
export const createMetrics = (options: { processMetrics: boolean }): Metrics => {
  const registry = new Registry();
  if (options.processMetrics) collectDefaultMetrics({ register: registry });
  const base = <L extends string>(name: string, help: string, labels: readonly L[] = []) => ({
    name: `ability_gateway_${name}`,
    help,
    labelNames: [...labels],
    registers: [registry],
  });
  return {
    registry,
    counter: (name, help, labels) => new Counter(base(name, help, labels)),
    gauge: (name, help, labels) => new Gauge(base(name, help, labels)),
    histogram: (name, help, { buckets, labels }) => new Histogram({ ...base(name, help, labels), buckets }),
  };
};
