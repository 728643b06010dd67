/** Puts the room of checks together: the service for admins and publications, the watch over what is in service. */
import type { AbilityService } from "../abilities/ability.service.js";
import type { AuditService } from "../audit/audit.service.js";
import type { Database } from "../db/database.js";
import { createLeadership } from "../db/leadership.js";
import type { Clock } from "../kernel/clock.js";
import type { Log } from "../kernel/log.js";
import type { Metrics } from "../kernel/metrics.js";
import type { MappingService } from "../mappings/mapping.service.js";
import type { Provider, ProviderKind } from "../providers/provider.js";
import { createDeclarationStore } from "./declaration.store.js";
import type { SucceededCalls } from "./input-sources.js";
import { createMappingCheckService, type MappingCheckService } from "./mapping-check.service.js";
import { createMappingCheckStore } from "./mapping-check.store.js";
import { createCheckMeter } from "./meter.js";
import { createRefusalOutbox, type RefusalOutbox } from "./refusal-outbox.js";
import { createWatch, type Watch } from "./watch.js";

export interface CheckSettings {
  /** Milliseconds between two checks of all mappings in service; 0 = never. */
  readonly intervalMs: number;
}

export interface ChecksDeps {
  readonly database: Database;
  readonly abilities: AbilityService;
  readonly audit: AuditService;
  /** Asked for when the first check runs. */
  readonly mappings: () => MappingService;
  readonly providers: ReadonlyMap<ProviderKind, Provider>;
  readonly calls: SucceededCalls;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Unique per process and start. */
  readonly workerId: string;
}

export interface Checks {
  readonly service: MappingCheckService;
  /** Hears how calls end. */
  readonly outbox: RefusalOutbox;
  /** Unstarted. */
  readonly watch: Watch;
}

/** The leader asks again once an interval; another process takes over when it missed two. */
const LEAD_INTERVALS = 2.5;
const MIN_LEAD_MS = 60_000;

export const createChecks = ({ intervalMs }: CheckSettings, deps: ChecksDeps): Checks => {
  const { database, clock, workerId, metrics, log } = deps;
  const parts = {
    ...deps,
    declarations: createDeclarationStore(database),
    checks: createMappingCheckStore(database),
    meter: createCheckMeter(metrics, log),
  };
  const ttlMs = Math.max(LEAD_INTERVALS * intervalMs, MIN_LEAD_MS);
  const leadership = createLeadership({ database, clock, name: "mapping-checks", holder: workerId, ttlMs });
  const watch = createWatch({ ...parts, leadership, intervalMs });
  return { service: createMappingCheckService(parts), watch, outbox: createRefusalOutbox(watch.refused) };
};
