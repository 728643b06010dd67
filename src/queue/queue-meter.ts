/** How many jobs wait, and where, for Prometheus: asked when somebody scrapes, and not for long. */
import { type Clock, delay } from "../kernel/clock.js";
import type { Metrics } from "../kernel/metrics.js";
import type { InvocationQueue, SharedDepth } from "./queue.js";

export interface QueueMeterOptions {
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** A backend that takes longer has no figures in this scrape. Default 1,000 ms. */
  readonly answerWithinMs?: number;
}

const DEFAULT_ANSWER_WITHIN_MS = 1_000;

/** `queue_jobs{place="process"}` is of this process; `place="redis"` is the same from every process, and missing while Redis is away. */
export const meterQueue = (queue: InvocationQueue, options: QueueMeterOptions): void => {
  const { metrics, clock, answerWithinMs = DEFAULT_ANSWER_WITHIN_MS } = options;
  const gauge = metrics.gauge("queue_jobs", "Jobs that wait to be run: in this process, and in the Redis that all share", {
    labels: ["place", "state"],
    async collect() {
      const shared = await withinTime(clock, answerWithinMs, queue.sharedDepth());
      // What is not known is not told: an old figure would look like a queue that stands still.
      gauge.reset();
      gauge.set({ place: "process", state: "waiting" }, queue.depth);
      for (const [state, count] of Object.entries(shared ?? {})) gauge.set({ place: "redis", state }, count);
    },
  });
};

const withinTime = async (clock: Clock, ms: number, asked: Promise<SharedDepth | undefined>): Promise<SharedDepth | undefined> => {
  const over = new AbortController();
  const late = delay(clock, ms, over.signal).then(() => undefined);
  return Promise.race([asked, late]).finally(() => over.abort());
};
