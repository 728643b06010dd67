/** Prometheus metrics. One registry per app, so that two apps in one process do not share counters. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export interface Metrics {
  readonly registry: Registry;
  counter<L extends string>(name: string, help: string, labels?: readonly L[]): Counter<L>;
  /** `collect` is called before every scrape, and waited for: it must not throw, nor take long. */
  gauge<L extends string>(
    name: string,
    help: string,
    shape?: readonly L[] | { labels?: readonly L[]; collect: () => void | Promise<void> },
  ): Gauge<L>;
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
    gauge: (name, help, shape = []) => {
      if (!("collect" in shape)) return new Gauge(base(name, help, shape));
      return new Gauge({ ...base(name, help, shape.labels), collect: shape.collect });
    },
    histogram: (name, help, { buckets, labels }) => new Histogram({ ...base(name, help, labels), buckets }),
  };
};
