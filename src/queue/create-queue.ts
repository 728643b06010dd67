/** Chooses the queue and the slots that fit what a process does and what it shares with others. */
import type { Clock } from "../kernel/clock.js";
import type { Log } from "../kernel/log.js";
import { createBullMqQueue } from "./bullmq.js";
import { Gate } from "./gate.js";
import { createInProcessQueue } from "./in-process.js";
import { createInProcessSlots } from "./in-process-slots.js";
import { createLocalFirst } from "./local-first.js";
import type { AbilitySlots, InvocationQueue } from "./queue.js";
import { createRedisSlots } from "./redis-slots.js";

export interface QueueSettings {
  /** What the processes of one installation share; null = this is the only one. */
  readonly redis: { readonly url: string; readonly prefix: string } | null;
  /** Whether this process runs invocations, or only accepts them. */
  readonly runs: boolean;
  /**
   * After so many milliseconds of silence, what a process holds in Redis goes to others: as long as the lease of a row,
   * because a row that is found is offered in vain while its job is still somebody's. Default 30,000.
   */
  readonly leaseMs?: number;
}

export interface QueueParts {
  readonly clock: Clock;
  readonly log: Log;
}

export const createQueue = ({ redis, runs, leaseMs }: QueueSettings, parts: QueueParts): InvocationQueue => {
  if (!redis) return createInProcessQueue(parts);
  if (!runs) return createBullMqQueue({ ...parts, ...redis });
  const lock = leaseMs !== undefined && { lockMs: leaseMs };
  const gate = new Gate(parts);
  const local = createInProcessQueue({ ...parts, gate });
  const shared = createBullMqQueue({ ...parts, ...redis, ...lock, gate, undelivered: (job, options) => local.enqueue(job, options) });
  return createLocalFirst({ clock: parts.clock, gate, local, shared });
};

export const createSlots = ({ redis, runs, leaseMs }: QueueSettings, parts: QueueParts): AbilitySlots =>
  redis && runs ? createRedisSlots({ ...parts, ...redis, ...(leaseMs !== undefined && { holdMs: leaseMs }) }) : createInProcessSlots();
