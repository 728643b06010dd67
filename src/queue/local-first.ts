/**
 * Two queues of one process as one. A call accepted here, with room here and nobody waiting before it, runs here: the
 * way through Redis would cost it two round trips and save nothing. Without room a few may stand in line here for a
 * moment, because most runs are short. What has stood too long, what finds the line full, and what has to wait for its
 * time goes to Redis, where every worker may take it. While Redis is away all stays here, so that no call waits for it;
 * what was accepted then is worked off here.
 */
import type { Clock } from "../kernel/clock.js";
import { Fifo } from "../kernel/fifo.js";
import type { SharedQueue } from "./bullmq.js";
import type { Gate } from "./gate.js";
import type { InProcessInvocationQueue } from "./in-process.js";
import type { InvocationJob, InvocationQueue, JobOptions } from "./queue.js";

export interface LocalFirstParts {
  readonly clock: Clock;
  /** Of both queues. */
  readonly gate: Gate;
  readonly local: InProcessInvocationQueue;
  readonly shared: SharedQueue;
}

/** Places in line here, and how long one may be kept: another process may be idle. */
const LINE_PLACES = 64;
const LINE_MS = 100;

interface InLine {
  readonly job: InvocationJob;
  readonly options: JobOptions;
  readonly until: number;
}

export const createLocalFirst = (parts: LocalFirstParts): InvocationQueue => {
  const { gate, local, shared } = parts;
  const line = openLine(parts);
  return {
    enqueue(job, options = {}) {
      const mayRunHere = !options.delayMs && !gate.isRunning(job.invocationId);
      if (!shared.reachable || (mayRunHere && gate.hasRoom && shared.foundNothing)) return local.enqueue(job, options);
      if (mayRunHere && !gate.hasRoom && shared.lastFoundNothing && local.depth < LINE_PLACES) return line.join(job, options);
      shared.enqueue(job, options);
    },
    start(handler, concurrency) {
      local.start(handler, concurrency);
      shared.start(handler, concurrency);
    },
    get depth() {
      return local.depth + shared.depth;
    },
    sharedDepth: () => shared.sharedDepth(),
    async stop(graceMs) {
      line.close();
      await Promise.all([local.stop(graceMs), shared.stop(graceMs)]);
    },
  };
};

const openLine = ({ clock, local, shared }: LocalFirstParts) => {
  const line = new Fifo<InLine>();
  let cancel: (() => void) | undefined;
  const handOn = (): void => {
    cancel = undefined;
    let next = line.peek();
    for (; next && next.until <= clock.now(); next = line.peek()) {
      line.shift();
      if (shared.reachable && local.withdraw(next.job.invocationId)) shared.enqueue(next.job, next.options);
    }
    if (next) cancel = clock.after(next.until - clock.now(), handOn);
  };
  return {
    join(job: InvocationJob, options: JobOptions): void {
      line.push({ job, options, until: clock.now() + LINE_MS });
      cancel ??= clock.after(LINE_MS, handOn);
      local.enqueue(job, options);
    },
    close: () => cancel?.(),
  };
};
