/** Puts the room of repetitions together: the service for everybody, the worker for processes that run invocations. */
import type { AbilityService } from "../abilities/ability.service.js";
import type { Database } from "../db/database.js";
import type { InvocationService } from "../invocations/invocation.service.js";
import type { Clock } from "../kernel/clock.js";
import type { IdFactory } from "../kernel/ids.js";
import type { Log } from "../kernel/log.js";
import { createReplayService, type ReplayService } from "./replay.service.js";
import { createReplayStore } from "./replay.store.js";
import { createReplayWorker, type ReplayWorker, type ReplayWorkerSettings } from "./replay-worker.js";

export interface ReplaySettings extends ReplayWorkerSettings {
  /** Invocations that one set may have at most. */
  readonly maxItems: number;
}

/** The lease is that of invocations. */
export const REPLAY_SETTINGS: Omit<ReplaySettings, "leaseMs"> = { maxItems: 10_000, maxActive: 50, stepSize: 20, pollMs: 2_000 };

export interface ReplaysDeps {
  readonly database: Database;
  readonly abilities: AbilityService;
  readonly invocations: InvocationService;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: IdFactory;
  readonly workerId: string;
}

export interface Replays {
  readonly service: ReplayService;
  /** Unstarted. */
  readonly worker: ReplayWorker;
}

export const createReplays = (settings: ReplaySettings, deps: ReplaysDeps): Replays => {
  const store = createReplayStore(deps.database);
  const worker = createReplayWorker({ ...deps, store, settings });
  const { repeatable } = deps.invocations;
  return { worker, service: createReplayService({ ...deps, store, repeatable, maxItems: settings.maxItems, wake: worker.wake }) };
};
