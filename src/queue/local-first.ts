/**
 * Two queues of one process as one. A call accepted here, with room here and nobody waiting before it, runs here: the
 * way through Redis would cost it two round trips and save nothing. What there is no room for, and what has to wait for
 * its time, goes to Redis, where every worker may take it. While Redis is away all stays here, so that no call waits for
 * it; what was accepted then is worked off here.
 */
import type { SharedQueue } from "./bullmq.js";
import type { Gate } from "./gate.js";
import type { InvocationQueue } from "./queue.js";

export interface LocalFirstParts {
  /** Of both queues. */
  readonly gate: Gate;
  readonly local: InvocationQueue;
  readonly shared: SharedQueue;
}

export const createLocalFirst = ({ gate, local, shared }: LocalFirstParts): InvocationQueue => ({
  enqueue(job, options = {}) {
    const runsNow = gate.hasRoom && shared.foundNothing && !options.delayMs && !gate.isRunning(job.invocationId);
    (runsNow || !shared.reachable ? local : shared).enqueue(job, options);
  },
  start(handler, concurrency) {
    local.start(handler, concurrency);
    shared.start(handler, concurrency);
  },
  get depth() {
    return local.depth + shared.depth;
  },
  async stop(graceMs) {
    await Promise.all([local.stop(graceMs), shared.stop(graceMs)]);
  },
});
