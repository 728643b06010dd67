/** Looks at the stage while a campaign runs: rows that should have ended, gateways that end by themselves. */
import type { Evidence } from "./evidence.js";
import { readLog } from "./log-reader.js";
import type { Stage } from "./stage.js";

export interface Watch {
  stop(): Promise<void>;
}

export interface WatchOptions {
  readonly stage: Stage;
  readonly evidence: Evidence;
  /** Healthy milliseconds that an invocation may need behind its deadline. */
  readonly graceMs: number;
}

const EVERY_MS = 1_000;

/**
 * Time counts against a row only while the database and one gateway are whole: with everything down, nothing can end. A
 * frozen or loaded machine is therefore no violation, and a forgotten row always is.
 */
export const startWatch = ({ stage, evidence, graceMs }: WatchOptions): Watch => {
  const log = readLog(stage.databaseUrl);
  const healthyPastDeadline = new Map<string, number>();
  const idleWhileQueued = new Map<string, number>();
  let stopped = false;
  let looking: Promise<void> = Promise.resolve();
  const lookAtRows = async (): Promise<void> => {
    const before = healthyFor(stage);
    const rows = await log.overdue(Date.now());
    const healthyMs = Math.min(before, healthyFor(stage), EVERY_MS);
    const overdue = new Set(rows.map(({ id }) => id));
    for (const id of healthyPastDeadline.keys()) if (!overdue.has(id)) healthyPastDeadline.delete(id);
    for (const { id, status, deadlineAt } of rows) {
      const spent = (healthyPastDeadline.get(id) ?? 0) + healthyMs;
      healthyPastDeadline.set(id, spent);
      if (spent - healthyMs < graceMs && spent >= graceMs)
        evidence.violate(
          "every accepted invocation ends by deadline and grace",
          `${status}, due ${new Date(deadlineAt).toISOString()}`,
          id,
        );
    }
  };
  const lookAtQueue = async (): Promise<void> => {
    const before = wholeFor(stage);
    const queued = new Set(await log.due(Date.now()));
    const wholeMs = Math.min(before, wholeFor(stage), EVERY_MS);
    for (const id of idleWhileQueued.keys()) if (!queued.has(id)) idleWhileQueued.delete(id);
    for (const id of queued) {
      const idleMs = wholeMs < EVERY_MS ? 0 : (idleWhileQueued.get(id) ?? 0) + wholeMs;
      idleWhileQueued.set(id, idleMs);
      evidence.waited(id, idleMs);
    }
  };
  const tick = async (): Promise<void> => {
    await lookAtRows().catch(() => undefined);
    await lookAtQueue().catch(() => undefined);
    await lookAtGateways(stage, evidence);
    if (!stopped) setTimeout(() => (looking = tick()), EVERY_MS);
  };
  looking = tick();
  return {
    async stop() {
      stopped = true;
      await looking;
    },
  };
};

/** Milliseconds for which the database and some gateway have been whole. */
const healthyFor = ({ units, gateways, links }: Stage): number => {
  const workers = gateways.filter(({ role }) => role !== "api");
  const best = Math.max(...workers.map(({ unit, index }) => (links.get(`${index}-database`)?.whole ? unit.upForMs : 0)));
  return Math.min(units.get("database")?.upForMs ?? 0, best);
};

/** Milliseconds for which everything that an invocation needs to begin has been whole, without a break. */
const wholeFor = ({ units, gateways, links }: Stage): number => {
  const workers = gateways.filter(({ role }) => role !== "api");
  const ready = workers.map(({ unit, index }) =>
    (["database", "redis", "engine"] as const).every((end) => links.get(`${index}-${end}`)?.whole) ? unit.upForMs : 0,
  );
  const shared = (["database", "redis", "engine"] as const).map((name) => units.get(name)?.upForMs ?? 0);
  return Math.min(Math.max(...ready), ...shared);
};

/** How long a process that was started may take until nothing but its own end can explain a refused connection. */
const SETTLED_MS = 3_000;

const lookAtGateways = async (stage: Stage, evidence: Evidence): Promise<void> => {
  for (const { unit } of stage.gateways) {
    if (unit.upForMs < SETTLED_MS) continue;
    try {
      const answer = await fetch(`${unit.url}/health/live`, { signal: AbortSignal.timeout(5_000) });
      await answer.arrayBuffer();
    } catch (error) {
      const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
      if (cause?.code !== "ECONNREFUSED" || unit.upForMs < SETTLED_MS) continue;
      evidence.violate("no gateway ends by itself", `${unit.name}:\n${unit.log().split("\n").slice(-8).join("\n")}`);
      await unit.bringBack().catch(() => undefined);
    }
  }
};
